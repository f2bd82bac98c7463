"""The streets of a region as few lines: what the ground of a map shows."""

import numpy as np

from analysis.replay.lines import simplified
from analysis.replay.plane import Plane
from simulation.region import MatrixRouter, Router, StreetRouter
from simulation.region.street_graph import StreetGraph
from simulation.units import Floats, Ints

_MARGIN_M = 100.0  # around the ground, within which streets are still drawn

Lines = tuple[Floats, Floats, Ints]  # x, y [m] of all points; where each line begins


def street_lines(router: Router, plane: Plane) -> Lines:
    """Return the streets that a router knows as lines; none without streets.

    A street is drawn from junction to junction, and once though it be driven both
    ways; one that lies outside the ground is left out.
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
