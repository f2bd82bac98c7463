"""The page of several sizings by shifts: which service costs less, hour by hour."""

from collections.abc import Iterator

from analysis.metrics.display import headed, mean_and_reach
from analysis.numbers import NOTHING, plain
from analysis.plots import plot_on_duty
from analysis.report.blocks import (
    Block,
    Cell,
    Column,
    Command,
    Figure,
    Note,
    Table,
    Text,
    Tone,
)
from analysis.report.markup import literal
from analysis.report.page import Fact, Page, licences_of, method, section, sections_of
from analysis.sizing.shifts.beside import (
    Beside,
    folder_of,
    on_duty_frame,
)
from analysis.sizing.shifts.beside_words import verdict_words
from analysis.sizing.shifts.words import sentences
from analysis.sizing.words import titled
from simulation.interpreter import versions
from simulation.region.region import Region


def beside_page(beside: Beside, region: Region, command: str) -> Page:
    """Return the page that shows several sizings by shifts side by side.

    Parameters
    ----------
    beside, region
        The results, and where.
    command
        What makes it again.
    """
    first = beside.sizings[0]
    targets = " and ".join(literal(titled(each)) for each in first.question.targets)
    hours = () if not all(beside.rows) else (_hours,)
    return Page(
        title="Couriers by hour, side by side",
        subtitle=", ".join(beside.names),
        lead=f"The cheapest shifts of each that meet {targets}, at the same prices.",
        facts=(
            Fact("Region", literal(region.title)),
            Fact("Seed", str(first.question.scenario.seed)),
            Fact(
                "Service",
                literal(
                    ", ".join(
                        f"{name}: {each.question.scenario.service.mode}"
                        for name, each in zip(beside.names, beside.sizings, strict=True)
                    )
                ),
            ),
            Fact("Runs of each", f"{len(beside.rows[0])}"),
        ),
        sections=(
            *sections_of(beside, (_answer, _figures, *hours)),
            method(_WAY, Command(command), title="How this was found"),
        ),
        versions=versions(),
        licences=licences_of(region),
    )


_WAY = (
    "Each roster is found and proved by itself, as its own page says. Then all of them "
    "meet the same orders once more, by which none was chosen: differences are taken "
    "order for order, so that they are certain sooner than the numbers themselves. "
    "That none of them could be cheaper is not proved."
)


@section("answer", "The answer", short="Answer")
def _answer(beside: Beside) -> Iterator[Block]:
    answer, *more = (literal(each) for each in verdict_words(beside))
    found = all(each.best is not None for each in beside.sizings)
    yield Note(answer, tone=Tone.GOOD if found else Tone.BAD)
    own = [
        f"{literal(name)}: {literal(sentences(each, typed=False)[0])} "
        f"([its page]({folder_of(each.question)}/index.html))"
        for name, each in zip(beside.names, beside.sizings, strict=True)
    ]
    yield Text("\n\n".join([*more, *own]))


@section("side-by-side", "Side by side")
def _figures(beside: Beside) -> Iterator[Block]:
    columns = [Column("", "left")]
    columns += [Column(literal(name)) for name in beside.names]
    columns += [Column(f"{literal(name)}, more") for name in beside.names[1:]]
    rows: list[list[str | Cell]] = []
    for kpi in beside.metrics:
        cells = [mean_and_reach(kpi, each) for each in beside.seen(kpi)]
        rows.append([headed(kpi), *(Cell(mean, below=half) for mean, half in cells)])
    if rows:
        yield Table(
            columns,
            rows,
            "What the rosters come to: means, below them half of the 95 % interval.",
            number="1",
            note=f"*more*: than {literal(beside.names[0])}, on the same orders. As "
            "numbers: [side_by_side.csv](side_by_side.csv).",
        )


@section("hours", "Couriers by hour", short="Hours")
def _hours(beside: Beside) -> Iterator[Block]:
    frame = on_duty_frame(beside)
    yield Figure(
        "1",
        plot_on_duty(frame, beside.names),
        "Couriers on duty, by hour.",
        "Couriers that the cheapest roster of each has on duty, by time of day.",
        "Lines of couriers on duty by time of day, one for each scenario.",
    )
    columns = [Column("from", "left"), Column("orders")]
    columns += [Column(literal(name), group="on duty") for name in beside.names]
    columns += [Column(literal(name), group="late") for name in beside.names]
    rows = [
        [
            row["from"],
            plain(row["orders"]),
            *(f"{row[name]:,}" for name in beside.names),
            *(
                NOTHING if not row["orders"] else f"{100 * row[f'{name}, late']:.1f} %"
                for name in beside.names
            ),
        ]
        for row in frame.to_dict("records")
    ]
    yield Table(
        columns,
        rows,
        "A day by hour, in the mean of days and runs.",
        number="2",
        note="*late*: share of the orders placed then. As numbers: "
        "[couriers.csv](couriers.csv).",
        compact=True,
    )
