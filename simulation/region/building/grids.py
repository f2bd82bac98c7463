"""Tracts with a point inside each, and a grid where there are no tracts."""

from dataclasses import dataclass

import numpy as np

from simulation.region.building.spec import GridSpec
from simulation.region.geometry import NOWHERE
from simulation.region.region import Tracts
from simulation.region.screening import check_extent
from simulation.units import Bools, Floats, Ints

_DECIMALS = 7  # of a degree: 1 cm
_MARGIN = 2e-7  # degrees; what lies on the outermost border is inside


@dataclass(frozen=True)
class InnerTracts:
    """Tracts, and a point inside each, lon and lat."""

    tracts: Tracts
    inner_points: tuple[tuple[float, float], ...]

    def __len__(self) -> int:
        """Return the number of tracts."""
        return len(self.inner_points)

    def chosen(self, kept: Bools) -> tuple["InnerTracts", Ints]:
        """Return the chosen tracts, and per old number the new one or ``NOWHERE``."""
        numbers = np.flatnonzero(kept).tolist()
        tracts = Tracts(
            tuple(self.tracts.ids[number] for number in numbers),
            tuple(self.tracts.polygons[number] for number in numbers),
        )
        inner = tuple(self.inner_points[number] for number in numbers)
        return InnerTracts(tracts, inner), np.where(kept, np.cumsum(kept) - 1, NOWHERE)


def grid_tracts(spec: GridSpec, lon: Floats, lat: Floats) -> InnerTracts:
    """Return equal rectangles, row by row from the south-west, around all points.

    Raises
    ------
    RegionError
        If the points lie on both sides of the antimeridian, or too far apart.
    """
    check_extent("tracts.grid: it", lon, lat, ": are lon and lat swapped in a file?")
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
