"""A fleet whose vehicles stand at doors for exponential times: Erlang's M/M/c.

All ways take no time, so a vehicle is busy for what its stop at the consumer's door
takes. Orders are a Poisson process and wait in one line for one of c vehicles.

With shifts, c changes in steps of four hours while the rate stays: the mean wait is
the mean over the steps of what a queue with so many servers for ever has (pointwise
stationary approximation; Green and Kolesar, 1991, Management Science 37(1), 84-97),
which holds where steps are long beside the time in which a queue forgets its state,
D / (c (1 - sqrt(rho))^2): 3 minutes here, of stops of 20 s at 60 %. A first try with
stops of 60 s at 75 % and its 28 minutes waited 11 % less than that, which is no fault:
every step began with the short line of the one before.

Chosen before the first look: seed 1917, the number of arrivals, a warm-up of a tenth
of them, 20 batches, 99 % intervals; for the approximation 10 % of the mean wait of
each step, over 30 days.
"""

import numpy as np
import pytest

from simulation.record.kinds import Kind
from tests.strategies import Case
from tests.theory.waiting_lines import (
    batch_means_interval,
    erlang_c,
    mean_wait_exponential,
)
from tests.worlds import tiny_world

SEED = 1917
STOP_S = 60.0
ARRIVALS, LONG = 12_000, 120_000
QUICK = [(1, 0.7), (2, 0.6), (4, 0.75)]
SLOW = [(1, 0.85), (2, 0.85), (4, 0.5)]
CASES = [
    *[pytest.param(*case, ARRIVALS, id=f"c{case[0]}-rho{case[1]}") for case in QUICK],
    *[
        pytest.param(*case, LONG, id=f"c{case[0]}-rho{case[1]}", marks=pytest.mark.slow)
        for case in SLOW
    ],
]
NOWHERE = tiny_world("A\nA 0", shops={"shopA": ("A", 0)}, homes={"homeA": ("A", 0)})


def run_of(per_s, duration_s, peripheral, stop_s=STOP_S):
    """Return the run of a Poisson process of orders, where ways take no time."""
    keys = {
        "seed": SEED,
        "service": {"mode": "direct"},
        "demand": {
            "profile": "poisson",
            "load_per_min": per_s * 60,
            "duration_min": round(duration_s / 60),
        },
        "fleet": {"peripheral": peripheral},
        "consumers": {"distribution": f"expon(scale={stop_s})"},
    }
    return Case(keys, NOWHERE.region).run()


def waits_of(run):
    """Return when each order was placed, and how long it waited for a vehicle [s]."""
    events = run.events
    begun_s = np.full(len(run.orders), np.nan)
    for row in events.rows(Kind.DEPARTED).tolist():
        for order in events.load(row):
            begun_s[order] = events.time_s[row]
    served = np.isfinite(begun_s)
    start_s = run.orders.start_s[served]
    return start_s, begun_s[served] - start_s


@pytest.mark.parametrize(("vehicles", "rho", "arrivals"), CASES)
def test_vehicles_at_doors_are_servers_of_an_m_m_c_queue(vehicles, rho, arrivals):
    rate = rho * vehicles / STOP_S
    _, wait_s = waits_of(run_of(rate, arrivals / rate, {"size": vehicles}))
    steady = wait_s[wait_s.size // 10 :]
    for observed, expected in (
        (steady, mean_wait_exponential(vehicles, rho, STOP_S)),
        (steady > 0, erlang_c(vehicles, vehicles * rho)),
    ):
        low, high = batch_means_interval(observed)
        assert low <= expected <= high


STEPS = [f"1 {hour:02}:00-{hour + 4:02}:00" for hour in (4, 12, 20)]


@pytest.mark.slow
def test_with_shifts_each_step_waits_as_a_queue_of_so_many_vehicles_would():
    """Two vehicles at 60 %, or three at 40 %, in turn for four hours."""
    days, stop_s = 30, 20.0
    shifts = ["2 00:00-24:00", *STEPS]
    run = run_of(1.2 / stop_s, days * 86_400, {"shifts": shifts}, stop_s)
    start_s, wait_s = waits_of(run)
    assert wait_s.size == len(run.orders)
    three = (start_s // 14_400) % 2 == 1
    expected = [mean_wait_exponential(c, 1.2 / c, stop_s) for c in (2, 3)]
    assert wait_s[~three].mean() == pytest.approx(expected[0], rel=0.1)
    assert wait_s[three].mean() == pytest.approx(expected[1], rel=0.1)
    assert wait_s.mean() == pytest.approx(np.mean(expected), rel=0.1)
