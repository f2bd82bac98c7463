"""A fleet that knows its open orders one by one, and when plans for them may change."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from typing_extensions import override

from simulation.dispatch.plans import DoorTrip, orders_at
from simulation.dispatch.protocol import Orders, Stop
from simulation.record.kinds import Kind
from simulation.world.delivery import Delivery
from simulation.world.fallible_vehicle import FallibleVehicle
from simulation.world.fleet import Fleet
from simulation.world.fleet_rules import FleetRules
from simulation.world.instant import Beat
from simulation.world.planned_rules import PlannedRules
from simulation.world.stops import without_boarding
from simulation.world.vehicle import Surroundings, Vehicle


class FleetOfOrders(Fleet):
    """Keeps who is open, aboard, held or in no plan; says when it is time to plan.

    Parameters
    ----------
    around, pool, numbers, rules
        As of a fleet; the rules are planned ones.
    """

    def __init__(
        self,
        around: Surroundings,
        pool: int,
        numbers: Iterator[int],
        rules: FleetRules,
    ) -> None:
        self._open: dict[int, DoorTrip] = {}  # orders on their way
        self._queue: list[DoorTrip] = []  # those in no plan
        self._since_s: dict[int, float] = {}  # when those aboard were picked up
        self._held: dict[int, float] = {}  # vehicles that stand, until when [s]
        self._stale = False  # whether plans may change
        self._beat = Beat(around.env, 0.0, partial(around.instant.assign, self))
        super().__init__(around, pool, numbers, rules)
        self.on_boarding = self._picked_up

    @override
    def adopt(self, rules: FleetRules) -> None:
        assert isinstance(rules, PlannedRules)
        assert rules.planning is not None
        self._planning = rules.planning
        self._beat.change(rules.planning.interval_s)
        self._retime()
        super().adopt(rules)
        self._changed()

    def _retime(self) -> None:
        """Let open orders have the times of their direct legs as they are now."""
        self._open = {order: self._timed(trip) for order, trip in self._open.items()}
        self._queue = [self._open[trip.order] for trip in self._queue]

    def _timed(self, trip: DoorTrip) -> DoorTrip:
        """Return a trip with the time of its direct leg as it is now."""
        direct_s, _ = self._planning.rows.towards(trip.target)[trip.origin]
        return trip._replace(direct_s=direct_s)

    @override
    def request(self, load: Sequence[Delivery], origin: int, target: int) -> None:
        now_s = self._around.env.now
        for delivery in load:
            delivery.call(now_s, origin, self.pool)
            trip = self._trip(delivery.order, origin, target, now_s)
            if delivery.attempts:  # it lies at a hotspot, and goes to its door again
                trip = trip._replace(transfers=self._planning.options.transfers)
            self._open[delivery.order] = trip
            self._queue.append(trip)
        self._changed()

    def _trip(self, order: int, origin: int, target: int, now_s: float) -> DoorTrip:
        asked = self._planning.asked
        if asked is None:
            due_s = now_s + self._planning.promise_s
            return DoorTrip(order, origin, target, now_s, due_s, 0.0)
        return asked.trip(order, origin, target)

    @override
    def loading(self, orders: Orders) -> None:
        now_s, trips = self._around.env.now, self._open
        for order in orders:
            self._since_s[order] = max(now_s, trips[order].ready_s)

    @override
    def withdraw(self, order: int) -> bool:
        if order not in self._open:
            return True  # it has called no vehicle
        if order in self._since_s:
            return False
        del self._open[order]
        self._queue = [trip for trip in self._queue if trip.order != order]
        for vehicle in self.vehicles.values():
            if vehicle.strike(order):
                if vehicle.id in self._held:
                    self._without_task(vehicle)
                break
        self._changed()
        return True

    @override
    def redirect(self, order: int, before: int, after: int) -> bool:
        if order not in self._open or self._open[order].target != before:
            return False
        super().redirect(order, before, after)
        self._open[order] = self._open[order]._replace(target=after)
        self._queue = [self._open[trip.order] for trip in self._queue]
        self._changed()
        return True

    @override
    def sent_on(self, vehicle: Vehicle, orders: Orders) -> None:
        now_s, underway = self._around.env.now, self._around.underway
        for order in orders:
            self._since_s[order] = now_s
            at, target = vehicle.place, underway[order].sent_to
            trip = self._open[order]._replace(origin=at, target=target)
            self._open[order] = self._timed(trip)
        self._changed()

    @override
    def broke_down(self, vehicle: Vehicle) -> None:
        boarding = {order: 0 for _, _, orders in vehicle.plan for order in orders}
        stops = without_boarding(vehicle.plan, vehicle.aboard)
        self._note_plan(vehicle, stops, self._around.env.now)
        vehicle.replan(stops)
        self._open_again(boarding)

    @override
    def rescue(self, vehicle: Vehicle) -> None:
        assert isinstance(vehicle, FallibleVehicle)
        now_s, orders = self._around.env.now, vehicle.aboard
        self._note_plan(vehicle, (), now_s)
        vehicle.leave_load()
        for order in orders:
            del self._since_s[order]
            trip = self._open[order]
            self._open[order] = trip._replace(
                origin=vehicle.place,
                direct_s=0.0,
                transfers=self._planning.options.transfers,  # by no meeting any more
            )
        load = [self._around.underway[order] for order in orders]
        self._left(load)
        for delivery in load:
            delivery.call(now_s, vehicle.place, self.pool)
        self._open_again(orders)

    @override
    def reclaim(self, vehicle: Vehicle) -> None:
        trips = {order: self._open.get(order) for order in vehicle.left}
        super().reclaim(vehicle)
        for order in vehicle.aboard:
            trip = trips[order]
            assert trip is not None  # nobody has delivered it
            self._open[order] = trip
        if orders := orders_at(vehicle.plan):
            now_s = self._around.env.now
            self._around.log.add(Kind.PLANNED, now_s, vehicle.id, orders=orders)

    def _note_plan(self, vehicle: Vehicle, stops: Sequence[Stop], now_s: float) -> None:
        """Record the stops that a vehicle is to make, if they are others."""
        if (orders := orders_at(stops)) != orders_at(vehicle.plan):
            self._around.log.add(Kind.PLANNED, now_s, vehicle.id, orders=orders)

    def _open_again(self, orders: Iterable[int]) -> None:
        """Plan for some orders that are in no plan any more, in turn of their age."""
        self._queue += [self._open[order] for order in orders]
        self._queue.sort(key=lambda trip: (trip.asked_s, trip.order))
        self._changed()

    def _without_task(self, vehicle: Vehicle) -> None:
        """Let a vehicle that was held be idle, if it has nothing left to do."""
        if not any(alighting or boarding for _, alighting, boarding in vehicle.plan):
            del self._held[vehicle.id]
            vehicle.replan(())
            self.freed(vehicle)

    @override
    def alighted(self, delivery: Delivery) -> bool:
        del self._open[delivery.order], self._since_s[delivery.order]
        if self._queue:
            self._changed()
        return False

    @override
    def freed(self, vehicle: Vehicle) -> None:
        if self._duty is not None and self._duty.takes(vehicle):
            return
        self._rest(vehicle)
        if self._surplus:
            self._around.instant.assign(self)
        self._changed()

    def _rest(self, vehicle: Vehicle) -> None:
        self._index.add(vehicle)
        self.idle += 1

    def _picked_up(self, delivery: Delivery) -> None:
        self._since_s[delivery.order] = self._around.env.now

    def _changed(self) -> None:
        """Plan on the next beat, if there is anybody to plan for."""
        if self._wants_plans():
            self._stale = True
            self._around.instant.assign(self)

    def _wants_plans(self) -> bool:
        """Return whether there are orders that nobody has picked up."""
        return len(self._open) > len(self._since_s)

    @override
    def settle(self) -> None:
        """Let the surplus go, then plan if it is time to."""
        if self._surplus and self.idle:
            self._dismiss()
        if self._stale and self._beat.is_now():
            self._stale = False
            if self._wants_plans():
                self._plan()

    def _plan(self) -> None:
        """Make plans for all vehicles."""
        raise NotImplementedError
