"""A vehicle whose stops take time, or which turns off on the way.

At doors, or for who is still to be handed over.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from simpy import Event
from typing_extensions import override

from simulation.dispatch.protocol import Orders, Stop
from simulation.record.kinds import Kind
from simulation.world.attempts import Attempts
from simulation.world.clock import Recurring
from simulation.world.timeline import schedule
from simulation.world.vehicle import NOBODY, Operator, Surroundings, Vehicle


class Turn(NamedTuple):
    """A place on the way of a vehicle under way."""

    place: int
    at_s: float  # when it is there
    left_m: float  # what is left of its leg there [m]
    lost_s: float  # what traffic costs of that [s]
    further_m: float  # ... and how much longer it is by traffic [m]


class _TurnOff(NamedTuple):
    """Where a leg is to be cut, and how it would go on."""

    bound: int  # where it led
    arrives_s: float  # when it would be there
    turn: Turn


class DoorVehicle(Vehicle):
    """One vehicle of a fleet, which parks, waits and serves at doors.

    At a hotspot it waits until everybody lies there whom it is to take up, and goes on
    at once if its plan is another one meanwhile. Whom it takes up or hands out at a
    door is settled when it begins to: nobody gives these orders to another vehicle
    meanwhile. Orders that are added to the same stop are served after them.
    """

    __slots__ = ("_off", "_stands", "_waits", "loading", "unloading")

    def __init__(
        self, around: Surroundings, number: int, place: int, operator: Operator
    ) -> None:
        super().__init__(around, number, place, operator)
        self._stands = False  # at the first stop, without having driven there
        self._waits: Event | None = None  # for somebody who is still to lie here
        self._off: _TurnOff | None = None  # where the leg under way is to be cut
        self.loading: Orders = NOBODY
        self.unloading: Orders = NOBODY

    @override
    def carry(self, orders: Orders, origin: int, target: int) -> None:
        self.follow(((origin, NOBODY, orders), (target, orders, NOBODY)))

    @override
    def set_off(self) -> None:
        place, _, boarding = self.plan[0]
        takes_time = self._serves_at(place) or not self._are_here(boarding)
        if not boarding or place != self.place or not takes_time:
            super().set_off()
            return
        self._stands = True
        timeline = self._around.timeline
        self.arrives_s = timeline.now
        schedule(timeline, self._end_of_leg or self._first_leg(), 0)

    @override
    def replan(self, stops: Iterable[Stop]) -> None:
        stops = list(stops)
        if stops and not {*self.loading}.isdisjoint(stops[0][1]):
            # Whoever is taken up here and goes back to this place is aboard before.
            place, alighting, boarding = stops[0]
            late = tuple([order for order in alighting if order in self.loading])
            others = tuple([order for order in alighting if order not in late])
            stops[:1] = [(place, others, boarding), (place, late, NOBODY)]
        super().replan(stops)
        self.look_up()

    @override
    def strike(self, order: int) -> bool:
        struck = super().strike(order)
        if struck and len(self.plan) > 1 and self.drive_on_to(self.plan[1][0]):
            del self.plan[0]
        self.look_up()
        return struck

    # On the way -------------------------------------------------------------------

    def turn_off(self, turn: Turn) -> bool:
        """Cut the leg under way where it passes a place; return whether that can be.

        The stops planned come after that.
        """
        self._off = _TurnOff(self.plan[0][0], self.arrives_s, turn)
        self.plan.insert(0, (turn.place, NOBODY, NOBODY))
        self._end_leg_at(turn.at_s)
        return True

    def drive_on_to(self, place: int | None) -> bool:
        """Do not turn off, if the leg leads to a place; return whether it does."""
        off = self._off
        if off is None or off.bound != place:
            return False
        self._off = None
        self.plan[0] = (off.bound, NOBODY, NOBODY)
        self._end_leg_at(off.arrives_s)
        return True

    def _end_leg_at(self, time_s: float) -> None:
        """Let the leg under way end at another time than it was to."""
        assert self._end_of_leg is not None
        self._end_of_leg.callbacks = []
        timeline, self.arrives_s = self._around.timeline, time_s
        schedule(timeline, self._first_leg(), time_s - timeline.now)

    def _log_turn(self, off: "_TurnOff") -> None:
        """Record that the vehicle turns off, and what of its leg it does not drive."""
        self._off = None
        turn, now_s, add = off.turn, self._around.env.now, self._around.log.add
        where = self.id, turn.place, off.bound
        if turn.lost_s or turn.further_m:
            add(Kind.SLOWED, now_s, *where, -turn.further_m, -turn.lost_s)
        add(Kind.DIVERTED, now_s, *where, turn.left_m, orders=self.aboard)
        if self._around.detector is not None:
            self._around.detector.turned_off(self.id)

    def look_up(self) -> None:
        """See whether there is still somebody to wait for here."""
        if self._waits is not None and not self._waits.triggered:
            self._waits.succeed()

    def _serves_at(self, place: int) -> bool:
        doors = self._around.doors
        return doors is not None and doors.are_at(place)

    def _are_here(self, orders: Orders) -> bool:
        """Return whether all of some orders lie where the vehicle stands."""
        underway, place = self._around.underway, self.place
        return all(underway[order].is_at(place) for order in orders)

    @override
    def _leg_ends(self, event: Recurring) -> None:
        event.callbacks = event.calls
        if self._stands:
            self._stands = False
        else:
            around, self.place = self._around, self.plan[0][0]
            self.since_s = around.env.now
            if self._off is not None:
                self._log_turn(self._off)
            around.log.arrived(self.since_s, self.id, self.place)
        self._spend(self._stop())

    def _stop(self) -> Iterator[Event]:
        """Do what there is to do at the first stop, then go on.

        Plans may change meanwhile: who is added to this stop is served in turn.
        """
        around, plan, place = self._around, self.plan, self.place
        env, doors, hotspots = around.env, around.doors, around.hotspots
        at_door = self._serves_at(place)
        while True:
            _, alighting, boarding = plan[0]
            if not alighting and not at_door:
                if self._are_here(boarding):
                    break
                self._waits = env.event()
                yield self._waits
                self._waits = None
                continue
            if not (alighting or boarding):
                break
            plan[0] = (place, NOBODY, boarding if alighting else NOBODY)
            if alighting:
                self.unloading = alighting
                if doors is not None and at_door:
                    until_s = doors.handed_out_s(alighting, env.now)
                    yield from self._stand(alighting, until_s)
                elif place < len(hotspots):
                    yield from hotspots[place].unload(self.id, alighting)
                if around.attempts is not None and at_door:
                    yield from self._try(alighting, around.attempts)
                else:
                    self.unloading = NOBODY
                    self._let_alight(alighting, env.now)
                    self._make_room(alighting)
            elif doors is not None:
                parked = bool(self.loading)
                self.loading = tuple(sorted((*self.loading, *boarding)))
                self._operator.loading(boarding)
                until_s = doors.taken_up_s(boarding, env.now, parked=parked)
                yield from self._stand(boarding, until_s)
        boarding = plan[0][2] or self.loading  # at a hotspot; at a door, loaded
        self.loading = NOBODY
        self._go_on(boarding)

    def _try(self, orders: Orders, attempts: Attempts) -> Iterator[Event]:
        """Let those alight whom somebody takes; the others are tried again or go on."""
        around, place = self._around, self.place
        env, underway = around.env, around.underway
        while orders:
            at_home = [each for each in orders if underway[each].consumer == place]
            absent = tuple(
                [each for each in at_home if attempts.in_vain(underway[each], env.now)]
            )
            taken = tuple([each for each in orders if each not in absent])
            self.unloading = absent
            if taken:
                self._let_alight(taken, env.now)
            if not absent:
                break
            if attempts.wait_s:
                yield from self._stand(absent, env.now + attempts.wait_s)
            for each in absent:
                underway[each].fail_attempt(env.now)
            orders = tuple([each for each in absent if attempts.stays(underway[each])])
            self.unloading = orders
            self._send_on([each for each in absent if each not in orders], attempts)
            if orders and attempts.retry_s:
                yield from self._stand(orders, env.now + attempts.retry_s)
        self.unloading = NOBODY

    def _send_on(self, orders: list[int], attempts: Attempts) -> None:
        """Let some ride on from a door where nobody took them, to the next stop."""
        underway = self._around.underway
        for order in reversed(orders):
            delivery = underway[order]
            delivery.send_to(attempts.goes_to(delivery))
            place, alighting, boarding = self.plan[0]
            self.plan[0] = (place, (*alighting, order), boarding)
            self.redirect(order, place, delivery.sent_to)
        if orders:
            self._operator.sent_on(self, tuple(orders))

    def _stand(self, orders: Orders, until_s: float) -> Iterator[Event]:
        """Stand at a door for some orders."""
        around, place = self._around, self.place
        env, log = around.env, around.log
        log.add(Kind.DOOR_STARTED, env.now, self.id, place, orders=orders)
        self.arrives_s = until_s
        if until_s > env.now:
            yield env.timeout(until_s - env.now)
        log.add(Kind.DOOR_FINISHED, env.now, self.id, place, orders=orders)
