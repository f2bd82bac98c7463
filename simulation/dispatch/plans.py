"""What a planner sees and what it answers: trips, vehicles, plans of stops."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np

from simulation.dispatch.protocol import Stop
from simulation.network.legs import Leg
from simulation.units import Floats

Towards = Callable[[int], Mapping[int, Leg]]
"""Destination -> origin -> time [s] and distance [m] of the leg, for any two places.

The time of a leg may include what the vehicle spends at the door where it ends.
"""


@runtime_checkable
class LegTable(Protocol):
    """Legs between the places of a moment, as arrays."""

    @property
    def number(self) -> Mapping[int, int]:
        """Of a place, its row and column."""
        ...

    @property
    def time_s(self) -> Floats:
        """To a place (row) from a place (column) [s]."""
        ...

    @property
    def distance_m(self) -> Floats:
        """The same [m]."""
        ...

    @property
    def from_s(self) -> Floats:
        """From a place (row) to a place (column) [s]."""
        ...

    @property
    def from_m(self) -> Floats:
        """The same [m]."""
        ...


class AskedLegs:
    """A table of legs that are asked for one by one.

    Parameters
    ----------
    towards
        The legs.
    places
        Those of the moment.
    """

    def __init__(self, towards: Towards, places: Iterable[int]) -> None:
        self.number = {place: number for number, place in enumerate(places)}
        legs = [[towards(to)[by] for by in self.number] for to in self.number]
        self.time_s, self.distance_m = np.moveaxis(
            np.array(legs, float).reshape(len(legs), len(legs), 2), 2, 0
        )
        self.from_s, self.from_m = self.time_s.T, self.distance_m.T


class DoorTrip(NamedTuple):
    """An order to be carried from door to door by one vehicle."""

    order: int
    origin: int  # place of the producer
    target: int  # place of the consumer
    asked_s: float  # when the order was released
    due_s: float  # the promise
    direct_s: float  # time of the leg from origin to target
    ready_s: float = 0.0  # when it can be picked up
    seats: int = 1  # room it takes
    priority: int = 0  # the higher is planned first
    pickup_s: float = 0.0  # how long it is served where it is taken up,
    dropoff_s: float = 0.0  # ... and where it is handed out
    aim_s: float | None = None  # when it should be delivered; absent: by its promise
    transfers: int = 0  # how often it changed its vehicle before


class OrderStop(NamedTuple):
    """A place where a vehicle takes up or delivers one order."""

    place: int
    trip: DoorTrip
    boards: bool  # else it alights


class Aboard(NamedTuple):
    """An order in a vehicle."""

    trip: DoorTrip
    since_s: float  # when it was picked up


class PlannedVehicle(NamedTuple):
    """A vehicle, as far as planning goes.

    It can be given another plan from where its leg ends, or from a waypoint on it.
    """

    number: int | None  # None for one that is still to join the fleet
    place: int  # where it stands, the end of the leg it drives, or a waypoint on it
    free_s: float  # when it is there; now if it stands
    capacity: int  # seats
    aboard: tuple[Aboard, ...] = ()
    stops: tuple[OrderStop, ...] = ()  # as planned before, from `place` on
    legs: int = 0  # which of the planner's legs it drives, by its class
    door_s: float = 0.0  # what a stop where it stands takes before it can go on
    gives: bool = False  # whether it is to hand over all it has before it is here
    end_m: float = 0.0  # what it costs to be there in the end, if it has no stops


class Joining(NamedTuple):
    """How vehicles join an elastic fleet."""

    capacity: int  # seats
    at: Sequence[int] | None = None  # where, by the place of need; None: right there
    door_s: Sequence[float] | None = None  # what a stop at each place takes, if any

    def start(self, place: int) -> int:
        """Return where a vehicle joins that is needed at a place."""
        return place if self.at is None else self.at[place]

    def stands_s(self, place: int) -> float:
        """Return how long a vehicle that joins at a door stands there first [s]."""
        if self.at is not None or self.door_s is None:
            return 0.0
        return self.door_s[place]


class Give(NamedTuple):
    """A vehicle is to hand over all orders that it then has, to go on with others."""

    vehicle: int  # its position among the plans
    start: int  # where it is before
    stops: tuple[OrderStop, ...]  # of its plan, before it goes to ...
    hotspot: int  # ... where it hands over
    trips: tuple[DoorTrip, ...]  # how the orders go on from there
    saving_m: float  # of the cost of all plans


class Plan(NamedTuple):
    """The stops of one vehicle from its place on, and what they cost."""

    vehicle: PlannedVehicle
    stops: tuple[OrderStop, ...]
    cost_m: float
    depart_s: float  # when it sets out; later than it could if it is held


class Plans(NamedTuple):
    """The plans of a moment."""

    plans: tuple[Plan, ...]  # of all vehicles given, in that order, then of new ones
    waiting: tuple[DoorTrip, ...]  # those nobody can take now, the oldest first
    gives: tuple[Give, ...] = ()  # plans of these vehicles begin where they are done

    @property
    def cost_m(self) -> float:
        """What all plans cost together."""
        return sum(plan.cost_m for plan in self.plans)


def orders_at(stops: Iterable[Stop]) -> list[int]:
    """Return the orders at some stops, in turn: those who alight, and who boards."""
    return [order for _, *both in stops for orders in both for order in orders]


def order_stops_of(
    stops: Iterable[Stop], trips: Mapping[int, DoorTrip]
) -> tuple[OrderStop, ...]:
    """Return the stops of one order each, whose trips are given by order."""
    return tuple(
        [
            OrderStop(at, trips[order], boards)
            for at, alighting, boarding in stops
            for orders, boards in ((alighting, False), (boarding, True))
            for order in orders
        ]
    )


def as_stops(stops: Iterable[OrderStop], start: int | None = None) -> list[Stop]:
    """Return one stop for all that happens at a place before the next one.

    Parameters
    ----------
    stops
        Of one order each.
    start
        Where the first stop has to be, though perhaps for nobody.
    """
    made: list[Stop] = [] if start is None else [(start, (), ())]
    for place, trip, boards in stops:
        order = trip.order
        if not made or made[-1][0] != place or order in made[-1][2]:
            made.append((place, (), ()))
        _, alighting, boarding = made[-1]
        if boards:
            made[-1] = (place, alighting, tuple(sorted((*boarding, order))))
        else:
            made[-1] = (place, tuple(sorted((*alighting, order))), boarding)
    return made
