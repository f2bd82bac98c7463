"""A playback: basemap, header, and slices of what happens, in order of time."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.metrics import kpis
from analysis.replay import rows
from analysis.replay.basemap import basemap_of
from analysis.replay.columns import Stretch
from analysis.replay.gauges import Gauges
from analysis.replay.header import bays_of, header_of
from analysis.replay.measures import Measures
from analysis.replay.moves import Moves
from analysis.replay.plane import plane_of, with_places_of
from analysis.replay.snapshot import Snapshot, snapshot_of
from analysis.replay.ways import WayBook
from simulation.record.kinds import Kind
from simulation.record.run import ReleasedOrders, Run
from simulation.record.table import EventTable
from simulation.region import Region

SLICE_S = 3600.0  # what a slice of a recorded run covers [s]
Slice = dict[str, Any]  # ready for JSON


class Playback:
    """The playback of one run: basemap and header, and slices in order of time.

    Of a run under way call :meth:`grow` each time it has gone on, and :meth:`finish`
    with the finished run; of a recorded run (:func:`playback_of`) :meth:`slices`.

    Parameters
    ----------
    region
        Where it happens, with all places that orders name.
    run
        The recorded run, or the outline of one under way: with all its orders, also
        those that are not released yet, and no rows.
    """

    def __init__(self, region: Region, run: Run) -> None:
        self.region = region
        self._run = run
        self._plane = plane_of(region)
        self._book = WayBook(region, self._plane)
        self._bays = bays_of(run.scenario)
        self._sliced_s = 0.0
        self._number = 0
        self.finished = False

    def basemap(self) -> dict[str, Any]:
        """Return what it is drawn on; the same for all playbacks of a region."""
        return basemap_of(self.region, self._plane)

    def header(self) -> dict[str, Any]:
        """Return what the playback is of."""
        return header_of(self._run)

    def grow(self, table: EventTable, now_s: float) -> Slice | None:
        """Return the next slice of a run under way; None if nothing new is settled.

        It ends where the first leg begins that is still under way, so that legs
        come whole, and at the latest event: the run may end there.

        Parameters
        ----------
        table
            All rows so far.
        now_s
            Up to when [s], exclusive, they are all that happened.
        """
        snapshot = snapshot_of(self._so_far(table, now_s))
        until_s = min(snapshot.settled_s, float(table.time_s.max(initial=0.0)))
        if until_s <= self._sliced_s:
            return None
        return self._next(self._slicer(snapshot), until_s)

    def finish(self, run: Run) -> Slice:
        """Return the last slice, of the finished run."""
        return self._next(self._slicer(snapshot_of(run)), run.end_s, last=True)

    def slices(self, every_s: float = np.inf) -> Iterator[Slice]:
        """Yield the slices of a recorded run that did not come yet.

        Parameters
        ----------
        every_s
            How much time [s] a slice covers; legs come whole, so that the last one
            may cover more.
        """
        snapshot = snapshot_of(self._run)
        slicer = self._slicer(snapshot)
        while self._sliced_s + every_s < snapshot.settled_s:
            yield self._next(slicer, self._sliced_s + every_s)
        yield self._next(slicer, self._run.end_s, last=True)

    def _slicer(self, snapshot: Snapshot) -> "_Slicer":
        return _Slicer(snapshot, self._book, self._bays)

    def _next(self, slicer: "_Slicer", until_s: float, *, last: bool = False) -> Slice:
        stretch = Stretch(self._sliced_s, until_s, last)
        piece = {"number": self._number, **slicer.within(stretch)}
        self._sliced_s, self._number, self.finished = until_s, self._number + 1, last
        return piece

    def _so_far(self, table: EventTable, now_s: float) -> Run:
        """Return the run as far as it is known."""
        count = table.rows(Kind.RELEASED).size
        released = ReleasedOrders.of(self._run.orders, count)
        return replace(self._run, events=table, orders=released, end_s=float(now_s))


def playback_of(run: Run, region: Region) -> Playback:
    """Return the playback of a recorded run.

    Parameters
    ----------
    run
        The run.
    region
        The region it was made on; what places a trace added it learns from the run.
    """
    return Playback(with_places_of(run, region), run)


class _Slicer:
    """Cuts a run, as far as it is known, into slices.

    Parameters
    ----------
    snapshot
        The run so far.
    book
        Numbers the ways of the playback.
    bays
        The bays of a hotspot, where they are limited.
    """

    def __init__(self, snapshot: Snapshot, book: WayBook, bays: int | None) -> None:
        self._run = snapshot.run
        self._moves = Moves(snapshot, book)
        self._gauges = Gauges(snapshot)
        self._measures = Measures(snapshot, bays)
        self._rows = {
            "vehicles": rows.vehicles(snapshot),
            "left": rows.left(snapshot),
            "plans": rows.plans(snapshot),
            "meetings": rows.meetings(snapshot),
            "dwells": rows.dwells(snapshot),
            "docks": rows.docks(snapshot),
            "orders": rows.orders(snapshot),
            "touches": rows.touches(snapshot),
        }
        if len(snapshot.doors):
            self._rows["doors"] = rows.doors(snapshot)
        if snapshot.run.events.rows(Kind.SLOWED).size:
            self._rows["slowed"] = rows.slowed(snapshot)
        if np.isin(snapshot.run.events.kind, rows.NOTICES).any():
            self._rows["notices"] = rows.notices(snapshot)

    def within(self, stretch: Stretch) -> Slice:
        """Return what happens in a stretch of time; in the last one with all KPIs."""
        return {
            "from_s": stretch.from_s,
            "until_s": stretch.until_s,
            "last": stretch.last,
            **self._moves.within(stretch),
            **{name: each.within(stretch) for name, each in self._rows.items()},
            "gauges": self._gauges.sampled(stretch),
            "tracts": self._measures.sampled(stretch),
            "kpis": kpis(self._run) if stretch.last else None,
        }
