"""Both that drive, asked in the same way: the region's router and the engine."""

from typing import Protocol, cast

import numpy as np

from analysis.engine.answers import Engine
from analysis.engine.check import OnStreets, between_streets
from simulation.errors import NetworkError, RegionError
from simulation.region import Region
from simulation.units import Floats


class Side(Protocol):
    """One of the two that drive."""

    def legs(self, points: Floats, hop: int) -> tuple[Floats, Floats, Floats]:
        """Return time [s], distance [m] and cost from each point (k, 2) to another.

        To the one `hop` points on, without a stop between: (k - hop,) each, not a
        number where there is no way.
        """
        ...

    def away_m(self, points: Floats) -> Floats:
        """Return how far its nearest street is from each point (k, 2) [m]."""
        ...


class Ours:
    """The region's router, which is told of further points.

    Parameters
    ----------
    region
    """

    def __init__(self, region: Region) -> None:
        self._router = region.router
        self._places = len(region.places)

    def legs(self, points: Floats, hop: int) -> tuple[Floats, Floats, Floats]:
        """Return time [s], distance [m] and cost, as :class:`Side` says."""
        numbers = self._places + np.arange(len(points))
        try:
            router = self._with(points)
            time_s, distance_m = between_streets(router, numbers[:-hop], numbers[hop:])
        except (RegionError, NetworkError):
            nothing = np.full(len(points) - hop, np.nan)
            return nothing, nothing, nothing
        return time_s, distance_m, time_s

    def away_m(self, points: Floats) -> Floats:
        """Return how far its nearest street is from each point (k, 2) [m]."""
        try:
            return self._with(points).access_m[self._places :]
        except RegionError:  # one of them is further than the router allows
            if len(points) == 1:
                return np.array([np.inf])
            return np.concatenate([self.away_m(each[None]) for each in points])

    def _with(self, points: Floats) -> OnStreets:
        return cast("OnStreets", self._router.with_points(points[:, 0], points[:, 1]))


class Theirs:
    """The engine.

    Parameters
    ----------
    engine
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def legs(self, points: Floats, hop: int) -> tuple[Floats, Floats, Floats]:
        """Return time [s], distance [m] and cost, as :class:`Side` says."""
        values = np.full((len(points) - hop, 3), np.nan)
        for row, ends in enumerate(zip(points[:-hop], points[hop:], strict=True)):
            route = self._engine.route(np.array(ends))
            if route is not None:
                values[row] = route.time_s, route.distance_m, route.cost
        return values[:, 0], values[:, 1], values[:, 2]

    def away_m(self, points: Floats) -> Floats:
        """Return how far its nearest street is from each point (k, 2) [m]."""
        streets = [self._engine.nearest(*point) for point in points.tolist()]
        return np.array([np.inf if each is None else each.away_m for each in streets])
