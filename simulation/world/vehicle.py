"""A vehicle: it follows a plan of stops, and is idle when there are none."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from simpy import Event

from simulation.dispatch.protocol import Orders, Stop
from simulation.network.legs import Leg
from simulation.network.travel_times import TravelTimes
from simulation.record.log import ARRIVED, DEPARTED, NAN, NONE, EventLog
from simulation.world.attempts import Attempts
from simulation.world.breakdowns import Workshop
from simulation.world.clock import Clock, Recurring
from simulation.world.delivery import Delivery, Underway
from simulation.world.detector import Detector
from simulation.world.doors import Doors
from simulation.world.hotspot import Hotspot
from simulation.world.instant import EndOfInstant
from simulation.world.stops import redirected, struck
from simulation.world.timeline import Timeline, schedule

NOBODY: Final[Orders] = ()

Boarded = Callable[[Delivery], None]  # told each delivery that leaves
# Told of each leg that begins: vehicle, origin, target, time [s], metres.
Slowed = Callable[[int, int, int, float, float], None]


class Operator(Protocol):
    """Whose vehicle it is: a fleet."""

    @property
    def pool(self) -> int:
        """Number of its class in the log."""

    @property
    def travel(self) -> TravelTimes:
        """Legs that begin now."""

    @property
    def on_boarding(self) -> Boarded | None:
        """Told who leaves in a vehicle, if anybody wants to know."""

    @property
    def on_leg(self) -> Slowed | None:
        """Told of each leg that begins, where traffic may change it."""

    def loading(self, orders: Orders) -> None:
        """Take note that a vehicle stands at the door of some that it takes up."""

    def freed(self, vehicle: "Vehicle") -> None:
        """Take note that a vehicle has nothing to do."""

    def goes_back_last(self, vehicle: "Vehicle") -> bool:
        """Return whether a vehicle makes its other stops before it takes back."""

    def sent_on(self, vehicle: "Vehicle", orders: Orders) -> None:
        """Take note that some go on from a door where nobody took them."""

    def broke_down(self, vehicle: "Vehicle") -> None:
        """Give what a vehicle that broke down was to take up to others."""

    def rescue(self, vehicle: "Vehicle") -> None:
        """Call others for what is aboard a vehicle that broke down."""

    def reclaim(self, vehicle: "Vehicle") -> None:
        """Let a vehicle that is repaired go on with what nobody has come for."""


@dataclass
class Surroundings:
    """What all vehicles of a world have in common; the world alone changes it."""

    env: Clock
    timeline: Timeline  # the same, for who asks for the time often
    log: EventLog
    instant: EndOfInstant
    underway: Underway
    hotspots: list[Hotspot]  # places 0 to H - 1; none if no load waits there
    doors: Doors | None = None  # None where no stop at a door takes time
    workshop: Workshop | None = None  # None where no vehicle breaks down
    attempts: Attempts | None = None  # None where somebody is in at every door
    detector: Detector | None = None  # None where nobody checks what is told of speeds


class Vehicle:
    """One vehicle of a fleet; it stays where its last leg ended.

    Parameters
    ----------
    around
        What it has in common with all others.
    number, place
        Which one it is and where it starts.
    operator
        Its fleet.
    """

    __slots__ = (
        "_around",
        "_end_of_leg",
        "_freed",
        "_operator",
        "aboard",
        "arrives_s",
        "id",
        "place",
        "plan",
        "since_s",
    )
    loading: Orders = NOBODY  # whom it takes up at a door, if that takes time
    unloading: Orders = NOBODY  # whom it hands out at a door, still aboard
    down: bool = False  # whether it has broken down and is not repaired yet
    left: Orders = NOBODY  # its load while others are called for it

    def __init__(
        self, around: Surroundings, number: int, place: int, operator: Operator
    ) -> None:
        self._around: Final = around
        self.id: Final = number
        self.place = place
        self.since_s: float = around.timeline.now  # when it arrived here
        self.arrives_s = self.since_s  # when the leg under way ends
        self.plan: list[Stop] = []  # the first is the one it drives to or serves
        self.aboard: Orders = NOBODY
        self._operator: Final = operator
        self._freed: Final = operator.freed
        self._end_of_leg: Recurring | None = None  # most of a large fleet never drive

    @property
    def pool(self) -> int:
        """Number of its class in the log."""
        return self._operator.pool

    def carry(self, orders: Orders, origin: int, target: int) -> None:
        """Take up some and carry them to one place, after the stops planned."""
        plan = self.plan
        if plan or origin != self.place:
            self.follow(((origin, NOBODY, orders), (target, orders, NOBODY)))
        else:  # at once
            plan.append((target, orders, NOBODY))
            self._depart(target, orders)

    def follow(self, stops: Sequence[Stop]) -> None:
        """Make some stops after those planned; an idle vehicle sets off at once.

        If it stands at the first one, whoever boards there does so on the spot.
        """
        idle = not self.plan
        self.plan.extend(stops)
        if idle:
            self.set_off()

    def replan(self, stops: Iterable[Stop]) -> None:
        """Make other stops, the first where its leg ends, or once it is to set off."""
        self.plan[:] = stops

    def strike(self, order: int) -> bool:
        """Take an order that is not aboard out of the plan; return whether it was in.

        Stops where nothing is left to do are left out, but for the one it drives to.
        """
        return self._adopt(struck(self.plan, order))

    def _adopt(self, stops: Sequence[Stop] | None) -> bool:
        """Make other stops if there are some; return whether there are."""
        if stops is not None:
            self.plan[:] = stops
        return stops is not None

    def redirect(self, order: int, before: int, after: int) -> bool:
        """Let an order alight elsewhere; return whether it was to alight `before`.

        Behind all other stops, unless its fleet wants it at once.
        """
        last = self._operator.goes_back_last(self)
        return self._adopt(redirected(self.plan, order, before, after, last=last))

    def set_off(self) -> None:
        """Begin with the stops planned, from where it stands."""
        place, alighting, boarding = self.plan[0]
        if place != self.place or alighting:
            self._depart(place, NOBODY)
        else:
            self._go_on(boarding)

    def leg_to(self, place: int, now_s: float) -> Leg:
        """Return time [s] and distance [m] of the leg from here to a place."""
        return self._operator.travel.leg(self.place, place, now_s)

    def appear_at(self, place: int) -> None:
        """Be at a place in no time while idle; the metres are only noted."""
        around, number, left = self._around, self.id, self.place
        log, now_s = around.log, around.timeline.now
        _, distance_m = self._operator.travel.leg(left, place, now_s)
        log.write((DEPARTED, now_s, number, left, place, 0.0, distance_m))
        log.loads.append(NOBODY)
        log.write((ARRIVED, now_s, number, place, NONE, NONE, NAN))
        self.place, self.since_s = place, now_s

    def _leg_ends(self, event: Recurring) -> None:
        """Arrive, and hand over: at a bay, or at once."""
        event.callbacks = event.calls  # the next leg ends with it too
        around, plan = self._around, self.plan
        place, alighting, boarding = plan[0]
        self.place = place
        self.since_s = now_s = around.timeline.now
        around.log.write((ARRIVED, now_s, self.id, place, NONE, NONE, NAN))
        if alighting:
            if around.hotspots and place < len(around.hotspots):
                self._spend(self._unload(alighting, boarding))
                return
            self._let_alight(alighting, now_s)
        del plan[0]
        if plan:
            self._depart(plan[0][0], boarding)
        else:
            self._freed(self)

    def _unload(self, alighting: Orders, boarding: Orders) -> Iterator[Event]:
        """Hand over at a bay, then go on."""
        yield from self._around.hotspots[self.place].unload(self.id, alighting)
        self._let_alight(alighting, self._around.timeline.now)
        self._make_room(alighting)
        self._go_on(boarding)

    def _spend(self, time: Iterator[Event]) -> None:
        """Let something take its time from now on, event after event, uninterrupted."""
        event = next(time, None)
        if event is not None:
            event.callbacks.append(lambda _: self._spend(time))

    def _let_alight(self, alighting: Orders, now_s: float) -> None:
        """Let some lie where the vehicle stands; all of them before any goes on."""
        underway, aboard = self._around.underway, self.aboard
        if len(alighting) == 1:
            delivery = underway[alighting[0]]
            delivery.alight(now_s)
            next(delivery.journey, None)  # at once; at last it ends
        else:
            deliveries = [underway[order] for order in alighting]
            for delivery in deliveries:
                delivery.alight(now_s)
            for delivery in deliveries:
                next(delivery.journey, None)
        if aboard == alighting:
            self.aboard = NOBODY
        else:
            self.aboard = tuple([each for each in aboard if each not in alighting])

    def _make_room(self, alighted: Orders) -> None:
        """Take note that some of those it let alight here go no further."""
        underway, hotspots = self._around.underway, self._around.hotspots
        if self.place < len(hotspots):
            hotspots[self.place].let_go(sum([o not in underway for o in alighted]))

    def _go_on(self, boarding: Orders) -> None:
        """Leave the first stop with some more aboard, or be idle if it was the last."""
        plan = self.plan
        del plan[0]
        if plan:
            self._depart(plan[0][0], boarding)
        else:
            self._freed(self)

    def _depart(self, target: int, boarding: Orders) -> None:
        """Drive to the next stop, which is at `target`, with some more aboard."""
        around, operator = self._around, self._operator
        timeline, log = around.timeline, around.log
        number, place, now_s = self.id, self.place, timeline.now
        time_s, distance_m = operator.travel.leg(place, target, now_s)
        self.arrives_s = arrives_s = now_s + time_s
        aboard = self.aboard
        if boarding:
            aboard = tuple(sorted(aboard + boarding)) if aboard else boarding
            self.aboard = aboard
            underway, told = around.underway, operator.on_boarding
            hotspots = around.hotspots
            if hotspots and place < len(hotspots):  # none has who is at the roadside
                lay = sum([underway[order].roadside < 0 for order in boarding])
                hotspots[place].let_go(lay)
            for order in boarding:
                delivery = underway[order]
                delivery.board(number, arrives_s)
                if told is not None:
                    told(delivery)
        log.write((DEPARTED, now_s, number, place, target, distance_m, NAN))
        log.loads.append(aboard)
        if operator.on_leg is not None:
            operator.on_leg(number, place, target, time_s, distance_m)
        schedule(timeline, self._end_of_leg or self._first_leg(), time_s)

    def _first_leg(self) -> Recurring:
        """Return the event with which all of its legs end."""
        self._end_of_leg = Recurring(self._around.env, self._leg_ends)
        return self._end_of_leg
