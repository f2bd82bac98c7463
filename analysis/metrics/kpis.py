"""All KPIs of one run."""

import numpy as np

from analysis.metrics.activity import (
    core_vehicles_active,
    mean_active,
    vehicles_active,
    vehicles_peak,
)
from analysis.metrics.catalogue import KPIS
from analysis.metrics.costs import costs, paid_for
from analysis.metrics.fleet import distances, idle_mean_s, loads
from analysis.metrics.sharing import meetings_without_shared_leg
from analysis.metrics.summaries import mean, quantile, ratio
from analysis.metrics.under_way import decided
from analysis.tables.deliveries import PARTS, DeliveryColumns, delivery_columns
from analysis.tables.legs import LegColumns, leg_columns
from simulation.record.kinds import Kind
from simulation.record.run import Run

Value = int | float | None


def kpis(run: Run) -> dict[str, Value]:
    """Return every KPI by name, in the order of the catalogue.

    Plain numbers, ready for JSON and the same on every machine; None where there
    is nothing to observe. What each means is said once, in
    :data:`analysis.metrics.catalogue.KPIS`.

    Examples
    --------
    >>> from simulation import load_scenario, simulate
    >>> keys = {"demand.load_per_min": 2, "demand.duration_min": 10}
    >>> found = kpis(simulate(load_scenario("paper/point_to_point", keys)))
    >>> found["orders"], found["core_km"], found["cost_per_order"]
    (20, 0.0, None)
    """
    legs = leg_columns(run)
    table = delivery_columns(run, legs)
    driven = distances(legs)
    values: dict[str, Value] = {
        **delivery_kpis(table, run.scenario.promise_s),
        **driven,
        **loads(legs),
        **_vehicle_kpis(run, legs, table),
        **paid_for(run, legs, table),
    }
    delivered = int(table.delivered.sum())
    values["km_per_order"] = ratio(driven["distance_all_km"] or 0.0, delivered)
    values.update(costs(run.scenario.costs, values, delivered))
    return {kpi.name: values[kpi.name] for kpi in KPIS}


def delivery_kpis(table: DeliveryColumns, promise_s: float) -> dict[str, Value]:
    """Return counts, times and service over the orders."""
    orders, done = len(table), table.delivered
    settled = int(decided(table, promise_s).sum())
    times_s = table.time_s[done]
    values: dict[str, Value] = {
        "orders": orders,
        "delivered": times_s.size,
        "open": orders - times_s.size,
        "undecided": orders - settled,
        "delivery_time_mean_s": mean(times_s),
        "delivery_time_median_s": quantile(times_s, 0.5),
        "delivery_time_p95_s": quantile(times_s, 0.95),
        "hops_mean": mean(table.hops[done].astype(np.float64)),
        "success_ratio": ratio(int((times_s <= promise_s).sum()), settled),
    }
    for part, spent_s in zip(PARTS, table.parts, strict=True):
        values[f"{part.removesuffix('_s')}_mean_s"] = mean(spent_s[done])
    return values


def _vehicle_kpis(
    run: Run, legs: LegColumns, table: DeliveryColumns
) -> dict[str, Value]:
    """Return counts of vehicles, their use, and the meetings."""
    active = vehicles_active(legs)
    fleet = int(
        np.unique(run.events.vehicle[run.events.rows(Kind.VEHICLE_JOINED)]).size
    )
    busy = mean_active(run, legs, table)
    meetings = int(run.events.rows(Kind.SHARING_ACCEPTED).size)
    fruitless = meetings_without_shared_leg(run, legs)
    return {
        "vehicles_active": active,
        "core_vehicles_active": core_vehicles_active(legs),
        "vehicles_fleet": fleet,
        "vehicles_peak": vehicles_peak(legs),
        "utilisation_mean": None if busy is None else ratio(busy, active),
        "utilisation_fleet_mean": None if busy is None else ratio(busy, fleet),
        "vehicle_idle_mean_s": idle_mean_s(run, legs, table),
        "meetings": meetings,
        "meetings_without_shared_leg": fruitless,
        "meetings_without_shared_leg_share": ratio(fruitless, meetings),
    }
