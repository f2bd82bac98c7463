"""The bound by seats: by hand, below the optimum, and below what services drive."""

import dataclasses

import numpy as np
import pytest

from analysis.optimum.doors import door_instance
from analysis.optimum.meetings import least_metres
from analysis.optimum.seats import seat_bound
from simulation import load_scenario, simulate
from tests.optimum.meeting_plans import line_of, random_meeting

TOLERANCE_M = 1e-3
LINE = {"a": 0, "b": 1000, "c": 3000, "d": 4000}


def bound_m(instance):
    return seat_bound(instance).distance_m


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_is_below_the_optimum_and_not_idle(seed):
    rng = np.random.default_rng(100 + seed)
    hubs, seats = int(rng.integers(3)), 1 + seed % 4
    instance = random_meeting(rng, 4, hubs, seats, 0)
    assert bound_m(instance) <= least_metres(instance) + TOLERANCE_M
    assert bound_m(instance) >= instance.direct_m / seats - TOLERANCE_M


def test_an_order_alone_leaves_all_other_seats_empty():
    for seats in (1, 2, 4):
        instance = line_of(LINE, "a", "c", "", seats=seats)
        assert bound_m(instance) == pytest.approx(3000)


def test_at_a_hotspot_others_may_fill_the_seats():
    """One is empty for 1 km from the hotspot to the shop, and for 2 km back to it."""
    instance = line_of(LINE, "a", "c", "b", seats=4)
    assert bound_m(instance) == pytest.approx((3000 + 1000 + 2000) / 4)


def test_two_orders_along_a_line_are_bounded_by_what_they_take():
    """One seat is empty from a to b and from c to d: (3 + 3 + 1 + 1) / 2 km."""
    instance = line_of(LINE, "ab", "cd", "", seats=2)
    assert bound_m(instance) == pytest.approx(least_metres(instance)) == 4000
    from_one_shop = line_of(LINE, "aa", "cd", "", seats=2)
    assert bound_m(from_one_shop) == pytest.approx(least_metres(from_one_shop)) == 4000


def test_who_cannot_be_aboard_together_does_not_share():
    """The second is placed when the first has to be delivered."""
    both = line_of(LINE, "aa", "cc", "b", seats=2, due_s=np.array([310.0, 1e4]))
    late = dataclasses.replace(both, placed_s=np.array([0.0, 400.0]))
    assert bound_m(both) == pytest.approx(least_metres(both)) == 3000
    assert bound_m(late) == pytest.approx(least_metres(late)) == 6000


def test_few_rounds_prove_no_more_than_many():
    rng = np.random.default_rng(7)
    instance = random_meeting(rng, 40, 3, 4, 0)
    few, many = seat_bound(instance, rounds=1), seat_bound(instance)
    assert instance.direct_m / 4 - TOLERANCE_M <= few.distance_m
    assert few.distance_m <= many.distance_m
    assert few.reached < many.reached == pytest.approx(1.0)


SERVICES = ("baselines/stacked", "sharing/through", "sharing/saved_distance")


@pytest.mark.parametrize("replication", range(3))
def test_no_service_drives_less_than_the_bound(replication):
    keys = {
        "demand.load_per_min": (5, 10, 20)[replication],
        "demand.duration_min": 2,
        "hotspots.handover_s": 0,
        "fleet.peripheral.deadheading": "driven",
        "producers.door_s": (0, 60, 180)[replication],
    }
    runs = [simulate(load_scenario(name, keys), replication) for name in SERVICES]
    least_m = bound_m(door_instance(runs))
    for run in runs:
        assert least_m <= 1000 * run.kpis.loc["distance_all_km", "value"] + TOLERANCE_M
