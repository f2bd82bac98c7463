"""Lines with fewer points, and streets as lines."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.replay.basemap import street_lines
from analysis.replay.lines import simplified
from analysis.replay.plane import plane_of
from simulation.region.routers import MatrixRouter
from tests.replay.street_grid import SIDE, street_regions

COORDINATES = st.integers(-50, 50).map(float)
POINTS = st.tuples(COORDINATES, COORDINATES)
LINES = st.lists(st.lists(POINTS, max_size=12), max_size=5)


def drawn(lines):
    points = np.array([point for line in lines for point in line]).reshape(-1, 2)
    starts = np.cumsum([0, *(len(line) for line in lines)])
    return points[:, 0], points[:, 1], starts


def away_m(point, begin, end):
    """Return how far a point lies from a line between two others."""
    along, to = end - begin, point - begin
    share = np.clip(to @ along / (along @ along or 1), 0, 1)
    return np.hypot(*(to - share * along))


@given(LINES, st.sampled_from([0.0, 3.0, 8.0, 100.0]))
def test_no_point_left_out_lies_farther_than_the_tolerance(lines, tolerance_m):
    x, y, starts = simplified(*drawn(lines), tolerance_m)
    assert starts.size == len(lines) + 1
    for number, line in enumerate(lines):
        rows = slice(starts[number], starts[number + 1])
        kept = np.column_stack((x[rows], y[rows]))
        assert bool(len(kept)) == bool(line)
        if not line:
            continue
        assert tuple(kept[0]) == line[0]
        assert tuple(kept[-1]) == line[-1]
        assert is_within([tuple(point) for point in kept], line)
        for point in np.array(line):
            ends = pairwise(kept)
            nearest_m = min((away_m(point, *each) for each in ends), default=0.0)
            assert nearest_m <= tolerance_m or len(line) == 1


def is_within(few, many):
    """Return whether points are among others, in their order."""
    rest = iter(many)
    return all(any(point == other for other in rest) for point in few)


def test_a_straight_line_keeps_its_ends_only():
    line = [(float(at), 2.0 * at) for at in range(9)]
    x, _, starts = simplified(*drawn([line]), 0.01)
    assert x.tolist() == [0, 8]
    assert starts.tolist() == [0, 2]


def test_a_corner_stays():
    x, y, _ = simplified(*drawn([[(0, 0), (50, 0), (100, 0), (100, 9), (100, 40)]]))
    assert list(zip(x.tolist(), y.tolist(), strict=True)) == [
        (0, 0),
        (100, 0),
        (100, 40),
    ]


@pytest.mark.parametrize(("aside_m", "points"), [(7.9, 2), (8.0, 2), (8.1, 3)])
def test_a_bend_stays_from_the_tolerance_on(aside_m, points):
    x, _, _ = simplified(*drawn([[(0, 0), (50, aside_m), (100, 0)]]))
    assert x.size == points


@given(street_regions())
def test_the_streets_of_a_grid_are_drawn_where_they_are(region):
    """Those of its cells' own corner: streets far from every place are left out."""
    plane = plane_of(region)
    x, y, starts = street_lines(region.router, plane)
    graph = region.router.graph
    nodes = set(zip(plane.x(graph.lon), plane.y(graph.lat), strict=True))
    assert set(zip(x, y, strict=True)) <= nodes
    assert starts[-1] == x.size
    assert 0 < starts.size - 1 <= 2 * SIDE * (SIDE - 1)
    beyond = MatrixRouter(np.zeros((2, 2)), np.zeros((2, 2)), region.router)
    np.testing.assert_array_equal(street_lines(beyond, plane)[0], x)


@given(street_regions())
def test_without_a_street_graph_there_are_no_streets(region):
    bare = MatrixRouter(np.zeros((2, 2)), np.zeros((2, 2)))
    x, y, starts = street_lines(bare, plane_of(region))
    assert (x.size, y.size, starts.tolist()) == (0, 0, [0])
