"""Couriers of any file as canonical columns: who, where, from when to when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from simulation.demand.importing.details import Rows
from simulation.demand.importing.findings import Findings
from simulation.demand.importing.guessing import Column, columns_of
from simulation.demand.importing.places import degrees_in, inside
from simulation.demand.importing.sheets import Sheet
from simulation.demand.importing.times import Reading, moments_of
from simulation.demand.importing.values import text_of
from simulation.errors import DemandError
from simulation.region.region import Region
from simulation.units import Floats

_DAY = timedelta(days=1)
_DAY_S = 86_400.0
_WEEK_S = 7 * _DAY_S  # no shift is of the first week of 1970
_MARKS = ("on", "off", "break_start", "break_end")
CLASS = "courier"  # of those whose class is not said


@dataclass(frozen=True)
class ImportedCouriers:
    """Shifts of couriers as understood, a row each."""

    sheet: Sheet
    columns: dict[str, Column]
    table: pa.Table  # id, class, lon, lat, on, off, break_start, break_end
    findings: Findings
    dropped: dict[int, str]

    @property
    def couriers(self) -> int:
        """How many there are."""
        return len(set(self.table["id"].to_pylist()))

    def most_at_once(self) -> int:
        """Return how many are on at the same time at most; all, without shifts."""
        if "on" not in self.table.column_names:
            return self.couriers
        changes = [(each, 1) for each in self.table["on"].to_pylist()]
        changes += [(each, -1) for each in self.table["off"].to_pylist()]
        there = np.cumsum([step for _, step in sorted(changes)])
        return int(there.max(initial=0))


def import_couriers(
    sheet: Sheet,
    region: Region,
    zone: ZoneInfo,
    days: Sequence[date],
    told: Mapping[str, str],
    order: str | None = None,
) -> ImportedCouriers:
    """Return the couriers of a sheet.

    Parameters
    ----------
    sheet
        The table.
    region
        Where they work.
    zone
        Of times that say none.
    days
        On each of which shifts without a day are worked.
    told
        Columns, see `columns_of`.
    order
        Of day and month, where told.

    Raises
    ------
    DemandError
        If no reading of the shifts is safe.
    """
    findings = Findings()
    sheet.tell(findings)
    columns = columns_of(sheet, told, findings, couriers=True)
    rows = Rows(sheet, findings)
    ids = _ids(rows, columns)
    marks = _shifts(
        rows, columns, Reading(str(sheet.path), zone, sheet.rows, findings, order)
    )
    texts = {"id": ids}
    if "class" in columns:
        texts["class"] = _classes(rows, columns["class"].name)
    points = _points(rows, columns, region)
    if not rows.kept.any():
        raise DemandError(f"{sheet.path}: no row is a courier, expected one or more.")
    table = _table(rows, texts, points, marks, (zone, days))
    return ImportedCouriers(sheet, columns, table, findings, rows.reasons)


def _ids(rows: Rows, columns: Mapping[str, Column]) -> list[str]:
    numbers = [f"row {number}" for number in rows.sheet.rows]
    if "id" not in columns:
        rows.findings.tell("no column holds ids: couriers are called by their rows")
        return numbers
    name = columns["id"].name
    ids = [text_of(each) for each in rows.sheet.columns[name]]
    empty = [at for at, each in enumerate(ids) if not each]
    rows.tell(empty, f"have no id in {name}: called by their rows")
    return [each or numbers[at] for at, each in enumerate(ids)]


def _classes(rows: Rows, name: str) -> list[str]:
    words = [text_of(each) for each in rows.sheet.columns[name]]
    empty = [at for at, each in enumerate(words) if not each]
    rows.tell(empty, f"have no class in {name}: {CLASS} is taken")
    return [each or CLASS for each in words]


def _shifts(
    rows: Rows, columns: Mapping[str, Column], reading: Reading
) -> dict[str, Floats]:
    """Return the marks of the shifts [s since 1970], or since midnight of no day.

    Shifts without a day have marks below a week; those that end before they begin
    end the next day.
    """
    if ("on" in columns) != ("off" in columns):
        has = "on" if "on" in columns else "off"
        other = "off" if has == "on" else "on"
        raise DemandError(
            f"{rows.sheet.path}: {columns[has].name} says when couriers are {has} and "
            f"no column when they are {other}, expected --map-couriers COLUMN={other}."
        )
    if "on" not in columns:
        rows.findings.tell("no column holds shifts: couriers are there all the time")
        return {}
    day = columns.get("day")
    days = None if day is None else rows.sheet.columns[day.name]
    marks: dict[str, Floats] = {}
    for role in _MARKS:
        if role in columns:
            marks[role] = _marks(rows, columns[role], days, reading)
    for role in ("on", "off"):
        which = np.isnan(marks[role])
        rows.drop(which, f"have no time in {columns[role].name}")
    daily = marks["on"] < _WEEK_S  # times of no day
    early = daily & (marks["off"] <= marks["on"])
    rows.tell(np.flatnonzero(early), "end on the next day")
    for role in ("off", "break_start", "break_end"):
        if role in marks:
            late = daily & (marks[role] < marks["on"]) if role != "off" else early
            marks[role] = np.where(late, marks[role] + _DAY_S, marks[role])
    rows.drop(marks["off"] <= marks["on"], "are off before on")
    rows.drop(marks["off"] - marks["on"] > _DAY_S, "are on for over a day")
    _check_breaks(rows, marks)
    return marks


def _marks(
    rows: Rows, column: Column, days: Sequence[Any] | None, reading: Reading
) -> Floats:
    """Return moments [s since 1970]; times of no day as seconds since midnight."""
    cells = rows.sheet.columns[column.name]
    found = moments_of(column.name, cells, reading, days=days)
    rows.tell(found.wrong.tolist(), f"are no times in {column.name}")
    rows.tell(found.timeless.tolist(), f"have a day and no time in {column.name}")
    values = found.time_s.copy()
    values[found.timeless] = np.nan
    values[found.dateless] = found.since_s[found.dateless]
    return values


def _check_breaks(rows: Rows, marks: dict[str, Floats]) -> None:
    """Leave out breaks that are not whole or not within the shift."""
    given = [name for name in ("break_start", "break_end") if name in marks]
    if len(given) == 1:
        rows.findings.tell(f"{given[0]} alone makes no break: not used")
        del marks[given[0]]
    if len(given) != 2:  # noqa: PLR2004
        return
    begin, end = marks["break_start"], marks["break_end"]
    none = np.isnan(begin) & np.isnan(end)
    right = (begin >= marks["on"]) & (begin < end) & (end <= marks["off"])
    rows.tell(
        np.flatnonzero(~none & ~right), "have a break outside the shift: left out"
    )
    marks["break_start"] = np.where(right, begin, np.nan)
    marks["break_end"] = np.where(right, end, np.nan)


def _points(
    rows: Rows, columns: Mapping[str, Column], region: Region
) -> dict[str, Floats]:
    """Return where couriers start; NaN of points outside the region.

    A place of the region is the point where it lies.
    """
    if "lon" not in columns or "lat" not in columns:
        return _named_places(rows, columns, region)
    lon, lat = (
        degrees_in(rows.sheet.columns[columns[name].name]) for name in ("lon", "lat")
    )
    outside = ~inside(region, lon, lat)
    said = f"start outside {region.name}: no place is kept"
    rows.tell(np.flatnonzero(outside), said)
    return {
        "lon": np.where(outside, np.nan, lon),
        "lat": np.where(outside, np.nan, lat),
    }


def _named_places(
    rows: Rows, columns: Mapping[str, Column], region: Region
) -> dict[str, Floats]:
    if "place" not in columns:
        return {}
    names = [text_of(each) for each in rows.sheet.columns[columns["place"].name]]
    numbers = region.places.numbers_by_id()
    at = [numbers.get(each) if each else None for each in names]
    unknown = [row for row, each in enumerate(at) if each is None]
    said = f"have no place of {region.name} in {columns['place'].name}: none is kept"
    rows.tell(unknown, said)
    return {
        name: np.array([np.nan if each is None else values[each] for each in at])
        for name, values in (("lon", region.places.lon), ("lat", region.places.lat))
    }


def _table(
    rows: Rows,
    texts: Mapping[str, Sequence[str]],
    points: Mapping[str, Floats],
    marks: Mapping[str, Floats],
    when: tuple[ZoneInfo, Sequence[date]],
) -> pa.Table:
    """Return the canonical columns; shifts without a day are there on every day."""
    zone, days = when
    written: list[tuple[int, date | None]] = []
    daily = 0
    for at in np.flatnonzero(rows.kept).tolist():
        dated = not marks or marks["on"][at] > _WEEK_S
        daily += not dated
        written += [(at, None)] if dated else [(at, day) for day in days]
    if daily:
        rows.findings.tell(
            f"{daily:,} shifts without a day are there on every day of the orders "
            f"({len(days):,})"
        )
    index = [at for at, _ in written]
    columns: dict[str, pa.Array] = {
        name: pa.array([values[at] for at in index]) for name, values in texts.items()
    }
    for name, values in points.items():
        columns[name] = pa.array(values[index], mask=np.isnan(values[index]))
    for name, values in marks.items():
        moments = [_moment(float(values[at]), day, zone) for at, day in written]
        columns[name] = pa.array(moments, pa.timestamp("s", tz=zone.key))
    return pa.table(columns)


def _moment(mark_s: float, day: date | None, zone: ZoneInfo) -> datetime | None:
    if np.isnan(mark_s):
        return None
    if day is None:
        return datetime.fromtimestamp(mark_s, UTC)
    shown = datetime(day.year, day.month, day.day) + timedelta(seconds=mark_s)  # noqa: DTZ001
    return shown.replace(tzinfo=zone)


def days_between(first: datetime, last: datetime) -> list[date]:
    """Return the days from a moment to another, both of them included."""
    count = (last.date() - first.date()).days + 1
    return [first.date() + _DAY * each for each in range(count)]
