"""A validation as a terminal shows it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from rich.console import Console

from analysis.cli.cells import (
    INTERVALS,
    NOTHING,
    WAYS,
    change,
    head,
    level,
    limits,
    percent,
    records,
    say,
    show,
    slot,
)
from analysis.compare.naming import seconds, signed
from analysis.compare.validation import Validation

_COLUMNS = (
    *("orders", "actual", "error", "95 % interval"),
    *("median", "rms", "within"),
)
_ROWS_NAMED = 5


def print_validation(console: Console, found: Validation) -> None:
    """Print the verdict first, then scores, hours, tracts and what was left out."""
    say(found.sentence)
    for warning in found.warnings:
        say(f"Note: {warning}")
    head(f"Error: simulated less actual, {len(found.errors):,} orders [s]")
    show(console, ("", ""), _overall(found))
    head("By start [s]")
    hours = [_scored(slot(row), row) for row in records(found.hours)]
    show(console, ("start", *_COLUMNS), hours)
    for side, way in WAYS:
        head(f"By tract, orders {way} it [s]")
        chosen = found.tracts[found.tracts["side"] == side]
        rows = [_scored(row["tract"], row) for row in records(chosen)]
        show(console, ("tract", *_COLUMNS), rows)
    if found.reasons:
        head("Left out")
        for reason, count in found.reasons.items():
            named = _named(found.unmatched[found.unmatched["reason"] == reason])
            say(f"{count:,}  {reason}: {named}")
    say("")
    say(INTERVALS)


def _overall(found: Validation) -> list[tuple[str, str]]:
    scores = found.scores
    alike = scores["correlation"]
    return [
        ("actual, mean", level(scores["actual_mean_s"])),
        ("simulated, mean", level(scores["simulated_mean_s"])),
        ("error, mean", change(scores["error_mean_s"])),
        ("95 % interval of it", limits(scores, "error")),
        ("error, median", change(scores["median_s"])),
        (
            "error, 5 % to 95 %",
            f"{change(scores['p5_s'])} to {change(scores['p95_s'])}",
        ),
        ("root mean square", level(scores["rmse_s"])),
        (f"within {found.tolerance_s:g} s", percent(scores["within_share"])),
        ("correlation", NOTHING if alike is None else f"{alike:.2f}"),
    ]


def _scored(name: str, row: Mapping[Any, Any]) -> tuple[str, ...]:
    return (
        name,
        f"{row['orders']:,}",
        seconds(row["actual_mean_s"]),
        signed(row["error_mean_s"]),
        limits(row, "error"),
        signed(row["median_s"]),
        seconds(row["rmse_s"]),
        percent(row["within_share"]),
    )


def _named(rows: pd.DataFrame) -> str:
    """Return the first few rows of the file, or orders of the run."""
    kind = "row" if rows["row"].notna().all() else "order"
    numbers = rows[kind].tolist()
    words = ", ".join(str(each) for each in numbers[:_ROWS_NAMED])
    more = len(numbers) - _ROWS_NAMED
    rest = f" and {more:,} more" if more > 0 else ""
    return f"{kind}{'s' * (len(numbers) > 1)} {words}{rest}"
