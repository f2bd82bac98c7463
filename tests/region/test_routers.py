"""One contract for every router, and what each does on its own."""

import pickle

import numpy as np
import pytest

from simulation.errors import NetworkError, RegionError
from simulation.region.geometry import METRES_PER_DEGREE, haversine_m
from simulation.region.plane import PlaneRouter
from simulation.region.router_kinds import router_from_arrays, router_to_arrays
from simulation.region.routers import (
    GreatCircleRouter,
    MatrixRouter,
    RectilinearRouter,
)
from simulation.region.street_graph import StreetGraph
from simulation.region.streets import StreetRouter
from simulation.units import on_distance_grid, on_time_grid

PLACES = 40
RNG = np.random.default_rng(4)
LON = -87.7 + 0.02 * RNG.random(PLACES)
LAT = 41.85 + 0.02 * RNG.random(PLACES)
SPEED_MPS = 6.7


def rectilinear():
    return RectilinearRouter(LON, LAT, SPEED_MPS)


def great_circle():
    return GreatCircleRouter(LON, LAT, SPEED_MPS, circuity=1.3)


def plane():
    return PlaneRouter(LON, LAT, SPEED_MPS, "manhattan")


def street():
    """Return streets in a circle through 60 nodes, one-way, and some chords."""
    nodes = 60
    turn = np.linspace(0, 2 * np.pi, nodes, endpoint=False)
    lon, lat = -87.69 + 0.01 * np.cos(turn), 41.86 + 0.01 * np.sin(turn)
    chords = RNG.integers(0, nodes, size=(2, 150))
    tail = np.concatenate((np.arange(nodes), chords[0]))
    head = np.concatenate(((np.arange(nodes) + 1) % nodes, chords[1]))
    length_m = haversine_m(lon[tail], lat[tail], lon[head], lat[head])
    speed_mps = 4 + 10 * RNG.random(tail.size)
    graph = StreetGraph.from_edges(lon, lat, tail, head, length_m / speed_mps, length_m)
    return StreetRouter(graph, LON, LAT, access_speed_mps=3.0, max_access_m=2000.0)


def prepared_street():
    return street().prepare(np.arange(PLACES) % 4, np.arange(PLACES) // 10)


def matrix():
    """Return matrices over the first 12 places, one way unlike the other."""
    time_s, distance_m = RNG.random((2, 12, 12)) * 1000
    np.fill_diagonal(time_s, 0)
    np.fill_diagonal(distance_m, 0)
    return MatrixRouter(time_s, distance_m, beyond=rectilinear())


ROUTERS = [rectilinear, great_circle, plane, street, prepared_street, matrix]


@pytest.fixture(params=ROUTERS, ids=lambda make: make.__name__)
def router(request):
    return request.param()


@pytest.fixture
def pairs():
    return np.divmod(np.arange(PLACES**2), PLACES)


def test_a_leg_from_a_place_to_itself_is_nothing(router):
    own = np.arange(PLACES)
    time_s, distance_m = router.legs(own, own)
    assert not time_s.any()
    assert not distance_m.any()


def test_legs_lead_somewhere_in_some_time(router, pairs):
    here, there = pairs
    time_s, distance_m = router.legs(here, there)
    other = here != there
    assert np.isfinite(time_s).all()
    assert (time_s[other] > 0).all()
    assert (distance_m[other] > 0).all()


def test_times_and_distances_lie_on_their_grids(router, pairs):
    time_s, distance_m = router.legs(*pairs)
    assert np.array_equal(on_time_grid(time_s), time_s)
    assert np.array_equal(on_distance_grid(distance_m), distance_m)


def test_legs_asked_together_are_the_legs_asked_one_by_one(router, pairs):
    here, there = (each[::7] for each in pairs)
    time_s, distance_m = router.legs(here, there)
    single = [router.legs([a], [b]) for a, b in zip(here, there, strict=True)]
    assert time_s.tolist() == [each[0][0] for each in single]
    assert distance_m.tolist() == [each[1][0] for each in single]


def test_one_place_stands_for_as_many_as_it_is_asked_with(router):
    there = np.arange(PLACES)
    assert np.array_equal(
        router.legs([3], there), router.legs(np.full(PLACES, 3), there)
    )


def test_no_pairs_give_no_legs(router):
    time_s, distance_m = router.legs([], [])
    assert time_s.shape == distance_m.shape == (0,)


def test_further_points_leave_the_old_legs_and_are_routed(router, pairs):
    expected = router.legs(*pairs)
    longer = router.with_points(LON[:2] + 1e-4, LAT[:2])
    assert np.array_equal(longer.legs(*pairs), expected)
    time_s, _ = longer.legs([PLACES, 0, PLACES], [PLACES + 1, PLACES, PLACES])
    assert (time_s[:2] > 0).all()
    assert time_s[2] == 0
    with pytest.raises(NetworkError):
        router.legs([0], [PLACES])


@pytest.mark.parametrize(("here", "there"), [(-1, 0), (0, -1), (0, PLACES)])
def test_an_unknown_place_is_named_with_its_pair(router, here, there):
    with pytest.raises(NetworkError, match=f"from place {here} to place {there}"):
        router.legs([1, here], [2, there])


def test_a_pickled_router_answers_alike(router, pairs):
    copy = pickle.loads(pickle.dumps(router))
    assert np.array_equal(copy.legs(*pairs), router.legs(*pairs))


def test_a_router_comes_back_from_its_arrays(router, pairs):
    kind, arrays = router_to_arrays(router)
    again = router_from_arrays(kind, arrays, LON, LAT)
    assert np.array_equal(again.legs(*pairs), router.legs(*pairs))


@pytest.mark.parametrize(
    ("lon", "lat"), [([np.nan], [41.0]), ([181.0], [41.0]), ([1.0], [91.0]), ([1], [])]
)
def test_a_point_that_is_nowhere_is_refused(router, lon, lat):
    with pytest.raises(RegionError, match="expected"):
        router.with_points(lon, lat)


def test_rectilinear_adds_east_and_north_at_the_speed():
    """0.01 degrees each way at the equator, 1111.95 m, at 10 m/s."""
    side_m = 0.01 * METRES_PER_DEGREE
    grid = RectilinearRouter(np.array([0.0, 0.01]), np.array([-0.005, 0.005]), 10.0)
    time_s, distance_m = grid.legs([0], [1])
    assert distance_m[0] == pytest.approx(2 * side_m, abs=0.06)
    assert time_s[0] == pytest.approx(2 * side_m / 10, abs=1 / 1024)


def test_a_degree_east_is_shorter_in_chicago():
    grid = RectilinearRouter(np.array([-87.0, -88.0]), np.array([41.88, 41.88]), 1.0)
    expected_m = METRES_PER_DEGREE * np.cos(np.radians(41.88))
    assert grid.legs([0], [1])[1][0] == pytest.approx(expected_m, abs=0.1)


def test_great_circle_is_the_haversine_times_circuity():
    """A quarter of a meridian is 10,007.5 km on the mean sphere."""
    globe = GreatCircleRouter(np.zeros(2), np.array([0.0, 90.0]), 100.0, circuity=1.5)
    _, distance_m = globe.legs([0], [1])
    assert distance_m[0] == pytest.approx(1.5 * 10_007_557, rel=1e-6)


@pytest.mark.parametrize("speed_mps", [0.0, -1.0, float("nan"), float("inf")])
@pytest.mark.parametrize("kind", [RectilinearRouter, GreatCircleRouter])
def test_a_speed_that_is_no_speed_is_refused(kind, speed_mps):
    with pytest.raises(NetworkError, match="expected more than 0"):
        kind(LON, LAT, speed_mps)


def test_circuity_below_one_is_refused():
    with pytest.raises(NetworkError, match="expected 1 or more"):
        GreatCircleRouter(LON, LAT, 1.0, circuity=0.9)


def test_matrices_alone_know_their_places_and_say_so():
    alone = MatrixRouter(np.array([[0, 5], [7, 0.0]]), np.array([[0, 50], [70, 0.0]]))
    assert alone.legs([0, 1], [1, 0])[0].tolist() == [5, 7]
    with pytest.raises(NetworkError, match="from place 1 to place 2"):
        alone.legs([0, 1], [1, 2])
    with pytest.raises(NetworkError, match="cannot add 1 places"):
        alone.with_points([0.0], [0.0])


def test_a_matrix_with_a_fault_is_refused():
    with pytest.raises(NetworkError, match="from place 0 to place 1"):
        MatrixRouter(np.array([[0, np.inf], [1, 0]]), np.zeros((2, 2)))


def test_an_unknown_kind_of_router_is_refused():
    with pytest.raises(RegionError, match="'teleport'"):
        router_from_arrays("teleport", {}, LON, LAT)
    with pytest.raises(RegionError, match="lacks the array"):
        router_from_arrays("rectilinear", {}, LON, LAT)
