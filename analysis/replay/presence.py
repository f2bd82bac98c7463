"""What is at the hotspots: deliveries that stand there, and vehicles at docks."""

import numpy as np

from analysis.replay.known import Known
from analysis.replay.packing import Group, packed
from analysis.replay.stretch import Stretch
from simulation.record.kinds import Kind

_VISIT = (Kind.DOCK_REQUESTED, Kind.HANDOVER_STARTED, Kind.HANDOVER_FINISHED)


def standing(known: Known, stretch: Stretch) -> Group:
    """Return how the deliveries at hotspots change in a stretch of time."""
    steps = known.standing
    held = stretch.holds(steps.time_s)
    return {
        "time_s": packed(steps.time_s[held], "f8"),
        "place": packed(steps.place[held], "i4"),
        "change": packed(steps.change[held], "i4"),
    }


def docks(known: Known, stretch: Stretch) -> Group:
    """Return what happens at docks in a stretch of time, in order of the log."""
    events = known.run.events
    rows = np.flatnonzero(np.isin(events.kind, _VISIT))
    rows = rows[stretch.holds(events.time_s[rows])]
    return {
        "time_s": packed(events.time_s[rows], "f8"),
        "place": packed(events.place[rows], "i4"),
        "vehicle": packed(events.vehicle[rows], "i4"),
        "kind": packed(events.kind[rows] - _VISIT[0], "u1"),
    }
