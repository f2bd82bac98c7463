"""A delivery: an order in motion."""

from typing import TYPE_CHECKING

from simpy import Environment, Event

from simulation.requests.candidate import Candidate

if TYPE_CHECKING:
    from simulation.world.party import Party

ABSENT = -1  # no vehicle
NOWHERE = -1  # no hotspot


class Delivery:
    """Where an order is and what it waits for.

    Parameters
    ----------
    order, producer, consumer
        Numbers of the order and of its two places.
    source, destination
        Hotspots of the producer's and of the consumer's tract.
    """

    __slots__ = (
        "candidate",
        "consumer",
        "core_hops",
        "destination",
        "handed_over",
        "hotspot",
        "next_hop",
        "order",
        "party",
        "place",
        "producer",
        "ready_s",
        "source",
        "standing",
        "vehicle",
        "visited",
        "waiting",
    )

    def __init__(
        self, order: int, producer: int, consumer: int, source: int, destination: int
    ) -> None:
        self.order = order
        self.producer = producer
        self.consumer = consumer
        self.source = source
        self.destination = destination
        self.hotspot = source  # where it stands or is bound for
        self.visited = 1 << source  # hotspots stood at or bound for, as bits
        self.core_hops = 0
        self.place = producer  # where it lies, while no vehicle carries it
        self.vehicle = ABSENT
        self.ready_s = 0.0  # when its leg ends
        self.next_hop = NOWHERE  # decided, on record, and not yet on the way
        self.standing = False  # lies in a hotspot and has called no vehicle
        self.waiting = 0  # counts its waits for partners, to tell them apart
        self.party: Party | None = None  # those it shares with
        self.candidate: Candidate | None = None  # as posted on the board
        self.handed_over: Event | None = None  # fires where its next leg ends

    @property
    def carried(self) -> bool:
        """Whether a vehicle carries it."""
        return self.vehicle != ABSENT

    def expect_handover(self, env: Environment) -> Event:
        """Return the event that fires, with the vehicle, when its next leg is over."""
        self.handed_over = Event(env)
        return self.handed_over
