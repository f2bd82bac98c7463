"""A fleet: the vehicles of a pool, and the trips that wait for one of them."""

from collections.abc import Iterator, Sequence
from functools import partial
from operator import itemgetter

from typing_extensions import override

from simulation.dispatch.nearest import NearestIdle
from simulation.dispatch.protocol import NEAREST, FleetOnDuty, FleetView, Orders, Trip
from simulation.world.delivery import Delivery
from simulation.world.detector import doubted_by
from simulation.world.duty import Duty
from simulation.world.fallible_vehicle import Maker, maker_of
from simulation.world.fleet_rules import ClassOperator, FleetRules
from simulation.world.recovery import Recovery
from simulation.world.refusals import RefusingIdle
from simulation.world.slowed import slowed_by
from simulation.world.vehicle import Boarded, Surroundings, Vehicle


class Fleet(Recovery):
    """The vehicles of a pool; trips of one instant choose in order of order number.

    Parameters
    ----------
    around
        What all vehicles have in common.
    pool
        Its number in the log.
    numbers
        Gives each vehicle its number, shared by all fleets.
    rules
        What holds from the start.

    Attributes
    ----------
    on_boarding
        Told who leaves in a vehicle, if anybody wants to know.
    vehicles
        Those that serve, by number.
    idle
        How many of them have nothing to do.
    grows
        Whether a vehicle joins for a trip that finds none idle.
    nearest
        Returns the idle vehicle that is nearest to a place at a time [s].
    """

    def __init__(
        self,
        around: Surroundings,
        pool: int,
        numbers: Iterator[int],
        rules: FleetRules,
    ) -> None:
        self._around = around
        self._numbers = numbers
        self._requested: list[Trip] = []  # of this instant
        self._waiting: list[Trip] = []  # the oldest first
        self.pool = pool
        self.on_boarding: Boarded | None = None
        self.vehicles: dict[int, Vehicle] = {}
        self._classes: dict[int, ClassOperator] = {}
        self._duty: Duty | None = None
        if rules.roster is not None:
            self._duty = Duty(around, self, rules.roster)
        self.adopt(rules)
        for of in rules.classes:
            for place in of.starts:
                self.freed(self.join(place, of.pool))

    def adopt(self, rules: FleetRules) -> None:
        """Go on by other rules; who drives and who waits does so still.

        Where more vehicles are to serve they join; where fewer, the surplus leaves
        as it comes to be idle.
        """
        now_s = self._around.timeline.now
        self._assign = rules.dispatch.assign
        self._ignored = rules.ignored
        self._priority = rules.priority
        self._joins_at = rules.joins_at
        self.travel = rules.travel
        self._believed = rules.believed
        on_leg = partial(slowed_by, self._around, rules.believed)
        self.on_leg = on_leg(rules.travel, self.pool)
        self._index = rules.index()
        if rules.refuses is not None:
            told = self._around.log, self.vehicles.__getitem__
            self._index = RefusingIdle(self._index, rules.refuses, *told)
        self.nearest = self._index.nearest
        self._take = self._index.take
        self.idle = 0
        self._make = self._maker()
        for of in rules.classes:
            known = self._classes.setdefault(of.pool, ClassOperator(self, of))
            known.travel, known.on_leg = of.travel, on_leg(of.travel, of.pool)
        idle = [each for each in self.on_duty() if not each.plan]
        target, missing = rules.supply.target(now_s), 0
        self.grows = rules.grows(now_s)
        if target is not None and rules.roster is None:
            missing = target - sum(1 for _ in self._own())
        self._surplus = max(0, -missing)
        plain = type(rules.dispatch) is NearestIdle and rules.refuses is None
        self._simple = plain and not self._surplus and rules.priority is None
        if missing > 0:
            idle += [
                self.join(each, self.pool) for each in rules.supply.starts(missing)
            ]
        if self.grows:
            self._requested[:0] = self._waiting
            self._waiting.clear()
        for vehicle in idle:
            self.freed(vehicle)
        if self._requested or self._waiting:
            self._around.instant.assign(self)

    def _own(self) -> Iterator[Vehicle]:
        """Return the vehicles that are of no further class, by number."""
        return (each for each in self.vehicles.values() if each.pool == self.pool)

    def on_duty(self) -> list[Vehicle]:
        """Return the vehicles that take trips, by number."""
        duty = self._duty
        up = [each for each in self.vehicles.values() if not each.down]
        return up if duty is None else [each for each in up if duty.is_on(each)]

    @override
    def request(self, load: Sequence[Delivery], origin: int, target: int) -> None:
        """Ask for a vehicle to carry `load`; it is chosen when the instant ends.

        `load` is in order of order number.
        """
        around, pool = self._around, self.pool
        now_s = around.timeline.now
        for delivery in load:
            delivery.call(now_s, origin, pool)
        if len(load) == 1:
            orders: Orders = (delivery.order,)
        else:
            orders = tuple([each.order for each in load])
        requested = self._requested
        if not requested:
            around.instant.assign(self)
        requested.append((orders, origin, target, now_s))

    def freed(self, vehicle: Vehicle) -> None:
        """Take note that `vehicle` has nothing to do."""
        if self._duty is not None and self._duty.takes(vehicle):
            return
        self._index.add(vehicle)
        self.idle += 1
        if self._waiting or self._surplus:
            self._around.instant.assign(self)

    @override
    def settle(self) -> None:
        """Let the surplus go, then give trips their vehicles."""
        requested, waiting = self._requested, self._waiting
        if len(requested) > 1:
            requested.sort(key=itemgetter(0))  # by their orders
        waiting += requested
        requested.clear()
        now_s = self._around.timeline.now
        if self._believed:
            for each in self._believed.values():
                each.turn(now_s, doubted_by(self._around.detector, now_s))
        if not self._simple:
            self._dispatch(now_s)
            return
        while waiting:
            orders, origin, target, _ = waiting[0]
            vehicle = self._nearest_to(origin, now_s)
            if vehicle is None:  # nobody is idle
                break
            del waiting[0]
            vehicle.carry(orders, origin, target)

    def _dispatch(self, now_s: float) -> None:
        """Give trips the vehicles that the rule says, those of priority first."""
        trips, priority = self._waiting, self._priority
        if priority is not None:
            trips.sort(key=lambda trip: -max(priority[order] for order in trip[0]))
        if self._surplus and self.idle:
            self._dismiss()
        fleet: FleetView = self
        if self._duty is not None or self._around.workshop is not None:
            fleet = FleetOnDuty(self, self.on_duty())
        assignments = self._assign(trips, fleet, now_s)
        assigned = set()
        for (orders, origin, target, _), number, stops in assignments:
            if number == NEAREST:
                vehicle = self._nearest_to(origin, now_s)
            else:
                vehicle = self._named(number, stops[0][0] if stops else origin)
            if vehicle is None:  # all that could be asked refuse
                continue
            assigned.add(orders)
            if stops:
                vehicle.follow(stops)
            else:
                vehicle.carry(orders, origin, target)
        self._waiting = [trip for trip in trips if trip[0] not in assigned]
        if len(assigned) < len(assignments):
            self._offer_again()

    def tell(self, told: Boarded) -> None:
        """Have `told` called with each delivery that leaves for where it alights."""
        self.on_boarding = told

    def loading(self, orders: Orders) -> None:
        """Take note that a vehicle takes up some at a door."""

    def alighted(self, delivery: Delivery) -> bool:  # noqa: ARG002
        """Take note that a delivery has left; return whether it goes on in another."""
        return False

    @override
    def withdraw(self, order: int) -> bool:
        """Forget an order that nobody has taken up; return whether that can be.

        It cannot once a vehicle takes it up. A vehicle on the way to it drives there,
        for nobody is diverted on a leg.
        """
        for trips in (self._requested, self._waiting):
            for trip in trips:
                if order in trip[0]:
                    trips.remove(trip)
                    return True
        for vehicle in self.vehicles.values():
            if order in vehicle.loading:
                return False
            if vehicle.strike(order):
                return True
        return True

    def _nearest_to(self, place: int, now_s: float) -> Vehicle | None:
        """Return the nearest idle vehicle, idle no longer, or one that joins.

        None where nobody is idle, or all refuse, and none joins.
        """
        number = self._take(place, now_s)
        if number is not None:
            self.idle -= 1
            vehicle = self.vehicles[number]
            if self._ignored and vehicle.place != place:
                vehicle.appear_at(place)
            return vehicle
        if not self.grows:
            return None
        at = self._joins_at
        return self.join(place if at is None else at[place], self.pool)

    def _named(self, number: int, place: int) -> Vehicle:
        """Return the vehicle that a rule names, idle no longer if it was."""
        vehicle = self.vehicles[number]
        if self.relieve(vehicle) and self._ignored and vehicle.place != place:
            vehicle.appear_at(place)
        return vehicle

    def join(self, place: int, pool: int) -> Vehicle:
        """Let a new vehicle of a pool join at `place`; it can not yet be called."""
        number, log = next(self._numbers), self._around.log
        log.vehicle_joined(self._around.timeline.now, number, place, pool)
        operator = self if pool == self.pool else self._classes[pool]
        vehicle = self.vehicles[number] = self._make(number, place, operator)
        return vehicle

    def _maker(self) -> Maker:
        return maker_of(self._around, stops=self.stops_take_time)

    @property
    def stops_take_time(self) -> bool:
        """Whether vehicles may have to stand at a stop before they go on."""
        return (self._around.doors or self._around.attempts) is not None

    def leave(self, vehicle: Vehicle) -> None:
        """Let a vehicle that nobody can call leave for good."""
        now_s, log = self._around.timeline.now, self._around.log
        log.vehicle_left(now_s, vehicle.id, vehicle.place, vehicle.pool)
        del self.vehicles[vehicle.id]

    def relieve(self, vehicle: Vehicle) -> bool:
        """Take an idle vehicle out of those that can be called; False if it is busy."""
        if vehicle.plan:
            return False
        self._index.remove(vehicle)
        self.idle -= 1
        return True

    def _dismiss(self) -> None:
        """Let idle vehicles of the surplus leave, the highest numbers first."""
        idle = [each for each in self._own() if not each.plan]
        leaving = idle[max(0, len(idle) - self._surplus) :]
        for vehicle in reversed(leaving):
            self._index.remove(vehicle)
            self.leave(vehicle)
        self.idle -= len(leaving)
        self._surplus -= len(leaving)
