"""Orders that lie at hotspots: how many come and go, instant by instant."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import Bools, Floats, Ints

_SAME = -1  # the state stays what it was
_SAID = (Kind.SHARING_ACCEPTED, Kind.SHARING_ENDED, Kind.RECALLED)  # nothing moves


@dataclass(frozen=True)
class Dwells:
    """Changes of the deliveries at hotspots, one for each instant and hotspot."""

    time_s: Floats  # (n,) never falling
    place: Ints  # (n,) the hotspot, rising within an instant
    change: Ints  # (n,) never 0: what comes and goes at once is not seen


def dwells_of(
    run: Run, touched: Ints, row: Ints, from_kind: Kind = Kind.HANDOVER_FINISHED
) -> Dwells:
    """Return how the deliveries at hotspots change.

    A delivery stands at a hotspot from when its vehicle is there, or where there
    are docks has handed it over, until it leaves aboard another. Where stops are
    planned it stays aboard unless it is handed over.

    Parameters
    ----------
    run
        A run, finished or under way.
    touched, row : (n,) arrays
        Its touches, see :func:`analysis.tables.spells.touches`.
    from_kind
        From when on those count that are handed over at docks; storage counts them
        from the start of the handover on.
    """
    kind = run.events.kind[row]
    same = np.append(touched[1:] == touched[:-1], False)
    docks = same & (np.append(kind[1:], 0) == Kind.DOCK_REQUESTED)
    comes, leaves = kind == from_kind, kind == Kind.DEPARTED
    gone = kind == Kind.RETURNED  # left there for good, and fetched by somebody
    if run.scenario.service.plans and not run.scenario.service.relays:
        was_handed_over = last_left_by(kind, (Kind.HANDOVER_FINISHED,))
        leaves &= was_handed_over
        gone &= was_handed_over
    else:
        comes |= (kind == Kind.ARRIVED) & ~docks
        leaves &= ~last_left_by(kind, (Kind.BROKE_DOWN,))  # it is left on the way
    if run.scenario.makes_rounds:  # who calls nobody where it arrives rides on
        moves = np.flatnonzero(~np.isin(kind, _SAID))
        came, went = moves[:-1], moves[1:]
        rides_on = (kind[came] == Kind.ARRIVED) & (kind[went] == Kind.DEPARTED)
        rides_on &= touched[came] == touched[went]
        comes[came[rides_on]] = False
        leaves[went[rides_on]] = False
    leaves |= gone
    change = comes.astype(np.int64) - leaves
    place = run.events.place[row].astype(np.int64)
    hotspots = len(run.tract_ids)
    moved = (change != 0) & (place < hotspots)
    instants, instant = np.unique(run.events.time_s[row[moved]], return_inverse=True)
    cells, cell = np.unique(instant * hotspots + place[moved], return_inverse=True)
    changes = np.bincount(cell, change[moved], minlength=cells.size)
    stays = changes != 0
    at, where = np.divmod(cells[stays], max(1, hotspots))
    return Dwells(instants[at], where, changes[stays].astype(np.int64))


def last_left_by(kind: NDArray[np.uint8], kinds: tuple[Kind, ...]) -> Bools:
    """Return before which touches an order is as some kinds leave it, (n,).

    Until a vehicle leaves with it, or drives on.
    """
    marks = np.full(kind.size, _SAME)
    marks[np.isin(kind, kinds)] = 1
    marks[np.isin(kind, (Kind.RELEASED, Kind.DEPARTED, Kind.REPAIRED))] = 0
    before = np.append(0, marks[:-1])[: marks.size]
    known = np.where(before == _SAME, 0, np.arange(before.size))
    return np.asarray(before[np.maximum.accumulate(known)] == 1)


def most_lying(dwells: Dwells, hotspots: int) -> Ints:
    """Return how many lie at each hotspot at once, at the most, (H,)."""
    most = np.zeros(hotspots, dtype=np.int64)
    by_place = np.argsort(dwells.place, kind="stable")
    place = dwells.place[by_place]
    lying = np.cumsum(dwells.change[by_place])
    first = np.searchsorted(place, place)  # of its hotspot
    before = np.append(0, lying)[first]
    np.maximum.at(most, place, lying - before)
    return most
