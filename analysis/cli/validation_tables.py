"""A validation as a terminal shows it."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from analysis.cli import cells
from analysis.compare.naming import records, seconds, signed, slot
from analysis.compare.validation import Validation
from analysis.compare.validation_wording import left_out
from analysis.numbers import NOTHING

_COLUMNS = (
    *("orders", "actual", "error", "95 % interval"),
    *("median", "rms", "within"),
)


def print_validation(console: Console, validation: Validation) -> None:
    """Print the verdict first, then scores, hours, tracts and what was left out."""
    cells.say(validation.sentence)
    for warning in validation.warnings:
        cells.say(f"Note: {warning}")
    cells.head(
        f"Error: simulated less actual, {len(validation.deviations):,} orders [s]"
    )
    cells.show(console, ("", ""), _overall(validation))
    cells.head("By start [s]")
    hours = [_scored(slot(row), row) for row in records(validation.hours)]
    cells.show(console, ("start", *_COLUMNS), hours)
    for side, way in cells.WAYS:
        cells.head(f"By tract, orders {way} it [s]")
        chosen = validation.tracts[validation.tracts["side"] == side]
        rows = [_scored(row["tract"], row) for row in records(chosen)]
        cells.show(console, ("tract", *_COLUMNS), rows)
    if validation.reasons:
        cells.head("Left out")
        for count, reason, named in left_out(validation):
            cells.say(f"{count:,}  {reason}: {named}")
    cells.say("")
    cells.say(cells.INTERVALS)


def _overall(validation: Validation) -> list[tuple[str, str]]:
    scores = validation.scores
    alike = scores["correlation"]
    return [
        ("actual, mean", cells.level(scores["actual_mean_s"])),
        ("simulated, mean", cells.level(scores["simulated_mean_s"])),
        ("error, mean", cells.change(scores["error_mean_s"])),
        ("95 % interval of it", cells.limits(scores, "error")),
        ("error, median", cells.change(scores["median_s"])),
        (
            "error, 5 % to 95 %",
            f"{cells.change(scores['p5_s'])} to {cells.change(scores['p95_s'])}",
        ),
        ("root mean square", cells.level(scores["rmse_s"])),
        (f"within {validation.tolerance_s:g} s", cells.percent(scores["within_share"])),
        ("correlation", NOTHING if alike is None else f"{alike:.2f}"),
    ]


def _scored(name: str, row: Mapping[Any, Any]) -> tuple[str, ...]:
    return (
        name,
        f"{row['orders']:,}",
        seconds(row["actual_mean_s"]),
        signed(row["error_mean_s"]),
        cells.limits(row, "error"),
        signed(row["median_s"]),
        seconds(row["rmse_s"]),
        cells.percent(row["within_share"]),
    )
