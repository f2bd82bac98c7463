"""First and last miles in rounds: several orders between doors and hotspots."""

from dataclasses import replace

import pytest

from analysis.metrics import kpis
from simulation.errors import DemandError, ScenarioError
from simulation.region.routers import MatrixRouter
from simulation.scenario import scenario_from_dict
from tests.worlds import play, play_on, tiny_world

LINE = tiny_world(
    """
    A  B  C
    A  0 60 120
    B 60  0  60
    C 120 60  0
    """,
    shops={"shopX": ("A", 10)},
    homes={"homeY": ("C", 10)},
)
ROUNDS = {
    "service.mode": "relayed",
    "fleet.peripheral.capacity": 4,
    "dispatch.interval_s": 0.0,
    "dispatch.hold_s": 0.0,
    "requests.handler": "refuse",
}
TWO = [(0, "shopA", "homeC"), (0, "shopX", "homeY")]


def near_by(world, *ways, seconds=4.0):
    """Return a world in which a few ways are short, ten metres a second."""
    router = world.region.router
    time_s, distance_m = router.travel_time_s.copy(), router.distance_m.copy()
    for way in ways:
        here, there = (world.names.index(name) for name in way.split(">"))
        time_s[here, there] = seconds
        distance_m[here, there] = 10 * seconds
    region = replace(world.region, router=MatrixRouter(time_s, distance_m))
    return replace(world, region=region)


NEAR = near_by(LINE, "shopA>shopX", "homeC>homeY")


def test_a_round_collects_at_two_doors_and_another_delivers_at_two():
    """Doors are 10 s from their hotspot and 4 s from each other; it is 120 s to C."""
    story = play(NEAR, TWO, ROUNDS)
    assert story.of("departed", "delivered") == [
        "0 departed p1 shopA->shopX [d1]",
        "4 departed p1 shopX->A [d1 d2]",
        "14 departed v1 A->C [d1]",
        "14 departed v2 A->C [d2]",
        "134 departed p2 C->homeC [d1 d2]",
        "144 delivered d1 by p2 at homeC",
        "144 departed p2 homeC->homeY [d2]",
        "148 delivered d2 by p2 at homeY",
    ]
    found = kpis(story.run)
    assert found["peripheral_km"] == pytest.approx(0.28)  # 0.40 one by one
    assert found["vehicles_fleet"] == 4
    assert found["shared_peripheral_share"] == pytest.approx(0.2 / 0.28)


def test_one_seat_takes_one_order_at_a_time():
    story = play(NEAR, TWO, ROUNDS | {"fleet.peripheral.capacity": 1})
    assert kpis(story.run)["peripheral_km"] == pytest.approx(0.40)
    assert not story.of("planned")


def test_one_vehicle_delivers_and_collects_in_one_round():
    """At 82 s, p3 is on its way to homeC; shopC is 4 s from there, and the hub 10 s."""
    world = near_by(LINE, "homeC>shopC")
    orders = [(0, "shopB", "homeC"), (82, "shopC", "homeB")]
    story = play(world, orders, ROUNDS | {"fleet.peripheral.size": 3})
    assert [line for line in story.of("departed") if " p3 " in line] == [
        "80 departed p3 C->homeC [d1]",
        "90 departed p3 homeC->shopC []",
        "94 departed p3 shopC->C [d2]",
    ]
    assert story.of("delivered")[-1] == "174 delivered d2 by p1 at homeB"


def test_each_of_a_load_takes_its_handover_and_is_at_the_bay_for_all():
    """p1 is at A at 14 s; two of 30 s: at 74 s they go on, 120 s and 30 s more to C."""
    story = play(NEAR, TWO, ROUNDS | {"hotspots.handover_s": 30.0})
    assert [line for line in story.of("departed") if " v" in line] == [
        "74 departed v1 A->C [d1]",
        "74 departed v2 A->C [d2]",
    ]
    assert story.of("delivered") == [
        "234 delivered d1 by p2 at homeC",
        "238 delivered d2 by p2 at homeY",
    ]


def test_nobody_counts_on_a_delivery_whose_vehicle_has_other_stops_to_make():
    """d2 of B decides at 10 s, alone: d1, bound for B too, is not on its way there yet.

    As p1 sets out for A with d1 and d3, both are on the board at once.
    """
    keys = ROUNDS | {"requests.handler": "greedy", "fleet.peripheral.capacity": 2}
    orders = [(0, "shopA", "homeC"), (0, "shopX", "homeC")]
    story = play(NEAR, orders, keys)
    accepted = story.of("sharing_accepted")
    assert len(accepted) == 1
    assert accepted[0].startswith("14 ")
    assert "14 departed v1 A->C [d1 d2]" in story.of("departed")


def test_an_order_may_be_cancelled_until_the_round_takes_it_up():
    orders = [(0, "shopA", "homeC"), (0, "shopX", "homeY")]
    story = play(NEAR, orders, ROUNDS, cancelled_s=(float("nan"), 2.0))
    assert story.of("cancelled") == ["2 cancelled d2 at shopX"]
    assert "delivered d2" not in " ".join(story.lines)
    late = play(NEAR, orders, ROUNDS, cancelled_s=(2.0, 5.0))
    assert not late.of("cancelled")


def test_an_order_that_fits_into_no_peripheral_vehicle_is_refused():
    keys = ROUNDS | {"fleet.core.capacity": 4, "fleet.peripheral.capacity": 2}
    with pytest.raises(DemandError, match="at most 2 in any peripheral vehicle"):
        play(NEAR, TWO, keys, seats=[3, 1])
    story = play(NEAR, TWO, keys, seats=[2, 1])  # no room for both at once
    assert all("[d1 d2]" not in line for line in story.of("departed"))


def test_ways_of_rounds_are_driven_whatever_is_said():
    keys = ROUNDS | {"fleet.peripheral.deadheading": "ignored"}
    assert play(NEAR, TWO, keys).run.log_hash == play(NEAR, TWO, ROUNDS).run.log_hash


def test_rounds_know_no_rolling_horizon():
    with pytest.raises(ScenarioError, match="no other planner knows rounds"):
        scenario_from_dict(
            {
                "fleet": {"peripheral": {"capacity": 2, "size": 3}},
                "dispatch": {"planner": "rolling"},
            }
        )


def test_keys_of_planning_change_in_flight_and_seats_do_not():
    """d1 is held for a minute, and no longer once nobody is, from 20 s on."""
    keys = ROUNDS | {"dispatch.hold_s": 60.0}
    held = play(NEAR, TWO[:1], keys)
    assert held.of("departed")[0] == "60 departed p1 shopA->A [d1]"
    story = play_on(NEAR, TWO[:1], keys, 20.0, {"dispatch.hold_s": 0.0})
    assert story.of("departed")[0] == "20 departed p1 shopA->A [d1]"
    with pytest.raises(ScenarioError, match="cannot change while a run is under way"):
        play_on(NEAR, TWO[:1], keys, 20.0, {"fleet.peripheral.capacity": 2})
