"""Kilometres of all ways: one measure, whether or not empty ways are ignored."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.metrics import kpis
from analysis.metrics.display import IN_FULL, worth_a_row
from simulation.demand.orders import Orders
from simulation.scenario import load_scenario
from simulation.simulation import simulate
from tests.strategies import cases, regions

LONG_S = 1e5  # longer than any order of these small regions is on its way
ELASTIC = {
    "fleet__core__size": "elastic",
    "fleet__peripheral__size": "elastic",
    "horizon_s": None,
}


def one_at_a_time(case, orders):
    """Return a case of a few orders, each released long after the one before."""
    rng = np.random.default_rng(orders)
    trace = Orders(
        start_s=np.arange(orders) * LONG_S,
        producer=rng.choice(case.region.producers, orders),
        consumer=rng.choice(case.region.consumers, orders),
    )
    return replace(case, trace=trace)


@given(cases(trained=False, region=regions(), **ELASTIC), st.integers(1, 12))
def test_orders_one_at_a_time_cost_the_same_ways_driven_or_ignored(case, orders):
    """With more at once they need not: an ignored way takes no time.

    A vehicle is free earlier then, and another one may be the nearest.
    """
    alone = one_at_a_time(case, orders)
    driven, ignored = (
        kpis(alone.but(fleet__peripheral__deadheading=way).run())
        for way in ("driven", "ignored")
    )
    for name in IN_FULL.values():
        assert driven[name] == ignored[name], name
    assert driven["km_per_order"] == ignored["km_per_order"]
    assert driven["ignored_km"] == 0


def test_of_many_orders_it_is_not_the_same_run_only_the_same_measure():
    """What the law above says of more orders: here is one that differs."""
    small = {"demand.load_per_min": 10, "demand.duration_min": 10}
    found = [
        kpis(
            simulate(
                load_scenario(
                    "paper/hotspots_only",
                    small | {"fleet.peripheral.deadheading": way},
                )
            )
        )["distance_all_km"]
        for way in ("driven", "ignored")
    ]
    assert found[0] != found[1]


@given(cases())
def test_the_papers_accounting_is_the_whole_less_what_it_ignores(case):
    found = kpis(case.run())
    for part, whole in IN_FULL.items():
        assert abs(found[whole] - found[part] - found["ignored_km"]) <= 2e-7
    names = {kpi.name for kpi in worth_a_row([found])}
    assert ("distance_km" in names) == bool(found["ignored_km"])
    if not found["ignored_km"]:
        assert all(found[whole] == found[part] for part, whole in IN_FULL.items())


@given(cases(fleet__peripheral__deadheading="ignored", **ELASTIC))
def test_ignored_kilometres_are_paid_for(case):
    run = case.but(costs={"peripheral_km": 2.0}).run()
    found = kpis(run)
    wanted = 2.0 * (found["peripheral_km"] + found["ignored_km"])
    assert abs(found["cost_total"] - wanted) <= 1e-6
