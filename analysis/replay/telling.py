"""What a run tells in a stretch of time: one slice of its film."""

from typing import Any

from analysis.metrics import kpis
from analysis.replay.gauges import Gauges
from analysis.replay.known import Known
from analysis.replay.measures import measures
from analysis.replay.moves import legs_and_ways, vehicles
from analysis.replay.presence import docks, standing
from analysis.replay.stories import orders, touched
from analysis.replay.stretch import Stretch
from analysis.replay.ways import WayBook

Slice = dict[str, Any]  # ready for JSON


class Telling:
    """Tells slices of a run, as far as it is known.

    Parameters
    ----------
    known
        The run so far.
    book
        Numbers the ways of the film.
    bays
        The bays of a hotspot, where they are limited.
    """

    def __init__(self, known: Known, book: WayBook, bays: int | None) -> None:
        self._known = known
        self._book = book
        self._bays = bays
        self._gauges = Gauges(known)

    def tell(self, stretch: Stretch) -> Slice:
        """Return what happens in a stretch of time; in the last one with all KPIs."""
        known = self._known
        return {
            "from_s": stretch.from_s,
            "until_s": stretch.until_s,
            "last": stretch.last,
            "vehicles": vehicles(known, stretch),
            **legs_and_ways(known, stretch, self._book),
            "standing": standing(known, stretch),
            "docks": docks(known, stretch),
            "orders": orders(known, stretch),
            "touches": touched(known, stretch),
            "gauges": self._gauges.sampled(stretch),
            "tracts": measures(known, stretch, self._bays),
            "kpis": kpis(known.run) if stretch.last else None,
        }
