"""The lines of legs: from door to door, and as long as the legs."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from simulation.errors import NetworkError
from simulation.region.geometry import haversine_m
from simulation.region.routers import MatrixRouter
from simulation.region.street_graph import StreetGraph, Use
from simulation.region.streets import StreetRouter
from simulation.region.ways import Ways, joined, straight
from tests.region.test_routers import (
    PLACES,
    great_circle,
    matrix,
    prepared_street,
    rectilinear,
    street,
)
from tests.replay.street_grid import grid_graph, street_regions

HERE, THERE = (each.ravel() for each in np.meshgrid(range(PLACES), range(PLACES)))
ROUNDED_M = 1.0  # of a leg: its grid, and that of up to 60 edges


def points_of(ways, number):
    """Return the points of one way, (k, 2)."""
    rows = slice(ways.starts[number], ways.starts[number + 1])
    return np.column_stack((ways.lon[rows], ways.lat[rows]))


@pytest.mark.parametrize("make", [rectilinear, street, prepared_street])
def test_a_way_leads_from_door_to_door_and_is_as_long_as_its_leg(make):
    router = make()
    ways = router.ways(HERE, THERE)
    _, distance_m = router.legs(HERE, THERE)
    assert len(ways) == HERE.size
    moves = HERE != THERE
    doors = np.column_stack((router.lon, router.lat))
    first, last = ways.starts[:-1][moves], ways.starts[1:][moves] - 1
    line = np.column_stack((ways.lon, ways.lat))
    np.testing.assert_array_equal(line[first], doors[HERE[moves]])
    np.testing.assert_array_equal(line[last], doors[THERE[moves]])
    # The rectilinear router measures at its middle latitude.
    np.testing.assert_allclose(ways.length_m, distance_m, rtol=5e-4, atol=ROUNDED_M)


@given(street_regions())
def test_on_a_grid_of_streets_a_way_is_as_long_as_its_leg(region):
    places = np.arange(len(region.places))
    here, there = (each.ravel() for each in np.meshgrid(places, places))
    ways = region.router.ways(here, there)
    _, distance_m = region.router.legs(here, there)
    np.testing.assert_allclose(ways.length_m, distance_m, atol=ROUNDED_M)


def test_a_rectilinear_way_has_one_corner_and_turns_after_its_parallel():
    router = rectilinear()
    line = points_of(router.ways([3], [8]), 0)
    corner = (router.lon[8], router.lat[3])
    assert tuple(line[1]) == corner
    assert len(line) == 3


def test_a_way_along_streets_follows_edges_in_their_direction():
    router = street()
    graph = router.graph
    driven = np.flatnonzero(graph.use != Use.CLOSED)
    points = np.column_stack((graph.lon, graph.lat))
    edges = {
        tuple(map(tuple, points[2 * street :][:2][:: -1 if against else 1].tolist()))
        for street, against in (divmod(each, 2) for each in driven.tolist())
    }
    ways = router.ways(HERE, THERE)
    for number in np.flatnonzero(HERE != THERE).tolist():
        line = [tuple(point) for point in points_of(ways, number).tolist()]
        here, there = HERE[number], THERE[number]
        assert line[1] == (router.street_lon[here], router.street_lat[here])
        assert line[-2] == (router.street_lon[there], router.street_lat[there])
        assert all(step in edges for step in pairwise(line[2:-2]))


@pytest.mark.parametrize("router", [great_circle(), MatrixRouter(*np.zeros((2, 9, 9)))])
def test_ways_without_streets_are_straight(router):
    ways = router.ways([0, 1, 2], [3, 4, 5])
    assert ways.starts.tolist() == [0, 0, 0, 0]
    assert ways.length_m.tolist() == [0, 0, 0]


def test_a_matrix_leaves_ways_to_the_router_beyond_it():
    router = matrix()
    ways = router.ways([0, 20, 5, 3], [1, 30, 39, 4])
    assert np.diff(ways.starts).tolist() == [0, 3, 3, 0]
    beyond = rectilinear().ways([20, 5], [30, 39])
    np.testing.assert_array_equal(ways.lon, beyond.lon)
    np.testing.assert_array_equal(ways.lat, beyond.lat)


def test_where_ways_tie_it_is_the_same_one_whatever_else_is_asked():
    graph = grid_graph(even=True)
    doors = np.random.default_rng(3).permutation(len(graph))[:12]

    def fresh():
        return StreetRouter(
            graph,
            graph.lon[doors],
            graph.lat[doors],
            access_speed_mps=1.0,
            max_access_m=1.0,
        )

    here, there = (each.ravel() for each in np.meshgrid(range(12), range(12)))
    together = fresh().ways(here, there)
    for number, (place, to_place) in enumerate(zip(here, there, strict=True)):
        alone = fresh().ways([place], [to_place])
        np.testing.assert_array_equal(points_of(together, number), points_of(alone, 0))


def test_a_way_that_there_is_not_is_refused_by_name():
    lon, lat = np.array([0.0, 0.01]), np.zeros(2)
    one, other = np.array([0]), np.array([1])
    graph = StreetGraph.from_edges(lon, lat, one, other, np.ones(1), np.ones(1))
    router = StreetRouter(graph, lon, lat, access_speed_mps=1.0, max_access_m=1.0)
    assert len(points_of(router.ways([0], [1]), 0)) == 2  # both doors on their nodes
    with pytest.raises(NetworkError, match=r"no way from place 1 .* to place 0 "):
        router.ways([1], [0])


@pytest.mark.parametrize("make", [rectilinear, great_circle, street])
def test_ways_of_unknown_places_are_refused(make):
    with pytest.raises(NetworkError, match="no leg from place 0 to place 99"):
        make().ways([0], [99])


def test_lengths_are_of_each_way_alone():
    ways = Ways(np.array([0.0, 0.01, 0.5]), np.zeros(3), np.array([0, 2, 2, 3]))
    whole = float(haversine_m(0.0, 0.0, 0.01, 0.0))
    assert ways.length_m.tolist() == [whole, 0, 0]


def test_parts_are_joined_in_order_of_their_legs():
    line = Ways(np.arange(5.0), np.arange(5.0), np.array([0, 2, 5]))
    ways = joined([(np.array([1, 3]), line), (np.array([2]), straight(1))], 4)
    assert ways.starts.tolist() == [0, 0, 2, 2, 5]
    assert ways.lon.tolist() == line.lon.tolist()
