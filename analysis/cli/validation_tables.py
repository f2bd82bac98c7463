"""A validation as a terminal shows it."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from analysis.cli import cells
from analysis.compare.naming import records
from analysis.compare.validation import Validation
from analysis.compare.validation_wording import left_out
from analysis.numbers import NOTHING, limits, more_seconds, percent, seconds
from analysis.words import slot

_COLUMNS = (
    *("orders", "actual", "error", "95 % interval"),
    *("median", "rms", "within"),
)


def print_validation(console: Console, found: Validation) -> None:
    """Print the verdict first, then scores, hours, tracts and what was left out."""
    cells.say(found.sentence)
    for warning in found.warnings:
        cells.say(f"Note: {warning}")
    cells.head(f"Error: simulated less actual, {len(found.errors):,} orders [s]")
    cells.show(console, ("", ""), _overall(found))
    cells.head("By start [s]")
    hours = [_scored(slot(row), row) for row in records(found.hours)]
    cells.show(console, ("start", *_COLUMNS), hours)
    for side, way in cells.WAYS:
        cells.head(f"By tract, orders {way} it [s]")
        chosen = found.tracts[found.tracts["side"] == side]
        rows = [_scored(row["tract"], row) for row in records(chosen)]
        cells.show(console, ("tract", *_COLUMNS), rows)
    if found.reasons:
        cells.head("Left out")
        for count, reason, named in left_out(found):
            cells.say(f"{count:,}  {reason}: {named}")
    cells.say("")
    cells.say(cells.INTERVALS)


def _overall(found: Validation) -> list[tuple[str, str]]:
    scores = found.scores
    alike = scores["correlation"]
    return [
        ("actual, mean", seconds(scores["actual_mean_s"])),
        ("simulated, mean", seconds(scores["simulated_mean_s"])),
        ("error, mean", more_seconds(scores["error_mean_s"])),
        ("95 % interval of it", limits(scores, "error")),
        ("error, median", more_seconds(scores["median_s"])),
        (
            "error, 5 % to 95 %",
            f"{more_seconds(scores['p5_s'])} to {more_seconds(scores['p95_s'])}",
        ),
        ("root mean square", seconds(scores["rmse_s"])),
        (f"within {found.tolerance_s:g} s", percent(scores["within_share"])),
        ("correlation", NOTHING if alike is None else f"{alike:.2f}"),
    ]


def _scored(name: str, row: Mapping[Any, Any]) -> tuple[str, ...]:
    return (
        name,
        f"{row['orders']:,}",
        seconds(row["actual_mean_s"]),
        more_seconds(row["error_mean_s"]),
        limits(row, "error"),
        more_seconds(row["median_s"]),
        seconds(row["rmse_s"]),
        percent(row["within_share"]),
    )
