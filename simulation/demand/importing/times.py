"""Columns of moments: which day, which month, which zone, which hour of two."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from simulation.demand.importing.clocks import YEAR_UNSAID, Clock, read_clock
from simulation.demand.importing.days import (
    NAIVE_EPOCH,
    changing_days,
    dated,
    day_order,
)
from simulation.demand.importing.findings import Findings
from simulation.demand.importing.synonyms import is_in_utc
from simulation.demand.importing.values import is_dotted, number_of
from simulation.errors import DemandError
from simulation.units import SECONDS_PER_DAY, Floats, Ints

_EPOCHS = ((1e9, 4e9, 1.0), (1e12, 4e12, 1e3), (1e15, 4e15, 1e6), (1e18, 4e18, 1e9))
_SERIAL = (20_000.0, 80_000.0)  # days since 1899-12-30: from 1954 to 2119
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no zone
_COMPACT = {8, 12, 14}  # digits of a number that is a date


@dataclass(frozen=True)
class Reading:
    """How times of a file are read."""

    where: str  # begins an error
    zone: ZoneInfo  # of times that say none
    rows: tuple[int, ...]  # numbers of the rows
    findings: Findings
    order: str | None = None  # of day and month, where told


@dataclass(frozen=True)
class Moments:
    """A column of moments."""

    time_s: Floats  # (n,) since 1970 (UTC), or since a zero of the file; NaN: none
    wrong: Ints  # positions of cells that are no moment
    dateless: Ints  # positions of times of day without a day
    timeless: Ints  # positions of days without a time
    since_s: Floats  # (n,) since midnight, of times of day without a day
    relative: bool = False  # seconds since a zero of the file
    order: str | None = None  # of day and month, if there was one to find


def moments_of(
    name: str,
    cells: Sequence[Any],
    reading: Reading,
    *,
    days: Sequence[Any] | None = None,
    follows: Floats | None = None,
    unit_s: float | None = None,
) -> Moments:
    """Return the moments of a column.

    Parameters
    ----------
    name, cells
        The column.
    reading
        The zone and the order of days and months; told what is not plain.
    days
        Cells of another column with the days, where these are times of day.
    follows : (n,) array
        Moments [s] that times of day without a day come next after.
    unit_s
        Of numbers that count from a zero of the file.

    Raises
    ------
    DemandError
        If no reading of the days or of the numbers is safe.
    """
    filled = [each for each in cells if each is not None]
    if unit_s is None and filled and all(map(is_dotted, filled)):
        reading.findings.tell(f"{name} has times of day, such as {filled[0]}")
        cells = [each and str(each).replace(".", ":") for each in cells]
    counted = _counted(name, cells, reading, unit_s)
    if counted is not None:
        return counted
    clocks = [_clock_of(each) for each in cells]
    if any(each is not None and each.yearless for each in clocks):
        reading.findings.tell(f"{name} says no year: read as of {YEAR_UNSAID}")
    if days is not None:
        clocks = [
            _on_day(clock, None if day is None else _clock_of(day))
            for clock, day in zip(clocks, days, strict=True)
        ]
    if is_in_utc(name):
        clocks = [each if each and each.offset else _in_utc(each) for each in clocks]
        reading.findings.tell(f"{name} is read as UTC, as it is called")
    order = day_order(name, clocks, reading.where, reading.rows, reading.order)
    if order is not None and order.said:
        reading.findings.tell(order.said)
    clocks = [_dayed(clock, None if order is None else order.word) for clock in clocks]
    if follows is not None:
        clocks = _next_day(clocks, follows, reading.zone)
    found = _seconds(name, clocks, reading)
    return Moments(
        found,
        _where(clocks, lambda at, each: each is None and cells[at] is not None),
        _where(clocks, lambda _, each: each is not None and each.day is None),
        _where(clocks, lambda _, each: each is not None and each.time is None),
        _since_midnight(clocks),
        order=None if order is None else order.word,
    )


def _counted(
    name: str, cells: Sequence[Any], reading: Reading, unit_s: float | None
) -> Moments | None:
    """Return moments that count from a zero of the file; None if they are dates."""
    small = [at for at, each in enumerate(cells) if is_small(each)]
    if 2 * len(small) <= sum(each is not None for each in cells):
        return None
    if unit_s is None:
        raise DemandError(
            f"{reading.where}: {name} holds numbers such as {cells[small[0]]} that "
            f"are no dates, expected times, or --map {name}=placed_s (or "
            "placed_min) where they count from a zero of the file."
        )
    values = [number_of(each) for each in cells]
    time_s = np.array([np.nan if each is None else each * unit_s for each in values])
    wrong = _where(cells, lambda at, each: each is not None and values[at] is None)
    nothing: Ints = np.zeros(0, dtype=np.int64)
    return Moments(time_s, wrong, nothing, nothing, time_s, relative=True)


def _where(values: Sequence[Any], holds: Callable[[int, Any], bool]) -> Ints:
    """Return the positions at which something holds."""
    found = [at for at, each in enumerate(values) if holds(at, each)]
    return np.array(found, dtype=np.int64)


def _since_midnight(clocks: Sequence[Clock | None]) -> Floats:
    """Return times of day [s]; NaN where there is none."""
    return np.array(
        [
            np.nan if each is None or each.time is None else each.time.total_seconds()
            for each in clocks
        ]
    )


def _seconds(name: str, clocks: Sequence[Clock | None], reading: Reading) -> Floats:
    """Return dated clocks as seconds since 1970 (UTC); NaN of others."""
    found, local, zoned = np.full(len(clocks), np.nan), [], 0
    for at, clock in enumerate(clocks):
        if clock is None or clock.day is None:
            continue
        found[at] = (dated(clock) - NAIVE_EPOCH).total_seconds()
        if clock.offset is None:
            local.append(at)
        else:
            zoned += 1
            found[at] -= clock.offset.total_seconds()
    if local and zoned:
        reading.findings.rows(
            f"have no zone in {name}, unlike others: {reading.zone.key} is taken",
            [reading.rows[at] for at in local],
        )
    _set_on_clocks(name, found, local, reading)
    return found


def is_small(cell: object) -> bool:
    """Return whether a cell is a number that is no date in any reckoning."""
    value = number_of(cell)
    return value is not None and _of_number(value) is None and not _is_compact(cell)


def _is_compact(cell: object) -> bool:
    text = str(cell).removesuffix(".0")
    return text.isdigit() and len(text) in _COMPACT and read_clock(text) is not None


def _clock_of(cell: object) -> Clock | None:
    """Return what a cell says, numbers too: since 1970, or as workbooks count days."""
    if cell is None:
        return None
    value = number_of(cell)
    if value is None:
        return read_clock(cell)
    if _is_compact(cell):
        return read_clock(str(cell).removesuffix(".0"))
    return _of_number(value)


def _of_number(value: float) -> Clock | None:
    for low, high, per_s in _EPOCHS:
        if low <= value < high:
            moment = NAIVE_EPOCH + timedelta(seconds=value / per_s)
            return _in_utc(read_clock(moment))
    if _SERIAL[0] <= value < _SERIAL[1]:
        shown = _FIRST_DAY + timedelta(seconds=round(value * SECONDS_PER_DAY))
        clock = read_clock(shown)
        whole = value == int(value)
        return clock._replace(time=None) if clock is not None and whole else clock
    return None


def _in_utc(clock: Clock | None) -> Clock | None:
    """Return a clock that shows the time of UTC."""
    return None if clock is None else clock._replace(offset=timedelta(0))


def _on_day(clock: Clock | None, day: Clock | None) -> Clock | None:
    """Return a time of day on the day of another cell."""
    if clock is None or clock.day is not None or clock.pair is not None:
        return clock
    if day is None:
        return clock
    return clock._replace(day=day.day, pair=day.pair, dotted=day.dotted)


def _dayed(clock: Clock | None, order: str | None) -> Clock | None:
    """Return a clock whose day and month are told apart; None if it has none such."""
    if clock is None or clock.pair is None:
        return clock
    first, second, year = clock.pair
    month, day = (second, first) if order == "day-first" else (first, second)
    try:
        datetime(year, month, day)  # noqa: DTZ001 - whether there is such a day
    except ValueError:
        return None
    return clock._replace(day=(year, month, day), pair=None)


def _next_day(
    clocks: Sequence[Clock | None], follows: Floats, zone: ZoneInfo
) -> list[Clock | None]:
    """Return times of day on the day of what they follow, or on the next."""
    found = list(clocks)
    for at, clock in enumerate(clocks):
        if clock is None or clock.day is not None or clock.time is None:
            continue
        if np.isnan(follows[at]):
            continue
        before = datetime.fromtimestamp(float(follows[at]), zone)
        since = timedelta(
            hours=before.hour, minutes=before.minute, seconds=before.second
        )
        day = before.date() + timedelta(days=int(clock.time < since))
        found[at] = clock._replace(day=(day.year, day.month, day.day))
    return found


def _set_on_clocks(
    name: str, found: Floats, local: Sequence[int], reading: Reading
) -> None:
    """Make seconds that clocks of the zone show into those since 1970, in place.

    An hour that clocks repeat is the first of the two, but where the file is in order
    of time and an earlier row is later already; one that they skip is the next.
    """
    repeated: list[int] = []
    skipped: list[int] = []
    last_s = -np.inf
    changes = changing_days(found, local, reading.zone)
    for at in local:
        shown = NAIVE_EPOCH + timedelta(seconds=float(found[at]))
        first = shown.replace(tzinfo=reading.zone)
        offset = first.utcoffset() or timedelta()
        if shown.date() in changes:
            late = first.replace(fold=1).utcoffset() or timedelta()
            if late < offset:
                repeated.append(at)
                early_s = float(found[at]) - offset.total_seconds()
                if early_s < last_s <= float(found[at]) - late.total_seconds():
                    offset = late
            elif late > offset:
                skipped.append(at)
        found[at] -= offset.total_seconds()
        last_s = max(last_s, float(found[at]))
    rows = reading.rows
    key = reading.zone.key
    reading.findings.rows(
        f"lie in the hour that clocks of {key} repeat ({name}): the first of the two "
        "is taken, but the second after a later row",
        [rows[at] for at in repeated],
    )
    reading.findings.rows(
        f"lie in the hour that clocks of {key} skip ({name}): an hour later is taken",
        [rows[at] for at in skipped],
    )
