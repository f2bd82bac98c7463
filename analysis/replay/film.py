"""A film: ground, cast, and slices of what happens, in order of time."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.metrics import kpis
from analysis.replay.cast import bays_of, cast_of
from analysis.replay.gauges import gauges
from analysis.replay.ground import ground_of
from analysis.replay.known import Known, known_of
from analysis.replay.measures import measures
from analysis.replay.moves import legs_and_ways, vehicles
from analysis.replay.plane import Plane, plane_of
from analysis.replay.presence import docks, standing
from analysis.replay.stories import orders, touched
from analysis.replay.stretch import Stretch
from analysis.replay.ways import WayBook
from simulation.record.kinds import Kind
from simulation.record.run import ReleasedOrders, Run
from simulation.record.table import EventTable
from simulation.region import Region

Slice = dict[str, Any]  # ready for JSON


class Film:
    """The film of one run, told slice by slice.

    Of a run under way, :meth:`grow` after each advance of its world, and
    :meth:`finish` with the finished run; of a recorded run, :func:`film_of` and
    :meth:`slices`.

    Parameters
    ----------
    region
        Where it happens, with all places that orders name.
    outline
        The run without what is not known yet: its scenario, seed and replication,
        and all its orders, also those not released yet; no rows.
    """

    def __init__(self, region: Region, outline: Run) -> None:
        self.region = region
        self.plane: Plane = plane_of(region)
        self._outline = outline
        self._bays = bays_of(outline.scenario)
        self._book = WayBook(region, self.plane)
        self._told_s = 0.0
        self._number = 0
        self.finished = False

    def ground(self) -> dict[str, Any]:
        """Return what the film is drawn on; the same for all films of a region."""
        return ground_of(self.region, self.plane)

    def cast(self) -> dict[str, Any]:
        """Return what the film is of."""
        run = self._outline
        return cast_of(run.name, run.scenario, run.seed, run.replication)

    def grow(self, table: EventTable, now_s: float) -> Slice | None:
        """Return the next slice of a run under way; None if nothing new is settled.

        It ends where the first leg begins that is still under way, so that legs
        come whole.

        Parameters
        ----------
        table
            All rows so far.
        now_s
            Up to when [s], exclusive, they are all that happened.
        """
        known = known_of(self._so_far(table, now_s))
        until_s = known.settled_s
        if until_s <= self._told_s:
            return None
        return self._told(known, Stretch(self._told_s, until_s))

    def finish(self, run: Run) -> Slice:
        """Return the last slice, of the finished run."""
        return self._last(known_of(run))

    def _last(self, known: Known) -> Slice:
        self.finished = True
        told = self._told(known, Stretch(self._told_s, known.run.end_s, last=True))
        return {**told, "kpis": kpis(known.run)}

    def _told(self, known: Known, stretch: Stretch) -> Slice:
        number, self._number = self._number, self._number + 1
        self._told_s = stretch.until_s
        return {
            "number": number,
            "from_s": stretch.from_s,
            "until_s": stretch.until_s,
            "last": stretch.last,
            "vehicles": vehicles(known, stretch),
            **legs_and_ways(known, stretch, self._book),
            "standing": standing(known, stretch),
            "docks": docks(known, stretch),
            "orders": orders(known, stretch),
            "touches": touched(known, stretch),
            "gauges": gauges(known, stretch),
            "tracts": measures(known, stretch, self._bays),
            "kpis": None,
        }

    def _so_far(self, table: EventTable, now_s: float) -> Run:
        """Return the run as far as it is known."""
        every, count = self._outline.orders, table.rows(Kind.RELEASED).size
        released = ReleasedOrders(
            every.start_s[:count], every.producer[:count], every.consumer[:count]
        )
        return replace(self._outline, events=table, orders=released, end_s=float(now_s))


class RecordedFilm(Film):
    """The film of a recorded run."""

    def __init__(self, region: Region, run: Run) -> None:
        super().__init__(region, run)
        self._run = run

    def slices(self, every_s: float = np.inf) -> Iterator[Slice]:
        """Yield the slices of the whole run, once.

        Parameters
        ----------
        every_s
            How much time [s] a slice tells; legs come whole, so that the last one
            may tell more.
        """
        known = known_of(self._run)
        while self._told_s + every_s < known.settled_s:
            yield self._told(known, Stretch(self._told_s, self._told_s + every_s))
        yield self._last(known)


def film_of(run: Run, region: Region) -> RecordedFilm:
    """Return the film of a recorded run.

    Parameters
    ----------
    run
        The run.
    region
        The region it was made on.
    """
    return RecordedFilm(region, run)
