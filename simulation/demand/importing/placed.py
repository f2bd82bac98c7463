"""When orders of a file were placed: the one column that no order is without."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from simulation.demand.importing.clocks import read_clock
from simulation.demand.importing.details import Rows
from simulation.demand.importing.guessing import Column, unlike_its_name
from simulation.demand.importing.sheets import Sheet
from simulation.demand.importing.synonyms import is_in_utc
from simulation.demand.importing.times import Moments, Reading, moments_of
from simulation.errors import DemandError
from simulation.units import SECONDS_PER_DAY, Bools, Floats, Ints

_APART_S = 60 * SECONDS_PER_DAY  # a few orders so far from all others are slips
_FEW = 0.02
_LONG_S = 366 * SECONDS_PER_DAY


def placed_of(rows: Rows, columns: Mapping[str, Column], reading: Reading) -> Moments:
    """Return when orders were placed; rows without a time are dropped."""
    sheet = rows.sheet
    day = columns.get("placed_day")
    if "placed" not in columns:
        also = unlike_its_name(sheet, columns, "placed")
        also = f" ({day.name} has days without a time)" if day is not None else also
        raise DemandError(
            f"{sheet.path}: no column tells when orders were placed{also}, expected "
            f"--map COLUMN=placed (columns: {', '.join(sheet.names)[:160]})."
        )
    column = columns["placed"]
    cells = sheet.columns[column.name]
    days = None if day is None else sheet.columns[day.name]
    found = moments_of(column.name, cells, reading, days=days, unit_s=column.unit_s)
    others = [each for each in sheet.names if is_in_utc(each)]
    if others and column.name not in others and not found.relative:
        rows.findings.tell(
            f"{others[0]} says UTC and {column.name} does not: times without a zone "
            f"are read as of {reading.zone.key} (--zone UTC, if they are not)"
        )
    _check_placed(sheet, column.name, cells, found)
    empty = np.array([each is None for each in cells], dtype=np.bool_)
    rows.drop(empty, f"have no time in {column.name}")
    rows.drop(_mask(found.wrong, empty.size), f"are no times in {column.name}")
    rows.drop(_mask(found.dateless, empty.size), f"have no day in {column.name}")
    rows.drop(
        _mask(found.timeless, empty.size), f"have a day and no time in {column.name}"
    )
    if days is not None:
        _after_midnight(rows, found, days, reading.zone)
    if found.relative:
        rows.drop(found.time_s < 0, f"are before 0 in {column.name}")
        rows.findings.tell(
            f"{column.name} counts from a zero: there is no clock, and times are shown "
            "from the start"
        )
    rows.drop(
        _slips(found.time_s, rows.kept), f"lie far from all others in {column.name}"
    )
    return found


def _after_midnight(
    rows: Rows, found: Moments, days: Sequence[Any], zone: ZoneInfo
) -> None:
    """Move times after midnight to the next day, where a file has days of business.

    It has if its rows are in order of time but for those times, which stand below
    others of the same day that are over twelve hours later.
    """
    late = np.zeros(found.time_s.size, dtype=np.bool_)
    highest, day = -np.inf, None
    for at in np.flatnonzero(rows.kept & ~np.isnan(found.time_s)).tolist():
        if days[at] != day:
            highest, day = -np.inf, days[at]
        late[at] = highest - found.time_s[at] > SECONDS_PER_DAY / 2
        highest = max(highest, float(found.time_s[at]))
    moved = found.time_s.copy()
    for at in np.flatnonzero(late).tolist():
        shown = datetime.fromtimestamp(float(moved[at]), zone) + timedelta(days=1)
        moved[at] = shown.timestamp()
    known = moved[rows.kept & ~np.isnan(moved)]
    if late.any() and (np.diff(known) >= 0).all():
        found.time_s[late] = moved[late]
        rows.tell(
            np.flatnonzero(late).tolist(),
            "have times after midnight below later ones of the same day: of the next",
        )


def _mask(at: Ints, size: int) -> Bools:
    mask = np.zeros(size, dtype=np.bool_)
    mask[at] = True
    return mask


def _check_placed(
    sheet: Sheet, name: str, cells: Sequence[Any], found: Moments
) -> None:
    """Refuse a column of which most cells are no moments."""
    filled = sum(each is not None for each in cells)
    half = filled / 2
    if filled == 0:
        raise DemandError(
            f"{sheet.path}: {name} is empty in every row, expected times."
        )
    for at, said, expected in (
        (found.wrong, "no time", "such as 2026-11-20 18:05"),
        (found.dateless, "a time of day without a day", "a day, or a column of days"),
        (found.timeless, "a day without a time", "a time of day too"),
    ):
        if at.size > half:
            first = int(at[0])
            raise DemandError(
                f"{sheet.path}: {name} is {str(cells[first])[:60]!r} in row "
                f"{sheet.rows[first]}, {said}, as in {at.size:,} of {filled:,} rows, "
                f"expected {expected}."
            )
    if found.relative:
        return
    known = found.time_s[~np.isnan(found.time_s)]
    clocks = [each for each in cells if each is not None]
    if known.size > 1 and all(_at_midnight(each) for each in clocks):
        raise DemandError(
            f"{sheet.path}: {name} is midnight in every row, which is a day without a "
            "time, expected times of day."
        )


def _at_midnight(cell: object) -> bool:
    clock = read_clock(cell)
    return clock is not None and clock.time == timedelta(0)


def _slips(time_s: Floats, kept: Bools) -> Bools:
    """Return which moments lie far from all others: years of another century."""
    slips = np.zeros(time_s.size, dtype=np.bool_)
    known = np.flatnonzero(kept & ~np.isnan(time_s))
    if known.size < 3:  # noqa: PLR2004 - of two nobody tells which is the slip
        return slips
    order = known[np.argsort(time_s[known], kind="stable")]
    gaps = np.flatnonzero(np.diff(time_s[order]) > _APART_S)
    few = max(1, int(_FEW * known.size))
    for gap in gaps.tolist():
        if gap + 1 <= few:
            slips[order[: gap + 1]] = True
        elif known.size - gap - 1 <= few:
            slips[order[gap + 1 :]] = True
    return slips


def tell_span(rows: Rows, placed: Moments, zone: ZoneInfo) -> None:
    """Tell of orders that come over more than a year."""
    known = placed.time_s[rows.kept]
    if known.size > 2 and known.min() == known.max():  # noqa: PLR2004
        rows.findings.tell(
            "all orders are placed at one instant: have their times lost digits?"
        )
    if known.size and not placed.relative and known.max() - known.min() > _LONG_S:
        first, last = (
            datetime.fromtimestamp(float(each), zone)
            for each in (known.min(), known.max())
        )
        rows.findings.tell(
            f"orders come over more than a year, from {first:%Y-%m-%d} to "
            f"{last:%Y-%m-%d}: are days and months the right way round?"
        )
