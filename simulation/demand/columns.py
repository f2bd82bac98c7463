"""Columns of a file of orders, checked cell by cell."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from simulation.errors import DemandError
from simulation.specs import reason
from simulation.units import Floats

COLUMNS = (
    "start_s",
    "start",
    *(
        f"{side}{suffix}"
        for side in ("producer", "consumer")
        for suffix in ("", "_lon", "_lat")
    ),
)
_PARQUET_BEGINS = b"PAR1"
_LONGEST_HEADER = 10_000  # bytes looked at


def read_table(path: Path, text_columns: Sequence[str] = COLUMNS) -> pa.Table:
    """Return the columns of a CSV or Parquet file, at least one row.

    Parameters
    ----------
    path
        The file.
    text_columns
        Columns of a CSV that are taken as they are written.

    Raises
    ------
    DemandError
        If the file is missing, a folder, empty, neither CSV nor Parquet, or has
        its columns between semicolons.
    """
    if path.is_dir():
        raise DemandError(f"{path}: is a folder, expected a CSV or Parquet file.")
    try:
        with path.open("rb") as file:
            begins = file.readline(_LONGEST_HEADER)
        _refuse_semicolons(path, begins)
        table = _read(path, begins, text_columns) if begins else pa.table({})
    except FileNotFoundError:
        raise DemandError(
            f"{path}: no such file, expected a CSV or Parquet file of orders."
        ) from None
    except (pa.ArrowException, OSError, ValueError) as cause:
        # Arrow explains itself over several lines; the first one says it.
        arrow = isinstance(cause, pa.ArrowException)
        why = ((str(cause) if arrow else reason(cause)).splitlines() or ["?"])[0]
        raise DemandError(
            f"{path}: cannot be read as CSV or Parquet ({why[:160]})."
        ) from cause
    if table.num_rows == 0:
        raise DemandError(f"{path}: is empty, expected one order or more.")
    repeated = [n for n in table.column_names if table.column_names.count(n) > 1]
    if repeated:
        raise DemandError(f"{path}: has the column {repeated[0]} twice, expected once.")
    return table


def _read(path: Path, begins: bytes, text_columns: Sequence[str]) -> pa.Table:
    """Return a file's columns; those of CSV as text: 007 is a name, no number."""
    if begins.startswith(_PARQUET_BEGINS):
        return pyarrow.parquet.ParquetFile(path).read()
    return pyarrow.csv.read_csv(
        path,
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(text_columns, pa.string()),
            strings_can_be_null=False,
        ),
    )


def _refuse_semicolons(path: Path, begins: bytes) -> None:
    """Refuse a file whose first line is one column that holds semicolons."""
    header = begins.decode("utf-8-sig", errors="replace").strip()
    if ";" in header and "," not in header and header.isprintable():
        raise DemandError(
            f"{path}: has the header {header[:60]}, expected commas between columns, "
            "not semicolons."
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


def numbers(path: Path, column: pa.ChunkedArray, name: str) -> Floats:
    """Return a column of finite numbers, (n,).

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
        row = int(np.argmax(wrong))
        refuse(path, row, f"{name} is {cell_of(column, row)}", "a finite number")
    return values


def texts(path: Path, column: pa.ChunkedArray, name: str) -> NDArray[np.str_]:
    """Return a column of names, (n,); whole numbers are names too.

    Raises
    ------
    DemandError
        Naming the first row without one.
    """
    if pa.types.is_floating(column.type) or pa.types.is_nested(column.type):
        refuse(path, 0, f"{name} is {cell_of(column, 0)}", "the source id of a place")
    values = ["" if each is None else str(each).strip() for each in column.to_pylist()]
    if "" in values:
        refuse(path, values.index(""), f"{name} is empty", "the source id of a place")
    return np.array(values)


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
    times: list[datetime] = []
    for row, value in enumerate(column.to_pylist()):
        moment = _moment(value)
        if moment is None:
            refuse(
                path,
                row,
                f"{name} is {cell_of(column, row)}",
                "an ISO time such as 2023-03-30T18:00:00",
            )
        if times and (moment.tzinfo is None) != (times[0].tzinfo is None):
            has = "no zone" if moment.tzinfo is None else "a zone"
            refuse(
                path,
                row,
                f"{name} is {cell_of(column, row)} with {has}",
                "a zone in every row or in none",
            )
        times.append(moment)
    zero = min(times).replace(second=0, microsecond=0)
    return np.array([(each - zero).total_seconds() for each in times]), zero


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
