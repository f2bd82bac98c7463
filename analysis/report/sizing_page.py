"""The page of ``deliverai size``: the answer first, then what it rests on."""

from collections.abc import Iterator

from analysis.metrics.catalogue import KPI_OF
from analysis.metrics.display import headed, mean_and_reach
from analysis.numbers import NOTHING
from analysis.plots import plot_mixes, plot_trade_off
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
from analysis.sizing.document import metrics_of, trade_off_frame
from analysis.sizing.mix_words import WHY, fleet_words
from analysis.sizing.question import COST, Question, pool_name
from analysis.sizing.size import BISECTION, MIXES, Sizing
from analysis.sizing.verdicts import Probe, Verdict
from analysis.sizing.words import sentences, targets_words
from analysis.statistics import interval
from simulation.interpreter import versions
from simulation.region.region import Region
from simulation.scenario import scenario_to_dict
from simulation.scenario.values import with_values

TONES = {
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
    targets = literal(targets_words(sizing, typed=False))
    which = "cheapest" if question.by_cost else "smallest"
    return Page(
        title="Fleet sizing",
        subtitle=question.scenario.name,
        lead=f"The {which} fleet that meets {targets}.",
        facts=(
            Fact("Region", literal(region.title)),
            Fact("Seed", str(question.scenario.seed)),
            *_settings(question),
            Fact("Fleets tried", str(len(sizing.fleets))),
            Fact("Runs", f"{sum(len(probe.rows) for probe in sizing.probes):,}"),
        ),
        sections=(
            *sections_of(sizing, (_answer, _mixes, _trade_off)),
            method(_way(sizing), Command(command), title="How this was found"),
        ),
        versions=versions(),
        licences=licences_of(region),
    )


@section("answer", "The answer", short="Answer")
def _answer(sizing: Sizing) -> Iterator[Block]:
    answer, *more = (literal(each) for each in sentences(sizing, typed=False))
    yield Note(answer, tone=Tone.BAD if sizing.best is None else Tone.GOOD)
    yield Text("\n\n".join(more))


@section("mixes", "What each mix costs", short="Mixes")
def _mixes(sizing: Sizing) -> Iterator[Block]:
    """Tell what an order costs over the share of the first kind of vehicle."""
    if not sizing.curve:
        return
    question = sizing.question
    first, second = map(pool_name, question.over)
    cost = question.kpi(COST)
    points = [
        (each.share, seen)
        for each in sizing.curve
        if each.proved is not None and (seen := interval(each.proved.values(COST)))
    ]
    best = sizing.best
    chosen = [each.share for each in sizing.curve if best and each.proved is best]
    yield Figure(
        "2",
        plot_mixes(
            [share for share, _ in points],
            [(seen.mean, seen.low, seen.high) for _, seen in points],
            f"Share of {first} among vehicles [%]",
            headed(cost),
            chosen[0] if chosen else None,
        ),
        "What an order costs with the smallest fleet of each mix.",
        f"From {second} alone to {first} alone: the smallest fleet found of each share "
        "that is proved to meet the targets, with 95 % intervals, each by itself. A "
        "share without a point has none. Dotted: the answer.",
        "A line of the cost of an order over the share of one kind of vehicle, with "
        "intervals.",
    )
    kpis = [question.kpi(name) for name in dict.fromkeys((*_of_mix(sizing), *WHY))]
    columns = [Column(f"share of {first}", "left"), Column(first), Column(second)]
    columns += [Column("runs"), *(Column(headed(kpi)) for kpi in kpis)]
    rows: list[list[str | Cell]] = []
    for each in sizing.curve:
        share = f"{100 * each.share:g} %"
        if each.proved is None:
            rows.append([share, *[NOTHING] * (len(columns) - 1)])
            continue
        mark = "answer" if each.proved is best else ""
        fleet = [f"{count:,}" for count in each.proved.fleet]
        runs = f"{len(each.proved.rows)}"
        cells = [metric_cell(each.proved, kpi.name) for kpi in kpis]
        rows.append([Cell(share, mark=mark), *fleet, runs, *cells])
    yield Table(
        columns,
        rows,
        "The smallest fleet found of each mix, on fresh replications: means, below "
        "them half of the 95 % interval.",
        number="2",
        note="What binds shows in times and shares: slow vehicles ride longer, "
        "those of few seats share less. As numbers: mixes in "
        "[answer.json](answer.json).",
    )


def _of_mix(sizing: Sizing) -> list[str]:
    targets = [each.kpi for each in sizing.question.targets]
    return [COST, *targets, "distance_all_km", "co2_g_per_order"]


@section("trade-off", "What service costs in vehicles", short="Trade-off")
def _trade_off(sizing: Sizing) -> Iterator[Block]:
    yield _figure(sizing)
    yield _table(sizing)


def _settings(question: Question) -> list[Fact]:
    """Return what the scenario is set to; the pools that are sized have no size."""
    name, over = question.scenario.name, question.over
    tables = with_values(scenario_to_dict(question.scenario), dict.fromkeys(over))
    sized = [f"{pool_name(key)} vehicles" for key in over]
    facts = settings_of([(name, tables, None)], [name])
    return [
        Fact("Sized", " and ".join(sized)),
        *(each for each in facts if each.name.lower() not in sized),
    ]


def _figure(sizing: Sizing) -> Figure:
    labels = [(name, headed(sizing.question.kpi(name))) for name in metrics_of(sizing)]
    frame = trade_off_frame(sizing)
    fleets = frame[list(sizing.question.over)].itertuples(index=False)
    frame["fleet"] = [fleet_words(sizing, tuple(fleet)) for fleet in fleets]
    if sizing.two_stages:
        frame["fleet"] += " (" + frame["stage"] + ")"
    limits: dict[str, list[float]] = {}
    for target in sizing.question.targets:
        limits.setdefault(target.kpi, []).append(target.limit)
    answer = None if sizing.best is None else float(sizing.best.vehicles)
    means = (
        "from one run each, on the orders of the trace"
        if sizing.question.exact
        else "means with 95 % intervals, each by itself"
    )
    return Figure(
        "1",
        plot_trade_off(frame, labels, limits, answer),
        "Metrics over the size of the fleet.",
        f"Every fleet that was tried, once, {means}. "
        "Dashed: the targets; dotted: the answer. *too close*: shown not to keep a "
        "limit by more than the indifference zone; *cannot tell*: replications ran "
        "out before anything was shown.",
        "Small panels of metrics over the number of vehicles, a marker with an "
        "interval for every fleet that was tried, coloured by verdict.",
    )


def _table(sizing: Sizing) -> Table:
    over, best = sizing.question.over, sizing.best
    metrics = metrics_of(sizing)
    two_stages = sizing.two_stages
    columns = [
        Column(f"{pool_name(key)} vehicles", "left" if not at else "right")
        for at, key in enumerate(over)
    ]
    columns += [Column("verdict", "left")]
    columns += [Column("shown by", "left")] if two_stages else []
    columns += [
        Column("runs"),
        *(Column(headed(sizing.question.kpi(name))) for name in metrics),
    ]
    rows = []
    for probe in sizing.fleets:
        mark = "answer" if best is not None and probe.fleet == best.fleet else ""
        cells: list[str | Cell] = [f"{count:,}" for count in probe.fleet]
        cells += [Cell(probe.verdict.value, mark=mark, tone=TONES[probe.verdict])]
        cells += [sizing.stage(probe)] if two_stages else []
        cells += [f"{len(probe.rows)}"]
        rows.append([*cells, *(metric_cell(probe, kpi) for kpi in metrics)])
    note = (
        "A fleet that was tried again in the proof stands here with its fresh runs "
        "alone: the search chose it for its first ones, so they would flatter it. A "
        "verdict of the search is a hint; those of the proof hold together. "
        if two_stages
        else ""
    )
    below = "" if sizing.question.exact else ": means, below them half of the interval"
    return Table(
        columns,
        rows,
        f"Every fleet that was tried, once{below}.",
        number="1",
        note=f"{note}All runs, those of the search among them, are in "
        "[probes.parquet](probes.parquet), these figures in "
        "[trade_off.csv](trade_off.csv).",
        compact=True,
    )


def metric_cell(probe: Probe, kpi: str) -> Cell:
    """Return the mean of a KPI over a fleet's runs, below it half of its interval."""
    mean, spread = mean_and_reach(KPI_OF[kpi], interval(probe.values(kpi)))
    return Cell(mean, below=spread)


def _way(sizing: Sizing) -> str:
    """Return how the answer was found."""
    if sizing.method == BISECTION:
        way = (
            "Bisection between the bounds, as more vehicles are taken never to serve "
            f"worse; checked on the same orders in {sizing.monotony.compared} pairs of "
            f"fleets, {len(sizing.monotony.falls)} of which say otherwise."
        )
    elif sizing.method == MIXES:
        way = (
            "For some shares of the first kind the smallest fleet is looked for by its "
            "size, then for two shares beside the cheapest; each is proved on fresh "
            "replications, on which nothing was chosen, with some more vehicles if "
            "need be. What is shown of each is of those."
        )
    else:
        way = "Gaussian processes over the fleets tried so far name the next one"
        way += (
            "; what they find is proved on fresh replications, on which nothing was "
            "chosen."
            if sizing.two_stages
            else "."
        )
    return f"{way}\n\n{_how_sure(sizing)}"


def _how_sure(sizing: Sizing) -> str:
    """Return what the verdicts rest on."""
    question = sizing.question
    if question.exact:
        return (
            "Every run of a fleet meets the same orders, those of the trace, so each "
            "fleet has one. What it reaches is compared with the targets as it is: "
            "there is no interval, and nothing is said of other days."
        )
    looks = ", ".join(map(str, question.looks))
    return (
        f"A fleet is looked at after {looks} replications, on the "
        "same orders as every other fleet, until all targets are shown to be "
        "met or one is shown not to be. *Shown* is an interval of Student's t "
        f"at {100 * sizing.interval_confidence:.4g} %, so that all of them "
        f"hold together with {100 * question.confidence:.0f} % confidence "
        "(Bonferroni, over fleets, looks and targets). The indifference zone "
        f"is {100 * question.indifference:.3g} % of a limit: a fleet that keeps it by "
        "less may be refused."
    )
