"""Legs between places and hotspots, as arrays: to see at once which hotspot is near."""

from typing import Final

import numpy as np

from simulation.network.moment import NOWHERE, RoutedLegs
from simulation.units import Floats, Ints


class HubLegs:
    """Times and distances from places to hotspots and back.

    Parameters
    ----------
    legs
        Between any two places.
    hotspots
        Their number H; they are the first places.
    places
        How many there are in all, n.
    used
        Those to be known; of the others nothing is.
    door_s : (n,) array, optional
        What a stop at each place takes, added to legs that end there [s].

    Attributes
    ----------
    to_s, to_m : (n, H) arrays
        From place to hotspot [s], [m].
    from_s, from_m : (n, H) arrays
        From hotspot to place [s], [m].
    """

    def __init__(
        self,
        legs: RoutedLegs,
        hotspots: int,
        places: int,
        used: Ints,
        door_s: Floats | None = None,
    ) -> None:
        hubs = np.arange(hotspots)
        used = np.union1d(used, hubs)
        self._legs, self._door_s = legs, door_s
        self._ends = np.repeat(used, hotspots), np.tile(hubs, used.size)
        self.to_s: Final = np.full((places, hotspots), np.nan)
        self.to_m: Final = self.to_s.copy()
        self.from_s: Final = self.to_s.copy()
        self.from_m: Final = self.to_s.copy()
        self._route()

    def turn(self, now_s: float, doubted: frozenset[int] = NOWHERE) -> None:
        """Let legs be those of a moment [s]."""
        if self._legs.turn(now_s, doubted):
            self._route()

    def _route(self) -> None:
        here, there = self._ends
        for time_s, distance_m, ends in (
            (self.to_s, self.to_m, (here, there)),
            (self.from_s, self.from_m, (there, here)),
        ):
            taken_s, driven_m = self._legs.routed(*ends)
            time_s[here, there], distance_m[here, there] = taken_s, driven_m
        if self._door_s is not None:
            at_door_s = self._door_s[:, np.newaxis]
            self.from_s[:] += np.where(self.from_s > 0, at_door_s, 0.0)
