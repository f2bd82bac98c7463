"""The page of ``deliverai validate``: a run held against what happened."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.compare.naming import records, seconds, signed, slot
from analysis.compare.validation import Validation
from analysis.compare.validation_wording import answer, left_out
from analysis.experiments.titles import on_the_way
from analysis.numbers import NOTHING
from analysis.plots import plot_agreement, plot_change_map, plot_errors_over_time
from analysis.replay.run_region import region_at_hand
from analysis.report.blocks import (
    Band,
    Block,
    Cell,
    Column,
    Command,
    Figure,
    Fold,
    Note,
    Table,
    Text,
    Tone,
)
from analysis.report.licences import licences_of
from analysis.report.markup import literal
from analysis.report.orders import (
    INTERVALS,
    change,
    level,
    mean_cell,
    region_words,
)
from analysis.report.page import Fact, Page, Section, settings_of
from simulation.region import Region

_SIDES = (("consumer", "Orders to the tract"), ("producer", "Orders from the tract"))
_MOST_POINTS = 3_000  # of a figure: more than pixels show nobody


def validation_page(found: Validation, command: Command) -> Page:
    """Return the page that says how far a run is from what happened.

    Parameters
    ----------
    found
        The run, and the file of actual times.
    command
        What makes the page again.
    """
    region = region_at_hand(found.run)
    used = len(found.deviations)
    return Page(
        title="A run against what happened",
        subtitle=f"{found.run.name} and {found.file.name}",
        lead="How far the simulated delivery times are from the actual ones, when and "
        "where. An error is simulated less actual: what is negative was too fast.",
        facts=(
            Fact("Run", literal(f"{found.run.name}, {Path(found.label).name}")),
            Fact("Against", literal(found.file.name)),
            Fact("Region", region_words(found.run, region)),
            Fact("Orders", f"{used:,} known from both, of {found.rows:,} rows"),
            Fact("Tolerance", f"{found.tolerance_s:g} s"),
            *settings_of(
                [(found.run.name, found.run.scenario_tables)],
                ["the run"],
                [on_the_way(found.run.forked_from)],
            ),
        ),
        sections=(
            _findings(found),
            _how_far(found),
            _when(found),
            _where(found, region),
            _left_out(found),
            _method(found, command),
        ),
        versions=tuple(Fact(*each) for each in found.run.versions.items()),
        licences=licences_of(region),
    )


def _findings(found: Validation) -> Section:
    verdict, *more = (literal(each) for each in answer(found))
    return Section(
        "findings",
        "What we found",
        (
            Note(verdict, tone=_tone(found)),
            Text("\n".join(f"- {each}" for each in more)),
            Note(INTERVALS, title="What the intervals mean"),
        ),
        short="Findings",
    )


def _tone(found: Validation) -> Tone:
    """Return how the verdict speaks: good is what the tolerance says is good enough."""
    if found.within_tolerance:
        return Tone.GOOD
    return Tone.UNSURE if found.verdict == "cannot tell" else Tone.BAD


def _how_far(found: Validation) -> Section:
    scores = found.scores
    alike = scores["correlation"]
    rows: list[tuple[str, str | Cell]] = [
        ("actual, mean [s]", level(scores["actual_mean_s"])),
        ("simulated, mean [s]", level(scores["simulated_mean_s"])),
        ("error, mean [s]", mean_cell(scores, "error")),
        ("error, median [s]", change(scores["median_s"])),
        (
            "nine in ten errors [s]",
            f"{change(scores['p5_s'])} to {change(scores['p95_s'])}",
        ),
        ("error, root mean square [s]", level(scores["rmse_s"])),
        (f"within {found.tolerance_s:g} s", _percent(scores["within_share"])),
        ("correlation", NOTHING if alike is None else f"{alike:.2f}"),
    ]
    return Section(
        "how-far",
        "How far off",
        (
            _agreement(found),
            Table(
                (Column("", align="left"), Column("over all orders")),
                rows,
                caption="Delivery times and their errors, over orders known from both.",
                number="1",
            ),
        ),
    )


def _agreement(found: Validation) -> Figure:
    """Return simulated over actual times, of so many orders at even distances."""
    errors = found.deviations.sort_values(["error_s", "order"])
    step = -(-len(errors) // _MOST_POINTS) or 1
    drawn = errors.iloc[::step]
    which = (
        "Every order"
        if step == 1
        else f"{len(drawn):,} of {len(errors):,} orders, evenly picked by their error"
    )
    return Figure(
        "1",
        plot_agreement(drawn, found.tolerance_s),
        caption=f"Simulated over actual delivery time. {which}.",
        shows="On the dotted line both agree, the band about it is the tolerance; "
        "above it the simulator was too slow.",
        description="A marker for each order, its simulated over its actual delivery "
        "time, with a line where both are equal.",
    )


def _when(found: Validation) -> Section:
    hours = found.hours
    rows = [_scored(slot(row), row) for row in records(hours)]
    return Section(
        "when",
        "When",
        (
            Figure(
                "2",
                plot_errors_over_time(hours, found.tolerance_s),
                caption="Mean error of the orders that start in each slot of "
                f"{found.every_min:g} minutes, with 95 % intervals.",
                shows="Above zero the simulator is too slow, below it too fast; "
                "without a bar there are too few orders for an interval.",
                description="A marker for each slot of time; the same numbers are in "
                "the table below.",
            ),
            _table("Start", rows, "Errors by start.", "2"),
        ),
    )


def _where(found: Validation, region: Region | None) -> Section:
    tracts = found.tracts
    blocks: list[Block] = []
    if region is None:
        blocks.append(
            Note("The region is not at hand any more, so there is no map of it.")
        )
    else:
        blocks.append(
            Figure(
                "3",
                plot_change_map(
                    region, tracts[tracts["side"] == "consumer"], what="error"
                ),
                caption="Mean error of the orders to each tract.",
                shows="Orange tracts are served too slowly in the simulator, blue ones "
                "too fast, white ones have no order to compare.",
                description="A map of the tracts coloured by their mean error; the "
                "same numbers are in the table below.",
            )
        )
    rows: list[Any] = []
    for side, title in _SIDES:
        rows.append(Band(title))
        chosen = tracts[tracts["side"] == side]
        chosen = chosen.iloc[(-chosen["error_mean_s"].abs()).argsort(kind="stable")]
        rows += [_scored(row["tract"], row) for row in records(chosen)]
    table = _table("Tract", rows, "Tracts, those furthest off first.", "3")
    return Section("where", "Where", (*blocks, Fold("All tracts", [table])))


def _left_out(found: Validation) -> Section:
    rows = [(reason, f"{count:,}", named) for count, reason, named in left_out(found)]
    blocks: tuple[Block, ...] = (
        Table(
            (Column("Why", align="left"), Column("how many"), Column("which", "left")),
            rows,
            caption="Rows of the file and orders of the run that are in no number of "
            "this page.",
            number="4",
        ),
    )
    if not rows:
        blocks = (Text("Nothing: every row is an order, and every order has a row."),)
    return Section("left-out", "What was left out", blocks, short="Left out")


def _method(found: Validation, command: Command) -> Section:
    text = (
        "A row of the file is matched with the order of its number, or of its start, "
        "producer and consumer. Times count from the order's start to the door. The "
        "run: "
        f"seed {found.run.seed}, replication {found.run.replication}, log "
        f"`{found.run.log_hash[:16]}`."
    )
    return Section("method", "How this was made", (Text(text), command))


def _table(head: str, rows: list[Any], caption: str, number: str) -> Table:
    return Table(
        (
            Column(head, align="left"),
            *map(Column, ("orders", "actual, mean [s]", "error, mean [s]")),
            *map(Column, ("median [s]", "root mean square [s]", "within")),
        ),
        rows,
        caption=caption,
        number=number,
        note="*Within*: the share of the orders whose error is up to the tolerance.",
        compact=True,
    )


def _scored(name: str, row: Mapping[Any, Any]) -> tuple[str | Cell, ...]:
    return (
        name,
        f"{row['orders']:,}",
        seconds(row["actual_mean_s"]),
        mean_cell(row, "error"),
        signed(row["median_s"]),
        seconds(row["rmse_s"]),
        _percent(row["within_share"]),
    )


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{100 * share:.0f} %"
