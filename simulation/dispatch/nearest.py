"""Trips and the vehicles nearest to them: the older trip first, or the nearer one."""

from collections.abc import Mapping, Sequence

import numpy as np
from typing_extensions import override

from simulation.dispatch.protocol import (
    NEAREST,
    Assignment,
    FleetView,
    Trip,
    VehicleView,
)
from simulation.network.travel_times import TravelTimes
from simulation.units import Floats


class NearestIdle:
    """The oldest trip first; each takes the idle vehicle that is nearest (model 6)."""

    def assign(
        self,
        trips: Sequence[Trip],
        fleet: FleetView,
        now_s: float,  # noqa: ARG002 - the protocol's signature
    ) -> list[Assignment]:
        """Return a vehicle for each trip, as long as there are some."""
        assignments: list[Assignment] = []
        for trip in trips if fleet.grows else trips[: fleet.idle]:
            assignments.append((trip, NEAREST, ()))  # noqa: PERF401 - one, mostly
        return assignments


class NearestTrip(NearestIdle):
    """Where trips queue, an idle vehicle takes the one to which it is nearest.

    The two that are nearest to each other first, of those as near the older trip, then
    the lower number. While there are idle vehicles for all, the oldest trip is first.

    Parameters
    ----------
    travel
        The legs of the fleet.
    travels
        Those of its classes, by pool, where it has some.
    """

    def __init__(
        self, travel: TravelTimes, travels: Mapping[int, TravelTimes] | None = None
    ) -> None:
        self._travel = travel
        self._travels = travels or {}

    @override
    def assign(
        self, trips: Sequence[Trip], fleet: FleetView, now_s: float
    ) -> list[Assignment]:
        if fleet.grows or len(trips) <= fleet.idle:
            return super().assign(trips, fleet, now_s)
        if not fleet.idle:
            return []
        idle = [each for each in fleet.vehicles.values() if not each.plan]
        apart_s = self._apart_s(trips, idle, now_s)
        assignments: list[Assignment] = []
        for _ in idle:
            trip, vehicle = divmod(int(apart_s.argmin()), len(idle))
            assignments.append((trips[trip], idle[vehicle].id, ()))
            apart_s[trip], apart_s[:, vehicle] = np.inf, np.inf
        return assignments

    def _apart_s(
        self, trips: Sequence[Trip], idle: Sequence[VehicleView], now_s: float
    ) -> Floats:
        """Return how long each vehicle takes to each trip, in its class [s], (n, m)."""
        places = np.array([each.place for each in idle])
        pools = np.array([each.pool for each in idle])
        apart_s = np.empty((len(trips), len(idle)))
        for pool in set(pools.tolist()):
            travel, alike = self._travels.get(pool, self._travel), pools == pool
            for row, trip in zip(apart_s, trips, strict=True):
                row[alike] = travel.times_to(trip[1], places[alike], now_s)
        return apart_s
