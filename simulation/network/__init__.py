"""The overlay network between hotspots, and the legs to and from it."""
