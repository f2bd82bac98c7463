"""Points and extents that would mislead: far off, swapped, repeated, too wide."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.errors import RegionError
from simulation.region.geometry import haversine_m
from simulation.units import METRES_PER_KM, Bools, Floats, Ints

# Far off is what lies farther from the middle (median longitude and latitude) of all
# producers and consumers than 50 km and ten times their median distance from it. A
# city is never that: even of places spread evenly over a disc none is farther from
# the middle than 1.5 times the median.
FAR_KM = 50
FAR_TIMES = 10
WIDEST_KM = 1000  # of a tract or a grid; nothing is delivered across more
_HALF_TURN = 180.0  # degrees


@dataclass(frozen=True)
class FarOff:
    """Which points lie far off, and what that means here."""

    which: Bools  # (n,)
    away_m: Floats  # (n,) from the middle
    limit_m: float
    swapped: Bools  # (n,) would lie among the others with lon and lat swapped

    def sentence(self, at: int, lon: float, lat: float) -> str:
        """Return where point `at` is and how far that is from the others."""
        island = ' ("null island": the coordinates are missing)'
        hint = island if lon == 0 == lat else ""
        if self.swapped[at]:
            hint = " (with lon and lat swapped it lies among them)"
        return (
            f"lies at lon {lon:g}, lat {lat:g}, "
            f"{self.away_m[at] / METRES_PER_KM:,.0f} km from the middle of the "
            f"others{hint}"
        )


def far_off(lon: Floats, lat: Floats) -> FarOff:
    """Return which of the points (n,) lie far from all others.

    The rule: `FAR_KM` and `FAR_TIMES` the median distance from the middle, at least.
    """
    if not lon.size:
        nothing = np.zeros(0, dtype=np.bool_)
        return FarOff(nothing, np.zeros(0), 0.0, nothing)
    turn = np.radians(lon)  # a middle that the antimeridian does not tear apart
    towards = np.degrees(np.arctan2(np.median(np.sin(turn)), np.median(np.cos(turn))))
    unwrapped = (lon - towards + _HALF_TURN) % (2 * _HALF_TURN) - _HALF_TURN + towards
    middle = float(np.median(unwrapped)), float(np.median(lat))
    away_m = haversine_m(lon, lat, *middle)
    limit_m = max(FAR_KM * METRES_PER_KM, FAR_TIMES * float(np.median(away_m)))
    which = away_m > limit_m
    swapped = which & (np.abs(lon) <= _HALF_TURN / 2)
    swapped &= haversine_m(lat, lon, *middle) <= limit_m
    return FarOff(which, away_m, limit_m, swapped)


def check_extent(where: str, lon: Floats, lat: Floats, advice: str) -> None:
    """Refuse what crosses the antimeridian or is wider than any delivery.

    Raises
    ------
    RegionError
        Naming the extent.
    """
    west, east, south, north = lon.min(), lon.max(), lat.min(), lat.max()
    if east - west > _HALF_TURN:
        raise RegionError(
            f"{where} reaches from lon {west:g} to {east:g}, across the antimeridian "
            "or round the world, expected a region on one side of it."
        )
    across_km = float(haversine_m(west, south, east, north)) / METRES_PER_KM
    if across_km > WIDEST_KM:
        raise RegionError(
            f"{where} is {across_km:,.0f} km across (lon {west:g} to {east:g}, lat "
            f"{south:g} to {north:g}), expected {WIDEST_KM:,} km or less{advice}."
        )


def later_ones(ids: NDArray[np.str_]) -> tuple[Ints, Ints]:
    """Return which ids (n,) stood there before, and where each of them did first."""
    _, first, group = np.unique(ids, return_index=True, return_inverse=True)
    earlier = first[group.reshape(-1)]
    again = np.flatnonzero(earlier != np.arange(ids.size))
    return again, earlier[again]


def at_one_point(lon: Floats, lat: Floats) -> tuple[int, Ints]:
    """Return how many points (n,) share theirs, and the members of the fullest one."""
    points = np.column_stack((lon, lat))
    if not len(points):
        return 0, np.zeros(0, dtype=np.int64)
    _, group, counts = np.unique(
        points, axis=0, return_inverse=True, return_counts=True
    )
    fullest = np.flatnonzero(group.reshape(-1) == int(np.argmax(counts)))
    return int(counts[counts > 1].sum()), fullest


def listed(names: Sequence[str], most: int = 3) -> str:
    """Return the first names of several, and how many are left."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
