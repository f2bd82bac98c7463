"""The page of ``deliverai size --over shifts``: who works when, and at what price."""

from collections.abc import Iterator

from analysis.metrics.catalogue import KPI_OF
from analysis.metrics.display import headed
from analysis.numbers import NOTHING, plain
from analysis.plots import plot_couriers
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
from analysis.report.page import (
    Fact,
    Page,
    licences_of,
    method,
    section,
    sections_of,
    settings_of,
)
from analysis.report.sizing_page import TONES, metric_cell
from analysis.sizing.question import PERIPHERAL_KEY
from analysis.sizing.shifts.document import (
    frontier_frame,
    hours_frame,
    metrics_of,
    roster_toml,
    with_somebody,
)
from analysis.sizing.shifts.size import ShiftSizing
from analysis.sizing.shifts.words import class_words, money, sentences
from analysis.sizing.verdicts import Probe
from analysis.sizing.words import titled
from simulation.interpreter import versions
from simulation.region.region import Region
from simulation.scenario import scenario_to_dict
from simulation.scenario.values import with_values
from simulation.units import SECONDS_PER_HOUR


def shift_page(sizing: ShiftSizing, region: Region, command: str) -> Page:
    """Return the page that shows what a sizing by shifts came to.

    Parameters
    ----------
    sizing, region
        The result, and where.
    command
        What makes it again.
    """
    question = sizing.question
    targets = " and ".join(literal(titled(each)) for each in question.targets)
    name = question.scenario.name
    tables = with_values(
        scenario_to_dict(question.scenario), dict.fromkeys([PERIPHERAL_KEY])
    )
    lengths = ", ".join(f"{each / SECONDS_PER_HOUR:g} h" for each in question.lengths_s)
    hours = () if sizing.best is None else (_hours,)
    rest = question.pause
    hours_in = 0 if rest is None else rest.after_s / SECONDS_PER_HOUR
    return Page(
        title="Couriers by hour",
        subtitle=name,
        lead=f"The cheapest shifts that meet {targets}.",
        facts=(
            Fact("Region", literal(region.title)),
            Fact("Seed", str(question.scenario.seed)),
            Fact("Shifts of", f"{lengths}, from every {question.every_s // 60} min"),
            Fact("Classes", ", ".join(map(class_words, question.classes))),
            *(
                [Fact("Breaks", f"{rest.lasts_s // 60} min after {hours_in:g} h, paid")]
                if rest is not None
                else []
            ),
            *(
                each
                for each in settings_of([(name, tables, None)], [name])
                if each.name.lower() != "peripheral vehicles"
            ),
            Fact("Rosters tried", str(len(sizing.probes))),
            Fact("Runs", f"{sum(len(probe.rows) for probe in sizing.probes):,}"),
        ),
        sections=(
            *sections_of(sizing, (_answer, *hours, _frontier, _tried)),
            method(_way(sizing), Command(command), title="How this was found"),
        ),
        versions=versions(),
        licences=licences_of(region),
    )


@section("answer", "The answer", short="Answer")
def _answer(sizing: ShiftSizing) -> Iterator[Block]:
    answer, *more = (literal(each) for each in sentences(sizing, typed=False))
    yield Note(answer, tone=Tone.BAD if sizing.best is None else Tone.GOOD)
    yield Text("\n\n".join(more))
    if sizing.best is not None:
        yield Command(roster_toml(sizing), label="The roster, for a scenario")


@section("hours", "Couriers by hour", short="Hours")
def _hours(sizing: ShiftSizing) -> Iterator[Block]:
    frame = hours_frame(sizing)
    classes = [(f"on_duty_{name}", name) for name in _classes(sizing)]
    yield Figure(
        "1",
        plot_couriers(frame, classes),
        "Couriers on duty, and the work there is.",
        "Bars: couriers of the answer. Line: how many would be at work at a time if "
        f"there were always enough, all of them {_classes(sizing)[0]}.",
        "Stacked bars of couriers on duty by time of day, a line of the work.",
    )
    columns = [Column("from", "left"), Column("orders"), Column("late")]
    columns += [Column("waiting [min]"), Column("at work")]
    columns += [Column(name, group="on duty") for _, name in classes]
    rows = [
        [
            row["from"],
            plain(row["orders"]),
            NOTHING if row["orders"] == 0 else f"{100 * row['late_share']:.1f} %",
            plain(row["waiting_min"]),
            plain(row["load"]),
            *(plain(row[column], 0) for column, _ in classes),
        ]
        for row in with_somebody(frame).to_dict("records")
    ]
    yield Table(
        columns,
        rows,
        "A day by hour, in the mean of days and runs.",
        number="1",
        note="*late*: share of the orders placed then; *waiting*: of all orders "
        "together, for couriers. As numbers: [couriers.csv](couriers.csv).",
        compact=True,
    )


@section("frontier", "What service costs", short="Cost of service")
def _frontier(sizing: ShiftSizing) -> Iterator[Block]:
    frame = frontier_frame(sizing)
    if frame.empty:
        return
    unit = money(sizing.question) if sizing.question.by_cost else "h"
    per = frame["per"].iloc[0]
    columns = [Column("target", "left"), Column("shifts"), Column("hours a day")]
    columns += [Column(f"shifts cost [{unit} a day]"), Column("cost per order")]
    columns += [Column(f"more for each {per} [{unit} a day]")]
    names = ["shifts", "hours_a_day", "cost_a_day", "cost_per_order", "extra_a_day"]
    rows = [
        [
            row["target"],
            *(_number(row[name], 0 if name == "shifts" else 2) for name in names),
        ]
        for row in frame.to_dict("records")
    ]
    yield Table(
        columns,
        rows,
        "What other limits of the first target take.",
        number="2",
        note="Of the search, with one quality for all hours and at most 16 runs a "
        "roster: prices to weigh a target by, no proof.",
    )


@section("tried", "Rosters tried", short="Rosters")
def _tried(sizing: ShiftSizing) -> Iterator[Block]:
    metrics = metrics_of(sizing)
    columns = [Column("shifts", "left"), Column("hours a day"), Column("cost a day")]
    columns += [Column("verdict", "left"), Column("shown by", "left"), Column("runs")]
    columns += [Column(headed(KPI_OF[name])) for name in metrics]
    rows: list[list[str | Cell]] = [
        [
            f"{probe.vehicles}",
            plain(sizing.question.hours(probe.fleet)),
            plain(sizing.rosters.price(probe.fleet), 2),
            Cell(
                probe.verdict.value,
                mark="answer" if _is_answer(sizing, probe) else "",
                tone=TONES[probe.verdict],
            ),
            sizing.stage(probe),
            f"{len(probe.rows)}",
            *(metric_cell(probe, name) for name in metrics),
        ]
        for probe in sizing.probes
    ]
    yield Table(
        columns,
        rows,
        "Every roster that was tried, in turn: means, below them half of the interval.",
        number="3",
        note="All runs, with their shifts, are in [probes.parquet](probes.parquet).",
        compact=True,
    )


def _is_answer(sizing: ShiftSizing, probe: Probe) -> bool:
    best = sizing.best
    return best is not None and (probe.fleet, probe.first) == (best.fleet, best.first)


def _classes(sizing: ShiftSizing) -> list[str]:
    return [class_words(name) for name in sizing.question.classes]


def _number(value: float, digits: int) -> str:
    return NOTHING if value != value else plain(value, digits)  # noqa: PLR0124 - NaN


def _way(sizing: ShiftSizing) -> str:
    """Return how the answer was found."""
    question = sizing.question
    way = (
        "Runs with couriers enough say how many are at work in each half hour, empty "
        "ways included. So many, and some square roots of it more, must be on duty; an "
        "integer program finds the cheapest shifts that cover it, and runs say what "
        "they reach. Bisection over those square roots, more couriers in the hours in "
        "which orders wait, and fewer where theory (Erlang's queue, slot by slot) "
        "expects least harm for the money, lead to the roster."
    )
    if question.exact:
        return f"{way}\n\nEvery run of a roster meets the same orders: no interval."
    return (
        f"{way}\n\nIt is proved on fresh replications, on which nothing was chosen. "
        f"Intervals of the proof are Student's t at {100 * sizing.confidence:.4g} %, "
        f"so that all of them hold together with {100 * question.confidence:.0f} % "
        "confidence (Bonferroni, over rosters, looks and targets; half of the error "
        "for the answer, half for the rosters of one shift less)."
    )
