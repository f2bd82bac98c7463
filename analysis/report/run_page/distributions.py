"""Delivery times, what they consist of, and how full vehicles drive."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.metrics.terms import PLACED, READY
from analysis.plots.distributions import (
    PART_LOOKS,
    plot_delivery_times,
    plot_loads,
    plot_parts,
)
from analysis.report.blocks import Block, Figure
from analysis.report.page import section
from analysis.report.run_page.contents import Contents
from analysis.report.run_page.plans import Plan, clock_of
from analysis.statistics import interval
from simulation.units import SECONDS_PER_MINUTE

_MOST_POINTS = 400  # of a curve
_CORE = "core"


@section("distributions", "How it is distributed", short="Distributions")
def distributions(shown: Contents) -> Iterator[Block]:
    """Return the section of distributions."""
    promises = [
        float(plan.runs[0].scenario_tables["promise_s"]) / SECONDS_PER_MINUTE
        for plan in shown.plans
        if not plan.runs[0].own_due and clock_of(plan) == PLACED
    ]
    from_ready = any(clock_of(plan) == READY for plan in shown.plans)
    clock = " Times count as `report.clock` says, from when an order is ready."
    yield Figure(
        shown.numbered(4),
        plot_delivery_times(times_frame(shown), shown.labels, promises),
        "Delivery times.",
        "The share of all orders that are at their door within a time, all runs of "
        "a plan together; orders still open at the end keep a curve below 1."
        + clock
        * from_ready,
        "Rising curves of the share of orders delivered over time, one per plan.",
    )
    yield Figure(
        shown.numbered(5),
        plot_parts(parts_frame(shown), shown.labels),
        "What the delivery time consists of.",
        "Means over delivered orders; the parts are disjoint and sum to the mean "
        f"{'time from placing to the door' if from_ready else 'delivery time'}.",
        "Stacked bars, one per plan: riding, kinds of waiting, handing over, doors.",
    )
    yield from _loads(shown)


def times_frame(shown: Contents) -> pd.DataFrame:
    """Return `plan`, `minutes` and `share`: points of each empirical distribution."""
    frames = []
    for plan in shown.plans:
        times = np.sort(np.concatenate([run.times_s for run in plan.runs]))
        orders = sum(
            int(run.kpis["orders"] or 0) - int(run.kpis.get("orders_cancelled") or 0)
            for run in plan.runs
        )
        places = np.arange(times.size)
        if times.size > _MOST_POINTS:
            spread = np.linspace(0, times.size - 1, _MOST_POINTS)
            places = np.unique(np.round(spread).astype(np.int64))
        frames.append(
            pd.DataFrame(
                {
                    "plan": plan.label,
                    "minutes": np.round(times[places] / SECONDS_PER_MINUTE, 4),
                    "share": np.round((places + 1) / max(1, orders), 6),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def parts_frame(shown: Contents) -> pd.DataFrame:
    """Return `plan`, `part` and `minutes`, the KPIs of the parts, means over runs."""
    rows = []
    for plan in shown.plans:
        for part in PART_LOOKS:
            found = interval(plan.values(f"{part.removesuffix('_s')}_mean_s"))
            minutes = np.nan if found is None else found.mean / SECONDS_PER_MINUTE
            rows.append((plan.label, part, minutes))
    return pd.DataFrame(rows, columns=["plan", "part", "minutes"])


def _loads(shown: Contents) -> Iterator[Figure]:
    """Yield the loads of core vehicles, where there are any."""
    frames = [loads_of(plan).assign(plan=plan.label) for plan in shown.plans]
    frame = pd.concat(frames, ignore_index=True)
    if frame.empty:
        return
    yield Figure(
        shown.numbered(6),
        plot_loads(frame, shown.labels),
        "How full core vehicles drive.",
        "The share of their distance by the number of deliveries aboard, empty driving "
        "being 0. A plan without core vehicles has no bars.",
        "Bars of the share of distance by load, a colour per plan.",
    )


def loads_of(plan: Plan) -> pd.DataFrame:
    """Return `load` and `share` of the core distance, over all runs of a plan."""
    every = pd.concat([run.loads for run in plan.runs], ignore_index=True)
    core = every[every["pool"] == _CORE]
    sums = core.groupby("load")["distance_km"].sum().reset_index()
    whole = sums["distance_km"].sum()
    return sums.assign(share=sums["distance_km"] / (whole or 1.0))
