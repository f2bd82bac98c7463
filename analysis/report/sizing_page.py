"""The page of ``deliverai size``: the answer first, then what it rests on."""

from analysis.metrics.catalogue import KPIS
from analysis.plots import plot_trade_off
from analysis.report.blocks import (
    Cell,
    Column,
    Command,
    Figure,
    Note,
    Table,
    Text,
    Tone,
)
from analysis.report.licences import licences_of
from analysis.report.markup import literal
from analysis.report.page import Fact, Page, Section
from analysis.sizing.document import metrics_of, trade_off_frame
from analysis.sizing.question import POOL_NAMES
from analysis.sizing.size import BISECTION, Sizing
from analysis.sizing.verdicts import Probe, Verdict
from analysis.sizing.words import fleet_words, number_words, sentences
from analysis.statistics import interval
from simulation.region.region import Region
from simulation.runner import versions

_TONES = {
    Verdict.MEETS: Tone.GOOD,
    Verdict.MISSES: Tone.BAD,
    Verdict.CLOSE: Tone.UNSURE,
    Verdict.UNSURE: Tone.UNSURE,
}


def sizing_page(sizing: Sizing, region: Region, command: str) -> Page:
    """Return the page that shows what a sizing came to.

    Parameters
    ----------
    sizing, region
        The result, and where.
    command
        What makes it again.
    """
    question = sizing.question
    answer, *more = (literal(each) for each in sentences(sizing))
    targets = ", ".join(f"`{target.words}`" for target in question.targets)
    return Page(
        title="Fleet sizing",
        subtitle=question.scenario.name,
        lead=f"The smallest fleet that meets {targets}."
        if not question.by_cost
        else f"The cheapest fleet that meets {targets}.",
        facts=(
            Fact("Region", literal(region.title)),
            Fact("Seed", str(question.scenario.seed)),
            Fact("Fleets tried", str(len({probe.fleet for probe in sizing.probes}))),
            Fact("Runs", f"{sum(len(probe.rows) for probe in sizing.probes):,}"),
        ),
        sections=(
            Section(
                "answer",
                "The answer",
                (
                    Note(
                        answer,
                        tone=Tone.BAD if sizing.best is None else Tone.GOOD,
                    ),
                    Text("\n\n".join(more)),
                ),
                short="Answer",
            ),
            Section(
                "trade-off",
                "What service costs in vehicles",
                (_figure(sizing), _table(sizing)),
                short="Trade-off",
            ),
            _method(sizing, command),
        ),
        versions=tuple(Fact(each, version) for each, version in versions().items()),
        licences=licences_of(region),
    )


def _figure(sizing: Sizing) -> Figure:
    kpis = {kpi.name: kpi for kpi in KPIS}
    labels = [
        (name, f"{kpis[name].label} [{kpis[name].unit or 'count'}]")
        for name in metrics_of(sizing)
    ]
    frame = trade_off_frame(sizing)
    fleets = frame[list(sizing.question.over)].itertuples(index=False)
    frame["fleet"] = [fleet_words(sizing, tuple(fleet)) for fleet in fleets]
    limits: dict[str, list[float]] = {}
    for target in sizing.question.targets:
        limits.setdefault(target.kpi, []).append(target.limit)
    answer = None if sizing.best is None else float(sizing.best.vehicles)
    return Figure(
        "1",
        plot_trade_off(frame, labels, limits, answer),
        "Metrics over the size of the fleet.",
        "Every fleet that was tried, means with 95 % intervals, each by itself. "
        "Dashed: the targets; dotted: the answer. *too close*: shown not to keep a "
        "limit by more than the indifference zone; *cannot tell*: replications ran "
        "out before anything was shown.",
        "Small panels of metrics over the number of vehicles, a marker with an "
        "interval for every fleet that was tried, coloured by verdict.",
    )


def _table(sizing: Sizing) -> Table:
    over = sizing.question.over
    metrics = metrics_of(sizing)
    columns = [
        Column(POOL_NAMES[key], "left" if not at else "right")
        for at, key in enumerate(over)
    ]
    columns += [Column("verdict", "left"), Column("runs"), *map(Column, metrics)]
    rows = []
    for probe in sorted(sizing.probes, key=lambda each: (each.vehicles, each.fleet)):
        mark = "answer" if probe is sizing.best else ""
        cells: list[str | Cell] = [f"{count:,}" for count in probe.fleet]
        cells += [
            Cell(probe.verdict.value, mark=mark, tone=_TONES[probe.verdict]),
            f"{len(probe.rows)}",
        ]
        rows.append([*cells, *(_cell(probe, kpi) for kpi in metrics)])
    return Table(
        columns,
        rows,
        "Every fleet that was tried: means, below them half of the 95 % interval.",
        number="1",
        note="All runs are in [probes.parquet](probes.parquet), these means in "
        "[trade_off.csv](trade_off.csv).",
        compact=True,
    )


def _cell(probe: Probe, kpi: str) -> Cell:
    seen = interval(probe.values(kpi))
    if seen is None:
        return Cell("\N{EN DASH}")
    return Cell(
        number_words(seen.mean), f"\N{PLUS-MINUS SIGN} {number_words(seen.reach)}"
    )


def _method(sizing: Sizing, command: str) -> Section:
    question = sizing.question
    looks = ", ".join(map(str, question.looks))
    zone = f"{question.indifference:.3g}"
    if sizing.method == BISECTION:
        way = (
            "Bisection between the bounds, as more vehicles are taken never to serve "
            f"worse; checked on the same orders in {sizing.monotony.compared} pairs of "
            f"fleets, {len(sizing.monotony.falls)} of which say otherwise."
        )
    else:
        way = (
            "Gaussian processes over the fleets tried so far name the next one; what "
            "they find is proved on fresh replications, on which nothing was chosen."
        )
    return Section(
        "method",
        "How this was found",
        (
            Text(
                f"{way}\n\nA fleet is looked at after {looks} replications, on the "
                "same orders as every other fleet, until all targets are shown to be "
                "met or one is shown not to be. *Shown* is an interval of Student's t "
                f"at {100 * sizing.interval_confidence:.4g} %, so that all of them "
                f"hold together with {question.confidence:.0%} confidence "
                "(Bonferroni, over fleets, looks and targets). The indifference zone "
                f"is {zone} of a limit: a fleet that keeps it by less may be refused."
            ),
            Command(command),
        ),
        short="Method",
    )
