"""The page of ``deliverai compare``: two runs of the same orders."""

from collections.abc import Iterator
from typing import Any

from analysis.compare.comparison import Comparison
from analysis.compare.naming import LESS, parts_with_time, records
from analysis.compare.rows import changed, group
from analysis.compare.stories import LEAST_ORDERS
from analysis.compare.wording import answer
from analysis.experiments.titles import joint_title
from analysis.metrics.display import ignored_ways
from analysis.numbers import more_seconds, percent, seconds
from analysis.plots import plot_changes, plot_waterfall
from analysis.report.blocks import (
    Block,
    Column,
    Command,
    Figure,
    Heading,
    Note,
    Table,
    Text,
)
from analysis.report.markup import literal
from analysis.report.orders import (
    SIDES,
    Shown,
    all_tracts,
    answered,
    kpi_table,
    map_of,
    page_about_orders,
    shown_of,
    table_of,
)
from analysis.report.page import Fact, Page, Section, method, section
from analysis.words import lowered, slot

Two = Shown[Comparison]

_HEADS = ("orders", "faster", "slower", "A, mean [s]", "B, mean [s]")
_CHANGES = (f"{LESS} [s]", "sum [s]")


def comparison_page(found: Comparison, command: Command, most: int = 5) -> Page:
    """Return the page of a comparison.

    Parameters
    ----------
    found
        The two runs; A is the first, B the second.
    command
        What makes the page again.
    most
        Winners and losers that are told.
    """
    sides = (found.pairs.first, found.pairs.second)
    runs = [(side.run, side.label) for side in sides]
    words = (
        "Two runs compared",
        joint_title([(run.name, run.scenario_tables) for run, _ in runs]),
        "Which orders, tracts and hours gained or lost from run A to run B, and "
        "why. A change is B less A: what is negative was faster in B.",
    )
    return page_about_orders(
        Shown(found, dict(zip("AB", runs, strict=True)), command, most),
        (_findings, _why, _where, _when, _who, _metrics, _method),
        words,
        [Fact("Orders", f"{found.counts.orders:,} in both")],
    )


@section("findings", "What we found", short="Findings")
def _findings(shown: Two) -> Iterator[Block]:
    yield from answered(answer(shown.found))
    if shown.found.settings:
        yield Table(
            (Column("Key", align="left"), Column("A"), Column("B")),
            [(each.key, *each.words) for each in shown.found.settings],
            caption="What the scenarios have apart.",
            number="1",
        )


@section("why", "Why")
def _why(shown: Two) -> Iterator[Block]:
    parts, label = shown.found.parts, shown.found.time_label
    yield Figure(
        "1",
        plot_waterfall(parts.iloc[:-1], (f"{label} in A", f"{label} in B")),
        caption="From the mean delivery time of A to that of B.",
        shows="Orange parts grew, blue parts shrank.",
        description="Bars that lead from one mean over the changes of its parts to the "
        "other; the same numbers are in the table below.",
    )
    heads = (f"{name}, mean [s]" for name in ("A", "B", LESS))
    yield Table(
        (
            Column("Part of delivery time", align="left"),
            *map(Column, (*heads, f"sum of {LESS} [s]")),
        ),
        [
            shown_of((row["label"], *changed(row), more_seconds(row["change_s"])))
            for row in records(parts_with_time(parts))
        ],
        caption="What an order's time went to, over orders delivered in both; the "
        "parts sum to the whole exactly. Parts that took no time in both are left out.",
        number="2",
    )
    yield Figure(
        "2",
        plot_changes(shown.found.orders[["change_s"]]),
        caption="How the change is spread over the orders.",
        shows="Where the curve crosses zero it tells which share of orders gained.",
        description="Share of orders whose delivery time changed by at most so much.",
    )


@section("where", "Where")
def _where(shown: Two) -> Iterator[Block]:
    tracts = shown.found.tracts
    yield map_of(
        shown.region,
        tracts,
        "change",
        "Mean change of the orders to each tract.",
        "Blue tracts are served faster in B, orange ones slower.",
    )
    yield _worst(shown.found)
    yield all_tracts(
        tracts.sort_values(["change_sum_s", "tract"], kind="stable"),
        group,
        _groups,
        "Tracts, those that gained most first.",
    )


@section("when", "When")
def _when(shown: Two) -> Iterator[Block]:
    zero = shown.found.pairs.first.run.time_zero
    rows = [group(slot(row, zero), row) for row in records(shown.found.hours)]
    yield _groups("Start", rows, "Orders by start.", "4")


@section("who", "Who")
def _who(shown: Two) -> Iterator[Block]:
    stories = {
        "Gained most": shown.found.winners(shown.most),
        "Lost most": shown.found.losers(shown.most),
    }
    for title, some in stories.items():
        if some:
            yield Heading(title)
            yield Text("\n".join(f"- {literal(each.line)}" for each in some))
    if not any(stories.values()):
        yield Text("No order's time changed.")


@section("metrics", "All metrics", short="Metrics")
def _metrics(shown: Two) -> Iterator[Block]:
    values = dict(zip("AB", shown.found.kpi_values, strict=True))
    ignored = ignored_ways({name: each["ignored_km"] for name, each in values.items()})
    if ignored:
        yield Note(literal(ignored))
    yield kpi_table(
        values,
        "Metrics of both runs, whole; changes in percent of A, of shares in "
        "percentage points (pp).",
        heads=("Metric", LESS),
        terms=shown.found.terms,
        number="5",
    )


def _method(shown: Two) -> Section:
    return method(
        "Orders are matched by number, after start, producer and consumer were found "
        f"to agree.\n\n{shown.made_from}",
        shown.command,
    )


def _worst(found: Comparison) -> Table:
    rows = [
        (
            letter,
            f"{lowered(SIDES[worst.side].removesuffix(' the tract'))} {worst.tract}",
            f"{worst.orders:,}",
            percent(worst.success_ratio),
            seconds(worst.time_mean_s),
        )
        for letter, run in zip("AB", ("first", "second"), strict=True)
        for worst in found.worst[run]
    ]
    return Table(
        (
            Column("Run", align="left"),
            Column("Tract", align="left"),
            *map(Column, ("orders", "on time", "delivery time, mean [s]")),
        ),
        rows,
        caption="The worst-served tracts: fewest orders on time, among "
        f"tracts of {LEAST_ORDERS} orders or more.",
    )


def _groups(head: str, rows: list[Any], caption: str, number: str) -> Table:
    return table_of(head, (*_HEADS, *_CHANGES), rows, caption, number)
