"""The basemap of tracts: outlines, hotspots, and whose data they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.plots.region_map import credit, turned
from simulation.region import Places, Region
from simulation.units import Floats

_DIGITS = 5  # of degrees: a metre


@dataclass(frozen=True)
class Basemap:
    """What maps of one region are drawn on; tracts by hotspot number, (H,)."""

    name: str
    tract_ids: tuple[str, ...]
    outlines: tuple[Floats, ...]  # (n, 2) each, rings parted by NaN; may be empty
    lon: Floats  # (H,) of the hotspots [degrees]
    lat: Floats
    exact: bool  # outlines are the tracts' own, else hulls of their places
    synthetic: bool = False
    credit: str = ""  # whose data is shown, as HTML

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north of all that is drawn, with some room."""
        corners = [each[~np.isnan(each[:, 0])] for each in self.outlines]
        points = np.column_stack((self.lon, self.lat))
        every = np.concatenate([*corners, points])
        west, south = every.min(axis=0).tolist()
        east, north = every.max(axis=0).tolist()
        room = 0.02 * max(east - west, north - south, 1e-4)
        return west - room, south - room, east + room, north + room


def basemap_of_region(region: Region) -> Basemap:
    """Return the basemap of a prepared region, with the tracts' own outlines."""
    hotspots = region.hotspots
    return Basemap(
        name=region.name,
        tract_ids=tuple(region.tracts.ids),
        outlines=tuple(
            _outline([ring for ring in rings if ring.size])
            for rings in region.tracts.polygons
        ),
        lon=region.places.lon[:hotspots],
        lat=region.places.lat[:hotspots],
        exact=True,
        synthetic=region.synthetic,
        credit=credit(region),
    )


def basemap_of_places(places: Places, tract_ids: Sequence[str]) -> Basemap:
    """Return the basemap as far as places alone give it: a hull around each tract's."""
    hotspots = len(tract_ids)
    hulls = []
    for tract in range(hotspots):
        here = places.tract == tract
        hulls.append(_hull(np.column_stack((places.lon[here], places.lat[here]))))
    return Basemap(
        name="",
        tract_ids=tuple(tract_ids),
        outlines=tuple(hulls),
        lon=places.lon[:hotspots],
        lat=places.lat[:hotspots],
        exact=False,
    )


def _outline(rings: list[Floats]) -> Floats:
    """Return rings one after the other, closed, parted by NaN, holes left open."""
    gap = np.full((1, 2), np.nan)
    turned_rings = [turned(ring, rings) for ring in rings]
    parts = [part for ring in turned_rings for part in (ring, ring[:1], gap)]
    joined = np.concatenate(parts[:-1]) if parts else np.zeros((0, 2))
    return np.round(joined, _DIGITS).astype(np.float64)


def _hull(points: Floats) -> Floats:
    """Return the convex hull of points, closed; empty where they span no area."""
    from scipy.spatial import ConvexHull, QhullError  # noqa: PLC0415 - heavy

    distinct = np.unique(points, axis=0)
    if len(distinct) < 3:  # noqa: PLR2004 - no area
        return np.zeros((0, 2))
    try:
        corners = distinct[ConvexHull(distinct).vertices]
    except QhullError:  # all on one line
        return np.zeros((0, 2))
    hull = np.concatenate((corners, corners[:1]))
    return np.round(hull, _DIGITS).astype(np.float64)
