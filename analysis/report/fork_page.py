"""The page of a fork: both futures of one run side by side."""

import json

import numpy as np
import pandas as pd

from analysis.compare.leaving import leaving
from analysis.compare.settings import fork_without_effect
from analysis.experiments.conduct import Number, Outcome
from analysis.experiments.titles import on_the_way
from analysis.metrics import Steps, active_over_time, kpis_after, open_over_time
from analysis.metrics.activity import first_minute
from analysis.metrics.display import (
    LEFT_OUT,
    difference,
    headed,
    ignored_ways,
    number,
    worth_a_row,
)
from analysis.plots import plot_futures
from analysis.report.blocks import Block, Cell, Column, Figure, Note, Table, Text, Tone
from analysis.report.markup import literal
from analysis.report.page import Fact, Page, Section, settings_of
from simulation.simulation import versions
from simulation.units import SECONDS_PER_MINUTE

RECORDED, CHANGED = "As recorded", "Changed"
_POINTS = 600  # of a line at most; more than pixels show nobody

Values = dict[str, Number]


def fork_page(recorded: Outcome, forked: Outcome, region: str) -> Page:
    """Return the page that shows a recorded run beside its fork.

    Parameters
    ----------
    recorded, forked
        The run, and its fork: it says from when on and what differs.
    region
        The region in words.
    """
    link = forked.run.forked_from or {}
    at_s: float = link["at_s"]
    both = (recorded, forked)
    return Page(
        title="What if, from a moment",
        subtitle=recorded.run.name,
        lead="A recorded run, replayed to a moment, goes on twice: as it did, and "
        "under other keys. Until then both are one, row by row; both meet the same "
        "orders.",
        facts=(
            Fact("Region", literal(region)),
            Fact("Moment", f"{at_s / SECONDS_PER_MINUTE:,.1f} min after the start"),
            Fact("Changed then", literal(_changes(link))),
            *settings_of(
                [(recorded.run.name, recorded.run.scenario_tables)],
                ["the recorded run"],
                [on_the_way(recorded.run.forked_from)],
            ),
            Fact("Recorded log", f"`{recorded.run.log_hash[:16]}`"),
            Fact("Log of the fork", f"`{forked.run.log_hash[:16]}`"),
        ),
        sections=(
            Section(
                "futures",
                "Both futures",
                (
                    *_without_effect(recorded, forked),
                    *(Text(each) for each in leaving(forked.run)),
                    *_over_time(both, at_s),
                    _one_pair(recorded),
                    *_ignored(both),
                ),
            ),
            _section(
                "after",
                "After the moment",
                "Orders that the moment finds open or that are released later, and "
                "legs that begin from then on.",
                [kpis_after(each.run, at_s) for each in both],
            ),
            _section(
                "whole",
                "The whole run",
                "From the start, what both have in common included.",
                [each.kpis for each in both],
            ),
        ),
        versions=tuple(Fact(each, version) for each, version in versions().items()),
    )


def _changes(link: dict[str, dict[str, object]]) -> str:
    """Return what changes, in a line."""
    changes = [
        f"{key}: {json.dumps(link['before'][key])} to {json.dumps(value)}"
        for key, value in link["changes"].items()
    ]
    return "; ".join(changes) or "nothing"


def _without_effect(recorded: Outcome, forked: Outcome) -> list[Block]:
    """Return which changes change nothing, and why."""
    told = fork_without_effect(recorded.run, forked.run)
    if not told:
        return []
    text = "\n\n".join(map(literal, told))
    return [Note(text, title="Without effect", tone=Tone.UNSURE)]


def _one_pair(recorded: Outcome) -> Block:
    traced = recorded.run.scenario.demand.profile == "trace"
    which = "those of a trace" if traced else "one draw of them"
    asked = "the traces of other days" if traced else "several replications"
    return Note(
        f"Two futures of one run: the same orders, {which}. How far such a difference "
        f"holds for other days is a question to {asked}.",
        title="One day",
    )


def _ignored(both: tuple[Outcome, Outcome]) -> tuple[Block, ...]:
    """Return what is to be known of ways that the futures ignore, if they do."""
    futures = zip((RECORDED, CHANGED), both, strict=True)
    words = ignored_ways({name: each.kpis["ignored_km"] for name, each in futures})
    title = "Empty ways that are ignored"
    return (Note(literal(words), title=title),) if words else ()


def _over_time(both: tuple[Outcome, Outcome], at_s: float) -> tuple[Block, ...]:
    """Return the figure of both futures over time."""
    from_s = float(first_minute(both[0].run) * SECONDS_PER_MINUTE)
    end_s = max(each.run.end_s for each in both)
    frame = pd.concat(
        [
            _line(measure, steps(outcome.run), rank, from_s, end_s)
            for rank, outcome in enumerate(both)
            for measure, steps in (
                ("Open orders [orders]", open_over_time),
                ("Active vehicles [vehicles]", active_over_time),
            )
        ]
    )
    return (
        Figure(
            number="1",
            figure=plot_futures(frame, at_s / SECONDS_PER_MINUTE),
            caption="Open orders, and vehicles that drive with an order aboard.",
            shows="Dotted as recorded, solid as it becomes; they part at the moment.",
            description="Two panels over time with a line for each future: the number "
            "of open orders, and of active vehicles.",
        ),
    )


def _line(
    measure: str, steps: Steps, rank: int, from_s: float, end_s: float
) -> pd.DataFrame:
    """Return one count of one future at even times."""
    times_s = np.linspace(from_s, end_s, _POINTS)
    return pd.DataFrame(
        {
            "measure": measure,
            "future": (RECORDED, CHANGED)[rank],
            "rank": rank,
            "minute": times_s / SECONDS_PER_MINUTE,
            "count": steps.at(times_s),
        }
    )


def _section(name: str, title: str, said: str, values: list[Values]) -> Section:
    """Return a table of KPIs, both futures and their difference."""
    first, second = values
    rows = [
        (
            Cell(headed(kpi), tip=kpi.definition),
            number(kpi, first[kpi.name]),
            number(kpi, second[kpi.name]),
            difference(kpi, first[kpi.name], second[kpi.name]),
        )
        for kpi in worth_a_row(values)
    ]
    columns = (
        Column("", align="left"),
        Column(RECORDED),
        Column(CHANGED),
        Column("Difference"),
    )
    table = Table(columns, rows, caption=title, note=LEFT_OUT)
    return Section(name, title, (Text(said), table))
