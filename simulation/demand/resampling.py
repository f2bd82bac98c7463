"""Replications of a trace: its days drawn anew, or its orders thinned."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.demand.clocks import elapsed_s
from simulation.demand.orders import DETAILS, Orders
from simulation.demand.trace import TracedOrders
from simulation.errors import DemandError
from simulation.region.region import Region
from simulation.streams import Streams, uniform_choice
from simulation.units import SECONDS_PER_DAY, Floats, Ints, on_time_grid

DAYS, THIN = "days", "thin"
_STREAM = "demand/trace"
_DAYS_A_WEEK = 7
MOMENTS = ("start_s", "ready_s", "due_s", "cancelled_s")


@dataclass(frozen=True)
class Days:
    """The days of a trace, from its first to its last, those without orders too."""

    start_s: Floats  # (d,) when each begins
    of_order: Ints  # (n,) the day of each order
    clock_s: Floats  # (n,) what clocks show at its start, since midnight of its day
    midnight: datetime | None  # at which the first begins; None of times without a date
    changes: bool  # whether clocks change on one of them

    def __len__(self) -> int:
        """Return the number of days d."""
        return int(self.start_s.size)

    def alike(self) -> list[Ints]:
        """Return groups of days that stand for each other.

        By weekday where every weekday is there twice or more, else all in one.
        """
        every: Ints = np.arange(len(self))
        if self.midnight is None:
            return [every]
        weekday = (self.midnight.weekday() + every) % _DAYS_A_WEEK
        groups = [np.flatnonzero(weekday == day) for day in range(_DAYS_A_WEEK)]
        return groups if min(map(len, groups)) > 1 else [every]


class FromTrace:
    """Orders as a file has them; replications differ by its days, or are thinned.

    Parameters
    ----------
    trace
        As :func:`read_trace` gives them.
    replicate
        ``days``: days are drawn anew; ``thin``: each order stays with a probability;
        None: the same orders in every replication.
    keep_share
        That probability [1].
    """

    def __init__(
        self, trace: Orders, replicate: str | None = None, keep_share: float = 1.0
    ) -> None:
        self._trace, self._replicate, self._share = trace, replicate, keep_share

    def orders(self, region: Region, streams: Streams) -> Orders:  # noqa: ARG002
        """Return the orders of one replication."""
        if self._replicate == THIN:
            return thinned(self._trace, self._share, streams)
        if self._replicate == DAYS:
            zero = getattr(self._trace, "time_zero", None)
            return resampled(
                self._trace, days_of(self._trace, zero, "demand.trace_file"), streams
            )
        return self._trace


def with_replications(
    trace: TracedOrders, replicate: str | None, keep_share: float, where: str
) -> TracedOrders:
    """Return a trace with a note of what its replications are.

    Where its days are drawn, the midnight before its first order is time zero: another
    day in the place of the first may begin earlier.

    Raises
    ------
    DemandError
        If its days are to be drawn and it has one only.
    """
    if replicate is None:
        return trace
    days = None
    if replicate == DAYS:
        trace = _from_midnight(trace, where)
        days = days_of(trace, trace.time_zero, where)
    note = f"{where}: {said(replicate, keep_share, days)}."
    return replace(trace, notes=(*trace.notes, note))


def _from_midnight(trace: TracedOrders, where: str) -> TracedOrders:
    zero, days = trace.time_zero, days_of(trace, trace.time_zero, where)
    if zero is None:
        return trace
    moments = {
        name: values - days.start_s[0]
        for name in MOMENTS
        if (values := getattr(trace, name)) is not None
    }
    midnight = zero.replace(hour=0, minute=0, second=0, microsecond=0)
    return replace(trace, **moments, time_zero=midnight)


def days_of(orders: Orders, time_zero: datetime | None, where: str) -> Days:
    """Return the days of a trace, from midnight to midnight of its clocks.

    Days of times without a date are 24 hours from 0 s.

    Raises
    ------
    DemandError
        If it is one day only.
    """
    last_s = float(orders.start_s[-1])
    midnight, changes = None, False
    if time_zero is None:
        starts = np.arange(0.0, last_s + 1, SECONDS_PER_DAY)
    else:
        midnight = time_zero.replace(hour=0, minute=0, second=0, microsecond=0)
        starts = _midnights(time_zero, midnight, last_s)
        changes = bool((np.diff(starts) != SECONDS_PER_DAY).any())
        starts = starts[:-1]
    if starts.size < 2:  # noqa: PLR2004 - one day says nothing of other days
        raise DemandError(
            f"{where}: has one day, expected two or more where demand.replicate is "
            '"days".'
        )
    of_order = np.searchsorted(starts, orders.start_s, side="right") - 1
    clock_s = orders.start_s - starts[of_order]
    if changes and time_zero is not None:
        zero = time_zero.astimezone(UTC)
        for at, start_s in enumerate(orders.start_s.tolist()):
            shown = (zero + timedelta(seconds=start_s)).astimezone(time_zero.tzinfo)
            day = shown.replace(hour=0, minute=0, second=0, microsecond=0)
            clock_s[at] = (shown - day).total_seconds()  # of clocks, not of time
    return Days(starts, of_order, clock_s, midnight, changes)


def _midnights(zero: datetime, first: datetime, last_s: float) -> Floats:
    """Return midnights [s after `zero`] from the first to the one after the last."""
    found: list[float] = []
    count = 0
    while not found or found[-1] <= last_s:
        found.append(elapsed_s(zero, first + timedelta(days=count)))
        count += 1
    return on_time_grid(found)


def resampled(orders: Orders, days: Days, streams: Streams) -> Orders:
    """Return a trace of as many days, each drawn from those that stand for it.

    With replacement; an order keeps its time of day and all that is said of it. The
    same order may come on several days: its id has a number then.
    """
    rng = streams.get(_STREAM)
    drawn: Ints = np.zeros(len(days), dtype=np.int64)
    for group in days.alike():
        drawn[group] = group[uniform_choice(rng, group.size, group.size)]
    rows = [np.flatnonzero(days.of_order == day) for day in drawn.tolist()]
    index = np.concatenate(rows)
    slot = np.repeat(np.arange(len(days)), [each.size for each in rows])
    start_s = days.start_s[slot] + days.clock_s[index]
    if days.changes and days.midnight is not None:
        shown = zip(slot.tolist(), days.clock_s[index].tolist(), strict=True)
        moments = [
            days.midnight + timedelta(days=day, seconds=clock_s)
            for day, clock_s in shown
        ]
        start_s = on_time_grid([elapsed_s(days.midnight, each) for each in moments])
        start_s += days.start_s[0]
    columns = columns_of(orders, index)
    shift_s = start_s - columns["start_s"]
    for name in MOMENTS:
        if name in columns:
            columns[name] = columns[name] + shift_s
    if "ids" in columns:
        columns["ids"] = each_once(columns["ids"])
    in_turn = np.argsort(columns["start_s"], kind="stable")
    return with_columns(
        orders, {name: values[in_turn] for name, values in columns.items()}
    )


def thinned(orders: Orders, share: float, streams: Streams) -> Orders:
    """Return a trace of which each order stays with a probability."""
    kept = np.flatnonzero(streams.get(_STREAM).random(len(orders)) < share)
    return with_columns(orders, columns_of(orders, kept))


def columns_of(orders: Orders, index: Ints) -> dict[str, NDArray[Any]]:
    """Return the columns of some orders that have any, by name."""
    names = ("start_s", "producer", "consumer", *DETAILS, "ids")
    return {
        name: values[index]
        for name in names
        if (values := getattr(orders, name)) is not None
    }


def with_columns(orders: Orders, columns: Mapping[str, Any]) -> Orders:
    """Return orders with other columns."""
    known = {each.name for each in fields(orders)}
    return replace(orders, **{name: columns[name] for name in columns if name in known})


def each_once(ids: NDArray[np.str_]) -> NDArray[np.str_]:
    """Return ids each once: of the second on, `A-7` is `A-7 (2)` and so on."""
    taken = set(ids.tolist())
    seen: dict[str, int] = {}
    found: list[str] = []
    for each in ids.tolist():
        seen[each] = number = seen.get(each, 0) + 1
        name = each if number == 1 else f"{each} ({number})"
        while number > 1 and name in taken:
            name += "'"
        taken.add(name)
        found.append(name)
    return np.array(found, dtype=np.str_)


def said(how: str, share: float, days: Days | None) -> str:
    """Return in a sentence what replications are, without an end."""
    if how == THIN:
        return (
            f"each replication keeps every order with a probability of {share:g}, so "
            f"results are those of {100 * share:g} % of the load"
        )
    count = 0 if days is None else len(days)
    by = " of the same weekday" if days is not None and len(days.alike()) > 1 else ""
    return (
        f"each replication is {count} days drawn with replacement from the {count} of "
        f"the file{', each' + by if by else ''}; intervals are those of other such days"
    )
