"""The basemap that a playback is drawn on: tracts, streets as few lines, places."""

from typing import Any

import numpy as np

from analysis.replay.columns import packed
from analysis.replay.lines import simplified
from analysis.replay.plane import Plane
from simulation.region import MatrixRouter, Region, Router, StreetRouter
from simulation.region.street_graph import StreetGraph
from simulation.units import Floats, Ints

_MARGIN_M = 100.0  # around the basemap, within which streets are still drawn

Lines = tuple[Floats, Floats, Ints]  # x, y [m] of all points; where each line begins


def basemap_of(region: Region, plane: Plane) -> dict[str, Any]:
    """Return the basemap of a region, ready for JSON."""
    rings = [ring for rings in region.tracts.polygons for ring in rings]
    tract = [number for number, each in enumerate(region.tracts.polygons) for _ in each]
    corners = np.concatenate(rings) if rings else np.zeros((0, 2))
    street_x, street_y, street_starts = street_lines(region.router, plane)
    places = region.places
    return {
        "region": region.name,
        "synthetic": region.synthetic,
        "credit": region.credit,
        "extent_m": [round(side_m, 1) for side_m in plane.extent_m],
        "hotspots": region.hotspots,
        "tracts": {
            "ids": list(region.tracts.ids),
            "points": packed(
                side_by_side(plane.x(corners[:, 0]), plane.y(corners[:, 1])), "f4"
            ),
            "rings": packed(np.cumsum([0, *(len(ring) for ring in rings)]), "i4"),
            "tract_of_ring": packed(tract, "i4"),
        },
        "streets": {
            "points": packed(side_by_side(street_x, street_y), "f4"),
            "starts": packed(street_starts, "i4"),
        },
        "places": {
            "x": packed(plane.x(places.lon), "f4"),
            "y": packed(plane.y(places.lat), "f4"),
            "kind": packed(places.kind, "u1"),
            "tract": packed(places.tract, "i4"),
        },
    }


def side_by_side(x: Floats, y: Floats) -> Floats:
    """Return x and y of each point in turn, (2 n,)."""
    return np.column_stack((x, y)).ravel()


def street_lines(router: Router, plane: Plane) -> Lines:
    """Return the streets that a router knows as lines; none without streets.

    A street is drawn from junction to junction, and once though it be driven both
    ways; one that lies outside the basemap is left out.
    """
    graph = _graph_of(router)
    if graph is None:
        return np.zeros(0), np.zeros(0), np.zeros(1, dtype=np.int64)
    x, y = plane.x(graph.lon), plane.y(graph.lat)
    width_m, height_m = plane.extent_m
    near = (
        (x >= -_MARGIN_M)
        & (x <= width_m + _MARGIN_M)
        & (y >= -_MARGIN_M)
        & (y <= height_m + _MARGIN_M)
    )
    counts = np.diff(graph.first_point)
    drawn = np.logical_or.reduceat(near, graph.first_point[:-1])
    points = np.repeat(drawn, counts)
    starts = np.concatenate(([0], np.cumsum(counts[drawn])))
    return simplified(x[points], y[points], starts)


def _graph_of(router: Router | None) -> StreetGraph | None:
    if isinstance(router, MatrixRouter):
        return _graph_of(router.beyond)
    return router.graph if isinstance(router, StreetRouter) else None
