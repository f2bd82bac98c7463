"""Places in plane metres: where they are on the globe, and legs between them."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.errors import NetworkError
from simulation.region.geometry import METRES_PER_DEGREE
from simulation.region.legs import checked_points, pairs
from simulation.region.ways import Ways, straight
from simulation.units import Floats, Ints, on_distance_grid, on_time_grid

Metric = Literal["euclidean", "manhattan"]
METRICS: tuple[Metric, ...] = ("euclidean", "manhattan")
MAX_PLANE_M = 5_000_000.0  # 45 degrees: farther out the globe is no plane to look at
_MM_PER_M = 1000
# A leg of 320 m at 320 m a minute takes one minute, whatever its last bit says.
_WHOLE = 9  # decimals of a number of whole steps


def degrees_of_plane(x_m: ArrayLike, y_m: ArrayLike) -> tuple[Floats, Floats]:
    """Return lon and lat (n,) [degrees] that stand for places of a plane [m].

    The plane touches the globe at lon 0, lat 0, where a degree is as long to the
    east as to the north: maps show it, and nothing is computed there.

    Raises
    ------
    NetworkError
        If a coordinate is not a number from -5,000 to 5,000 km.
    """
    both = [np.atleast_1d(np.asarray(each, dtype=np.float64)) for each in (x_m, y_m)]
    for name, values in zip("xy", both, strict=True):
        wrong = ~(np.abs(values) <= MAX_PLANE_M)  # NaN is wrong too
        if wrong.any():
            first = int(np.argmax(wrong))
            raise NetworkError(
                f"router plane: {name} of point {first} is {values[first]:g} m, "
                f"expected -{MAX_PLANE_M:.0f} to {MAX_PLANE_M:.0f} m."
            )
    lon, lat = (each / METRES_PER_DEGREE for each in both)
    return lon, lat


def plane_of_degrees(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Return x and y (n,) [m] of places by `degrees_of_plane`, to the millimetre."""
    x_m, y_m = (
        np.rint(each * METRES_PER_DEGREE * _MM_PER_M) / _MM_PER_M for each in (lon, lat)
    )
    return x_m, y_m


class PlaneRouter:
    """Legs in a plane at one speed, as instances of routing problems have them.

    Parameters
    ----------
    lon, lat : (n,) arrays
        The places, in order of their numbers, as `degrees_of_plane` gives them.
    speed_mps
        Speed [m/s].
    metric
        ``euclidean``: the straight line; ``manhattan``: ``|dx| + |dy|``.
    round_up_s
        Times are rounded up to whole steps of so many seconds; 0: they are not.
    """

    kind: ClassVar[str] = "plane"

    def __init__(
        self,
        lon: Floats,
        lat: Floats,
        speed_mps: float,
        metric: Metric = "euclidean",
        round_up_s: float = 0.0,
    ) -> None:
        self.lon, self.lat = checked_points(lon, lat)
        if not (np.isfinite(speed_mps) and speed_mps > 0):
            raise NetworkError(
                f"router plane: the speed is {speed_mps} m/s, expected more than 0."
            )
        if metric not in METRICS:
            raise NetworkError(
                f"router plane: the metric is {metric!r}, "
                f"expected {' or '.join(METRICS)}."
            )
        if not (np.isfinite(round_up_s) and round_up_s >= 0):
            raise NetworkError(
                f"router plane: times are rounded up to whole {round_up_s} s, "
                "expected 0 (not rounded) or more."
            )
        self.speed_mps = float(speed_mps)
        self.metric = metric
        self.round_up_s = float(round_up_s)
        self.x_m, self.y_m = plane_of_degrees(self.lon, self.lat)

    def legs(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return time [s] and distance [m], (n,) each, from place to place.

        Raises
        ------
        NetworkError
            If a place is unknown.
        """
        here, there = pairs(origins, destinations, self.x_m.size)
        east_m = np.abs(self.x_m[there] - self.x_m[here])
        north_m = np.abs(self.y_m[there] - self.y_m[here])
        if self.metric == "euclidean":
            # The root of the squares, not hypot: exact where the way is a whole number.
            length_m: Floats = np.sqrt(east_m * east_m + north_m * north_m)
        else:
            length_m = east_m + north_m
        time_s = length_m / self.speed_mps
        if self.round_up_s:
            steps = np.ceil(np.round(time_s / self.round_up_s, _WHOLE))
            time_s = steps * self.round_up_s
        return on_time_grid(time_s), on_distance_grid(length_m)

    def ways(self, origins: Ints, destinations: Ints) -> Ways:
        """Return the lines of the legs: straight, or along x first, then y.

        Raises
        ------
        NetworkError
            If a place is unknown.
        """
        here, there = pairs(origins, destinations, self.x_m.size)
        if self.metric == "euclidean":
            return straight(here.size)
        lon = np.column_stack((self.lon[here], self.lon[there], self.lon[there]))
        lat = np.column_stack((self.lat[here], self.lat[here], self.lat[there]))
        return Ways(lon.ravel(), lat.ravel(), np.arange(here.size + 1) * 3)

    def with_points(self, lon: Floats, lat: Floats) -> "PlaneRouter":
        """Return a router that knows further places, numbered after the last."""
        more_lon, more_lat = checked_points(lon, lat)
        return PlaneRouter(
            np.concatenate((self.lon, more_lon)),
            np.concatenate((self.lat, more_lat)),
            self.speed_mps,
            self.metric,
            self.round_up_s,
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what a file has to keep of the router, besides its places."""
        return {
            "speed_mps": np.array(self.speed_mps),
            "metric": np.array(self.metric),
            "round_up_s": np.array(self.round_up_s),
        }

    @classmethod
    def restored(
        cls, arrays: Mapping[str, NDArray[Any]], lon: Floats, lat: Floats
    ) -> Self:
        """Return the router from its `arrays` and its places."""
        metric: Any = str(arrays["metric"])
        speed_mps, round_up_s = (
            float(arrays[name]) for name in ("speed_mps", "round_up_s")
        )
        return cls(lon, lat, speed_mps, metric, round_up_s)
