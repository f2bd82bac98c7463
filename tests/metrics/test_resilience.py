"""Resilience by hand: who is hurt, how bad it gets, and when it is over."""

import numpy as np
import pytest

from analysis.metrics.resilience import (
    hurt,
    open_at_end,
    recovery_min,
    worst_window,
)
from tests.worlds import clique, play

WORLD = clique("AB")
DIRECT = {"service.mode": "direct", "promise_s": 100}
SPEED = "fleet.peripheral.speed_factor"
MINUTES = [(60.0 * minute, "A", "B") for minute in range(40)]  # 80 s each


def played(*specs, keys=DIRECT, orders=MINUTES, **more):
    """Return a run with interventions."""
    return play(WORLD, orders, {**keys, **more, "interventions": list(specs)}).run


def slow(at_min, until_min, factor=0.5):
    """Return an intervention: 80 s are twice as long, and late, if not less."""
    return {
        "what": "Snow",
        "at_min": at_min,
        "until_min": until_min,
        "set": {SPEED: factor},
    }


def test_those_placed_in_the_snow_are_later_and_late_by_it():
    """Ten legs begin in the snow: 80 s later each."""
    found = hurt(played(slow(10, 20)), played())
    assert (found["later"], found["late_by_it"]) == (10, 10)
    assert found["later_mean_s"] == pytest.approx(80 * 10 / 40)
    assert found["added_s"]["ride_s"] == pytest.approx(80 * 10 / 40)
    assert sum(found["added_s"].values()) == pytest.approx(found["later_mean_s"])
    assert (found["paired"], found["more"], found["fewer"]) == (40, 0, 0)


def test_later_and_still_on_time_is_later_only():
    found = hurt(played(slow(10, 20, 0.9)), played())  # 89 s
    assert (found["later"], found["late_by_it"]) == (10, 0)


def test_the_worst_window_is_that_of_the_snow():
    """Of 20 minutes, moved by 5: from minute 5 on half of the orders are late."""
    assert worst_window(played(slow(10, 20)), 20) == (0.5, 0.0)
    assert worst_window(played(slow(22, 40)), 20) == (0.1, 20.0)
    assert worst_window(played(), 20) == (1.0, 0.0)


def test_too_few_orders_have_no_worst_window():
    assert worst_window(played(orders=MINUTES[:19]), 60) is None
    assert worst_window(played(orders=MINUTES[:20]), 60) == (1.0, 0.0)


def test_it_is_over_when_as_few_are_open_as_on_the_good_day():
    """One van, 160 s an order with its way back, and an order every 180 s.

    A fifth as fast until minute 10, it has delivered one by 880 s, and the queue takes
    20 s less with every order: it outlasts the snow by far.
    """
    keys = DIRECT | {"fleet.peripheral.size": 1}
    orders = [(180.0 * k, "A", "B") for k in range(20)]
    good = played(keys=keys, orders=orders)
    bad = played(slow(0, 10, 0.2), keys=keys, orders=orders)
    recovered = recovery_min(bad, good, 600.0, 0.1)
    assert recovered is not None
    minutes = np.arange(0, 90)

    def open_at(run):
        done = run.events.time_s[run.events.kind == 11]
        return [
            sum(start <= 60 * m for start in run.orders.start_s)
            - sum(time <= 60 * m for time in done)
            for m in minutes
        ]

    above = [
        m
        for m, b, g in zip(minutes, open_at(bad), open_at(good), strict=True)
        if b - g > 1
    ]
    assert max(above) > 30
    assert recovered == max(0, max(above) + 1 - 10)


def test_one_that_never_recovers_before_the_horizon_has_no_time():
    keys = DIRECT | {"fleet.peripheral.size": 1, "horizon_s": 1500}
    good = played(keys=keys)
    stuck = played(slow(1, 25, 0.01), keys=keys)
    assert recovery_min(good, good, 0.0, 0.1) == 0.0
    assert recovery_min(stuck, good, 1500.0, 0.1) is None


def test_open_orders_are_told_by_where_they_are():
    keys = {"requests.handler": "refuse", "hotspots.handover_s": 5}
    outage = {"what": "Outage", "set": {"hotspots.docks_at.B": 0}}
    run = played(outage, keys=keys, orders=[(0, "A", "B"), (0, "B", "A")])
    assert open_at_end(run) == {"aboard a vehicle": 2}
    late = {"horizon_s": 30, "fleet.peripheral.size": 1, "service.mode": "direct"}
    run = played(keys=late, orders=[(0, "A", "B"), (5, "A", "B")])
    assert open_at_end(run) == {"aboard a vehicle": 1, "at a producer": 1}
