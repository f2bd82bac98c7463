"""A trip as planning sees it: its aim, its limit, its price of time, its legs."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING

from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.plans import DoorTrip, OrderStop, Towards

if TYPE_CHECKING:
    from simulation.network.legs import Leg

Stops = tuple[tuple["Task", bool], ...]  # with whom, and whether the order boards there
Insertion = tuple[float, int, int]  # rise of the cost [m]; stops before boarding, and
# ... before alighting, counted without the new stops

REACHABLE_FACTOR = 1.15  # of the direct time, for an order that cannot be on time,
REACHABLE_SLACK_S = 120.0  # and this much more


class Task:
    """A trip with all that its insertion asks again and again.

    Parameters
    ----------
    trip, towards, options
        What is carried, by which legs, and at what price.
    others
        The legs of further classes of vehicle.
    end_m
        What it costs that a plan ends with its delivery, beside all else [m].

    Attributes
    ----------
    alone
        Whether it is taken up with nobody else aboard, and driven straight.
    to_origin, to_target
        Legs to its two places by origin, with what serving it there takes.
    ready_s
        When it is aboard at the soonest, served where it is ready [s].
    """

    __slots__ = (
        "_late",
        "_others",
        "_price",
        "aim_s",
        "alone",
        "direct",
        "end_m",
        "ready_s",
        "ride_s",
        "seats",
        "to_origin",
        "to_target",
        "trip",
    )

    def __init__(
        self,
        trip: DoorTrip,
        towards: Towards,
        options: DispatchOptions,
        others: Sequence[Towards] = (),
        end_m: float = 0.0,
    ) -> None:
        self.trip = trip
        self.end_m = end_m
        self.drive(towards)
        self.aim_s = aim_s(trip, options) if trip.aim_s is None else trip.aim_s
        self.alone = not (options.stacks or trip.transfers)
        self.ride_s = longest_ride_s(trip, options)
        self.ready_s = trip.ready_s + trip.pickup_s
        self.seats = trip.seats
        self._price = options.value_of_time_m_per_s
        self._late = options.late_m_per_s
        self._others = [self._driven(legs, options) for legs in others]

    def drive(self, towards: Towards) -> None:
        """Have the legs of a vehicle that is so long at a door for it alone."""
        trip = self.trip
        self.to_origin = served(towards(trip.origin), trip.pickup_s)
        self.to_target = served(towards(trip.target), trip.dropoff_s)
        self.direct: Leg = self.to_target[trip.origin]

    def _driven(self, towards: Towards, options: DispatchOptions) -> "Task":
        """Return the same by other legs; it is to be delivered as soon as by these."""
        other = copy(self)
        other.drive(towards)
        direct_s = other.direct[0] - self.trip.dropoff_s
        other.ride_s = longest_ride_s(self.trip._replace(direct_s=direct_s), options)
        return other

    def on(self, legs: int) -> "Task":
        """Return the task as vehicles of a class meet it, by the legs they drive."""
        return self._others[legs - 1] if legs else self

    def cost_m(self, drop_s: float) -> float:
        """Return what a delivery at a time [s] costs, without the way to it [m]."""
        cost_m = self._price * (drop_s - self.trip.asked_s)
        if drop_s > self.aim_s:
            cost_m += self._late * (drop_s - self.aim_s)
        return cost_m


def order_stops(stops: Iterable[tuple[Task, bool]]) -> tuple[OrderStop, ...]:
    """Return stops of tasks, each with whether the order boards, as a plan has them."""
    return tuple(
        [
            OrderStop(
                task.trip.origin if boards else task.trip.target, task.trip, boards
            )
            for task, boards in stops
        ]
    )


def aim_s(trip: DoorTrip, options: DispatchOptions) -> float:
    """Return when an order should be delivered [s].

    A margin before its promise; if not even the direct way keeps that, a time that
    can be reached, so that such an order is not left to be late without end.
    """
    aim = trip.due_s - options.margin_s
    from_s = max(trip.asked_s, trip.ready_s) + trip.pickup_s
    direct_s = trip.direct_s + trip.dropoff_s
    if from_s + direct_s <= aim:
        return aim
    return from_s + REACHABLE_FACTOR * direct_s + REACHABLE_SLACK_S


def longest_ride_s(trip: DoorTrip, options: DispatchOptions) -> float:
    """Return how long an order may be aboard [s]."""
    longest_s = options.max_detour * trip.direct_s + options.detour_slack_s
    return longest_s + trip.dropoff_s


class _Served(dict[int, "Leg"]):
    """Legs by origin that take longer than those they are made of."""

    __slots__ = ("_legs", "_service_s")

    def __init__(self, legs: Mapping[int, "Leg"], service_s: float) -> None:
        self._legs = legs
        self._service_s = service_s

    def __missing__(self, origin: int) -> "Leg":
        time_s, distance_m = self._legs[origin]
        leg = self[origin] = time_s + self._service_s, distance_m
        return leg


def served(legs: Mapping[int, "Leg"], service_s: float) -> Mapping[int, "Leg"]:
    """Return legs by origin with what serving an order where they end takes [s]."""
    return _Served(legs, service_s) if service_s else legs
