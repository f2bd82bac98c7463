"""Numbers in words and cells, with their intervals."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.reproduction.published import LABELS
from analysis.statistics import Interval

if TYPE_CHECKING:
    from pandas import DataFrame

Records = dict[tuple[Any, ...], dict[str, Any]]

MINUS, PLUS_MINUS, NOTHING = "\N{MINUS SIGN}", "\N{PLUS-MINUS SIGN}", "\N{EN DASH}"
SPACE = "\N{NO-BREAK SPACE}"  # between what belongs together


def signed(value: float, digits: int = 1) -> str:
    """Return a change with its sign, a true minus."""
    if round(value, digits) == 0:
        return f"{0:.{digits}f}"
    return f"{value:+.{digits}f}".replace("-", MINUS)


def plain(value: float, digits: int = 1) -> str:
    """Return a level with thousands apart."""
    return f"{value:,.{digits}f}".replace("-", MINUS)


def reach(value: float, digits: int = 1) -> str:
    """Return half the width of an interval; words where nothing is known of it."""
    if not math.isfinite(value):
        return "no interval"
    return f"{PLUS_MINUS}{SPACE}{value:.{digits}f}"


def with_reach(mean: str, half: float, digits: int = 1) -> str:
    """Return a mean as it is written, and half the width of its interval."""
    return f"{mean}{SPACE}{reach(half, digits)}"


def change_of(ours: Interval | None, unit: str = "", digits: int = 1) -> str:
    """Return a change with its interval, such as ``+17.5 ± 0.8 %``."""
    if ours is None:
        return NOTHING
    words = with_reach(signed(ours.mean, digits), ours.reach, digits)
    return f"{words}{SPACE}{unit}" if unit else words


def known(value: object) -> float | None:
    """Return a frame's number, None where it is missing."""
    if value is None:
        return None
    number = float(value)  # type: ignore[arg-type]
    return None if math.isnan(number) else number


def named(policy: str) -> str:
    """Return what a policy is called."""
    return LABELS.get(policy, policy)


def records(frame: "DataFrame", keys: Sequence[str]) -> Records:
    """Return the rows of a frame by the values of some columns."""
    rows: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
    return {tuple(row[key] for key in keys): row for row in rows}
