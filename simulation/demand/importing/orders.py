"""Orders of any file as the canonical columns, and what was understood of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from simulation.demand.importing.details import Rows, details_of
from simulation.demand.importing.findings import Findings
from simulation.demand.importing.guessing import Column, columns_of
from simulation.demand.importing.placed import placed_of, tell_span
from simulation.demand.importing.places import SIDES, Ends, check_region, ends_of
from simulation.demand.importing.sheets import Sheet
from simulation.demand.importing.times import Moments, Reading
from simulation.demand.importing.values import text_of, unlike
from simulation.errors import DemandError
from simulation.region.region import Region
from simulation.units import Floats


@dataclass(frozen=True)
class Asked:
    """What a user says of a file beyond what stands in it."""

    told: Mapping[str, str] = field(default_factory=dict)  # columns, see `columns_of`
    order: str | None = None  # of day and month
    outside: str = "told"  # "drop": however many places lie outside


@dataclass(frozen=True)
class Imported:
    """Orders as understood."""

    sheet: Sheet
    columns: dict[str, Column]  # of the file, by canonical name
    table: pa.Table  # the canonical columns, in the order of the file
    zone: ZoneInfo | None  # None of times that count from a zero
    findings: Findings
    dropped: dict[int, str]  # why, by position of the row
    order: str | None  # of day and month, if there was one to find

    @property
    def orders(self) -> int:
        """How many orders there are."""
        return int(self.table.num_rows)

    def placed(self) -> list[Any]:
        """Return the moments in order: times in the zone, or seconds."""
        name = "placed" if self.zone is not None else "placed_s"
        return sorted(self.table[name].to_pylist())


def import_orders(
    sheet: Sheet, region: Region, zone: ZoneInfo, asked: Asked | None = None
) -> Imported:
    """Return the orders of a sheet.

    Parameters
    ----------
    sheet
        The table.
    region
        Where the orders are to be served.
    zone
        Of times that say none.
    asked
        What the user says.

    Raises
    ------
    DemandError
        Where no reading is safe: file, what was found, what is expected.
    """
    asked = asked or Asked()
    findings = Findings()
    sheet.tell(findings)
    columns = columns_of(sheet, asked.told, findings)
    rows = Rows(sheet, findings)
    rows.without_repeats(named="id" in columns)
    reading = Reading(str(sheet.path), zone, sheet.rows, findings, asked.order)
    placed = placed_of(rows, columns, reading)
    ends = [ends_of(sheet, columns, side, region, findings) for side in SIDES]
    _check_ends(rows, ends, region, anyway=asked.outside == "drop")
    tell_span(rows, placed, zone)
    reading = Reading(
        str(sheet.path), zone, sheet.rows, findings, asked.order or placed.order
    )
    details = details_of(rows, columns, reading, placed)
    ids = _ids(rows, columns)
    if not rows.kept.any():
        raise DemandError(
            f"{sheet.path}: none of its {len(sheet):,} rows is an order ("
            f"{_most_said(rows)}), expected one or more."
        )
    table = _table(rows, ids, placed, ends, details, zone)
    return Imported(
        sheet,
        columns,
        table,
        None if placed.relative else zone,
        findings,
        rows.reasons,
        placed.order,
    )


def _most_said(rows: Rows) -> str:
    said = list(rows.reasons.values())
    return max(set(said), key=said.count)


def _check_ends(
    rows: Rows, ends: Sequence[Ends], region: Region, *, anyway: bool
) -> None:
    """Drop orders whose places are not in the region."""
    check_region(rows.sheet, ends, region, anyway=anyway)
    for each in ends:
        for why in sorted(set(each.why) - {""}):
            rows.drop(np.array([said == why for said in each.why]), why)
    first, second = ends
    same = (first.lon == second.lon) & (first.lat == second.lat)
    if same.all():
        raise DemandError(
            f"{rows.sheet.path}: producer and consumer are at one point in every row, "
            "expected the columns of two places."
        )
    at = np.flatnonzero(same & rows.kept)
    rows.tell(at, "have producer and consumer at one point")


def _ids(rows: Rows, columns: Mapping[str, Column]) -> list[str]:
    """Return an id of each row, each once: the file's, or the number of the row."""
    sheet = rows.sheet
    numbers = [f"row {number}" for number in sheet.rows]
    if "id" not in columns:
        rows.findings.tell("no column holds ids: orders are called by their rows")
        return numbers
    name = columns["id"].name
    ids = [text_of(each) for each in sheet.columns[name]]
    empty = [at for at, each in enumerate(ids) if not each and rows.kept[at]]
    for at in empty:
        ids[at] = numbers[at]
    rows.tell(empty, f"have no id in {name}: called by their rows")
    kept = np.flatnonzero(rows.kept).tolist()
    found = unlike(ids[at] for at in kept)
    again = [at for at, each in zip(kept, found, strict=True) if ids[at] != each]
    for at, each in zip(kept, found, strict=True):
        ids[at] = each
    if len({each.casefold() for each in found}) < len(found):
        rows.findings.tell(
            f"{name} has ids that differ in capital letters alone: other orders"
        )
    rows.tell(
        again,
        f"have the id of an earlier row in {name}, but other cells: kept, with a "
        "number behind the id",
    )
    return ids


def _table(
    rows: Rows,
    ids: Sequence[str],
    placed: Moments,
    ends: Sequence[Ends],
    details: Mapping[str, Floats],
    zone: ZoneInfo,
) -> pa.Table:
    """Return the canonical columns of the rows that are kept."""
    kept = np.flatnonzero(rows.kept)
    columns: dict[str, pa.Array] = {"id": pa.array([ids[at] for at in kept.tolist()])}

    def timed(name: str, values: Floats) -> None:
        if placed.relative:
            columns[f"{name}_s"] = pa.array(values, mask=np.isnan(values))
            return
        moments = [
            None if np.isnan(each) else datetime.fromtimestamp(each, UTC)
            for each in values.tolist()
        ]
        columns[name] = pa.array(moments, pa.timestamp("us", tz=zone.key))

    timed("placed", placed.time_s[kept])
    for name, values in details.items():
        if name in {"ready", "due", "cancelled"}:
            timed(name, values[kept])
        elif name in {"seats", "priority"}:
            columns[name] = pa.array(values[kept].astype(np.int64))
        else:
            columns[name] = pa.array(values[kept])
    for side, each in zip(SIDES, ends, strict=True):
        if each.ids is not None:
            columns[side] = pa.array([each.ids[at] for at in kept.tolist()])
        else:
            columns[f"{side}_lon"] = pa.array(each.lon[kept])
            columns[f"{side}_lat"] = pa.array(each.lat[kept])
    return pa.table(columns)
