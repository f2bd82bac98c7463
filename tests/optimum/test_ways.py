"""Ways between hotspots: least over all paths, and paths that are what they say."""

import numpy as np
from hypothesis import given

from analysis.optimum.ways import ways_between
from simulation.network.overlay import Overlay
from tests.optimum.plans import instances, shortest
from tests.worlds import tiny_world


@given(instances())
def test_the_least_time_and_distance_are_those_of_trying_every_path(instance):
    ways, overlay = instance.ways, instance.overlay
    assert np.array_equal(ways.least_time_s, shortest(overlay.travel_time_s))
    assert np.array_equal(ways.least_distance_m, shortest(overlay.distance_m))


@given(instances())
def test_every_way_is_a_path_with_its_time_and_distance(instance):
    ways, overlay = instance.ways, instance.overlay
    for kind, here, there in np.ndindex(ways.time_s.shape):
        path = ways.path(kind, here, there)
        assert (path[0], path[-1]) == (here, there)
        steps = np.array(path[:-1], dtype=int), np.array(path[1:], dtype=int)
        time_s = overlay.travel_time_s[steps].sum()
        distance_m = overlay.distance_m[steps].sum()
        assert time_s == ways.time_s[kind, here, there]
        assert distance_m == ways.distance_m[kind, here, there]


def test_a_network_whose_direct_ways_are_best_has_one_kind_of_way():
    time_s = np.array([[0.0, 60.0, 120.0], [60.0, 0.0, 60.0], [120.0, 60.0, 0.0]])
    assert len(ways_between(Overlay(time_s, time_s * 10)).time_s) == 1


def test_the_fastest_and_the_shortest_way_may_be_two():
    """From A to C: 100 s and 900 m directly, 90 s over B, 800 m over D."""
    world = tiny_world(
        """
            A    B    C    D
        A   0   45  100   99
        B  99    0   45   99
        C  99   99    0   99
        D  99   99   99    0
        """,
        metres={"A>B": 600, "B>C": 600, "A>C": 900, "A>D": 400, "D>C": 400},
    )
    ways = ways_between(Overlay(world.region.travel_time_s, world.region.distance_m))
    found = {ways.path(kind, 0, 2): ways.time_s[kind, 0, 2] for kind in range(3)}
    assert found == {(0, 2): 100.0, (0, 1, 2): 90.0, (0, 3, 2): 198.0}
