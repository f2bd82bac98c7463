"""What the parts of delivery time are called, in tables and in stories."""

from typing import TYPE_CHECKING, Any

from analysis.metrics.catalogue import KPI_OF
from analysis.numbers import MINUS
from analysis.tables.spells import PARTS
from simulation.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from datetime import datetime

    from pandas import DataFrame

    from simulation.units import Floats

# Column `ride_s` is "Riding", as the metrics call its mean.
PART_LABELS = {
    part: KPI_OF[f"{part.removesuffix('_s')}_mean_s"].label for part in PARTS
}


LESS = f"B {MINUS} A"  # how a change is headed


def column(part: str, which: str) -> str:
    """Return the column of a part: ``ride_first_s``, ``ride_change_s``."""
    return f"{part.removesuffix('_s')}_{which}_s"


# Slots of time [min]: round parts of an hour and of a day.
_SLOTS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)
_MOST_SLOTS = 12


def slot_min(start_s: "Floats") -> float:
    """Return a length of slots [min] that shows well when orders started, rising.

    The shortest of round lengths that makes twelve slots at most.
    """
    if not start_s.size:
        return float(_SLOTS_MIN[0])
    ends_min = [float(each) / SECONDS_PER_MINUTE for each in (start_s[0], start_s[-1])]

    def slots(length_min: int) -> float:
        first, last = (each // length_min for each in ends_min)
        return last - first + 1

    few = (each for each in _SLOTS_MIN if slots(each) <= _MOST_SLOTS)
    return float(next(few, _SLOTS_MIN[-1]))


def slot_starts(
    start_s: "Floats", every_min: float, zero: "datetime | None"
) -> "Floats":
    """Return when the slot of each order begins [min], (n,).

    Slots are those of the clock, if it shows `zero` at 0 s: a day begins at midnight.
    """
    since_min = 0.0 if zero is None else zero.hour * 60.0 + zero.minute
    minutes = start_s / SECONDS_PER_MINUTE + since_min
    begins: Floats = minutes // every_min * every_min - since_min
    return begins


def parts_with_time(parts: "DataFrame") -> "DataFrame":
    """Return the parts of delivery time that took any time in either run."""
    took = (parts["first_s"] != 0) | (parts["second_s"] != 0)
    return parts[took | (parts["part"] == "time_s")]


def records(frame: "DataFrame") -> list[dict[Any, Any]]:
    """Return the rows of a table."""
    return frame.to_dict("records")
