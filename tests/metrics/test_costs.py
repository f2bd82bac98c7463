"""Costs: by hand, against a plain recomputation, and laws of prices."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.metrics import KPIS, kpis
from analysis.metrics.catalogue import MONEY
from simulation import load_scenario, simulate
from simulation.errors import ScenarioError
from simulation.scenario import scenario_from_dict
from tests.metrics.plain_costs import plain_costs
from tests.metrics.random_walk import RandomWalk
from tests.metrics.runs import shared_run

PRICES = {
    "core_km": 0.5,
    "peripheral_km": 0.25,
    "vehicle": 4.0,
    "vehicle_hour": 18.0,
    "pay_per_order": 3.0,
    "pay_per_hour": 90.0,
    "handover": 0.125,
    "late_minute": 0.75,
}
FREE = dict.fromkeys(PRICES, 0.0)
IN_MONEY = [kpi.name for kpi in KPIS if kpi.unit == MONEY]


def priced(run, **prices):
    """Return the KPIs of a run at some prices, the others 0."""
    return kpis(at_prices(run, FREE | prices))


def at_prices(run, prices):
    """Return a run whose scenario has other prices."""
    tables = run.scenario_tables | {"costs": prices}
    return replace(run, scenario=scenario_from_dict(tables, run.name))


def test_the_costs_of_two_shared_orders_are_as_by_hand():
    """2.3 and 0.47 km, 622 vehicle-seconds, 6 deliveries handed over, 14 s late.

    Seven vehicles; the four peripheral ones carry an order each, two of them for 120
    and 114 s, which at 90 an hour is 3.00 and 2.85, the others for 46 and 42 s.
    """
    found = priced(shared_run(), **PRICES)
    parts = {
        "cost_core_km": 1.15,
        "cost_peripheral_km": 0.1175,
        "cost_vehicles": 28.0,
        "cost_vehicle_hours": 622 / 200,
        "cost_pay": 12.0,
        "cost_handovers": 0.75,
        "cost_late": 0.175,
    }
    for part, value in parts.items():
        assert found[part] == pytest.approx(value, rel=1e-12)
    assert found["cost_total"] == pytest.approx(sum(parts.values()), rel=1e-12)
    assert found["cost_per_order"] == found["cost_total"] / 2


@pytest.mark.parametrize("seed", range(25))
def test_costs_are_those_of_a_plain_recomputation(seed):
    walk = RandomWalk(seed, 1 + seed % 12, docks=bool(seed % 2), doors=seed % 3 == 2)
    run = walk.run(20 + 40 * (seed % 8))
    grams = {"core_g_co2_per_km": 650.0, "peripheral_g_co2_per_km": 21.0}
    run = at_prices(run, PRICES | grams)
    plain, found = plain_costs(run), kpis(run)
    assert {name: found[name] for name in plain} == pytest.approx(plain, rel=1e-9)


def test_the_random_logs_hold_all_that_is_paid_for():
    """Else the comparison above would compare little; open orders are late too."""
    found = priced(RandomWalk(9, 12, docks=True).run(300), **PRICES)
    assert found["open"] > 0
    assert all(found[name] > 0 for name in IN_MONEY)


@pytest.mark.parametrize("currency", ["EUR", "kr"])
def test_a_currency_is_no_price(currency):
    run = at_prices(shared_run(), {"currency": currency})
    assert kpis(run)["cost_total"] is None


@pytest.mark.parametrize("price", PRICES)
def test_twice_the_price_is_twice_the_cost_and_touches_no_other_part(price):
    run = shared_run()
    once, twice = priced(run, **{price: 3.0}), priced(run, **{price: 6.0})
    changed = {name for name in IN_MONEY if once[name] != twice[name]}
    assert not {"co2_g_per_order"} & changed
    assert len(changed) == 3  # its part, the sum, the sum per order
    assert all(twice[name] == 2 * once[name] for name in changed)


def test_the_larger_of_pay_by_order_and_the_guarantee_is_paid():
    """A hundred an hour is more than 3 an order for 120 and 114 s, not for 46 and 42.

    The latter two are at 100 / 3600 * 46 < 3.
    """
    found = priced(shared_run(), pay_per_order=3.0, pay_per_hour=100.0)
    by_hand = 100 * 120 / 3600 + 100 * 114 / 3600 + 3 + 3
    assert found["cost_pay"] == found["cost_total"] == pytest.approx(by_hand, rel=1e-12)


def test_emissions_are_of_the_ways_of_each_kind_of_vehicle():
    """2.3 core km and 0.47 others, for two orders; a gram costs nothing."""
    run = shared_run()
    found = priced(run, core_g_co2_per_km=600.0, peripheral_g_co2_per_km=100.0)
    assert found["co2_g_per_order"] == pytest.approx((2.3 * 600 + 47) / 2, rel=1e-12)
    assert found["cost_total"] is None
    assert priced(run, core_km=1.0)["co2_g_per_order"] is None


def test_another_class_of_peripheral_vehicles_is_none_of_the_core():
    """Pool 2 in the place of pool 1: the same distances, hours and money."""
    run = at_prices(shared_run(), PRICES)
    pool = np.where(run.events.pool == 1, 2, run.events.pool)
    other = replace(run, events=replace(run.events, pool=pool))
    assert kpis(other) == kpis(run)


def test_without_a_price_nothing_is_said_of_cost():
    for run in (shared_run(), at_prices(shared_run(), FREE)):
        assert [kpis(run)[name] for name in IN_MONEY] == [None] * len(IN_MONEY)


def test_handovers_that_take_no_time_are_paid_for_too():
    """All orders over two hotspots or more, alone: a handover for each leg but one."""
    small = {"demand.load_per_min": 2, "demand.duration_min": 3, "costs.handover": 2.0}
    found = kpis(simulate(load_scenario("paper/hotspots_only", small)))
    assert found["handovers"] == round((found["hops_mean"] - 1) * found["orders"])
    assert found["cost_handovers"] == 2 * found["handovers"] > 0
    docked = {"hotspots.docks": 1, "hotspots.handover_s": 20}
    slower = kpis(simulate(load_scenario("paper/hotspots_only", small | docked)))
    assert slower["handovers"] == found["handovers"]


def test_prices_change_no_run():
    small = {"demand.load_per_min": 2, "demand.duration_min": 3}
    prices = {f"costs.{name}": price for name, price in PRICES.items()}
    plain = simulate(load_scenario("paper/hotspots_only", small))
    dear = simulate(load_scenario("paper/hotspots_only", small | prices))
    assert dear.log_hash == plain.log_hash
    assert kpis(dear)["cost_per_order"] > 0


@pytest.mark.parametrize("value", [-0.01, float("inf"), "much", 2e9])
def test_a_price_that_is_none_is_refused(value):
    with pytest.raises(ScenarioError, match=r"costs\.handover is .*, expected"):
        load_scenario("paper/hotspots_only", {"costs.handover": value})
