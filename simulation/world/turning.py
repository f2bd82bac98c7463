"""Where vehicles under way can turn off: at waypoints that they have not passed."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import numpy as np
from simpy import Environment

from simulation.errors import SimulationError
from simulation.network.legs import Legs
from simulation.network.travel_times import TravelTimes
from simulation.units import TICKS_PER_S, Ints
from simulation.world.door_vehicle import Turn
from simulation.world.vehicle import Slowed, Vehicle

_ROUNDED_S: Final = 2 / TICKS_PER_S  # what two legs may differ from one
_ROUNDED_M: Final = 0.16  # three lengths, each rounded to a decimetre


class Waypoints(NamedTuple):
    """Where vehicles can turn off, and the legs that say on which ways that is."""

    places: Ints  # (w,)
    free: Mapping[int, Legs]  # at free flow, by pool: where to look
    travel: Mapping[int, TravelTimes]  # as they are driven


class Begun(NamedTuple):
    """A leg that a vehicle has begun."""

    origin: int
    target: int
    depart_s: float
    time_s: float
    distance_m: float


class Turning:
    """The waypoints on the legs that vehicles drive, found when somebody asks.

    A waypoint is on a leg if the leg to it and on from it take the time and the metres
    of the whole, as they are driven; and behind another one if the leg between the two
    takes the time from the one to the other: so all are on one way.

    Parameters
    ----------
    env
        The clock.
    waypoints
        What holds from the start.
    """

    def __init__(self, env: Environment, waypoints: Waypoints) -> None:
        self._env: Final = env
        self._waypoints = waypoints
        self._begun: dict[int, tuple[int, Begun]] = {}  # by vehicle: pool, and leg
        # By vehicle, of the leg begun last: when it ends, and those not passed yet.
        self._turns: dict[int, tuple[float, list[Turn]]] = {}

    def adopt(self, waypoints: Waypoints) -> None:
        """Let legs that begin from now on be other ones."""
        self._find()
        self._waypoints = waypoints

    def noting(self, pool: int, told: Slowed | None) -> Slowed:
        """Return what takes note of legs that vehicles of a pool begin, as others do.

        Parameters
        ----------
        pool
            Whose vehicles they are.
        told
            Who else is told of them.
        """
        env, begun, turns = self._env, self._begun, self._turns

        def begin(
            vehicle: int, origin: int, target: int, time_s: float, distance_m: float
        ) -> None:
            turns.pop(vehicle, None)
            begun[vehicle] = pool, Begun(origin, target, env.now, time_s, distance_m)
            if told is not None:
                told(vehicle, origin, target, time_s, distance_m)

        return begin

    def next_of(self, vehicle: Vehicle) -> Turn | None:
        """Return the first waypoint that a vehicle has not passed, if there is one.

        None where it goes on otherwise than its leg began.
        """
        if self._begun:
            self._find()
        ends_s, turns = self._turns.get(vehicle.id, (0.0, []))
        if vehicle.arrives_s != ends_s:
            return None
        now_s = self._env.now
        while turns and turns[0].at_s < now_s:
            del turns[0]
        return turns[0] if turns else None

    def _find(self) -> None:
        """Find the waypoints on the legs begun since somebody asked."""
        by_pool: dict[int, list[int]] = {}
        for number, (pool, _) in self._begun.items():
            by_pool.setdefault(pool, []).append(number)
        for pool, numbers in by_pool.items():
            legs = [self._begun[number][1] for number in numbers]
            for number, leg, turns in zip(
                numbers, legs, self._found(pool, legs), strict=True
            ):
                self._turns[number] = leg.depart_s + leg.time_s, turns
        self._begun.clear()

    def _found(self, pool: int, legs: list[Begun]) -> Iterator[list[Turn]]:
        """Yield the waypoints on each of some legs of a pool."""
        waypoints, routed = self._waypoints.places, self._waypoints.free[pool].routed
        shape = (len(legs), waypoints.size)
        here, there = (np.array([leg[end] for leg in legs]) for end in (0, 1))
        every = np.tile(waypoints, len(legs))
        to_s, to_m = routed(np.repeat(here, waypoints.size), every)
        on_s, on_m = routed(every, np.repeat(there, waypoints.size))
        whole_s, whole_m = routed(here, there)
        further_s = (to_s + on_s).reshape(shape) - whole_s[:, None]
        further_m = (to_m + on_m).reshape(shape) - whole_m[:, None]
        lies_on = (abs(further_s) <= _ROUNDED_S) & (abs(further_m) < _ROUNDED_M)
        to_s = to_s.reshape(shape)
        for leg, on_it, there_s in zip(legs, lies_on, to_s, strict=True):
            at = np.flatnonzero(on_it)
            at = at[np.argsort(there_s[at], kind="stable")]
            yield list(self._driven(pool, leg, waypoints[at].tolist()))

    def _driven(self, pool: int, leg: Begun, places: list[int]) -> Iterator[Turn]:
        """Yield those of some waypoints that are on one way as a leg is driven."""
        origin, target, depart_s, time_s, distance_m = leg
        legs, last, last_s = self._waypoints.travel[pool], origin, depart_s
        for place in places:
            if place in {origin, target}:
                continue
            try:
                to_s, to_m = legs.leg(origin, place, depart_s)
                on_s, on_m = legs.leg(place, target, depart_s + to_s)
                between_s, _ = legs.leg(last, place, last_s)
            except SimulationError:  # closed for good: nobody has to go there
                continue
            aside_s = max(
                abs(to_s + on_s - time_s),
                abs(last_s + between_s - (depart_s + to_s)),
            )
            if aside_s <= _ROUNDED_S and abs(to_m + on_m - distance_m) < _ROUNDED_M:
                last, last_s = place, depart_s + to_s
                left_m = round((distance_m - to_m) * 10) / 10
                yield Turn(
                    place, last_s, left_m, *self._lost(pool, leg, place, to_s, to_m)
                )

    def _lost(
        self, pool: int, leg: Begun, place: int, to_s: float, to_m: float
    ) -> tuple[float, float]:
        """Return what traffic adds to the rest of a leg beyond a place [s], [m]."""
        free, travel = self._waypoints.free[pool], self._waypoints.travel[pool]
        if travel is free:
            return 0.0, 0.0
        whole_s, whole_m = free.leg(leg.origin, leg.target)
        free_s, free_m = free.leg(leg.origin, place)
        lost_s = (leg.time_s - whole_s) - (to_s - free_s)
        further_m = (leg.distance_m - whole_m) - (to_m - free_m)
        return lost_s, round(further_m * 10) / 10
