"""First and last miles in rounds: several orders between doors and hotspots."""

import pytest

from analysis.metrics import kpis
from simulation.errors import DeliverAIError
from simulation.scenario import scenario_from_dict
from tests.worlds import play, tiny_world

# 60 s from hotspot to hotspot. Doors are 10 s from theirs, and 20 s from each other.
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


def test_a_round_collects_at_two_doors_and_another_delivers_at_two():
    """They go to C in a vehicle each, and from there in one (80 s a door apart: 20)."""
    orders = [(0, "shopA", "homeC"), (0, "shopX", "homeY")]
    story = play(LINE, orders, ROUNDS)
    assert story.of("departed", "delivered") == [
        "0 departed p1 shopA->shopX [d1]",
        "20 departed p1 shopX->A [d1 d2]",
        "30 departed v1 A->C [d1]",
        "30 departed v2 A->C [d2]",
        "150 departed p2 C->homeC [d1 d2]",
        "160 delivered d1 by p2 at homeC",
        "160 departed p2 homeC->homeY [d2]",
        "180 delivered d2 by p2 at homeY",
    ]
