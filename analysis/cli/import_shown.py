"""What an import understood, as a terminal shows it."""

from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console

from analysis.cli import cells
from analysis.words import counted

if TYPE_CHECKING:
    import pyarrow as pa

    from simulation.demand.importing.couriers import ImportedCouriers
    from simulation.demand.importing.folder import Written
    from simulation.demand.importing.orders import Imported

_FIRST = 3  # rows that are shown


def show_import(written: "Written") -> None:
    """Print how a file was read, its columns, first rows and span, what was noticed."""
    orders = written.orders
    console = Console(highlight=False)
    _show_file(console, orders)
    if orders.zone is None:
        cells.say("Times count from a zero of the file; there is no clock.")
    else:
        cells.say(f"Time zone: {orders.zone.key} ({written.zone_why}).")
    cells.head("First orders, as understood")
    _show_rows(console, orders.table)
    placed = orders.placed()
    cells.say("")
    cells.say(
        f"{counted(orders.orders, 'order')} of {counted(orders.sheet.count, 'row')}, "
        f"placed from {_said(placed[0])} to {_said(placed[-1])}"
        f"{_days(placed[0], placed[-1])}; region {written.region}."
    )
    _show_findings(orders)
    if written.couriers is not None:
        _show_couriers(console, written.couriers)
    cells.say("")


def _show_file(console: Console, read: "Imported | ImportedCouriers") -> None:
    sheet = read.sheet
    how = ", ".join(
        value if key == "format" else f"{key} {value}"
        for key, value in sheet.read_as.items()
    )
    cells.say(f"{sheet.path}: {how}, {counted(sheet.count, 'row')}.")
    cells.head("Columns")
    rows = [(role, each.name, each.why) for role, each in read.columns.items()]
    cells.show(console, ("is", "column", "known"), rows)


def _show_rows(console: Console, table: "pa.Table") -> None:
    """Print the first rows across: a line for each column."""
    first = table.slice(0, _FIRST)
    rows = [
        (name, *(_said(each) for each in column.to_pylist()))
        for name, column in zip(first.column_names, first.columns, strict=True)
    ]
    cells.show(console, ("", *(f"{at + 1}" for at in range(first.num_rows))), rows)


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _days(first: object, last: object) -> str:
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        return " s"
    return f" ({counted((last.date() - first.date()).days + 1, 'day')})"


def _show_findings(read: "Imported | ImportedCouriers") -> None:
    if read.findings.every:
        cells.head(f"Noticed ({counted(read.findings.dropped, 'row')} dropped)")
        for each in read.findings.every:
            cells.say(f"- {each}")


def _show_couriers(console: Console, couriers: "ImportedCouriers") -> None:
    cells.say("")
    _show_file(console, couriers)
    cells.head("First shifts, as understood")
    _show_rows(console, couriers.table)
    cells.say("")
    cells.say(
        f"{counted(couriers.couriers, 'courier')}, "
        f"{counted(couriers.table.num_rows, 'shift')}, "
        f"{couriers.most_at_once():,} on at the same time at most."
    )
    _show_findings(couriers)
