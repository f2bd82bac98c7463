"""Many runs, and what they mean."""
