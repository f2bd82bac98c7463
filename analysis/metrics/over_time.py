"""What there is at a time: open orders, active vehicles, the queue at the docks."""

from typing import TYPE_CHECKING

import numpy as np

from analysis.metrics.activity import (
    Steps,
    active_over_time,
    active_spells,
    by_shifts,
    first_minute,
    fleet_over_time,
    present,
    vehicles_active,
)
from analysis.tables.deliveries import delivery_columns
from analysis.tables.docks import DockColumns, dock_columns
from simulation.record.run import Run
from simulation.units import SECONDS_PER_MINUTE, Floats

if TYPE_CHECKING:
    from pandas import DataFrame


def open_orders_over_time(run: Run) -> Steps:
    """Return the orders that are open as a step function of time [s].

    Released, and neither delivered nor cancelled yet.
    """
    table = delivery_columns(run)
    return present(table.start_s, np.where(table.open, np.nan, table.end_s))


def dock_queue_over_time(run: Run) -> Steps:
    """Return the loaded vehicles that wait for a bay, at all hotspots together.

    A step function of time [s]; a vehicle that still waits at the horizon stays.
    """
    return dock_queue(dock_columns(run))


def dock_queue(docks: DockColumns) -> Steps:
    """Return the same of dock visits at hand."""
    waits = ~(docks.started_s == docks.requested_s)
    return present(docks.requested_s[waits], docks.started_s[waits])


def over_time(run: Run, minutes: int | None = None) -> "DataFrame":
    """Return one row per full minute, from that of the first release on.

    Columns: ``minute``; at that time ``open_orders``, ``active`` (vehicles) and
    ``utilisation`` (active over the KPI `vehicles_active`, or where vehicles work
    shifts over those on duty, NaN of none); and over the minute that begins then
    ``dock_queue`` (vehicles waiting for a bay, mean), ``released`` and ``delivered``
    (orders).

    Parameters
    ----------
    run
        A run.
    minutes
        Up to which minute; absent: until the run ends. A run that has delivered all
        its orders is at rest afterwards; of one that a horizon cut off nothing more
        is known, and its rows are NaN.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    beyond = minutes_of(run) if minutes is None else minutes
    edges = np.arange(first_minute(run), beyond + 1)
    edges_s = edges.astype(np.float64) * SECONDS_PER_MINUTE
    begins_s = edges_s[:-1]
    table = delivery_columns(run)
    active = active_over_time(run).at(begins_s)
    columns = {
        "open_orders": open_orders_over_time(run).at(begins_s),
        "active": active,
        "utilisation": _utilisation(run, active, begins_s),
        "dock_queue": np.diff(dock_queue_over_time(run).until(edges_s))
        / SECONDS_PER_MINUTE,
        "released": _within(table.start_s, edges_s),
        "delivered": _within(table.end_s[table.delivered], edges_s),
    }
    frame = pd.DataFrame({"minute": edges[:-1], **columns})
    if table.open.any():
        frame.loc[edges_s[:-1] > run.end_s, list(columns)] = np.nan
    return frame


def _utilisation(run: Run, active: Floats, times_s: Floats) -> Floats:
    """Return the share of vehicles that are active at some times, (n,) each."""
    if by_shifts(run):
        there = fleet_over_time(run).at(times_s)
    else:
        there = np.full(times_s.size, float(vehicles_active(active_spells(run))))
    nobody = np.nan if by_shifts(run) else 0.0
    shares: Floats = np.where(there > 0, active / np.maximum(there, 1.0), nobody)
    return shares


def minutes_of(run: Run) -> int:
    """Return the number of minutes that begin before a run is over."""
    return int(run.end_s // SECONDS_PER_MINUTE) + 1


def _within(times_s: Floats, edges_s: Floats) -> Floats:
    """Return how many times lie in each interval, its end excluded, (n,)."""
    passed = np.searchsorted(np.sort(times_s), edges_s, side="left")
    return np.diff(passed).astype(np.float64)
