"""Stacked service, Baseline 3: several orders aboard, stop by stop."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.metrics import kpis
from simulation.demand.orders import Orders
from tests.strategies import Case, regions
from tests.world.story import lines_of
from tests.worlds import play, play_on, tiny_world

# A line: 60 s from A to B and from B to C; miles of 10 s, ten metres a second.
LINE = tiny_world(
    """
    A  B  C
    A  0 60 120
    B 60  0  60
    C 120 60  0
    """
)
STACKED = {
    "service.mode": "stacked",
    "fleet.peripheral.capacity": 4,
    "dispatch.interval_s": 0.0,
    "dispatch.hold_s": 0.0,
}


def test_two_orders_of_one_shop_ride_together():
    """It is 80 s from shopA to homeB, and 80 s to homeC: d2 rides 160 s, not 140 s.

    Alone each would cost a vehicle more (1500 m, and 800 m or 1400 m).
    """
    story = play(LINE, [(0, "A", "B"), (0, "A", "C")], STACKED)
    assert story.lines == [
        "0 released d1 at shopA",
        "0 vehicle_requested d1 at shopA peripheral",
        "0 released d2 at shopA",
        "0 vehicle_requested d2 at shopA peripheral",
        "0 vehicle_joined p1 at shopA",
        "0 planned p1 [d1 d2 d1 d2]",
        "0 departed p1 shopA->homeB [d1 d2]",
        "80 arrived p1 at homeB",
        "80 delivered d1 by p1 at homeB",
        "80 departed p1 homeB->homeC [d2]",
        "160 arrived p1 at homeC",
        "160 delivered d2 by p1 at homeC",
    ]
    found = kpis(story.run)
    expected = {
        "distance_km": 1.6,
        "deadhead_km": 0,
        "delivery_time_mean_s": 120,
        "ride_mean_s": 120,
        "vehicle_wait_mean_s": 0,
        "hops_mean": 1.5,  # d2 is aboard for two legs
        "vehicles_fleet": 1,
        "shared_peripheral_share": 0.5,
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected)


def test_two_orders_for_one_door_alight_at_one_stop():
    story = play(LINE, [(0, "A", "C"), (0, "A", "C")], STACKED)
    assert story.of("departed", "arrived", "delivered") == [
        "0 departed p1 shopA->homeC [d1 d2]",
        "140 arrived p1 at homeC",
        "140 delivered d1 by p1 at homeC",
        "140 delivered d2 by p1 at homeC",
    ]


def test_a_second_order_is_taken_up_on_the_way():
    """It is 80 s from shopA to shopB and 80 s to homeC: d1 rides 160 s, not 140 s."""
    keys = STACKED | {"fleet.peripheral.size": 1}
    story = play(LINE, [(0, "A", "C"), (0, "B", "C")], keys)
    assert story.of("departed") == [
        "0 departed p1 A->shopA []",
        "10 departed p1 shopA->shopB [d1]",
        "90 departed p1 shopB->homeC [d1 d2]",
    ]


def test_an_order_is_planned_from_where_a_leg_ends():
    """p1 is on its way to homeC as d2 is released; shopC is 20 s from there."""
    keys = STACKED | {"fleet.peripheral.size": 1}
    story = play(LINE, [(0, "A", "C"), (30, "C", "A")], keys)
    assert story.of("departed") == [
        "0 departed p1 A->shopA []",
        "10 departed p1 shopA->homeC [d1]",
        "150 departed p1 homeC->shopC []",
        "170 departed p1 shopC->homeA [d2]",
    ]


def test_a_vehicle_is_held_for_a_second_order():
    """It stands from 0 s on; d2 comes at 30 s, and both leave. Nobody idles for it."""
    keys = STACKED | {"dispatch.hold_s": 60.0}
    story = play(LINE, [(0, "A", "B"), (30, "A", "C")], keys)
    assert story.of("vehicle_joined", "departed") == [
        "0 vehicle_joined p1 at shopA",
        "30 departed p1 shopA->homeB [d1 d2]",
        "110 departed p1 homeB->homeC [d2]",
    ]
    assert kpis(story.run)["vehicle_wait_mean_s"] == 15


def test_a_run_ends_with_its_last_event_though_somebody_was_to_be_held_for_longer():
    """Both leave at 5 s, instead of 60 s, and it takes 20 s."""
    keys = STACKED | {"dispatch.hold_s": 60.0}
    run = play(LINE, [(0, "A", "A"), (5, "A", "A")], keys).run
    assert run.end_s == run.events.time_s[-1] == 25


def test_a_vehicle_of_one_seat_is_not_held():
    keys = STACKED | {"dispatch.hold_s": 60.0, "fleet.peripheral.capacity": 1}
    story = play(LINE, [(0, "A", "B")], keys)
    assert story.of("departed") == ["0 departed p1 shopA->homeB [d1]"]


def test_a_vehicle_is_held_no_longer_than_it_may_be():
    """d2 comes a second after p1 has left, and stands 60 s, too."""
    keys = STACKED | {"dispatch.hold_s": 60.0, "dispatch.new_vehicle_m": 0.0}
    story = play(LINE, [(0, "A", "B"), (61, "C", "B")], keys)
    assert story.of("departed")[0] == "60 departed p1 shopA->homeB [d1]"
    assert story.of("departed")[-1].startswith("121 departed")


@pytest.mark.parametrize(("promise_s", "leaves_s"), [(260, 20), (250, 10), (240, 0)])
def test_a_vehicle_is_not_held_if_its_order_has_no_time_to_spare(promise_s, leaves_s):
    """The aim is 30 s before the promise, 60 s are to be spare, and it drives 150 s.

    10 s from A to shopA, and 140 s from there to homeC.
    """
    keys = STACKED | {
        "dispatch.hold_s": 60.0,
        "promise_s": promise_s,
        "fleet.peripheral.size": 1,
    }
    story = play(LINE, [(0, "A", "C")], keys)
    assert story.of("departed")[0] == f"{leaves_s} departed p1 A->shopA []"


def test_stops_are_planned_on_the_beat():
    keys = STACKED | {"dispatch.interval_s": 15.0, "dispatch.new_vehicle_m": 0.0}
    story = play(LINE, [(1, "A", "B"), (14, "A", "C"), (30, "C", "A")], keys)
    assert story.of("vehicle_joined") == [
        "15 vehicle_joined p1 at shopA",
        "30 vehicle_joined p2 at shopC",
    ]
    assert story.of("departed")[:2] == [
        "15 departed p1 shopA->homeB [d1 d2]",
        "30 departed p2 shopC->homeA [d3]",
    ]


def test_no_more_ride_than_there_are_seats():
    """Two seats, three orders, one vehicle: the third is fetched afterwards."""
    keys = STACKED | {"fleet.peripheral.capacity": 2, "fleet.peripheral.size": 1}
    story = play(LINE, [(0, "A", "C"), (0, "A", "C"), (0, "A", "C")], keys)
    assert story.of("departed") == [
        "0 departed p1 A->shopA []",
        "10 departed p1 shopA->homeC [d1 d2]",
        "150 departed p1 homeC->shopA []",
        "290 departed p1 shopA->homeC [d3]",
    ]


def test_nobody_rides_longer_than_the_detour_allows():
    """Straight on or not at all: each order has its own vehicle."""
    keys = STACKED | {"dispatch.max_detour": 1.0, "dispatch.detour_slack_s": 0.0}
    story = play(LINE, [(0, "A", "B"), (0, "A", "C")], keys)
    assert story.of("departed") == [
        "0 departed p1 shopA->homeB [d1]",
        "0 departed p2 shopA->homeC [d2]",
    ]


def test_an_order_changes_its_vehicle_until_it_is_picked_up():
    """p1, with one seat, is to come back for d2; at 50 s p2 joins nearer by, at A."""
    keys = STACKED | {"fleet.peripheral.size": 1, "fleet.peripheral.capacity": 1}
    orders = [(0, "A", "C"), (20, "A", "B")]
    assert play(LINE, orders, keys).of("departed") == [
        "0 departed p1 A->shopA []",
        "10 departed p1 shopA->homeC [d1]",
        "150 departed p1 homeC->shopA []",
        "290 departed p1 shopA->homeB [d2]",
    ]
    story = play_on(LINE, orders, keys, 50.0, {"fleet.peripheral.size": 2})
    assert story.of("departed") == [
        "0 departed p1 A->shopA []",
        "10 departed p1 shopA->homeC [d1]",
        "50 departed p2 A->shopA []",
        "60 departed p2 shopA->homeB [d2]",
    ]


def test_the_log_says_what_is_planned_whenever_that_changes():
    """At 20 s p1 drives d1: d2 is for p1, then from 50 s on for p2; d1 stays."""
    keys = STACKED | {"fleet.peripheral.size": 1, "fleet.peripheral.capacity": 1}
    orders = [(0, "A", "C"), (20, "A", "B")]
    story = play_on(LINE, orders, keys, 50.0, {"fleet.peripheral.size": 2})
    assert story.of("planned") == [
        "0 planned p1 [d1 d1]",
        "20 planned p1 [d1 d2 d2]",
        "50 planned p1 [d1]",
        "50 planned p2 [d2 d2]",
    ]


def test_an_order_waits_where_no_seat_is_left_in_any_plan():
    """One seat and nothing ahead: d2 is planned once d1 is delivered."""
    keys = STACKED | {
        "fleet.peripheral.size": 1,
        "fleet.peripheral.capacity": 1,
        "dispatch.orders_ahead": 0,
    }
    story = play(LINE, [(0, "A", "B"), (0, "A", "B")], keys)
    assert story.of("delivered") == [
        "90 delivered d1 by p1 at homeB",
        "250 delivered d2 by p1 at homeB",
    ]


def test_a_stack_grows_in_flight():
    """From 100 s on vehicles are held: d2 waits for d3."""
    orders = [(0, "A", "B"), (200, "A", "B"), (240, "A", "C")]
    story = play_on(LINE, orders, STACKED, 100.0, {"dispatch.hold_s": 60.0})
    assert story.of("departed")[0] == "0 departed p1 shopA->homeB [d1]"
    assert "240 departed" in "\n".join(story.of("departed"))
    assert "[d2 d3]" in "\n".join(story.of("departed"))


@given(regions(positive=True), st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_one_seat_and_one_vehicle_and_no_choice_is_point_to_point(region, seed, size):
    """Row by row the same log: one vehicle, one seat, planned at once, nobody held.

    But for the plans, which the log of stacked service has besides. Orders come one
    after the other is delivered, so that there is nothing to choose.
    """
    rng = np.random.default_rng(seed)
    producer, consumer = (
        rng.choice(region.producers, size),
        rng.choice(region.consumers, size),
    )
    trace = Orders(np.arange(size) * 1e5, producer, consumer)
    keys = {
        "service": {"mode": "stacked"},
        "fleet": {"peripheral": {"size": 1, "capacity": 1}},
        "dispatch": {"interval_s": 0.0, "hold_s": 0.0, "rounds": 0},
    }
    case = Case(keys, region, trace)
    stacked, direct = case.run(), case.but(service__mode="direct").run()
    names = [str(place) for place in range(len(region.places))]
    lines = [each for each in lines_of(stacked, names) if " planned " not in each]
    assert lines == lines_of(direct, names)
    assert len(stacked.events) == len(lines) + size
