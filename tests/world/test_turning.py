"""Vehicles under way that turn off at a waypoint, stop by stop."""

import math
from dataclasses import replace

import pytest

from analysis.metrics import kpis
from simulation.region.region import WAYPOINT
from tests.worlds import play, tiny_world

# A line: 60 s from A to B and from B to C; miles of 10 s, ten metres a second. From
# shopA to homeC a vehicle passes wayB after 70 s, and is there after 140 s.
TABLE = """
    A  B  C
    A  0 60 120
    B 60  0  60
    C 120 60  0
    """


def with_waypoint(name, hotspot):
    """Return the line with a further place at a hotspot, where vehicles can turn."""
    world = tiny_world(TABLE, homes={name: (hotspot, 0.0)})
    places = world.region.places
    kind = places.kind.copy()
    kind[world.names.index(name)] = WAYPOINT
    region = replace(world.region, places=replace(places, kind=kind))
    return replace(world, region=region)


LINE = with_waypoint("wayB", "B")
PLAIN = tiny_world(TABLE)
STACKED = {
    "service.mode": "stacked",
    "fleet.peripheral.capacity": 4,
    "dispatch.interval_s": 0.0,
    "dispatch.hold_s": 0.0,
}
ORDERS = [(0, "A", "C"), (30, "B", "C")]


def driven(story):
    """Return the lines of what vehicles do."""
    kinds = {"departed", "arrived", "diverted", "vehicle_joined"}
    return [line for line in story.lines if line.split()[1] in kinds]


def test_a_vehicle_turns_off_for_an_order_on_its_way():
    """It takes d2 along: 200 m and 20 s more, where a second vehicle drives 800 m."""
    story = play(LINE, ORDERS, STACKED)
    assert driven(story) == [
        "0 vehicle_joined p1 at shopA",
        "0 departed p1 shopA->homeC [d1]",
        "70 diverted p1 at wayB [d1]",
        "70 arrived p1 at wayB",
        "70 departed p1 wayB->shopB [d1]",
        "80 arrived p1 at shopB",
        "80 departed p1 shopB->homeC [d1 d2]",
        "160 arrived p1 at homeC",
    ]
    found = kpis(story.run)
    assert found["distance_km"] == pytest.approx(0.7 + 0.1 + 0.8)
    assert found["delivery_time_mean_s"] == (160 + 130) / 2
    assert found["diversions"] == 1


def test_without_waypoints_a_second_vehicle_joins():
    story = play(PLAIN, ORDERS, STACKED)
    assert [line for line in driven(story) if "joined" in line] == [
        "0 vehicle_joined p1 at shopA",
        "30 vehicle_joined p2 at shopB",
    ]


@pytest.mark.parametrize("seconds", [70, 71])
def test_a_waypoint_is_passed_the_moment_it_is_left(seconds):
    """At 70 s the vehicle is there and can turn off still; a second later it cannot."""
    story = play(LINE, [(0, "A", "C"), (seconds, "B", "C")], STACKED)
    diverted = [line for line in driven(story) if "diverted" in line]
    assert len(diverted) == (seconds == 70)


def test_who_is_to_turn_off_for_an_order_that_is_cancelled_before_drives_on():
    """No row, no other leg: as if nothing had been."""
    story = play(LINE, ORDERS, STACKED, cancelled_s=(math.inf, 50))
    assert driven(story) == [
        "0 vehicle_joined p1 at shopA",
        "0 departed p1 shopA->homeC [d1]",
        "140 arrived p1 at homeC",
    ]


def test_who_drives_on_breaks_down_where_it_would_have():
    """100 s after it set off, beyond where it was to turn off; it stands a minute."""
    keys = STACKED | {
        "breakdowns.named": ["1.66666667 min peripheral 1"],
        "breakdowns.repair_s": 60.0,
        "breakdowns.rescue_after_s": "never",
    }
    cancelled = play(LINE, ORDERS, keys, cancelled_s=(math.inf, 50))
    assert driven(cancelled) == driven(play(LINE, ORDERS[:1], keys))
    assert driven(cancelled)[-1] == "200 arrived p1 at homeC"


FINITE = STACKED | {"fleet.peripheral.size": 1, "fleet.peripheral.capacity": 1}


def test_empty_ways_are_cut_too():
    """On its way from homeC to shopA for d2, p1 passes wayB, 10 s from d3's shop."""
    story = play(LINE, [(0, "A", "C"), (200, "A", "B"), (210, "B", "A")], FINITE)
    assert driven(story)[5:] == [
        "200 departed p1 homeC->shopA []",
        "270 diverted p1 at wayB []",
        "270 arrived p1 at wayB",
        "270 departed p1 wayB->shopB []",
        "280 arrived p1 at shopB",
        "280 departed p1 shopB->homeA [d3]",
        "360 arrived p1 at homeA",
        "360 departed p1 homeA->shopA []",
        "380 arrived p1 at shopA",
        "380 departed p1 shopA->homeB [d2]",
        "460 arrived p1 at homeB",
    ]


def test_who_has_nothing_to_do_any_more_stops_at_the_waypoint():
    """Two orders at shopA, one vehicle near, one far; the near one's is cancelled.

    It takes the other order, and the far vehicle, on its way there, is not needed.
    """
    orders = [(0, "A", "C"), (0, "C", "A"), (200, "A", "B"), (200, "A", "B")]
    two = FINITE | {"fleet.peripheral.size": 2, "dispatch.orders_ahead": 0}
    never = math.inf
    story = play(LINE, orders, two, cancelled_s=(never, never, 210, never))
    lines = driven(story)
    [far] = [
        line.split()[2]
        for line in lines
        if line.startswith("200") and "homeC->" in line
    ]
    assert [line for line in lines if far in line][-3:] == [
        f"200 departed {far} homeC->shopA []",
        f"270 diverted {far} at wayB []",
        f"270 arrived {far} at wayB",
    ]


def test_a_vehicle_does_not_turn_where_it_breaks_down_before():
    """It stands 40 s after it set off; what is aboard is driven to its door later."""
    keys = STACKED | {
        "breakdowns.named": ["0.66666667 min peripheral 1"],
        "breakdowns.repair_s": 60.0,
        "breakdowns.rescue_after_s": "never",
    }
    story = play(LINE, ORDERS, keys)
    assert not [line for line in driven(story) if "diverted" in line and "p1" in line]
    metres = kpis(story.run)["distance_km"]
    assert metres == pytest.approx(1.4 + 0.8)


def test_a_breakdown_beyond_the_waypoint_is_not_met_by_who_turns_off():
    """It was to stand 100 s after it set off, on a way that it does not drive.

    A breakdown that is named comes at its time, wherever the vehicle is then.
    """
    keys = STACKED | {
        "breakdowns.named": ["1.66666667 min peripheral 1"],
        "breakdowns.repair_s": 60.0,
        "breakdowns.rescue_after_s": "never",
    }
    lines = driven(play(LINE, ORDERS, keys))
    assert lines[-1].startswith("220 arrived p1 at homeC")
    assert "70 diverted p1 at wayB [d1]" in lines
