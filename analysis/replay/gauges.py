"""Indicators over time: each on the log up to and including its moment."""

from bisect import insort
from dataclasses import dataclass

import numpy as np

from analysis.metrics.activity import active_legs, present
from analysis.metrics.catalogue import KPIS
from analysis.metrics.over_time import dock_queue
from analysis.metrics.summaries import (
    in_kilometres,
    quantile_of_sorted,
    running_totals,
)
from analysis.replay.known import Known
from analysis.replay.packing import Group, packed
from analysis.replay.stretch import Stretch
from simulation.record.kinds import Kind
from simulation.units import Floats, Ints

EVERY_S = 10.0


@dataclass(frozen=True)
class Gauge:
    """One indicator."""

    key: str  # the name of a KPI where it is one
    decimals: int
    label: str = ""  # absent: the KPI's
    unit: str = ""


GAUGES = (
    Gauge("delivered", 0),
    Gauge("open_orders", 0, "Open orders"),
    Gauge("distance_km", 1),
    Gauge("delivery_time_mean_s", 0),
    Gauge("delivery_time_p95_s", 0),
    Gauge("success_ratio", 3),
    Gauge("vehicles_active_now", 0, "Vehicles active now"),
    Gauge("vehicles_fleet", 0),
    Gauge("shared_core_share", 3),
    Gauge("dock_queue", 0, "Vehicles waiting for a bay"),
)


def described() -> list[dict[str, str | int]]:
    """Return key, label, unit and decimals of each gauge, as in the catalogue."""
    kpis = {kpi.name: kpi for kpi in KPIS}
    return [
        {
            "key": gauge.key,
            "label": gauge.label or kpis[gauge.key].label,
            "unit": gauge.unit or (kpis[gauge.key].unit if gauge.key in kpis else ""),
            "decimals": gauge.decimals,
        }
        for gauge in GAUGES
    ]


def gauges(known: Known, stretch: Stretch) -> Group:
    """Return the gauges sampled in a stretch of time, NaN of nothing."""
    time_s = stretch.samples(EVERY_S)
    values = {**_orders(known, time_s), **_vehicles(known, time_s)}
    return {
        "time_s": packed(time_s, "f8"),
        **{gauge.key: packed(values[gauge.key], "f8") for gauge in GAUGES},
    }


def _orders(known: Known, time_s: Floats) -> dict[str, Floats]:
    """Return the gauges of orders, (samples,) each."""
    table = known.deliveries
    done = np.flatnonzero(table.delivered)
    done = done[np.argsort(table.end_s[done], kind="stable")]
    took_s = table.time_s[done]
    delivered = np.searchsorted(table.end_s[done], time_s, side="right")
    released = np.searchsorted(table.start_s, time_s, side="right")
    promise_s = known.run.scenario["promise_s"]
    in_time = np.append(0, np.cumsum(took_s <= promise_s))[delivered]
    return {
        "delivered": delivered.astype(np.float64),
        "open_orders": (released - delivered).astype(np.float64),
        "delivery_time_mean_s": _over(_total(took_s, delivered), delivered),
        "delivery_time_p95_s": _quantiles(took_s, delivered, 0.95),
        "success_ratio": _over(in_time.astype(np.float64), released),
    }


def _vehicles(known: Known, time_s: Floats) -> dict[str, Floats]:
    """Return the gauges of vehicles, (samples,) each."""
    legs, events = known.legs, known.run.events
    active = active_legs(legs)
    begun = np.searchsorted(legs.depart_s, time_s, side="right")
    driven_m = _total(legs.distance_m, begun)
    core_m = np.where(legs.core, legs.distance_m, 0.0)
    shared_m = np.where(legs.load >= 2, core_m, 0.0)  # noqa: PLR2004
    joined_s = events.time_s[events.rows(Kind.VEHICLE_JOINED)]
    fleet = np.searchsorted(joined_s, time_s, side="right")
    now = present(legs.depart_s[active], legs.arrive_s[active])
    return {
        "distance_km": np.array([in_kilometres(each) for each in driven_m.tolist()]),
        "vehicles_active_now": now.at(time_s),
        "vehicles_fleet": fleet.astype(np.float64),
        "shared_core_share": _over(_total(shared_m, begun), _total(core_m, begun)),
        "dock_queue": dock_queue(known.docks).at(time_s),
    }


def _total(values: Floats, counts: Ints) -> Floats:
    """Return the exact sums of the first so many values, (samples,)."""
    return np.append(0.0, running_totals(values))[counts]


def _over(part: Floats, whole: Floats | Ints) -> Floats:
    """Return part over whole, NaN where there is no whole."""
    some = whole != 0
    return np.where(some, part / np.where(some, whole, 1), np.nan)


def _quantiles(values: Floats, counts: Ints, share: float) -> Floats:
    """Return the quantile of the first so many values, (samples,)."""
    ordered: list[float] = sorted(values[: counts.min(initial=values.size)].tolist())
    quantiles = []
    for count in counts.tolist():
        for value in values[len(ordered) : count].tolist():
            insort(ordered, value)
        quantiles.append(quantile_of_sorted(ordered, share))
    return np.array(quantiles, dtype=np.float64)  # None becomes NaN
