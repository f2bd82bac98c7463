"""A delivery: an order in motion. What happens to it, it alone writes down."""

from collections.abc import Iterator
from math import inf, isfinite
from typing import Final

from simulation.record.kinds import Kind
from simulation.record.log import (
    DECIDED,
    DELIVERED,
    NAN,
    NONE,
    RELEASED,
    VEHICLE_REQUESTED,
    EventLog,
)

NO_VEHICLE: Final = -1
NO_HOTSPOT: Final = -1
NOBODY: Final = -1  # no partner
NO_PLACE: Final = -1

Journey = Iterator[None]  # stops until a vehicle lets its delivery alight
Underway = dict[int, "Delivery"]  # by order; who is delivered is struck


class Delivery:
    """Where an order is and what comes next; only its own transitions change it.

    Parameters
    ----------
    log
        Where its transitions are recorded.
    order, producer, consumer
        Numbers of the order and of its two places.
    source, destination
        Hotspots of the producer's and of the consumer's tract.
    """

    __slots__ = (
        "_log",
        "aboard",
        "arrives_s",
        "attempts",
        "called_back",
        "consumer",
        "core_hops",
        "destination",
        "dwells",
        "hotspot",
        "journey",
        "next_hop",
        "order",
        "producer",
        "recalled",
        "relayed",
        "roadside",
        "sent_to",
        "since_s",
        "source",
        "vehicle",
        "visited",
    )

    def __init__(
        self,
        log: EventLog,
        order: int,
        producer: int,
        consumer: int,
        source: int,
        destination: int,
    ) -> None:
        self._log = log
        self.order = order
        self.producer = producer
        self.consumer = consumer
        self.source = source
        self.destination = destination
        self.hotspot = source  # where it lies or is bound for
        self.visited = 1 << source  # hotspots it lay at or is bound for, as bits
        self.core_hops = 0
        self.vehicle = NO_VEHICLE  # the one that carries it, or did so last
        self.aboard = False
        self.relayed = True  # over hotspots, as its service says; of choice, each one
        self.arrives_s = -1.0  # when its last leg ends, docking apart [s]
        self.next_hop = NO_HOTSPOT  # decided, on record, and not yet on the way
        self.dwells = False  # lies in a hotspot and has called no vehicle
        self.since_s = 0.0  # since when it lies there
        self.roadside = NO_PLACE  # where the leg began on which a vehicle left it
        self.sent_to = NO_PLACE  # where it is to be left, not at its consumer
        self.recalled = False  # cancelled after its pickup
        self.called_back = False  # by its producer, wherever it is
        self.attempts = 0  # at its consumer's door, in vain
        self.journey: Journey  # from its release on

    @property
    def lies_at(self) -> int:
        """The place where it lies, while no vehicle carries it."""
        if self.roadside >= 0:
            return self.roadside
        return self.producer if self.arrives_s < 0 else self.hotspot

    def is_at(self, place: int) -> bool:
        """Return whether it lies at a place, to be taken up there."""
        return not self.aboard and self.lies_at == place

    @property
    def is_expected(self) -> bool:
        """Whether it is aboard and bound for nowhere before it alights."""
        return self.aboard and self.arrives_s < inf

    # Transitions, in the order in which they come ------------------------------

    def release(self, now_s: float) -> None:
        """Be ready to be picked up at the producer."""
        self._log.write((RELEASED, now_s, self.order, self.producer, NONE, NONE, NAN))

    def choose(self, now_s: float, excess_m: float) -> None:
        """Go over hotspots if that costs less, and from door to door if not [m].

        To the millimetre, so that the log says why.
        """
        if isfinite(excess_m):
            excess_m = round(excess_m, 3)
        self.relayed = excess_m < 0
        self._log.add(
            Kind.MODE_CHOSEN,
            now_s,
            self.order,
            self.source if self.relayed else self.consumer,
            excess_m if isfinite(excess_m) else NAN,
        )

    def call(self, now_s: float, place: int, pool: int) -> None:
        """Need a vehicle of `pool` at `place`."""
        self.dwells = False
        self._log.write((VEHICLE_REQUESTED, now_s, self.order, place, pool, NONE, NAN))

    def board(self, vehicle: int, arrives_s: float) -> None:
        """Leave in a vehicle whose leg ends at `arrives_s` [s].

        The vehicle's departure is its own row of the log.
        """
        self.vehicle = vehicle
        self.aboard = True
        self.roadside = NO_PLACE
        self.arrives_s = arrives_s
        hop = self.next_hop
        if hop >= 0:
            self.hotspot = hop
            self.visited |= 1 << hop
            self.core_hops += 1
            self.next_hop = NO_HOTSPOT

    def ride_round(self) -> None:
        """Be aboard with other stops to come first: nobody can say for how long."""
        self.arrives_s = inf

    def approach(self, arrives_s: float) -> None:
        """Be on the leg at whose end it alights [s]."""
        self.arrives_s = arrives_s

    def alight(self, now_s: float) -> None:
        """Lie where the vehicle stands."""
        self.aboard = False
        self.dwells = True
        self.since_s = now_s

    def lie_at_roadside(self, place: int) -> None:
        """Be left by a vehicle that broke down on its way from a place."""
        self.aboard = False
        self.roadside = place

    def change_vehicle(self, now_s: float, hotspot: int, pool: int) -> None:
        """Lie at a hotspot where one vehicle has left it, and need another one."""
        self.hotspot = hotspot
        self.call(now_s, hotspot, pool)

    def decide(self, now_s: float, hop: int, partner: int = NOBODY) -> None:
        """Know the next hop, and the lowest order it is shared with."""
        self.next_hop = hop
        self._log.write((DECIDED, now_s, self.order, self.hotspot, hop, partner, NAN))

    def deliver(self, now_s: float) -> None:
        """Be at the consumer's door."""
        order, door = self.order, self.consumer
        self._log.write((DELIVERED, now_s, order, self.vehicle, door, NONE, NAN))

    def call_back(self, now_s: float) -> None:
        """Be wanted back by its producer."""
        self.called_back = True
        self._log.add(Kind.CALLED_BACK, now_s, self.order, self.producer)

    def recall(self, now_s: float) -> None:
        """Be cancelled on the way, and go back to the producer."""
        self.recalled = True
        place = self.producer
        self._log.add(Kind.RECALLED, now_s, self.order, place)

    def send_to(self, place: int) -> None:
        """Be left at another place than its consumer's door."""
        self.sent_to = place
        self.next_hop = NO_HOTSPOT

    def fail_attempt(self, now_s: float) -> None:
        """Be at its consumer's door, where nobody is."""
        self.attempts += 1
        order, door = self.order, self.consumer
        self._log.add(Kind.ATTEMPT_FAILED, now_s, order, self.vehicle, door)

    def lie_until_retried(self) -> None:
        """Lie at the hotspot to which it was sent, until it is tried again."""
        self.hotspot, self.sent_to = self.sent_to, NO_PLACE

    def be_returned(self, now_s: float) -> None:
        """Be where it was sent, for good."""
        order, place = self.order, self.sent_to
        self._log.add(Kind.RETURNED, now_s, order, self.vehicle, place)

    def remain_open(self, horizon_s: float) -> None:
        """Be found on the way by the end of the run."""
        if self.aboard:
            self._log.still_open(horizon_s, self.order, vehicle=self.vehicle)
        else:
            self._log.still_open(horizon_s, self.order, place=self.lies_at)
