"""The event log while a run is under way: one tape of numbers.

A row is ``WIDTH`` numbers on the tape, and a load on another, so that recording
costs one or two calls and keeps no row alive (`make bench` says what that costs).
:meth:`EventLog.table` turns the tape into columns afterwards, :meth:`EventLog.take`
now and then while the run goes on, where the log streams to a file.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np

from simulation.record.kinds import Kind
from simulation.record.table import EventTable

WIDTH: Final = 7  # numbers of a row: kind, time, and up to five fields
NONE: Final = -1  # stands for "null" in integer fields
NAN: Final = float("nan")  # stands for "null" in measured fields
Position = tuple[int, int]  # in a log: rows before it, and loads
START: Position = (0, 0)

# Plain numbers: looking a member up in an enumeration costs more than the row.
RELEASED: Final = int(Kind.RELEASED)
_VEHICLE_JOINED: Final = int(Kind.VEHICLE_JOINED)
DECIDED: Final = int(Kind.DECIDED)
VEHICLE_REQUESTED: Final = int(Kind.VEHICLE_REQUESTED)
DEPARTED: Final = int(Kind.DEPARTED)
ARRIVED: Final = int(Kind.ARRIVED)
_DOCK_REQUESTED: Final = int(Kind.DOCK_REQUESTED)
_HANDOVER_STARTED: Final = int(Kind.HANDOVER_STARTED)
_HANDOVER_FINISHED: Final = int(Kind.HANDOVER_FINISHED)
_SHARING_ACCEPTED: Final = int(Kind.SHARING_ACCEPTED)
SHARING_ENDED: Final = int(Kind.SHARING_ENDED)
DELIVERED: Final = int(Kind.DELIVERED)
_STILL_OPEN: Final = int(Kind.STILL_OPEN)
_VEHICLE_LEFT: Final = int(Kind.VEHICLE_LEFT)


class EventLog:
    """Records events in order of time; one method per kind of event.

    Attributes
    ----------
    write
        Takes the ``WIDTH`` numbers of one row, for what happens on every leg; the
        methods say which those are.
    loads
        Of each row whose kind carries orders, those orders.
    """

    __slots__ = ("_taken", "_taken_s", "_tape", "loads", "write")

    def __init__(self) -> None:
        self._tape: list[float] = []
        self._taken = START
        self._taken_s = 0.0  # when the last row taken off happened
        self.write: Final[Callable[[Iterable[float]], None]] = self._tape.extend
        self.loads: list[Sequence[int]] = []

    def __len__(self) -> int:
        """Return the number of rows so far."""
        return self._taken[0] + self.waiting

    @property
    def waiting(self) -> int:
        """Number of rows on the tape: all so far, but for those taken off."""
        return len(self._tape) // WIDTH

    @property
    def last_s(self) -> float:
        """When the last event happened [s]; 0 if none has."""
        return self._tape[1 - WIDTH] if self._tape else self._taken_s

    def released(self, time_s: float, order: int, place: int) -> None:
        """Record that the food of `order` can be picked up."""
        self._tape.extend((RELEASED, time_s, order, place, NONE, NONE, NAN))

    def vehicle_joined(
        self, time_s: float, vehicle: int, place: int, pool: int
    ) -> None:
        """Record a vehicle's start; `pool` is ``CORE`` or ``PERIPHERAL``."""
        self._tape.extend((_VEHICLE_JOINED, time_s, vehicle, place, pool, NONE, NAN))

    def vehicle_left(self, time_s: float, vehicle: int, place: int, pool: int) -> None:
        """Record that an idle vehicle of `pool` serves no more."""
        self._tape.extend((_VEHICLE_LEFT, time_s, vehicle, place, pool, NONE, NAN))

    def decided(
        self, time_s: float, order: int, place: int, to_place: int, partner: int = NONE
    ) -> None:
        """Record the next hop of a delivery that stands at a hotspot."""
        self._tape.extend((DECIDED, time_s, order, place, to_place, partner, NAN))

    def vehicle_requested(
        self, time_s: float, order: int, place: int, pool: int
    ) -> None:
        """Record that `order` needs a vehicle of `pool`."""
        self._tape.extend((VEHICLE_REQUESTED, time_s, order, place, pool, NONE, NAN))

    def departed(  # noqa: PLR0913, PLR0917 - the fields of the row
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
        self._tape.extend(
            (DEPARTED, time_s, vehicle, place, to_place, distance_m, ignored_m)
        )
        self.loads.append(orders)

    def arrived(self, time_s: float, vehicle: int, place: int) -> None:
        """Record the end of a leg."""
        self._tape.extend((ARRIVED, time_s, vehicle, place, NONE, NONE, NAN))

    def dock_requested(
        self, time_s: float, vehicle: int, place: int, orders: Sequence[int]
    ) -> None:
        """Record that a loaded vehicle asks for a bay."""
        self._tape.extend((_DOCK_REQUESTED, time_s, vehicle, place, NONE, NONE, NAN))
        self.loads.append(orders)

    def handover_started(
        self, time_s: float, vehicle: int, place: int, orders: Sequence[int]
    ) -> None:
        """Record that a vehicle has its bay."""
        self._tape.extend((_HANDOVER_STARTED, time_s, vehicle, place, NONE, NONE, NAN))
        self.loads.append(orders)

    def handover_finished(
        self, time_s: float, vehicle: int, place: int, orders: Sequence[int]
    ) -> None:
        """Record that the load lies in the hotspot and the bay is free."""
        self._tape.extend((_HANDOVER_FINISHED, time_s, vehicle, place, NONE, NONE, NAN))
        self.loads.append(orders)

    def sharing_accepted(
        self, time_s: float, order: int, partner: int, place: int, q_sum: float
    ) -> None:
        """Record that two deliveries share, with their common hop `place`."""
        self._tape.extend(
            (_SHARING_ACCEPTED, time_s, order, partner, place, q_sum, NAN)
        )

    def sharing_ended(self, time_s: float, order: int, place: int) -> None:
        """Record that `order` shares with nobody any more."""
        self._tape.extend((SHARING_ENDED, time_s, order, place, NONE, NONE, NAN))

    def delivered(self, time_s: float, order: int, vehicle: int, place: int) -> None:
        """Record that `order` is at the consumer's door."""
        self._tape.extend((DELIVERED, time_s, order, vehicle, place, NONE, NAN))

    def still_open(
        self, time_s: float, order: int, place: int = NONE, vehicle: int = NONE
    ) -> None:
        """Record an order that the horizon found on its way."""
        self._tape.extend((_STILL_OPEN, time_s, order, place, vehicle, NONE, NAN))

    def add(
        self, kind: Kind, time_s: float, *fields: float, orders: Sequence[int] = ()
    ) -> None:
        """Record an event of any kind, by its fields in order.

        With its orders, if its kind carries some.

        The methods above are as fast as can be; this is for what is rare.
        """
        empty = (NAN,) * (WIDTH - 2 - len(fields))
        self._tape.extend((kind.value, time_s, *fields, *empty))
        if kind.carries_orders:
            self.loads.append(orders)

    @property
    def position(self) -> Position:
        """The end of the log so far, from where :meth:`table` can go on later."""
        return len(self), self._taken[1] + len(self.loads)

    def table(self, after: Position = START) -> EventTable:
        """Return all rows on the tape as columns, or those after a position."""
        rows, loads = (
            max(0, at - off) for at, off in zip(after, self._taken, strict=True)
        )
        tape = self._tape[rows * WIDTH :] if rows else self._tape
        columns = np.fromiter(tape, np.float64, count=len(tape)).reshape(-1, WIDTH)
        return EventTable.from_tape(columns, self.loads[loads:])

    def take(self) -> EventTable:
        """Return all rows on the tape as columns, and take them off it."""
        rows = self.table()
        self._taken_s, self._taken = self.last_s, self.position
        self._tape.clear()  # in place: whoever writes holds its method
        self.loads.clear()
        return rows
