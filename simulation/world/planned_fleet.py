"""A fleet whose vehicles get plans of stops, all of them at once, on a beat."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from simpy import Event
from typing_extensions import override

from simulation.dispatch.planner import Planner
from simulation.dispatch.plans import (
    Aboard,
    DoorTrip,
    Give,
    Joining,
    Plan,
    PlannedVehicle,
    as_stops,
    order_stops_of,
)
from simulation.dispatch.rolling import RollingPlanner
from simulation.dispatch.solving import SolverPlanner, solver_of
from simulation.units import on_time_grid
from simulation.world.detector import doubted_by
from simulation.world.fleet_rules import FleetRules
from simulation.world.planned_rules import PlannedRules, Planning
from simulation.world.refusals import Offers
from simulation.world.turning_fleet import TurningFleet
from simulation.world.vehicle import Surroundings, Vehicle

if TYPE_CHECKING:
    from simulation.dispatch.protocol import Orders


class PlannedFleet(TurningFleet):
    """Vehicles with several orders aboard, each of which follows a plan of stops.

    Plans are made on the first beat after an order is released or a vehicle has
    nothing left to do, and while orders wait for a seat also after a delivery.
    Until an order is picked up it may change its vehicle. A vehicle on a leg goes on
    from where that ends, or from the first waypoint that it has not passed, if there
    are any: at another first stop it turns off there. One that is held for a second
    order stands where it is until then. Where a fleet grows, a vehicle joins at its
    first stop.

    Parameters
    ----------
    around, pool, numbers, rules
        As of a fleet; the rules are planned ones.
    rng
        Draws which orders are tried elsewhere.
    """

    def __init__(
        self,
        around: Surroundings,
        pool: int,
        numbers: Iterator[int],
        rules: FleetRules,
        rng: np.random.Generator,
    ) -> None:
        self._rng = rng
        super().__init__(around, pool, numbers, rules)

    @override
    def adopt(self, rules: FleetRules) -> None:
        assert isinstance(rules, PlannedRules)
        assert rules.planning is not None
        planning = rules.planning
        self._legs = list(dict.fromkeys((planning.rows, *planning.rows_of.values())))
        self._joining = None
        if rules.grows(self._around.env.now):
            at, door_s = rules.joins_at, planning.door_s
            self._joining = Joining(planning.capacity, at, door_s)
        self._planner = self._new_planner(planning)
        self._offers = Offers(rules.refuses, self._around)
        pools = [self.pool, *(each.pool for each in rules.classes)]
        self._seats = dict.fromkeys(pools, planning.capacity)
        self._seats |= {each.pool: each.capacity for each in rules.classes}
        self._drives_by = {  # which of the legs
            pool: self._legs.index(planning.rows_of.get(pool, planning.rows))
            for pool in pools
        }
        super().adopt(rules)

    # Plans -----------------------------------------------------------------------

    def _new_planner(
        self, planning: Planning
    ) -> Planner | RollingPlanner | SolverPlanner:
        """Return a planner that knows of no moment before."""
        (legs, *others), options = self._legs, planning.options
        if options.planner == "rolling":
            return RollingPlanner(legs, options, others)
        if (solver := solver_of(options)) is not None:
            return SolverPlanner(solver, legs, options, self._joining, others)
        return Planner(legs, options, self._joining, others, planning.hubs)

    def _turn(self, now_s: float) -> None:
        """Let legs be those of the moment; where they are others, all is timed anew."""
        doubted = doubted_by(self._around.detector, now_s)
        turned = [rows.turn(now_s, doubted) for rows in self._legs]
        if any(turned):
            planning = self._planning
            if planning.hubs is not None:
                planning.hubs.legs.turn(now_s, doubted)
            self._retime()
            self._planner = self._new_planner(planning)

    @override
    def _plan(self) -> None:
        """Plan for all vehicles but a surplus, which takes no more orders."""
        now_s = self._around.env.now
        views = self._views(now_s)
        for at, trip in enumerate(self._queue):
            if not trip.direct_s:  # it is new
                self._queue[at] = self._open[trip.order] = self._timed(trip)
        ends_m = self._ends_m(now_s)
        plans, refused = self._offers.accepted(
            lambda of: self._planner.plan(self._queue, of, now_s, self._rng, ends_m),
            views,
        )
        self._queue = list(plans.waiting)
        self._stale = refused and bool(self._queue)
        if self._stale:
            self._offer_again()
        given = {}  # vehicles that are to hand over, by the position of their plans
        for give in plans.gives:
            plan = plans.plans[give.vehicle]
            vehicle = given[give.vehicle] = self._planned(plan, give)
            self._let_meet(vehicle, give, now_s)
        for at, plan in enumerate(plans.plans):
            self._give(given.get(at) or self._planned(plan), plan, now_s)

    def _views(
        self, now_s: float, asked: Sequence[DoorTrip] = ()
    ) -> list[PlannedVehicle]:
        """Return what a planner sees of the vehicles, its legs at hand.

        Those of trips that are only asked about, too.
        """
        self._turn(now_s)
        self._refresh(now_s)
        staying = self.on_duty()
        if self._surplus:
            own = [each for each in staying if each.pool == self.pool]
            for surplus in own[max(0, len(own) - self._surplus) :]:
                staying.remove(surplus)
        targets = list(self._targets())
        targets += [place for trip in asked for place in (trip.origin, trip.target)]
        starts = self._joins_at or ()
        for rows in self._legs:
            rows.gather([*self._ends(), *targets, *starts], targets)
        return [self._view(vehicle, now_s) for vehicle in staying]

    def _planned(self, plan: Plan, give: Give | None = None) -> Vehicle:
        """Return the vehicle of a plan, which may join now, idle still."""
        if plan.vehicle.number is not None:
            return self.vehicles[plan.vehicle.number]
        start, stops = plan.vehicle.place, plan.stops
        if give is not None:
            start, stops = give.start, give.stops
        if self._joins_at is None and stops:
            start = stops[0].place
        vehicle = self.join(start, self.pool)
        self._rest(vehicle)
        return vehicle

    def _ends(self) -> Iterator[int]:
        """Yield where vehicles stand or end their legs."""
        for vehicle in self.vehicles.values():
            yield vehicle.plan[0][0] if self._drives(vehicle) else vehicle.place
            if (turn := self._turn_of(vehicle)) is not None:
                yield turn.place

    def _targets(self) -> Iterator[int]:
        """Yield the places to which legs are asked for."""
        for trip in self._open.values():
            yield trip.target
            if trip.order not in self._since_s:
                yield trip.origin

    def _end_of_leg(self, vehicle: Vehicle, now_s: float) -> tuple[int, float, float]:
        """Return where a vehicle is to be planned for, from when on [s].

        And how long it has to stand there then [s].
        """
        place, free_s = vehicle.place, now_s
        both: Sequence[Orders] = ()
        if self._drives(vehicle):
            (place, *both), free_s = vehicle.plan[0], max(now_s, vehicle.arrives_s)
        elif vehicle.plan and vehicle.plan[0][0] == place:
            _, *both = vehicle.plan[0]
        door_s = self._planning.door_s
        return place, free_s, door_s[place] if door_s is not None and any(both) else 0.0

    def _view(self, vehicle: Vehicle, now_s: float) -> PlannedVehicle:
        """Return what a planner sees of a vehicle."""
        seats, legs = self._seats[vehicle.pool], self._drives_by[vehicle.pool]
        if not (vehicle.plan or vehicle.aboard or vehicle.loading or vehicle.unloading):
            return PlannedVehicle(vehicle.id, vehicle.place, now_s, seats, legs=legs)
        trips, since_s, aboard = self._open, self._since_s, vehicle.aboard
        if vehicle.loading or vehicle.unloading:
            aboard = (
                *(each for each in aboard if each not in vehicle.unloading),
                *vehicle.loading,
            )
        place, free_s, door_s = self._end_of_leg(vehicle, now_s)
        if (turn := self._turn_of(vehicle)) is not None:
            place, free_s, door_s = turn.place, turn.at_s, 0.0
        return PlannedVehicle(
            vehicle.id,
            place,
            free_s,
            seats,
            tuple([Aboard(trips[each], since_s[each]) for each in aboard]),
            order_stops_of(vehicle.plan, trips),
            legs,
            door_s,
        )

    def _give(self, vehicle: Vehicle, plan: Plan, now_s: float) -> None:
        """Let a vehicle follow a plan: from the end of its leg on, or from now on."""
        if not (plan.stops or vehicle.plan):  # it stays idle
            return
        first = plan.stops[0].place if plan.stops else None
        start = self._start(vehicle, plan.vehicle.place, first)
        stops = as_stops(plan.stops, start)
        self._note_plan(vehicle, stops, now_s)
        if start is not None:
            vehicle.replan(stops)
            return
        if vehicle.plan:
            del self._held[vehicle.id]
        else:
            self.relieve(vehicle)
        vehicle.replan(stops)
        if not stops:
            self._rest(vehicle)
            return
        depart_s = float(on_time_grid(plan.depart_s))
        if depart_s > now_s:
            self._hold(vehicle, depart_s)
        else:
            vehicle.set_off()

    def _let_meet(self, vehicle: Vehicle, give: Give, now_s: float) -> None:
        """Let a vehicle hand over what it has: where fleets can."""

    def _refresh(self, now_s: float) -> None:
        """Bring up to date what is known of orders under way."""

    def _hold(self, vehicle: Vehicle, until_s: float) -> None:
        """Let a vehicle stand until a time [s], unless it gets another plan."""
        self._held[vehicle.id] = until_s

        def set_off(_: Event) -> None:
            if self._held.get(vehicle.id) == until_s:
                del self._held[vehicle.id]
                vehicle.set_off()

        env = self._around.env
        env.timeout(until_s - env.now).callbacks.append(set_off)
