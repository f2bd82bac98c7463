"""Parquet files of a run: how they are read, and places as columns."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simulation.errors import RunError
from simulation.region.region import HOTSPOT, PLACE_KINDS, Places

PLACE_SCHEMA = pa.schema(
    [
        pa.field("place", pa.int32(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("tract", pa.string(), nullable=False),
        pa.field("lon", pa.float64(), nullable=False),
        pa.field("lat", pa.float64(), nullable=False),
        pa.field("source_id", pa.string()),
        pa.field("category", pa.string()),
    ]
)
Content = TypeVar("Content")
# How files are written: a checksum for each page is what readers look at.
WRITTEN: Final[dict[str, Any]] = {"compression": "zstd", "write_page_checksum": True}


def parquet_bytes(table: pa.Table) -> bytes:
    """Return a table as Parquet, with zstd and a checksum per page."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **WRITTEN)
    return buffer.getvalue()


def read_parquet(
    path: Path, content: bytes, convert: Callable[[pa.Table], Content]
) -> Content:
    """Return what `convert` makes of the content of a Parquet file.

    Raises
    ------
    RunError
        If it is damaged, or not what `convert` expects; `path` is named.
    """
    with parquet_file(path, content) as file:
        return convert(file.read())


@contextmanager
def parquet_file(path: Path, content: bytes | None = None) -> Iterator[pq.ParquetFile]:
    """Give a Parquet file, or one with this content, to be read in the block.

    Raises
    ------
    RunError
        If it is damaged, or not what the block expects; `path` is named.
    """
    source = path if content is None else pa.BufferReader(content)
    try:
        with pq.ParquetFile(source, page_checksum_verification=True) as file:
            yield file
    except RunError as error:
        raise RunError(path, str(error).removesuffix(".")) from error
    except (pa.ArrowException, OSError, TypeError, ValueError) as error:
        reason = str(error).strip().split("\n")[0].rstrip(".")
        raise RunError(
            path, f"is damaged ({reason})", "a run's Parquet file"
        ) from error


def places_to_arrow(places: Places, tract_ids: tuple[str, ...]) -> pa.Table:
    """Return the table of ``places.parquet``."""
    columns = [
        np.arange(len(places)),
        [PLACE_KINDS[kind] for kind in places.kind.tolist()],
        [tract_ids[tract] for tract in places.tract.tolist()],
        places.lon,
        places.lat,
        places.source_id.tolist(),
        places.category.tolist(),
    ]
    return table_of(columns, PLACE_SCHEMA)


def places_from_arrow(table: pa.Table) -> tuple[Places, tuple[str, ...]]:
    """Return the places and, by hotspot, the ids of the tracts."""
    if "category" not in table.column_names:  # a column that may be left out
        nothing = pa.array([""] * table.num_rows)
        table = table.append_column("category", nothing)
    table = fitted(table, PLACE_SCHEMA)
    number = table["place"].to_numpy()
    if not np.array_equal(number, np.arange(number.size)):
        raise RunError("the places are not numbered 0, 1, 2 and so on.")
    codes = {label: code for code, label in enumerate(PLACE_KINDS)}
    kinds = table["kind"].to_pylist()
    unknown = set(kinds) - set(codes)
    if unknown:
        raise RunError(
            f"a place is of kind {min(unknown)!r}, expected {', '.join(PLACE_KINDS)}."
        )
    kind = np.array([codes[label] for label in kinds], dtype=np.uint8)
    hotspots = int(np.count_nonzero(kind == HOTSPOT))
    tracts = table["tract"].to_pylist()
    hotspot_of = {tract: number for number, tract in enumerate(tracts[:hotspots])}
    if kind[:hotspots].any() or len(hotspot_of) != hotspots:
        raise RunError("the first places are not the hotspots, one for each tract.")
    strays = set(tracts) - set(hotspot_of)
    if strays:
        raise RunError(f"tract {min(strays)!r} has no hotspot, expected one.")
    places = Places(
        kind=kind,
        tract=np.array([hotspot_of[tract] for tract in tracts], dtype=np.int64),
        lon=np.array(table["lon"].to_numpy(), dtype=np.float64),
        lat=np.array(table["lat"].to_numpy(), dtype=np.float64),
        category=np.array(_texts(table["category"]), dtype=np.str_),
        source_id=np.array(_texts(table["source_id"]), dtype=np.str_),
    )
    return places, tuple(hotspot_of)


def table_of(columns: Sequence[object], schema: pa.Schema) -> pa.Table:
    """Return columns as a table, in the order of a schema."""
    arrays = [
        pa.array(column, each.type)
        for column, each in zip(columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return the columns of `schema` alone; a missing one or a null is refused."""
    for each in schema:
        if each.name not in table.column_names:
            raise RunError(f"has no column {each.name!r}, expected it.")
        if not each.nullable and table[each.name].null_count:
            raise RunError(f"column {each.name!r} has nulls, expected none.")
    types = pa.schema([pa.field(each.name, each.type) for each in schema])
    return table.select(schema.names).cast(types)


def _texts(column: pa.ChunkedArray) -> list[str]:
    return ["" if text is None else text for text in column.to_pylist()]
