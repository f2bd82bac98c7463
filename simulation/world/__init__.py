"""The world: SimPy events that move deliveries, in continuous time."""
