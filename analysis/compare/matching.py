"""Which row of a history is which order of a run."""

from collections import defaultdict, deque
from dataclasses import dataclass

import numpy as np

from analysis.compare.history import History, Key, point
from simulation.record.run import Run
from simulation.units import SECONDS_PER_MINUTE, Floats, Ints

NOBODY = -1
NO_SUCH_ORDER = "the run has no such order"
NO_SUCH_START = "no order of the run starts then, from there to there"
TAKEN = "an earlier row has the same start, producer and consumer"
NOT_DELIVERED = "not delivered in the file"
STILL_OPEN = "still open at the end of the run"
CANCELLED = "cancelled in the run"
NO_ROW = "the file has no row for it"


@dataclass(frozen=True)
class Matches:
    """The order of each row, or why there is none."""

    order: Ints  # (n,) number in the run, NOBODY if there is none
    reasons: tuple[str, ...]  # (n,) empty where there is one
    shift_min: int  # by how much the file's time zero is later than the run's


def matched(history: History, run: Run) -> Matches:
    """Return the orders of a run that the rows of a history are about.

    Rows without a number are known by start, producer and consumer; orders alike
    in all three are taken in the order of the file. ISO times count from the
    earliest row; where the file lacks the run's first orders, that is later than the
    run's time zero, by the whole minutes with which most rows find their order.
    """
    if history.order is not None:
        known = history.order < len(run.orders)
        reasons = ["" if each else NO_SUCH_ORDER for each in known.tolist()]
        return Matches(np.where(known, history.order, NOBODY), tuple(reasons), 0)
    assert history.start_s is not None  # the reader asks for one or the other
    named = isinstance(history.ends[0][0], str), isinstance(history.ends[0][1], str)
    theirs = _ends_of(run, named)
    shift_min = _shift_min(history, run, theirs) if history.clock else 0
    waiting: dict[tuple[float, Key], deque[int]] = defaultdict(deque)
    for number, start_s in enumerate(run.orders.start_s.tolist()):
        waiting[start_s, theirs[number]].append(number)
    order, reasons = [], []
    starts = history.start_s + shift_min * SECONDS_PER_MINUTE
    for key in zip(starts.tolist(), history.ends, strict=True):
        numbers = waiting.get(key)
        order.append(numbers.popleft() if numbers else NOBODY)
        reasons.append("" if numbers is not None and order[-1] >= 0 else _why(numbers))
    return Matches(np.array(order, dtype=np.int64), tuple(reasons), shift_min)


def _why(numbers: deque[int] | None) -> str:
    return NO_SUCH_START if numbers is None else TAKEN


def _ends_of(run: Run, named: tuple[bool, bool]) -> list[Key]:
    """Return producer and consumer of each order, by id or by point as named."""
    places = run.places
    sides: list[list[object]] = []
    for numbers, by_id in zip(
        (run.orders.producer, run.orders.consumer), named, strict=True
    ):
        if by_id:
            sides.append(list(places.source_id[numbers].tolist()))
        else:
            lon, lat = places.lon[numbers].tolist(), places.lat[numbers].tolist()
            sides.append(list(map(point, lon, lat)))
    return list(zip(*sides, strict=True))


def _shift_min(history: History, run: Run, theirs: list[Key]) -> int:
    """Return the shift [min] that most pairs of row and order agree on."""
    assert history.start_s is not None
    starts_by_ends: dict[Key, list[float]] = defaultdict(list)
    for ends, start_s in zip(theirs, run.orders.start_s.tolist(), strict=True):
        starts_by_ends[ends].append(start_s)
    votes: dict[int, int] = defaultdict(int)
    for start_s, ends in zip(history.start_s.tolist(), history.ends, strict=True):
        shifts = np.array(starts_by_ends.get(ends, [])) - start_s
        for minutes in _whole_minutes(shifts).tolist():
            votes[minutes] += 1
    # Of equal votes the smallest shift, and none before all others.
    return min(votes, key=lambda each: (-votes[each], abs(each), each), default=0)


def _whole_minutes(shift_s: Floats) -> Ints:
    """Return shifts [s] that are whole minutes, in minutes; others are left out."""
    minutes = shift_s / SECONDS_PER_MINUTE
    whole: Ints = minutes[minutes == np.floor(minutes)].astype(np.int64)
    return whole
