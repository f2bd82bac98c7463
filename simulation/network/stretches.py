"""When which speeds hold: changes that come, end and come back, as stretches of time.

Over a stretch nothing changes. Stretches are made day by day, as they are asked for.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from simulation.units import LEAST_FACTOR, SECONDS_PER_DAY

_DAYS_OF_WEEK = 7
_FOR_EVER = float("inf")


@dataclass(frozen=True)
class Span:
    """A span of time that comes back on days of the week."""

    days: frozenset[int]  # on which it begins, 0 for Monday
    from_s: float  # since midnight [s]
    until_s: float  # perhaps the next day


@dataclass(frozen=True)
class Change:
    """Other speeds, everywhere or in an area, for a while or at some hours of it."""

    factor: float  # of speeds; 0: nobody moves there
    area: int | None = None  # which; None: everywhere
    from_s: float = 0.0
    until_s: float = _FOR_EVER
    spans: tuple[Span, ...] = ()  # none: all the time between the two


@dataclass(frozen=True)
class Calendar:
    """What clocks show.

    Attributes
    ----------
    since_zero
        From what a clock shows, counted from the midnight before time zero, to time
        [s].
    first_day
        Day of the week of time zero, 0 for Monday.
    """

    since_zero: Callable[[float], float] = float
    first_day: int = 0


@dataclass(frozen=True)
class Stretch:
    """A stretch of time over which nothing changes."""

    begin_s: float
    until_s: float
    factor: float  # of speeds everywhere
    areas: frozenset[int]  # where others hold beside


class Stretches:
    """The stretches of time of some changes.

    Parameters
    ----------
    changes
    calendar
        Says when hours of days are.
    """

    def __init__(
        self, changes: Sequence[Change], calendar: Calendar | None = None
    ) -> None:
        self._changes = changes
        self._calendar = calendar or Calendar()
        ends = [each for one in changes for each in (one.from_s, one.until_s)]
        # After it nothing changes but what comes back day by day or week by week.
        self.last_s = max((each for each in ends if each < _FOR_EVER), default=0.0)
        self._begins: list[float] = []
        self._stretches: list[Stretch] = []
        self._recurs = any(change.spans for change in changes)
        self._days = 0

    def at(self, time_s: float) -> Stretch:
        """Return the stretch in which a time [s], 0 or more, lies."""
        while not self._stretches or time_s >= self._stretches[-1].until_s:
            self._append_day()
        return self._stretches[bisect_right(self._begins, time_s) - 1]

    def _append_day(self) -> None:
        """Append the stretches of one more day, or all where nothing comes back."""
        begin_s = float(self._days * SECONDS_PER_DAY)
        self._days += 1
        end_s = begin_s + SECONDS_PER_DAY if self._recurs else _FOR_EVER
        held = [self._intervals(change, begin_s, end_s) for change in self._changes]
        cuts = {begin_s, end_s}.union(*(pair for pairs in held for pair in pairs))
        ordered = sorted(cuts)
        for from_s, until_s in pairwise(ordered):
            factor, areas = 1.0, set()
            for change, pairs in zip(self._changes, held, strict=True):
                if any(begin <= from_s < end for begin, end in pairs):
                    if change.area is None:
                        factor *= change.factor
                    else:
                        areas.add(change.area)
            factor = factor and max(LEAST_FACTOR, factor)
            self._begins.append(from_s)
            self._stretches.append(Stretch(from_s, until_s, factor, frozenset(areas)))

    def _intervals(
        self, change: Change, begin_s: float, end_s: float
    ) -> list[tuple[float, float]]:
        """Return when a change holds between two times [s], each from and until."""
        first_s, last_s = max(begin_s, change.from_s), min(end_s, change.until_s)
        if not change.spans:
            whole = [(first_s, last_s)]
        else:
            since_zero, first_day = self._calendar.since_zero, self._calendar.first_day
            day = int(begin_s // SECONDS_PER_DAY)
            whole = [
                (
                    since_zero(shown * SECONDS_PER_DAY + span.from_s),
                    since_zero(shown * SECONDS_PER_DAY + span.until_s),
                )
                for span in change.spans
                for shown in range(day - 2, day + 4)  # clocks may be ahead, and change
                if (first_day + shown) % _DAYS_OF_WEEK in span.days
            ]
        cut = [(max(first_s, begin), min(last_s, end)) for begin, end in whole]
        return [(begin, end) for begin, end in cut if begin < end]
