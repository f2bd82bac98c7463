"""Vehicles that always drive, break down and are repaired: the machine repair model.

N machines fail at a rate each while they run, R crews repair them in exponential times
(M/M/R with N customers; Kleinrock, 1975, Queueing Systems I, 3.8). Orders wait all the
time, and no stop takes any, so a vehicle that is not down drives.

Chosen before the first look: seed 1917, 2,000 hours in 20 batches, 99 % intervals.
"""

import numpy as np
import pytest
from scipy import stats

from analysis.metrics import kpis
from analysis.metrics.incidents import breakdown_spells
from simulation.demand.orders import Orders
from tests.strategies import Case
from tests.worlds import tiny_world

HOURS, BATCHES = 2000, 20
FAR = tiny_world("A B\nA 0 3580\nB 3580 0")  # an hour from shopA to homeB
CASES = [
    pytest.param(1, 1, 0.5, 1800.0, id="N1-R1"),
    pytest.param(4, 1, 0.25, 3600.0, id="N4-R1"),
    pytest.param(5, 2, 0.5, 3600.0, id="N5-R2", marks=pytest.mark.slow),
    pytest.param(4, "unlimited", 1.0, 1800.0, id="N4-Rinf", marks=pytest.mark.slow),
]


def expected_down(vehicles, crews, per_h, repair_h):
    """Return the mean number that is down, from the balance of a birth-death chain."""
    weights = [1.0]
    for down in range(vehicles):
        fails = (vehicles - down) * per_h
        mended = min(down + 1, crews) / repair_h
        weights.append(weights[-1] * fails / mended)
    return float(np.dot(range(vehicles + 1), weights) / sum(weights))


@pytest.mark.parametrize(("vehicles", "crews", "per_h", "repair_s"), CASES)
def test_the_time_broken_down_is_that_of_the_machine_repair_model(
    vehicles, crews, per_h, repair_s
):
    places = FAR.names.index("shopA"), FAR.names.index("homeB")
    count = vehicles * HOURS  # more than they can carry
    orders = Orders(np.zeros(count), *(np.full(count, each) for each in places))
    keys = {
        "seed": 1917,
        "horizon_s": HOURS * 3600.0,
        "service": {"mode": "direct"},
        "fleet": {"peripheral": {"size": vehicles, "breakdowns_per_h": per_h}},
        "breakdowns": {
            "repair_distribution": f"expon(scale={repair_s})",
            "crews": crews,
            "rescue_after_s": "never",
        },
    }
    run = Case(keys, FAR.region, orders).run()
    from_s, until_s = breakdown_spells(run)
    edges = np.linspace(0.0, run.end_s, BATCHES + 1)
    until_s = np.nan_to_num(until_s, nan=run.end_s)
    inside = np.clip(until_s[:, None], edges[:-1], edges[1:]) - np.clip(
        from_s[:, None], edges[:-1], edges[1:]
    )
    shares = inside.sum(axis=0) / (np.diff(edges) * vehicles)
    half = stats.t.ppf(0.995, BATCHES - 1) * shares.std(ddof=1) / np.sqrt(BATCHES)
    at_once = vehicles if crews == "unlimited" else crews
    expected = expected_down(vehicles, at_once, per_h, repair_s / 3600.0) / vehicles
    assert abs(shares.mean() - expected) <= half
    assert half < 0.15 * expected
    assert kpis(run)["downtime_share"] == pytest.approx(shares.mean(), rel=1e-6)


def test_a_vehicle_breaks_down_after_as_long_on_the_road_in_every_service():
    """Its stream is its own: the first 30 breakdowns, measured in time on the road."""
    driven = []
    for mode in ("direct", "stacked"):
        count = 400
        places = FAR.names.index("shopA"), FAR.names.index("homeB")
        orders = Orders(np.zeros(count), *(np.full(count, each) for each in places))
        keys = {
            "service": {"mode": mode},
            "dispatch": {"interval_s": 0.0, "hold_s": 0.0},
            "horizon_s": 360_000.0,
            "fleet": {"peripheral": {"size": 1, "breakdowns_per_h": 0.5}},
            "breakdowns": {"repair_s": 60.0, "rescue_after_s": "never"},
        }
        run = Case(keys, FAR.region, orders).run()
        from_s, _ = breakdown_spells(run)
        driven.append((from_s - 60.0 * np.arange(from_s.size))[:30])
    assert driven[0].size == 30
    assert driven[0].tolist() == driven[1].tolist()  # neither stands at doors
