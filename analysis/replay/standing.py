"""Deliveries that stand at hotspots: how many come and go, when and where."""

from dataclasses import dataclass

import numpy as np

from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import Floats, Ints


@dataclass(frozen=True)
class Standing:
    """Changes of the deliveries at hotspots, one for each instant and hotspot."""

    time_s: Floats  # (n,) never falling
    place: Ints  # (n,) the hotspot, rising within an instant
    change: Ints  # (n,) never 0: what comes and goes at once is not seen


def standing_of(run: Run, touched: Ints, row: Ints) -> Standing:
    """Return how the deliveries at hotspots change.

    A delivery stands at a hotspot from when its vehicle is there, or where there
    are docks has handed it over, until it leaves aboard another.

    Parameters
    ----------
    run
        A run, finished or under way.
    touched, row : (n,) arrays
        Its touches, see :func:`analysis.tables.deliveries.touches`.
    """
    kind = run.events.kind[row]
    same = np.append(touched[1:] == touched[:-1], False)
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
    at, where = np.divmod(cells[stays], max(1, hotspots))
    return Standing(instants[at], where, changes[stays].astype(np.int64))
