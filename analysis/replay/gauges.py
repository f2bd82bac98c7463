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


class Gauges:
    """The gauges of a run as far as it is known, ready to be read at any time."""

    def __init__(self, known: Known) -> None:
        self._orders = _Orders(known)
        self._vehicles = _Vehicles(known)

    def sampled(self, stretch: Stretch) -> Group:
        """Return the gauges sampled in a stretch of time, NaN of nothing."""
        time_s = stretch.samples(EVERY_S)
        values = self.at(time_s)
        return {
            "time_s": packed(time_s, "f8"),
            **{gauge.key: packed(values[gauge.key], "f8") for gauge in GAUGES},
        }

    def at(self, time_s: Floats) -> dict[str, Floats]:
        """Return the gauges at some times, rising, (samples,) each."""
        return self._orders.at(time_s) | self._vehicles.at(time_s)


class _Orders:
    """The gauges of orders."""

    def __init__(self, known: Known) -> None:
        table = known.deliveries
        done = np.flatnonzero(table.delivered)
        done = done[np.argsort(table.end_s[done], kind="stable")]
        self._start_s, self._end_s = table.start_s, table.end_s[done]
        self._took_s = table.time_s[done]
        in_time = self._took_s <= known.run.scenario["promise_s"]
        self._in_time = np.append(0.0, np.cumsum(in_time))
        self._total_s = _from_nothing(running_totals(self._took_s))

    def at(self, time_s: Floats) -> dict[str, Floats]:
        delivered = np.searchsorted(self._end_s, time_s, side="right")
        released = np.searchsorted(self._start_s, time_s, side="right")
        return {
            "delivered": delivered.astype(np.float64),
            "open_orders": (released - delivered).astype(np.float64),
            "delivery_time_mean_s": _over(self._total_s[delivered], delivered),
            "delivery_time_p95_s": _quantiles(self._took_s, delivered, 0.95),
            "success_ratio": _over(self._in_time[delivered], released),
        }


class _Vehicles:
    """The gauges of vehicles."""

    def __init__(self, known: Known) -> None:
        legs, events = known.legs, known.run.events
        active = active_legs(legs)
        core_m = np.where(legs.core, legs.distance_m, 0.0)
        shared_m = np.where(legs.load >= 2, core_m, 0.0)  # noqa: PLR2004
        driven_m = running_totals(legs.distance_m)
        driven_km = [in_kilometres(each) for each in driven_m.tolist()]
        self._depart_s = legs.depart_s
        self._driven_km = _from_nothing(np.array(driven_km))
        self._core_m = _from_nothing(running_totals(core_m))
        self._shared_m = _from_nothing(running_totals(shared_m))
        self._joined_s = events.time_s[events.rows(Kind.VEHICLE_JOINED)]
        self._active = present(legs.depart_s[active], legs.arrive_s[active])
        self._queue = dock_queue(known.docks)

    def at(self, time_s: Floats) -> dict[str, Floats]:
        begun = np.searchsorted(self._depart_s, time_s, side="right")
        joined = np.searchsorted(self._joined_s, time_s, side="right")
        return {
            "distance_km": self._driven_km[begun],
            "vehicles_active_now": self._active.at(time_s),
            "vehicles_fleet": joined.astype(np.float64),
            "shared_core_share": _over(self._shared_m[begun], self._core_m[begun]),
            "dock_queue": self._queue.at(time_s),
        }


def _from_nothing(totals: Floats) -> Floats:
    """Return running totals by how many values they are of, from none on, (n + 1,)."""
    return np.append(0.0, totals)


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
