"""Baseline 1, point to point, and Baseline 2, hotspots only (paper, 7.4)."""

import pytest

from analysis.metrics import kpis
from tests.worlds import clique, play

WORLD = clique("ABCD")
DIRECT = {"service.mode": "direct"}


def test_point_to_point_event_by_event():
    """From shopA to homeD 10 + 60 + 10 s. p1 waits at homeD and drives 20 s to shopD.

    In B nobody idles: p2 joins at shopB.
    """
    orders = [(0, "A", "D"), (100, "D", "A"), (100, "B", "C")]
    story = play(WORLD, orders, DIRECT)
    assert story.lines == [
        "0 released d1 at shopA",
        "0 vehicle_requested d1 at shopA peripheral",
        "0 vehicle_joined p1 at shopA",
        "0 departed p1 shopA->homeD [d1]",
        "80 arrived p1 at homeD",
        "80 delivered d1 by p1 at homeD",
        "100 released d2 at shopD",
        "100 vehicle_requested d2 at shopD peripheral",
        "100 released d3 at shopB",
        "100 vehicle_requested d3 at shopB peripheral",
        "100 departed p1 homeD->shopD []",
        "100 vehicle_joined p2 at shopB",
        "100 departed p2 shopB->homeC [d3]",
        "120 arrived p1 at shopD",
        "120 departed p1 shopD->homeA [d2]",
        "180 arrived p2 at homeC",
        "180 delivered d3 by p2 at homeC",
        "200 arrived p1 at homeA",
        "200 delivered d2 by p1 at homeA",
    ]
    found = kpis(story.run)
    expected = {
        "distance_km": 2.6,
        "core_km": 0,
        "peripheral_km": 2.6,
        "deadhead_km": 0.2,
        "delivery_time_mean_s": (80 + 100 + 80) / 3,
        "vehicle_wait_mean_s": 20 / 3,
        "vehicles_fleet": 2,
        "vehicles_peak": 2,
        "vehicles_active": 3,  # one each from A, B and D
        "hops_mean": 1,
        "meetings": 0,
    }
    assert {name: found[name] for name in expected} == pytest.approx(
        expected, rel=1e-12
    )


def test_point_to_point_always_drives_its_empty_ways():
    orders = [(0, "A", "D"), (100, "D", "A")]
    ignored = play(WORLD, orders, DIRECT | {"fleet.peripheral.deadheading": "ignored"})
    assert ignored.lines == play(WORLD, orders, DIRECT).lines
    assert "100 departed p1 homeD->shopD []" in ignored.lines


def test_a_finite_point_to_point_fleet_comes_from_anywhere():
    """One vehicle, at A: to shopA 10 s, to homeD 80 s; d2 waits at shopB from 20 s on.

    From homeD to shopB it is 80 s, to homeC again 80 s.
    """
    keys = DIRECT | {"fleet.peripheral.size": 1}
    story = play(WORLD, [(0, "A", "D"), (20, "B", "C")], keys)
    assert story.about("p1") == [
        "0 vehicle_joined p1 at A",
        "0 departed p1 A->shopA []",
        "10 arrived p1 at shopA",
        "10 departed p1 shopA->homeD [d1]",
        "90 arrived p1 at homeD",
        "90 delivered d1 by p1 at homeD",
        "90 departed p1 homeD->shopB []",
        "170 arrived p1 at shopB",
        "170 departed p1 shopB->homeC [d2]",
        "250 arrived p1 at homeC",
        "250 delivered d2 by p1 at homeC",
    ]


def test_hotspots_only_is_deliverai_where_nobody_could_share():
    """Two orders that never come near each other: one log, row by row."""
    orders = [(0, "A", "D"), (900, "B", "C")]
    refused = play(WORLD, orders, {"requests.handler": "refuse"})
    assert refused.run.log_hash == play(WORLD, orders).run.log_hash


def test_hotspots_only_carries_everybody_alone_on_its_own_best_way():
    """Both from A to D at one time: two core vehicles, three legs each."""
    story = play(WORLD, [(0, "A", "D"), (0, "A", "D")], {"requests.handler": "refuse"})
    assert story.overlay[:6] == [
        "10 decided d1 at A to D",
        "10 decided d2 at A to D",
        "10 vehicle_joined v1 at A",
        "10 departed v1 A->D [d1]",
        "10 vehicle_joined v2 at A",
        "10 departed v2 A->D [d2]",
    ]
    assert kpis(story.run)["hops_mean"] == 3
