"""Numbers in words and cells: the same signs and format in terminal and pages."""

import math
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

MINUS, PLUS_MINUS, NOTHING = "\N{MINUS SIGN}", "\N{PLUS-MINUS SIGN}", "\N{EN DASH}"
SPACE = "\N{NO-BREAK SPACE}"  # between what belongs together
_MOST_DECIMALS = 4
_FEW_S = 10  # below which tenths of seconds are worth reading
IN_ASCII = {ord(MINUS): "-", ord(PLUS_MINUS): "+-", ord(NOTHING): "-", ord(SPACE): " "}


class Uncertain(Protocol):
    """A mean with half of the width of its interval."""

    @property
    def mean(self) -> float:
        """The mean."""

    @property
    def reach(self) -> float:
        """Half of the width."""


def signed(value: float, digits: int = 1) -> str:
    """Return a change with its sign, a true minus, and thousands apart."""
    if round(value, digits) == 0:
        return f"{0:.{digits}f}"
    return f"{value:+,.{digits}f}".replace("-", MINUS)


def plain(value: float, digits: int = 1) -> str:
    """Return a level with thousands apart."""
    return f"{value:,.{digits}f}".replace("-", MINUS)


def decimals(half: float) -> int:
    """Return how many decimals show two digits of half an interval's width."""
    return min(max(1 - math.floor(math.log10(half)), 0), _MOST_DECIMALS)


def reach(value: float, digits: int = 1) -> str:
    """Return half the width of an interval; words where nothing is known of it."""
    if not math.isfinite(value):
        return "no interval"
    return f"{PLUS_MINUS}{SPACE}{value:,.{digits}f}"


def with_reach(mean: str, half: float, digits: int = 1) -> str:
    """Return a mean as it is written, and half the width of its interval."""
    return f"{mean}{SPACE}{reach(half, digits)}"


def change_of(ours: "Uncertain | None", unit: str = "", digits: int = 1) -> str:
    """Return a change with its interval, such as ``+17.5 ± 0.8 %``."""
    if ours is None:
        return NOTHING
    words = with_reach(signed(ours.mean, digits), ours.reach, digits)
    return f"{words}{SPACE}{unit}" if unit else words


def seconds(value: float | None) -> str:
    """Return seconds with thousands apart, to a tenth where they are few."""
    if value is None or math.isnan(value):
        return NOTHING
    if value == 0:
        return "0"
    return f"{value:,.1f}" if abs(value) < _FEW_S else f"{value:,.0f}"


def more_seconds(value: float | None) -> str:
    """Return a change of seconds with its sign."""
    if value is None or math.isnan(value):
        return NOTHING
    text = seconds(abs(value))
    if not text.strip("0.,"):
        return "0"
    return f"{MINUS if value < 0 else '+'}{text}"


def limits(row: "Mapping[Any, Any]", what: str) -> str:
    """Return from ``WHAT_low_s`` to ``WHAT_high_s``; a dash where it is not known."""
    low, high = row[f"{what}_low_s"], row[f"{what}_high_s"]
    if low is None or not (math.isfinite(low) and math.isfinite(high)):
        return NOTHING
    return f"{more_seconds(low)} to {more_seconds(high)}"


def percent(share: float | None) -> str:
    """Return a share in percent."""
    return NOTHING if share is None else f"{100 * share:.0f} %"
