"""Plans for all vehicles at one moment: insertion, improvement, who is held."""

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.dispatch.giving import Hubs
from simulation.dispatch.improvement import Improvement
from simulation.dispatch.insertion import Routes
from simulation.dispatch.options import INFINITE, DispatchOptions
from simulation.dispatch.plans import (
    AskedLegs,
    DoorTrip,
    Give,
    Joining,
    LegTable,
    Plan,
    PlannedVehicle,
    Plans,
    Towards,
)
from simulation.dispatch.routes import Route
from simulation.dispatch.tasks import Task, order_stops
from simulation.dispatch.transfers import Transfers
from simulation.units import Floats


class Planner:
    """Plans stops: open orders where they cost least, then better by trial.

    Parameters
    ----------
    towards
        The legs.
    options
    joining
        How vehicles join; ``None`` where the fleet is finite.
    others
        The legs of classes of vehicle that drive at other speeds.
    hubs
        Where vehicles may meet; ``None``: nowhere.
    """

    def __init__(
        self,
        towards: Towards,
        options: DispatchOptions,
        joining: Joining | None = None,
        others: Sequence[Towards] = (),
        hubs: Hubs | None = None,
    ) -> None:
        self._joining = joining
        self._towards = towards
        self._options = options
        self._others = others
        self._all_legs = (towards, *others)
        self._tasks: dict[int, Task] = {}  # of the moment before, by order
        self._routes: dict[int | None, Route] = {}  # and its routes, by vehicle
        self._ends_m: Floats | None = None
        self._hubs = range(0 if hubs is None else len(hubs))
        self._transfers = None
        if hubs is not None and options.transfers:
            self._transfers = Transfers(hubs, options, self._made)

    def plan(
        self,
        waiting: Sequence[DoorTrip],
        vehicles: Sequence[PlannedVehicle],
        now_s: float,
        rng: np.random.Generator,
        ends_m: Floats | None = None,
    ) -> Plans:
        """Return the plans from now on; nothing given is changed.

        Parameters
        ----------
        waiting
            The orders that are in no vehicle and in no plan.
        vehicles
            With the orders aboard and the stops planned before. One whose stops
            break a limit as they are keeps them and takes nothing more.
        now_s
            The moment [s].
        rng
            Draws which orders are tried elsewhere.
        ends_m : (n,) array, optional
            What it costs that a plan ends at each place [m]; the same array as long as
            that is the same.

        Notes
        -----
        What was found out about a vehicle at the moment before is used again if it
        has gone on as it was planned.
        """
        tasks: dict[int, Task] = {}
        vehicles = self._ended(vehicles, ends_m)
        routes = [self._route(vehicle, tasks) for vehicle in vehicles]
        able = [route for route in routes if route.cost_m < INFINITE]
        for trip in waiting:
            self._task(trip, tasks)
        legs = [self._table(each, tasks, vehicles) for each in self._all_legs]
        options = self._options
        worst_m = 0.0 if ends_m is None else float(ends_m.max())
        table = Routes(able, now_s, options, legs, self._joining, worst_m)
        left = self._insert([tasks[trip.order] for trip in waiting], table)
        open_tasks = [tasks[order] for order in sorted(table.key_of)]
        improvement = Improvement(table, open_tasks, legs[0])
        improvement.improve(options.rounds, options.most_moved, rng)
        gives: list[Give] = []
        if self._transfers is not None:
            gives = self._transfers.find(table, tasks, ends_m)
            at = [at for at, route in enumerate(routes) if route.cost_m < INFINITE]
            at.extend(range(len(routes), len(routes) + len(table.by_key) - len(at)))
            number = dict(zip(table.by_key, at, strict=True))
            gives = [give._replace(vehicle=number[give.vehicle]) for give in gives]
        planned = iter(table.by_key.values())
        final = [
            next(planned) if route.cost_m < INFINITE else route for route in routes
        ]
        self._tasks = tasks
        self._routes = dict(
            zip([vehicle.number for vehicle in vehicles], final, strict=True)
        )
        joining = list(planned)
        views = [*vehicles, *(route.vehicle for route in joining)]
        return Plans(
            tuple(
                self._plan(route, view, now_s)
                for route, view in zip([*final, *joining], views, strict=True)
            ),
            tuple(task.trip for task in left),
            tuple(gives),
        )

    def quotes(
        self,
        trips: Sequence[DoorTrip],
        vehicles: Sequence[PlannedVehicle],
        now_s: float,
        ends_m: Floats | None = None,
    ) -> list[float]:
        """Return what each of some orders alone would add to the plans as they are [m].

        Infinite where no vehicle can take it.

        Parameters
        ----------
        trips
            Orders that are in no vehicle and in no plan.
        vehicles, now_s, ends_m
            As of `plan`.
        """
        tasks: dict[int, Task] = {}
        vehicles = self._ended(vehicles, ends_m)
        routes = [self._route(vehicle, tasks) for vehicle in vehicles]
        self._tasks = self._tasks | tasks
        self._routes |= dict(
            zip([vehicle.number for vehicle in vehicles], routes, strict=True)
        )
        able = [route for route in routes if route.cost_m < INFINITE]
        asked = {trip.order: self._made(trip) for trip in trips}
        legs = [self._table(each, tasks | asked, vehicles) for each in self._all_legs]
        worst_m = 0.0 if ends_m is None else float(ends_m.max())
        table = Routes(able, now_s, self._options, legs, self._joining, worst_m)
        slots = [table.best_slot(asked[trip.order]) for trip in trips]
        return [INFINITE if slot is None else slot.rise_m for slot in slots]

    def _ended(
        self, vehicles: Sequence[PlannedVehicle], ends_m: Floats | None
    ) -> Sequence[PlannedVehicle]:
        """Return vehicles with what it costs that each ends where it is [m]."""
        if ends_m is not self._ends_m:
            self._ends_m = ends_m
            self._tasks.clear()
        if ends_m is None:
            return vehicles
        places = [vehicle.place for vehicle in vehicles]
        return [
            vehicle._replace(end_m=end_m)
            for vehicle, end_m in zip(vehicles, ends_m[places].tolist(), strict=True)
        ]

    def _table(
        self,
        towards: Towards,
        tasks: Mapping[int, Task],
        vehicles: Sequence[PlannedVehicle],
    ) -> LegTable:
        """Return the legs between all places at hand."""
        table: object = towards
        if isinstance(table, LegTable):
            return table
        places = {*self._hubs, *(vehicle.place for vehicle in vehicles)}
        for task in tasks.values():
            places |= {task.trip.origin, task.trip.target}
        if self._joining is not None:
            places.update(self._joining.at or ())
        return AskedLegs(towards, sorted(places))

    def _task(self, trip: DoorTrip, tasks: dict[int, Task]) -> Task:
        task = tasks.get(trip.order)
        if task is None:
            task = self._tasks.get(trip.order)
            if task is None or task.trip != trip:
                task = self._made(trip)
            tasks[trip.order] = task
        return task

    def _made(self, trip: DoorTrip) -> Task:
        end_m = 0.0 if self._ends_m is None else float(self._ends_m[trip.target])
        return Task(trip, self._towards, self._options, self._others, end_m)

    def _route(self, vehicle: PlannedVehicle, tasks: dict[int, Task]) -> Route:
        legs = vehicle.legs
        stops = tuple(
            [
                (self._task(stop.trip, tasks).on(legs), stop.boards)
                for stop in vehicle.stops
            ]
        )
        aboard = tuple(
            [
                (self._task(each.trip, tasks).on(legs), each.since_s)
                for each in vehicle.aboard
            ]
        )
        before = self._routes.get(vehicle.number)
        if before is not None and before.is_of(vehicle, stops, aboard):
            return before
        return Route(vehicle, stops, aboard, self._options)

    def _insert(self, tasks: list[Task], table: Routes) -> list[Task]:
        """Put orders where they cost least, one after the other; return the others."""
        queue = sorted(
            tasks,
            key=lambda task: (-task.trip.priority, task.trip.asked_s, task.trip.order),
        )
        finite = self._joining is None
        nearest = finite and self._options.order == "nearest"
        placed = set()
        for task in table.soonest_first(queue) if nearest else queue:
            if finite and not table.has_room:
                break
            slot = table.best_slot(task)
            if slot is not None:
                table.put(task, slot)
                placed.add(task.trip.order)
        left = [task for task in tasks if task.trip.order not in placed]
        return sorted(left, key=lambda task: (task.trip.asked_s, task.trip.order))

    def _plan(self, route: Route, vehicle: PlannedVehicle, now_s: float) -> Plan:
        depart_s = departure_s(route, vehicle, self._options, now_s)
        return Plan(vehicle, order_stops(route.stops), route.cost_m, depart_s)


def departure_s(
    route: Route, vehicle: PlannedVehicle, options: DispatchOptions, now_s: float
) -> float:
    """Return when a vehicle sets out [s], later than it could if it is held."""
    alone = route.orders == 1 and not vehicle.aboard and vehicle.capacity > 1
    if route.stops and alone and vehicle.free_s <= now_s:
        return max(now_s, _held_until_s(route, options))
    return vehicle.free_s


def _held_until_s(route: Route, options: DispatchOptions) -> float:
    """Return how long a vehicle may stay for the only order of its plan [s].

    One that would wait for it there may wait here as long.
    """
    task, _ = route.stops[0]
    there_s = task.to_origin[route.places[0]][0] + route.vehicle.door_s
    direct_s, _ = task.direct
    spare_s = task.aim_s - options.spare_s - (there_s + direct_s)
    held_s = min(task.trip.asked_s + options.hold_s, spare_s)
    return max(held_s, task.ready_s - there_s)
