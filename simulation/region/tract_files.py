"""Tracts out of vector files, or as a grid. For building regions only."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely

from simulation.errors import RegionError
from simulation.region.region import Tracts
from simulation.region.spec import GridSpec
from simulation.specs import nearest, reason
from simulation.units import Floats

_DECIMALS = 7  # of a degree: 1 cm
_MARGIN = 2e-7  # degrees; what lies on the outermost border is inside
_WGS84 = 4326


@dataclass(frozen=True)
class InnerTracts:
    """Tracts, and a point inside each, lon and lat."""

    tracts: Tracts
    inner_points: tuple[tuple[float, float], ...]


def read_tracts(
    path: Path, layer: str | None, id_column: str, only: list[str] | None
) -> InnerTracts:
    """Return the tracts of a vector file in WGS 84.

    In the order of `only`, or of the file.

    Raises
    ------
    RegionError
        If the file cannot be read, has several layers and none is named, no tracts,
        no such column or coordinate system, a tract is unknown or named twice, or
        is no valid polygon.
    """
    with warnings.catch_warnings():  # a warned-of shape is refused or closed
        warnings.simplefilter("ignore", RuntimeWarning)
        shapes = _shapes(path, layer, id_column)
        ids = _asked(path, list(shapes), id_column, only)
        polygons = tuple(
            _rings(shapes[tract], f"{path}: tract {tract}") for tract in ids
        )
    inner = [shapes[tract].representative_point() for tract in ids]
    return InnerTracts(
        Tracts(tuple(ids), polygons), tuple((point.x, point.y) for point in inner)
    )


def _shapes(path: Path, layer: str | None, id_column: str) -> dict[str, Any]:
    """Return the shapes of a vector file in WGS 84, by id."""
    if not path.exists():
        raise RegionError(f"{path}: no such file, expected tracts.")
    try:
        layers = [str(name) for name in geopandas.list_layers(path)["name"]]
        if layer not in layers and (layer or len(layers) > 1):
            raise RegionError(
                f"{path}: the layer is {layer or 'not given'} (tracts.layer), "
                f"expected one of {', '.join(layers)}."
            )
        frame = geopandas.read_file(path, layer=layer)
    except (
        RuntimeError,
        ValueError,
        OSError,
        shapely.errors.ShapelyError,
    ) as error:
        raise RegionError(
            f"{path}: cannot be read as tracts ({reason(error).partition(';')[0]}), "
            "expected a vector file."
        ) from error
    if not isinstance(frame, geopandas.GeoDataFrame) or frame.crs is None:
        raise RegionError(
            f"{path}: has no polygons in a known coordinate system, expected both."
        )
    if frame.empty:
        raise RegionError(f"{path}: holds no tracts, expected 1 or more.")
    if id_column not in frame.columns:
        columns = [str(name) for name in frame.columns if name != "geometry"]
        raise RegionError(
            f"{path}: has no column {id_column} (tracts.id), "
            f"expected one of {', '.join(columns)}."
        )
    shapes = dict(
        zip(frame[id_column].astype(str), frame.geometry.to_crs(_WGS84), strict=True)
    )
    if len(shapes) != len(frame):
        raise RegionError(
            f"{path}: {id_column} names {len(shapes)} tracts in {len(frame)} rows, "
            "expected a different id in each."
        )
    return shapes


def _asked(
    path: Path, known: list[str], id_column: str, only: list[str] | None
) -> list[str]:
    """Return the ids of the tracts to take, each known and named once."""
    ids = known if only is None else only
    if not ids or len(set(ids)) != len(ids):
        raise RegionError(
            f"{path}: {len(ids)} tracts were asked for, {len(set(ids))} different "
            "ones (tracts.only), expected each once."
        )
    for tract in ids:
        if tract not in known:
            near = nearest(tract, known)
            hint = f" (did you mean {near}?)" if near else ""
            raise RegionError(
                f"{path}: has no tract {tract} (tracts.only), "
                f"expected a value of {id_column}{hint}."
            )
    return ids


def grid_tracts(spec: GridSpec, lon: Floats, lat: Floats) -> InnerTracts:
    """Return equal rectangles, row by row from the south-west, around all points."""
    west, east = float(lon.min()) - _MARGIN, float(lon.max()) + _MARGIN
    south, north = float(lat.min()) - _MARGIN, float(lat.max()) + _MARGIN
    x = np.round(np.linspace(west, east, spec.columns + 1), _DECIMALS)
    y = np.round(np.linspace(south, north, spec.rows + 1), _DECIMALS)
    ids, polygons, inner = [], [], []
    for row in range(spec.rows):
        for column in range(spec.columns):
            left, right = x[column : column + 2]
            low, high = y[row : row + 2]
            ids.append(f"r{row + 1}c{column + 1}")
            corners = [(left, low), (right, low), (right, high), (left, high)]
            polygons.append((np.array(corners),))
            inner.append(((left + right) / 2, (low + high) / 2))
    return InnerTracts(
        Tracts(tuple(ids), tuple(polygons)),
        tuple((float(a), float(b)) for a, b in inner),
    )


def _rings(shape: Any, where: str) -> tuple[Floats, ...]:  # noqa: ANN401 -- shapely
    """Return the rings of a polygon or of several, outer and holes alike."""
    kind = None if shape is None else shape.geom_type
    if kind not in {"Polygon", "MultiPolygon"} or shape.is_empty:
        raise RegionError(f"{where} is {kind or 'empty'}, expected a polygon.")
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
