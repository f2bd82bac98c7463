"""Couriers of any file as canonical columns: who, where, from when to when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from simulation.demand.importing.details import Rows
from simulation.demand.importing.findings import Findings
from simulation.demand.importing.guessing import Column, columns_of
from simulation.demand.importing.places import degrees_in, inside
from simulation.demand.importing.sheets import Sheet
from simulation.demand.importing.shift_times import (
    WEEK_S,
    Shifts,
    check_span,
    in_two_columns,
    overlapping,
    shifts_of,
)
from simulation.demand.importing.times import Reading
from simulation.demand.importing.values import number_of, text_of, unlike
from simulation.errors import DemandError
from simulation.region.region import Region
from simulation.units import SECONDS_PER_DAY, Floats

_DAY = timedelta(days=1)
_MOST = 10_000  # couriers of a row
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
    span: tuple[datetime, datetime],
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
    span
        Of the first order and the last: on all days of it shifts without a day are
        worked.
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
    sheet, ends = in_two_columns(sheet)
    columns = columns_of(sheet, {**ends, **told}, findings, couriers=True)
    rows = Rows(sheet, findings)
    rows.without_repeats(named="id" in columns)
    counted = "count" in columns
    if counted:
        rows = _as_many(rows, columns["count"].name)
        sheet = rows.sheet
    ids = _ids(rows, columns)
    ids = unlike(ids) if counted else ids
    shifts = shifts_of(
        rows, columns, Reading(str(sheet.path), zone, sheet.rows, findings, order)
    )
    texts = {"id": ids}
    if "class" in columns:
        texts["class"] = _classes(rows, columns["class"].name)
    points = _points(rows, columns, region)
    if not rows.kept.any():
        raise DemandError(f"{sheet.path}: no row is a courier, expected one or more.")
    table = _table(rows, texts, points, shifts, (zone, span))
    check_span(sheet, table, span)
    return ImportedCouriers(sheet, columns, table, findings, rows.reasons)


def _as_many(rows: Rows, name: str) -> Rows:
    """Return rows as often as a column counts, those that are kept."""
    counts = np.array([number_of(each) or 0.0 for each in rows.sheet.columns[name]])
    none = (counts < 1) | (counts > _MOST) | (counts % 1 != 0)
    rows.drop(none, f"have no number of couriers in {name}")
    kept = np.flatnonzero(rows.kept)
    index = np.repeat(kept, counts[kept].astype(np.int64)).tolist()
    sheet = replace(
        rows.sheet,
        columns={
            each: [cells[at] for at in index]
            for each, cells in rows.sheet.columns.items()
        },
        rows=tuple(rows.sheet.rows[at] for at in index),
    )
    return Rows(sheet, rows.findings)


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
    spelt: dict[str, str] = {}  # the first of those alike but for capital letters
    found = [spelt.setdefault(each.casefold(), each) for each in words]
    alike = sorted({each for each, of in zip(words, found, strict=True) if each != of})
    if alike:
        taken = sorted({spelt[each.casefold()] for each in alike})
        rows.findings.tell(
            f"{name} has classes that differ in capital letters alone: "
            f"{', '.join(taken)} for {', '.join(alike)}"
        )
    return [each or CLASS for each in found]


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
    shifts: Shifts,
    when: tuple[ZoneInfo, tuple[datetime, datetime]],
) -> pa.Table:
    """Return the canonical columns; shifts without a day are there on every day.

    Or on every such weekday; and from the evening before on, where they go on until
    after the first order.
    """
    zone, (first, last) = when
    marks, days = shifts.marks, days_between(first, last)
    written: list[tuple[int, date | None]] = []
    daily = 0
    never = np.zeros(len(rows.sheet), dtype=np.bool_)
    for at in np.flatnonzero(rows.kept).tolist():
        if not marks or marks["on"][at] > WEEK_S:
            written.append((at, None))
            continue
        daily += 1
        weekday, off_s = shifts.weekdays[at], float(marks["off"][at])
        end = _moment(off_s, days[0] - _DAY, zone)
        before = [days[0] - _DAY] if end is not None and end > first else []
        theirs = [
            (at, day)
            for day in [*before, *days]
            if weekday is None or day.weekday() == weekday
        ]
        never[at] = not theirs
        written += theirs
    rows.drop(never, "are of a weekday without orders")
    if marks and not daily:
        far = (marks["off"] < first.timestamp() - SECONDS_PER_DAY) | (
            marks["on"] > last.timestamp() + SECONDS_PER_DAY
        )
        rows.tell(np.flatnonzero(far), "are of days without orders")
    if daily:
        rows.findings.tell(
            f"{daily:,} shift{'s' * (daily != 1)} without a day "
            f"{'are' if daily != 1 else 'is'} there on every day of the orders "
            f"({len(days):,})"
            + ", or every such weekday"
            * any(each is not None for each in shifts.weekdays)
        )
    index = [at for at, _ in written]
    columns: dict[str, pa.Array] = {
        name: pa.array([values[at] for at in index], pa.string())
        for name, values in texts.items()
    }
    for name, values in points.items():
        columns[name] = pa.array(values[index], mask=np.isnan(values[index]))
    for name, values in marks.items():
        moments = [_moment(float(values[at]), day, zone) for at, day in written]
        columns[name] = pa.array(moments, pa.timestamp("s", tz=zone.key))
    if marks:
        again = overlapping(columns, index)
        rows.tell(again, "overlap another shift of the same courier: two at once")
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
