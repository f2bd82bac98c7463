"""Hours of days as texts: ``mon-fri 07:00-09:30 0.6``, a span and a speed factor."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from simulation.scenario.shifts import span_of
from simulation.specs import UnfitError
from simulation.units import LEAST_FACTOR

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(len(DAYS)))
MOST_FACTOR = 10.0  # of speeds
_DAY_S = 86_400
_DAYS = r"(?:([a-z]{3}(?:[-,][a-z]{3})*)\s+)?"
_SPAN = r"(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)"
_HOURS = re.compile(rf"\s*{_DAYS}{_SPAN}\s*")
_SPEED = re.compile(rf"\s*{_DAYS}{_SPAN}\s+(\d*\.?\d+)\s*")
_CLOCK = re.compile(r"\s*(?:([a-z]{3})\s+)?([01]?\d|2[0-3]):([0-5]\d)\s*")
_EXPECTED = 'times of day, perhaps of some days, such as "mon-fri 07:00-09:30"'
_EXPECTED_SPEED = (
    'times of day, perhaps of some days, and a factor, such as "07:00-09:30 0.6" or '
    '"sat,sun 11:00-14:00 0.8"'
)


@dataclass(frozen=True)
class Hours:
    """A span of time that comes back on days of the week."""

    days: frozenset[int]  # on which it begins, 0 for Monday
    from_s: int  # since midnight [s]
    until_s: int  # after `from_s`, perhaps the next day
    factor: float = 1.0  # of speeds in it

    @property
    def by_day(self) -> bool:
        """Whether it needs to be known what day of the week it is."""
        return self.days != EVERY_DAY

    def meets(self, other: "Hours") -> bool:
        """Return whether some moment lies in both."""
        week_s = len(DAYS) * _DAY_S
        return any(
            (one * _DAY_S + self.from_s - two * _DAY_S - other.from_s) % week_s
            < other.until_s - other.from_s
            or (two * _DAY_S + other.from_s - one * _DAY_S - self.from_s) % week_s
            < self.until_s - self.from_s
            for one in self.days
            for two in other.days
        )


def hours_of(texts: Iterable[str]) -> tuple[Hours, ...]:
    """Return the spans of texts such as ``mon-fri 07:00-09:00``.

    Raises
    ------
    UnfitError
        Naming the first text that is none.
    """
    return tuple(_hours(text, _HOURS, _EXPECTED) for text in texts)


def speeds_of(texts: Iterable[str]) -> tuple[Hours, ...]:
    """Return the spans and factors of texts such as ``07:00-09:30 0.6``.

    Raises
    ------
    UnfitError
        Naming the first text that is none, or two that overlap.
    """
    texts = tuple(texts)
    found = tuple(_hours(text, _SPEED, _EXPECTED_SPEED) for text in texts)
    for one, two in combinations(range(len(found)), 2):
        if found[one].meets(found[two]):
            raise UnfitError(
                f"has {texts[one]!r} and {texts[two]!r}, which overlap",
                "one factor at a time",
            )
    if without_end(each for each in found if each.factor == 0):
        raise UnfitError("is 0 at all times", "some time at which vehicles move")
    return found


def without_end(hours: Iterable[Hours]) -> bool:
    """Return whether spans leave no minute of the week out."""
    week, day = len(DAYS) * _DAY_S // 60, _DAY_S // 60
    covered = {
        (begins * day + minute) % week
        for each in hours
        for begins in each.days
        for minute in range(each.from_s // 60, each.until_s // 60)
    }
    return len(covered) == week


def clock_of(text: str) -> tuple[int | None, int]:
    """Return the day of the week, if it is said, and the time of day [s] of a text.

    Raises
    ------
    UnfitError
        If it is no such text as ``17:30`` or ``fri 17:30``.
    """
    form = _CLOCK.fullmatch(text)
    if form is None or form[1] not in (None, *DAYS):
        raise UnfitError(f"is {text!r}", 'a clock such as "17:30" or "fri 17:30"')
    day = None if form[1] is None else DAYS.index(form[1])
    return day, 3600 * int(form[2]) + 60 * int(form[3])


def checked_hours(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return texts of spans as they are, if they are some."""
    hours_of(texts)
    return texts


def checked_speeds(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return texts of spans with factors as they are, if they are some."""
    speeds_of(texts)
    return texts


def checked_clock(text: str) -> str:
    """Return the text of a clock as it is, if it is one."""
    clock_of(text)
    return text


def _hours(text: str, form: re.Pattern[str], expected: str) -> Hours:
    found = form.fullmatch(text)
    if found is None:
        raise UnfitError(f"has {text!r}", expected)
    days = EVERY_DAY if found[1] is None else _days(text, found[1], expected)
    from_s, until_s = span_of(text, found.groups()[1:5])
    if until_s <= from_s:
        until_s += _DAY_S
    if not (from_s < _DAY_S and from_s < until_s <= from_s + _DAY_S):
        raise UnfitError(f"has {text!r}", "a span of at most 24 hours")
    factor = 1.0
    if form is _SPEED:
        factor = float(found[6])
        if factor != 0 and not LEAST_FACTOR <= factor <= MOST_FACTOR:
            raise UnfitError(
                f"has {text!r}",
                f"a factor from {LEAST_FACTOR:g} to {MOST_FACTOR:g}, or 0",
            )
    return Hours(days, from_s, until_s, factor)


def _days(text: str, said: str, expected: str) -> frozenset[int]:
    """Return the days of the week of a text such as ``mon-fri`` or ``sat,sun``."""
    days: set[int] = set()
    for part in said.split(","):
        first, *last = part.split("-")
        if len(last) > 1 or not {first, *last} <= set(DAYS):
            raise UnfitError(f"has {text!r}", expected)
        begin = DAYS.index(first)
        end = DAYS.index(last[0]) if last else begin
        days |= {day % len(DAYS) for day in range(begin, end + 1 + 7 * (end < begin))}
    return frozenset(days)
