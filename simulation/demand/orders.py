"""Orders: what is asked of the network, before anything moves, and who says what."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from simulation.errors import DemandError
from simulation.region.region import Region
from simulation.streams import Streams
from simulation.units import Bools, Floats, Ints, on_time_grid

LATEST_S = 1e9  # sums of such times stay exact on the time grid
MOST_SEATS = 1_000_000
MOST_PRIORITY = 1_000_000


@dataclass(frozen=True)
class Orders:
    """Columns over the orders, numbered 0 to n - 1 by start.

    Times are seconds from time zero, on the time grid. A column that is ``None`` is
    one of which nothing is said; the scenario's key or no value at all holds then.

    Attributes
    ----------
    start_s : (n,) array
        When an order is placed, and so known to the operation; never falling.
    producer, consumer : (n,) array
        Place numbers.
    ready_s : (n,) array, optional
        When it can be picked up, not before its start; absent: at its start.
    due_s : (n,) array, optional
        Until when it is promised, after its start; absent: ``promise_s`` after it.
    pickup_service_s, dropoff_service_s : (n,) array, optional
        How long it takes at the door of its producer and of its consumer, beyond
        what the door itself takes; absent: 0.
    seats : (n,) array, optional
        Room it takes in a vehicle, 1 or more; absent: 1.
    cancelled_s : (n,) array, optional
        When its consumer cancels it, after its start; NaN: never.
    priority : (n,) array, optional
        The higher is served first where several wait; absent: 0.
    ids : (n,) array, optional
        What the operation calls it, each one once.
    rank : (n,) array, optional
        Its place in streams from which each order gets a number; absent: its own
        number. Orders that come or go leave those of the others as they are.
    """

    start_s: Floats
    producer: Ints
    consumer: Ints
    ready_s: Floats | None = None
    due_s: Floats | None = None
    pickup_service_s: Floats | None = None
    dropoff_service_s: Floats | None = None
    seats: Ints | None = None
    cancelled_s: Floats | None = None
    priority: Ints | None = None
    ids: NDArray[np.str_] | None = None
    rank: Ints | None = None

    @property
    def pickup_from_s(self) -> Floats:
        """From when each can be picked up [s], (n,)."""
        return self.start_s if self.ready_s is None else self.ready_s

    def promised_s(self, promise_s: float) -> Floats:
        """Return until when each is promised [s], (n,); absent: so long after start."""
        return self.start_s + promise_s if self.due_s is None else self.due_s

    def __len__(self) -> int:
        """Return the number of orders n."""
        return int(self.start_s.size)


class Demand(Protocol):
    """Says which orders come."""

    def orders(self, region: Region, streams: Streams) -> Orders:
        """Return the orders of one replication, numbered by start.

        Parameters
        ----------
        region
            Whose ``producers`` and ``consumers`` are numbers of its ``places``.
        streams
            All chance comes from these: ``streams.get("demand/...")``.
        """
        ...


# What may be said of an order beyond when and where: which type, what is expected.
_TIMES = {
    "ready_s": "its start or later",
    "due_s": "later than its start",
    "cancelled_s": "later than its start",
}
_WHOLE = {"seats": f"1 to {MOST_SEATS:,}", "priority": f"up to {MOST_PRIORITY:,}"}
_DURATIONS = ("pickup_service_s", "dropoff_service_s")
DETAILS = ("ready_s", "due_s", *_DURATIONS, "seats", "cancelled_s", "priority")


def wrong_details(name: str, values: Floats, start_s: Floats) -> tuple[Bools, str]:
    """Return which values of a column of `DETAILS` cannot be, and what is expected.

    Parameters
    ----------
    name
        One of `DETAILS`.
    values : (n,) array
        On the time grid, if they are times.
    start_s : (n,) array
        Starts of the same orders.
    """
    if name in _WHOLE:
        most = MOST_SEATS if name == "seats" else MOST_PRIORITY
        least = 1 if name == "seats" else -most
        right = (values >= least) & (values <= most) & (values == np.floor(values))
        return ~right, f"a whole number, {_WHOLE[name]}"
    if name in _DURATIONS:
        return ~((values >= 0) & (values <= LATEST_S)), f"0 to {LATEST_S:.0f} s"
    right = values >= start_s if name == "ready_s" else values > start_s
    right &= values <= LATEST_S
    if name == "cancelled_s":
        right |= np.isnan(values)
    return ~right, _TIMES[name]


def checked_orders(orders: Orders, region: Region, where: str) -> Orders:
    """Return orders as they are, if they can be.

    Raises
    ------
    DemandError
        If columns differ in length, a time is not on the time grid, a start is before
        the last one, a place is no producer or consumer of the region, or an order is
        ready, due or cancelled before its start, takes no room, or shares its id.
    """
    try:
        start_s = np.asarray(orders.start_s, dtype=np.float64)
        sides = {
            "producer": (np.asarray(orders.producer, np.int64), region.producers),
            "consumer": (np.asarray(orders.consumer, np.int64), region.consumers),
        }
        details = {
            name: np.asarray(values, dtype=np.float64)
            for name in DETAILS
            if (values := getattr(orders, name, None)) is not None
        }
        given = getattr(orders, "ids", None)
        ids = None if given is None else np.asarray(given, dtype=np.str_)
    except (AttributeError, TypeError, ValueError) as cause:
        raise DemandError(
            where, f"gives {type(orders).__name__} ({cause})", "Orders of arrays"
        ) from cause
    columns = [*(each for each, _ in sides.values()), *details.values()]
    if start_s.ndim != 1 or any(
        each.shape != start_s.shape
        for each in [*columns, start_s if ids is None else ids]
    ):
        raise DemandError(where, "columns differ in length", "all as long")
    in_order = start_s.size == 0 or (start_s[0] >= 0 and (np.diff(start_s) >= 0).all())
    if not in_order or not np.isfinite(start_s).all():
        raise DemandError(
            where, "start_s is not in order", "times [s] from 0 that never fall"
        )
    for name, values in {"start_s": start_s, **details}.items():
        if not np.array_equal(on_time_grid(values), values, equal_nan=True):
            raise DemandError(
                where,
                f"{name} is not on the time grid",
                "simulation.units.on_time_grid",
            )
    for side, (placed, there) in sides.items():
        if not np.isin(placed, there).all():
            raise DemandError(
                where, f"{side} has a place that is none", f"region.{side}s alone"
            )
    for name, values in details.items():
        _check_detail(name, values, start_s, where)
    if ids is not None:
        _check_ids(ids, where)
    whole: dict[str, Any] = {
        name: values.astype(np.int64) if name in _WHOLE else values
        for name, values in details.items()
    }
    return Orders(start_s, sides["producer"][0], sides["consumer"][0], **whole, ids=ids)


def _check_detail(name: str, values: Floats, start_s: Floats, where: str) -> None:
    wrong, expected = wrong_details(name, values, start_s)
    if wrong.any():
        order = int(np.argmax(wrong))
        at = f" (order {order}, start {start_s[order]:g} s)"
        raise DemandError(where, f"{name} is {values[order]:g}{at}", expected)


def _check_ids(ids: NDArray[np.str_], where: str) -> None:
    known, first, counts = np.unique(ids, return_index=True, return_counts=True)
    if (np.char.str_len(np.char.strip(known)) == 0).any():
        order = int(first[np.char.str_len(np.char.strip(known)) == 0].min())
        raise DemandError(where, f"ids is empty (order {order})", "an id of each")
    if (counts > 1).any():
        again = known[counts > 1][0]
        raise DemandError(where, f"ids has {str(again)!r} twice", "each one once")
