"""The shipped library of scenarios and regions."""
