"""A validation in plain sentences, and what was left out of it in words."""

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from analysis.compare.naming import records
from analysis.compare.stories import LEAST_ORDERS
from analysis.compare.validation import Validation
from analysis.numbers import more_seconds, percent, seconds
from analysis.words import counted, slot

_ROWS_NAMED = 5
_FEW_GROUPS = 2  # below which no group is the one furthest off


def answer(validation: Validation) -> tuple[str, ...]:
    """Return what came of it: the verdict first, then how far, when and where."""
    return (
        validation.sentence,
        *validation.warnings,
        *_spread(validation),
        *_furthest(validation.hours, validation, "slots of time", _of_start),
        *_furthest(
            validation.tracts[validation.tracts["side"] == "consumer"],
            validation,
            "tracts that orders go to",
            _of_tract,
        ),
    )


def left_out(validation: Validation) -> list[tuple[int, str, str]]:
    """Return how many rows or orders were left out, why, and the first few of them."""
    unmatched = validation.unmatched
    return [
        (count, reason, _named(unmatched[unmatched["reason"] == reason]))
        for reason, count in validation.reasons.items()
    ]


def _spread(validation: Validation) -> tuple[str, ...]:
    scores = validation.scores
    if not scores["orders"]:
        return ()
    within = (
        f"{percent(scores['within_share'])} of {counted(scores['orders'], 'order')} "
        f"are within the tolerance of {validation.tolerance_s:g} s; nine in ten errors "
        f"lie between {more_seconds(scores['p5_s'])} and "
        f"{more_seconds(scores['p95_s'])} s."
    )
    alike = scores["correlation"]
    if alike is None:
        return (within,)
    return (
        within,
        "How well the simulator tells quick orders from slow ones: correlation "
        f"{alike:.2f} (1 is perfectly, 0 not at all).",
    )


def _furthest(
    groups: pd.DataFrame,
    validation: Validation,
    what: str,
    named: Callable[[Mapping[Any, Any], datetime | None], str],
) -> tuple[str, ...]:
    """Return which group is furthest off, and in how many an error is shown at all."""
    rows = [row for row in records(groups) if row["orders"] >= LEAST_ORDERS]
    if len(rows) < _FEW_GROUPS:
        return ()
    worst = max(rows, key=lambda row: abs(row["error_mean_s"]))
    shown = [row for row in rows if _excludes_zero(row)]
    outside = [row for row in rows if abs(row["error_mean_s"]) > validation.tolerance_s]
    return (
        f"Of {len(rows)} {what} with {LEAST_ORDERS} orders or more, "
        f"{len(shown) or 'none'} {'is' if len(shown) == 1 else 'are'} shown to be off, "
        f"and {len(outside) or 'none'} off by more than the tolerance on average. "
        f"Furthest off are {named(worst, validation.run.time_zero)}: "
        f"{more_seconds(worst['error_mean_s'])} s where "
        f"{seconds(worst['actual_mean_s'])} s was the mean of "
        f"{counted(worst['orders'], 'order')}.",
    )


def _of_start(row: Mapping[Any, Any], zero: datetime | None) -> str:
    return f"orders from {slot(row, zero)}"


def _of_tract(row: Mapping[Any, Any], _: datetime | None) -> str:
    return f"orders to tract {row['tract']}"


def _excludes_zero(row: Mapping[Any, Any]) -> bool:
    low, high = row["error_low_s"], row["error_high_s"]
    return math.isfinite(low) and math.isfinite(high) and (low > 0 or high < 0)


def _named(rows: pd.DataFrame) -> str:
    """Return the first few rows of the file, or orders of the run."""
    kind = "row" if rows["row"].notna().all() else "order"
    numbers = rows[kind].tolist()
    words = ", ".join(str(each) for each in numbers[:_ROWS_NAMED])
    more = len(numbers) - _ROWS_NAMED
    rest = f" and {more:,} more" if more > 0 else ""
    return f"{kind}{'s' * (len(numbers) > 1)} {words}{rest}"
