"""What is paid for and emitted, in its own units and at the scenario's prices."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.metrics.couriers import couriers_of
from analysis.metrics.fleet import in_fleet_s
from analysis.metrics.summaries import kilometres, ratio, total
from analysis.tables.deliveries import DeliveryColumns
from analysis.tables.legs import NEVER, LegColumns
from simulation.record.kinds import CORE, PERIPHERAL, Kind
from simulation.record.run import Run
from simulation.region.region import HOTSPOT
from simulation.scenario import Scenario
from simulation.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, Ints

Amount = int | float | None

# The parts of a cost, and the keys of `costs` that each is priced by.
COST_PARTS: dict[str, tuple[str, ...]] = {
    "cost_core_km": ("core_km",),
    "cost_peripheral_km": ("peripheral_km",),
    "cost_vehicles": ("vehicle",),
    "cost_vehicle_hours": ("vehicle_hour",),
    "cost_pay": ("pay_per_order", "pay_per_hour"),
    "cost_handovers": ("handover",),
    "cost_late": ("late_minute",),
}
OF_MONEY = (*COST_PARTS, "cost_total", "cost_per_order")


@dataclass(frozen=True)
class PoolPrices:
    """What a vehicle of one pool costs and emits."""

    km: float  # [money/km]
    hour: float  # [money/h]
    fixed: float  # [money]
    g_co2_per_km: float


def prices_by_pool(scenario: Scenario, pools: Ints) -> dict[int, PoolPrices]:
    """Return the prices of each of some pools, by its number.

    Core and peripheral vehicles have those of `costs`; a class of peripheral vehicles
    has its own, and what is not said of it is theirs.
    """
    costs = scenario.costs
    shared = (costs.vehicle_hour, costs.vehicle)
    core = PoolPrices(costs.core_km, *shared, costs.core_g_co2_per_km)
    others = PoolPrices(costs.peripheral_km, *shared, costs.peripheral_g_co2_per_km)
    classes = {
        pool: PoolPrices(
            _said(each.cost_per_km, others.km),
            _said(each.cost_per_hour, others.hour),
            _said(each.cost_fixed, others.fixed),
            _said(each.g_co2_per_km, others.g_co2_per_km),
        )
        for pool, each in enumerate(scenario.fleet.classes.values(), PERIPHERAL + 1)
    }
    by_pool = {CORE: core, PERIPHERAL: others, **classes}
    return {pool: by_pool.get(pool, others) for pool in np.unique(pools).tolist()}


def _said(own: float | None, others: float) -> float:
    return others if own is None else own


def is_priced(scenario: Scenario) -> bool:
    """Whether anything has a price: a key of `costs`, or a class with vehicles."""
    return scenario.costs.priced or any(
        each.cost_per_km or each.cost_per_hour or each.cost_fixed
        for each in scenario.fleet.serving.values()
    )


def paid_for(
    run: Run, legs: LegColumns, deliveries: DeliveryColumns
) -> dict[str, Amount]:
    """Return vehicle-hours [h], deliveries handed over, and minutes late [min].

    A handover that takes no time at no bay is not in the log as such; the arrival
    of a load at a hotspot is, and stands for it where all of it alights. Where stops
    are planned, whoever alights there is who needs another vehicle.
    """
    if run.scenario.plans_stops:
        rows = run.events.rows(Kind.VEHICLE_REQUESTED)
        handed_over = run.places.kind[run.events.place[rows]] == HOTSPOT
    else:
        at_hotspot = run.places.kind[legs.to_place] == HOTSPOT
        cut = run.events.kind[legs.arrive_row] == Kind.BROKE_DOWN
        handed_over = legs.load[at_hotspot & (legs.arrive_row != NEVER) & ~cut]
    return {
        "vehicle_hours": total(in_fleet_s(run, deliveries)) / SECONDS_PER_HOUR,
        "handovers": int(handed_over.sum()),
        "late_min": total(deliveries.late_s) / SECONDS_PER_MINUTE,
    }


def costs(
    run: Run,
    legs: LegColumns,
    deliveries: DeliveryColumns,
    amounts: Mapping[str, Amount],
) -> dict[str, Amount]:
    """Return the cost's parts, their sum, and the sum per delivered order [money].

    And the CO2 of a delivered order [g]. All of money are None where every price is
    0: nothing was asked, and "costs nothing" would be an answer; so is CO2.

    Parameters
    ----------
    run, legs, deliveries
        A run with its tables; its prices are all 0 if it is older than these keys.
    amounts
        Of what is paid for, by KPI.
    """
    delivered = int(deliveries.delivered.sum())
    prices = run.scenario.costs
    joined = run.events.pool[run.events.rows(Kind.VEHICLE_JOINED)]
    by_pool = prices_by_pool(run.scenario, np.append(legs.pool, joined))
    km = {
        pool: kilometres((legs.distance_m + legs.ignored_m)[legs.pool == pool])
        for pool in by_pool
    }
    grams = [each.g_co2_per_km * km[pool] for pool, each in by_pool.items()]
    emitted = (
        prices.core_g_co2_per_km
        or prices.peripheral_g_co2_per_km
        or any(each.g_co2_per_km for each in run.scenario.fleet.serving.values())
    )
    emissions: dict[str, Amount] = {
        "co2_g_per_order": ratio(_sum(grams), delivered) if emitted else None
    }
    if not is_priced(run.scenario):
        return {**dict.fromkeys(OF_MONEY), **emissions}
    there_s = in_fleet_s(run, deliveries)
    hourly = np.array(
        [by_pool[pool].hour for pool in joined.tolist()], dtype=np.float64
    )
    parts = {
        "cost_core_km": prices.core_km * (amounts["core_km"] or 0.0),
        "cost_peripheral_km": _sum(
            [by_pool[pool].km * km[pool] for pool in by_pool if pool != CORE]
        ),
        "cost_vehicles": _sum([by_pool[pool].fixed for pool in joined.tolist()]),
        "cost_vehicle_hours": _sum(
            [
                price * (total(there_s[hourly == price]) / SECONDS_PER_HOUR)
                for price in np.unique(hourly).tolist()
            ]
        ),
        "cost_pay": total(couriers_of(run, legs, deliveries).pay(prices)),
        "cost_handovers": prices.handover * (amounts["handovers"] or 0.0),
        "cost_late": prices.late_minute * (amounts["late_min"] or 0.0),
    }
    whole = _sum(list(parts.values()))
    return {
        **parts,
        "cost_total": whole,
        "cost_per_order": ratio(whole, delivered),
        **emissions,
    }


def _sum(values: list[float]) -> float:
    """Return the exact sum, rounded once."""
    return total(np.array(values, dtype=np.float64))
