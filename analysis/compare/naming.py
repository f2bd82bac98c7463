"""What the parts of delivery time are called, in tables and in stories."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from analysis.metrics.catalogue import KPIS
from analysis.numbers import MINUS
from analysis.tables.deliveries import PARTS
from simulation.units import SECONDS_PER_MINUTE

if TYPE_CHECKING:
    from pandas import DataFrame

    from simulation.units import Floats

_LABELS = {kpi.name: kpi.label for kpi in KPIS}

# Column `ride_s` is "Riding", as the metrics call its mean.
PART_LABELS = {part: _LABELS[f"{part.removesuffix('_s')}_mean_s"] for part in PARTS}


LESS = f"B {MINUS} A"  # how a change is headed


def column(part: str, which: str) -> str:
    """Return the column of a part: ``ride_first_s``, ``ride_change_s``."""
    return f"{part.removesuffix('_s')}_{which}_s"


# Slots of time [min]: round parts of an hour and of a day.
_SLOTS_MIN = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)
_MOST_SLOTS = 12

CHANGES = tuple(column(part, "change") for part in PARTS)


def seconds(value: float) -> str:
    """Return seconds with thousands apart, to a tenth where they are few."""
    if value == 0:
        return "0"
    return f"{value:,.1f}" if abs(value) < 10 else f"{value:,.0f}"  # noqa: PLR2004


def signed(value: float) -> str:
    """Return a change of seconds with its sign."""
    text = seconds(abs(value))
    if not text.strip("0.,"):
        return "0"
    return f"{MINUS if value < 0 else '+'}{text}"


def counted(count: int, noun: str) -> str:
    """Return a number of things, such as ``1 order`` and ``1,800 orders``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def clock(start_s: float) -> str:
    """Return a time from zero as h:mm:ss."""
    minutes, rest = divmod(int(start_s), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def slot(row: Mapping[Any, Any]) -> str:
    """Return a slot of time, such as 0:10 to 0:20."""
    ends = (clock(row[name] * SECONDS_PER_MINUTE) for name in ("from_min", "to_min"))
    return " to ".join(each.removesuffix(":00") for each in ends)


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


def parts_with_time(parts: "DataFrame") -> "DataFrame":
    """Return the parts of delivery time that took any time in either run."""
    took = (parts["first_s"] != 0) | (parts["second_s"] != 0)
    return parts[took | (parts["part"] == "time_s")]


def records(frame: "DataFrame") -> list[dict[Any, Any]]:
    """Return the rows of a table."""
    return frame.to_dict("records")
