"""Breakdowns in the worlds solved by hand of `test_operation`.

A vehicle breaks down at half a minute, 20 s into its leg of 80 s from shopA to homeB:
60 s and 600 m are left. Whoever comes for the load drives by way of shopA.
"""

import pytest

from analysis.metrics import kpis
from analysis.tables.deliveries import delivery_columns
from analysis.tables.vehicles import vehicles
from simulation.errors import InputError
from simulation.scenario import load_scenario
from tests.world.test_operation import LINE, ONE, PLANNED, SIZE, told
from tests.worlds import play

NAMED = {
    "breakdowns.named": ["0.5 min peripheral 1"],
    "breakdowns.repair_s": 600,
    SIZE: 2,
}
AT_ONCE = [
    "30 departed p2 A->shopA []",
    "40 arrived p2 at shopA",
    "40 departed p2 shopA->homeB [d1]",
    "120 arrived p2 at homeB",
    "120 delivered d1 by p2 at homeB",
    "630 repaired p1 at shopA []",
    "690 arrived p1 at homeB",
]


@pytest.mark.parametrize("keys", [ONE, PLANNED])
def test_what_is_aboard_is_rescued_by_another_vehicle(keys):
    story = play(LINE, [(0, "A", "B")], keys | NAMED)
    assert told(story)[2:6] == [
        "0 departed p1 A->shopA []",
        "10 arrived p1 at shopA",
        "10 departed p1 shopA->homeB [d1]",
        "30 broke_down p1 at shopA [d1]",
    ]
    assert "30 vehicle_requested d1 at shopA peripheral" in story.lines
    assert told(story)[6:] == AT_ONCE


def test_metres_time_and_kpis_of_a_rescue():
    """100 + 800 m of the one, 600 of them after 600 s; 100 + 800 m of the other."""
    run = play(LINE, [(0, "A", "B")], ONE | NAMED).run
    assert vehicles(run)["distance_km"].tolist() == [0.9, 0.9]
    assert vehicles(run)["legs"].tolist() == [2, 2]
    assert vehicles(run)["driving_s"].tolist() == [90.0, 90.0]
    found = kpis(run)
    assert (found["breakdowns"], found["orders_rescued"]) == (1, 1)
    # Two vehicles over the 120 s until the delivery; one of them down for 90 s of it.
    assert found["downtime_share"] == 90 / 240
    assert found["hops_mean"] == 2
    ride_s, _, _, vehicle_s, *_ = delivery_columns(run).parts[:, 0]
    assert (ride_s, vehicle_s) == (20 + 80, 10 + 10)


@pytest.mark.parametrize("keys", [ONE, PLANNED])
@pytest.mark.parametrize(
    ("after_s", "last"),
    [
        ("never", "690 delivered d1 by p1 at homeB"),
        (1000, "690 delivered d1 by p1 at homeB"),
        (20, "140 delivered d1 by p2 at homeB"),
    ],
)
def test_what_is_aboard_waits_as_long_as_it_is_to(keys, after_s, last):
    keys = keys | NAMED | {"breakdowns.rescue_after_s": after_s}
    assert play(LINE, [(0, "A", "B")], keys).of("delivered") == [last]


def test_whoever_is_repaired_before_a_rescuer_comes_goes_on_itself():
    """The p2 that is called at 90 s is at shopA at 170 s; the repair takes 100 s."""
    orders = [(0, "A", "C"), (0, "A", "B")]
    story = play(LINE, orders, ONE | NAMED | {"breakdowns.repair_s": 100})
    assert told(story)[6:] == [
        "10 arrived p2 at shopA",
        "10 departed p2 shopA->homeB [d2]",
        "30 broke_down p1 at shopA [d1]",
        "90 arrived p2 at homeB",
        "90 delivered d2 by p2 at homeB",
        "90 departed p2 homeB->shopA []",
        "130 repaired p1 at shopA [d1]",
        "170 arrived p2 at shopA",
        "250 arrived p1 at homeC",
        "250 delivered d1 by p1 at homeC",
    ]


def test_trips_that_were_not_picked_up_go_to_others():
    """It does not get away from A: p2 sets off at once."""
    keys = ONE | NAMED | {"breakdowns.named": ["0 min peripheral 1"]}
    story = play(LINE, [(0, "A", "B")], keys)
    assert told(story)[2:] == [
        "0 departed p1 A->shopA []",
        "0 broke_down p1 at A []",
        "0 departed p2 A->shopA []",
        "10 arrived p2 at shopA",
        "10 departed p2 shopA->homeB [d1]",
        "90 arrived p2 at homeB",
        "90 delivered d1 by p2 at homeB",
        "600 repaired p1 at A []",
        "610 arrived p1 at shopA",
    ]


def test_crews_repair_one_after_the_other():
    keys = ONE | NAMED | {"breakdowns.crews": 1, "breakdowns.rescue_after_s": "never"}
    keys |= {"breakdowns.named": ["0.5 min peripheral 1", "0.5 min peripheral 2"]}
    story = play(LINE, [(0, "A", "B"), (0, "A", "B")], keys)
    assert story.of("repaired") == [
        "630 repaired p1 at shopA [d1]",
        "1230 repaired p2 at shopA [d2]",
    ]


def test_those_who_share_a_vehicle_are_rescued_together():
    """The core vehicle from A to B, with 40 of its 60 s left; a new one is there."""
    keys = {"breakdowns.named": ["0.5 min core 1"], "breakdowns.repair_s": 600}
    story = play(LINE, [(0, "A", "B"), (0, "A", "B")], keys)
    assert story.about("v1", "v2") == [
        "10 vehicle_joined v1 at A",
        "10 departed v1 A->B [d1 d2]",
        "30 broke_down v1 at A [d1 d2]",
        "30 vehicle_joined v2 at A",
        "30 departed v2 A->B [d1 d2]",
        "90 arrived v2 at B",
        "630 repaired v1 at A []",
        "670 arrived v1 at B",
    ]


def test_a_vehicle_whose_shift_ends_while_it_stands_leaves_when_it_has_arrived():
    keys = (
        ONE
        | NAMED
        | {
            SIZE: "elastic",
            "fleet.peripheral.shifts": ["1 00:00-00:05"],
        }
    )
    story = play(LINE, [(0, "A", "B")], keys)
    assert told(story)[-3:] == [
        "690 arrived p1 at homeB",
        "690 delivered d1 by p1 at homeB",
        "690 vehicle_left p1 at homeB",
    ]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("breakdowns.named", ["soon"], r"breakdowns\.named has 'soon', expected"),
        ("breakdowns.named", ["5 min tank"], r"names the class 'tank', expected"),
        ("breakdowns.repair_distribution", "norm(1, 1)", "may be -inf"),
        ("fleet.core.breakdowns_per_h", -1, "breakdowns_per_h is -1"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(key, value, said):
    with pytest.raises(InputError, match=said):
        load_scenario("paper/hotspots_only", {key: value})
