"""Tracts that overlap, and by how much. Needs shapely: for building and checking."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import shapely

from simulation.region.geometry import Rings, metres_per_degree
from simulation.units import METRES_PER_KM

SLIVER_M = 1.0  # overlaps nowhere wider than this are what digitising leaves
_SQUARE_KM_FROM_M2 = 10_000.0  # areas from here are said in km2


@dataclass(frozen=True)
class Overlap:
    """Two tracts that share ground."""

    first: int  # number of the tract that takes the places there
    second: int
    area_m2: float

    @property
    def pair(self) -> tuple[int, int]:
        """The numbers of both tracts."""
        return self.first, self.second

    @property
    def area(self) -> str:
        """The area with its unit, in m2 or km2."""
        if self.area_m2 < _SQUARE_KM_FROM_M2:
            return f"{self.area_m2:.0f} m2"
        return f"{self.area_m2 / METRES_PER_KM**2:.3g} km2"


def overlaps(polygons: Sequence[Rings]) -> list[Overlap]:
    """Return the pairs of tracts that overlap, the largest area first.

    On a plane that touches the globe at their middle latitude; slivers that are
    nowhere wider than `SLIVER_M` are left out.
    """
    if not polygons:
        return []
    corners = np.concatenate([ring for rings in polygons for ring in rings])
    west, south = corners.min(axis=0)
    scale = np.array(metres_per_degree(float((south + corners[:, 1].max()) / 2)))
    shapes = [
        _shape([(ring - (west, south)) * scale for ring in rings]) for rings in polygons
    ]
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    pairs = sorted(
        (a, b) for a, b in zip(first.tolist(), second.tolist(), strict=True) if a < b
    )
    found = []
    for a, b in pairs:
        shared = shapely.intersection(shapes[a], shapes[b])
        wide = shapely.buffer(shared, -SLIVER_M / 2)
        if not shapely.is_empty(wide) and not math.isclose(shared.area, 0):
            found.append(Overlap(a, b, float(shared.area)))
    return sorted(found, key=lambda each: -each.area_m2)


def _shape(rings: Sequence[Any]) -> Any:  # noqa: ANN401 -- shapely
    """Return what lies inside the rings by the even-odd rule."""
    parts = [
        shapely.make_valid(shapely.Polygon(ring))
        for ring in rings
        if len(ring) > 2  # noqa: PLR2004 -- corners
    ]
    return reduce(shapely.symmetric_difference, parts, shapely.Polygon())
