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
from simulation.dispatch.schedule import TasksAboard
from simulation.dispatch.tasks import Stops, Task, order_stops
from simulation.errors import InputError

Answer = list[list[Turn]]


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
    Whom the solver leaves out is tried once more without a limit of time. Who is left
    out then waits, unless a vehicle would have nothing to do meanwhile. If there is no
    answer at all, plans stay as they are. What is aboard is delivered in any case: if
    the solver says nothing of it, after all others.
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
    ) -> Plans:
        """Return the plans from now on; as of `Planner`."""
        trips = {trip.order: trip for trip in waiting}
        for vehicle in vehicles:
            trips |= {each.trip.order: each.trip for each in vehicle.aboard}
            trips |= {stop.trip.order: stop.trip for stop in vehicle.stops}
        orders = list(trips.values())
        legs = (self._towards, *self._others)
        options, joining = self._options, self._joining
        problem = problem_of(orders, vehicles, now_s, legs, options, joining)
        answer = self._answer(problem)
        tasks = [Task(each, self._towards, options, self._others) for each in orders]
        plans, served = [], set()
        for at, turns in enumerate(answer):
            served |= {number for number, _ in turns}
            stops = tuple((tasks[number], boards) for number, boards in turns)
            if at < len(vehicles):
                plans.append(self._plan(vehicles[at], stops, now_s))
            elif stops:
                plans.append(self._plan(self._joins(stops, now_s), stops, now_s))
        left = [trip for at, trip in enumerate(orders) if at not in served]
        left.sort(key=lambda trip: (trip.asked_s, trip.order))
        return Plans(tuple(plans), tuple(left))

    def _answer(self, problem: Problem) -> Answer:
        """Return what the vans do, the solver's answer made whole."""
        before: Answer = [list(van.plan) for van in problem.vans]
        if not problem.errands:
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

    def _joins(self, stops: Stops, now_s: float) -> PlannedVehicle:
        """Return the vehicle that joins to make some stops."""
        assert self._joining is not None  # or there was no such van
        origin = stops[0][0].trip.origin
        start, door_s = self._joining.start(origin), self._joining.stands_s(origin)
        return PlannedVehicle(
            None, start, now_s, self._joining.capacity, door_s=door_s
        )

    def _plan(self, vehicle: PlannedVehicle, stops: Stops, now_s: float) -> Plan:
        aboard: TasksAboard = tuple(
            (Task(each.trip, self._towards, self._options, self._others), each.since_s)
            for each in vehicle.aboard
        )
        driven = tuple((task.on(vehicle.legs), boards) for task, boards in stops)
        route = Route(vehicle, driven, aboard, self._options)
        depart_s = departure_s(route, vehicle, self._options, now_s)
        return Plan(vehicle, order_stops(route.stops), route.cost_m, depart_s)


def _left_out(problem: Problem, answer: Sequence[Sequence[Turn]]) -> list[int]:
    """Return the errands that nobody does, whoever goes first before others."""
    served = {number for turns in answer for number, _ in turns}
    return sorted(
        set(range(len(problem.errands))) - served,
        key=lambda number: (-problem.errands[number].rank, number),
    )


def _idle(problem: Problem, answer: Answer, number: int) -> int | None:
    """Return the van with nothing to do that is soonest at an errand, if there is one."""
    errand = problem.errands[number]
    free = [
        (van.price_m, van.begins + int(problem.time[van.legs][start, errand.origin]), at)
        for at, van in enumerate(problem.vans)
        if not answer[at] and van.seats >= errand.seats
        for start in (-1 if van.start is None else van.start,)
    ]
    return min(free)[2] if free else None
