"""What a dispatch rule is asked, and what it answers.

Trips are what is to be carried, stops what a vehicle does where; both name
deliveries by their orders, so that a rule needs nothing of the world. They are plain
tuples, to be unpacked: every leg of every vehicle is made of some.
"""

from collections.abc import Iterable, Mapping, Sequence, Sized
from typing import Final, Protocol

Orders = tuple[int, ...]  # ascending

# A transport request: who is to be carried, from place to place, asked for when [s].
Trip = tuple[Orders, int, int, float]

# What a vehicle does at a place: first who alights, then who boards. Two stops in a
# row are at two places.
Stop = tuple[int, Orders, Orders]

# A trip that no longer waits, the number of the vehicle, and the stops that it is to
# make after those it has: to the origin and on to the target if there are none.
# `NEAREST`: the idle vehicle that is nearest to the origin when it comes to this
# assignment; of a fleet that grows, one that joins there if none is idle.
Assignment = tuple[Trip, int, tuple[Stop, ...]]
NEAREST: Final = -1


def stops_of(trip: Trip) -> tuple[Stop, Stop]:
    """Return the plan of a vehicle that carries a trip and nothing else."""
    orders, origin, target, _ = trip
    return (origin, (), orders), (target, orders, ())


class IdleVehicle(Protocol):
    """What is known of a vehicle, wherever it stands."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def pool(self) -> int:
        """Number of its class in the log."""
        ...

    @property
    def place(self) -> int:
        """Where it stands, or where its leg began."""
        ...

    @property
    def since_s(self) -> float:
        """Since when it stands there, or drives [s]."""
        ...


class VehicleView(IdleVehicle, Protocol):
    """What a rule may know of a vehicle."""

    @property
    def plan(self) -> Sized:
        """The stops before it; without any it is idle."""
        ...


class FleetView(Protocol):
    """What a rule may ask of a fleet; every answer is as of now."""

    @property
    def idle(self) -> int:
        """Number of vehicles that have nothing to do."""
        ...

    @property
    def grows(self) -> bool:
        """Whether a vehicle joins for a trip that finds none idle."""
        ...

    @property
    def vehicles(self) -> Mapping[int, VehicleView]:
        """Those that serve, by number."""
        ...

    def nearest(self, place: int, now_s: float, /) -> int | None:
        """Return the idle vehicle that is nearest to a place, if there is one."""
        ...


class FleetOnDuty:
    """A fleet as a dispatch rule may know it: without those who take no trips.

    Parameters
    ----------
    fleet
        All of it.
    on_duty
        Those who do.
    """

    def __init__(self, fleet: FleetView, on_duty: Iterable[VehicleView]) -> None:
        self.idle: Final = fleet.idle
        self.grows: Final = fleet.grows
        self.nearest: Final = fleet.nearest
        self.vehicles: Final = {each.id: each for each in on_duty}


class Dispatch(Protocol):
    """Gives trips their vehicles; answers with values and touches nothing."""

    def assign(
        self, trips: Sequence[Trip], fleet: FleetView, now_s: float
    ) -> Sequence[Assignment]:
        """Return who carries which of the trips, in this order; the others wait.

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
