"""Who meets whom at a hotspot: one vehicle hands over all it has and is free.

A *giver* keeps the first stops of its plan, until everybody is aboard, drives to a
hotspot and hands over; a *receiver* takes these orders there and goes on with them.
What that saves is what the giver's plan costs less without them, less what they add to
the receiver's. Among all pairs that save enough, those are taken that save most
together, each vehicle in one of them: an exact matching of maximum weight.

From then on the orders are ordinary ones, to be picked up at the hotspot from a known
time on: they change their vehicle still, as others do. A giver is not to wait for
anybody on its way to the hotspot, so nobody ever waits for ever. Where storage
is limited, nobody is to hand over more than there is room for by what is known now.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from simulation.dispatch.detours import Detours, Known
from simulation.dispatch.giving import Giving, Hubs, Ways, ends_fall_m, most_m
from simulation.dispatch.insertion import Routes
from simulation.dispatch.options import INFINITE, DispatchOptions
from simulation.dispatch.plans import DoorTrip, Give
from simulation.dispatch.routes import Route
from simulation.dispatch.taking import Taking
from simulation.dispatch.tasks import Task, order_stops
from simulation.pairing import Pair, best_pairs
from simulation.units import Floats

ROUNDS = 2  # of matching: who has given may take, who has taken may take more


class _Meeting(NamedTuple):
    """The best way of one pair."""

    saving_m: float
    kept: int
    hotspot: int
    at_s: float
    tasks: tuple[Task, ...]  # how the orders go on
    route: Route  # of the receiver, with them


class Transfers:
    """Finds the meetings of a moment.

    Parameters
    ----------
    hubs
        Where vehicles may meet.
    options
    continued
        Makes a task of a trip that goes on from a hotspot.
    """

    def __init__(
        self,
        hubs: Hubs,
        options: DispatchOptions,
        continued: Callable[[DoorTrip], Task],
    ) -> None:
        self._hubs = hubs
        self._options = options
        self._continued = continued
        self._giving = Giving(hubs, options)
        self._taking = Taking(hubs, self._giving, options)
        self._ways: dict[Route, Ways | None] = {}  # of the routes of the moment before
        self._over: Known = {}
        self._known: dict[tuple[Route, Route], _Meeting | None] = {}
        self._goings_on: dict[tuple[Route, int, int], tuple[Task, ...]] = {}
        self._room: Floats | None = None  # of the hotspots, (H,) [orders]

    def find(
        self, table: Routes, tasks: dict[int, Task], ends_m: Floats | None = None
    ) -> list[Give]:
        """Let vehicles meet where that saves enough; routes and tasks are changed.

        Parameters
        ----------
        table
            The routes.
        tasks
            By order.
        ends_m : (n,) array, optional
            What it costs that a plan ends at each place [m].
        """
        gives: list[Give] = []
        self._giving.price(ends_m)
        self._room = None if self._hubs.room is None else self._hubs.room.copy()
        for _ in range(ROUNDS):
            if self._room is not None:  # which is another one than it was
                self._known.clear()
            meetings = self._meetings(table)
            if not meetings:
                break
            best: dict[frozenset[int], Pair] = {}  # of both directions
            for pair, meeting in meetings.items():
                other = meetings.get(best.get(frozenset(pair), pair))
                assert other is not None
                if meeting.saving_m >= other.saving_m:
                    best[frozenset(pair)] = pair
            worth_m = {pair: meetings[pair].saving_m for pair in best.values()}
            for pair in best_pairs(worth_m):
                if self._takes_room(meetings[pair]):
                    gives.append(self._let_meet(table, *pair, meetings[pair]))
                    tasks |= {task.trip.order: task for task in meetings[pair].tasks}
        return gives

    def _takes_room(self, meeting: _Meeting) -> bool:
        """Take the room of a meeting; return whether others have left it some."""
        if self._room is None:
            return True
        fits = bool(self._room[meeting.hotspot] >= len(meeting.tasks))
        if fits:
            self._room[meeting.hotspot] -= len(meeting.tasks)
        return fits

    def _let_meet(
        self, table: Routes, giver: int, receiver: int, meeting: _Meeting
    ) -> Give:
        route = table.by_key[giver]
        kept = order_stops(route.stops[: meeting.kept])
        trips = tuple([task.trip for task in meeting.tasks])
        hotspot = meeting.hotspot
        free = route.vehicle._replace(
            place=hotspot,
            free_s=meeting.at_s,
            aboard=(),
            stops=(),
            door_s=0.0,
            gives=True,
            end_m=float(self._giving.ends_m[hotspot]),
        )
        table.hand_over(giver, receiver, free, meeting.route, meeting.tasks)
        start = route.vehicle.place
        return Give(giver, start, kept, hotspot, trips, meeting.saving_m)

    # Pairs -----------------------------------------------------------------------

    def _meetings(self, table: Routes) -> dict[tuple[int, int], _Meeting]:
        """Return the pairs that save enough, by keys of giver and receiver."""
        routes = {key: route for key, route in table.by_key.items() if route.stops}
        if len(routes) < 2:  # noqa: PLR2004 - nobody to meet
            return {}
        before = self._ways
        ways = {
            key: before[route] if route in before else self._giving.ways(route)
            for key, route in routes.items()
        }
        self._ways = {routes[key]: found for key, found in ways.items()}
        known, self._known = self._known, {}
        self._goings_on.clear()
        screens = [screen for screen in table.screens() if screen.keys.size]
        if not screens:  # nobody has room
            return {}
        detours = Detours(screens, len(self._hubs), routes, self._over)
        self._over = {
            each: self._over[each] for each in self._ways if each in self._over
        }
        receivers_end_m = np.array([routes[key].end_m for key in detours.keys])
        meetings = {}
        for giver, way in ways.items():
            if way is None:
                continue
            route = routes[giver]
            bound_m = most_m(detours, route, way)  # (ways, receivers)
            if self._options.end_weight:
                bound_m += ends_fall_m(route, way, receivers_end_m)
            enough = bound_m.max(axis=0) >= self._options.least_saving_m
            able = [
                at for at in enough.nonzero()[0].tolist() if detours.keys[at] != giver
            ]
            pairs = {at: (route, routes[detours.keys[at]]) for at in able}
            new = [at for at, pair in pairs.items() if pair not in known]
            receivers = [pairs[at][1] for at in new]
            nearer_m = self._taking.most_m(route, way, bound_m[:, new], receivers)
            found = dict(zip(new, nearer_m.T, strict=True))
            for at, pair in pairs.items():
                if pair in known:
                    meeting = known[pair]
                else:
                    meeting = self._best(*pair, way, bound_m[:, at], found[at])
                self._known[pair] = meeting
                if meeting is not None:
                    meetings[giver, detours.keys[at]] = meeting
        return meetings

    def _best(
        self,
        giver: Route,
        receiver: Route,
        ways: Ways,
        bound_m: Floats,
        nearer_m: Floats,
    ) -> _Meeting | None:
        """Return how a pair saves most, if that is enough; the best bound first.

        Of ways that save the same, the first: a nearer bound only leaves out those that
        would be searched in vain.
        """
        best, best_m = None, self._options.least_saving_m
        if nearer_m.max() < best_m:
            return None
        bounds_m, nearest_m = bound_m.tolist(), nearer_m.tolist()
        able = [way for way, each_m in enumerate(bounds_m) if each_m >= best_m]
        if self._room is not None:
            fits = self._room[ways.hotspot] >= len(giver.stops) - ways.kept
            able = [way for way in able if fits[way]]
        for way in sorted(able, key=bounds_m.__getitem__, reverse=True):
            if bounds_m[way] < best_m:
                break
            if nearest_m[way] < best_m:
                continue
            kept, hotspot = int(ways.kept[way]), int(ways.hotspot[way])
            at_s, gain_m = float(ways.at_s[way]), float(ways.gain_m[way])
            going_on = self._going_on(giver, kept, hotspot, at_s)
            taken = self._taken(receiver, going_on, gain_m - best_m)
            if taken is not None:
                rise_m, route = taken
                best_m = gain_m - rise_m
                best = _Meeting(best_m, kept, hotspot, at_s, going_on, route)
        return best

    def _going_on(
        self, giver: Route, kept: int, hotspot: int, at_s: float
    ) -> tuple[Task, ...]:
        way = giver, kept, hotspot
        if way not in self._goings_on:
            trips = [
                task.trip._replace(
                    origin=hotspot,
                    ready_s=at_s,
                    pickup_s=0.0,
                    aim_s=task.aim_s,
                    transfers=task.trip.transfers + 1,
                )
                for task, _ in giver.stops[kept:]
            ]
            self._goings_on[way] = tuple(map(self._continued, trips))
        return self._goings_on[way]

    def _taken(
        self, route: Route, tasks: Sequence[Task], below_m: float
    ) -> tuple[float, Route] | None:
        """Return what some orders add to a route's cost, below a limit [m], and it."""
        rise_m, capacity = 0.0, route.vehicle.capacity
        ends_m = [task.end_m for task in tasks]
        for at, task in enumerate(tasks, 1):
            if route.orders >= capacity + self._options.orders_ahead:
                return None
            mine = task.on(route.vehicle.legs)
            # By so much the next ones may be less than nothing.
            later_m = max(route.end_m, task.end_m) - min(ends_m[at:], default=INFINITE)
            found = route.search(mine, below_m - rise_m + max(0.0, later_m))
            if found is None:
                return None
            rise_m += found[0]
            route = route.including(mine, found[1], found[2])
        return (rise_m, route) if rise_m < below_m else None
