"""Rosters of a run, from patterns of shifts or from a file of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from simulation.assemble.prepared import Prepared
from simulation.demand.clocks import elapsed_s
from simulation.demand.columns import (
    filled,
    numbers,
    read_table,
    refuse,
    seconds_after,
    texts,
)
from simulation.dispatch.roster import LAST_S, Roster, Shift, days_of, in_turn
from simulation.errors import DemandError
from simulation.region.region import Region
from simulation.scenario.fleet import PoolSpec
from simulation.scenario.shifts import patterns_of
from simulation.units import Floats, on_time_grid

_COLUMNS = ("id", "class", "place", "on", "off", "break_start", "break_end")
_POINT = ("lon", "lat")
_SECONDS = ("on_s", "off_s", "break_start_s", "break_end_s")
Breaks = tuple[tuple[float, float], ...]
Starts = Callable[[int], Sequence[int]]  # places where so many vehicles begin


def roster_of(
    spec: PoolSpec,
    pools: Mapping[str | None, int],
    last_s: float,
    starts: Starts,
    prepared: Prepared,
) -> Roster | None:
    """Return who works when; ``None`` where nobody works in shifts.

    Parameters
    ----------
    spec
        The pool's keys.
    pools
        Numbers in the log by class; ``None`` for the pool's own.
    last_s
        Until when there are orders: the patterns cover the time from zero on.
    starts
        Where vehicles begin whose place is not said.
    prepared
        Its region has the places that files name, its clock their times; a file is
        read once.
    """
    if not spec.by_shifts:
        return None
    file, zero = spec.shift_file, prepared.time_zero
    if file is not None:
        rows = prepared.once(
            ("shifts", file), lambda: _rows_of(Path(file), prepared.region, zero)
        )
        shifts = list(_of_rows(Path(file), rows, pools, starts))
    else:
        shifts = list(_of_patterns(spec.shifts, pools, last_s, starts, zero))
    last_call_s = float(on_time_grid(spec.last_call_s))
    return Roster(in_turn(shifts), last_call_s)


def _of_patterns(
    given: Sequence[str],
    pools: Mapping[str | None, int],
    last_s: float,
    starts: Starts,
    zero: datetime | None,
) -> Iterator[Shift]:
    """Yield the shifts of patterns that begin while there are orders.

    A shift has its times of day on days on which clocks change too.
    """
    first_s = 0.0
    if zero is not None:
        midnight = zero.replace(hour=0, minute=0, second=0, microsecond=0)
        shown = zero.replace(tzinfo=None) - midnight.replace(tzinfo=None)
        first_s = shown.total_seconds()

    def since_zero(shown_s: float) -> float:
        if zero is None:
            return float(shown_s)
        return elapsed_s(zero, midnight + timedelta(seconds=shown_s))

    for pattern in patterns_of(given):
        places, pool = starts(pattern.vehicles), pools[pattern.of_class]
        for day_s in days_of(*pattern.span_s, first_s, first_s + last_s):
            (on_s, off_s), *rest = [
                tuple(max(0.0, since_zero(day_s + shown_s)) for shown_s in span_s)
                for span_s in (pattern.span_s, *pattern.breaks)
            ]
            breaks = tuple((begin, end) for begin, end in rest if end > begin)
            for place in places:
                yield Shift(on_s, off_s, place, pool, breaks)


def _of_rows(
    path: Path,
    rows: Sequence["_Row"],
    pools: Mapping[str | None, int],
    starts: Starts,
) -> Iterator[Shift]:
    """Yield the shifts of a file, a row each; those over by time zero are left out.

    Raises
    ------
    DemandError
        If the class of one is none.
    """
    unsaid = starts(len(rows))
    for row, (on, off, of_class, place, breaks) in enumerate(rows):
        if of_class not in pools:
            known = ", ".join(name for name in pools if name is not None) or "none"
            expected = f"a class of fleet.classes ({known})"
            refuse(path, row, f"class is {of_class!r}", expected)
        if off > 0:
            where = unsaid[row] if place is None else place
            yield Shift(max(0.0, on), off, where, pools[of_class], breaks)


class _Row(NamedTuple):
    """What a row of a file says of a shift."""

    on_s: float
    off_s: float
    of_class: str | None
    place: int | None
    breaks: Breaks


def _rows_of(path: Path, region: Region, zero: datetime | None) -> list[_Row]:
    """Return what a file of shifts says, by row.

    Raises
    ------
    DemandError
        Naming the file and the row.
    """
    table = read_table(path, (*_COLUMNS, *_SECONDS, *_POINT))
    on_s, off_s = (_times(path, table, name, zero) for name in ("on", "off"))
    begin_s, end_s = (
        _times(path, table, f"break_{end}", zero) for end in ("start", "end")
    )
    if (begin_s is None) != (end_s is None):
        raise DemandError(f"{path}: has one end of breaks, expected both or none.")
    if on_s is None or off_s is None:
        name = "on" if on_s is None else "off"
        raise DemandError(
            f"{path}: has neither {name} nor {name}_s, expected one of the two."
        )
    classes = _texts(path, table, "class")
    places = _places(path, table, region)
    rows = []
    for row in range(table.num_rows):
        on, off = _span(path, row, float(on_s[row]), float(off_s[row]))
        breaks: Breaks = ()
        if begin_s is not None and end_s is not None:
            breaks = _breaks(path, row, (on, off), (begin_s[row], end_s[row]))
        rows.append(_Row(on, off, classes[row], places[row], breaks))
    return rows


def _span(path: Path, row: int, on: float, off: float) -> tuple[float, float]:
    """Return the ends of a shift [s], if they can be."""
    if np.isnan(on) or np.isnan(off):
        refuse(path, row, "on or off is empty", "both of a shift")
    if not on < off:
        refuse(path, row, f"off is {off - on:g} s after on", "more than 0 s")
    if off > LAST_S:
        refuse(path, row, f"off is {off:g} s from time zero", f"up to {LAST_S:g}")
    return on, off


def _breaks(
    path: Path, row: int, shift_s: tuple[float, float], break_s: tuple[float, float]
) -> Breaks:
    """Return the break of a row with its two ends [s], if there is one."""
    (on, off), (begin, end) = shift_s, break_s
    if np.isnan(begin) != np.isnan(end):
        refuse(path, row, "has one end of a break", "both or none")
    if not np.isnan(begin) and not on <= begin < end <= off:
        refuse(path, row, "has a break outside its shift", "one within it")
    return ((max(0.0, float(begin)), float(end)),) if end > 0 else ()


def _times(
    path: Path, table: pa.Table, name: str, zero: datetime | None
) -> Floats | None:
    """Return times (n,) [s] since time zero of a column; None if there is none.

    NaN where a cell is empty.
    """
    seconds = f"{name}_s"
    if seconds in table.column_names:
        rows = np.flatnonzero(filled(table[seconds]))
        values = np.full(table.num_rows, np.nan)
        given = table[seconds].take(pa.array(rows))
        values[rows] = numbers(path, given, seconds, rows)
        return on_time_grid(values)
    if name not in table.column_names:
        return None
    if zero is None:
        raise DemandError(
            f"{path}: {name} has times of a clock and the orders have none, expected "
            f"{name}_s, seconds from time zero."
        )
    rows = np.flatnonzero(filled(table[name]))
    return on_time_grid(seconds_after(path, table[name], name, zero, rows))


def _texts(path: Path, table: pa.Table, name: str) -> list[str | None]:
    """Return the texts of a column, by row; None for none."""
    found: list[str | None] = [None] * table.num_rows
    if name in table.column_names:
        rows = np.flatnonzero(filled(table[name]))
        given = texts(path, table[name].take(pa.array(rows)), name)
        for row, text in zip(rows.tolist(), given.tolist(), strict=True):
            found[row] = text
    return found


def _places(path: Path, table: pa.Table, region: Region) -> list[int | None]:
    """Return where vehicles begin: a place by its id, or the nearest to a point."""
    places = region.places
    number = places.numbers_by_id()
    found: list[int | None] = []
    for row, name in enumerate(_texts(path, table, "place")):
        if name is not None and name not in number:
            refuse(path, row, f"place is {name!r}", f"a place of region {region.name}")
        found.append(None if name is None else number[name])
    if set(_POINT) <= set(table.column_names):
        there = filled(table["lon"]) & filled(table["lat"])
        there &= np.array([place is None for place in found])
        rows = np.flatnonzero(there)
        lon, lat = (
            numbers(path, table[name].take(pa.array(rows)), name, rows)
            for name in _POINT
        )
        for row, east, north in zip(rows.tolist(), lon, lat, strict=True):
            shrunk = np.cos(np.radians(north))
            apart = np.hypot((places.lon - east) * shrunk, places.lat - north)
            found[row] = int(apart.argmin())
    return found
