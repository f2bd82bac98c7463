"""What the routers share: checked pairs and points, and legs computed beforehand."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.errors import NetworkError, RegionError
from simulation.units import TICKS_PER_S, Floats, Ints

DECIMETRES_PER_M = 10
_MAX_LON, _MAX_LAT = 180, 90  # degrees
MAX_PREPARED_PAIRS = 2_000_000  # 16 MB


def pairs(
    origins: ArrayLike, destinations: ArrayLike, places: int
) -> tuple[Ints, Ints]:
    """Return origins and destinations as equal arrays (n,) of known places.

    Raises
    ------
    NetworkError
        If a number is not from 0 to `places` - 1; the pair is named.
    """
    here, there = as_pairs(origins, destinations)
    if here.size:
        low = min(int(here.min()), int(there.min()))
        high = max(int(here.max()), int(there.max()))
        if low < 0 or high >= places:
            unknown = (np.minimum(here, there) < 0) | (
                np.maximum(here, there) >= places
            )
            first = int(np.flatnonzero(unknown)[0])
            raise NetworkError(
                f"router: no leg from place {here[first]} to place {there[first]}, "
                f"expected places 0 to {places - 1}."
            )
    return here, there


def as_pairs(origins: ArrayLike, destinations: ArrayLike) -> tuple[Ints, Ints]:
    """Return place numbers as two arrays (n,); one number stands for n equal ones."""
    here = np.atleast_1d(np.asarray(origins, dtype=np.int64))
    there = np.atleast_1d(np.asarray(destinations, dtype=np.int64))
    if here.shape != there.shape:
        try:
            here, there = np.broadcast_arrays(here, there)
        except ValueError as error:
            raise NetworkError(
                f"router: got {here.size} origins and {there.size} destinations, "
                "expected as many of each, or one."
            ) from error
    return here, there


def checked_points(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Return coordinates [degrees, WGS 84] as two arrays (n,).

    Raises
    ------
    RegionError
        If the two differ in length, or one is not a place on the globe.
    """
    east = np.atleast_1d(np.asarray(lon, dtype=np.float64))
    north = np.atleast_1d(np.asarray(lat, dtype=np.float64))
    if east.ndim != 1 or east.shape != north.shape:
        raise RegionError(
            f"places: got {east.size} longitudes and {north.size} latitudes, "
            "expected as many of each."
        )
    wrong = ~(
        (np.abs(east) <= _MAX_LON) & (np.abs(north) <= _MAX_LAT)
    )  # NaN is wrong too
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        raise RegionError(
            f"places: point {first} is lon {east[first]}, lat {north[first]}, "
            "expected degrees from -180 to 180 and from -90 to 90."
        )
    return east, north


class PreparedLegs:
    """All legs inside each of several groups of places, as flat tables.

    A run asks mostly for legs inside a tract (producer to hotspot, hotspot to
    consumer, an empty vehicle to the next producer): prepared once, they need no
    shortest path when a run is assembled.

    Parameters
    ----------
    group : (n,) array
        Group of each place, -1 for none.
    time_ticks, distance_dm : (sum of squared group sizes,) arrays
        Time [1/1024 s] and distance [0.1 m] of each group's pairs, row by row,
        group after group; members in order of their numbers.
    """

    def __init__(
        self,
        group: Ints,
        time_ticks: NDArray[np.int32],
        distance_dm: NDArray[np.int32],
    ) -> None:
        self.group = group
        self.time_ticks = time_ticks
        self.distance_dm = distance_dm
        inside = np.flatnonzero(group >= 0)
        self._size = np.bincount(group[inside], minlength=1)
        self._offset = np.concatenate(([0], np.cumsum(self._size**2)))[:-1]
        first = np.concatenate(([0], np.cumsum(self._size)))[:-1]
        ordered = inside[np.argsort(group[inside], kind="stable")]
        self._position = np.zeros(group.size, dtype=np.int64)
        self._position[ordered] = np.arange(inside.size) - first[group[ordered]]
        cells = int((self._size**2).sum())
        if not cells == time_ticks.size == distance_dm.size:
            raise RegionError(
                f"router: the prepared legs have {time_ticks.size} times and "
                f"{distance_dm.size} distances, expected {cells} of each."
            )

    @classmethod
    def prepare(
        cls,
        group: Ints,
        legs: Callable[[Ints, Ints], tuple[Floats, Floats]],
        max_pairs: int = MAX_PREPARED_PAIRS,
    ) -> "PreparedLegs":
        """Return the legs inside each group, computed with `legs`.

        Groups are prepared from the smallest on while there are at most
        `max_pairs` pairs in all; the largest may be left to the router.
        """
        size = np.bincount(group[group >= 0], minlength=1)
        smallest_first = np.argsort(size, kind="stable")
        kept = np.zeros(size.size, dtype=np.bool_)
        kept[smallest_first] = np.cumsum(size[smallest_first] ** 2) <= max_pairs
        own = np.where((group >= 0) & kept[group], group, -1)
        members = [np.flatnonzero(own == number) for number in range(size.size)]
        time_s, distance_m = legs(
            np.concatenate([np.repeat(each, each.size) for each in members]),
            np.concatenate([np.tile(each, each.size) for each in members]),
        )
        return cls(
            own,
            np.rint(time_s * TICKS_PER_S).astype(np.int32),
            np.rint(distance_m * DECIMETRES_PER_M).astype(np.int32),
        )

    def find(self, here: Ints, there: Ints) -> tuple[Ints, Floats, Floats]:
        """Return which of the legs (n,) are prepared (k,), their times and distances.

        Times [s] and distances [m] are (k,), too. Places added after the tables
        were made are in no group.
        """
        rows = np.flatnonzero((here < self.group.size) & (there < self.group.size))
        group = self.group[here[rows]]
        same = (group >= 0) & (group == self.group[there[rows]])
        rows, group = rows[same], group[same]
        cell = (
            self._offset[group]
            + self._position[here[rows]] * self._size[group]
            + self._position[there[rows]]
        )
        return (
            rows,
            self.time_ticks[cell] / TICKS_PER_S,
            self.distance_dm[cell] / DECIMETRES_PER_M,
        )
