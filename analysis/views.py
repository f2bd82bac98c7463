"""What a run shows of itself: the tables, figures and card of `simulation.Run`.

`simulation.record.views` finds this module by the entry point ``deliverai.views`` and
calls its functions by their names.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.experiments.titles import plain_name, title
from analysis.metrics import KPIS
from analysis.metrics import kpis as kpis_of
from analysis.metrics.by_tract import distance_by_load, flows, waiting_by_tract
from analysis.metrics.couriers import mdrp as mdrp_of
from analysis.metrics.display import card as html_card
from analysis.metrics.display import headed, headlines, number
from analysis.metrics.over_time import over_time
from analysis.metrics.terms import PLACED, terms_of
from analysis.plots.basemap import basemap_of_places, basemap_of_region
from analysis.plots.distributions import (
    PART_LOOKS,
    plot_delivery_times,
    plot_loads,
    plot_parts,
)
from analysis.plots.flow_map import plot_flows
from analysis.plots.over_time import plot_over_time
from analysis.tables import deliveries as deliveries_of
from analysis.tables import legs as legs_of
from analysis.tables import meetings as meetings_of
from analysis.tables import vehicles as vehicles_of
from simulation.errors import InputError
from simulation.record.run import Run
from simulation.record.same_region import region_at_hand
from simulation.region.region import HOTSPOT
from simulation.units import SECONDS_PER_MINUTE, Ints

_OVER_TIME = (
    ("open_orders", "Open [orders]"),
    ("active", "Active [vehicles]"),
    ("dock_queue", "Waiting for a bay [vehicles]"),
    ("delivered", "Delivered [orders/min]"),
)


def kpis(run: Run) -> pd.DataFrame:
    """Return value, unit and meaning of every KPI, by name; NaN of nothing."""
    terms = terms_of([run.scenario_tables])
    values = [np.nan if each is None else each for each in kpis_of(run).values()]
    return pd.DataFrame(
        {
            "value": pd.Series(values, dtype=object),
            "unit": [terms.of(kpi).unit for kpi in KPIS],
            "meaning": [kpi.definition for kpi in KPIS],
        }
    ).set_axis(pd.Index([kpi.name for kpi in KPIS], name="kpi"))


def deliveries(run: Run) -> pd.DataFrame:
    """Return one row per released order, by number; see `analysis.tables`."""
    frame = deliveries_of(run).set_index("order").rename(columns={"hops": "legs"})
    if run.time_zero is not None:
        at = frame.columns.tolist().index("start_s")
        for name, time_s in (("ends", frame["end_s"]), ("placed", frame["start_s"])):
            frame.insert(at, name, _on_clocks(run.time_zero, time_s))
    return _in_words(run, frame, {"producer": "producer", "consumer": "consumer"})


def _on_clocks(zero: datetime, time_s: "pd.Series[float]") -> "pd.Series[Any]":
    """Return what clocks show at some times [s], in their zone; NaT of NaN."""
    since = pd.to_timedelta(time_s, unit="s").dt.round("s")
    if zero.tzinfo is None:
        return zero + since
    return (pd.Timestamp(zero).tz_convert("UTC") + since).dt.tz_convert(zero.tzinfo)


def legs(run: Run) -> pd.DataFrame:
    """Return one row per leg in order of departure; see `analysis.tables`."""
    frame = legs_of(run).drop(columns="tract")
    return _in_words(run, frame, {"place": "origin", "to_place": "target"})


def vehicles(run: Run) -> pd.DataFrame:
    """Return one row per vehicle, by number; see `analysis.tables`."""
    return vehicles_of(run).set_index("vehicle")


def meetings(run: Run) -> pd.DataFrame:
    """Return one row per meeting, in order of planning; see `analysis.tables`."""
    return _in_words(run, meetings_of(run), {"place": "hotspot"})


def mdrp(run: Run) -> pd.DataFrame:
    """Return the metrics of meal delivery, by name; see `analysis.metrics.couriers`."""
    return mdrp_of(run)


def _in_words(run: Run, frame: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """Return a frame with places as ids and tracts, under new names, in their place."""
    tract_ids = np.array(run.tract_ids, dtype=np.str_)
    for old, new in columns.items():
        places: Ints = frame[old].to_numpy()
        at = frame.columns.tolist().index(old)
        frame = frame.drop(columns=old)
        frame.insert(at, new, place_ids(run)[places])
        frame.insert(at + 1, f"{new}_tract", tract_ids[run.places.tract[places]])
    return frame


def place_ids(run: Run) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    """Return what each place is called, (n,): its id; without one ``producer 12``.

    A hotspot is called by its tract, such as ``hotspot 17031839100``.
    """
    places, names = run.places, {1: "producer", 2: "consumer"}
    words = [
        f"hotspot {run.tract_ids[tract]}"
        if kind == HOTSPOT
        else source or f"{names[kind]} {index}"
        for index, (kind, tract, source) in enumerate(
            zip(
                places.kind.tolist(),
                places.tract.tolist(),
                places.source_id.tolist(),
                strict=True,
            )
        )
    ]
    return np.array(words, dtype=object)


def card(run: Run) -> str:
    """Return what a run is and its headline KPIs, as HTML."""
    values = kpis_of(run)
    region = Path(run.scenario.region).name
    lines = [
        title(run.name, run.scenario_tables),
        f"Region {region}; seed {run.seed}, replication {run.replication}; "
        f"{len(run.orders):,} orders",
    ]
    terms = terms_of([run.scenario_tables])
    shown = headlines([values], terms)
    lines += [terms.note] if terms.note else []
    rows = [(headed(kpi), number(kpi, values[kpi.name])) for kpi in shown]
    return html_card(f"Run of {run.name}", lines, ("", "value"), rows)


def figure(run: Run, name: str) -> go.Figure:
    """Return a figure by name.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if name not in FIGURES:
        *others, last = map(repr, FIGURES)
        raise InputError(
            f"figure is {name!r}, expected {', '.join(others)} or {last} of a run."
        )
    return FIGURES[name](run, plain_name(run.name))


def _over_time(run: Run, plan: str) -> go.Figure:
    frame = over_time(run).melt("minute", var_name="measure", value_name="mean")
    frame = frame.dropna(subset=["mean"])
    drawn = [
        (measure, label)
        for measure, label in _OVER_TIME
        if measure != "dock_queue"
        or frame.loc[frame["measure"] == measure, "mean"].any()
    ]
    return plot_over_time(
        frame.assign(plan=plan, low=np.nan, high=np.nan),
        drawn,
        [plan],
        run.time_zero,
    )


def _delivery_times(run: Run, plan: str) -> go.Figure:
    table = deliveries_of(run)
    times_s = table["delivery_time_s"].dropna().sort_values()
    orders = len(table) - int(table["cancelled"].sum() if "cancelled" in table else 0)
    share = np.arange(1, times_s.size + 1) / max(1, orders)
    frame = pd.DataFrame(
        {"plan": plan, "minutes": times_s / SECONDS_PER_MINUTE, "share": share}
    )
    alike = run.orders.due_s is None and run.scenario.report.clock == PLACED
    promise_min = [run.scenario.promise_s / SECONDS_PER_MINUTE] if alike else []
    return plot_delivery_times(frame, [plan], promise_min)


def _parts(run: Run, plan: str) -> go.Figure:
    frame = deliveries_of(run)
    parts = [part for part in PART_LOOKS if part in frame]
    means_s = frame.loc[frame["delivered"], parts].mean()
    minutes = (means_s / SECONDS_PER_MINUTE).rename_axis("part").rename("minutes")
    return plot_parts(minutes.reset_index().assign(plan=plan), [plan])


def _loads(run: Run, plan: str) -> go.Figure:
    frame = distance_by_load(run)
    core = frame[frame["pool"] == "core"]
    whole = core["distance_km"].sum() or 1.0
    share = core["distance_km"] / whole
    return plot_loads(core.assign(plan=plan, share=share), [plan])


def _map(run: Run, plan: str) -> go.Figure:
    region = region_at_hand(run)
    basemap = (
        basemap_of_places(run.places, run.tract_ids)
        if region is None
        else basemap_of_region(region)
    )
    driven = flows(run)
    if driven.empty:  # from door to door
        driven = flows(run, core=False)
    waits = waiting_by_tract(run)
    visited = waits["orders"].where(waits["orders"] > 0)
    wait_min = waits["wait_s"] / visited / SECONDS_PER_MINUTE
    waits = waits.assign(plan=plan, wait_min=wait_min)
    return plot_flows(driven.assign(plan=plan), waits, basemap, [plan])


FIGURES: dict[str, Callable[[Run, str], Any]] = {
    "over_time": _over_time,
    "delivery_times": _delivery_times,
    "parts": _parts,
    "loads": _loads,
    "map": _map,
}
