"""Plans by a solver of vehicle routing, asked anew at each beat.

What a solver sees is one moment: metres, seats, when orders are ready and when they
should be there. It has no price for the time until an order is delivered, none for
lateness, and no limit of the time aboard; the aim of an order is a limit instead, as
long as somebody can keep it.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Protocol

import numpy as np

from simulation.dispatch.by_pyvrp import PyVrp
from simulation.dispatch.by_vroom import Vroom
from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.planner import departure_s
from simulation.dispatch.plans import (
    DoorTrip,
    Joining,
    Plan,
    PlannedVehicle,
    Plans,
    Towards,
)
from simulation.dispatch.problem import NEVER, Problem, Turn, problem_of
from simulation.dispatch.routes import Route
from simulation.dispatch.tasks import Task, order_stops
from simulation.errors import InputError
from simulation.units import Floats

Answer = list[list[Turn]]
Turns = Sequence[tuple[DoorTrip, bool]]  # orders, and whether they are picked up


class Solver(Protocol):
    """Finds what each van does; whoever it has no room for is left out."""

    def solve(self, problem: Problem) -> Sequence[Sequence[Turn]] | None:
        """Return what each van does in turn, or ``None`` if no answer keeps all limits.

        The same problem has the same answer.
        """
        ...


_SOLVERS: dict[str, Callable[[Any, DispatchOptions], Solver]] = {
    "vroom": Vroom,
    "pyvrp": PyVrp,
}


def solver_of(options: DispatchOptions) -> Solver | None:
    """Return the solver that `planner` names, or ``None`` if it names none.

    Raises
    ------
    InputError
        If it is not installed.
    """
    name = options.planner
    if name not in _SOLVERS:
        return None
    try:
        module = import_module(name)
    except ImportError:
        raise InputError(
            "dispatch.planner",
            f'is "{name}", which is not installed',
            "the extra solvers (pip install 'deliverai[solvers]'), or another planner",
        ) from None
    return _SOLVERS[name](module, options)


class SolverPlanner:
    """Plans stops by a solver; used in place of a planner.

    Parameters
    ----------
    solver
        Who is asked.
    towards, options, joining, others
        As of a planner.

    Notes
    -----
    A vehicle whose stops have no seats for all, since it was given fewer, keeps them
    and takes nothing more; as of a planner. Whom the solver leaves out is tried once
    more without a limit of time. Who is left out then waits, unless a vehicle would
    have nothing to do meanwhile. If there is no answer at all, plans stay as they are.
    What is aboard is delivered in any case: if the solver says nothing of it, after
    all others.
    """

    def __init__(
        self,
        solver: Solver,
        towards: Towards,
        options: DispatchOptions,
        joining: Joining | None = None,
        others: Sequence[Towards] = (),
    ) -> None:
        self._solver = solver
        self._towards = towards
        self._options = options
        self._joining = joining
        self._others = others

    def plan(
        self,
        waiting: Sequence[DoorTrip],
        vehicles: Sequence[PlannedVehicle],
        now_s: float,
        rng: np.random.Generator,  # noqa: ARG002 - as of a planner: nothing is drawn
        ends_m: Floats | None = None,  # noqa: ARG002 - and where plans end is not priced
    ) -> Plans:
        """Return the plans from now on; as of `Planner`."""
        able = [vehicle for vehicle in vehicles if _has_seats(vehicle)]
        trips = {trip.order: trip for trip in waiting}
        for vehicle in able:
            trips |= {each.trip.order: each.trip for each in vehicle.aboard}
            trips |= {stop.trip.order: stop.trip for stop in vehicle.stops}
        orders = list(trips.values())
        legs = (self._towards, *self._others)
        options, joining = self._options, self._joining
        problem = problem_of(orders, able, now_s, legs, options, joining)
        answer = self._answer(problem)
        served = {number for turns in answer for number, _ in turns}
        stops = [
            [(orders[number], boards) for number, boards in each] for each in answer
        ]
        made = iter(stops)
        plans = [
            self._plan(
                vehicle,
                next(made)
                if _has_seats(vehicle)
                else [(stop.trip, stop.boards) for stop in vehicle.stops],
                now_s,
            )
            for vehicle in vehicles
        ]
        plans += [
            self._plan(self._joins(new, now_s), new, now_s) for new in made if new
        ]
        left = [trip for at, trip in enumerate(orders) if at not in served]
        left.sort(key=lambda trip: (trip.asked_s, trip.order))
        return Plans(tuple(plans), tuple(left))

    def _answer(self, problem: Problem) -> Answer:
        """Return what the vans do, the solver's answer made whole."""
        before: Answer = [list(van.plan) for van in problem.vans]
        if not (problem.errands and problem.vans):
            return before
        answer = self._solver.solve(problem)
        limited = {
            number
            for number in _left_out(problem, answer or before)
            if problem.errands[number].latest < NEVER
        }
        if limited:
            answer = self._solver.solve(problem.opened(limited)) or answer
        made = before if answer is None else [list(turns) for turns in answer]
        for number in _left_out(problem, made):
            van = problem.errands[number].van
            if van is not None:
                made[van].append((number, False))
            elif (idle := _idle(problem, made, number)) is not None:
                made[idle] = [(number, True), (number, False)]
        return made

    def _joins(self, turns: Turns, now_s: float) -> PlannedVehicle:
        """Return the vehicle that joins to do something."""
        assert self._joining is not None  # or there was no such van
        origin = turns[0][0].origin
        start, door_s = self._joining.start(origin), self._joining.stands_s(origin)
        return PlannedVehicle(None, start, now_s, self._joining.capacity, door_s=door_s)

    def _plan(self, vehicle: PlannedVehicle, turns: Turns, now_s: float) -> Plan:
        trips = {trip.order: trip for trip, _ in turns}
        trips |= {each.trip.order: each.trip for each in vehicle.aboard}
        tasks = {
            order: Task(trip, self._towards, self._options, self._others).on(
                vehicle.legs
            )
            for order, trip in trips.items()
        }
        aboard = tuple(
            (tasks[each.trip.order], each.since_s) for each in vehicle.aboard
        )
        stops = tuple((tasks[trip.order], boards) for trip, boards in turns)
        route = Route(vehicle, stops, aboard, self._options)
        depart_s = departure_s(route, vehicle, self._options, now_s)
        return Plan(vehicle, order_stops(route.stops), route.cost_m, depart_s)


def _has_seats(vehicle: PlannedVehicle) -> bool:
    """Return whether there is room for all that a vehicle was to take up."""
    taken = sum(each.trip.seats for each in vehicle.aboard)
    most = taken
    for stop in vehicle.stops:
        taken += stop.trip.seats if stop.boards else -stop.trip.seats
        most = max(most, taken)
    return most <= vehicle.capacity


def _left_out(problem: Problem, answer: Sequence[Sequence[Turn]]) -> list[int]:
    """Return the errands that nobody does, whoever goes first before others."""
    served = {number for turns in answer for number, _ in turns}
    return sorted(
        set(range(len(problem.errands))) - served,
        key=lambda number: (-problem.errands[number].rank, number),
    )


def _idle(problem: Problem, answer: Answer, number: int) -> int | None:
    """Return the van with nothing to do that is soonest at an errand, if any."""
    errand = problem.errands[number]
    free = [
        (
            van.price_m,
            van.begins + int(problem.time[van.legs][start, errand.origin]),
            at,
        )
        for at, van in enumerate(problem.vans)
        if not answer[at] and van.seats >= errand.seats
        for start in (-1 if van.start is None else van.start,)
    ]
    return min(free)[2] if free else None
