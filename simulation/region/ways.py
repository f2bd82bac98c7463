"""The lines along which legs lead, for maps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulation.region.geometry import haversine_m
from simulation.units import Floats, Ints


@dataclass(frozen=True)
class Ways:
    """Lines of n legs, point after point; one without points leads straight."""

    lon: Floats  # (m,) degrees, WGS 84
    lat: Floats  # (m,)
    starts: Ints  # (n + 1,) way i has the points starts[i] to starts[i + 1] - 1

    def __len__(self) -> int:
        """Return the number of ways n."""
        return int(self.starts.size) - 1

    @property
    def length_m(self) -> Floats:
        """Length of each way [m], (n,), by great circles from point to point."""
        steps_m = haversine_m(self.lon[:-1], self.lat[:-1], self.lon[1:], self.lat[1:])
        along_m = np.concatenate(([0.0], np.cumsum(steps_m), [0.0]))
        first, last = self.starts[:-1], self.starts[1:] - 1
        return np.where(last >= first, along_m[np.maximum(last, 0)] - along_m[first], 0)


def without_repeats(line: Floats, begins: Ints) -> Ways:
    """Return lines without points (m, 2) that repeat the one before.

    Each begins at begins (n + 1,). Of one without any length both ends stay.
    """
    kept = np.ones(len(line), dtype=np.bool_)
    kept[1:] = (line[1:] != line[:-1]).any(axis=1)
    kept[begins[:-1]] = True
    first, last = begins[:-1], begins[1:] - 1
    counts = np.add.reduceat(kept, first, dtype=np.int64) if first.size else first
    kept[last[counts == 1]] = True
    counts = np.maximum(counts, 2)
    lon, lat = line[kept].T
    return Ways(lon, lat, np.concatenate(([0], np.cumsum(counts))))


def straight(legs: int) -> Ways:
    """Return the ways of so many legs that follow no streets."""
    nothing = np.zeros(0)
    return Ways(nothing, nothing, np.zeros(legs + 1, dtype=np.int64))


def joined(parts: Sequence[tuple[Ints, Ways]], legs: int) -> Ways:
    """Return the ways of `legs` legs out of parts, straight where none has them.

    Parameters
    ----------
    parts
        The numbers of some legs, rising, and their ways.
    legs
        How many there are.
    """
    counts = np.zeros(legs, dtype=np.int64)
    for rows, ways in parts:
        counts[rows] = np.diff(ways.starts)
    starts = np.concatenate(([0], np.cumsum(counts)))
    lon, lat = np.empty(starts[-1]), np.empty(starts[-1])
    for rows, ways in parts:
        own = np.diff(ways.starts)
        at = np.arange(ways.lon.size) + np.repeat(starts[rows] - ways.starts[:-1], own)
        lon[at], lat[at] = ways.lon, ways.lat
    return Ways(lon, lat, starts)
