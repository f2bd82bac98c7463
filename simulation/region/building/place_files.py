"""Producers and consumers out of files: CSV, CSV.gz, Parquet, OpenStreetMap."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from simulation.errors import RegionError
from simulation.region.building.delimited import (
    IdError,
    TableFile,
    ids_of,
    plain,
    repeated,
    table_file,
    why_unread,
)
from simulation.region.building.street_files import read_tagged
from simulation.region.geometry import NOWHERE
from simulation.region.plane import MAX_PLANE_M, degrees_of_plane
from simulation.region.prepare import Points, joined
from simulation.specs import nearest, quoted
from simulation.units import Floats

if TYPE_CHECKING:
    from simulation.region.building.spec import PointsSpec

_ABSENT = pa.array(pa_csv.ConvertOptions().null_values)  # "", "NA", "null", "NaN", ...
_LARGEST_LAT = 90


def read_all(
    specs: "Sequence[PointsSpec]", role: str, folder: Path, counts: dict[str, int]
) -> Points:
    """Return the points of all files of one role, and count them.

    Where rows have no ids, their numbers are, after the file if there are several.

    Raises
    ------
    RegionError
        If a file is wrong (see `read_points`), or none holds a point.
    """
    tables: list[Points] = []
    without = 0
    for spec in specs:
        path = folder / spec.file
        if spec.is_osm:
            points, left_out = read_tagged(path, spec.tags or {})
            tables.append(points)
            for name, count in left_out.items():
                counts[f"{role}_{name}"] = counts.get(f"{role}_{name}", 0) + count
            continue
        points, unlocated = read_points(path, spec)
        if spec.id is None and len(specs) > 1:  # row 1 of which file?
            ids = [f"{spec.file}/{name}" for name in points.source_id.tolist()]
            points = replace(points, source_id=np.array(ids, dtype=np.str_))
        tables.append(points)
        without += unlocated
    together = joined(tables)
    if not len(together):
        raise RegionError(folder / specs[0].file, f"has no {role}", "1 or more points")
    counts[f"{role}_found"] = len(together) + without
    counts[f"{role}_without_coordinates"] = without
    return together


def read_points(path: Path, spec: "PointsSpec") -> tuple[Points, int]:
    """Return the points of a table, and how many rows have no coordinates.

    Raises
    ------
    RegionError
        If the file cannot be read, lacks a column or a category, an id is empty, or
        a coordinate is no number on the globe.
    """
    if path.is_dir():
        raise RegionError(path, "is a folder", "a table of points")
    if not path.is_file():
        raise RegionError(path, "no such file", "a table of points")
    axes = (spec.lon, spec.lat) if spec.x is None else (spec.x, str(spec.y))
    columns = set(axes)
    columns |= set() if spec.label is not None else {spec.category}
    columns |= set() if spec.id is None else {spec.id}
    try:
        file = table_file(path, columns)
        _require(file, columns)
        table = file.read(columns, others=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise RegionError(
            path, f"cannot be read as a table ({why_unread(error)})", "CSV or Parquet"
        ) from error
    unit = "degrees" if spec.x is None else "metres"
    lon, lat = _numbers(path, table, axes, unit)
    if spec.x is not None:
        lon, lat = _of_plane(path, axes, lon, lat)
    else:
        lon, lat = lon * spec.scale, lat * spec.scale
    category = (
        np.array(_words(table.column(spec.category)), dtype=np.str_)
        if spec.label is None
        else np.full(lon.size, spec.label)
    )
    row = np.arange(1, lon.size + 1)
    tract = np.full(lon.size, NOWHERE, dtype=np.int64)
    points = Points(lon, lat, category, row.astype(np.str_), tract, row=row)
    if spec.categories is not None:
        missing = sorted(set(spec.categories) - set(np.unique(category).tolist()))
        if missing:
            near = nearest(missing[0], np.unique(category).tolist())
            hint = f" (did you mean {near}?)" if near else ""
            raise RegionError(
                path,
                f"no row has the category {missing[0]} (categories)",
                f"one of the column {spec.category}{hint}",
            )
        points = points.chosen(np.isin(category, spec.categories))
    located = np.isfinite(points.lon) & np.isfinite(points.lat)
    without = int((~located).sum())
    points = points.chosen(located)
    _check_range(path, spec, points)
    return _with_ids(path, spec, points, table), without


def _require(file: TableFile, columns: Collection[str]) -> None:
    if not file.names:
        raise RegionError(file.path, "is empty", "a table of points")
    for name in sorted(set(columns) - set(file.names)):
        raise RegionError(
            file.path, f"has no column {name}", f"one of {', '.join(file.names)}"
        )
    twice = repeated([name for name in file.names if name in columns])
    if twice:
        raise RegionError(file.path, f"has the column {twice} twice", "once")


def _of_plane(
    path: Path, axes: Sequence[str], x_m: Floats, y_m: Floats
) -> tuple[Floats, Floats]:
    """Return the degrees (n,) that stand for places in metres, NaN where none are."""
    for name, values in zip(axes, (x_m, y_m), strict=True):
        wrong = np.abs(values) > MAX_PLANE_M
        if wrong.any():
            row = int(np.argmax(wrong))
            raise RegionError(
                f"{path}: row {row + 1}",
                f"{name} is {values[row]:g}",
                f"metres from {-MAX_PLANE_M:.0f} to {MAX_PLANE_M:.0f}",
            )
    lon, lat = np.full((2, x_m.size), np.nan)
    known = np.isfinite(x_m) & np.isfinite(y_m)
    lon[known], lat[known] = degrees_of_plane(x_m[known], y_m[known])
    return lon, lat


def _numbers(
    path: Path, table: pa.Table, names: Sequence[str], unit: str
) -> list[Floats]:
    """Return columns of numbers (n,), NaN where there is none.

    Raises
    ------
    RegionError
        Naming the first row that has something else in one of them.
    """
    columns: list[Floats] = []
    words: list[tuple[int, str, object]] = []
    for name in names:
        column = _without_absent(table.column(name))
        try:
            column = column.cast(pa.float64())
            columns.append(np.array(column.to_numpy(), dtype=np.float64))
        except pa.ArrowException:
            row, cell = _first_word(column)
            words.append((row, name, cell))
    if words:
        row, name, cell = min(words, key=lambda word: word[0])
        point = " with a decimal point" if "," in str(cell) else ""
        raise RegionError(
            f"{path}: row {row + 1}",
            f"{name} is {quoted(cell)}",
            f"{unit}{point}{' (WGS 84)' if unit == 'degrees' else ''}",
        )
    return columns


def _without_absent(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of texts without blanks, and null where nothing is meant."""
    column = plain(column)
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.string())  # true is no degree
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    column = pc.utf8_trim_whitespace(column.cast(pa.string()))
    absent = pc.is_in(column, value_set=_ABSENT)
    return pc.if_else(absent, pa.scalar(None, pa.string()), column)


def _first_word(column: pa.ChunkedArray) -> tuple[int, object]:
    """Return the first row that is no number, and what it holds."""
    for row, cell in enumerate(column):
        try:
            cell.cast(pa.float64())
        except pa.ArrowException:
            return row, cell.as_py()
    return 0, f"of the type {column.type}"


def _check_range(path: Path, spec: "PointsSpec", points: Points) -> None:
    wrong = np.flatnonzero(
        (np.abs(points.lon) > 180) | (np.abs(points.lat) > _LARGEST_LAT)  # noqa: PLR2004 -- degrees
    )
    if wrong.size and points.row is not None:
        first = int(wrong[0])
        lon, lat = points.lon[first], points.lat[first]
        turned = abs(lon) <= _LARGEST_LAT and abs(lat) <= 180  # noqa: PLR2004 -- degrees
        hint = " (lon and lat look swapped)" if turned else ""
        raise RegionError(
            f"{path}: row {points.row[first]}",
            f"the point is at {spec.lon} {lon}, {spec.lat} {lat}",
            f"degrees (WGS 84){hint}",
        )


def _with_ids(
    path: Path, spec: "PointsSpec", points: Points, table: pa.Table
) -> Points:
    """Return the points with the ids of their column, if there is one."""
    if spec.id is None or points.row is None or not len(points):
        return points
    try:
        texts = ids_of(plain(table.column(spec.id)).take(pa.array(points.row - 1)))
    except IdError as error:
        row = points.row[error.row]
        raise RegionError(
            f"{path}: row {row}", f"{spec.id} {error.said}", "the id of a place"
        ) from error
    return replace(points, source_id=np.array(texts, dtype=np.str_))


def _words(column: pa.ChunkedArray) -> list[str]:
    """Return categories as texts, empty where there is none."""
    return ["" if each is None else str(each).strip() for each in column.to_pylist()]
