"""Stopping at the horizon: what is under way, and what is open (model 7)."""

import pytest

from analysis.metrics import kpis
from tests.worlds import clique, play

WORLD = clique("ABCD")


def test_open_orders_are_listed_where_they_lie_or_in_their_vehicle():
    """At 100 s: d1 is delivered, d2 waits at B for the beat, d3 is on its first mile.

    d2 is at B at 70 s and would decide at 120 s; d4 would be released at 100 s.
    """
    orders = [(0, "A", "A"), (60, "B", "D"), (95, "C", "D"), (100, "A", "D")]
    keys = {"horizon_s": 100, "requests.decision_interval_s": 60}
    assert play(WORLD, orders, keys).of("released", "delivered", "still_open") == [
        "0 released d1 at shopA",
        "20 delivered d1 by p1 at homeA",
        "60 released d2 at shopB",
        "95 released d3 at shopC",
        "100 still_open d2 at B",
        "100 still_open d3 in p3",
    ]


def test_kpis_at_the_horizon():
    """d1 is on its way A - D until 70 s, d2 on its first mile until 55 s.

    Legs under way count in full: 100 + 600 + 100 m. Open orders have no time.
    """
    story = play(WORLD, [(0, "A", "D"), (45, "B", "D")], {"horizon_s": 50})
    assert story.of("still_open") == [
        "50 still_open d1 in v1",
        "50 still_open d2 in p2",
    ]
    found = kpis(story.run)
    assert found["distance_km"] == pytest.approx(0.8, rel=1e-12)
    assert (found["orders"], found["delivered"], found["open"]) == (2, 0, 2)
    assert found["delivery_time_mean_s"] is None
    assert (found["undecided"], found["success_ratio"]) == (2, None)
    assert story.run.end_s == 50


def test_an_order_waiting_for_a_vehicle_lies_at_its_place():
    """One peripheral vehicle, at A, on its way to shopA for d1; d2 waits at shopB.

    d1 is not aboard yet.
    """
    keys = {"horizon_s": 5, "fleet.peripheral.size": 1}
    story = play(WORLD, [(0, "A", "D"), (0, "B", "D")], keys)
    assert story.of("still_open") == [
        "5 still_open d1 at shopA",
        "5 still_open d2 at shopB",
    ]


def test_orders_are_released_strictly_before_the_horizon():
    story = play(WORLD, [(0, "A", "D"), (10, "A", "D")], {"horizon_s": 10})
    assert story.of("released") == ["0 released d1 at shopA"]
    assert len(story.run.orders) == 1


def test_without_a_horizon_the_run_ends_when_all_is_delivered():
    story = play(WORLD, [(0, "A", "D"), (500, "A", "D")])
    assert story.run.end_s == 600
    assert len(story.of("delivered")) == 2
