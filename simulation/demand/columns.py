"""Columns of a file of orders, checked cell by cell."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from simulation.errors import DemandError
from simulation.region.building.delimited import (
    IdError,
    TableFile,
    ids_of,
    repeated,
    table_file,
    why_unread,
)
from simulation.units import Bools, Floats, Ints

# Of every group one column at most: the same thing in other words.
STARTS = ("start_s", "start", "placed_s", "placed")
OF_DETAILS = {
    "ready_s": ("ready_s", "ready", "preparation_s"),
    "due_s": ("due_s", "due", "promise_s"),
    "pickup_service_s": ("pickup_service_s",),
    "dropoff_service_s": ("dropoff_service_s",),
    "seats": ("seats",),
    "cancelled_s": ("cancelled_s", "cancelled"),
    "priority": ("priority",),
}
COLUMNS = (
    *STARTS,
    "id",
    *(name for names in OF_DETAILS.values() for name in names),
    *(
        f"{side}{suffix}"
        for side in ("producer", "consumer")
        for suffix in ("", "_lon", "_lat")
    ),
)


def read_table(path: Path, text_columns: Sequence[str] = COLUMNS) -> pa.Table:
    """Return the columns of a CSV or Parquet file, at least one row.

    The separator of a CSV is found in its header (see `separator_of`).

    Parameters
    ----------
    path
        The file.
    text_columns
        Columns of a CSV that are taken as texts; others are left as they are.

    Raises
    ------
    DemandError
        If the file is missing, a folder, empty, or neither CSV nor Parquet.
    """
    file = _opened(path, text_columns)
    try:
        table = file.read(text_columns, others=True)
    except (pa.ArrowException, OSError, ValueError) as cause:
        raise _unread(path, cause) from cause
    if table.num_rows == 0:
        raise DemandError(f"{path}: is empty, expected one row or more.")
    twice = repeated(table.column_names)
    if twice is not None:
        raise DemandError(f"{path}: has the column {twice} twice, expected once.")
    return table


def separator_of(path: Path) -> str | None:
    """Return what stands between the columns of a file of orders, None: Parquet."""
    return _opened(path, COLUMNS).separator


def _opened(path: Path, text_columns: Sequence[str]) -> TableFile:
    if path.is_dir():
        raise DemandError(f"{path}: is a folder, expected a CSV or Parquet file.")
    try:
        return table_file(path, text_columns)
    except FileNotFoundError:
        raise DemandError(
            f"{path}: no such file, expected a CSV or Parquet file."
        ) from None
    except (pa.ArrowException, OSError, ValueError) as cause:
        raise _unread(path, cause) from cause


def _unread(path: Path, cause: Exception) -> DemandError:
    return DemandError(
        f"{path}: cannot be read as CSV or Parquet ({why_unread(cause)})."
    )


def refuse(path: Path, row: int, given: str, expected: str) -> NoReturn:
    """Refuse one row (counted from 0) of the file.

    Raises
    ------
    DemandError
        Always.
    """
    raise DemandError(f"{path}: row {row + 1}: {given}, expected {expected}.")


def cell_of(column: pa.ChunkedArray, row: int) -> str:
    """Return one cell as a message shows it."""
    value = column[row].as_py()
    return "empty" if value is None or value == "" else str(value)[:60]


def numbers(
    path: Path, column: pa.ChunkedArray, name: str, rows: Ints | None = None
) -> Floats:
    """Return a column of finite numbers, (n,); `rows` are their numbers in the file.

    Raises
    ------
    DemandError
        Naming the first row that holds none.
    """
    try:
        values = np.array(column.cast(pa.float64()).to_numpy(), dtype=np.float64)
    except pa.ArrowException:
        values = np.array([_number(each) for each in column.to_pylist()])
    wrong = ~np.isfinite(values)
    if wrong.any():
        at = int(np.argmax(wrong))
        cell = cell_of(column, at)
        point = " with a decimal point" if "," in cell else ""
        row = at if rows is None else int(rows[at])
        refuse(path, row, f"{name} is {cell}", f"a finite number{point}")
    return values


def texts(
    path: Path,
    column: pa.ChunkedArray,
    name: str,
    expected: str = "the source id of a place",
) -> NDArray[np.str_]:
    """Return a column of ids as texts, (n,), as those of regions are read.

    Raises
    ------
    DemandError
        Naming the first row without one, and what is expected there.
    """
    try:
        return np.array(ids_of(column))
    except IdError as wrong:
        refuse(path, wrong.row, f"{name} {wrong.said}", expected)


def filled(column: pa.ChunkedArray) -> Bools:
    """Return which cells of a column are not empty, (n,)."""
    blank = pc.is_null(column, nan_is_null=True)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        nothing = pc.equal(pc.utf8_trim_whitespace(column), "")
        blank = pc.or_(blank, pc.fill_null(nothing, True))  # noqa: FBT003
    return ~np.asarray(blank.to_numpy(), dtype=np.bool_)


def seconds_since_zero(
    path: Path, column: pa.ChunkedArray, name: str
) -> tuple[Floats, datetime]:
    """Return seconds (n,) since the minute of the earliest time, and that minute.

    Raises
    ------
    DemandError
        Naming the first row that is no ISO time, or whose zone is of another
        kind than the first row's.
    """
    times = _moments(path, column, name, None)
    zero = min(times).replace(second=0, microsecond=0)
    return np.array([(each - zero).total_seconds() for each in times]), zero


def seconds_after(
    path: Path, column: pa.ChunkedArray, name: str, zero: datetime, rows: Ints
) -> Floats:
    """Return some rows' seconds after time zero; NaN in the others, (n,).

    Raises
    ------
    DemandError
        As `seconds_since_zero` does; the zone must be of the kind of `zero`.
    """
    values = np.full(len(column), np.nan)
    times = _moments(path, column.take(pa.array(rows)), name, zero, rows)
    values[rows] = [(each - zero).total_seconds() for each in times]
    return values


def _moments(
    path: Path,
    column: pa.ChunkedArray,
    name: str,
    like: datetime | None,
    rows: Ints | None = None,
) -> list[datetime]:
    """Return times whose zones are of one kind; `rows` are their numbers."""
    times: list[datetime] = []
    for at, value in enumerate(column.to_pylist()):
        moment = _moment(value)
        row = at if rows is None else int(rows[at])
        if moment is None:
            refuse(
                path,
                row,
                f"{name} is {cell_of(column, at)}",
                "an ISO time such as 2023-03-30T18:00:00",
            )
        like = moment if like is None else like
        if (moment.tzinfo is None) != (like.tzinfo is None):
            has = "no zone" if moment.tzinfo is None else "a zone"
            refuse(
                path,
                row,
                f"{name} is {cell_of(column, at)} with {has}",
                "a zone in every row or in none",
            )
        times.append(moment)
    return times


def _number(value: object) -> float:
    text = str(value)
    try:  # Python, not Arrow, would read 1_5 as 15
        return float("nan" if "_" in text else text)
    except ValueError:
        return float("nan")


def _moment(value: object) -> datetime | None:
    """Return a time, in UTC if it has a zone; None if it is none."""
    moment: object = value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    elif isinstance(value, date) and not isinstance(value, datetime):
        moment = datetime.combine(value, time())
    if not isinstance(moment, datetime):
        return None
    try:
        return moment if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def listed_columns(table: pa.Table) -> str:
    """Return the column names, cut short where they are none."""
    text = ", ".join(repr(name)[1:-1] for name in table.column_names)
    return text if len(text) <= 120 else text[:120] + "…"  # noqa: PLR2004
