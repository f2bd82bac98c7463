"""Who meets whom at a hotspot: one vehicle hands over all it has and is free.

A *giver* keeps the first stops of its plan, until everybody is aboard, drives to a
hotspot and hands over; a *receiver* takes these orders there and goes on with them.
What that saves is what the giver's plan costs less without them, less what they add to
the receiver's. Among all pairs that save enough, those are taken that save most
together, each vehicle in one of them: an exact matching of maximum weight.

From then on the orders are ordinary ones, to be picked up at the hotspot from a known
time on: they change their vehicle still, as others do. A giver is not to wait for
anybody on its way to the hotspot, so nobody ever waits for ever.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulation.dispatch.insertion import Routes
from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.plans import DoorTrip, Give
from simulation.dispatch.routes import Route
from simulation.dispatch.screen import Detours
from simulation.dispatch.tasks import Task, order_stops
from simulation.network.hub_legs import HubLegs
from simulation.pairing import Pair, best_pairs
from simulation.units import Floats, Ints, on_time_grid

ROUNDS = 2  # of matching: who has given may take, who has taken may take more


class _Ways(NamedTuple):
    """How one vehicle could hand over all it has, columns over the ways (w,)."""

    kept: Ints  # so many of its stops come first
    hotspot: Ints
    at_s: Floats  # when the orders lie there
    gain_m: Floats  # what its own plan costs less
    most_m: Floats  # what that saves at most, whoever takes them
    rate_m_per_s: Floats  # what each second costs that they lie there


class _Meeting(NamedTuple):
    """The best way of one pair."""

    saving_m: float
    kept: int
    hotspot: int
    at_s: float
    tasks: tuple[Task, ...]  # how the orders go on
    route: Route  # of the receiver, with them


@dataclass(frozen=True)
class Hubs:
    """Where orders can change their vehicles.

    Attributes
    ----------
    legs
        To the hotspots and from there.
    handover_s
        How long a vehicle takes to hand over so many orders [s].
    """

    legs: HubLegs
    handover_s: Callable[[int], float]

    def __len__(self) -> int:
        """Return the number of hotspots."""
        return self.legs.to_s.shape[1]


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
        self._ways: dict[Route, _Ways | None] = {}  # of the routes of the moment before
        self._known: dict[tuple[Route, Route], _Meeting | None] = {}
        self._goings_on: dict[tuple[Route, int, int], tuple[Task, ...]] = {}

    def find(self, table: Routes, tasks: dict[int, Task]) -> list[Give]:
        """Let vehicles meet where that saves enough; routes and tasks are changed.

        Parameters
        ----------
        table
            The routes.
        tasks
            By order.
        """
        gives: list[Give] = []
        for _ in range(ROUNDS):
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
                gives.append(self._let_meet(table, *pair, meetings[pair]))
                tasks |= {task.trip.order: task for task in meetings[pair].tasks}
        return gives

    def _let_meet(
        self, table: Routes, giver: int, receiver: int, meeting: _Meeting
    ) -> Give:
        route = table.by_key[giver]
        kept = order_stops(route.stops[: meeting.kept])
        trips = tuple([task.trip for task in meeting.tasks])
        table.hand_over(
            giver, receiver, meeting.hotspot, meeting.at_s, meeting.route, meeting.tasks
        )
        start = route.vehicle.place
        return Give(giver, start, kept, meeting.hotspot, trips, meeting.saving_m)

    # Pairs -----------------------------------------------------------------------

    def _meetings(self, table: Routes) -> dict[tuple[int, int], _Meeting]:
        """Return the pairs that save enough, by keys of giver and receiver."""
        routes = {key: route for key, route in table.by_key.items() if route.stops}
        if len(routes) < 2:  # noqa: PLR2004 - nobody to meet
            return {}
        before = self._ways
        ways = {
            key: before[route] if route in before else self._ways_of(route)
            for key, route in routes.items()
        }
        self._ways = {routes[key]: found for key, found in ways.items()}
        known, self._known = self._known, {}
        self._goings_on.clear()
        screens = [screen for screen in table.screens() if screen.keys.size]
        if not screens:  # nobody has room
            return {}
        detours = Detours(screens, len(self._hubs), routes)
        meetings = {}
        for giver, way in ways.items():
            if way is None:
                continue
            route = routes[giver]
            most_m = _most_m(detours, route, way)  # (ways, receivers)
            enough = most_m.max(axis=0) >= self._options.least_saving_m
            for at in enough.nonzero()[0].tolist():
                receiver = detours.keys[at]
                if receiver == giver:
                    continue
                pair = route, routes[receiver]
                if pair in known:
                    meeting = known[pair]
                else:
                    meeting = self._best(*pair, way, most_m[:, at])
                self._known[pair] = meeting
                if meeting is not None:
                    meetings[giver, receiver] = meeting
        return meetings

    def _best(
        self, giver: Route, receiver: Route, ways: _Ways, most_m: Floats
    ) -> _Meeting | None:
        """Return how a pair saves most, if that is enough; the best bound first."""
        best, best_m = None, self._options.least_saving_m
        bounds_m = most_m.tolist()
        able = [way for way, bound_m in enumerate(bounds_m) if bound_m >= best_m]
        for way in sorted(able, key=bounds_m.__getitem__, reverse=True):
            if bounds_m[way] < best_m:
                break
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
        self, route: Route, tasks: Iterable[Task], below_m: float
    ) -> tuple[float, Route] | None:
        """Return what some orders add to a route's cost, below a limit [m], and it."""
        rise_m, capacity = 0.0, route.vehicle.capacity
        for task in tasks:
            if route.orders >= capacity + self._options.orders_ahead:
                return None
            mine = task.on(route.vehicle.legs)
            found = route.search(mine, below_m - rise_m)
            if found is None:
                return None
            rise_m += found[0]
            route = route.including(mine, found[1], found[2])
        return rise_m, route

    # One vehicle -----------------------------------------------------------------

    def _ways_of(self, route: Route) -> _Ways | None:
        """Return how a vehicle could hand over all it has, those that may save enough.

        Nobody who has changed vehicles as often as allowed is handed over, and nobody
        who hands over has to wait for others before.
        """
        vehicle, stops = route.vehicle, route.stops
        if vehicle.gives or vehicle.legs:
            return None
        boards = [at for at, (_, boards) in enumerate(stops, 1) if boards]
        if any(stops[at - 1][0].trip.transfers for at in boards):
            return None
        found = [
            self._ways_after(route, kept)
            for kept in range(boards[-1] if boards else 0, len(stops))
        ]
        columns = [each for each in found if each is not None and each.kept.size]
        if not columns:
            return None
        return _Ways(*map(np.concatenate, zip(*columns, strict=True)))

    def _ways_after(self, route: Route, kept: int) -> _Ways | None:
        """Return the ways by hotspot, of giving after some stops."""
        rest = [task for task, _ in route.stops[kept:]]
        options = self._options
        if any(task.trip.transfers >= options.transfers for task in rest):
            return None
        legs, here = self._hubs.legs, route.places[kept]
        handover_s = self._hubs.handover_s(len(rest))
        at_s = on_time_grid(route.at_s[kept] + legs.to_s[here] + handover_s)  # (H,)
        price, late = options.value_of_time_m_per_s, options.late_m_per_s
        own_m, later_m = np.zeros(len(self._hubs)), 0.0
        for task, drop_s in zip(rest, route.at_s[kept + 1 :], strict=True):
            there_s = at_s + legs.from_s[task.trip.target]
            own_m += price * (there_s - task.trip.asked_s)
            own_m += late * np.maximum(there_s - task.aim_s, 0.0)
            later_m += task.cost_m(drop_s)
        gain_m = route.metres_after(kept) + later_m - legs.to_m[here]
        gain_m += options.busy_m_per_s * (route.at_s[-1] - at_s)
        most_m = gain_m - own_m
        hotspot = np.flatnonzero(most_m >= options.least_saving_m)
        return _Ways(
            np.full(hotspot.size, kept),
            hotspot,
            at_s[hotspot],
            gain_m[hotspot],
            most_m[hotspot],
            np.full(hotspot.size, price * len(rest)),
        )


def _most_m(detours: Detours, giver: Route, ways: _Ways) -> Floats:
    """Return how much each way saves at most, by receiver, (ways, receivers) [m].

    Whoever takes the orders goes over the hotspot and over each of their doors; the
    dearest of these ways is a bound, where the triangle inequality holds.
    """
    over_m = detours.over_m[ways.hotspot]
    for kept in range(int(ways.kept.min()), len(giver.stops)):
        door_m = detours.over_door(giver.stops[kept][0].trip.target)
        later = ways.kept <= kept
        over_m[later] = np.maximum(over_m[later], door_m)
    wait_s = np.maximum(detours.there_s[ways.hotspot] - ways.at_s[:, np.newaxis], 0.0)
    wait_s *= ways.rate_m_per_s[:, np.newaxis]
    most_m: Floats = ways.most_m[:, np.newaxis] - over_m - wait_s
    return most_m
