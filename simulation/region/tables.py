"""The parts of a region as the bytes of its files, and back."""

import io
import zipfile
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulation.errors import RegionError
from simulation.region.parquet import table_from_bytes, table_to_bytes
from simulation.region.region import HOTSPOT, PLACE_KINDS, WAYPOINT, Places, Tracts
from simulation.units import Floats

_KINDS = PLACE_KINDS[:WAYPOINT]
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # no file remembers when it was written


def tracts_to_bytes(tracts: Tracts) -> bytes:
    """Return the Parquet table of tracts: id, and per ring its lon and lat."""
    rings = pa.list_(pa.list_(pa.float64()))
    table = pa.table(
        {
            "tract": pa.array(list(tracts.ids), pa.string()),
            "lon": pa.array(
                [[r[:, 0].tolist() for r in rings] for rings in tracts.polygons], rings
            ),
            "lat": pa.array(
                [[r[:, 1].tolist() for r in rings] for rings in tracts.polygons], rings
            ),
        }
    )
    return table_to_bytes(table)


def tracts_from_bytes(content: bytes) -> Tracts:
    """Return the tracts of a Parquet table."""
    table = table_from_bytes(content)
    parts = []
    for axis in ("lon", "lat"):
        column = table.column(axis).combine_chunks()
        ring_ends = _numbers(column.offsets)
        lists = column.values
        parts.append((ring_ends, _numbers(lists.offsets), _numbers(lists.values)))
    (tract_at, ring_at, lon), (tract_at_lat, ring_at_lat, lat) = parts
    if not (
        np.array_equal(tract_at, tract_at_lat) and np.array_equal(ring_at, ring_at_lat)
    ):
        raise RegionError("tracts.parquet: lon and lat differ in length.")
    points = np.column_stack((lon, lat))
    polygons = tuple(
        tuple(
            points[ring_at[ring] : ring_at[ring + 1]]
            for ring in range(tract_at[tract], tract_at[tract + 1])
        )
        for tract in range(table.num_rows)
    )
    if not all(rings and all(map(np.size, rings)) for rings in polygons):
        raise RegionError("tracts.parquet: a tract has no corners, expected some.")
    return Tracts(tuple(table.column("tract").to_pylist()), polygons)


def places_to_bytes(places: Places) -> bytes:
    """Return the Parquet table of places, in order of their numbers."""
    category = pa.array(places.category.tolist(), pa.string()).dictionary_encode()
    table = pa.table(
        {
            "place": pa.array(np.arange(len(places), dtype=np.int32)),
            "kind": pa.DictionaryArray.from_arrays(
                pa.array(places.kind.astype(np.int8)), pa.array(list(_KINDS))
            ),
            "tract": pa.array(places.tract.astype(np.int32)),
            "lon": pa.array(places.lon),
            "lat": pa.array(places.lat),
            "category": category,
            "source_id": pa.array(places.source_id.tolist(), pa.string()),
        }
    )
    return table_to_bytes(table)


def places_from_bytes(content: bytes, tracts: int) -> Places:
    """Return the places of a Parquet table.

    Raises
    ------
    RegionError
        If a value is missing, a kind or tract unknown, or the hotspots are not
        places 0 to `tracts` - 1, each in its own tract.
    """
    table = table_from_bytes(content)
    for name in ("kind", "tract", "lon", "lat", "category", "source_id"):
        if table.column(name).null_count:
            raise RegionError(f"places.parquet: {name} has empty cells, expected none.")
    kinds = _texts(table.column("kind").combine_chunks())
    kind = np.full(kinds.size, len(_KINDS), dtype=np.uint8)
    for code, label in enumerate(_KINDS):
        kind[kinds == label] = code
    places = Places(
        kind=kind,
        tract=_numbers(table.column("tract").combine_chunks()).astype(np.int64),
        lon=_numbers(table.column("lon").combine_chunks()).astype(np.float64),
        lat=_numbers(table.column("lat").combine_chunks()).astype(np.float64),
        category=_texts(table.column("category").combine_chunks()),
        source_id=_texts(table.column("source_id").combine_chunks()),
    )
    ordered = (
        bool((np.diff(kind.astype(np.int64)) >= 0).all())
        and int((kind == HOTSPOT).sum()) == tracts
        and np.array_equal(places.tract[:tracts], np.arange(tracts))
    )
    if not ordered or kind.max(initial=0) >= len(_KINDS):
        raise RegionError(
            f"places.parquet: expected {tracts} hotspots in order of their tracts, "
            "then producers, then consumers."
        )
    if not 0 <= places.tract.min(initial=0) <= places.tract.max(initial=0) < tracts:
        raise RegionError(
            f"places.parquet: a place is in tract {places.tract.max()}, "
            f"expected tracts 0 to {tracts - 1}."
        )
    return places


def matrix_to_bytes(matrix: Floats) -> bytes:
    """Return a matrix as an .npy file."""
    file = io.BytesIO()
    np.save(file, np.asarray(matrix, dtype="<f8"), allow_pickle=False)
    return file.getvalue()


def matrix_from_bytes(content: bytes) -> Floats:
    """Return the matrix of an .npy file."""
    matrix = np.load(io.BytesIO(content), allow_pickle=False)
    return np.asarray(matrix, dtype=np.float64)


def arrays_to_bytes(arrays: dict[str, NDArray[Any]]) -> bytes:
    """Return named arrays as an .npz file that is the same whenever it is made."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            member = io.BytesIO()
            np.save(member, arrays[name], allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=_FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, member.getvalue())
    return file.getvalue()


def arrays_from_bytes(content: bytes) -> dict[str, NDArray[Any]]:
    """Return the named arrays of an .npz file."""
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def _numbers(array: Any) -> NDArray[Any]:  # noqa: ANN401 -- pyarrow
    """Return numbers without nulls; `to_numpy` would import pandas."""
    return np.from_dlpack(array)


def _texts(array: Any) -> NDArray[np.str_]:  # noqa: ANN401 -- pyarrow
    """Return texts without nulls; `cast` would import pyarrow.compute."""
    words = array.dictionary if isinstance(array, pa.DictionaryArray) else array
    texts: NDArray[np.str_] = np.array(words.to_pylist(), dtype=np.str_)
    return texts if words is array else texts[_numbers(array.indices)]
