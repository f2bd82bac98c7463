"""What a file says of orders beyond when and where: ready, due, doors, room, ids."""

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulation.demand.columns import (
    OF_DETAILS,
    cell_of,
    filled,
    listed_columns,
    numbers,
    refuse,
    seconds_after,
    texts,
)
from simulation.demand.orders import wrong_details
from simulation.errors import DemandError
from simulation.units import Floats, Ints, on_time_grid

_SPANS = ("preparation_s", "promise_s")  # from the start on
_WHOLE = ("seats", "priority")


def details_of(
    path: Path, table: pa.Table, start_s: Floats, zero: datetime | None
) -> dict[str, Any]:
    """Return the columns of `OF_DETAILS` that a table has, as `Orders` has them.

    Parameters
    ----------
    path, table
        The file, and its columns.
    start_s : (n,) array
        Starts, on the time grid.
    zero
        Time zero of starts that are clock times.

    Raises
    ------
    DemandError
        Naming the file, and the row counted from 1 after the header.
    """
    found: dict[str, Any] = {}
    for field, names in OF_DETAILS.items():
        given = [name for name in names if name in table.column_names]
        if len(given) > 1:
            raise DemandError(
                f"{path}: has both {given[0]} and {given[1]}, expected one of the two "
                f"columns (columns: {listed_columns(table)})."
            )
        if given:
            values = _values(path, table, given[0], start_s, zero)
            wrong, expected = wrong_details(field, values, start_s)
            if wrong.any():
                row = int(np.argmax(wrong))
                cell = cell_of(table[given[0]], row)
                refuse(path, row, f"{given[0]} is {cell}", expected)
            found[field] = values.astype(np.int64) if field in _WHOLE else values
    if "id" in table.column_names:
        found["ids"] = _ids(path, table)
    return found


def _values(
    path: Path, table: pa.Table, name: str, start_s: Floats, zero: datetime | None
) -> Floats:
    """Return a column as numbers or as seconds from time zero, (n,)."""
    column = table[name]
    clock = name in {"ready", "due", "cancelled"}
    timed = clock or name in {"ready_s", "due_s", "cancelled_s"}
    if timed and clock != (zero is not None):
        kind = "ISO times" if zero is not None else "seconds"
        other = name.removesuffix("_s") if zero is not None else f"{name}_s"
        raise DemandError(
            f"{path}: has {name}, but orders are placed in {kind}, expected {other} "
            f"(columns: {listed_columns(table)})."
        )
    rows: Ints = np.arange(start_s.size)
    if name in {"cancelled", "cancelled_s"}:  # an empty cell: never
        rows = np.flatnonzero(filled(column))
    if clock and zero is not None:
        return on_time_grid(seconds_after(path, column, name, zero, rows))
    values = np.full(start_s.size, np.nan)
    values[rows] = numbers(path, column.take(pa.array(rows)), name, rows)
    if name in _SPANS:
        wrong = values < 0
        if wrong.any():
            row = int(np.argmax(wrong))
            refuse(path, row, f"{name} is {cell_of(column, row)}", "0 s or more")
        values = start_s + values
    return values if name in _WHOLE else on_time_grid(values)


def _ids(path: Path, table: pa.Table) -> NDArray[np.str_]:
    """Return the ids of the orders (n,), each once."""
    ids = texts(path, table["id"], "id", "the id of an order")
    _, first = np.unique(ids, return_index=True)
    if first.size < ids.size:
        row = int(np.setdiff1d(np.arange(ids.size), first)[0])
        before = int(np.flatnonzero(ids == ids[row])[0])
        refuse(
            path,
            row,
            f"id is {str(ids[row])[:60]!r} as in row {before + 1}",
            "an id of its own",
        )
    return ids
