"""The folder of an import: orders, couriers, a scenario, what was understood."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.demand.importing.couriers import ImportedCouriers
from simulation.demand.importing.guessing import Column
from simulation.demand.importing.orders import Imported
from simulation.demand.importing.sheets import Sheet
from simulation.errors import DemandError
from simulation.folders import new_folder

ORDERS, COURIERS, SCENARIO = "orders.parquet", "couriers.csv", "scenario.toml"
DOCUMENT, DROPPED = "import.json", "dropped.csv"


@dataclass(frozen=True)
class Written:
    """What an import comes to, before it is written."""

    orders: Imported
    couriers: ImportedCouriers | None
    region: str  # as a scenario names it
    region_why: str  # why it is that one
    zone_why: str


def document_of(written: Written) -> dict[str, Any]:
    """Return what was understood, as ``import.json`` holds it."""
    orders, placed = written.orders, written.orders.placed()
    document: dict[str, Any] = {
        "orders": {
            **_of_sheet(orders.sheet, orders.columns),
            "count": orders.orders,
            "first": _said(placed[0]),
            "last": _said(placed[-1]),
            "dropped": orders.findings.dropped,
            "findings": [each.as_json() for each in orders.findings.every],
        },
        "time_zone": None
        if orders.zone is None
        else {"name": orders.zone.key, "why": written.zone_why},
        "region": {"name": written.region, "why": written.region_why},
    }
    if orders.order is not None:
        document["orders"]["dates"] = orders.order
    if written.couriers is not None:
        couriers = written.couriers
        document["couriers"] = {
            **_of_sheet(couriers.sheet, couriers.columns),
            "count": couriers.couriers,
            "shifts": couriers.table.num_rows,
            "most_at_once": couriers.most_at_once(),
            "dropped": couriers.findings.dropped,
            "findings": [each.as_json() for each in couriers.findings.every],
        }
    return document


def _of_sheet(sheet: Sheet, columns: Mapping[str, Column]) -> dict[str, Any]:
    return {
        "file": sheet.path.name,
        "sha256": hashlib.sha256(sheet.path.read_bytes()).hexdigest(),
        "read_as": sheet.read_as,
        "rows": sheet.count,
        "columns": {
            role: {"column": each.name, "why": each.why}
            for role, each in columns.items()
        },
    }


def _said(moment: object) -> object:
    return moment.isoformat() if isinstance(moment, datetime) else moment


def write_import(folder: Path, written: Written) -> None:
    """Write the folder, whole or not at all.

    Raises
    ------
    DemandError
        If it exists, or cannot be written.
    """
    with new_folder(folder, DemandError) as draft:
        pq.write_table(written.orders.table, draft / ORDERS, compression="zstd")
        if written.couriers is not None:
            text = _csv(written.couriers.table)
            (draft / COURIERS).write_text(text, encoding="utf-8")
        text = scenario_text(written)
        (draft / SCENARIO).write_text(text, encoding="utf-8")
        text = json.dumps(document_of(written), indent=2, ensure_ascii=False)
        (draft / DOCUMENT).write_text(f"{text}\n", encoding="utf-8")
        if written.orders.findings.dropped:
            (draft / DROPPED).write_text(_dropped(written.orders), encoding="utf-8")


def scenario_text(written: Written) -> str:
    """Return a scenario that runs as it stands: every order driven directly."""
    orders, placed = written.orders, written.orders.placed()
    zone = "" if orders.zone is None else f" ({orders.zone.key})"
    first, last = (_said(each) for each in (placed[0], placed[-1]))
    name = _plain(orders.sheet.path.name)
    lines = [
        f"# What did the {orders.orders:,} orders of {name} take?",
        f"# Placed from {first} to {last}{zone}; what was understood: {DOCUMENT}.",
        "",
        f"region = {json.dumps(written.region, ensure_ascii=False)}",
        *_promise(orders.table),
        "",
        "[demand]",
        'profile = "trace"',
        f'trace_file = "{ORDERS}"',
        "",
        "[service]",
        'mode = "direct" # one vehicle all the way; "stacked" carries several orders',
        "",
        "[report]",
        f"window_min = [0, {_span_min(placed)}] # from the first order to the last",
    ]
    room: list[str] = []
    if "seats" in orders.table.column_names:
        most = max(orders.table["seats"].to_pylist())
        room = [f"capacity = {most} # seats of the largest order"] if most > 1 else []
    fleet = [*_fleet(written.couriers), *room]
    if fleet:
        lines += ["", "[fleet.peripheral]", *fleet]
    for name in _classes(written.couriers):
        quoted = json.dumps(name, ensure_ascii=False)
        lines += [
            "",
            f"[fleet.classes.{quoted}] # cost_per_hour, cost_per_km: yours",
            "speed_factor = 1.0",
            *room,
        ]
    return "\n".join(lines) + "\n"


def _fleet(couriers: ImportedCouriers | None) -> list[str]:
    """Return the keys of couriers: their shifts, or their number without any."""
    if couriers is None:
        return []
    most = max(1, couriers.most_at_once())
    if "on" not in couriers.table.column_names:
        return [f"size = {most} # couriers of {COURIERS}, who say no shifts"]
    return [f'shift_file = "{COURIERS}" # {most} on at once at most']


def _classes(couriers: ImportedCouriers | None) -> list[str]:
    """Return the classes of couriers that work in shifts."""
    if couriers is None or not {"class", "on"} <= set(couriers.table.column_names):
        return []
    return sorted(set(couriers.table["class"].to_pylist()))


def _promise(table: pa.Table) -> list[str]:
    """Return the key of the promise, where orders have one: their median."""
    names = table.column_names
    if "promise_s" in names:
        spans = table["promise_s"].to_pylist()
    elif "due" in names or "due_s" in names:
        due, placed = ("due", "placed") if "due" in names else ("due_s", "placed_s")
        ends = zip(table[due].to_pylist(), table[placed].to_pylist(), strict=True)
        spans = [
            (end - begin).total_seconds() if isinstance(end, datetime) else end - begin
            for end, begin in ends
        ]
    else:
        return []
    return [f"promise_s = {median(spans):g} # the median of the orders' own"]


def _plain(name: str) -> str:
    return "".join(each for each in name if each.isprintable())


def _span_min(placed: list[Any]) -> int:
    first, last = placed[0], placed[-1]
    seconds = (last - first).total_seconds() if isinstance(first, datetime) else last
    return int(seconds // 60) + 1


def _csv(table: pa.Table) -> str:
    """Return a table as CSV, times with their offsets."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        writer.writerow(["" if each is None else _said(each) for each in row])
    return buffer.getvalue()


def _dropped(orders: Imported) -> str:
    """Return the rows that were dropped, as they stand in the file, and why."""
    sheet = orders.sheet
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["row", "why", *sheet.names])
    dropped = [
        (sheet.rows[at], why, [sheet.columns[name][at] for name in sheet.names])
        for at, why in orders.dropped.items()
    ]
    dropped += [(row, sheet.why_odd, cells) for row, cells in sheet.odd]
    for row, why, cells in sorted(dropped, key=lambda each: each[0]):
        shown = ["" if each is None else _said(each) for each in cells]
        writer.writerow([row, why, *shown])
    return buffer.getvalue()
