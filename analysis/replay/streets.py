"""The streets of a region as few lines: what the ground of a map shows."""

import numpy as np

from analysis.replay.lines import simplified
from analysis.replay.plane import Plane
from simulation.region import MatrixRouter, Router, StreetRouter
from simulation.region.street_graph import StreetGraph
from simulation.units import Bools, Floats, Ints

_MARGIN_M = 100.0  # around the ground, within which streets are still drawn
_THROUGH = 2  # streets at a node that is no junction

Lines = tuple[Floats, Floats, Ints]  # x, y [m] of all points; where each line begins


def street_lines(router: Router, plane: Plane) -> Lines:
    """Return the streets that a router knows as lines; none without streets."""
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
    nodes, starts = chains(graph.tail, graph.head, near)
    return simplified(x[nodes], y[nodes], starts)


def _graph_of(router: Router | None) -> StreetGraph | None:
    if isinstance(router, MatrixRouter):
        return _graph_of(router.beyond)
    return router.graph if isinstance(router, StreetRouter) else None


def chains(tail: Ints, head: Ints, near: Bools) -> tuple[Ints, Ints]:
    """Return the nodes of lines that cover every street once, and where each begins.

    A line leads from junction to junction or dead end; a street of both directions
    is one street.

    Parameters
    ----------
    tail, head : (e,) arrays
        Nodes of one-way edges.
    near : (n,) array
        Which nodes are drawn; an edge is if one of its nodes is.
    """
    drawn = near[tail] | near[head]
    low, high = np.minimum(tail, head)[drawn], np.maximum(tail, head)[drawn]
    streets = np.unique(low * near.size + high)
    neighbours: dict[int, list[int]] = {}
    for street in streets.tolist():
        here, there = divmod(street, near.size)
        neighbours.setdefault(here, []).append(there)
        neighbours.setdefault(there, []).append(here)
    done: set[tuple[int, int]] = set()
    junctions = [node for node, ends in neighbours.items() if len(ends) != _THROUGH]
    lines = [
        _followed(begin, following, neighbours, done)
        for begin in (*junctions, *neighbours)  # what junctions leave are rings
        for following in neighbours[begin]
        if (begin, following) not in done
    ]
    flat = np.array([node for line in lines for node in line], dtype=np.int64)
    counts = [len(line) for line in lines]
    return flat, np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


def _followed(
    begin: int,
    following: int,
    neighbours: dict[int, list[int]],
    done: set[tuple[int, int]],
) -> list[int]:
    """Return the line from a node over the next one to where it ends."""
    line = [begin, following]
    done |= {(begin, following), (following, begin)}
    while len(neighbours[line[-1]]) == _THROUGH and line[-1] != begin:
        one, other = neighbours[line[-1]]
        ahead = other if one == line[-2] else one
        done |= {(line[-1], ahead), (ahead, line[-1])}
        line.append(ahead)
    return line
