"""Shifts, last calls and breaks in the worlds solved by hand of `test_operation`."""

import numpy as np
import pytest

from analysis.metrics import kpis
from analysis.metrics.over_time import over_time
from tests.world.test_operation import LINE, ONE, PLANNED, SIZE, told
from tests.worlds import play


@pytest.mark.parametrize("keys", [ONE, PLANNED])
def test_a_vehicle_whose_shift_ends_on_the_way_finishes_what_it_has(keys):
    keys = keys | {
        SIZE: "elastic",
        "fleet.peripheral.shifts": ["1 00:00-00:01"],
    }
    story = play(LINE, [(50, "A", "B"), (70, "B", "B")], keys)
    assert told(story) == [
        "0 vehicle_joined p1 at A",
        "50 departed p1 A->shopA []",
        "60 arrived p1 at shopA",
        "60 departed p1 shopA->homeB [d1]",
        "140 arrived p1 at homeB",
        "140 delivered d1 by p1 at homeB",
        "140 vehicle_left p1 at homeB",
        "140 still_open d2 at shopB",
    ]


def test_no_trip_is_given_after_the_last_call_and_who_is_idle_leaves_on_time():
    keys = ONE | {
        SIZE: "elastic",
        "fleet.peripheral.shifts": ["1 00:00-00:01", "1 00:01-00:05"],
        "fleet.peripheral.last_call_s": 20,
    }
    story = play(LINE, [(45, "A", "A")], keys)
    assert told(story)[:4] == [
        "0 vehicle_joined p1 at A",
        "60 vehicle_left p1 at A",
        "60 vehicle_joined p2 at A",
        "60 departed p2 A->shopA []",
    ]


@pytest.mark.parametrize("keys", [ONE, PLANNED])
def test_a_break_begins_when_the_vehicle_is_free_and_lasts_as_long(keys):
    keys = keys | {
        SIZE: "elastic",
        "fleet.peripheral.shifts": ["1 00:00-00:10 break 00:01-00:02"],
    }
    story = play(LINE, [(50, "A", "B"), (150, "B", "B")], keys)
    assert story.of("break_started", "break_ended") == [
        "140 break_started p1 at homeB",
        "200 break_ended p1 at homeB",
    ]
    assert "200 departed p1 homeB->shopB []" in story.lines


@pytest.mark.parametrize(
    ("shift", "breaks"),
    [
        # Two breaks on end, both late: one after the other.
        (
            "1 00:00-00:10 break 00:01-00:02 break 00:02-00:03",
            ["140 started", "260 ended"],
        ),
        # The second one comes while the first, which was late, lasts.
        (
            "1 00:00-00:10 break 00:01-00:02 break 00:03-00:04",
            ["140 started", "200 ended", "200 started", "260 ended"],
        ),
        # Cut off at the end of the shift.
        ("1 00:00-00:03 break 00:01-00:02", ["140 started", "180 ended"]),
        # As the shift begins.
        ("1 00:00-00:10 break 00:00-00:01", ["0 started", "60 ended"]),
    ],
)
def test_breaks_that_are_late_are_had_in_turn(shift, breaks):
    keys = ONE | {
        SIZE: "elastic",
        "fleet.peripheral.shifts": [shift],
    }
    story = play(LINE, [(50, "A", "B")], keys)
    lines = story.of("break_started", "break_ended")
    assert [line.split(" p1")[0].replace("break_", "") for line in lines] == breaks


def test_of_two_who_join_at_one_time_the_nearest_comes():
    """To homeB from shopB: p1 is at A, p2 at B, and both begin at 60 s."""
    keys = ONE | {SIZE: "elastic", "fleet.peripheral.shifts": ["2 00:01-00:05"]}
    orders = [(0, "B", "B"), (70, "A", "A")]
    story = play(LINE, orders, keys)
    assert story.of("vehicle_joined") == [
        "60 vehicle_joined p1 at A",
        "60 vehicle_joined p2 at B",
    ]
    assert story.of("delivered")[0] == "90 delivered d1 by p2 at homeB"


@pytest.mark.parametrize("keys", [ONE, PLANNED])
def test_who_joins_at_its_last_call_takes_nothing(keys):
    keys = keys | {
        SIZE: "elastic",
        "fleet.peripheral.shifts": ["1 00:01-00:05"],
        "fleet.peripheral.last_call_s": 240,
    }
    story = play(LINE, [(0, "A", "A")], keys)
    assert not story.of("departed")


def test_a_last_call_as_long_as_the_shift_lets_nobody_work():
    keys = ONE | {
        SIZE: "elastic",
        "fleet.peripheral.shifts": ["1 00:00-00:05"],
        "fleet.peripheral.last_call_s": 300,
    }
    story = play(LINE, [(0, "A", "A")], keys)
    assert told(story) == [
        "0 vehicle_joined p1 at A",
        "300 vehicle_left p1 at A",
        "300 still_open d1 at shopA",
    ]


def test_a_shift_that_begins_while_the_last_order_is_waited_for_serves_it():
    keys = ONE | {SIZE: "elastic", "fleet.peripheral.shifts": ["1 00:05-00:10"]}
    story = play(LINE, [(0, "A", "A")], keys)
    assert story.of("delivered") == ["330 delivered d1 by p1 at homeA"]
    early = play(LINE, [(0, "A", "A")], keys | {"promise_s": 200})
    assert early.of("still_open") == ["0 still_open d1 at shopA"]


def test_a_rule_that_names_vehicles_does_not_see_who_has_a_break():
    """Two orders wait and p2 alone can go; p1, which is nearer to them, rests."""
    keys = ONE | {
        SIZE: "elastic",
        "dispatch.rule": "nearest_trip",
        "fleet.peripheral.shifts": [
            "1 00:00-00:10 break 00:00-00:05",
            "1 00:01-00:10",
        ],
    }
    story = play(LINE, [(0, "A", "A"), (0, "A", "B")], keys)
    assert [line.split()[4] for line in story.of("delivered")] == ["p2", "p2"]


def test_a_fleet_of_shifts_is_who_is_on_duty_at_once_and_used_while_on_duty():
    """The second comes as the first leaves; 10 s empty, then 20 s loaded."""
    keys = ONE | {
        SIZE: "elastic",
        "fleet.peripheral.shifts": ["1 00:00-00:01", "1 00:01-00:05"],
        "fleet.peripheral.last_call_s": 20,
        "report.window_min": [0, 5],
    }
    run = play(LINE, [(45, "A", "A")], keys).run
    found = kpis(run)
    assert found["vehicles_fleet"] == 1
    assert found["utilisation_mean"] is None
    on_duty_s = 60 - 45 + 300 - 60
    assert found["utilisation_fleet_mean"] == pytest.approx(20 / on_duty_s)
    *shares, after = over_time(run)["utilisation"]
    assert shares == [0.0] * 5
    assert np.isnan(after)  # nobody is on duty
