"""The best pairing: solved by hand, replayed, and against trying every pairing."""

import pytest
from hypothesis import given, settings

from analysis.optimum import best_pairing
from tests.optimum.plans import best_by_trying, instance_of, instances, replay
from tests.world.test_figure_1 import WORLD as FIGURE_1
from tests.worlds import clique, tiny_world

LINE = tiny_world(
    """
         A    B    C
    A    0   60  120
    B   60    0   60
    C  120   60    0
    """
)


def test_two_on_a_line_share_what_they_have_in_common():
    """From B to C together: 600 m less than 1,200 m and 600 m. d2 waits 60 s."""
    plan = best_pairing(instance_of(LINE, [(0, "A", "C", 120), (0, "B", "C", 120)]))
    (pair,) = plan.pairs
    assert (pair.meet, pair.part) == (1, 2)
    assert (pair.meet_s, pair.part_s) == (60, 120)
    assert [(trip.load, trip.path, trip.depart_s) for trip in pair.trips] == [
        ((0,), (0, 1), 0),
        ((0, 1), (1, 2), 60),
    ]
    assert plan.distance_m == 1200
    assert plan.proven


def test_who_would_be_a_second_late_rides_alone():
    plan = best_pairing(instance_of(LINE, [(0, "A", "C", 120), (0, "B", "C", 119)]))
    assert plan.pairs == ()
    assert plan.distance_m == 1800


def test_three_of_one_way_are_a_pair_and_one_alone():
    plan = best_pairing(instance_of(LINE, [(0, "A", "C", 120)] * 3))
    assert len(plan.pairs) == 1
    assert plan.distance_m == 2400


def test_on_a_diamond_two_meet_at_one_corner_and_part_at_the_other():
    """A and B to C 60 s, C to D 300 s, D to A and B 60 s: 300 s shared of 840."""
    diamond = clique(
        "ABCD",
        seconds=420,
        times_s={"A>C": 60, "B>C": 60, "C>D": 300, "D>A": 60, "D>B": 60},
    )
    plan = best_pairing(instance_of(diamond, [(0, "A", "B", 420), (0, "B", "A", 420)]))
    (pair,) = plan.pairs
    assert (pair.meet, pair.part) == (2, 3)
    assert plan.distance_m == (60 + 60 + 300 + 60 + 60) * 10


def test_in_figure_1_they_meet_at_c_and_part_at_g():
    """d1 30, d2 45, together C-E-G 120, 30 each: 255 s of ways instead of 375.

    Alone d1 takes A-D-I, 150 s, and d2 B-F-H-J, 150 s: 300 s. Due as the paper's
    agents bring them: both at C at 55 s of 10, at G at 175, at I and J at 205.
    """
    both = [(10, "A", "I", 205), (10, "B", "J", 205)]
    plan = best_pairing(instance_of(FIGURE_1, both))
    (pair,) = plan.pairs
    names = FIGURE_1.hotspots
    assert (names[pair.meet], names[pair.part]) == ("C", "G")
    assert (pair.meet_s, pair.part_s) == (55, 175)
    assert plan.distance_m == 2550
    (common,) = [trip for trip in pair.trips if len(trip.load) == 2]
    assert [names[place] for place in common.path] == ["C", "E", "G"]


def test_a_short_but_slow_way_is_taken_only_where_there_is_time():
    slow = tiny_world(
        """
            A    B    C
        A   0   60   90
        B  99    0   90
        C  99   90    0
        """,
        metres={"A>B": 900, "A>C": 100, "C>B": 100},
    )
    assert best_pairing(instance_of(slow, [(0, "A", "B", 180)])).distance_m == 200
    assert best_pairing(instance_of(slow, [(0, "A", "B", 179)])).distance_m == 900


@given(instances(hotspots=6, deliveries=7))
def test_a_pairing_can_be_driven_in_time_as_it_says(instance):
    plan = best_pairing(instance)
    assert replay(instance, plan) == pytest.approx(plan.distance_m)
    assert plan.distance_m <= instance.alone_m.sum() + 1e-9
    assert plan.distance_m == pytest.approx(
        sum(trip.distance_m for trip in plan.trips), abs=1e-9
    )


@settings(max_examples=settings.default.max_examples // 2)
@given(instances(hotspots=4, deliveries=5))
def test_no_other_set_of_pairs_is_shorter(instance):
    assert best_pairing(instance).distance_m == pytest.approx(
        best_by_trying(instance), abs=1e-6
    )


def test_without_time_to_solve_it_the_pairing_is_still_a_plan():
    instance = instance_of(LINE, [(0, "A", "C", 120), (0, "B", "C", 120)] * 3)
    plan = best_pairing(instance, time_limit_s=0.0)
    assert replay(instance, plan) == plan.distance_m
    assert 3000 <= plan.distance_m <= 5400  # the best, and nobody sharing
    assert plan.distance_m == 3000 or not plan.proven
