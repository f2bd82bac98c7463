"""What is at the hotspots: deliveries that stand there, and vehicles at docks."""

import numpy as np

from analysis.replay.known import Known
from analysis.replay.stretch import Rows
from simulation.record.kinds import Kind

_VISIT = (Kind.DOCK_REQUESTED, Kind.HANDOVER_STARTED, Kind.HANDOVER_FINISHED)


def standing(known: Known) -> Rows:
    """Return how the deliveries at hotspots change."""
    steps = known.standing
    return Rows(
        steps.time_s,
        {
            "time_s": (steps.time_s, "f8"),
            "place": (steps.place, "i4"),
            "change": (steps.change, "i4"),
        },
    )


def docks(known: Known) -> Rows:
    """Return what happens at docks, in order of the log."""
    events = known.run.events
    rows = np.flatnonzero(np.isin(events.kind, _VISIT))
    return Rows(
        events.time_s[rows],
        {
            "time_s": (events.time_s[rows], "f8"),
            "place": (events.place[rows], "i4"),
            "vehicle": (events.vehicle[rows], "i4"),
            "kind": (events.kind[rows] - _VISIT[0], "u1"),
        },
    )
