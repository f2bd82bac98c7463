"""Which vehicle serves which trip, and in what order of stops."""
