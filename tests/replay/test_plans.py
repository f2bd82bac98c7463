"""What stacked vehicles plan, in a playback; solved by hand.

A line: 60 s from A to B and from B to C, doors 10 s from them.
"""

import numpy as np
import pytest

from analysis.replay import playback_of
from tests.replay.reading import columns
from tests.worlds import play, play_on, tiny_world

LINE = tiny_world(
    """
    A  B  C
    A  0 60 120
    B 60  0  60
    C 120 60  0
    """
)
STACKED = {
    "service.mode": "stacked",
    "fleet.peripheral.size": 1,
    "fleet.peripheral.capacity": 1,
    "dispatch.interval_s": 0.0,
    "dispatch.hold_s": 0.0,
}
ORDERS = [(0, "A", "C"), (20, "A", "B")]


def plans_of(run, every_s=np.inf):
    """Return (time, vehicle, orders) of each row."""
    plans = columns(list(playback_of(run, LINE.region).slices(every_s)))["plans"]
    bounds = zip(plans["starts"], plans["starts"][1:], strict=False)
    lists = [plans["orders"][first:last].tolist() for first, last in bounds]
    return list(
        zip(plans["time_s"].tolist(), plans["vehicle"].tolist(), lists, strict=True)
    )


@pytest.mark.parametrize("every_s", [np.inf, 30.0, 7.0])
def test_an_order_is_in_the_plan_of_another_vehicle_once_that_is_nearer(every_s):
    """At 20 s vehicle 0 drives order 0; at 50 s vehicle 1 joins, and takes order 1."""
    run = play_on(LINE, ORDERS, STACKED, 50.0, {"fleet.peripheral.size": 2}).run
    assert plans_of(run, every_s) == [
        (0, 0, [0, 0]),
        (20, 0, [0, 1, 1]),
        (50, 0, [0]),
        (50, 1, [1, 1]),
    ]


def test_where_nothing_is_stacked_nothing_is_planned():
    run = play(LINE, ORDERS, {**STACKED, "service.mode": "direct"}).run
    assert plans_of(run) == []
