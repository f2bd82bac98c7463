"""Which of 3/4/2026's numbers is the day: one reading for a whole column."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from simulation.demand.importing.clocks import Clock
from simulation.demand.importing.findings import rows_in_words
from simulation.errors import DemandError
from simulation.units import SECONDS_PER_DAY, Floats

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
ORDERS = (DAY_FIRST, MONTH_FIRST)
NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - what clocks show, zone apart
_LAST_MONTH = 12
_SHORT_DAYS, _LONG_DAYS = 10, 27  # spans by which one reading is told from the other


@dataclass(frozen=True)
class DayOrder:
    """Which comes first, and how that was told where it was not plain."""

    word: str
    said: str = ""


def day_order(
    name: str,
    clocks: Sequence[Clock | None],
    where: str,
    rows: Sequence[int],
    told: str | None,
) -> DayOrder | None:
    """Return whether the day or the month comes first; None: nothing is to be told.

    From a number above 12 in any row, else from dots (day first) or am and pm (month
    first), else from the span of days, if one reading spans some days and the other
    months.

    Raises
    ------
    DemandError
        If rows contradict each other, or if no reading is safer than the other.
    """
    pairs = [
        (at, clock)
        for at, clock in enumerate(clocks)
        if clock and clock.pair is not None
    ]
    if not pairs:
        return None
    if told is not None:
        return DayOrder(told)
    days = [at for at, each in pairs if each.pair and each.pair[0] > _LAST_MONTH]
    months = [at for at, each in pairs if each.pair and each.pair[1] > _LAST_MONTH]
    if days and months:
        raise DemandError(
            f"{where}: {name} has the day first in {rows_in_words(_of(rows, days))}, "
            f"the month first in {rows_in_words(_of(rows, months))}, expected one "
            "order of both."
        )
    if days or months:
        return DayOrder(DAY_FIRST if days else MONTH_FIRST)
    found = _by_custom(name, [each for _, each in pairs])
    if found is not None:
        return found
    first = pairs[0][1].pair or (0, 0, 0)
    raise DemandError(
        f"{where}: {name} is {first[0]}/{first[1]}/{first[2]} in row "
        f"{rows[pairs[0][0]]}, which may be a day of either month and no row tells, "
        "expected --dates day-first or --dates month-first."
    )


def _by_custom(name: str, clocks: Sequence[Clock]) -> DayOrder | None:
    """Return the order by dots, am and pm, or the span of days; None: none tells."""
    if all(each.dotted for each in clocks):
        return DayOrder(DAY_FIRST, f"{name} has the day first, as dates with dots have")
    if any(each.half for each in clocks):
        return DayOrder(
            MONTH_FIRST, f"{name} has the month first, as times with am and pm have"
        )
    if all(each.pair and each.pair[0] == each.pair[1] for each in clocks):
        return DayOrder(DAY_FIRST)
    spans = {word: _span(clocks, word) for word in ORDERS}
    short, long = sorted(ORDERS, key=lambda each: spans[each])
    if spans[short] > _SHORT_DAYS or spans[long] < _LONG_DAYS:
        return None
    return DayOrder(
        short,
        f"{name} may have the day or the month first: {short} is taken, which spans "
        f"{spans[short] + 1:.0f} days, the other {spans[long] + 1:.0f}",
    )


def dated(clock: Clock) -> datetime:
    """Return what clocks show, at midnight where there is no time of day."""
    year, month, day = clock.day or (1970, 1, 1)
    return datetime(year, month, day) + (clock.time or timedelta())  # noqa: DTZ001


def _of(rows: Sequence[int], at: Sequence[int]) -> list[int]:
    return [rows[each] for each in at]


def _span(clocks: Sequence[Clock], word: str) -> float:
    """Return the days from the first to the last in a reading."""
    found = []
    for clock in clocks:
        first, second, year = clock.pair or (1, 1, 1970)
        day, month = (first, second) if word == DAY_FIRST else (second, first)
        found.append(datetime(year, month, day))  # noqa: DTZ001 - both are 12 or less
    return (max(found) - min(found)).total_seconds() / SECONDS_PER_DAY


def changing_days(found: Floats, local: Sequence[int], zone: ZoneInfo) -> set[Any]:
    """Return the days on which clocks change, of those that occur."""
    days = {
        (NAIVE_EPOCH + timedelta(days=int(each))).date()
        for each in np.unique(np.floor(found[list(local)] / SECONDS_PER_DAY)).tolist()
    }
    changing = set()
    for day in days:
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        if midnight.utcoffset() != (midnight + timedelta(days=1)).utcoffset():
            changing.add(day)
    return changing
