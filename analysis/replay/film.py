"""A film: ground, cast, and slices of what happens, in order of time."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.replay.cast import bays_of, cast_of
from analysis.replay.ground import ground_of, with_places_of
from analysis.replay.known import Known, known_of
from analysis.replay.plane import plane_of
from analysis.replay.stretch import Stretch
from analysis.replay.telling import Slice, Telling
from analysis.replay.ways import WayBook
from simulation.record.kinds import Kind
from simulation.record.run import ReleasedOrders, Run
from simulation.record.table import EventTable
from simulation.region import Region


class Film:
    """The film of one run: ground and cast, and slices in order of time.

    Of a run under way call :meth:`grow` each time it has gone on, and :meth:`finish`
    with the finished run; of a recorded run (:func:`film_of`) :meth:`slices`.

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
        self._told_s = 0.0
        self._number = 0
        self.finished = False

    def ground(self) -> dict[str, Any]:
        """Return what the film is drawn on; the same for all films of a region."""
        return ground_of(self.region, self._plane)

    def cast(self) -> dict[str, Any]:
        """Return what the film is of."""
        return cast_of(self._run)

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
        known = known_of(self._so_far(table, now_s))
        until_s = min(known.settled_s, float(table.time_s.max(initial=0.0)))
        if until_s <= self._told_s:
            return None
        return self._told(self._telling_of(known), until_s)

    def finish(self, run: Run) -> Slice:
        """Return the last slice, of the finished run."""
        return self._told(self._telling_of(known_of(run)), run.end_s, last=True)

    def slices(self, every_s: float = np.inf) -> Iterator[Slice]:
        """Yield the slices of a recorded run that are not told yet.

        Parameters
        ----------
        every_s
            How much time [s] a slice tells; legs come whole, so that the last one
            may tell more.
        """
        known = known_of(self._run)
        telling = self._telling_of(known)
        while self._told_s + every_s < known.settled_s:
            yield self._told(telling, self._told_s + every_s)
        yield self._told(telling, self._run.end_s, last=True)

    def _telling_of(self, known: Known) -> Telling:
        return Telling(known, self._book, self._bays)

    def _told(self, telling: Telling, until_s: float, *, last: bool = False) -> Slice:
        stretch = Stretch(self._told_s, until_s, last)
        told = {"number": self._number, **telling.tell(stretch)}
        self._told_s, self._number, self.finished = until_s, self._number + 1, last
        return told

    def _so_far(self, table: EventTable, now_s: float) -> Run:
        """Return the run as far as it is known."""
        every, count = self._run.orders, table.rows(Kind.RELEASED).size
        released = ReleasedOrders(
            every.start_s[:count], every.producer[:count], every.consumer[:count]
        )
        return replace(self._run, events=table, orders=released, end_s=float(now_s))


def film_of(run: Run, region: Region) -> Film:
    """Return the film of a recorded run.

    Parameters
    ----------
    run
        The run.
    region
        The region it was made on; what places a trace added it learns from the run.
    """
    return Film(with_places_of(run, region), run)
