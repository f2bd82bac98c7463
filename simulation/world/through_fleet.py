"""A fleet whose vehicles meet at hotspots: one goes on with what the other had."""

from collections.abc import Collection, Iterator

import numpy as np
from typing_extensions import override

from simulation.dispatch.plans import (
    Give,
    Plan,
    PlannedVehicle,
    as_stops,
    order_stops_of,
)
from simulation.dispatch.protocol import Orders
from simulation.record.kinds import Kind
from simulation.units import on_time_grid
from simulation.world.delivery import Delivery
from simulation.world.door_vehicle import DoorVehicle, Turn
from simulation.world.fleet_rules import FleetRules
from simulation.world.planned_fleet import PlannedFleet
from simulation.world.stops import with_give
from simulation.world.vehicle import NOBODY, Surroundings, Vehicle


class ThroughFleet(PlannedFleet):
    """Vehicles with plans of stops, who hand orders over to each other at hotspots.

    A vehicle that is to hand over makes the stops it has until then, whatever else is
    planned; what comes after them may change. To the planner it is free at the hotspot
    by then, and its orders lie there, to be picked up as any other.
    """

    stops_take_time = True  # a vehicle may have to wait for those it takes over

    @override
    def __init__(
        self,
        around: Surroundings,
        pool: int,
        numbers: Iterator[int],
        rules: FleetRules,
        rng: np.random.Generator,
    ) -> None:
        self._gives: dict[int, int] = {}  # vehicles that hand over: at which hotspot
        self._given: dict[int, Vehicle] = {}  # orders not yet there: who brings them
        self._picked: set[int] = set()  # those among them that are picked up
        self._planned_s = -1.0  # when plans were made last
        super().__init__(around, pool, numbers, rules, rng)

    # What changes ----------------------------------------------------------------

    @override
    def loading(self, orders: Orders) -> None:
        self._picked.update(self._given.keys() & orders)
        super().loading(tuple([each for each in orders if each not in self._given]))
        self._changed()

    @override
    def _picked_up(self, delivery: Delivery) -> None:
        if delivery.order in self._given:
            self._picked.add(delivery.order)
        else:
            super()._picked_up(delivery)
        self._changed()

    @override
    def withdraw(self, order: int) -> bool:
        if order in self._picked:
            return False
        giver = self._given.pop(order, None)
        if giver is not None:
            giver.strike(order)
            self._done(giver)
        return super().withdraw(order)

    @override
    def alighted(self, delivery: Delivery) -> bool:
        """Let who lies at a hotspot be taken by whoever waits for it there, at once."""
        order, now_s = delivery.order, self._around.env.now
        giver = self._given.pop(order, None)
        if giver is None:
            return super().alighted(delivery)
        self._picked.discard(order)
        trip = self._open[order]
        if trip.ready_s > now_s:
            self._open[order] = trip._replace(ready_s=now_s)
        delivery.change_vehicle(now_s, trip.origin, self.pool)
        self._done(giver)
        for vehicle in self.vehicles.values():
            if vehicle.plan and order in vehicle.plan[0][2]:
                assert isinstance(vehicle, DoorVehicle)
                vehicle.look_up()
        self._changed()
        return True

    @override
    def goes_back_last(self, vehicle: Vehicle) -> bool:
        return vehicle.id not in self._gives  # whose last stops are others'

    @override
    def broke_down(self, vehicle: Vehicle) -> None:
        """Let orders that are not picked up yet go from their producers again."""
        boarding = {order for _, _, orders in vehicle.plan for order in orders}
        self._give_up(vehicle, boarding.difference(vehicle.aboard))
        super().broke_down(vehicle)

    @override
    def rescue(self, vehicle: Vehicle) -> None:
        given = self._give_up(vehicle, {*vehicle.aboard})
        first, *later = [
            (place, tuple([each for each in alighting if each not in given]), boarding)
            for place, alighting, boarding in vehicle.plan
        ]
        doors = [(self._open[each].target, (each,), NOBODY) for each in given]
        vehicle.replan([first, *(stop for stop in later if stop[1]), *doors])
        self._since_s |= dict.fromkeys(given, self._around.env.now)
        super().rescue(vehicle)

    def _give_up(self, giver: Vehicle, orders: Collection[int]) -> list[int]:
        """Let some not be handed over that a vehicle was to; return which they are."""
        given = [
            order
            for order, by in self._given.items()
            if by is giver and order in orders
        ]
        for order in given:
            del self._given[order]
            self._picked.discard(order)
            for vehicle in self.vehicles.values():
                if vehicle is not giver and vehicle.strike(order):
                    if vehicle.id in self._held:
                        self._without_task(vehicle)
                    break
            self._queue = [trip for trip in self._queue if trip.order != order]
            delivery, trip = self._around.underway[order], self._open[order]
            fresh = self._trip(order, delivery.lies_at, trip.target, trip.asked_s)
            self._open[order] = fresh._replace(
                due_s=trip.due_s,
                aim_s=trip.aim_s,
                transfers=max(0, trip.transfers - 1),
            )
        self._done(giver)
        return given

    def _done(self, giver: Vehicle) -> None:
        """Let a vehicle take orders again that has none left to hand over."""
        if giver not in self._given.values():
            self._gives.pop(giver.id, None)

    @override
    def _wants_plans(self) -> bool:
        return bool(self._open)

    # Plans -----------------------------------------------------------------------

    @override
    def settle(self) -> None:
        """As of all planned fleets, but plans are made once on a beat.

        What they change, such as who leaves, is planned for on the next one.
        """
        env, interval_s = self._around.env, self._planning.interval_s
        again = self._stale and interval_s > 0 and env.now == self._planned_s
        if again:
            self._stale = False
            env.timeout(interval_s).callbacks.append(lambda _: self._changed())
        super().settle()

    @override
    def _plan(self) -> None:
        self._planned_s = self._around.env.now
        super()._plan()

    @override
    def _refresh(self, now_s: float) -> None:
        super()._refresh(now_s)
        assert self._planning.hubs is not None
        room = self._planning.hubs.room
        if room is not None:
            room[:] = [each.room for each in self._around.hotspots]
            for giver in self._given.values():  # of handovers under way, once more
                room[self._gives[giver.id]] -= 1
        for number in self._gives:
            vehicle = self.vehicles[number]
            ready_s = self._done_s(vehicle, now_s)
            for order, giver in self._given.items():
                if giver is vehicle and self._open[order].ready_s != ready_s:
                    self._open[order] = self._open[order]._replace(ready_s=ready_s)

    @override
    def _targets(self) -> Iterator[int]:
        assert self._planning.hubs is not None
        yield from super()._targets()
        yield from range(len(self._planning.hubs))

    def _hands_over(self, vehicle: Vehicle) -> bool:
        """Return whether a vehicle is at it: at a hotspot, not at a consumer's door."""
        return any(order in self._given for order in vehicle.unloading)

    def _give_at(self, vehicle: Vehicle) -> int:
        """Return which stop of a vehicle's plan is where it hands over."""
        if self._hands_over(vehicle):
            return 0
        hotspot = self._gives[vehicle.id]
        return next(
            at
            for at, (place, alighting, _) in enumerate(vehicle.plan)
            if place == hotspot and any(order in self._given for order in alighting)
        )

    def _done_s(self, vehicle: Vehicle, now_s: float) -> float:
        """Return when a vehicle has handed over, as far as can be known [s]."""
        assert self._planning.hubs is not None
        rows, asked = self._planning.rows, self._planning.asked
        here, at_s, door_s = self._end_of_leg(vehicle, now_s)
        at_s += door_s
        handed_over: Orders = vehicle.unloading
        if not self._hands_over(vehicle):
            last = self._give_at(vehicle)
            for place, alighting, boarding in vehicle.plan[: last + 1]:
                at_s += rows.towards(place)[here][0]
                if asked is not None:
                    at_s = max(at_s, *(asked.ready_s[each] for each in boarding), 0.0)
                    at_s += sum(asked.pickup_s[each] for each in boarding)
                    if place != self._gives[vehicle.id]:
                        at_s += sum(asked.dropoff_s[each] for each in alighting)
                here = place
            handed_over = vehicle.plan[last][1]
        return float(
            on_time_grid(at_s + self._planning.hubs.handover_s(len(handed_over)))
        )

    @override
    def _turn_of(self, vehicle: Vehicle) -> Turn | None:
        return None if vehicle.id in self._gives else super()._turn_of(vehicle)

    @override
    def _view(self, vehicle: Vehicle, now_s: float) -> PlannedVehicle:
        hotspot = self._gives.get(vehicle.id)
        if hotspot is None:
            return super()._view(vehicle, now_s)
        at = self._give_at(vehicle)
        (_, _, boarding), *after = vehicle.plan[at:]
        return PlannedVehicle(
            vehicle.id,
            hotspot,
            self._done_s(vehicle, now_s),
            self._seats[vehicle.pool],
            stops=order_stops_of([(hotspot, NOBODY, boarding), *after], self._open),
            legs=self._drives_by[vehicle.pool],
            gives=True,
        )

    @override
    def _let_meet(self, vehicle: Vehicle, give: Give, now_s: float) -> None:
        """Let a vehicle hand over what it has at a hotspot, after some stops."""
        orders = tuple(sorted([trip.order for trip in give.trips]))
        log = self._around.log
        log.add(
            Kind.MEETING_PLANNED,
            now_s,
            vehicle.id,
            give.hotspot,
            round(give.saving_m, 3),
            orders=orders,
        )
        first = give.stops[0].place if give.stops else give.hotspot
        start = self._start(vehicle, give.start, first)
        drives = start is not None
        stops = as_stops(give.stops, start)
        stops = with_give(stops, give.hotspot, orders)
        for trip in give.trips:
            order = trip.order
            if self._since_s.pop(order, None) is not None:
                self._picked.add(order)
            self._given[order] = vehicle
            self._open[order] = trip
        self._gives[vehicle.id] = give.hotspot
        self._note_plan(vehicle, stops, now_s)
        if not drives and not self._held.pop(vehicle.id, 0.0):
            self.relieve(vehicle)
        vehicle.replan(stops)
        if not drives:
            vehicle.set_off()

    @override
    def _give(self, vehicle: Vehicle, plan: Plan, now_s: float) -> None:
        hotspot = self._gives.get(vehicle.id)
        if hotspot is None:
            super()._give(vehicle, plan, now_s)
            return
        at = self._give_at(vehicle)
        _, alighting, _ = vehicle.plan[at]
        (_, _, boarding), *after = as_stops(plan.stops, hotspot)
        stops = [*vehicle.plan[:at], (hotspot, alighting, boarding), *after]
        self._note_plan(vehicle, stops, now_s)
        vehicle.replan(stops)
