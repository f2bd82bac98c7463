"""Both baselines give, to the tick, what plain loops over a heap give.

Tolerance: none. Order by order the same times at the same places, and the same
vehicles, numbered in order of joining within their pool.
"""

import numpy as np
import pytest
from hypothesis import given

from simulation.region import embedded_region
from simulation.scenario import load_scenario
from simulation.simulation import simulate
from tests.independent.queues import HotspotsOnly, point_to_point
from tests.laws.agents import Agents
from tests.laws.replay import Replay
from tests.strategies import Case, cases, regions


def ways(region):
    """Return the time between all places [s], row to column."""
    number = np.arange(len(region.places))
    time_s, _ = region.router.legs(
        np.repeat(number, number.size), np.tile(number, number.size)
    )
    return time_s.reshape(number.size, -1).tolist()


def orders_of(run):
    """Return (start, producer, consumer) of every order."""
    orders = run.orders
    columns = (orders.start_s, orders.producer, orders.consumer)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def visits_of(run):
    """Return per order [(time, place, vehicle), ...] where its legs ended."""
    log = Replay(run)
    visits = [[] for _ in range(len(run.orders))]
    rank, joined = {}, [0, 0]
    for row in log:
        if row.kind == "vehicle_joined":
            pool = int(row.pool)
            rank[row.vehicle] = joined[pool]
            joined[pool] += 1
        elif row.kind == "arrived":
            for order in log.vehicles[row.vehicle].leg.orders:
                visits[order].append((row.time_s, row.place, rank[row.vehicle]))
    return visits


def check_point_to_point(run, region):
    plain = point_to_point(orders_of(run), region.places.tract.tolist(), ways(region))
    assert [[(time_s, vehicle)] for time_s, vehicle in plain] == [
        [(time_s, vehicle) for time_s, _, vehicle in visits]
        for visits in visits_of(run)
    ]


def check_hotspots_only(run, case, *, driven):
    region = case.region
    agents = Agents(case)

    def best_hop(destination, been):
        ranked = agents.ranked(destination, been[-1])
        return next(hop for hop in ranked if hop not in been)

    tract = region.places.tract.tolist()
    plain = HotspotsOnly(tract, ways(region), best_hop, driven=driven)
    assert visits_of(run) == plain.visits(orders_of(run))


whole_speed = {
    "horizon_s": None,
    "fleet__core__speed_factor": 1.0,
    "fleet__core__size": "elastic",
    "fleet__peripheral__speed_factor": 1.0,
    "fleet__peripheral__size": "elastic",
}
apart = regions(positive=True)


@given(cases(region=apart, service__mode="direct", **whole_speed))
def test_point_to_point_is_that_of_a_plain_loop_on_random_regions(case):
    check_point_to_point(case.run(), case.region)


@given(
    cases(
        region=apart,
        trained=False,
        service__mode="relayed",
        requests__handler="refuse",
        requests__revisit="never",
        requests__decision_interval_s=0.0,
        hotspots__docks="unlimited",
        hotspots__handover_s=0.0,
        **whole_speed,
    )
)
def test_hotspots_only_is_that_of_a_plain_loop_on_random_regions(case):
    driven = case.scenario.fleet.peripheral.deadheading == "driven"
    check_hotspots_only(case.run(), case, driven=driven)


def test_point_to_point_is_that_of_a_plain_loop_on_the_embedded_region():
    """1800 orders, l_o = 30."""
    run = simulate(load_scenario("paper/point_to_point"))
    assert len(run.orders) == 1800
    check_point_to_point(run, embedded_region())


@pytest.mark.parametrize("deadheading", ["driven", "ignored"])
def test_hotspots_only_is_that_of_a_plain_loop_on_the_embedded_region(deadheading):
    """1800 orders, l_o = 30."""
    override = f"fleet.peripheral.deadheading={deadheading}"
    scenario = load_scenario("paper/hotspots_only", [override])
    run = simulate(scenario)
    assert len(run.orders) == 1800
    routing = {"preferred_share": scenario.routing.preferred_share}
    case = Case({"routing": routing}, embedded_region())
    check_hotspots_only(run, case, driven=deadheading == "driven")
