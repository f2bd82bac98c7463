"""Rows of groups of orders in cells: the same figures in terminal and page."""

from collections.abc import Mapping
from typing import Any

from analysis.compare.validation import Validation
from analysis.numbers import NOTHING, limits, more_seconds, percent, seconds

Row = Mapping[Any, Any]
Mean = tuple[str, str]  # and its interval, a dash where there is none
Cells = tuple[str | Mean, ...]

INTERVALS = (
    "Orders that are on their way at one time share vehicles and are no independent "
    "observations: intervals (95 %) come from batches of orders that start together, "
    "widened where neighbouring batches are alike. They speak of these orders on this "
    "region, not of other evenings; one interval in twenty is to be expected wrong."
)


def mean_of(row: Row, what: str) -> Mean:
    """Return the mean of ``WHAT_mean_s``, and its interval."""
    return more_seconds(row[f"{what}_mean_s"]), limits(row, what)


def changed(row: Row) -> Cells:
    """Return the means of both runs, and of the change."""
    levels = (seconds(row[f"{which}_mean_s"]) for which in ("first", "second"))
    return (*levels, mean_of(row, "change"))


def group(name: str, row: Row) -> Cells:
    """Return how many orders of a group gained and lost, and how much."""
    counts = (f"{row[each]:,}" for each in ("orders", "faster", "slower"))
    return (name, *counts, *changed(row), more_seconds(row["change_sum_s"]))


def scored(name: str, row: Row) -> Cells:
    """Return how far the orders of a group are from what happened."""
    return (
        name,
        f"{row['orders']:,}",
        seconds(row["actual_mean_s"]),
        mean_of(row, "error"),
        more_seconds(row["median_s"]),
        seconds(row["rmse_s"]),
        percent(row["within_share"]),
    )


def overall(found: Validation) -> list[tuple[str, str | Mean]]:
    """Return how far all orders are from what happened, by name."""
    scores = found.scores
    alike = scores["correlation"]
    return [
        ("actual, mean [s]", seconds(scores["actual_mean_s"])),
        ("simulated, mean [s]", seconds(scores["simulated_mean_s"])),
        ("error, mean [s]", mean_of(scores, "error")),
        ("error, median [s]", more_seconds(scores["median_s"])),
        (
            "nine in ten errors [s]",
            f"{more_seconds(scores['p5_s'])} to {more_seconds(scores['p95_s'])}",
        ),
        ("error, root mean square [s]", seconds(scores["rmse_s"])),
        (f"within {found.tolerance_s:g} s", percent(scores["within_share"])),
        ("correlation", NOTHING if alike is None else f"{alike:.2f}"),
    ]
