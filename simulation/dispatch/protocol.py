"""What a dispatch rule is asked, and what it answers.

Trips are what is to be carried, stops what a vehicle does where; both name
deliveries by their orders, so that a rule needs nothing of the world.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol


class Trip(NamedTuple):
    """A transport request: who is to be carried from where to where.

    Sorted by their orders, trips stand as fleets hand them to a rule.
    """

    orders: tuple[int, ...]  # ascending
    origin: int  # place
    target: int  # place
    asked_s: float

    def stops(self) -> "tuple[Stop, Stop]":
        """Return the plan of a vehicle that carries this trip and nothing else."""
        return Stop(self.origin, board=self.orders), Stop(self.target, self.orders)


class Stop(NamedTuple):
    """What a vehicle does at a place: first who alights, then who boards."""

    place: int
    alight: tuple[int, ...] = ()  # orders, ascending
    board: tuple[int, ...] = ()  # orders, ascending


class Assignment(NamedTuple):
    """The stops that a vehicle is to make after those it has."""

    trip: Trip  # which no longer waits
    vehicle: int | None  # its number; None for one that joins at the first stop
    stops: tuple[Stop, ...]


class FleetView(Protocol):
    """What a rule may ask of a fleet; every answer is as of now.

    The fleet acts on each assignment before it asks for the next one.
    """

    @property
    def idle(self) -> int:
        """Number of vehicles that have nothing to do."""
        ...

    @property
    def grows(self) -> bool:
        """Whether a vehicle joins for a trip that finds none idle."""
        ...

    def nearest(self, place: int) -> int | None:
        """Return the idle vehicle that is nearest to a place, if there is one."""
        ...


class Dispatch(Protocol):
    """Gives trips their vehicles; answers with values and touches nothing."""

    def assign(
        self, trips: Sequence[Trip], fleet: FleetView, now_s: float
    ) -> Iterable[Assignment]:
        """Yield who carries which of the trips; the others wait.

        Parameters
        ----------
        trips
            Those without a vehicle, the oldest first.
        fleet
            The vehicles.
        now_s
            The instant [s].
        """
        ...
