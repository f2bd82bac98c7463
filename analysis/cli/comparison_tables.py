"""A comparison as a terminal shows it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from rich.console import Console

from analysis.cli import cells
from analysis.cli.side_by_side import print_side_by_side
from analysis.compare.comparison import Comparison
from analysis.compare.naming import LESS, parts_with_time, records, signed, slot
from analysis.compare.stories import LEAST_ORDERS, Worst
from analysis.compare.wording import answer

_COLUMNS = (
    *("orders", "faster", "slower", "A", "B"),
    *(LESS, "95 % interval", "sum"),
)


def print_comparison(console: Console, comparison: Comparison, most: int) -> None:
    """Print the answer first, then why, when, where, who, and all metrics.

    Parameters
    ----------
    console
        Where to.
    comparison
        The comparison.
    most
        Tracts, winners and losers that are told.
    """
    sides = (comparison.pairs.first, comparison.pairs.second)
    for letter, side in zip("AB", sides, strict=True):
        cells.say(f"{letter}  {side.label} ({side.run.name})")
    differing = [(each.key, *each.words) for each in comparison.settings]
    if differing:
        cells.head("Scenarios differ in")
        cells.show(console, ("", "A", "B"), differing)
    cells.say("")
    for sentence in answer(comparison):
        cells.say(sentence)
    cells.head("Why: parts of delivery time, mean of an order [s]")
    parts = [
        (row["label"], *_levels(row), *_change(row), signed(row["change_s"]))
        for row in records(parts_with_time(comparison.parts))
    ]
    cells.show(console, ("", "A", "B", LESS, "95 % interval", f"sum of {LESS}"), parts)
    cells.head("When: by start [s]")
    hours = [_group(slot(row), row) for row in records(comparison.hours)]
    cells.show(console, ("start", *_COLUMNS), hours)
    for way in cells.WAYS:
        _print_tracts(console, comparison.tracts, way, most)
    _print_stories(comparison, most)
    cells.head("All metrics")
    print_side_by_side(console, _metrics(comparison))
    cells.say("")
    cells.say(cells.INTERVALS)


def _print_tracts(
    console: Console, tracts: pd.DataFrame, way: tuple[str, str], most: int
) -> None:
    """Print the tracts that gained and lost most in sum."""
    chosen = tracts[tracts["side"] == way[0]].sort_values(
        ["change_sum_s", "tract"], kind="stable"
    )
    gained = chosen[chosen["change_sum_s"] < 0].head(most)
    lost = chosen[chosen["change_sum_s"] > 0].tail(most)[::-1]
    for name, some in (("gained", gained), ("lost", lost)):
        if len(some):
            cells.head(
                f"Where: orders {way[1]} the tract, those that {name} most in sum [s]"
            )
            rows = [_group(row["tract"], row) for row in records(some)]
            cells.show(console, ("tract", *_COLUMNS), rows)


def _print_stories(comparison: Comparison, most: int) -> None:
    cells.head("Worst-served tracts: fewest orders on time")
    for letter, run in zip("AB", ("first", "second"), strict=True):
        for worst in comparison.worst[run]:
            cells.say(f"{letter}  {_worst(worst)}")
    by_title = {
        "Gained most": comparison.winners(most),
        "Lost most": comparison.losers(most),
    }
    for title, stories in by_title.items():
        if stories:
            cells.head(f"{title} [s]")
            for story in stories:
                cells.say(story.line)


def _metrics(comparison: Comparison) -> dict[str, Any]:
    first, second = comparison.pairs.first.label, comparison.pairs.second.label
    if first == second:
        second += " (again)"
    return dict(zip((first, second), comparison.kpi_values, strict=True))


def _group(name: str, row: Mapping[Any, Any]) -> tuple[str, ...]:
    return (
        name,
        f"{row['orders']:,}",
        f"{row['faster']:,}",
        f"{row['slower']:,}",
        *_levels(row),
        *_change(row),
        signed(row["change_sum_s"]),
    )


def _levels(row: Mapping[Any, Any]) -> tuple[str, str]:
    return cells.level(row["first_mean_s"]), cells.level(row["second_mean_s"])


def _change(row: Mapping[Any, Any]) -> tuple[str, str]:
    return cells.change(row["change_mean_s"]), cells.limits(row, "change")


def _worst(worst: Worst) -> str:
    way = dict(cells.WAYS)[worst.side]
    few = "" if worst.orders >= LEAST_ORDERS else " (few orders: may be chance)"
    on_time = f"{cells.percent(worst.success_ratio)} of {worst.orders} orders"
    return (
        f"{way} {worst.tract}: {on_time} on time, mean "
        f"{cells.level(worst.time_mean_s)} s{few}"
    )
