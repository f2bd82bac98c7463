"""Docking: bays, handovers, and who needs none (model 6)."""

import pytest

from analysis.metrics import kpis
from tests.worlds import clique, play

WORLD = clique("ABCD")
ONE_BAY = {
    "routing.preferred_share": WORLD.share_of(1),
    "hotspots.docks": 1,
    "hotspots.handover_s": 5,
}
TWO = [(0, "A", "D"), (0, "A", "D")]


def test_two_loaded_vehicles_at_one_bay_dock_one_after_the_other():
    """At A p1 has the bay until 15 s, p2 until 20 s; both ride on for 60 s.

    At 15 s d1 has arrived: it asks d2, who is still aboard p2. At D's bay it takes 5 s
    for each of the two. The last mile needs no bay.
    """
    story = play(WORLD, TWO, ONE_BAY)
    assert [line for line in story.lines if "requested d" not in line][6:] == [
        "10 arrived p1 at A",
        "10 dock_requested p1 at A [d1]",
        "10 arrived p2 at A",
        "10 dock_requested p2 at A [d2]",
        "10 handover_started p1 at A [d1]",
        "15 handover_finished p1 at A [d1]",
        "15 handover_started p2 at A [d2]",
        "15 sharing_accepted d1 d2 to D 2",
        "15 decided d1 at A to D with d2",
        "20 handover_finished p2 at A [d2]",
        "20 decided d2 at A to D with d1",
        "20 vehicle_joined v1 at A",
        "20 departed v1 A->D [d1 d2]",
        "80 arrived v1 at D",
        "80 dock_requested v1 at D [d1 d2]",
        "80 handover_started v1 at D [d1 d2]",
        "90 handover_finished v1 at D [d1 d2]",
        "90 sharing_ended d1 at D",
        "90 sharing_ended d2 at D",
        "90 vehicle_joined p3 at D",
        "90 departed p3 D->homeD [d1]",
        "90 vehicle_joined p4 at D",
        "90 departed p4 D->homeD [d2]",
        "100 arrived p3 at homeD",
        "100 delivered d1 by p3 at homeD",
        "100 arrived p4 at homeD",
        "100 delivered d2 by p4 at homeD",
    ]


def test_kpis_of_two_at_one_bay():
    """By hand: both ride 80 s and are handed over for 5 + 10 s.

    At A d1 waits 5 s for d2, d2 5 s for the bay. All core metres are shared.
    """
    found = kpis(play(WORLD, TWO, ONE_BAY).run)
    expected = {
        "delivery_time_mean_s": 100,
        "ride_mean_s": 80,
        "decision_wait_mean_s": 0,
        "partner_wait_mean_s": 2.5,
        "vehicle_wait_mean_s": 0,
        "bay_wait_mean_s": 2.5,
        "handover_mean_s": 15,
        "distance_km": 1.0,
        "core_km": 0.6,
        "shared_core_share": 1,
        "core_load_mean": 2,
        "hops_mean": 3,
        "vehicles_fleet": 5,
        "vehicles_peak": 2,
        "vehicles_active": 4,  # two in A on first miles, two in D on last ones
        "meetings": 1,
        "meetings_without_shared_leg": 0,
    }
    assert {name: found[name] for name in expected} == pytest.approx(
        expected, rel=1e-12
    )


def test_with_bays_for_all_a_handover_only_takes_its_time():
    """Both at A's bays from 10 s to 15 s, at D from 75 s to 85 s."""
    story = play(WORLD, TWO, ONE_BAY | {"hotspots.docks": "unlimited"})
    assert story.of("handover_started", "handover_finished") == [
        "10 handover_started p1 at A [d1]",
        "10 handover_started p2 at A [d2]",
        "15 handover_finished p1 at A [d1]",
        "15 handover_finished p2 at A [d2]",
        "75 handover_started v1 at D [d1 d2]",
        "85 handover_finished v1 at D [d1 d2]",
    ]


def test_a_bay_that_takes_no_time_delays_nobody():
    story = play(WORLD, TWO, ONE_BAY | {"hotspots.handover_s": 0})
    assert len(story.of("dock_requested")) == 3
    assert story.of("delivered") == [
        "80 delivered d1 by p3 at homeD",
        "80 delivered d2 by p4 at homeD",
    ]


def test_unlimited_docks_without_handover_time_leave_no_rows():
    story = play(WORLD, TWO)
    assert story.of("dock_requested", "handover_started", "handover_finished") == []


def test_arriving_empty_and_leaving_need_no_bay():
    """p1 comes to D empty at 140 s while v2 has the bay, and leaves at once with d2.

    It brought d1 to homeD at 50 s. At D, v1 hands d2 over from 100 s to 130 s, then
    v2, there since 125 s, hands d3 over until 160 s.
    """
    keys = {
        "requests.handler": "refuse",
        "hotspots.docks": 1,
        "hotspots.handover_s": 30,
    }
    story = play(WORLD, [(0, "D", "D"), (0, "A", "D"), (25, "B", "D")], keys)
    assert story.about("v2") == [
        "65 vehicle_joined v2 at B",
        "65 departed v2 B->D [d3]",
        "125 arrived v2 at D",
        "125 dock_requested v2 at D [d3]",
        "130 handover_started v2 at D [d3]",
        "160 handover_finished v2 at D [d3]",
    ]
    for_d2 = story.about("p1").index("130 departed p1 homeD->D []")
    assert story.about("p1")[for_d2:] == [
        "130 departed p1 homeD->D []",
        "140 arrived p1 at D",
        "140 departed p1 D->homeD [d2]",
        "150 arrived p1 at homeD",
        "150 delivered d2 by p1 at homeD",
        "160 departed p1 homeD->D []",
        "170 arrived p1 at D",
        "170 departed p1 D->homeD [d3]",
        "180 arrived p1 at homeD",
        "180 delivered d3 by p1 at homeD",
    ]


def test_a_vehicle_is_idle_only_after_its_handover():
    """p1 is at A's bay from 10 s to 40 s: for d2, at 20 s, a new one joins."""
    keys = {"requests.handler": "refuse", "hotspots.handover_s": 30}
    story = play(WORLD, [(0, "A", "D"), (20, "A", "D")], keys)
    assert "20 vehicle_joined p2 at shopA" in story.lines


def test_an_order_within_one_tract_docks_once():
    """Producer to B 10 s, handover 5 s, to the door 10 s."""
    story = play(WORLD, [(0, "B", "B")], ONE_BAY)
    assert len(story.of("dock_requested")) == 1
    assert story.of("delivered") == ["25 delivered d1 by p1 at homeB"]
