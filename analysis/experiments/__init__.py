"""Experiments: runs carried out, measured and kept."""
