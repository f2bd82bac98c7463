"""Empty driving of peripheral vehicles: driven, or ignored (model 6)."""

import pytest

from analysis.metrics import kpis
from simulation import load_scenario, simulate
from simulation.dispatch.protocol import NEAREST
from tests.worlds import clique, play

WORLD = clique("ABCD")
# d2 leaves the shop that d1 left: p1 is 10 s from it, at A. At D, p2 is 10 s from D.
ORDERS = [(0, "A", "D"), (200, "A", "D")]


def test_driven_every_metre_and_second_counts():
    """p1 drives A - shopA empty until 210 s, p2 homeD - D from 280 s to 290 s."""
    story = play(WORLD, ORDERS, {"fleet.peripheral.deadheading": "driven"})
    assert story.about("p1") == [
        "0 vehicle_joined p1 at shopA",
        "0 departed p1 shopA->A [d1]",
        "10 arrived p1 at A",
        "200 departed p1 A->shopA []",
        "210 arrived p1 at shopA",
        "210 departed p1 shopA->A [d2]",
        "220 arrived p1 at A",
    ]
    assert story.of("delivered") == [
        "80 delivered d1 by p2 at homeD",
        "300 delivered d2 by p2 at homeD",
    ]
    found = kpis(story.run)
    assert found["distance_km"] == pytest.approx(1.8, rel=1e-12)
    assert found["distance_all_km"] == found["distance_km"]
    assert found["deadhead_km"] == pytest.approx(0.2, rel=1e-12)
    assert found["ignored_km"] == 0
    assert found["vehicle_wait_mean_s"] == 10


def test_ignored_a_reused_vehicle_is_put_at_its_next_job():
    """By an empty leg of no duration and no distance, its metres noted."""
    story = play(WORLD, ORDERS, {"fleet.peripheral.deadheading": "ignored"})
    assert story.about("p1") == [
        "0 vehicle_joined p1 at shopA",
        "0 departed p1 shopA->A [d1]",
        "10 arrived p1 at A",
        "200 departed p1 A->shopA [] ignoring 100 m",
        "200 arrived p1 at shopA",
        "200 departed p1 shopA->A [d2]",
        "210 arrived p1 at A",
    ]
    assert story.of("delivered") == [
        "80 delivered d1 by p2 at homeD",
        "280 delivered d2 by p2 at homeD",
    ]
    found = kpis(story.run)
    assert found["distance_km"] == pytest.approx(1.6, rel=1e-12)
    assert found["distance_all_km"] == pytest.approx(1.8, rel=1e-12)
    assert found["deadhead_km"] == 0
    assert found["ignored_km"] == pytest.approx(0.2, rel=1e-12)
    assert found["vehicle_wait_mean_s"] == 0
    assert found["delivery_time_mean_s"] == 80
    assert found["vehicles_fleet"] == 4


def test_a_vehicle_that_is_there_already_has_no_empty_leg():
    """p1 brings d1 to B and takes it on from there."""
    story = play(WORLD, [(0, "B", "B")], {"fleet.peripheral.deadheading": "ignored"})
    assert story.of("departed") == [
        "0 departed p1 shopB->B [d1]",
        "10 departed p1 B->homeB [d1]",
    ]


def test_core_vehicles_are_not_concerned():
    """A finite core fleet drives its empty ways: v1 from C to B, 60 s."""
    keys = {"fleet.core.size": 1, "fleet.peripheral.deadheading": "ignored"}
    story = play(WORLD, [(0, "A", "C"), (100, "B", "C")], keys)
    assert "110 departed v1 C->B []" in story.lines
    assert "170 arrived v1 at B" in story.lines


class LowestNumber:
    """The idle vehicle of the lowest number goes, wherever it stands."""

    def assign(self, trips, fleet, now_s):  # noqa: ARG002
        """Return a vehicle by its number for each trip, as long as one is idle."""
        idle = sorted(each.id for each in fleet.vehicles.values() if not each.plan)
        return [(trip, idle.pop(0) if idle else NEAREST, ()) for trip in trips]


def test_a_vehicle_that_a_rule_names_is_put_there_too_where_ways_are_ignored():
    keys = {"demand.duration_min": 4, "fleet.peripheral.deadheading": "ignored"}
    run = simulate(load_scenario("paper/hotspots_only", keys), dispatch=LowestNumber())
    legs = run.legs
    empty = legs[(legs["pool"] == "peripheral") & (legs["load"] == 0)]
    assert len(empty) > 10
    assert (empty["distance_m"] == 0).all()
    assert (empty["ignored_m"] > 0).all()
