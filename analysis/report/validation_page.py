"""The page of ``deliverai validate``: a run held against what happened."""

from collections.abc import Iterator
from typing import Any

from analysis.compare.naming import records
from analysis.compare.rows import overall, scored
from analysis.compare.validation import Validation
from analysis.compare.validation_wording import answer, left_out
from analysis.plots import plot_agreement, plot_errors_over_time
from analysis.report.blocks import (
    Block,
    Column,
    Command,
    Figure,
    Note,
    Table,
    Text,
    Tone,
)
from analysis.report.markup import literal
from analysis.report.orders import (
    Shown,
    all_tracts,
    answered,
    map_of,
    page_about_orders,
    shown_of,
    table_of,
)
from analysis.report.page import Fact, Page, Section, method, section
from analysis.words import slot

One = Shown[Validation]

_MOST_POINTS = 3_000  # of a figure: more than pixels show nobody
_HEADS = ("orders", "actual, mean [s]", "error, mean [s]", "median [s]")
_SPREAD = ("root mean square [s]", "within")


def validation_page(found: Validation, command: Command) -> Page:
    """Return the page that says how far a run is from what happened.

    Parameters
    ----------
    found
        The run, and the file of actual times.
    command
        What makes the page again.
    """
    words = (
        "A run against what happened",
        f"{found.run.name} and {found.file.name}",
        "How far the simulated delivery times are from the actual ones, when and "
        "where. An error is simulated less actual: what is negative was too fast.",
    )
    facts = [
        Fact("Against", literal(found.file.name)),
        Fact(
            "Orders",
            f"{len(found.deviations):,} known from both, of {found.rows:,} rows",
        ),
        Fact("Tolerance", f"{found.tolerance_s:g} s"),
    ]
    return page_about_orders(
        Shown(found, {"Run": (found.run, found.label)}, command),
        (_findings, _how_far, _when, _where, _left_out, _method),
        words,
        facts,
    )


@section("findings", "What we found", short="Findings")
def _findings(shown: One) -> Iterator[Block]:
    verdict, *more = answer(shown.found)
    yield Note(literal(verdict), tone=_tone(shown.found))
    yield from answered(more)


def _tone(found: Validation) -> Tone:
    """Return how the verdict speaks: good is what the tolerance says is good enough."""
    if found.within_tolerance:
        return Tone.GOOD
    return Tone.UNSURE if found.verdict == "cannot tell" else Tone.BAD


@section("how-far", "How far off")
def _how_far(shown: One) -> Iterator[Block]:
    yield _agreement(shown.found)
    yield Table(
        (Column("", align="left"), Column("over all orders")),
        list(map(shown_of, overall(shown.found))),
        caption="Delivery times and their errors, over orders known from both.",
        number="1",
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


@section("when", "When")
def _when(shown: One) -> Iterator[Block]:
    found = shown.found
    yield Figure(
        "2",
        plot_errors_over_time(found.hours, found.tolerance_s, found.run.time_zero),
        caption="Mean error of the orders that start in each slot of "
        f"{_length(found.every_min)}, with 95 % intervals.",
        shows="Above zero the simulator is too slow, below it too fast; "
        "without a bar there are too few orders for an interval.",
        description="A marker for each slot of time; the same numbers are in "
        "the table below.",
    )
    rows = [scored(slot(row, found.run.time_zero), row) for row in records(found.hours)]
    yield _groups("Start", rows, "Errors by start.", "2")


def _length(minutes: float) -> str:
    hours = minutes / 60
    return f"{hours:g} h" if hours == int(hours) else f"{minutes:g} min"


@section("where", "Where")
def _where(shown: One) -> Iterator[Block]:
    tracts = shown.found.tracts
    yield map_of(
        shown.region,
        tracts,
        "error",
        "Mean error of the orders to each tract.",
        "Orange tracts are served too slowly in the simulator, blue ones too fast, "
        "those without colour have no order to compare.",
    )
    yield all_tracts(
        tracts.iloc[(-tracts["error_mean_s"].abs()).argsort(kind="stable")],
        scored,
        _groups,
        "Tracts, those furthest off first.",
    )


@section("left-out", "What was left out", short="Left out")
def _left_out(shown: One) -> Iterator[Block]:
    told = left_out(shown.found)
    if not told:
        yield Text("Nothing: every row is an order, and every order has a row.")
        return
    yield Table(
        (Column("Why", align="left"), Column("how many"), Column("which", "left")),
        [(reason, f"{count:,}", named) for count, reason, named in told],
        caption="Rows of the file and orders of the run that are in no number of "
        "this page.",
        number="4",
    )


def _method(shown: One) -> Section:
    return method(
        "A row of the file is matched with the order of its number, or of its start, "
        "producer and consumer. Times count from the order's start to the door."
        f"\n\n{shown.made_from}",
        shown.command,
    )


def _groups(head: str, rows: list[Any], caption: str, number: str) -> Table:
    note = "*Within*: the share of the orders whose error is up to the tolerance."
    return table_of(head, (*_HEADS, *_SPREAD), rows, caption, number, note)
