"""Numbers in words and cells: the same signs and format in terminal and pages."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.statistics import Interval

MINUS, PLUS_MINUS, NOTHING = "\N{MINUS SIGN}", "\N{PLUS-MINUS SIGN}", "\N{EN DASH}"
SPACE = "\N{NO-BREAK SPACE}"  # between what belongs together
IN_ASCII = {ord(MINUS): "-", ord(PLUS_MINUS): "+-", ord(NOTHING): "-", ord(SPACE): " "}


def signed(value: float, digits: int = 1) -> str:
    """Return a change with its sign, a true minus, and thousands apart."""
    if round(value, digits) == 0:
        return f"{0:.{digits}f}"
    return f"{value:+,.{digits}f}".replace("-", MINUS)


def plain(value: float, digits: int = 1) -> str:
    """Return a level with thousands apart."""
    return f"{value:,.{digits}f}".replace("-", MINUS)


def reach(value: float, digits: int = 1) -> str:
    """Return half the width of an interval; words where nothing is known of it."""
    if not math.isfinite(value):
        return "no interval"
    return f"{PLUS_MINUS}{SPACE}{value:,.{digits}f}"


def with_reach(mean: str, half: float, digits: int = 1) -> str:
    """Return a mean as it is written, and half the width of its interval."""
    return f"{mean}{SPACE}{reach(half, digits)}"


def change_of(ours: "Interval | None", unit: str = "", digits: int = 1) -> str:
    """Return a change with its interval, such as ``+17.5 ± 0.8 %``."""
    if ours is None:
        return NOTHING
    words = with_reach(signed(ours.mean, digits), ours.reach, digits)
    return f"{words}{SPACE}{unit}" if unit else words
