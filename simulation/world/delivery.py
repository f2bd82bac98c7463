"""A delivery: an order in motion."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from simulation.sharing.candidate import Candidate

if TYPE_CHECKING:
    from simulation.world.party import Party

ABSENT = -1  # no vehicle
NOWHERE = -1  # no hotspot

Journey = Iterator[None]  # stops until a vehicle hands its delivery over


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
        "carried",
        "consumer",
        "core_hops",
        "destination",
        "journey",
        "next_hop",
        "party",
        "posted",
        "producer",
        "source",
        "standing",
        "stood_s",
        "vehicle",
        "visited",
        "waiting",
    )

    def __init__(
        self,
        order: int,
        producer: int,
        consumer: int,
        source: int,
        destination: int,
    ) -> None:
        super().__init__(order, source, 1 << destination)
        self.ready_s = -1.0  # before any vehicle takes it to a hotspot
        self.producer = producer
        self.consumer = consumer
        self.source = source
        self.destination = destination
        self.visited = 1 << source  # hotspots stood at or bound for, as bits
        self.core_hops = 0
        self.vehicle = ABSENT  # the one that carries it, or did so last
        self.carried = False
        self.next_hop = NOWHERE  # decided, on record, and not yet on the way
        self.standing = False  # lies in a hotspot and has called no vehicle
        self.stood_s = 0.0  # since when it stands there
        self.waiting = 0  # counts its waits for partners, to tell them apart
        self.party: Party | None = None  # those it shares with
        self.posted = False  # others find it on the board
        self.journey: Journey  # from its release on

    @property
    def lies_at(self) -> int:
        """The place where it lies, while no vehicle carries it."""
        return self.producer if self.ready_s < 0 else self.hotspot


class Group(Candidate):
    """Deliveries that stand together, as one side of a request."""

    __slots__ = ("members",)

    def __init__(
        self, members: Sequence[Delivery], hops: tuple[tuple[int, float], ...]
    ) -> None:
        first = members[0]
        destinations = 0
        for member in members:
            destinations |= member.destinations
        super().__init__(first.order, first.hotspot, destinations, len(members))
        self.members = tuple(members)
        self.hops = hops  # those all members would take, with the sums of their values
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
