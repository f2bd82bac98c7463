"""The event log while a run is under way: one tape of numbers.

A row is its kind on one tape and its fields on another, so that recording costs
two appends and keeps no object alive (`make bench` says what a row costs).
:meth:`EventLog.table` unrolls the tape into columns afterwards.
"""

from collections.abc import Sequence

from simulation.record.kinds import Kind
from simulation.record.table import EventTable

NONE = -1  # stands for "null" in integer fields
NAN = float("nan")  # stands for "null" in measured fields

# Plain numbers: looking a member up in an enumeration costs more than the row.
_RELEASED = int(Kind.RELEASED)
_VEHICLE_JOINED = int(Kind.VEHICLE_JOINED)
_DECIDED = int(Kind.DECIDED)
_VEHICLE_REQUESTED = int(Kind.VEHICLE_REQUESTED)
_DEPARTED = int(Kind.DEPARTED)
_ARRIVED = int(Kind.ARRIVED)
_DOCK_REQUESTED = int(Kind.DOCK_REQUESTED)
_HANDOVER_STARTED = int(Kind.HANDOVER_STARTED)
_HANDOVER_FINISHED = int(Kind.HANDOVER_FINISHED)
_SHARING_ACCEPTED = int(Kind.SHARING_ACCEPTED)
_SHARING_ENDED = int(Kind.SHARING_ENDED)
_DELIVERED = int(Kind.DELIVERED)
_STILL_OPEN = int(Kind.STILL_OPEN)


class EventLog:
    """Records events in order of time; one method per kind of event."""

    __slots__ = ("_extend", "_kind", "_kinds", "_list", "_orders", "_tape")

    def __init__(self) -> None:
        self._kinds = bytearray()
        self._tape: list[float] = []
        self._orders: list[int] = []
        self._kind = self._kinds.append
        self._extend = self._tape.extend
        self._list = self._orders.extend

    def __len__(self) -> int:
        """Return the number of rows so far."""
        return len(self._kinds)

    def released(self, time_s: float, order: int, place: int) -> None:
        """Record that the food of `order` can be picked up."""
        self._kind(_RELEASED)
        self._extend((time_s, order, place))

    def vehicle_joined(
        self, time_s: float, vehicle: int, place: int, pool: int
    ) -> None:
        """Record a vehicle's start; `pool` is ``CORE`` or ``PERIPHERAL``."""
        self._kind(_VEHICLE_JOINED)
        self._extend((time_s, vehicle, place, pool))

    def decided(
        self, time_s: float, order: int, place: int, to_place: int, partner: int = NONE
    ) -> None:
        """Record the next hop of a delivery that stands at a hotspot."""
        self._kind(_DECIDED)
        self._extend((time_s, order, place, to_place, partner))

    def vehicle_requested(
        self, time_s: float, order: int, place: int, pool: int
    ) -> None:
        """Record that `order` needs a vehicle of `pool`."""
        self._kind(_VEHICLE_REQUESTED)
        self._extend((time_s, order, place, pool))

    def departed(  # noqa: PLR0913 - the fields of the row
        self,
        time_s: float,
        vehicle: int,
        place: int,
        to_place: int,
        distance_m: float,
        orders: Sequence[int],
        ignored_m: float = NAN,
    ) -> None:
        """Record the start of a leg; no `orders` is empty driving."""
        self._kind(_DEPARTED)
        self._extend(
            (time_s, vehicle, place, to_place, distance_m, ignored_m, len(orders))
        )
        self._list(orders)

    def arrived(self, time_s: float, vehicle: int, place: int) -> None:
        """Record the end of a leg."""
        self._kind(_ARRIVED)
        self._extend((time_s, vehicle, place))

    def dock_requested(
        self, time_s: float, vehicle: int, place: int, orders: Sequence[int]
    ) -> None:
        """Record that a loaded vehicle asks for a bay."""
        self._at_dock(_DOCK_REQUESTED, time_s, vehicle, place, orders)

    def handover_started(
        self, time_s: float, vehicle: int, place: int, orders: Sequence[int]
    ) -> None:
        """Record that a vehicle has its bay."""
        self._at_dock(_HANDOVER_STARTED, time_s, vehicle, place, orders)

    def handover_finished(
        self, time_s: float, vehicle: int, place: int, orders: Sequence[int]
    ) -> None:
        """Record that the load lies in the hotspot and the bay is free."""
        self._at_dock(_HANDOVER_FINISHED, time_s, vehicle, place, orders)

    def _at_dock(
        self, kind: int, time_s: float, vehicle: int, place: int, orders: Sequence[int]
    ) -> None:
        self._kind(kind)
        self._extend((time_s, vehicle, place, len(orders)))
        self._list(orders)

    def sharing_accepted(
        self, time_s: float, order: int, partner: int, place: int, q_sum: float
    ) -> None:
        """Record that two deliveries share, with their common hop `place`."""
        self._kind(_SHARING_ACCEPTED)
        self._extend((time_s, order, partner, place, q_sum))

    def sharing_ended(self, time_s: float, order: int, place: int) -> None:
        """Record that `order` shares with nobody any more."""
        self._kind(_SHARING_ENDED)
        self._extend((time_s, order, place))

    def delivered(self, time_s: float, order: int, vehicle: int, place: int) -> None:
        """Record that `order` is at the consumer's door."""
        self._kind(_DELIVERED)
        self._extend((time_s, order, vehicle, place))

    def still_open(
        self, time_s: float, order: int, place: int = NONE, vehicle: int = NONE
    ) -> None:
        """Record an order that the horizon found on its way."""
        self._kind(_STILL_OPEN)
        self._extend((time_s, order, place, vehicle))

    def table(self) -> EventTable:
        """Return all rows so far as columns."""
        return EventTable.from_tape(self._kinds, self._tape, self._orders)
