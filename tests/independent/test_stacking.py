"""Stacked service gives, to the tick, what a plain loop with plain insertion gives.

Tolerance: none. Order by order the same time at the door and the same vehicle, and
leg by leg the same orders aboard. On grids, where no way over a third place is
shorter, as the planner's bounds ask for.
"""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.region.routers import MatrixRouter
from tests.independent.stacking import Stacked
from tests.laws.replay import Replay
from tests.made_regions import TICKS, Square, made_region
from tests.strategies import Case, traces

METRES_PER_S = 8.0  # so that metres are exact, too


@st.composite
def grids(draw):
    """Draw a grid in which no two places coincide."""
    counts = (2, draw(st.integers(1, 4)), draw(st.integers(1, 8)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    square = Square(draw(st.integers(3, 6)), draw(st.sampled_from(TICKS[:3])))
    region = made_region("grid", rng, "grid", counts, square, positive=True)
    time_s = region.router.travel_time_s
    return replace(region, router=MatrixRouter(time_s, time_s * METRES_PER_S))


@st.composite
def stacked_cases(draw):
    """Draw stacked service without improvement, with few to many orders at once."""
    region = draw(grids())
    dispatch = {
        "rounds": 0,
        "interval_s": draw(st.sampled_from([0.0, 15.0, 60.0])),
        "hold_s": draw(st.sampled_from([0.0, 60.0, 200.0])),
        "spare_s": draw(st.sampled_from([0.0, 60.0])),
        "new_vehicle_m": draw(st.sampled_from([0.0, 1500.0, 20000.0])),
        "max_detour": draw(st.sampled_from([1.0, 1.5, 3.0])),
        "detour_slack_s": draw(st.sampled_from([0.0, 60.0, 300.0])),
        "orders_ahead": draw(st.sampled_from([0, 1, 4])),
    }
    keys = {
        "service": {"mode": "stacked"},
        # Every order can be on time: the aim of one that cannot is on no exact grid.
        "promise_s": draw(st.sampled_from([900.0, 500.0])),
        "dispatch": dispatch,
        "fleet": {
            "peripheral": {
                "capacity": draw(st.integers(1, 4)),
                "size": draw(st.sampled_from(["elastic", "elastic", 1, 2, 4])),
            }
        },
    }
    return Case(keys, region, draw(traces(region)))


def plain_run(case, run):
    """Return the plain loop's account of a run's orders, and its answer."""
    fleet, router = case.scenario.fleet.peripheral, case.region.router

    def leg(here, there):
        return router.travel_time_s[here, there], router.distance_m[here, there]

    keys = case.scenario.dispatch.model_dump()
    keys |= {"capacity": fleet.capacity, "promise_s": case.scenario.promise_s}
    orders = run.orders
    columns = (orders.start_s, orders.producer, orders.consumer)
    starts = None
    if fleet.size != "elastic":
        joined = [row for row in Replay(run).rows if row.kind == "vehicle_joined"]
        starts = [row.place for row in joined]
        assert len(starts) == fleet.size
    listed = list(zip(*(column.tolist() for column in columns), strict=True))
    loop = Stacked(listed, leg, keys, starts)
    return loop, loop.run()


@given(stacked_cases())
def test_stacked_is_that_of_a_plain_loop(case):
    run = case.run()
    loop, done = plain_run(case, run)
    rows = Replay(run).rows
    found = {
        row.order: (row.time_s, row.vehicle) for row in rows if row.kind == "delivered"
    }
    assert [found[order] for order in range(len(run.orders))] == done
    legs = [
        (row.time_s, row.vehicle, row.place, row.to_place, row.orders)
        for row in rows
        if row.kind == "departed"
    ]
    assert sorted(legs) == sorted(loop.legs)
