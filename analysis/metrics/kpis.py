"""All KPIs of one run."""

import numpy as np

from analysis.metrics.activity import (
    active_spells,
    by_shifts,
    core_vehicles_active,
    in_the_fleet,
    present,
    vehicles_active,
    vehicles_peak,
    window,
    within,
)
from analysis.metrics.catalogue import KPIS
from analysis.metrics.costs import costs, paid_for
from analysis.metrics.fleet import distances, idle_mean_s, in_traffic, loads
from analysis.metrics.incidents import incidents
from analysis.metrics.sharing import meetings_without_shared_leg, mode_shares
from analysis.metrics.storage import storage
from analysis.metrics.summaries import mean, quantile, ratio, total
from analysis.tables.deliveries import DeliveryColumns, delivery_columns
from analysis.tables.legs import LegColumns, leg_columns
from analysis.tables.spells import PARTS
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import Floats

Value = int | float | None

CLOCKS = ("click_to_door", "ready_to_door", "ready_to_pickup")


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
    driven = distances(run, legs)
    values: dict[str, Value] = {
        **delivery_kpis(table, run.orders.ready_s),
        **driven,
        **loads(legs),
        **in_traffic(run),
        **_vehicle_kpis(run, legs, table),
        **incidents(run, legs, table),
        **storage(run, legs),
        **paid_for(run, legs, table),
    }
    delivered = int(table.delivered.sum())
    values["km_per_order"] = ratio(driven["distance_all_km"] or 0.0, delivered)
    values |= mode_shares(run, legs, table)
    values["transfers_per_order"] = ratio(values["handovers"] or 0, delivered)
    values.update(costs(run, legs, table, values))
    return {kpi.name: values[kpi.name] for kpi in KPIS}


def delivery_kpis(table: DeliveryColumns, ready_s: Floats | None) -> dict[str, Value]:
    """Return counts, times and service over the orders.

    Parameters
    ----------
    table
        The orders.
    ready_s : (n,) array, optional
        When each could be picked up; None where nothing is said of it.
    """
    done = table.delivered
    settled = int(table.decided.sum())
    times_s = table.delivery_time_s[done]
    values: dict[str, Value] = {
        "orders": len(table),
        "delivered": times_s.size,
        "open": int(table.open.sum()),
        "orders_cancelled": int(table.cancelled.sum()),
        "undecided": int((table.open & ~table.decided & ~table.recalled).sum()),
        "delivery_time_mean_s": mean(times_s),
        "delivery_time_median_s": quantile(times_s, 0.5),
        "delivery_time_p95_s": quantile(times_s, 0.95),
        "hops_mean": mean(table.hops[done].astype(np.float64)),
        "success_ratio": ratio(int(table.on_time.sum()), settled),
    }
    for name, spans_s in _by_clock(table, ready_s).items():
        values[f"{name}_mean_s"] = mean(spans_s)
        values[f"{name}_p95_s"] = quantile(spans_s, 0.95)
    for part, spent_s in zip(PARTS, table.parts, strict=True):
        values[f"{part.removesuffix('_s')}_mean_s"] = mean(spent_s[done])
    return values


def _by_clock(table: DeliveryColumns, ready_s: Floats | None) -> dict[str, Floats]:
    """Return what each clock shows of the orders it has stopped for [s], by KPI.

    Nothing is observed where no ready times are given.
    """
    if ready_s is None:
        return dict.fromkeys(CLOCKS, np.zeros(0))
    done, gone = table.delivered, ~np.isnan(table.picked_up_s)
    return {
        "click_to_door": table.time_s[done],
        "ready_to_door": (table.end_s - ready_s)[done],
        "ready_to_pickup": (table.picked_up_s - ready_s)[gone],
    }


def _vehicle_kpis(
    run: Run, legs: LegColumns, table: DeliveryColumns
) -> dict[str, Value]:
    """Return counts of vehicles, their use, and the meetings."""
    spells = active_spells(run, legs)
    active = vehicles_active(spells)
    joined_s, left_s = in_the_fleet(run)
    fleet = int(present(joined_s, left_s).values.max(initial=0.0))
    taken = window(run, table)
    lasts_s = taken[1] - taken[0] if taken else 0.0
    busy = ratio(total(within(taken, spells.from_s, spells.until_s)), lasts_s) or 0.0
    there: float | None = fleet if taken else 0.0
    if shifts := by_shifts(run):
        there = ratio(total(within(taken, joined_s, left_s)), lasts_s)
    meetings = int(run.events.rows(Kind.SHARING_ACCEPTED).size)
    fruitless = meetings_without_shared_leg(run, legs)
    return {
        "vehicles_active": active,
        "core_vehicles_active": core_vehicles_active(spells),
        "vehicles_fleet": fleet,
        "vehicles_peak": vehicles_peak(spells),
        "utilisation_mean": None if shifts or not taken else ratio(busy, active),
        "utilisation_fleet_mean": ratio(busy, there or 0.0),
        "vehicle_idle_mean_s": idle_mean_s(run, legs, table),
        "meetings": meetings,
        "meetings_without_shared_leg": fruitless,
        "meetings_without_shared_leg_share": ratio(fruitless, meetings),
    }
