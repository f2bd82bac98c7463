"""Data sets of routing problems, read as they are published, and runs written back."""
