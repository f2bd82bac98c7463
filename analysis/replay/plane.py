"""The ground that playbacks are drawn on: a run's region, in metres of a corner."""

from dataclasses import dataclass

import numpy as np

from simulation.record.run import Run
from simulation.region import Region
from simulation.region.geometry import metres_per_degree
from simulation.units import Floats

_GRID_M = 0.5  # of coordinates; round numbers compress well


@dataclass(frozen=True)
class Plane:
    """Metres from the south-west corner of all tracts and places."""

    west: float  # [degrees, WGS 84]
    south: float
    scale_m: tuple[float, float]  # metres per degree of longitude and of latitude
    extent_m: tuple[float, float]  # width, height

    def x(self, lon: Floats) -> Floats:
        """Return metres east of the corner, to half a metre."""
        return _on_grid((lon - self.west) * self.scale_m[0])

    def y(self, lat: Floats) -> Floats:
        """Return metres north of the corner, to half a metre."""
        return _on_grid((lat - self.south) * self.scale_m[1])


def plane_of(region: Region) -> Plane:
    """Return the plane of a region; what lies beyond its tracts and places is out."""
    places = region.places
    corners = [
        np.column_stack((places.lon, places.lat)),
        *(ring for rings in region.tracts.polygons for ring in rings),
    ]
    every = np.concatenate(corners)
    west, south = every.min(axis=0).tolist()
    east, north = every.max(axis=0).tolist()
    scale_m = metres_per_degree((south + north) / 2)
    extent_m = ((east - west) * scale_m[0], (north - south) * scale_m[1])
    return Plane(west, south, scale_m, extent_m)


def _on_grid(metres: Floats) -> Floats:
    """Return coordinates rounded to the grid."""
    rounded: Floats = np.rint(metres / _GRID_M) * _GRID_M
    return rounded


def with_places_of(run: Run, region: Region) -> Region:
    """Return the region of a run with the places that its orders named."""
    own, places = len(region.places), run.places
    if len(places) <= own:
        return region
    return region.with_points(
        places.lon[own:],
        places.lat[own:],
        places.kind[own:],
        places.source_id[own:].tolist(),
    )
