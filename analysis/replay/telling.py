"""What a run tells in a stretch of time: one slice of its film."""

from typing import Any

from analysis.metrics import kpis
from analysis.replay.gauges import Gauges
from analysis.replay.known import Known
from analysis.replay.measures import Measures
from analysis.replay.moves import Moves, left, vehicles
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
        self._run = known.run
        self._moves = Moves(known, book)
        self._gauges = Gauges(known)
        self._measures = Measures(known, bays)
        self._rows = {
            "vehicles": vehicles(known),
            "left": left(known),
            "standing": standing(known),
            "docks": docks(known),
            "orders": orders(known),
            "touches": touched(known),
        }

    def tell(self, stretch: Stretch) -> Slice:
        """Return what happens in a stretch of time; in the last one with all KPIs."""
        return {
            "from_s": stretch.from_s,
            "until_s": stretch.until_s,
            "last": stretch.last,
            **self._moves.within(stretch),
            **{name: rows.within(stretch) for name, rows in self._rows.items()},
            "gauges": self._gauges.sampled(stretch),
            "tracts": self._measures.sampled(stretch),
            "kpis": kpis(self._run) if stretch.last else None,
        }
