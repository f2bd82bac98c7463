"""What is at the hotspots: deliveries that stand there, and vehicles at docks."""

import numpy as np

from analysis.replay.known import Known
from analysis.replay.packing import Group, packed
from analysis.replay.stretch import Stretch
from simulation.record.kinds import Kind
from simulation.units import Floats, Ints

_VISIT = (Kind.DOCK_REQUESTED, Kind.HANDOVER_STARTED, Kind.HANDOVER_FINISHED)


def standing_steps(known: Known) -> tuple[Floats, Ints, Ints]:
    """Return when, where and by how much the deliveries at hotspots change.

    A delivery stands at a hotspot from when its vehicle is there, or where there
    are docks has handed it over, until it leaves aboard another. One row for each
    instant and hotspot, in this order; what comes and goes at one instant is not
    in it.
    """
    run, row = known.run, known.row
    kind = run.events.kind[row]
    same = np.append(known.touched[1:] == known.touched[:-1], False)
    docks = same & (np.append(kind[1:], 0) == Kind.DOCK_REQUESTED)
    comes = (kind == Kind.HANDOVER_FINISHED) | ((kind == Kind.ARRIVED) & ~docks)
    change = comes.astype(np.int64) - (kind == Kind.DEPARTED)
    place = run.events.place[row].astype(np.int64)
    hotspots = len(run.tract_ids)
    moved = (change != 0) & (place < hotspots)
    instants, instant = np.unique(run.events.time_s[row[moved]], return_inverse=True)
    cells, cell = np.unique(instant * hotspots + place[moved], return_inverse=True)
    changes = np.bincount(cell, change[moved], minlength=cells.size)
    stays = changes != 0
    at, where = np.divmod(cells[stays], hotspots)
    return instants[at], where, changes[stays].astype(np.int64)


def standing(known: Known, stretch: Stretch) -> Group:
    """Return how the deliveries at hotspots change in a stretch of time."""
    time_s, place, change = standing_steps(known)
    held = stretch.holds(time_s)
    return {
        "time_s": packed(time_s[held], "f8"),
        "place": packed(place[held], "i4"),
        "change": packed(change[held], "i4"),
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
