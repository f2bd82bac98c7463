"""Visits of loaded vehicles to the docks of hotspots."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import Floats, Ints

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class DockColumns:
    """Columns over the visits, in order of the request for a bay."""

    vehicle: Ints  # (n,)
    place: Ints  # (n,) the hotspot
    requested_s: Floats  # (n,)
    started_s: Floats  # (n,) has its bay; NaN if not before the horizon
    finished_s: Floats  # (n,) bay free again; NaN if not before the horizon
    load: Ints  # (n,) deliveries handed over


def dock_columns(run: Run) -> DockColumns:
    """Return the dock visits of `run` as numpy columns; none without docking."""
    events = run.events
    visit = (Kind.DOCK_REQUESTED, Kind.HANDOVER_STARTED, Kind.HANDOVER_FINISHED)
    rows = np.flatnonzero(np.isin(events.kind, visit))
    rows = rows[np.argsort(events.vehicle[rows], kind="stable")]
    requests = np.flatnonzero(events.kind[rows] == Kind.DOCK_REQUESTED)
    requested = rows[requests]
    by_request = np.argsort(requested)
    requested = requested[by_request]

    def later(steps: int, kind: Kind) -> Floats:
        """Time of the row `steps` after the request, if it is of this visit."""
        at = requests[by_request] + steps
        row = rows[np.minimum(at, rows.size - 1)]
        same = (
            (at < rows.size)
            & (events.vehicle[row] == events.vehicle[requested])
            & (events.kind[row] == kind)
        )
        return np.where(same, events.time_s[row], np.nan)

    return DockColumns(
        vehicle=events.vehicle[requested].astype(np.int64),
        place=events.place[requested].astype(np.int64),
        requested_s=events.time_s[requested],
        started_s=later(1, Kind.HANDOVER_STARTED),
        finished_s=later(2, Kind.HANDOVER_FINISHED),
        load=events.loads[requested],
    )


def dock_visits(run: Run) -> "DataFrame":
    """Return one row per visit, in order of the request for a bay.

    Columns: ``vehicle``; ``place``, the hotspot; ``tract`` (id); ``requested_s``,
    ``started_s``, ``finished_s`` [s] (NaN if not before the horizon); ``load``, the
    deliveries handed over.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    columns = dock_columns(run)
    tract = run.places.tract[columns.place]
    return pd.DataFrame(
        {
            "vehicle": columns.vehicle,
            "place": columns.place,
            "tract": np.array(run.tract_ids, dtype=np.str_)[tract],
            "requested_s": columns.requested_s,
            "started_s": columns.started_s,
            "finished_s": columns.finished_s,
            "load": columns.load,
        }
    )
