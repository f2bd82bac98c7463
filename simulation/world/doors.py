"""Doors: how long a vehicle stands there, and when an order can be picked up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

Seconds = Sequence[float]  # by order


@dataclass(frozen=True)
class DoorTimes:
    """What stops at doors take, by order, on the time grid [s].

    Attributes
    ----------
    hotspots
        Their number; places below it are no doors.
    ready_s
        When each order can be picked up.
    pickup_door_s, dropoff_door_s
        Of a stop at its producer's and its consumer's door, however many orders are
        served there; the lowest order of a stop says how long this one takes.
    pickup_service_s, dropoff_service_s
        Of serving the order itself.
    """

    hotspots: int
    ready_s: Seconds
    pickup_door_s: Seconds
    pickup_service_s: Seconds
    dropoff_door_s: Seconds
    dropoff_service_s: Seconds


class Doors:
    """When a vehicle that comes to a door may go on.

    Parameters
    ----------
    times
        What stops take.
    """

    def __init__(self, times: DoorTimes) -> None:
        self._times: Final = times

    def are_at(self, place: int) -> bool:
        """Return whether a place is a door, not a hotspot."""
        return place >= self._times.hotspots

    def taken_up_s(self, orders: Iterable[int], now_s: float, *, parked: bool) -> float:
        """Return when all of some orders are aboard [s].

        The vehicle parks, unless it has `parked` for others; waits until all are
        ready; then they are served one after the other.
        """
        times, lowest = self._times, min(orders)
        at_door_s = now_s if parked else now_s + times.pickup_door_s[lowest]
        begin_s = max(at_door_s, *(times.ready_s[order] for order in orders))
        return begin_s + sum(times.pickup_service_s[order] for order in orders)

    def handed_out_s(self, orders: Iterable[int], now_s: float) -> float:
        """Return when all of some orders are handed out [s]."""
        times, lowest = self._times, min(orders)
        service_s = sum(times.dropoff_service_s[order] for order in orders)
        return now_s + times.dropoff_door_s[lowest] + service_s
