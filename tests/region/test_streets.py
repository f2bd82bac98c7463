"""The street router against a graph of five nodes solved by hand.

Nodes lie on the equator and near it; edge times and lengths are given, not derived:

    0 --10 s, 100 m--> 1 --10 s, 100 m--> 2      fast one-way street
    0 <--50 s, 150 m--> 2                        slow short cut, both ways
    2 --5 s, 40 m--> 3 --5 s, 60 m--> 0          one-way back
    3 <--30 s, 300 m--> 4                        dead end
"""

import pickle

import numpy as np
import pytest

from simulation.errors import NetworkError, RegionError
from simulation.region.geometry import METRES_PER_DEGREE
from simulation.region.legs import PreparedLegs
from simulation.region.street_graph import StreetGraph
from simulation.region.streets import StreetRouter
from tests.region.worlds import EDGES

METRE = 1 / METRES_PER_DEGREE  # degrees
NODE_LON = np.array([0.0, 0.01, 0.02, 0.03, 0.04])
NODE_LAT = np.zeros(5)
# Solved by hand: time [s] and length [m] of the fastest path, node to node.
FASTEST = {
    (0, 1): (10, 100),
    (0, 2): (20, 200),  # 50 s over the short cut of 150 m
    (0, 3): (25, 240),
    (0, 4): (55, 540),
    (1, 0): (20, 200),
    (2, 0): (10, 100),
    (2, 1): (20, 200),
    (3, 1): (15, 160),
    (4, 0): (35, 360),
    (4, 2): (55, 560),
    (1, 4): (45, 440),
}


def graph(edges=EDGES):
    tail, head, time_s, length_m = (
        np.array(column) for column in zip(*edges, strict=True)
    )
    return StreetGraph.from_edges(NODE_LON, NODE_LAT, tail, head, time_s, length_m)


def router(lon=NODE_LON, lat=NODE_LAT, edges=EDGES, **given):
    settings = {"access_speed_mps": 2.0, "max_access_m": 200.0} | given
    return StreetRouter(graph(edges), np.array(lon), np.array(lat), **settings)


def test_the_fastest_path_is_taken_and_its_own_length_reported():
    here, there = (np.array(column) for column in zip(*FASTEST, strict=True))
    time_s, distance_m = router().legs(here, there)
    assert list(zip(time_s, distance_m, strict=True)) == list(FASTEST.values())


def test_points_that_are_reached_are_those_that_can_be_added():
    streets = router(max_access_m=150.0)
    lon = np.array([*NODE_LON[:2], NODE_LON[0] - 0.1])
    lat = np.array([*NODE_LAT[:2], NODE_LAT[0]])
    assert streets.reached(lon, lat).tolist() == [True, True, False]
    streets.with_points(lon[:2], lat[:2])
    with pytest.raises(RegionError, match="from the nearest street"):
        streets.with_points(lon, lat)


def test_of_two_paths_of_one_time_the_shorter_is_taken():
    detour = [*EDGES, (0, 3, 25, 200)]  # as fast as 0, 1, 2, 3
    time_s, distance_m = router(edges=detour).legs([0], [3])
    assert (time_s[0], distance_m[0]) == (25, 200)


def test_of_parallel_streets_the_fastest_counts():
    parallel = [(0, 1, 12, 20), *EDGES, (0, 1, 11, 10)]
    time_s, distance_m = router(edges=parallel).legs([0], [1])
    assert (time_s[0], distance_m[0]) == (10, 100)


def test_access_to_the_street_is_part_of_the_leg_at_its_own_speed():
    """100 m north of node 0 and 50 m south of node 2, at 2 m/s: 50 s and 25 s."""
    places = router(lon=[0.0, 0.02], lat=[100 * METRE, -50 * METRE])
    assert list(places.access_m) == [100.0, 50.0]
    time_s, distance_m = places.legs([0, 1, 0], [1, 0, 0])
    assert list(time_s) == [50 + 20 + 25, 25 + 10 + 50, 0]
    assert list(distance_m) == [100 + 200 + 50, 50 + 100 + 100, 0]


def test_two_doors_at_one_node_are_both_accesses_apart():
    places = router(lon=[0.0, 0.0], lat=[100 * METRE, -50 * METRE])
    time_s, distance_m = places.legs([0], [1])
    assert (time_s[0], distance_m[0]) == (75, 150)


def test_a_place_that_no_street_leads_to_is_named_with_its_pair():
    one_way_out = [edge for edge in EDGES if edge[:2] != (3, 4)]
    with pytest.raises(NetworkError, match=r"from place 0 .* to place 4 \(lon 0\.04"):
        router(edges=one_way_out).legs([4, 0], [0, 4])


def test_searching_from_origins_or_to_destinations_gives_the_same():
    many_to_one = router().legs(np.arange(4), np.full(4, 4))  # searched backwards
    one_each = [router().legs([place], [4]) for place in range(4)]
    assert list(many_to_one[0]) == [time_s[0] for time_s, _ in one_each]
    assert list(many_to_one[1]) == [distance_m[0] for _, distance_m in one_each]


def test_prepared_legs_need_no_search_and_agree_with_it(monkeypatch):
    plain = router()
    prepared = plain.prepare(np.array([0, 0, 0, -1, -1]), np.array([-1, -1, 1, 1, 1]))
    here, there = np.divmod(np.arange(25), 5)
    expected = plain.legs(here, there)
    assert np.array_equal(prepared.legs(here, there), expected)
    monkeypatch.setattr(prepared, "_search", None)
    inside = [(0, 1), (2, 0), (2, 4), (4, 3), (3, 3)]
    here, there = (np.array(column) for column in zip(*inside, strict=True))
    assert np.array_equal(prepared.legs(here, there), plain.legs(here, there))
    with pytest.raises(TypeError):
        prepared.legs([0], [4])  # in no group together


def test_prepared_legs_stay_under_their_number_of_pairs():
    group = np.array([0, 0, 1, 1, 1])
    table = PreparedLegs.prepare(group, router().legs, max_pairs=8)
    assert table.time_ticks.size == 4  # the group of three would make 13
    rows, time_s, _ = table.find(np.array([0, 2]), np.array([1, 3]))
    assert list(rows) == [0]
    assert list(time_s) == [10]


def test_the_cache_of_rows_is_bounded_and_changes_nothing(monkeypatch):
    monkeypatch.setattr("simulation.region.street_paths._CACHE_BYTES", 80)  # 2 rows
    small = router()
    here, there = np.divmod(np.arange(25), 5)
    expected = router().legs(here, there)
    assert np.array_equal(small.legs(here, there), expected)
    assert np.array_equal(small.legs(here, there), expected)
    assert len(small._paths._rows[False]) == 2


def test_rows_once_searched_are_kept(monkeypatch):
    kept = router()
    first = kept.legs([0, 0], [3, 4])
    monkeypatch.setattr(kept._paths, "_matrix", None)
    assert np.array_equal(kept.legs([0, 0], [3, 4]), first)


def test_a_pickled_router_answers_alike_without_the_kept_rows():
    here, there = np.divmod(np.arange(25), 5)
    original = router().prepare(np.array([0, 0, 1, 1, 1]))
    expected = original.legs(here, there)
    copy = pickle.loads(pickle.dumps(original))
    assert not copy._paths._rows[False]
    assert np.array_equal(copy.legs(here, there), expected)


def test_a_further_place_over_200_m_from_the_street_is_refused():
    with pytest.raises(RegionError, match=r"point 1 at lon 0\.01.* is 250 m from"):
        router().with_points([0.0, 0.01], [199 * METRE, 250 * METRE])


def test_legs_too_long_for_exact_sums_are_refused():
    long = [(0, 1, 10, 700_000), (1, 0, 10, 700_000)]
    with pytest.raises(NetworkError, match="may measure 700 km"):
        router(edges=long).legs([0], [1])


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -1.0])
def test_an_edge_that_nobody_can_drive_is_refused(wrong):
    with pytest.raises(NetworkError, match="time_s of the edge from node 0 to node 1"):
        graph([(0, 1, wrong, 10)])


def test_a_place_reaches_the_nearest_point_of_a_street_not_a_node():
    """Half way along the two-way dead end 3 - 4: 150 m and 15 s to either end."""
    places = router(lon=[0.035, 0.03, 0.04], lat=[100 * METRE, 0, 0])
    time_s, distance_m = places.legs([0, 0, 1, 2], [1, 2, 0, 0])
    assert list(time_s) == [50 + 15] * 4
    assert list(distance_m) == [100 + 150] * 4


def test_a_place_on_a_one_way_street_is_left_and_reached_along_it():
    """Half way along 0 -> 1 (10 s, 100 m); back to node 0 over 1, 2, 3."""
    places = router(lon=[0.005, 0.0, 0.01], lat=[0.0, 0.0, 0.0])
    time_s, distance_m = places.legs([0, 1, 0, 2], [1, 0, 2, 0])
    assert list(time_s) == [5 + 10 + 10, 5, 5, 10 + 10 + 5]
    assert list(distance_m) == [50 + 200, 50, 50, 100 + 100 + 50]


def test_two_doors_on_one_street_drive_along_it_and_round_where_it_is_one_way():
    """A quarter and three quarters along 0 -> 1: 5 s there, the ring of 30 s back."""
    places = router(lon=[0.0025, 0.0075], lat=[0.0, 0.0])
    time_s, distance_m = places.legs([0, 1], [1, 0])
    assert list(time_s) == [5, 25]
    assert list(distance_m) == [50, 250]
