"""Indicators over time: each on the log up to and including its moment."""

import math
from bisect import insort
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.metrics.activity import (
    Steps,
    active_spells,
    fleet_over_time,
    present,
)
from analysis.metrics.catalogue import KPIS
from analysis.metrics.over_time import dock_queue
from analysis.metrics.summaries import (
    in_kilometres,
    quantile_of_sorted,
    running_totals,
)
from analysis.metrics.terms import IN_GENERAL, Terms
from analysis.replay.columns import Group, Stretch, packed
from analysis.replay.snapshot import Snapshot
from simulation.units import TICKS_PER_S, Floats, Ints

EVERY_S = 10.0


@dataclass(frozen=True)
class Gauge:
    """One indicator."""

    key: str  # the name of a KPI where it is one
    decimals: int
    label: str = ""  # absent: the KPI's
    meaning: str = ""  # absent: the KPI's
    over: str = ""  # of a mean or share: the gauge that says of how much


GAUGES = (
    Gauge("delivered", 0),
    Gauge(
        "decided",
        0,
        "Decided orders",
        "Orders on time or late for sure: delivered, or open for longer than promised.",
    ),
    Gauge(
        "open_orders",
        0,
        "Open orders",
        "Orders released, and not delivered, cancelled or returned at this moment.",
    ),
    Gauge("distance_all_km", 1),
    Gauge("distance_km", 1, "Distance, paper's accounting"),
    Gauge("delivery_time_mean_s", 0, over="delivered"),
    Gauge("delivery_time_p95_s", 0, over="delivered"),
    Gauge("success_ratio", 3, over="decided"),
    Gauge(
        "vehicles_active_now",
        0,
        "Vehicles active now",
        "Vehicles that drive with a delivery aboard, or serve at a door, at this "
        "moment.",
    ),
    Gauge("vehicles_fleet", 0),
    Gauge("shared_core_share", 3, over="core_km"),
    Gauge(
        "dock_queue",
        0,
        "Vehicles waiting for a bay",
        "Loaded vehicles that wait for a bay at this moment.",
    ),
)
# Of services over hotspots alone: others have none of it.
RELAYED = {"shared_core_share", "dock_queue"}
WHOLES = ("core_km",)  # what shares are of, besides gauges
_OF = {"delivered": "delivered", "decided": "decided", "core_km": "core km"}
COLUMNS = (*(gauge.key for gauge in GAUGES), *WHOLES)


def described(terms: Terms = IN_GENERAL) -> list[dict[str, Any]]:
    """Return what each gauge is called and means, as in the catalogue, in some terms.

    Key, label, unit, decimals, meaning; of means and shares also `over`, the column
    that says of how much they are, and `of`, what it counts.
    """
    kpis = {kpi.name: terms.of(kpi) for kpi in KPIS}
    table: list[dict[str, Any]] = []
    for gauge in GAUGES:
        kpi = kpis.get(gauge.key)
        each = {
            "key": gauge.key,
            "label": gauge.label or (kpi.label if kpi else ""),
            "unit": kpi.unit if kpi else "",
            "decimals": gauge.decimals,
            "meaning": gauge.meaning or (kpi.definition if kpi else ""),
        }
        whole = {"over": gauge.over, "of": _OF[gauge.over]} if gauge.over else {}
        table.append(each | whole)
    return table


class Gauges:
    """The gauges of a run as far as it is known, ready to be read at any time."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._orders = _Orders(snapshot)
        self._vehicles = _Vehicles(snapshot)

    def sampled(self, stretch: Stretch) -> Group:
        """Return the gauges sampled in a stretch of time, NaN of nothing."""
        time_s = stretch.samples(EVERY_S)
        values = self.at(time_s)
        return {
            "time_s": packed(time_s, "f8"),
            **{key: packed(values[key], "f8") for key in COLUMNS},
        }

    def at(self, time_s: Floats) -> dict[str, Floats]:
        """Return the gauges at some times, rising, (samples,) each."""
        return self._orders.at(time_s) | self._vehicles.at(time_s)


class _Orders:
    """The gauges of orders."""

    def __init__(self, snapshot: Snapshot) -> None:
        table = snapshot.deliveries
        done = np.flatnonzero(table.delivered)
        done = done[np.argsort(table.end_s[done], kind="stable")]
        self._start_s, self._end_s = table.start_s, table.end_s[done]
        self._took_s = table.delivery_time_s[done]
        self._in_time = np.append(0.0, np.cumsum(table.on_time[done]))
        self._horizon_s = snapshot.run.scenario.horizon_s or math.inf
        due_s = table.start_s + table.promised_s
        # Who is returned as nobody took it is late from then on.
        failed = table.returned & ~table.recalled
        due_s = np.where(failed, np.minimum(due_s, table.end_s), due_s)
        self._gone_s = np.sort(table.end_s[table.cancelled | table.returned])
        gone = table.cancelled | table.recalled
        gone_s = table.end_s[gone]
        self._due_s = np.sort(due_s)
        # Who is late no more at all: on time, or gone by then.
        never_s = np.minimum(gone_s, self._horizon_s - 1 / TICKS_PER_S)
        self._not_late_s = np.sort(
            np.concatenate((due_s[table.on_time], np.maximum(due_s[gone], never_s)))
        )
        self._total_s = _from_nothing(running_totals(self._took_s))

    def at(self, time_s: Floats) -> dict[str, Floats]:
        delivered = np.searchsorted(self._end_s, time_s, side="right")
        released = np.searchsorted(self._start_s, time_s, side="right")
        gone = np.searchsorted(self._gone_s, time_s, side="right")
        decided = self._in_time[delivered] + self._late(time_s)
        return {
            "delivered": delivered.astype(np.float64),
            "decided": decided,
            "open_orders": (released - delivered - gone).astype(np.float64),
            "delivery_time_mean_s": _over(self._total_s[delivered], delivered),
            "delivery_time_p95_s": _quantiles(self._took_s, delivered, 0.95),
            "success_ratio": _over(self._in_time[delivered], decided),
        }

    def _late(self, time_s: Floats) -> Floats:
        """Return how many orders are late for sure, delivered or not, (samples,).

        Those that cannot be on time even if they came in the next tick. Whoever was
        on time and is due before it was delivered before; cancelled ones count until
        they are.
        """
        next_s = np.minimum(time_s + 1 / TICKS_PER_S, self._horizon_s)
        past_due = np.searchsorted(self._due_s, next_s)
        not_late = np.searchsorted(self._not_late_s, next_s)
        late: Floats = (past_due - not_late).astype(np.float64)
        return late


class _Vehicles:
    """The gauges of vehicles."""

    def __init__(self, snapshot: Snapshot) -> None:
        legs = snapshot.legs
        active = active_spells(snapshot.run, legs)
        core_m = np.where(legs.core, legs.distance_m, 0.0)
        shared_m = np.where(legs.load >= 2, core_m, 0.0)  # noqa: PLR2004
        self._depart_s = legs.depart_s
        self._driven_km = _kilometres_so_far(legs.distance_m)
        self._every_km = _kilometres_so_far(legs.distance_m + legs.ignored_m)
        self._core_km = _kilometres_so_far(core_m)
        self._core_m = _from_nothing(running_totals(core_m))
        self._shared_m = _from_nothing(running_totals(shared_m))
        fleet = fleet_over_time(snapshot.run)
        self._fleet = Steps(fleet.times_s, np.maximum.accumulate(fleet.values))
        self._active = present(active.from_s, active.until_s)
        self._queue = dock_queue(snapshot.docks)

    def at(self, time_s: Floats) -> dict[str, Floats]:
        legs = np.searchsorted(self._depart_s, time_s, side="right")
        return {
            "distance_all_km": self._every_km[legs],
            "distance_km": self._driven_km[legs],
            "core_km": self._core_km[legs],
            "vehicles_active_now": self._active.at(time_s),
            "vehicles_fleet": self._fleet.at(time_s),
            "shared_core_share": _over(self._shared_m[legs], self._core_m[legs]),
            "dock_queue": self._queue.at(time_s),
        }


def _kilometres_so_far(distance_m: Floats) -> Floats:
    """Return the sum of the first so many distances [km], from none on, (n + 1,)."""
    totals_m = running_totals(distance_m).tolist()
    return _from_nothing(np.array([in_kilometres(each) for each in totals_m]))


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
