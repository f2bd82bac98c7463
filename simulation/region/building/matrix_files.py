"""Given matrices of times and metres between places. For building regions only."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from simulation.errors import NetworkError, RegionError
from simulation.region.building.delimited import (
    IdError,
    ids_of,
    plain,
    repeated,
    table_file,
    why_unread,
)
from simulation.region.checks import check_matrix
from simulation.region.geometry import haversine_m
from simulation.region.region import CONSUMER, HOTSPOT, PLACE_KINDS, Places
from simulation.region.routers import MatrixRouter
from simulation.units import Floats, Ints

_ID = "id"  # the column that names the rows


def hotspots_at_consumers(places: Places) -> Places:
    """Return the places, each hotspot at the consumer of its tract nearest to it.

    Matrices know no other points.
    """
    lon, lat = places.lon.copy(), places.lat.copy()
    for hotspot, at in enumerate(_stand_ins(places)):
        lon[hotspot], lat[hotspot] = places.lon[at], places.lat[at]
    return replace(places, lon=lon, lat=lat)


def matrix_router(times: Path, distances: Path, places: Places) -> MatrixRouter:
    """Return the router of two square tables, which name the places by their ids.

    Raises
    ------
    RegionError
        If a table cannot be read, is not square, or lacks a place.
    NetworkError
        If an entry is negative or no number, or not 0 to itself.
    """
    matrices = [_of_places(path, places) for path in (times, distances)]
    return MatrixRouter(matrices[0], matrices[1])


def _of_places(path: Path, places: Places) -> Floats:
    """Return the square table as a matrix over all places, in their order."""
    ids, matrix = read_square(path)
    rows = {name: row for row, name in enumerate(ids)}
    stand_ins = _stand_ins(places)
    asked = np.concatenate((stand_ins, np.arange(stand_ins.size, len(places))))
    names = places.source_id[asked].tolist()
    for name, at in zip(names, asked.tolist(), strict=True):
        if name not in rows:
            kind = PLACE_KINDS[places.kind[at]]
            raise RegionError(
                path, f"has no row of {kind} {name}", "one of every place"
            )
    order = np.array([rows[name] for name in names], dtype=np.int64)
    return matrix[np.ix_(order, order)]


def read_square(path: Path) -> tuple[list[str], Floats]:
    """Return the ids of a square table (n,), and its entries (n, n), row to column.

    The column ``id`` names the rows, the header the columns, in any order.

    Raises
    ------
    RegionError
        If it cannot be read or is not square.
    NetworkError
        If an entry is negative or no number, or not 0 to itself.
    """
    try:
        file = table_file(path, {_ID})
        twice = repeated(list(file.names))
        if _ID not in file.names or twice is not None:
            said = "has no column id" if twice is None else f"has {twice} twice"
            raise RegionError(path, said, "id and a column for every place")
        table = file.read({_ID}, others=True)
        ids = ids_of(plain(table.column(_ID)))
    except FileNotFoundError:
        raise RegionError(path, "no such file", "a square table") from None
    except IdError as error:
        raise RegionError(path, f"row {error.row + 1} {error.said}", "an id") from error
    except (pa.ArrowException, OSError, ValueError) as error:
        raise RegionError(
            path, f"cannot be read as a table ({why_unread(error)})", "CSV or Parquet"
        ) from error
    names = [name for name in table.column_names if name != _ID]
    if sorted(names) != sorted(ids):
        other = sorted(set(ids) ^ set(names))
        odd = f" ({other[0]} is not in both)" if other else ""
        raise RegionError(
            path,
            f"has {len(ids)} rows and {len(names)} columns of places{odd}",
            "a row and a column for each",
        )
    matrix = np.column_stack([_entries(path, table, name) for name in ids])
    try:
        check_matrix(str(path), matrix, ids)
    except NetworkError as error:
        raise RegionError(str(error)) from error
    return ids, matrix


def _entries(path: Path, table: pa.Table, name: str) -> Floats:
    column = table.column(name)
    try:
        if pa.types.is_binary(column.type):
            column = column.cast(pa.string())
        cells = column.cast(pa.float64()).to_pylist()
    except pa.ArrowException as error:
        raise RegionError(
            path, f"column {name} has a cell that is no number", "numbers"
        ) from error
    return np.array([np.nan if each is None else each for each in cells])


def _stand_ins(places: Places) -> Ints:
    """Return the consumer at which each hotspot stands, (H,)."""
    found = []
    for hotspot in np.flatnonzero(places.kind == HOTSPOT).tolist():
        own = np.flatnonzero((places.kind == CONSUMER) & (places.tract == hotspot))
        if not own.size:
            raise RegionError(
                f"tract {places.source_id[hotspot]} has no consumers, expected some: "
                "a matrix knows no other points, and its hotspot stands at one of "
                'them (tracts.without_consumers = "leave_out").'
            )
        away_m = haversine_m(
            places.lon[own], places.lat[own], places.lon[hotspot], places.lat[hotspot]
        )
        found.append(int(own[np.argmin(away_m)]))
    return np.array(found, dtype=np.int64)
