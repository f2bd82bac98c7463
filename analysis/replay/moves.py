"""The legs that vehicles drive."""

import numpy as np

from analysis.replay.columns import Group, Stretch, packed
from analysis.replay.snapshot import Snapshot
from analysis.replay.ways import WayBook
from analysis.tables.legs import NEVER
from simulation.record.kinds import Kind
from simulation.region import Router
from simulation.units import Bools, Floats, Ints


class Moves:
    """The legs of a run as far as it is known.

    Parameters
    ----------
    snapshot
        The run so far.
    book
        Numbers the ways of its playback.
    """

    def __init__(self, snapshot: Snapshot, book: WayBook) -> None:
        self._snapshot = snapshot
        self._book = book
        self._takes_time = takes_time(snapshot)
        self._shares = shares_driven(snapshot)
        self._first = np.concatenate(([0], np.cumsum(snapshot.legs.load)))  # aboard

    def within(self, stretch: Stretch) -> dict[str, Group]:
        """Return the legs that begin in a stretch of time, and their ways.

        Those ways only that no earlier stretch had; the book keeps their numbers.
        """
        legs = self._snapshot.legs
        rows = stretch.rows(legs.depart_s)
        first = self._first[rows.start : rows.stop + 1]
        place, to_place = legs.place[rows], legs.to_place[rows]
        way, lines = self._book.numbers(place, to_place, self._takes_time[rows])
        cut = rows.start + np.flatnonzero(np.isnan(legs.arrive_s[rows]))
        return {
            "legs": {
                "vehicle": packed(legs.vehicle[rows], "i4"),
                "place": packed(place, "i4"),
                "to_place": packed(to_place, "i4"),
                "way": packed(way, "i4"),
                "depart_s": packed(legs.depart_s[rows], "f8"),
                "arrive_s": packed(legs.arrive_s[rows], "f8"),
                "distance_m": packed(legs.distance_m[rows], "f4"),
                "starts": packed(first - first[0], "i4"),
                "orders": packed(legs.order[first[0] : first[-1]], "i4"),
            },
            "ways": lines,
            "cut_off": {
                "leg": packed(cut, "i4"),
                "due_s": packed(due_s(self._snapshot, cut, self._book.router), "f8"),
            },
            **self._parts(rows),
        }

    def _parts(self, rows: slice) -> dict[str, Group]:
        """Return which legs are parts of a way that a breakdown cut, if any are."""
        from_share, to_share = self._shares
        cut = (from_share > 0) | (to_share < 1)
        part = rows.start + np.flatnonzero(cut[rows])
        if not part.size:
            return {}
        return {
            "parts": {
                "leg": packed(part, "i4"),
                "from_share": packed(from_share[part], "f8"),
                "to_share": packed(to_share[part], "f8"),
            }
        }


def shares_driven(snapshot: Snapshot) -> tuple[Floats, Floats]:
    """Return where on its way each leg begins and ends, as shares of it, (n,) each.

    0 and 1, but for those that a breakdown cut and for their rests.
    """
    legs, events = snapshot.legs, snapshot.run.events
    begins, ends = np.zeros(len(legs)), np.ones(len(legs))
    cut = legs.arrive_row != NEVER
    cut &= events.kind[legs.arrive_row] == Kind.BROKE_DOWN
    if not cut.any():
        return begins, ends
    share, whole_m = dict[int, float](), dict[int, float]()  # by vehicle
    concerned = np.flatnonzero(cut | legs.rest)
    for leg in concerned.tolist():
        vehicle = int(legs.vehicle[leg])
        if not legs.rest[leg]:
            share[vehicle] = 0.0
            whole_m[vehicle] = float(events.distance_m[legs.depart_row[leg]])
        begins[leg] = share[vehicle]
        if cut[leg]:
            left_m = float(events.distance_m[legs.arrive_row[leg]])
            whole = whole_m[vehicle]
            share[vehicle] = 1.0 - left_m / whole if whole > 0 else 0.0
            ends[leg] = share[vehicle]
    return begins, ends


def takes_time(snapshot: Snapshot) -> Bools:
    """Return which legs are seen at all, (n,): an ignored way takes no time."""
    moved: Bools = snapshot.legs.arrive_s != snapshot.legs.depart_s
    return moved


def cut_off(snapshot: Snapshot) -> Ints:
    """Return the legs that the horizon cut off, by number, (k,)."""
    return np.flatnonzero(np.isnan(snapshot.legs.arrive_s))


def due_s(snapshot: Snapshot, legs: Ints, router: Router) -> Floats:
    """Return when some legs (k,) that the horizon cut off would end [s].

    By the region's router, the pool's speed and what traffic was to take, and not
    before the run ends.
    """
    every, fleet = snapshot.legs, snapshot.run.scenario.fleet
    factor = np.where(
        every.core[legs],
        fleet.core.speed_factor,
        fleet.peripheral.speed_factor,
    )
    time_s, _ = router.legs(every.place[legs], every.to_place[legs])
    ends_s = every.depart_s[legs] + time_s / factor + _lost_s(snapshot)[legs]
    due: Floats = np.maximum(ends_s, snapshot.run.end_s)
    return due


def _lost_s(snapshot: Snapshot) -> Floats:
    """Return what legs (n,) take longer than at free flow [s]."""
    events, legs = snapshot.run.events, snapshot.legs
    lost_s = np.zeros(len(legs))
    rows = events.rows(Kind.SLOWED)  # each follows the row of its leg
    rows = rows[events.kind[rows - 1] == Kind.DEPARTED]  # or is taken back
    lost_s[np.searchsorted(legs.depart_row, rows - 1)] = events.lost_s[rows]
    return lost_s
