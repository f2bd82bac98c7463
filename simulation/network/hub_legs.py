"""Legs between places and hotspots, as arrays: to see at once which hotspot is near."""

from typing import Final

import numpy as np

from simulation.network.moment import NOWHERE, RoutedLegs
from simulation.units import Floats

MOST_NUMBERS: Final = 1 << 24  # kept of either kind, 128 MiB

Rows = tuple[Floats, Floats]


class HubLegs:
    """Times and distances from places to hotspots and back.

    A city has places by the hundred thousand, of which few are at hand at a time: rows
    are found when they are first asked for. When there are too many, all are forgotten.

    Parameters
    ----------
    legs
        Between any two places.
    hotspots
        Their number H; they are the first places.
    door_s : (n,) array, optional
        What a stop at each place takes, added to legs that end there [s].
    """

    def __init__(
        self, legs: RoutedLegs, hotspots: int, door_s: Floats | None = None
    ) -> None:
        self._legs, self._door_s = legs, door_s
        self._hubs = np.arange(hotspots)
        self._most = MOST_NUMBERS // (2 * max(1, hotspots))  # places
        self._to: dict[int, Rows] = {}
        self._back: dict[int, Rows] = {}

    def __len__(self) -> int:
        """Return the number of hotspots."""
        return self._hubs.size

    def to(self, place: int) -> Rows:
        """Return times [s] and distances [m] from a place to each hotspot, (H,)."""
        row = self._to.get(place)
        if row is None:
            here = np.full_like(self._hubs, place)
            row = self._keep(self._to, place, self._legs.routed(here, self._hubs))
        return row

    def back(self, place: int) -> Rows:
        """Return times [s] and distances [m] from each hotspot to a place, (H,)."""
        row = self._back.get(place)
        if row is None:
            there = np.full_like(self._hubs, place)
            time_s, distance_m = self._legs.routed(self._hubs, there)
            if self._door_s is not None:
                time_s = time_s + np.where(time_s > 0, self._door_s[place], 0.0)
            row = self._keep(self._back, place, (time_s, distance_m))
        return row

    def _keep(self, rows: dict[int, Rows], place: int, row: Rows) -> Rows:
        if len(rows) >= self._most:
            rows.clear()
        rows[place] = row
        return row

    def turn(self, now_s: float, doubted: frozenset[int] = NOWHERE) -> None:
        """Let legs be those of a moment [s]."""
        if self._legs.turn(now_s, doubted):
            self._to.clear()
            self._back.clear()
