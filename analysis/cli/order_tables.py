"""Comparisons and validations of orders, as a terminal shows them."""

from typing import Any

import pandas as pd
from rich.console import Console

from analysis.cli import cells
from analysis.cli.side_by_side import print_side_by_side
from analysis.compare.comparison import Comparison
from analysis.compare.naming import LESS, parts_with_time, records
from analysis.compare.rows import INTERVALS, changed, group, overall, scored
from analysis.compare.stories import LEAST_ORDERS, Worst
from analysis.compare.validation import Validation
from analysis.compare.validation_wording import left_out
from analysis.compare.wording import answer
from analysis.experiments.titles import title
from analysis.numbers import more_seconds, percent, seconds
from analysis.words import slot

_WAYS = (("consumer", "to"), ("producer", "from"))  # how tracts are named
_CHANGED = (
    *("orders", "faster", "slower", "A", "B"),
    *(LESS, "95 % interval", "sum"),
)
_SCORED = (
    *("orders", "actual", "error", "95 % interval"),
    *("median", "rms", "within"),
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
        called = title(side.run.name, side.run.scenario_tables)
        cells.say(f"{letter}  {side.label}: {called}")
    differing = [(each.key, *each.words) for each in comparison.settings]
    if differing:
        cells.head("Scenarios differ in")
        cells.show(console, ("", "A", "B"), differing)
    cells.say("")
    for sentence in answer(comparison):
        cells.say(sentence)
    cells.head("Why: parts of delivery time, mean of an order [s]")
    parts = [
        (row["label"], *changed(row), more_seconds(row["change_s"]))
        for row in records(parts_with_time(comparison.parts))
    ]
    cells.show(console, ("", "A", "B", LESS, "95 % interval", f"sum of {LESS}"), parts)
    cells.head("When: by start [s]")
    zero = sides[0].run.time_zero
    hours = [group(slot(row, zero), row) for row in records(comparison.hours)]
    cells.show(console, ("start", *_CHANGED), hours)
    for way in _WAYS:
        _print_tracts(console, comparison.tracts, way, most)
    _print_stories(comparison, most)
    cells.head("All metrics")
    print_side_by_side(console, _metrics(comparison), comparison.terms)
    cells.say("")
    cells.say(INTERVALS)


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
            rows = [group(row["tract"], row) for row in records(some)]
            cells.show(console, ("tract", *_CHANGED), rows)


def _print_stories(comparison: Comparison, most: int) -> None:
    cells.head("Worst-served tracts: fewest orders on time")
    for letter, run in zip("AB", ("first", "second"), strict=True):
        for worst in comparison.worst[run]:
            cells.say(f"{letter}  {_worst(worst)}")
    told = {
        "Gained most": comparison.winners(most),
        "Lost most": comparison.losers(most),
    }
    for heading, stories in told.items():
        if stories:
            cells.head(f"{heading} [s]")
            for story in stories:
                cells.say(story.line)


def _metrics(comparison: Comparison) -> dict[str, Any]:
    first, second = comparison.pairs.first.label, comparison.pairs.second.label
    if first == second:
        second += " (again)"
    return dict(zip((first, second), comparison.kpi_values, strict=True))


def _worst(worst: Worst) -> str:
    way = dict(_WAYS)[worst.side]
    few = "" if worst.orders >= LEAST_ORDERS else " (few orders: may be chance)"
    kept = f"{percent(worst.success_ratio)} of {worst.orders} orders"
    return (
        f"{way} {worst.tract}: {kept} on time, mean {seconds(worst.time_mean_s)} s{few}"
    )


def print_validation(console: Console, found: Validation) -> None:
    """Print the verdict first, then scores, hours, tracts and what was left out."""
    cells.say(found.sentence)
    for warning in found.warnings:
        cells.say(f"Note: {warning}")
    cells.head(f"Error: simulated less actual, {len(found.deviations):,} orders [s]")
    cells.show(console, ("", "", "95 % interval"), overall(found))
    cells.head("By start [s]")
    zero = found.run.time_zero
    hours = [scored(slot(row, zero), row) for row in records(found.hours)]
    cells.show(console, ("start", *_SCORED), hours)
    for side, way in _WAYS:
        cells.head(f"By tract, orders {way} it [s]")
        chosen = found.tracts[found.tracts["side"] == side]
        rows = [scored(row["tract"], row) for row in records(chosen)]
        cells.show(console, ("tract", *_SCORED), rows)
    if found.reasons:
        cells.head("Left out")
        for count, reason, named in left_out(found):
            cells.say(f"{count:,}  {reason}: {named}")
    cells.say("")
    cells.say(INTERVALS)
