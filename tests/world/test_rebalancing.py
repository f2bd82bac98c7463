"""Idle vehicles that go where orders are expected, and plans priced by their end."""

import pytest

from analysis.metrics import kpis
from tests.worlds import play, play_on, tiny_world

# A line, 100 s from A to B and from B to C, ten metres a second; miles of 10 s.
TABLE = """
      A   B   C
    A 0   100 200
    B 100 0   100
    C 200 100 0
"""
LINE = tiny_world(TABLE)
STACKED = {
    "service.mode": "stacked",
    "fleet.peripheral.size": 1,
    "fleet.peripheral.capacity": 2,
    "dispatch.interval_s": 0.0,
    "dispatch.hold_s": 0.0,
    "dispatch.rounds": 0,
}
THROUGH = STACKED | {"service.mode": "through", "hotspots.handover_s": 30.0}
SENT = {
    "dispatch.rebalance_s": 60.0,
    "dispatch.rebalance_ahead_s": 300.0,
    "dispatch.memory_s": 600.0,
}


@pytest.mark.parametrize("mode", [STACKED, THROUGH])
def test_an_idle_vehicle_goes_back_to_where_orders_are_expected(mode):
    """At the beat of 300 s two orders are expected at A in 300 s, as there were."""
    keys = mode | SENT | {"fleet.peripheral.size": 2}
    story = play(LINE, [(0, "A", "C"), (290, "A", "A")], keys)
    assert story.of("rebalanced", "departed") == [
        "0 departed p1 A->shopA []",
        "10 departed p1 shopA->homeC [d1]",
        "290 departed p2 A->shopA []",
        "300 departed p2 shopA->homeA [d2]",
        "300 rebalanced p1 at A",
        "300 departed p1 homeC->A []",
    ]
    found = kpis(story.run)
    assert found["rebalanced_km"] == pytest.approx(2.1)
    assert found["deadhead_all_km"] == pytest.approx(0.1 + 0.1 + 2.1)


def test_a_vehicle_on_its_way_to_where_orders_are_expected_is_planned_for():
    """p2 is on its way to C with d2; p1, 190 s from shopA, is to take d3 at once."""
    orders = [(0, "A", "C"), (290, "A", "C"), (330, "A", "A")]
    story = play(LINE, orders, STACKED | SENT | {"fleet.peripheral.size": 2})
    assert story.about("p1")[-9:] == [
        "300 rebalanced p1 at A",
        "300 departed p1 homeC->A []",
        "330 planned p1 [d3 d3]",
        "510 arrived p1 at A",
        "510 departed p1 A->shopA []",
        "520 arrived p1 at shopA",
        "520 departed p1 shopA->homeA [d3]",
        "540 arrived p1 at homeA",
        "540 delivered d3 by p1 at homeA",
    ]
    assert kpis(story.run)["rebalanced_km"] == pytest.approx(2.1)  # to A and no more


def test_nobody_is_sent_where_no_order_comes_any_more_so_a_run_ends():
    """The last order asks for the beat of 300 s, and no beat follows."""
    story = play(LINE, [(0, "A", "C"), (290, "A", "A")], STACKED | SENT)
    assert not story.of("rebalanced")
    keys = STACKED | SENT | {"fleet.peripheral.size": 2}
    story = play(LINE, [(0, "A", "C"), (290, "A", "A")], keys)
    assert story.run.end_s == 510


def test_who_stands_where_orders_are_expected_stays():
    keys = STACKED | SENT | {"fleet.peripheral.size": 4}
    story = play(LINE, [(0, "A", "A"), (70, "A", "A")], keys)
    assert not story.of("rebalanced")


@pytest.mark.parametrize(
    ("shifts", "sent"),
    [
        ("2 00:00-00:30", 1),
        ("2 00:00-00:08", 0),  # it would come to A at 510 s
        ("2 00:00-00:30 break 00:08-00:10", 0),
        ("2 00:00-00:30 break 00:09-00:10", 1),
        ("2 00:00-00:30 break 00:03-00:10", 0),  # from 230 s on
    ],
)
def test_nobody_is_sent_whose_duty_ends_on_the_way(shifts, sent):
    keys = STACKED | SENT | {"fleet.peripheral.size": "elastic"}
    keys |= {"fleet.peripheral.shifts": [shifts]}
    orders = [(0, "A", "C"), (170, "A", "A"), (290, "A", "A")]
    story = play(LINE, orders, keys)
    assert [line.split()[2] for line in story.of("rebalanced")] == ["p1"] * sent


def test_a_vehicle_without_a_shift_is_sent_though_others_have_shifts():
    keys = STACKED | SENT | {"fleet.peripheral.size": "elastic"}
    keys |= {"fleet.peripheral.shifts": ["1 00:00-00:02"], "fleet.classes.van.size": 2}
    story = play(LINE, [(130, "A", "C"), (400, "A", "A")], keys)
    assert len(story.of("vehicle_left")) == 1  # before
    assert [line.split()[0] for line in story.of("rebalanced")] == ["420"]


def test_an_elastic_fleet_is_rebalanced_too():
    keys = STACKED | SENT | {"fleet.peripheral.size": "elastic"}
    keys |= {"dispatch.new_vehicle_m": 0.0}
    story = play(LINE, [(0, "A", "C"), (290, "A", "A")], keys)
    assert story.of("rebalanced", "vehicle_joined") == [
        "0 vehicle_joined p1 at shopA",
        "290 vehicle_joined p2 at shopA",
        "300 rebalanced p1 at A",
    ]


def test_where_a_fleet_shrinks_nobody_is_sent_and_rules_may_begin_in_flight():
    """As many as are too many leave as they come to be idle."""
    orders = [(0, "A", "C"), (290, "A", "A")]
    keys = STACKED | {"fleet.peripheral.size": 2}
    assert not play(LINE, orders, keys).of("rebalanced")
    late = play_on(LINE, orders, keys, 250.0, SENT)
    assert late.of("rebalanced") == ["300 rebalanced p1 at A"]  # d2 was seen
    smaller = {"fleet.peripheral.size": 1}
    assert not play_on(LINE, orders, keys | SENT, 250.0, smaller).of("rebalanced")


ENDS = {"dispatch.value_of_time_m_per_s": 0.0, "dispatch.late_m_per_s": 0.0}


@pytest.mark.parametrize(("weight", "ends_at"), [(0.0, "C"), (0.2, "A")])
def test_a_plan_that_ends_far_from_where_orders_are_expected_is_dearer(weight, ends_at):
    """From B over C to A and back to C, or over A to C and back to A.

    The first is 100 m shorter. But two of three orders were released at A: it is 667 m
    to them on average from A, and 1,333 m from C.
    """
    world = tiny_world(TABLE, metres={"B>C": 900})
    keys = STACKED | ENDS | {"dispatch.end_weight": weight}
    orders = [(0, "A", "B"), (200, "C", "A"), (200, "A", "C")]
    story = play(world, orders, keys)
    assert story.of("delivered")[-1].endswith(f"at home{ends_at}")
