"""A delivery: an order in motion."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from simpy import Environment, Event

from simulation.requests.candidate import Candidate, common_hops

if TYPE_CHECKING:
    from simulation.world.party import Party

ABSENT = -1  # no vehicle
NOWHERE = -1  # no hotspot


class Delivery(Candidate):
    """Where an order is and what it waits for.

    Parameters
    ----------
    order, producer, consumer
        Numbers of the order and of its two places.
    source, destination
        Hotspots of the producer's and of the consumer's tract.
    """

    __slots__ = (
        "consumer",
        "core_hops",
        "destination",
        "handed_over",
        "next_hop",
        "party",
        "place",
        "posted",
        "producer",
        "source",
        "standing",
        "vehicle",
        "visited",
        "waiting",
    )

    def __init__(
        self, order: int, producer: int, consumer: int, source: int, destination: int
    ) -> None:
        super().__init__(order, source, 1 << destination)
        self.producer = producer
        self.consumer = consumer
        self.source = source
        self.destination = destination
        self.visited = 1 << source  # hotspots stood at or bound for, as bits
        self.core_hops = 0
        self.place = producer  # where it lies, while no vehicle carries it
        self.vehicle = ABSENT
        self.next_hop = NOWHERE  # decided, on record, and not yet on the way
        self.standing = False  # lies in a hotspot and has called no vehicle
        self.waiting = 0  # counts its waits for partners, to tell them apart
        self.party: Party | None = None  # those it shares with
        self.posted = False  # others find it on the board
        self.handed_over: Handover | None = None  # fires where its next leg ends

    @property
    def carried(self) -> bool:
        """Whether a vehicle carries it."""
        return self.vehicle != ABSENT

    def expect_handover(self, env: Environment) -> Event:
        """Return the event that fires, with the vehicle, when its next leg is over."""
        handed_over = self.handed_over = Handover(env)
        return handed_over


class Handover(Event):
    """A delivery leaves its vehicle: its journey goes on in the same breath."""

    def take_place(self, vehicle: int) -> None:
        """Fire at once, with the vehicle's number; nothing is scheduled for it."""
        self._ok = True
        self._value = vehicle
        callbacks = self.callbacks
        self.callbacks = None  # type: ignore[assignment] # as SimPy marks the processed
        for callback in callbacks:
            callback(self)


class Group(Candidate):
    """Deliveries that stand together, as one side of a request."""

    __slots__ = ("members",)

    def __init__(self, members: Sequence[Delivery]) -> None:
        first = members[0]
        destinations = 0
        for member in members:
            destinations |= member.destinations
        super().__init__(first.order, first.hotspot, destinations, len(members))
        self.members = tuple(members)
        self.hops = common_hops(members, meet_at_destination=True)
        self.barred = first.barred
        for member in members:
            self.barred &= member.barred


def deliveries_of(candidates: Iterable[Candidate]) -> list[Delivery]:
    """Return the deliveries that candidates stand for."""
    found: list[Delivery] = []
    for candidate in candidates:
        if isinstance(candidate, Group):
            found.extend(candidate.members)
        elif isinstance(candidate, Delivery):
            found.append(candidate)
    return found
