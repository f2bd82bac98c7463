"""The routes of all vehicles, and where among them an order costs least."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from simulation.dispatch.options import INFINITE, ROUNDING_M, DispatchOptions
from simulation.dispatch.plans import Joining, LegTable, PlannedVehicle
from simulation.dispatch.routes import Route
from simulation.dispatch.screen import Screen
from simulation.dispatch.tasks import Task

FEW = 48  # routes that are tried one by one sooner than all bounds are known


class Slot(NamedTuple):
    """Where an order may go: into a route, or into a new vehicle."""

    rise_m: float  # of the cost
    route: int  # its key; a key not yet used for a new vehicle
    board: int  # stops before it boards,
    alight: int  # ... and before it alights, both without the new stops


Kept = tuple[dict[int, Route], dict[int, int], int]


class Routes:
    """Routes by key: the position of a vehicle among those given, or a later number.

    Parameters
    ----------
    routes
        Those of the vehicles given.
    now_s
        The moment [s].
    options
    legs
        Between the places of the moment, of each class of vehicle.
    joining
        How vehicles join; ``None`` where the fleet is finite.
    worst_end_m
        What the place where a route ends costs at most [m].
    """

    def __init__(
        self,
        routes: Iterable[Route],
        now_s: float,
        options: DispatchOptions,
        legs: Iterable[LegTable],
        joining: Joining | None,
        worst_end_m: float = 0.0,
    ) -> None:
        self._worst_end_m = worst_end_m
        self._joining = joining
        self.by_key = dict(enumerate(routes))
        self.key_of: dict[int, int] = {}  # of the route with an order not yet aboard
        for key, route in self.by_key.items():
            self._note(key, route)
        self._given = len(self.by_key)
        self._next = self._given
        self._starts: dict[int, list[tuple[float, int, int]]] = {}  # by their legs
        for key, route in self.by_key.items():
            start = route.at_s[0], route.vehicle.place, key
            self._starts.setdefault(route.vehicle.legs, []).append(start)
        self._near: dict[int, list[tuple[float, int]]] = {}  # by order
        self._screens = [Screen(each, options) for each in legs]
        self._screened = False  # whether bounds were ever asked for
        self._changed: set[int] = set()  # since then,
        self._touched: set[int] = set()  # ... and since the last snapshot
        self._now_s = now_s
        self._options = options

    def _note(self, key: int, route: Route) -> None:
        for task, boards in route.stops:
            if boards:
                self.key_of[task.trip.order] = key

    # Insertion -----------------------------------------------------------------

    def best_slot(self, task: Task, below_m: float = INFINITE) -> Slot | None:
        """Return where the cost rises least, if by less than `below_m` [m].

        The routes are tried in order of a lower bound until that is above the best.
        """
        best = None
        if self._joining is not None:
            best = self._in_new_vehicle(task, self._joining)
            if best.rise_m < below_m:
                below_m = best.rise_m
            else:
                best = None
        by_key = self.by_key
        for bound_m, key in self._in_reach(task, below_m):
            if bound_m >= below_m + ROUNDING_M:
                break
            route = by_key[key]
            if not route.has_room:
                continue
            found = route.cheapest(task.on(route.vehicle.legs), below_m)
            if found is not None:
                below_m = found[0]
                best = Slot(below_m, key, found[1], found[2])
        return best

    def _in_reach(self, task: Task, below_m: float) -> list[tuple[float, int]]:
        """Return the routes that may take an order for less, by their bounds [m]."""
        if len(self.by_key) <= FEW:
            return self._one_by_one(task)
        screens = self.screens()
        found = [
            each
            for legs, screen in enumerate(screens)
            for each in screen.in_reach(task.on(legs), below_m)
        ]
        if len(screens) > 1:
            found.sort()
        return found

    def _one_by_one(self, task: Task) -> list[tuple[float, int]]:
        """Return all routes by what an order costs if each came straight away [m].

        Those of new vehicles first, for they are as near as can be.
        """
        known = self._near.get(task.trip.order)
        if known is None:
            end_m = task.end_m - self._worst_end_m
            known = self._near[task.trip.order] = sorted(
                (
                    mine.cost_m(max(at_s + there[place][0], mine.ready_s) + direct_s)
                    + end_m,
                    key,
                )
                for legs, starts in self._starts.items()
                for mine in (task.on(legs),)
                for there, (direct_s, _) in ((mine.to_origin, mine.direct),)
                for at_s, place, key in starts
            )
        joined = [key for key in range(self._given, self._next) if key in self.by_key]
        return [*((-INFINITE, key) for key in joined), *known]

    def screens(self) -> Sequence[Screen]:
        """Return the bounds of all routes as they are now, by class of legs."""
        if not self._screened:
            self._screened = True
            self._changed.clear()
            for legs, screen in enumerate(self._screens):
                screen.fill(
                    {
                        key: route
                        for key, route in self.by_key.items()
                        if route.vehicle.legs == legs
                    }
                )
        for key in self._changed:
            route = self.by_key.get(key)
            for legs, screen in enumerate(self._screens):
                if route is not None and route.vehicle.legs == legs:
                    screen.put(key, route)
                else:
                    screen.drop(key)
        self._changed.clear()
        return self._screens

    def _in_new_vehicle(self, task: Task, joining: Joining) -> Slot:
        origin, (direct_s, direct_m) = task.trip.origin, task.direct
        there_s, there_m = joining.stands_s(origin) + task.trip.pickup_s, 0.0
        if joining.at is not None:
            there_s, there_m = task.to_origin[joining.at[origin]]
        drop_s = max(self._now_s + there_s, task.ready_s) + direct_s
        rise_m = self._options.new_vehicle_m + there_m + direct_m + task.cost_m(drop_s)
        rise_m += self._options.busy_m_per_s * (drop_s - self._now_s) + task.end_m
        return Slot(rise_m, self._next, 0, 0)

    def put(self, task: Task, slot: Slot) -> None:
        """Put an order where it was found to cost least."""
        key = slot.route
        route = self.by_key.get(key)
        if route is None:
            route = self._join(task)
        mine = task.on(route.vehicle.legs)
        self.by_key[key] = route.including(mine, slot.board, slot.alight)
        self._change(key)
        self.key_of[task.trip.order] = key

    def _change(self, key: int) -> None:
        """Take note that the route of a key is another one now."""
        self._changed.add(key)
        self._touched.add(key)

    def _join(self, task: Task) -> Route:
        """Return the empty route of a vehicle that joins for an order."""
        joining, origin = self._joining, task.trip.origin
        assert joining is not None  # or there was no such slot
        self._next += 1
        start, door_s = joining.start(origin), joining.stands_s(origin)
        view = PlannedVehicle(None, start, self._now_s, joining.capacity, door_s=door_s)
        return Route(view, (), (), self._options)

    # Taking out ----------------------------------------------------------------

    def take_out(self, tasks: Iterable[Task]) -> float:
        """Take orders out of their routes; return by how much the cost falls [m].

        A new vehicle with nothing left to do never joins.
        """
        by_route: dict[int, list[int]] = {}
        for task in tasks:
            order = task.trip.order
            by_route.setdefault(self.key_of.pop(order), []).append(order)
        fall_m = 0.0
        for key, orders in by_route.items():
            route = self.by_key[key]
            rest = route.without(tuple(sorted(orders)))
            fall_m += route.cost_m - rest.cost_m
            self._change(key)
            if key >= self._given and not rest.stops:
                del self.by_key[key]
            else:
                self.by_key[key] = rest
        return fall_m

    def hand_over(
        self,
        giver: int,
        receiver: int,
        free: PlannedVehicle,
        taken: Route,
        tasks: Iterable[Task],
    ) -> None:
        """Let a vehicle be free at a hotspot, as given, whose orders another takes."""
        for task, boards in self.by_key[giver].stops:
            if boards:
                del self.key_of[task.trip.order]
        self.by_key[giver] = Route(free, (), (), self._options)
        self.by_key[receiver] = taken
        self._changed |= {giver, receiver}
        for task in tasks:
            self.key_of[task.trip.order] = receiver

    def snapshot(self) -> Kept:
        """Return all that has to be known to take changes from now on back."""
        self._touched.clear()
        return dict(self.by_key), dict(self.key_of), self._next

    def restore(self, kept: Kept) -> None:
        """Take back all changes since the last snapshot."""
        self.by_key, self.key_of, self._next = kept
        self._changed.update(sorted(self._touched))
        self._touched.clear()

    # Queue ---------------------------------------------------------------------

    @property
    def has_room(self) -> bool:
        """Whether a route may hold one order more."""
        return any(route.has_room for route in self.by_key.values())

    def soonest_first(self, queue: Sequence[Task]) -> Iterator[Task]:
        """Yield orders by when a vehicle with room can be there, while there is one.

        Those of a higher priority go before; of those reached as soon, the first.

        Parameters
        ----------
        queue
            In order of priority.
        """
        routes = [key for key, route in self.by_key.items() if route.has_room]
        there_s = np.empty((len(routes), len(queue)))
        for row, key in zip(there_s, routes, strict=True):
            route = self.by_key[key]
            place, legs = route.vehicle.place, route.vehicle.legs
            row[:] = [
                route.at_s[0] + task.on(legs).to_origin[place][0] - task.trip.pickup_s
                for task in queue
            ]
        priority = np.array([task.trip.priority for task in queue])
        begin = 0
        while begin < len(queue):
            end = int(np.searchsorted(-priority, -priority[begin], side="right"))
            rows = [at for at, key in enumerate(routes) if self.by_key[key].has_room]
            if not rows:
                return
            soonest_s = there_s[rows, begin:end].min(axis=0)
            first = int(soonest_s.argmin())
            if soonest_s[first] == INFINITE:  # all of these have had their turn
                begin = end
                continue
            there_s[:, begin + first] = INFINITE
            yield queue[begin + first]
