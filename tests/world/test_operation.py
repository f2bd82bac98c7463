"""Doors, classes and cancellations in worlds solved by hand.

A line of 60 s from A to B and from B to C; miles of 10 s, so 80 s from shopA to homeB,
and 10 s from the hotspot A, where vehicles begin, to shopA.
"""

import numpy as np
import pytest

from simulation.errors import InputError
from tests.worlds import play, play_on, tiny_world

LINE = tiny_world(
    """
    A  B  C
    A  0 60 120
    B 60  0  60
    C 120 60  0
    """
)
ONE = {"service.mode": "direct", "fleet.peripheral.size": 1, "dispatch.lead_s": 1e6}
PLANNED = {
    "service.mode": "stacked",
    "fleet.peripheral.size": 1,
    "fleet.peripheral.capacity": 3,
    "dispatch.interval_s": 0.0,
    "dispatch.hold_s": 0.0,
    "dispatch.rounds": 0,
    "dispatch.lead_s": 1e6,
}
NEVER = np.nan
SIZE = "fleet.peripheral.size"
ASKED = ("released", "vehicle_requested", "planned")


def told(story):
    """Return the lines but for what orders ask and vehicles plan."""
    return [line for line in story.lines if line.split()[1] not in ASKED]


def test_a_vehicle_waits_for_an_order_that_is_not_ready():
    story = play(LINE, [(0, "A", "B")], ONE, ready_s=[100.0])
    assert told(story) == [
        "0 vehicle_joined p1 at A",
        "0 departed p1 A->shopA []",
        "10 arrived p1 at shopA",
        "10 door_started p1 at shopA [d1]",
        "100 door_finished p1 at shopA [d1]",
        "100 departed p1 shopA->homeB [d1]",
        "180 arrived p1 at homeB",
        "180 door_started p1 at homeB [d1]",
        "180 door_finished p1 at homeB [d1]",
        "180 delivered d1 by p1 at homeB",
    ]


def test_a_vehicle_is_called_so_long_before_the_order_is_ready():
    keys = ONE | {"dispatch.lead_s": 30}
    story = play(LINE, [(0, "A", "B"), (5, "A", "B")], keys, ready_s=[100.0, 20.0])
    assert story.of("vehicle_requested") == [
        "5 vehicle_requested d2 at shopA peripheral",
        "70 vehicle_requested d1 at shopA peripheral",
    ]


def test_orders_at_one_door_share_its_time_and_add_their_service():
    """30 + 5 + 7 s where they board, 10 + 3 + 4 s where they alight."""
    keys = PLANNED | {"producers.door_s": 30, "consumers.door_s": 10}
    story = play(
        LINE,
        [(0, "A", "B"), (0, "A", "B")],
        keys,
        pickup_service_s=[5.0, 7.0],
        dropoff_service_s=[3.0, 4.0],
    )
    assert told(story)[2:] == [
        "10 arrived p1 at shopA",
        "10 door_started p1 at shopA [d1 d2]",
        "52 door_finished p1 at shopA [d1 d2]",
        "52 departed p1 shopA->homeB [d1 d2]",
        "132 arrived p1 at homeB",
        "132 door_started p1 at homeB [d1 d2]",
        "149 door_finished p1 at homeB [d1 d2]",
        "149 delivered d1 by p1 at homeB",
        "149 delivered d2 by p1 at homeB",
    ]


def test_an_order_that_is_added_where_a_vehicle_stands_is_served_after_the_others():
    """It has parked: d2 takes its own 7 s, from 10 + 30 + 5 s on."""
    keys = PLANNED | {"producers.door_s": 30}
    story = play(
        LINE,
        [(0, "A", "B"), (20, "A", "B")],
        keys,
        pickup_service_s=[5.0, 7.0],
    )
    assert story.of("door_started", "door_finished")[:4] == [
        "10 door_started p1 at shopA [d1]",
        "45 door_finished p1 at shopA [d1]",
        "45 door_started p1 at shopA [d2]",
        "52 door_finished p1 at shopA [d2]",
    ]
    assert "52 departed p1 shopA->homeB [d1 d2]" in story.lines


@pytest.mark.parametrize("keys", [ONE, PLANNED])
def test_a_vehicle_drives_on_to_an_order_that_was_cancelled_and_is_free(keys):
    story = play(LINE, [(0, "A", "B"), (20, "A", "B")], keys, cancelled_s=[5.0, NEVER])
    assert told(story)[1:] == [
        "0 departed p1 A->shopA []",
        "5 cancelled d1 at shopA",
        "10 arrived p1 at shopA",
        "20 departed p1 shopA->homeB [d2]",
        "100 arrived p1 at homeB",
        "100 delivered d2 by p1 at homeB",
    ]


@pytest.mark.parametrize("keys", [ONE, PLANNED])
def test_an_order_that_is_being_served_is_not_cancelled(keys):
    story = play(
        LINE,
        [(0, "A", "B")],
        keys,
        pickup_service_s=[20.0],
        cancelled_s=[15.0],
    )
    assert not story.of("cancelled")
    assert story.of("delivered") == ["110 delivered d1 by p1 at homeB"]


@pytest.mark.parametrize("keys", [ONE, PLANNED, {"fleet.peripheral.size": 1}])
def test_an_order_that_waits_is_cancelled(keys):
    story = play(LINE, [(0, "A", "A"), (1, "A", "A")], keys, cancelled_s=[NEVER, 2.0])
    assert story.about("d2")[-1] == "2 cancelled d2 at shopA"
    assert len(story.of("delivered")) == 1


@pytest.mark.parametrize("keys", [ONE, PLANNED | {"fleet.peripheral.capacity": 1}])
def test_priority_overtakes_in_a_queue(keys):
    orders = [(0, "A", "B"), (1, "A", "B"), (2, "A", "B")]
    keys = keys | {"dispatch.orders_ahead": 0} if "dispatch.rounds" in keys else keys
    story = play(LINE, orders, keys, priority=[0, 0, 5])
    assert [line.split()[2] for line in story.of("delivered")] == ["d1", "d3", "d2"]


def test_priority_overtakes_where_the_nearest_is_planned_first_too():
    keys = PLANNED | {
        "fleet.peripheral.capacity": 1,
        "dispatch.order": "nearest",
        "dispatch.orders_ahead": 0,
    }
    orders = [(0, "A", "B"), (1, "B", "B"), (2, "A", "A")]
    story = play(LINE, orders, keys, priority=[0, 0, 5])
    assert [line.split()[2] for line in story.of("delivered")] == ["d1", "d3", "d2"]


@pytest.mark.parametrize("keys", [ONE, PLANNED])
def test_of_two_classes_the_faster_comes(keys):
    """The way takes 10 s; 20 s at half the speed, 5 s at twice the speed."""
    keys = keys | {
        "fleet.peripheral.speed_factor": 0.5,
        "fleet.classes.scooter.size": 1,
        "fleet.classes.scooter.speed_factor": 2.0,
    }
    story = play(LINE, [(0, "A", "B")], keys)
    assert told(story)[2:] == [
        "0 departed p2 A->shopA []",
        "5 arrived p2 at shopA",
        "5 departed p2 shopA->homeB [d1]",
        "45 arrived p2 at homeB",
        "45 delivered d1 by p2 at homeB",
    ]


def test_a_plan_counts_on_the_speed_of_its_own_class():
    """At 0.5 times the speed p1 can be there at 140 s, p2, at C, at 130 s.

    By the legs of p1 alone, p2 would need 260 s and p1 would go.
    """
    keys = PLANNED | {
        "fleet.peripheral.speed_factor": 0.5,
        "fleet.classes.scooter.size": 1,
        "fleet.classes.scooter.speed_factor": 2.0,
    }
    story = play(LINE, [(0, "A", "C"), (0, "A", "A"), (100, "C", "B")], keys)
    assert [line.split()[4] for line in story.of("delivered")] == ["p2"] * 3


@pytest.mark.parametrize(("service_s", "taken_by"), [(0.0, "p1"), (1200.0, "p2")])
@pytest.mark.parametrize("planner", ["insertion", "rolling"])
def test_a_plan_counts_on_what_it_takes_to_serve_an_order(planner, service_s, taken_by):
    """p1 would be free at homeA at 30 s, or at 1230 s; p2 at homeB at 90 s."""
    keys = PLANNED | {
        "fleet.peripheral.size": 2,
        "fleet.peripheral.capacity": 1,
        "dispatch.planner": planner,
    }
    orders = [(0, "A", "A"), (0, "A", "B"), (20, "A", "A")]
    story = play(LINE, orders, keys, dropoff_service_s=[service_s, 0.0, 0.0])
    (planned,) = [each for each in story.of("planned") if each.startswith("20 ")]
    assert f"planned {taken_by}" in planned
    assert "d3" in planned


def test_of_trips_that_wait_the_faster_class_takes_the_one_nearest_to_it():
    """Both stand at A; the scooter is nearest of all to shopA, p1 goes to shopB."""
    keys = ONE | {
        "dispatch.rule": "nearest_trip",
        "fleet.peripheral.speed_factor": 0.5,
        "fleet.classes.scooter.size": 1,
        "fleet.classes.scooter.speed_factor": 2.0,
    }
    story = play(LINE, [(0, "A", "A"), (0, "B", "B"), (0, "C", "C")], keys)
    assert told(story)[2:4] == [
        "0 departed p2 A->shopA []",
        "0 departed p1 A->shopB []",
    ]


def test_three_seats_hold_an_order_of_two_and_one_of_one():
    orders = [(0, "A", "B")] * 3
    story = play(LINE, orders, PLANNED, seats=[2, 1, 2])
    loads = [line.partition("[")[2] for line in story.of("departed")]
    assert loads == ["]", "d1 d2]", "]", "d3]"]


def test_seats_are_those_of_the_class_that_comes():
    keys = PLANNED | {
        "fleet.peripheral.capacity": 1,
        "fleet.classes.van.size": 1,
        "fleet.classes.van.capacity": 4,
    }
    story = play(LINE, [(0, "A", "B")], keys, seats=[3])
    assert story.of("delivered") == ["90 delivered d1 by p2 at homeB"]


def test_a_class_may_drive_alone():
    keys = PLANNED | {"fleet.peripheral.size": 0, "fleet.classes.van.size": 1}
    story = play(LINE, [(0, "A", "B")], keys)
    assert story.of("delivered") == ["90 delivered d1 by p1 at homeB"]
    with pytest.raises(InputError, match="is 0 and nobody else drives"):
        play(LINE, [(0, "A", "B")], PLANNED | {"fleet.peripheral.size": 0})


@pytest.mark.parametrize("mode", ["direct", "stacked", "relayed"])
def test_a_vehicle_of_an_elastic_fleet_joins_at_the_door_and_stands_there(mode):
    keys = {"service.mode": mode, "producers.door_s": 20, "consumers.door_s": 5}
    keys |= {"dispatch.hold_s": 0.0} if mode == "stacked" else {}
    story = play(LINE, [(0, "A", "A")], keys)
    assert story.of("door_started", "door_finished") == [
        "0 door_started p1 at shopA [d1]",
        "20 door_finished p1 at shopA [d1]",
        "40 door_started p1 at homeA [d1]",
        "45 door_finished p1 at homeA [d1]",
    ]


def test_a_smaller_fleet_lets_go_of_its_own_class_alone():
    """Of three and a bike two leave, and none of them is the bike."""
    keys = ONE | {"fleet.peripheral.size": 3, "fleet.classes.bike.size": 1}
    story = play_on(LINE, [(0, "A", "A"), (90, "A", "A")], keys, 50, {SIZE: 1})
    assert [line.split()[2] for line in story.of("vehicle_left")] == ["p3", "p2"]
