"""Polygons, hotspots, further places and the checks of matrices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import NetworkError, RegionError
from simulation.region import (
    CONSUMER,
    HOTSPOT,
    PRODUCER,
    check_matrix,
    embedded_region,
    load_region,
    save_region,
)
from simulation.region.geometry import (
    METRES_PER_DEGREE,
    haversine_m,
    in_rings,
    tract_of,
)
from simulation.region.prepare import places_of
from simulation.region.region import Tracts
from tests.region.worlds import EAST, WEST, points, street_region

SQUARE = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
HOLE = np.array([[1.0, 1.0], [1.0, 2.0], [2.0, 2.0], [2.0, 1.0]])


def test_a_hole_is_outside_and_an_island_in_it_inside():
    island = np.array([[1.4, 1.4], [1.6, 1.4], [1.6, 1.6], [1.4, 1.6]])
    lon, lat = np.array([0.5, 1.2, 1.5, 5.0, 3.0]), np.array([0.5, 1.2, 1.5, 2, 3.9])
    inside = in_rings(lon, lat, (SQUARE, HOLE, island))
    assert inside.tolist() == [True, False, True, False, True]


def test_a_ring_may_be_closed_or_open_and_turn_either_way():
    lon, lat = np.random.default_rng(2).uniform(-1, 5, size=(2, 500))
    closed = np.concatenate((SQUARE, SQUARE[:1]))
    expected = in_rings(lon, lat, (SQUARE,))
    assert np.array_equal(in_rings(lon, lat, (closed,)), expected)
    assert np.array_equal(in_rings(lon, lat, (SQUARE[::-1],)), expected)
    by_hand = (lon > 0) & (lon < 4) & (lat > 0) & (lat < 4)
    assert np.array_equal(expected, by_hand)


@given(
    st.tuples(st.integers(1, 7), st.integers(1, 7)),
    st.integers(0, 2**32 - 1),
)
def test_a_point_on_a_shared_border_lies_in_exactly_one_tract(inner, seed):
    """A square cut at an inner point, whole coordinates so that borders are hit."""
    centre = np.array(inner, dtype=float)
    box = np.array([[0, 0], [8, 0], [8, 8], [0, 8]], dtype=float)
    fans = [(np.array([box[side], box[(side + 1) % 4], centre]),) for side in range(4)]
    rng = np.random.default_rng(seed)
    lon, lat = rng.integers(1, 8, size=(2, 60)).astype(float)
    times = sum(in_rings(lon, lat, rings).astype(int) for rings in fans)
    assert (times == 1).all()


def test_a_point_outside_every_tract_is_nowhere():
    tract = tract_of(np.array([0.01, 0.03, 0.05]), np.zeros(3), ((WEST,), (EAST,)))
    assert tract.tolist() == [0, 1, -1]


def test_polygons_agree_with_an_independent_library():
    """Shapely's answer for 500 random points in a random star of 40 corners."""
    shapely = pytest.importorskip("shapely")
    rng = np.random.default_rng(3)
    turn = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    radius = rng.uniform(0.2, 1.0, size=40)
    star = np.column_stack((radius * np.cos(turn), radius * np.sin(turn)))
    lon, lat = rng.uniform(-1, 1, size=(2, 500))
    expected = shapely.contains_xy(shapely.Polygon(star), lon, lat)
    assert np.array_equal(in_rings(lon, lat, (star,)), expected)


def test_haversine_of_a_degree_of_latitude_and_of_half_the_globe():
    assert haversine_m(7.0, 50.0, 7.0, 51.0) == pytest.approx(METRES_PER_DEGREE)
    assert haversine_m(0.0, 0.0, 180.0, 0.0) == pytest.approx(180 * METRES_PER_DEGREE)


def test_a_hotspot_is_the_mean_of_its_tracts_consumers():
    """Paper, section 4."""
    tracts = Tracts(("west", "east"), ((WEST,), (EAST,)))
    consumers = points([0.01, 0.013], [0.002, 0.004], [0, 0], "house", "c")
    producers = points([0.03], [0.0], [1], "cafe", "p")
    places = places_of(tracts, producers, consumers, [(9, 9), (0.031, 0.001)])
    assert places.lon[:2].tolist() == [0.0115, 0.031]  # without consumers: inside
    assert places.lat[:2].tolist() == [0.003, 0.001]
    assert places.kind.tolist() == [HOTSPOT, HOTSPOT, PRODUCER, CONSUMER, CONSUMER]
    assert places.tract.tolist() == [0, 1, 1, 0, 0]
    assert places.category.tolist() == ["hotspot"] * 2 + ["cafe", "house", "house"]


def test_further_places_follow_after_the_last_in_the_tract_of_their_polygon():
    region = street_region()
    n = len(region.places)
    grown = region.with_points([0.027, 0.01], [0.001, 0.0], CONSUMER, ["a", "b"])
    assert len(grown.places) == n + 2
    assert grown.places.tract[n:].tolist() == [1, 0]
    assert grown.places.source_id[n:].tolist() == ["a", "b"]
    assert grown.consumers.tolist() == [*region.consumers.tolist(), n, n + 1]
    assert grown.producers.tolist() == region.producers.tolist()
    # Point b stands where consumer c0 stands, on node 1.
    here = int(region.consumers[0])
    assert grown.router.legs([0], [n + 1]) == grown.router.legs([0], [here])
    assert grown.checksum == region.checksum
    assert len(region.places) == n


def test_further_places_may_be_of_both_kinds():
    grown = street_region().with_points(
        [0.01, 0.01], [0.0, 0.0], [PRODUCER, CONSUMER], ["a", "b"]
    )
    assert grown.places.kind[-2:].tolist() == [PRODUCER, CONSUMER]


def test_the_first_point_outside_every_tract_is_named():
    with pytest.raises(RegionError, match=r"point b at lon 0\.05, lat 0\.0 lies in"):
        street_region().with_points(
            [0.01, 0.05, 0.06], [0.0, 0.0, 0.0], CONSUMER, ["a", "b", "c"]
        )


def test_a_point_far_from_the_streets_is_named():
    with pytest.raises(RegionError, match=r"lon 0\.01, lat 0\.009 is 1001 m from"):
        street_region().with_points([0.01], [0.009], CONSUMER, ["a"])


def test_points_and_ids_have_to_be_as_many():
    with pytest.raises(RegionError, match="got 2 points and 1 ids"):
        street_region().with_points([0.01, 0.01], [0.0, 0.0], CONSUMER, ["a"])


def test_the_embedded_region_grows_too_and_stays_loadable(tmp_path):
    region = embedded_region()
    lon, lat = region.places.lon[40:42], region.places.lat[40:42]
    grown = region.with_points(lon, lat, CONSUMER, ["a", "b"])
    assert grown.places.tract[-2:].tolist() == region.places.tract[40:42].tolist()
    save_region(region, tmp_path / "same")
    assert load_region(tmp_path / "same").checksum == region.checksum


def matrix_with(row, column, entry):
    matrix = np.ones((3, 3)) - np.eye(3)
    matrix[row, column] = entry
    return matrix


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (matrix_with(1, 2, np.nan), "from b to c the entry nan is not a number"),
        (matrix_with(2, 0, -0.5), r"from c to a the entry -0\.5 is negative"),
        (matrix_with(0, 1, np.inf), "from a to b the entry inf is infinite"),
        (matrix_with(0, 1, -np.inf), "from a to b the entry -inf is negative"),
        (matrix_with(2, 1, 1.1e9), r"from c to b the entry 1\.1e\+09 is too large"),
        (matrix_with(1, 1, 2.0), "from b to b the entry 2 expected 0 to itself"),
        (np.zeros((2, 3)), r"shape \(2, 3\), expected \(3, 3\)"),
        (np.zeros(3), r"shape \(3,\), expected \(3, 3\)"),
        (np.zeros((3, 3), dtype=complex), "expected floats"),
    ],
)
def test_a_matrix_no_vehicle_could_drive_is_refused(matrix, message):
    with pytest.raises(NetworkError, match=f"^times: .*{message}"):
        check_matrix("times", matrix, ["a", "b", "c"])


def test_a_sound_matrix_passes():
    check_matrix("times", matrix_with(0, 1, 0.0), ["a", "b", "c"])
    check_matrix("times", matrix_with(0, 1, 1e9), ["a", "b", "c"])
