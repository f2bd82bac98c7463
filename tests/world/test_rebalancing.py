"""Idle vehicles that go where orders are expected, and plans priced by their end."""

import pytest

from analysis.metrics import kpis
from tests.worlds import play, play_on, tiny_world

# A line, 100 s from A to B and from B to C, ten metres a second; miles of 10 s.
LINE = tiny_world(
    """
      A   B   C
    A 0   100 200
    B 100 0   100
    C 200 100 0
    """
)
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
