"""Plans by a rolling horizon: bundles of a producer, assigned to vehicles at each beat.

After Reyes, Erera, Savelsbergh, Sahasrabudhe and O'Neil, "The meal delivery routing
problem" (2018): orders of a producer are bundled in order of their ready times, as
many together as there are orders for a vehicle; bundles and vehicles are matched by
linear assignment, first those that are late whatever happens, then those that are ready
within the horizon, then the rest; and a vehicle sets out no earlier than it has to, so
that all can be otherwise at the next beat.
"""

from collections.abc import Iterable, Sequence
from math import ceil

import numpy as np

from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.plans import (
    DoorTrip,
    Plan,
    PlannedVehicle,
    Plans,
    Towards,
)
from simulation.dispatch.routes import Route
from simulation.dispatch.schedule import TasksAboard
from simulation.dispatch.tasks import Stops, Task, order_stops
from simulation.network.legs import Leg
from simulation.units import SECONDS_PER_MINUTE, Floats

_UNFIT = -1e9  # score of a bundle that does not fit, far below all others


class _Bundle:
    """Orders of one producer that ride together, in the order of their delivery."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self.tasks = list(tasks)

    @property
    def origin(self) -> int:
        return self.tasks[0].trip.origin

    @property
    def pickup_s(self) -> float:
        """How long they are served where they are picked up [s]."""
        return sum(task.trip.pickup_s for task in self.tasks)

    @property
    def begins_s(self) -> float:
        """When all of them can be served there [s]."""
        return max(max(task.trip.ready_s, task.trip.asked_s) for task in self.tasks)

    @property
    def ready_s(self) -> float:
        """When all of them can be aboard [s]."""
        return self.begins_s + self.pickup_s

    def seats(self) -> int:
        return sum(task.seats for task in self.tasks)

    def drops_s(self, legs: int = 0) -> list[float]:
        """Return when each is delivered, from their pickup on, by some legs [s]."""
        here, time_s, drops_s = self.origin, 0.0, []
        for task in self.tasks:
            time_s += task.on(legs).to_target[here][0]
            here = task.trip.target
            drops_s.append(time_s)
        return drops_s

    def is_borne(self) -> bool:
        """Return whether nobody rides too long."""
        return all(
            drop_s <= task.ride_s
            for task, drop_s in zip(self.tasks, self.drops_s(), strict=True)
        )

    def cost_s(self) -> float:
        """Return what the sequence costs: the round, and how late all are with it."""
        drops_s = self.drops_s()
        late_s = (
            max(0.0, self.ready_s + drop_s - task.aim_s)
            for task, drop_s in zip(self.tasks, drops_s, strict=True)
        )
        return drops_s[-1] + sum(late_s)

    def inserted(self, task: Task) -> tuple[float, "_Bundle"]:
        """Return the cheapest way to have one more, and what it adds [s]."""
        ways = [
            _Bundle([*self.tasks[:at], task, *self.tasks[at:]])
            for at in range(len(self.tasks) + 1)
        ]
        costs_s = [way.cost_s() for way in ways]
        least = costs_s.index(min(costs_s))
        return costs_s[least] - self.cost_s(), ways[least]


class RollingPlanner:
    """Plans stops of a finite fleet by bundling and linear assignment.

    Parameters
    ----------
    towards, others
        The legs, and those of classes of vehicle that drive at other speeds.
    options
        Of these, the margin, the limits, and what freshness is worth are used.
    """

    def __init__(
        self,
        towards: Towards,
        options: DispatchOptions,
        others: Sequence[Towards] = (),
    ) -> None:
        self._towards = towards
        self._options = options
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
        routes, taken_back = [], []
        for vehicle in vehicles:
            kept, others = self._split(vehicle)
            routes.append(Route(vehicle, kept, self._aboard(vehicle), self._options))
            taken_back += others
        by_turn = sorted(
            [*(self._task(trip) for trip in waiting), *taken_back],
            key=lambda task: (-task.trip.priority, task.trip.ready_s, task.trip.order),
        )
        most = max([vehicle.capacity for vehicle in vehicles], default=0)
        bundles = self._bundles(by_turn, len(vehicles), most)
        given = self._assigned(bundles, routes, now_s)
        plans = [
            self._plan(route, given.get(at), now_s) for at, route in enumerate(routes)
        ]
        left = [each for each in bundles if each not in given.values()]
        trips = [task.trip for bundle in left for task in bundle.tasks]
        return Plans(
            tuple(plans), tuple(sorted(trips, key=lambda each: (each[3], each[0])))
        )

    def _task(self, trip: DoorTrip) -> Task:
        return Task(trip, self._towards, self._options, self._others)

    def _aboard(self, vehicle: PlannedVehicle) -> TasksAboard:
        return tuple(
            (self._task(each.trip).on(vehicle.legs), each.since_s)
            for each in vehicle.aboard
        )

    def _split(self, vehicle: PlannedVehicle) -> tuple[Stops, list[Task]]:
        """Return the stops that a vehicle keeps, and the orders it gives back.

        It delivers whoever is aboard, and picks up where it is bound for now.
        """
        aboard = {each.trip.order for each in vehicle.aboard}
        kept = set(aboard)
        for stop in vehicle.stops:  # those at the end of the leg under way
            if stop.place != vehicle.place or vehicle.number is None:
                break
            kept.add(stop.trip.order)
        tasks = {stop.trip.order: self._task(stop.trip) for stop in vehicle.stops}
        stops = tuple(
            (tasks[stop.trip.order].on(vehicle.legs), stop.boards)
            for stop in vehicle.stops
            if stop.trip.order in kept
        )
        return stops, [task for order, task in tasks.items() if order not in kept]

    # Bundles -------------------------------------------------------------------

    def _bundles(
        self, tasks: Iterable[Task], vehicles: int, most: int
    ) -> list[_Bundle]:
        """Return bundles by producer, of a size that has vehicles for all orders."""
        by_origin: dict[int, list[Task]] = {}
        count = 0
        for task in tasks:
            by_origin.setdefault(task.trip.origin, []).append(task)
            count += 1
        size = max(1, min(most, ceil(count / max(1, vehicles))))
        bundles: list[_Bundle] = []
        for own in by_origin.values():
            of_origin: list[_Bundle] = []
            room = ceil(len(own) / size)
            for task in own:
                longer = [
                    (*bundle.inserted(task), at)
                    for at, bundle in enumerate(of_origin)
                    if bundle.seats() + task.seats <= most
                ]
                tried = [each for each in longer if each[1].is_borne()]
                apart_s = task.direct[0]
                best = min(tried, key=lambda each: each[0], default=None)
                if best is None or (len(of_origin) < room and best[0] >= apart_s):
                    of_origin.append(_Bundle([task]))
                else:
                    of_origin[best[2]] = best[1]
            bundles += of_origin
        return bundles

    # Assignment ----------------------------------------------------------------

    def _assigned(
        self, bundles: Sequence[_Bundle], routes: Sequence[Route], now_s: float
    ) -> dict[int, _Bundle]:
        """Return the bundle of each vehicle that gets one, by its position."""
        # Slow to import, and for this alone.
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

        given: dict[int, _Bundle] = {}
        for group in self._groups(bundles, now_s):
            free = [at for at in range(len(routes)) if at not in given]
            if not (group and free):
                continue
            scores = np.array(
                [[self._score(bundle, routes[at]) for at in free] for bundle in group]
            )
            for row, column in zip(*linear_sum_assignment(-scores), strict=True):
                if scores[row, column] > _UNFIT:
                    given[free[column]] = group[row]
        return given

    def _groups(
        self, bundles: Sequence[_Bundle], now_s: float
    ) -> tuple[list[_Bundle], list[_Bundle], list[_Bundle]]:
        """Return bundles that are late whatever happens, that are ready, and others."""
        late, soon, rest = [], [], []
        for bundle in bundles:
            at_s = max(now_s, bundle.ready_s)
            drops_s = bundle.drops_s()
            if any(
                at_s + drop_s > task.trip.due_s
                for task, drop_s in zip(bundle.tasks, drops_s, strict=True)
            ):
                late.append(bundle)
            elif bundle.ready_s <= now_s + self._options.horizon_s:
                soon.append(bundle)
            else:
                rest.append(bundle)
        return late, soon, rest

    def _score(self, bundle: _Bundle, route: Route) -> float:
        """Return orders a minute of the vehicle's time, less what waiting food loses.

        `_UNFIT` where the bundle does not fit.
        """
        if bundle.seats() > route.vehicle.capacity:
            return _UNFIT
        pickup_s = self._pickup_s(bundle, route)
        legs = route.vehicle.legs
        spent_s = pickup_s + bundle.drops_s(legs)[-1] - route.at_s[-1]
        waits_min = (pickup_s - bundle.ready_s) / SECONDS_PER_MINUTE
        per_min = len(bundle.tasks) * SECONDS_PER_MINUTE / max(spent_s, 1.0)
        return per_min - self._options.fresh_per_min * waits_min

    def _pickup_s(self, bundle: _Bundle, route: Route) -> float:
        there_s, _ = self._to(bundle, route.places[-1], route.vehicle.legs)
        return max(route.at_s[-1] + there_s + bundle.pickup_s, bundle.ready_s)

    def _to(self, bundle: _Bundle, place: int, legs: int) -> Leg:
        time_s, distance_m = bundle.tasks[0].on(legs).to_origin[place]
        return time_s - bundle.tasks[0].trip.pickup_s, distance_m

    # Plans ---------------------------------------------------------------------

    def _plan(self, route: Route, bundle: _Bundle | None, now_s: float) -> Plan:
        """Return a vehicle's plan with its bundle; it sets out as late as it can."""
        vehicle = route.vehicle
        if bundle is None:
            stops = order_stops(route.stops)
            return Plan(vehicle, stops, route.cost_m, vehicle.free_s)
        tasks = [task.on(vehicle.legs) for task in bundle.tasks]
        more: Stops = tuple(
            (task, boards) for boards in (True, False) for task in tasks
        )
        whole = Route(vehicle, (*route.stops, *more), route.aboard, self._options)
        depart_s = vehicle.free_s
        if not route.stops and not vehicle.aboard and vehicle.free_s <= now_s:
            there_s, _ = self._to(bundle, vehicle.place, vehicle.legs)
            depart_s = max(now_s, bundle.begins_s - there_s)
        return Plan(vehicle, order_stops(whole.stops), whole.cost_m, depart_s)
