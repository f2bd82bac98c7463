"""Distances on the globe, and which tract a point lies in, in plain numpy."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from simulation.units import Bools, Floats, Ints

EARTH_RADIUS_M = 6_371_008.8  # mean radius of WGS 84 (IUGG)
METRES_PER_DEGREE = math.radians(1.0) * EARTH_RADIUS_M  # along a meridian
NOWHERE = -1

Rings = tuple[Floats, ...]


def haversine_m(
    lon_a: ArrayLike, lat_a: ArrayLike, lon_b: ArrayLike, lat_b: ArrayLike
) -> Floats:
    """Return the great-circle distance [m] between points in degrees."""
    half_lat = np.radians(np.subtract(lat_b, lat_a)) / 2
    half_lon = np.radians(np.subtract(lon_b, lon_a)) / 2
    chord = (
        np.sin(half_lat) ** 2
        + np.cos(np.radians(lat_a)) * np.cos(np.radians(lat_b)) * np.sin(half_lon) ** 2
    )
    distance_m: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1)))
    return distance_m


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Return metres per degree of longitude and of latitude at a latitude.

    To the millimetre, so that what is computed with them is the same on every
    machine.
    """
    east_m = METRES_PER_DEGREE * math.cos(math.radians(lat))
    return round(east_m, 3), round(METRES_PER_DEGREE, 3)


def in_rings(lon: Floats, lat: Floats, rings: Rings) -> Bools:
    """Return for each point (n,) whether it lies inside the rings.

    Even-odd rule over all rings together: holes and parts of one tract need no
    order. A point on a border shared by two tracts lies in exactly one of them.
    """
    inside = np.zeros(lon.size, dtype=np.bool_)
    for ring in rings:
        closed = np.concatenate((ring, ring[:1]))
        start, end = closed[:-1], closed[1:]
        # Each edge from its lower end up, so that both tracts of a shared edge
        # compute the same crossing.
        up = (start[:, 1] <= end[:, 1])[:, None]
        low, high = np.where(up, start, end), np.where(up, end, start)
        rising = low[:, 1] < high[:, 1]
        low, high = low[rising], high[rising]
        slope = (high[:, 0] - low[:, 0]) / (high[:, 1] - low[:, 1])
        rows = max(1, 4_000_000 // max(1, slope.size))
        for at in range(0, lon.size, rows):
            x, y = lon[at : at + rows, None], lat[at : at + rows, None]
            spans = (low[:, 1] <= y) & (y < high[:, 1])
            right = x < low[:, 0] + (y - low[:, 1]) * slope
            inside[at : at + rows] ^= (spans & right).sum(axis=1) % 2 == 1
    return inside


def tract_of(lon: Floats, lat: Floats, polygons: Sequence[Rings]) -> Ints:
    """Return the number of the tract each point (n,) lies in, ``NOWHERE`` if none.

    Where tracts overlap, the lowest number.
    """
    order = np.argsort(lon, kind="stable")
    sorted_lon = lon[order]
    tract = np.full(lon.size, NOWHERE, dtype=np.int64)
    for number, rings in enumerate(polygons):
        corners = np.concatenate(rings)
        west, south = corners.min(axis=0)
        east, north = corners.max(axis=0)
        first, last = np.searchsorted(sorted_lon, (west, east), side="left")
        rows = order[first : max(first, last)]
        rows = rows[
            (lat[rows] >= south) & (lat[rows] <= north) & (tract[rows] == NOWHERE)
        ]
        tract[rows[in_rings(lon[rows], lat[rows], rings)]] = number
    return tract
