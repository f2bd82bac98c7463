"""Sensitivity: what each key of a sweep does, and where the best points are."""

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.experiments.titles import plain_name
from analysis.metrics.catalogue import Kpi
from analysis.metrics.display import headed, number
from analysis.plots.effects import plot_effects
from analysis.report.blocks import (
    Band,
    Block,
    Cell,
    Column,
    Figure,
    Note,
    Table,
    Text,
    Tone,
)
from analysis.report.markup import literal
from analysis.report.page import Section
from analysis.report.run_page.break_even import break_even_blocks
from analysis.report.run_page.frontier import frontier
from analysis.report.run_page.sweep_findings import ranking
from analysis.report.run_page.sweeps import (
    ORDERS,
    TOTALS,
    Sweep,
    mean_of,
)
from analysis.report.run_page.wording import change_cell
from analysis.words import counted

_DRAWN = ("distance_all_km", "delivery_time_mean_s", "success_ratio")


def sensitivity(sweep: Sweep, number_from: int, *, only: bool) -> Section:
    """Return the section of one sweep; its name is told where there are several."""
    title = "Sensitivity" if only else f"Sensitivity: {sweep.name}"
    short = title if only else literal(sweep.name)
    blocks = tuple(_blocks(sweep, number_from))
    return Section(f"sensitivity-{number_from}", title, blocks, short=short)


def _blocks(sweep: Sweep, number_from: int) -> Iterator[Block]:
    if sweep.question:
        yield Note(literal(sweep.question), title="The question")
    yield Text(_design(sweep))
    if sweep.missing:
        yield Note(
            f"{sweep.missing:,} runs of this sweep are missing: they failed or "
            "were not made. Means over what is there may compare unlike points.",
            title="Not complete",
            tone=Tone.UNSURE,
        )
    if sweep.terms.note:
        yield Note(literal(sweep.terms.note), title="What counts")
    if sweep.counts:
        yield Note(literal(sweep.counts), title="How distances count")
    yield from frontier(sweep, number_from)
    if sweep.keys:
        yield _figure(sweep, number_from)
        yield _effects_table(sweep)
    if sweep.keys and len(sweep.scenarios) > 1:
        yield _against_table(sweep)
        yield from break_even_blocks(sweep)
    if sweep.keys:
        yield _points_table(sweep)


def _design(sweep: Sweep) -> str:
    points = len(sweep.frame[list(sweep.keys)].drop_duplicates()) if sweep.keys else 1
    replications = sweep.frame["replication"].nunique()
    words = (
        f"{counted(len(sweep.frame), 'run')}: {counted(points, 'point')} of "
        f"{', '.join(f'`{literal(key)}`' for key in sweep.keys) or 'no key'}, "
        f"{counted(len(sweep.scenarios), 'scenario')}, "
        f"{counted(replications, 'replication')}.\n\n"
        "The main effect of a key is the mean over all points that have one of its "
        "values. Replications are what is independent, so a mean is taken within each "
        "of them first; points of one replication share its orders, so differences "
        "between values are paired, and their intervals are narrower than those drawn."
    )
    if sweep.keys and not sweep.full:
        words += (
            " The points are no full grid: other keys change along with the one shown, "
            "so an effect may partly be theirs."
        )
    return words


def _drawn(sweep: Sweep) -> list[Kpi]:
    chosen = [kpi for kpi in sweep.metrics if kpi.name in _DRAWN]
    return chosen or sweep.metrics[:3]


def _figure(sweep: Sweep, count: int) -> Figure:
    rows, panels = [], []
    for key in sweep.keys:
        for kpi in _drawn(sweep):
            unit = kpi.unit or "count"
            panels.append((key, kpi.name, f"{kpi.label} [{unit}]"))
            for rank, level in enumerate(sweep.levels(key)):
                for scenario in sweep.scenarios:
                    found = mean_of(level.of(scenario, kpi))
                    if found is None:
                        continue
                    sure = math.isfinite(found.reach)
                    rows.append(
                        {
                            "key": key,
                            "metric": kpi.name,
                            "scenario": plain_name(scenario),
                            "rank": rank,
                            "level": level.label,
                            "mean": found.mean,
                            "low": found.low if sure else None,
                            "high": found.high if sure else None,
                        }
                    )
    columns = ("key", "metric", "scenario", "rank", "level", "mean", "low", "high")
    frame = pd.DataFrame(rows, columns=list(columns))
    return Figure(
        f"S{count}",
        plot_effects(frame, panels, list(map(plain_name, sweep.scenarios))),
        "Main effects of the varied keys.",
        "Means with 95 % intervals over the replications. Values of a key stand at "
        "even distances.",
        f"Lines over the values of {', '.join(sweep.keys)}, one per scenario, a panel "
        "per key and metric.",
    )


def _effects_table(sweep: Sweep) -> Table:
    columns = [Column("key, from its first to its last value", "left")]
    columns += [Column(headed(kpi), tip=kpi.definition) for kpi in sweep.tabled]
    rows: list[Sequence[str | Cell] | Band] = []
    for key in sweep.keys:
        levels = sweep.levels(key)
        rows.append(Band(f"{key}: {levels[0].label} to {levels[-1].label}"))
        rows += [
            [
                plain_name(scenario),
                *(
                    change_cell(sweep.effect(key, scenario, kpi))
                    for kpi in sweep.tabled
                ),
            ]
            for scenario in sweep.scenarios
        ]
    return Table(
        columns,
        rows,
        "Main effects: the change from a key's first to its last value.",
        note="In percent, of shares in percentage points; paired by replication, with "
        "95 % intervals.",
    )


def _against_table(sweep: Sweep) -> Table:
    """Return each scenario against the first at every value of every key."""
    first = sweep.scenarios[0]
    columns = [Column("value", "left")]
    columns += [Column(headed(kpi), tip=kpi.definition) for kpi in sweep.tabled]
    rows: list[Sequence[str | Cell] | Band] = []
    for key in sweep.keys:
        for scenario in sweep.scenarios[1:]:
            rows.append(Band(f"{plain_name(scenario)}, by {key}"))
            for level in sweep.levels(key):
                cells = [
                    change_cell(sweep.against_first(level, scenario, kpi))
                    for kpi in sweep.tabled
                ]
                rows.append([level.label, *cells])
    return Table(
        columns,
        rows,
        f"Against {literal(plain_name(first))}, at each value of each key.",
        note="Means over all values of the other keys.",
        compact=True,
    )


def _as_good(ranked: Sequence[tuple[object, float]], value: float) -> str:
    """Return how many more points have a value; nothing where it is the only one."""
    more = sum(each == value for _, each in ranked) - 1
    return f"; {counted(more, 'other point')} alike" if more else ""


def _points_table(sweep: Sweep) -> Table:
    """Return where each scenario is best and worst in each metric."""
    rows: list[Sequence[str | Cell] | Band] = []
    for scenario in sweep.scenarios:
        rows.append(Band(plain_name(scenario)))
        orders = {value for _, value in ranking(sweep, scenario, ORDERS)}
        for kpi in sweep.tabled:
            ranked = ranking(sweep, scenario, kpi)
            if not ranked or (kpi.name in TOTALS and len(orders) > 1):
                continue  # fewest orders are no best point
            (best, best_value), (worst, worst_value) = ranked[0], ranked[-1]
            differ = best_value != worst_value
            rows.append(
                [
                    headed(kpi),
                    Cell(
                        number(kpi, best_value),
                        tone=Tone.GOOD if differ else Tone.PLAIN,
                    ),
                    sweep.point_words(best) + _as_good(ranked, best_value)
                    if differ
                    else "the same everywhere",
                    Cell(number(kpi, worst_value), tone=Tone.BAD) if differ else "",
                    sweep.point_words(worst) + _as_good(ranked, worst_value)
                    if differ
                    else "",
                ]
            )
    return Table(
        (
            Column("metric", "left"),
            Column("best"),
            Column("at", "left"),
            Column("worst"),
            Column("at", "left"),
        ),
        rows,
        "The best and the worst points of each scenario.",
        note="Means over the replications. The best of many is best by chance too: run "
        "it again with another seed before you rely on its value.",
        compact=True,
    )
