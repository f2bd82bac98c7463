"""A moment of planning as solvers of vehicle routing know it: errands, vans, matrices.

Whole numbers all through, as solvers want them: times in ticks of a tenth of a second
from now on, rounded up, and metres. An order that nobody has picked up is an errand
from a pickup to a delivery; one aboard is a delivery that one van has to make.
"""

from collections.abc import Sequence
from math import ceil, floor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.plans import (
    AskedLegs,
    DoorTrip,
    Joining,
    LegTable,
    PlannedVehicle,
    Towards,
)
from simulation.dispatch.tasks import aim_s

TICKS_PER_S = 10
NEVER = 10**8  # ticks: no limit
HIGHEST_RANK = 100

Turn = tuple[int, bool]  # an errand, and whether it is picked up
Matrix = npt.NDArray[np.int64]


class Errand(NamedTuple):
    """An order, as a solver has it."""

    origin: int  # number of a place; of one aboard not looked at
    target: int
    ready: int  # it is served at its origin no sooner [ticks]
    latest: int  # ... and at its target no later [ticks]
    pickup: int  # how long it is served [ticks]
    dropoff: int
    seats: int
    rank: int  # 1 to 100: of several that cannot all be served, the higher
    van: int | None  # in which it is


class Van(NamedTuple):
    """A vehicle, or one that may join."""

    start: int | None  # number of a place; None where it joins at its first pickup
    begins: int  # when it is there [ticks]
    seats: int
    legs: int  # which matrices
    most: int  # orders that it may take up
    price_m: int
    plan: tuple[Turn, ...]  # what it was to do until now


class Problem(NamedTuple):
    """Errands to be done by vans at least cost; place n is where joining vans are."""

    errands: tuple[Errand, ...]
    vans: tuple[Van, ...]
    time: tuple[
        Matrix, ...
    ]  # by legs: from place (row) to place [ticks], (n + 1, n + 1)
    cost_m: tuple[Matrix, ...]  # metres, and the price of a vehicle's work

    def opened(self, errands: set[int]) -> "Problem":
        """Return the same without a limit of time for some errands."""
        return self._replace(
            errands=tuple(
                errand._replace(latest=NEVER) if number in errands else errand
                for number, errand in enumerate(self.errands)
            )
        )


def problem_of(
    trips: Sequence[DoorTrip],
    vehicles: Sequence[PlannedVehicle],
    now_s: float,
    legs: Sequence[Towards],
    options: DispatchOptions,
    joining: Joining | None,
) -> Problem:
    """Return a moment as a problem.

    Parameters
    ----------
    trips
        All open orders; first those in no plan, which may each have a new vehicle.
    vehicles
        With what is aboard and what they were to do.
    now_s
        The moment [s].
    legs
        Those of each class of vehicle.
    options
        The margin, the orders ahead, the price of new vehicles and of work.
    joining
        How vehicles join; ``None`` where the fleet is finite.
    """
    planned = {stop.trip.order for vehicle in vehicles for stop in vehicle.stops}
    planned |= {each.trip.order for vehicle in vehicles for each in vehicle.aboard}
    new = 0 if joining is None else sum(trip.order not in planned for trip in trips)
    places = _places(trips, vehicles, joining)
    number = {place: at for at, place in enumerate(places)}
    number_of = {trip.order: at for at, trip in enumerate(trips)}
    tables = [_table(towards, places) for towards in legs]
    time, cost_m = zip(
        *(_matrices(each, places, options, joining) for each in tables), strict=True
    )
    most = options.orders_ahead
    vans = tuple(
        Van(
            number[vehicle.place],
            _later(vehicle.free_s + vehicle.door_s - now_s),
            vehicle.capacity,
            vehicle.legs,
            vehicle.capacity + most - len(vehicle.aboard),
            0,
            tuple((number_of[stop.trip.order], stop.boards) for stop in vehicle.stops),
        )
        for vehicle in vehicles
    )
    if joining is not None:
        seats, price_m = joining.capacity, round(options.new_vehicle_m)
        vans += (Van(None, 0, seats, 0, seats + most, price_m, ()),) * new
    inside = {
        each.trip.order: at
        for at, vehicle in enumerate(vehicles)
        for each in vehicle.aboard
    }
    rank = _ranks(trips)
    errands = tuple(
        Errand(
            number[trip.target if trip.order in inside else trip.origin],
            number[trip.target],
            max(0, _later(trip.ready_s - now_s)),
            _aim(trip, options, now_s),
            _later(trip.pickup_s),
            _later(trip.dropoff_s),
            trip.seats,
            rank[trip.order],
            inside.get(trip.order),
        )
        for trip in trips
    )
    problem = Problem(errands, vans, time, cost_m)
    return problem._replace(errands=_bearable(problem))


def _later(time_s: float) -> int:
    return ceil(time_s * TICKS_PER_S - 1e-6)


def _aim(trip: DoorTrip, options: DispatchOptions, now_s: float) -> int:
    """Return when an order should be served at its target at the latest [ticks]."""
    aim = aim_s(trip, options) if trip.aim_s is None else trip.aim_s
    return max(0, floor((aim - trip.dropoff_s - now_s) * TICKS_PER_S))


def _ranks(trips: Sequence[DoorTrip]) -> dict[int, int]:
    """Return how much each order goes before others: by priority, then by age."""
    turn = sorted(trips, key=lambda trip: (-trip.priority, trip.asked_s, trip.order))
    step = (HIGHEST_RANK - 1) / max(1, len(turn))
    return {trip.order: HIGHEST_RANK - int(at * step) for at, trip in enumerate(turn)}


def _places(
    trips: Sequence[DoorTrip],
    vehicles: Sequence[PlannedVehicle],
    joining: Joining | None,
) -> list[int]:
    inside = {each.trip.order for vehicle in vehicles for each in vehicle.aboard}
    places = {vehicle.place for vehicle in vehicles}
    for trip in trips:
        places.add(trip.target)
        if trip.order not in inside:
            places.add(trip.origin)
            if joining is not None:
                places.add(joining.start(trip.origin))
    return sorted(places)


def _table(towards: Towards, places: Sequence[int]) -> LegTable:
    table: object = towards
    return table if isinstance(table, LegTable) else AskedLegs(towards, places)


def _matrices(
    table: LegTable,
    places: Sequence[int],
    options: DispatchOptions,
    joining: Joining | None,
) -> tuple[Matrix, Matrix]:
    """Return times [ticks] and costs [m], from row to column; last: to join."""
    at = np.array([table.number[place] for place in places], np.int64)
    size = len(places)
    time_s, metres = np.zeros((2, size + 1, size + 1))
    time_s[:size, :size] = table.time_s[np.ix_(at, at)].T
    metres[:size, :size] = table.distance_m[np.ix_(at, at)].T
    if joining is not None:
        number = {place: row for row, place in enumerate(places)}
        for column, place in enumerate(places):
            row = number.get(joining.start(place), column)
            stands_s = joining.stands_s(place)
            time_s[size, column] = stands_s or time_s[row, column]
            metres[size, column] = metres[row, column]
    cost_m = np.rint(metres + options.busy_m_per_s * time_s)
    time = np.ceil(time_s * TICKS_PER_S - 1e-6)
    return time.astype(np.int64), cost_m.astype(np.int64)


def _bearable(problem: Problem) -> tuple[Errand, ...]:
    """Return errands whose limits can be kept: what was planned is still possible.

    Of an order in a plan the limit is its aim, or when it is delivered by that plan if
    that is later. Of another it is its aim as long as some van could keep it, driving
    straight; then there is none.
    """
    errands = list(problem.errands)
    planned = set()
    for van in problem.vans:
        here, now, time = van.start, van.begins, problem.time[van.legs]
        for number, boards in van.plan:
            errand = errands[number]
            there = errand.origin if boards else errand.target
            now += int(time[here, there])
            planned.add(number)
            if boards:
                now = max(now, errand.ready) + errand.pickup
            else:
                # Alone it may take longer: in traffic a way round can be quicker.
                alone = _alone(problem, van, errand)
                latest = max(errand.latest, now, alone)
                errands[number] = errand._replace(latest=latest)
                now += errand.dropoff
            here = there
    for number, errand in enumerate(errands):
        if number not in planned and _soonest(problem, errand) > errand.latest:
            errands[number] = errand._replace(latest=NEVER)
    return tuple(errands)


def _soonest(problem: Problem, errand: Errand) -> int:
    """Return when an errand could be at its target, if a van did nothing else."""
    return min((_alone(problem, van, errand) for van in problem.vans), default=NEVER)


def _alone(problem: Problem, van: Van, errand: Errand) -> int:
    """Return when an errand is at its target where a van does nothing else."""
    time = problem.time[van.legs]
    here, begins = -1 if van.start is None else van.start, van.begins
    if errand.van is not None:
        return begins + int(time[here, errand.target])
    boards = max(begins + int(time[here, errand.origin]), errand.ready)
    return boards + errand.pickup + int(time[errand.origin, errand.target])
