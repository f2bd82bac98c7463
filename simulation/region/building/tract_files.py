"""Tracts out of vector files. For building regions only."""

import warnings
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import shapely

from simulation.errors import RegionError
from simulation.region.building.delimited import IdError, id_texts, why_unread
from simulation.region.building.grids import InnerTracts
from simulation.region.region import Tracts
from simulation.region.screening import check_extent, far_off
from simulation.specs import nearest
from simulation.units import METRES_PER_KM, Floats

_DECIMALS = 7  # of a degree: 1 cm
_WGS84 = 4326


def read_tracts(
    path: Path,
    layer: str | None,
    id_column: str,
    only: list[str] | None,
    *,
    far: str = "refuse",
) -> InnerTracts:
    """Return the tracts of a vector file in WGS 84.

    In the order of `only`, or of the file. Tracts far from all others are refused,
    or with `far` "keep" kept.

    Raises
    ------
    RegionError
        If the file cannot be read, has several layers and none is named, no tracts,
        no such column or coordinate system, a tract has no id, is unknown, named
        twice, no valid polygon, or lies off the globe or far from the others.
    """
    with warnings.catch_warnings():  # a warned-of shape is refused or closed
        warnings.simplefilter("ignore")
        values, geometry = _read(path, layer, id_column)
        rows = _by_id(path, id_column, values, only)
        ids = _asked(path, list(rows), id_column, only)
        taken = [rows[tract] for tract in ids]
        for tract, row in zip(ids, taken, strict=True):
            _check_degrees(geometry, row, f"{path}: tract {tract}")
        shapes = dict(zip(ids, geometry.iloc[taken].to_crs(_WGS84), strict=True))
        polygons = tuple(
            _rings(shapes[tract], f"{path}: tract {tract}") for tract in ids
        )
    inner = [shapes[tract].representative_point() for tract in ids]
    lon, lat = (np.array([getattr(each, axis) for each in inner]) for axis in "xy")
    if far != "keep":
        _refuse_far(path, ids, lon, lat)
    corners = np.concatenate([ring for rings in polygons for ring in rings])
    check_extent(f"{path}: the region", corners[:, 0], corners[:, 1], " (tracts.only)")
    return InnerTracts(
        Tracts(tuple(ids), polygons), tuple((point.x, point.y) for point in inner)
    )


def _refuse_far(path: Path, ids: list[str], lon: Floats, lat: Floats) -> None:
    """Refuse tracts whose inner points (n,) lie far from those of all others."""
    off = far_off(lon, lat)
    if off.which.any():
        first = int(np.argmax(off.which))
        raise RegionError(
            path,
            f"tract {ids[first]} "
            f"{off.sentence(first, float(lon[first]), float(lat[first]))}",
            f"tracts within {off.limit_m / METRES_PER_KM:,.0f} km of it "
            '(tracts.only takes some of them, outliers = "keep" takes '
            "all)",
        )


def _read(path: Path, layer: str | None, id_column: str) -> tuple[list[Any], Any]:
    """Return the ids of a vector file as they are, and its shapes."""
    if not path.exists():
        raise RegionError(path, "no such file", "tracts")
    try:
        layers = [str(name) for name in geopandas.list_layers(path)["name"]]
        if layer not in layers and (layer or len(layers) > 1):
            raise RegionError(
                path,
                f"the layer is {layer or 'not given'} (tracts.layer)",
                f"one of {', '.join(layers)}",
            )
        frame = geopandas.read_file(path, layer=layer)
    except (
        RuntimeError,
        ValueError,
        OSError,
        shapely.errors.ShapelyError,
    ) as error:
        why = why_unread(error).partition(";")[0]
        if "not recognized" in why or "sqlite3" in why:  # GDAL's words for GDAL's ears
            why = "no format that is known here, or damaged"
        raise RegionError(
            path, f"cannot be read as tracts ({why})", "a vector file"
        ) from error
    if not isinstance(frame, geopandas.GeoDataFrame) or frame.crs is None:
        shapes = isinstance(frame, geopandas.GeoDataFrame)
        raise RegionError(
            path,
            f"has {'polygons' if shapes else 'no polygons'} in no known "
            "coordinate system",
            "polygons in a declared one",
        )
    if frame.empty:
        raise RegionError(path, "holds no tracts", "1 or more")
    if id_column not in frame.columns:
        columns = [str(name) for name in frame.columns if name != "geometry"]
        raise RegionError(
            path,
            f"has no column {id_column} (tracts.id)",
            f"one of {', '.join(columns) or 'its columns (it has none)'}",
        )
    # As they are: read_file makes 100000.0 of the text 1e5 in a column of mixed kinds.
    _, _, _, (ids,) = pyogrio.raw.read(
        path, layer=layer, columns=[id_column], read_geometry=False
    )
    return ids.tolist(), frame.geometry


def _by_id(
    path: Path, id_column: str, values: list[Any], only: list[str] | None
) -> dict[str, int]:
    """Return the row of each tract by its id; rows without one where none is asked."""
    rows: dict[str, int] = {}
    for row, value in enumerate(values):
        try:
            tract = id_texts([value])[0]
        except IdError as error:
            if only is not None:
                continue
            said = (
                "has no id"
                if error.said == "is empty"
                else f"has an id that {error.said}"
            )
            raise RegionError(
                path,
                f"tract {row + 1} {said}",
                f"one in the column {id_column} (tracts.id)",
            ) from error
        if tract in rows:
            raise RegionError(
                path,
                f"tract {row + 1} has the {id_column} {tract} as tract "
                f"{rows[tract] + 1} has",
                "a different id in each",
            )
        rows[tract] = row
    return rows


def _asked(
    path: Path, known: list[str], id_column: str, only: list[str] | None
) -> list[str]:
    """Return the ids of the tracts to take, each known and named once."""
    ids = known if only is None else only
    if not ids or len(set(ids)) != len(ids):
        raise RegionError(
            path,
            f"{len(ids)} tracts were asked for, {len(set(ids))} "
            "different ones (tracts.only)",
            "each once",
        )
    for tract in ids:
        if tract not in known:
            near = nearest(tract, known)
            hint = f" (did you mean {near}?)" if near else ""
            raise RegionError(
                path,
                f"has no tract {tract} (tracts.only)",
                f"a value of {id_column}{hint}",
            )
    return ids


def _check_degrees(geometry: Any, row: int, where: str) -> None:  # noqa: ANN401 -- geopandas
    """Refuse a shape whose file says degrees and gives something else."""
    shape = geometry.iloc[row]
    if shape is None or not geometry.crs.is_geographic:
        return
    corners = shapely.get_coordinates(shape)
    wrong = (np.abs(corners) > (180, 90)).any(axis=1) & np.isfinite(corners).all(axis=1)
    if wrong.any():
        x, y = corners[np.argmax(wrong)]
        raise RegionError(
            f"{where} has a corner at {x:.10g}, {y:.10g}, expected degrees: the file "
            "declares no other coordinate system."
        )


def _rings(shape: Any, where: str) -> tuple[Floats, ...]:  # noqa: ANN401 -- shapely
    """Return the rings of a polygon or of several, outer and holes alike."""
    kind = None if shape is None else shape.geom_type
    if kind not in {"Polygon", "MultiPolygon"} or shape.is_empty:
        given = kind if kind is not None and not shape.is_empty else "empty"
        raise RegionError(f"{where} is {given}, expected a polygon.")
    corners = shapely.get_coordinates(shape)
    wrong = ~np.isfinite(corners).all(axis=1)
    if wrong.any():
        lon, lat = corners[np.argmax(wrong)]
        raise RegionError(
            f"{where} has a corner at {lon:g}, {lat:g}, expected finite coordinates."
        )
    if not shape.is_valid:
        why = shapely.is_valid_reason(shape)
        raise RegionError(f"{where} is invalid ({why}), expected a valid polygon.")
    parts = shape.geoms if kind == "MultiPolygon" else [shape]
    return tuple(
        np.round(np.asarray(ring.coords, dtype=np.float64)[:, :2], _DECIMALS)
        for part in parts
        for ring in (part.exterior, *part.interiors)
    )
