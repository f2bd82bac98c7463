"""The bound: below every plan there is, and not idle."""

import numpy as np
import pytest
from hypothesis import given, settings

from analysis.optimum import CoreInstance, best_pairing, core_bound
from simulation.network.overlay import Overlay
from tests.optimum.plans import instance_of, instances, optimum, random_instance
from tests.optimum.test_pairing import LINE
from tests.world.test_figure_1 import WORLD as FIGURE_1

TOLERANCE_M = 0.01  # HiGHS: 1e-6 km, times a few


@settings(max_examples=2 * settings.default.max_examples)
@given(instances(hotspots=4, deliveries=3))
def test_no_plan_of_all_there_are_is_shorter_than_the_bound(instance):
    assert core_bound(instance).distance_m <= optimum(instance) + TOLERANCE_M


def test_where_sharing_helps_the_bound_is_the_optimum_four_times_in_five():
    """What the docstring says, with room: 259 of 286 in a trial of 800 instances."""
    rng = np.random.default_rng(11)
    shared = reached = 0
    for number in range(60):
        instance = random_instance(
            rng,
            hotspots=4,
            deliveries=3,
            metres_by_time=number % 2 == 0,
            spread_s=30,
            slack_s=60,
        )
        least_m = optimum(instance)
        if least_m < instance.alone_m.sum():
            shared += 1
            reached += abs(core_bound(instance).distance_m - least_m) < TOLERANCE_M
    assert shared > 15
    assert reached > 0.8 * shared


@given(instances(hotspots=6, deliveries=7))
def test_the_bound_is_at_most_the_pairing_and_at_least_half_of_all_ways(instance):
    bound = core_bound(instance)
    assert bound.proven
    assert bound.distance_m <= best_pairing(instance).distance_m + TOLERANCE_M
    assert bound.distance_m >= instance.shortest_m.sum() / 2


def test_with_several_partners_in_a_row_a_plan_beats_every_pairing():
    """d1 rides A-B with d2 and B-C with d3: 1,200 m; any pairing 1,800 m."""
    instance = instance_of(
        LINE, [(0, "A", "C", 120), (0, "A", "B", 60), (0, "B", "C", 120)]
    )
    assert optimum(instance) == 1200
    assert core_bound(instance).distance_m == pytest.approx(1200)
    assert best_pairing(instance).distance_m == 1800


def test_the_bound_knows_that_three_do_not_fit_in_one_vehicle():
    """Half of each way would be 1,800 m; two vehicles drive 2,400 m."""
    instance = instance_of(LINE, [(0, "A", "C", 120)] * 3)
    assert core_bound(instance).distance_m == pytest.approx(2400)


def test_who_cannot_meet_in_time_shares_nothing_in_the_bound():
    instance = instance_of(LINE, [(0, "A", "C", 120), (0, "B", "C", 119)])
    assert core_bound(instance).distance_m == pytest.approx(1800)


def test_in_figure_1_nothing_is_shorter_than_the_way_of_the_paper():
    both = [(10, "A", "I", 205), (10, "B", "J", 205)]
    assert core_bound(instance_of(FIGURE_1, both)).distance_m == pytest.approx(2550)


def test_the_bound_counts_on_rides_that_are_possible_one_by_one_only():
    """d1 can take d2 along to B by 120 s, or d3 from B on by 65 s, but not both.

    The bound's docstring admits it; equality here means that the bound got better.
    """
    instance = instance_of(
        LINE, [(0, "A", "C", 180), (60, "A", "B", 120), (0, "B", "C", 125)]
    )
    assert optimum(instance) == 1800
    assert core_bound(instance).distance_m == pytest.approx(1200)


def test_without_time_to_solve_it_the_bound_holds_and_is_not_called_proven():
    """Twelve on a random network of ten, with time to spare: far from trivial."""
    rng = np.random.default_rng(7)
    time_s = rng.integers(60, 120, (10, 10)).astype(np.float64)  # thus metric
    np.fill_diagonal(time_s, 0.0)
    source = rng.integers(0, 10, 12)
    instance = CoreInstance(
        Overlay(time_s, time_s * 10),
        np.arange(12),
        source,
        (source + rng.integers(1, 10, 12)) % 10,
        np.zeros(12),
        np.full(12, 300.0),
    )
    solved, broken_off = core_bound(instance), core_bound(instance, time_limit_s=0.0)
    assert solved.proven
    assert not broken_off.proven
    assert broken_off.distance_m <= solved.distance_m + TOLERANCE_M
    assert broken_off.distance_m >= instance.shortest_m.sum() / 2
