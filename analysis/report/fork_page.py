"""The page of a fork: both futures of one run side by side."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.compare.leaving import leaving
from analysis.compare.settings import fork_without_effect
from analysis.experiments.conduct import Outcome
from analysis.experiments.titles import on_the_way
from analysis.metrics import Steps, active_over_time, kpis_after, open_over_time
from analysis.metrics.activity import first_minute
from analysis.metrics.display import Values, ignored_ways
from analysis.metrics.terms import Terms, terms_of
from analysis.plots import plot_futures
from analysis.report.blocks import Block, Figure, Note, Text, Tone
from analysis.report.markup import literal
from analysis.report.orders import kpi_table
from analysis.report.page import Fact, Page, section, sections_of, settings_of
from analysis.words import moment_text
from simulation.interpreter import versions
from simulation.units import SECONDS_PER_MINUTE

RECORDED, CHANGED = "As recorded", "Changed"
_POINTS = 600  # of a line at most; more than pixels show nobody


@dataclass(frozen=True)
class Futures:
    """A recorded run and its fork, which says from when on and what differs."""

    recorded: Outcome
    forked: Outcome

    @property
    def at_s(self) -> float:
        """The moment of the fork."""
        return float((self.forked.run.forked_from or {})["at_s"])

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """Both by what they are called."""
        return {RECORDED: self.recorded, CHANGED: self.forked}

    @property
    def terms(self) -> Terms:
        """In which terms the metrics of both are told."""
        return terms_of(each.run.scenario_tables for each in self.outcomes.values())


def fork_page(recorded: Outcome, forked: Outcome, region: str) -> Page:
    """Return the page that shows a recorded run beside its fork.

    Parameters
    ----------
    recorded, forked
        The run, and its fork: it says from when on and what differs.
    region
        The region in words.
    """
    shown, run = Futures(recorded, forked), recorded.run
    changes = on_the_way({**(forked.run.forked_from or {}), "forked_from": None})
    return Page(
        title="What if, from a moment",
        subtitle=run.name,
        lead="A recorded run, replayed to a moment, goes on twice: as it did, and "
        "under other keys. Until then both are one, row by row; both meet the same "
        "orders.",
        facts=(
            Fact("Region", literal(region)),
            Fact("Moment", literal(moment_text(shown.at_s, run.time_zero))),
            Fact("Changed then", literal("; ".join(changes) or "nothing")),
            *settings_of(
                [(run.name, run.scenario_tables, run.forked_from)],
                [RECORDED],
                own_due=run.orders.due_s is not None,
            ),
            Fact("Recorded log", f"`{run.log_hash[:16]}`"),
            Fact("Log of the fork", f"`{forked.run.log_hash[:16]}`"),
        ),
        sections=sections_of(shown, (_futures, _after, _whole)),
        versions=versions(),
    )


@section("futures", "Both futures")
def _futures(shown: Futures) -> Iterator[Block]:
    told = fork_without_effect(shown.recorded.run, shown.forked.run)
    if told:
        text = "\n\n".join(map(literal, told))
        yield Note(text, title="Without effect", tone=Tone.UNSURE)
    yield from map(Text, leaving(shown.forked.run))
    yield _over_time(shown)
    traced = not shown.recorded.run.scenario.demand.repeats
    which = "those of a trace" if traced else "one draw of them"
    asked = "the traces of other days" if traced else "several replications"
    yield Note(
        f"Two futures of one run: the same orders, {which}. How far such a difference "
        f"holds for other days is a question to {asked}.",
        title="One day",
    )
    words = ignored_ways(
        {name: each.kpis["ignored_km"] for name, each in shown.outcomes.items()}
    )
    if words:
        yield Note(literal(words), title="Empty ways that are ignored")


@section("after", "After the moment")
def _after(shown: Futures) -> Iterator[Block]:
    yield Text(
        "Orders that the moment finds open or that are released later, and legs that "
        "begin from then on."
    )
    values: dict[str, Values] = {
        name: kpis_after(each.run, shown.at_s) for name, each in shown.outcomes.items()
    }
    yield kpi_table(values, "After the moment", ("", "Difference"), shown.terms)


@section("whole", "The whole run")
def _whole(shown: Futures) -> Iterator[Block]:
    yield Text("From the start, what both have in common included.")
    values: dict[str, Values] = {
        name: each.kpis for name, each in shown.outcomes.items()
    }
    yield kpi_table(values, "The whole run", ("", "Difference"), shown.terms)


def _over_time(shown: Futures) -> Figure:
    """Return the figure of both futures over time."""
    runs = {name: each.run for name, each in shown.outcomes.items()}
    from_s = float(first_minute(shown.recorded.run) * SECONDS_PER_MINUTE)
    end_s = max(run.end_s for run in runs.values())
    frame = pd.concat(
        [
            _line(measure, steps(run), name, from_s, end_s)
            for name, run in runs.items()
            for measure, steps in (
                ("Open orders [orders]", open_over_time),
                ("Active vehicles [vehicles]", active_over_time),
            )
        ]
    )
    return Figure(
        number="1",
        figure=plot_futures(
            frame, shown.at_s / SECONDS_PER_MINUTE, shown.recorded.run.time_zero
        ),
        caption="Open orders, and vehicles that drive with an order aboard.",
        shows="Dotted as recorded, solid as it becomes; they part at the moment.",
        description="Two panels over time with a line for each future: the number "
        "of open orders, and of active vehicles.",
    )


def _line(
    measure: str, steps: Steps, future: str, from_s: float, end_s: float
) -> pd.DataFrame:
    """Return one count of one future at even times."""
    times_s = np.linspace(from_s, end_s, _POINTS)
    return pd.DataFrame(
        {
            "measure": measure,
            "future": future,
            "rank": int(future == CHANGED),
            "minute": times_s / SECONDS_PER_MINUTE,
            "count": steps.at(times_s),
        }
    )
