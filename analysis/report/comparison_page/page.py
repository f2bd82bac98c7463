"""The page about two runs of the same orders."""

from pathlib import Path

from analysis.compare.comparison import Comparison
from analysis.compare.naming import LESS, parts_with_time, records, signed
from analysis.compare.wording import answer
from analysis.experiments.titles import joint_title, on_the_way
from analysis.metrics.display import (
    LEFT_OUT,
    difference,
    headed,
    ignored_ways,
    number,
    worth_a_row,
)
from analysis.plots import plot_changes, plot_waterfall
from analysis.replay.run_region import region_at_hand
from analysis.report.blocks import (
    Block,
    Cell,
    Column,
    Command,
    Figure,
    Heading,
    Note,
    Table,
    Text,
)
from analysis.report.comparison_page.groups import when, where
from analysis.report.licences import licences_of
from analysis.report.markup import literal
from analysis.report.orders import INTERVALS, level, mean_cell, region_words
from analysis.report.page import Fact, Page, Section, settings_of


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
    first, second = found.pairs.first, found.pairs.second
    sides = (first, second)
    region = region_at_hand(first.run)
    return Page(
        title="Two runs compared",
        subtitle=joint_title(
            [(each.run.name, each.run.scenario_tables) for each in sides]
        ),
        lead="Which orders, tracts and hours gained or lost from run A to run B, and "
        "why. A change is B less A: what is negative was faster in B.",
        facts=(
            Fact("A", literal(f"{first.run.name}, {Path(first.label).name}")),
            Fact("B", literal(f"{second.run.name}, {Path(second.label).name}")),
            Fact("Region", region_words(first.run, region)),
            Fact("Orders", f"{found.counts.orders:,} in both"),
            *settings_of(
                [(each.run.name, each.run.scenario_tables) for each in sides],
                "AB",
                [on_the_way(each.run.forked_from) for each in sides],
            ),
        ),
        sections=(
            _findings(found),
            _why(found),
            where(found, region),
            when(found),
            _who(found, most),
            _metrics(found),
            _how(found, command),
        ),
        versions=tuple(Fact(*each) for each in first.run.versions.items()),
        licences=licences_of(region),
    )


def _findings(found: Comparison) -> Section:
    said = "\n".join(f"- {literal(each)}" for each in answer(found))
    blocks: list[Block] = [
        Text(said),
        Note(INTERVALS, title="What the intervals mean"),
    ]
    if found.settings:
        blocks.append(
            Table(
                (Column("Key", align="left"), Column("A"), Column("B")),
                [(each.key, *each.words) for each in found.settings],
                caption="What the scenarios have apart.",
                number="1",
            )
        )
    return Section("findings", "What we found", blocks, short="Findings")


def _why(found: Comparison) -> Section:
    parts = found.parts
    rows = [
        (
            row["label"],
            level(row["first_mean_s"]),
            level(row["second_mean_s"]),
            mean_cell(row, "change"),
            signed(row["change_s"]),
        )
        for row in records(parts_with_time(parts))
    ]
    table = Table(
        (
            Column("Part of delivery time", align="left"),
            *(Column(f"{name}, mean [s]") for name in ("A", "B", LESS)),
            Column(f"sum of {LESS} [s]"),
        ),
        rows,
        caption="What an order's time went to, over orders delivered in both; the "
        "parts sum to the whole exactly. Parts that took no time in both are left out.",
        number="2",
    )
    waterfall = Figure(
        "1",
        plot_waterfall(parts.iloc[:-1], ("Delivery time in A", "Delivery time in B")),
        caption="From the mean delivery time of A to that of B.",
        shows="Orange parts grew, blue parts shrank.",
        description="Bars that lead from one mean over the changes of its parts to the "
        "other; the same numbers are in the table below.",
    )
    curve = Figure(
        "2",
        plot_changes(found.orders[["change_s"]]),
        caption="How the change is spread over the orders.",
        shows="Where the curve crosses zero it tells which share of orders gained.",
        description="Share of orders whose delivery time changed by at most so much.",
    )
    return Section("why", "Why", (waterfall, table, curve))


def _who(found: Comparison, most: int) -> Section:
    blocks: list[Block] = []
    told = {"Gained most": found.winners(most), "Lost most": found.losers(most)}
    for title, stories in told.items():
        if stories:
            lines = "\n".join(f"- {literal(each.line)}" for each in stories)
            blocks += [Heading(title), Text(lines)]
    return Section("who", "Who", blocks or [Text("No order's time changed.")])


def _metrics(found: Comparison) -> Section:
    values = found.kpi_values
    first, second = values
    rows: list[tuple[str | Cell, ...]] = [
        (
            Cell(headed(kpi), tip=kpi.definition),
            *(number(kpi, each[kpi.name]) for each in values),
            difference(kpi, first[kpi.name], second[kpi.name]),
        )
        for kpi in worth_a_row(values)
    ]
    columns = (
        Column("Metric", align="left"),
        Column("A"),
        Column("B"),
        Column(LESS),
    )
    table = Table(
        columns,
        rows,
        caption="Metrics of both runs, whole; changes in percent of A, of shares in "
        "percentage points (pp).",
        number="5",
        note=LEFT_OUT,
    )
    ignored = ignored_ways(
        {letter: each["ignored_km"] for letter, each in zip("AB", values, strict=True)}
    )
    notes = [Note(literal(ignored))] if ignored else []
    return Section("metrics", "All metrics", [*notes, table], short="Metrics")


def _how(found: Comparison, command: Command) -> Section:
    first, second = found.pairs.first, found.pairs.second
    lines = "\n".join(
        f"- {letter}: seed {each.run.seed}, replication {each.run.replication}, log "
        f"`{each.run.log_hash[:16]}`"
        for letter, each in zip("AB", (first, second), strict=True)
    )
    text = (
        "Orders are matched by number, after start, producer and consumer were found "
        f"to agree.\n\n{lines}"
    )
    return Section("method", "How this was made", [Text(text), command])
