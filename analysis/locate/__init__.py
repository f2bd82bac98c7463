"""Where to put hotspots, and how many: the p-median of a demand."""
