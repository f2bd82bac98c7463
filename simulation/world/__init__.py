"""The world: SimPy processes that move deliveries, in continuous time."""
