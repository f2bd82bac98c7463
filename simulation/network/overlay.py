"""The overlay network: the clique over the hotspots (paper, section 4)."""

from dataclasses import dataclass

import numpy as np

from simulation.units import Floats, on_time_grid


@dataclass(frozen=True)
class Overlay:
    """Times and distances between hotspots, not symmetric in general."""

    travel_time_s: Floats  # (H, H), diagonal zero
    distance_m: Floats  # (H, H)

    @property
    def hotspots(self) -> int:
        """Number of hotspots H."""
        return int(self.travel_time_s.shape[0])

    def neighbours(self, range_m: float) -> tuple[tuple[int, ...], ...]:
        """Return, per hotspot, those within `range_m` of it, itself included.

        Measured by the smaller of the two road distances, so that being within
        range is mutual (paper, Algorithm 2, line 7).
        """
        near = np.minimum(self.distance_m, self.distance_m.T) <= range_m
        return tuple(tuple(np.flatnonzero(row).tolist()) for row in near)

    def at_speed(self, speed_factor: float) -> "Overlay":
        """Return the overlay as a pool drives it, times divided by its factor."""
        if speed_factor == 1:
            return self
        return Overlay(on_time_grid(self.travel_time_s / speed_factor), self.distance_m)
