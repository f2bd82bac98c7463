"""Producers and consumers out of tables: CSV, CSV.gz, Parquet."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from simulation.errors import RegionError
from simulation.region.geometry import NOWHERE
from simulation.region.prepare import Points
from simulation.specs import nearest, quoted

if TYPE_CHECKING:
    from simulation.region.spec import PointsSpec

_LONGEST_REASON = 100  # characters


def read_points(path: Path, spec: "PointsSpec") -> tuple[Points, int]:
    """Return the points of a table, and how many rows have no coordinates.

    Raises
    ------
    RegionError
        If the file cannot be read, lacks a column or a category, or a coordinate
        is no number on the globe.
    """
    if path.is_dir():
        raise RegionError(f"{path}: is a folder, expected a table of points.")
    if not path.is_file():
        raise RegionError(f"{path}: no such file, expected a table of points.")
    types = {spec.lon: pa.float64(), spec.lat: pa.float64()}
    if spec.label is None:
        types[spec.category] = pa.string()
    if spec.id is not None:
        types[spec.id] = pa.string()
    try:
        table = _read(path, types)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        _refuse_word(path, (spec.lon, spec.lat))
        raise RegionError(
            f"{path}: cannot be read as a table ({_why(error)}), "
            "expected CSV or Parquet."
        ) from error
    lon = table.column(spec.lon).to_numpy().astype(np.float64)
    lat = table.column(spec.lat).to_numpy().astype(np.float64)
    category = (
        _texts(table.column(spec.category))
        if spec.label is None
        else np.full(lon.size, spec.label)
    )
    source_id = (
        np.arange(1, lon.size + 1).astype(np.str_)
        if spec.id is None
        else _texts(table.column(spec.id))
    )
    tract = np.full(lon.size, NOWHERE, dtype=np.int64)
    points = Points(lon, lat, category, source_id, tract)
    if spec.categories is not None:
        missing = sorted(set(spec.categories) - set(np.unique(category).tolist()))
        if missing:
            near = nearest(missing[0], np.unique(category).tolist())
            hint = f" (did you mean {near}?)" if near else ""
            raise RegionError(
                f"{path}: no row has the category {missing[0]} (categories), "
                f"expected one of the column {spec.category}{hint}."
            )
        points = points.chosen(np.isin(category, spec.categories))
    located = np.isfinite(points.lon) & np.isfinite(points.lat)
    without = int((~located).sum())
    points = points.chosen(located)
    wrong = np.flatnonzero((np.abs(points.lon) > 180) | (np.abs(points.lat) > 90))  # noqa: PLR2004 -- degrees
    if wrong.size:
        first = int(wrong[0])
        raise RegionError(
            f"{path}: point {points.source_id[first]} is at {spec.lon} "
            f"{points.lon[first]}, {spec.lat} {points.lat[first]}, "
            "expected degrees (WGS 84)."
        )
    return points, without


def _read(path: Path, types: dict[str, pa.DataType]) -> pa.Table:
    """Return the columns of a table, each of its type."""
    if path.suffix == ".parquet":
        _require(path, pq.read_schema(path).names, types)
        table = pq.ParquetFile(path).read(columns=list(types))
        return table.select(list(types)).cast(pa.schema(list(types.items())))
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    with pa_csv.open_csv(path, parse_options=parse) as reader:
        _require(path, reader.schema.names, types)
    convert = pa_csv.ConvertOptions(column_types=types, include_columns=list(types))
    return pa_csv.read_csv(path, parse_options=parse, convert_options=convert)


def _require(path: Path, names: list[str], types: dict[str, pa.DataType]) -> None:
    for name in types:
        if name not in names:
            raise RegionError(
                f"{path}: has no column {name}, expected one of {', '.join(names)}."
            )


def _refuse_word(path: Path, columns: tuple[str, str]) -> None:
    """Name the first row, from 1, that has no number where a coordinate belongs.

    Says nothing where the table cannot be read for another reason.
    """
    try:
        table = _read(path, dict.fromkeys(columns, pa.string()))
        texts = [table.column(name).to_pylist() for name in columns]
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return
    csv = path.suffix != ".parquet"
    empty = {None, *(pa_csv.ConvertOptions().null_values if csv else ())}
    for row, cells in enumerate(zip(*texts, strict=True), 1):
        for name, cell in zip(columns, cells, strict=True):
            try:
                _ = cell in empty or pa.scalar(cell.strip()).cast(pa.float64())
            except pa.ArrowInvalid:
                raise RegionError(
                    f"{path}: row {row}: {name} is {quoted(cell)}, expected degrees "
                    "(WGS 84)."
                ) from None


def _texts(column: Any) -> "np.ndarray[Any, np.dtype[np.str_]]":  # noqa: ANN401 -- pyarrow
    return np.array(pc.fill_null(column, "").to_pylist(), dtype=np.str_)


def _why(error: Exception) -> str:
    """Return the beginning of a reason, without what a binary file left in it."""
    line = str(error).partition("\n")[0].rstrip(":")
    return "".join(filter(str.isprintable, line))[:_LONGEST_REASON].strip()
