"""Routers without a street graph: rectilinear, great circle, prepared matrices."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.errors import NetworkError
from simulation.region.checks import check_matrix
from simulation.region.geometry import haversine_m, metres_per_degree
from simulation.region.legs import as_pairs, checked_points, pairs
from simulation.region.region import Router
from simulation.region.ways import Ways, joined, straight
from simulation.units import Floats, Ints, on_distance_grid, on_time_grid

Arrays = Mapping[str, NDArray[Any]]


class RectilinearRouter:
    """Along the streets of a grid: ``|dx| + |dy|`` in local metres, at one speed.

    Parameters
    ----------
    lon, lat : (n,) arrays
        The places, in order of their numbers [degrees, WGS 84].
    speed_mps
        Speed [m/s].
    scale_m
        Metres per degree of longitude and of latitude; at the middle latitude of
        the places if absent.
    """

    kind: ClassVar[str] = "rectilinear"

    def __init__(
        self,
        lon: Floats,
        lat: Floats,
        speed_mps: float,
        scale_m: tuple[float, float] | None = None,
    ) -> None:
        self.lon, self.lat = checked_points(lon, lat)
        self.speed_mps = _speed(self.kind, speed_mps)
        if scale_m is None:
            if not self.lat.size:
                raise NetworkError("router rectilinear: got no places, expected some.")
            # Half-way between the extremes: a mean would depend on how it is summed.
            middle = (float(self.lat.min()) + float(self.lat.max())) / 2
            scale_m = metres_per_degree(middle)
        self.scale_m = scale_m

    def legs(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return time [s] and distance [m], (n,) each, from place to place.

        Raises
        ------
        NetworkError
            If a place is unknown.
        """
        here, there = pairs(origins, destinations, self.lon.size)
        east_m, north_m = self.scale_m
        length_m: Floats = (
            np.abs(self.lon[there] - self.lon[here]) * east_m
            + np.abs(self.lat[there] - self.lat[here]) * north_m
        )
        return on_time_grid(length_m / self.speed_mps), on_distance_grid(length_m)

    def ways(self, origins: Ints, destinations: Ints) -> Ways:
        """Return the lines of the legs: along the parallel first, then the meridian.

        Raises
        ------
        NetworkError
            If a place is unknown.
        """
        here, there = pairs(origins, destinations, self.lon.size)
        lon = np.column_stack((self.lon[here], self.lon[there], self.lon[there]))
        lat = np.column_stack((self.lat[here], self.lat[here], self.lat[there]))
        return Ways(lon.ravel(), lat.ravel(), np.arange(here.size + 1) * 3)

    def with_points(self, lon: Floats, lat: Floats) -> "RectilinearRouter":
        """Return a router that knows further places, numbered after the last."""
        more_lon, more_lat = checked_points(lon, lat)
        return RectilinearRouter(
            np.concatenate((self.lon, more_lon)),
            np.concatenate((self.lat, more_lat)),
            self.speed_mps,
            self.scale_m,
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what a file has to keep of the router, besides its places."""
        return {
            "speed_mps": np.array(self.speed_mps),
            "scale_m": np.array(self.scale_m),
        }

    @classmethod
    def restored(cls, arrays: Arrays, lon: Floats, lat: Floats) -> Self:
        """Return the router from its `arrays` and its places."""
        east_m, north_m = arrays["scale_m"].tolist()
        return cls(lon, lat, float(arrays["speed_mps"]), (east_m, north_m))


class GreatCircleRouter:
    """The great circle times a circuity, at one speed.

    Parameters
    ----------
    lon, lat : (n,) arrays
        The places, in order of their numbers [degrees, WGS 84].
    speed_mps
        Speed [m/s].
    circuity
        How much longer a way is than the straight line, 1 or more.
    """

    kind: ClassVar[str] = "great_circle"

    def __init__(
        self, lon: Floats, lat: Floats, speed_mps: float, circuity: float = 1.0
    ) -> None:
        self.lon, self.lat = checked_points(lon, lat)
        self.speed_mps = _speed(self.kind, speed_mps)
        if not (np.isfinite(circuity) and circuity >= 1):
            raise NetworkError(
                f"router great_circle: circuity is {circuity}, expected 1 or more."
            )
        self.circuity = float(circuity)

    def legs(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return time [s] and distance [m], (n,) each, from place to place.

        Raises
        ------
        NetworkError
            If a place is unknown.
        """
        here, there = pairs(origins, destinations, self.lon.size)
        length_m = self.circuity * haversine_m(
            self.lon[here], self.lat[here], self.lon[there], self.lat[there]
        )
        return on_time_grid(length_m / self.speed_mps), on_distance_grid(length_m)

    def ways(self, origins: Ints, destinations: Ints) -> Ways:
        """Return no lines: the legs lead straight, however much longer they are.

        Raises
        ------
        NetworkError
            If a place is unknown.
        """
        here, _ = pairs(origins, destinations, self.lon.size)
        return straight(here.size)

    def with_points(self, lon: Floats, lat: Floats) -> "GreatCircleRouter":
        """Return a router that knows further places, numbered after the last."""
        more_lon, more_lat = checked_points(lon, lat)
        return GreatCircleRouter(
            np.concatenate((self.lon, more_lon)),
            np.concatenate((self.lat, more_lat)),
            self.speed_mps,
            self.circuity,
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what a file has to keep of the router, besides its places."""
        return {
            "speed_mps": np.array(self.speed_mps),
            "circuity": np.array(self.circuity),
        }

    @classmethod
    def restored(cls, arrays: Arrays, lon: Floats, lat: Floats) -> Self:
        """Return the router from its `arrays` and its places."""
        return cls(lon, lat, float(arrays["speed_mps"]), float(arrays["circuity"]))


class MatrixRouter:
    """Legs read from prepared matrices over the first m places.

    Parameters
    ----------
    travel_time_s, distance_m : (m, m) arrays
        From place (row) to place (column), over all places or over the hotspots,
        which come first.
    beyond
        Answers for every pair the matrices do not hold, and so knows all places;
        absent, such a pair is an error.

    Raises
    ------
    NetworkError
        If a matrix has a fault (see `check_matrix`).
    """

    kind: ClassVar[str] = "matrix"

    def __init__(
        self,
        travel_time_s: Floats,
        distance_m: Floats,
        beyond: Router | None = None,
    ) -> None:
        names = [f"place {number}" for number in range(len(travel_time_s))]
        check_matrix("travel_time_s", travel_time_s, names)
        check_matrix("distance_m", distance_m, names)
        self.travel_time_s = _rounded(travel_time_s, on_time_grid)
        self.distance_m = _rounded(distance_m, on_distance_grid)
        self.beyond = beyond

    def legs(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return time [s] and distance [m], (n,) each, from place to place.

        Raises
        ------
        NetworkError
            If a pair is in neither the matrices nor `beyond`; the pair is named.
        """
        here, there = as_pairs(origins, destinations)
        size = len(self.travel_time_s)
        known = (here >= 0) & (here < size) & (there >= 0) & (there < size)
        if known.all():
            return self.travel_time_s[here, there], self.distance_m[here, there]
        if self.beyond is None:
            first = int(np.flatnonzero(~known)[0])
            raise NetworkError(
                f"router matrix: no leg from place {here[first]} to place "
                f"{there[first]}, the matrices hold places 0 to {size - 1} only."
            )
        time_s, distance_m = np.empty(here.size), np.empty(here.size)
        time_s[known] = self.travel_time_s[here[known], there[known]]
        distance_m[known] = self.distance_m[here[known], there[known]]
        time_s[~known], distance_m[~known] = self.beyond.legs(
            here[~known], there[~known]
        )
        return time_s, distance_m

    def ways(self, origins: Ints, destinations: Ints) -> Ways:
        """Return the lines of the legs that `beyond` finds, none for the matrices'."""
        here, there = as_pairs(origins, destinations)
        size = len(self.travel_time_s)
        unknown = np.flatnonzero(np.maximum(here, there) >= size)
        if self.beyond is None or not unknown.size:
            return straight(here.size)
        beyond = self.beyond.ways(here[unknown], there[unknown])
        return joined([(unknown, beyond)], here.size)

    def with_points(self, lon: Floats, lat: Floats) -> "MatrixRouter":
        """Return a router whose `beyond` knows further places.

        Raises
        ------
        NetworkError
            If there is no `beyond`: a matrix cannot learn a point.
        """
        if self.beyond is None:
            raise NetworkError(
                f"router matrix: cannot add {np.size(lon)} places by lon and lat, "
                "the matrices hold the prepared places only."
            )
        return MatrixRouter(
            self.travel_time_s, self.distance_m, self.beyond.with_points(lon, lat)
        )


def _rounded(matrix: Floats, on_grid: Callable[[ArrayLike], Floats]) -> Floats:
    """Return a matrix on a grid; itself, unread into memory, if it is on it."""
    if all(np.array_equal(on_grid(row), row) for row in matrix):
        return matrix
    return on_grid(matrix)


def _speed(kind: str, speed_mps: float) -> float:
    if not (np.isfinite(speed_mps) and speed_mps > 0):
        raise NetworkError(
            f"router {kind}: the speed is {speed_mps} m/s, expected more than 0."
        )
    return float(speed_mps)
