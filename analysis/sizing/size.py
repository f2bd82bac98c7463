"""A sizing carried out: the elastic fleet, the search, the check."""

from dataclasses import dataclass, field

from analysis.experiments.tasks import Row
from analysis.sizing.bisection import bisect, judge_of
from analysis.sizing.mixes import MixPoint, mixes
from analysis.sizing.monotone import Monotony, check_monotony
from analysis.sizing.question import (
    Fleet,
    Question,
    check_bounds,
    is_class,
    least_of,
)
from analysis.sizing.search import search
from analysis.sizing.trials import Trials, joined
from analysis.sizing.verdicts import Probe, Verdict

_ROOM = 2  # times the elastic fleet, where no upper bound is given

BISECTION, SURROGATE, MIXES = "bisection", "surrogate", "mixes"


@dataclass(frozen=True, eq=False)
class Sizing:
    """What a sizing came to.

    Parameters
    ----------
    question
        What was asked.
    least, most
        Between which fleets.
    best
        The fleet that is the answer; None: no fleet is shown to meet the targets.
    smaller
        Fleets of a step less than that, each tried and not shown to meet them.
    probes
        All fleets that were tried, the search's and then the proof's.
    elastic
        Rows of the elastic fleet, by replication.
    interval_confidence
        Of each interval behind the answer, so that all hold together.
    cornered
        Whether the proof had to stop at the edge of what it may try.
    settled
        Whether every smaller fleet is excluded, up to the indifference zone.
    curve
        Of two kinds of vehicle, the smallest fleet of each share, by share.
    """

    question: Question
    least: Fleet
    most: Fleet
    best: Probe | None
    smaller: list[Probe]
    probes: list[Probe]
    elastic: list[Row]
    method: str
    interval_confidence: float
    settled: bool
    monotony: Monotony = field(default_factory=lambda: Monotony(0, ()))
    cornered: bool = False
    curve: list[MixPoint] = field(default_factory=list)  # of mixes

    @property
    def fleets(self) -> list[Probe]:
        """Every fleet that was tried, once, smaller ones first.

        One that was tried again in the proof is what it was there: the search chose it
        for its first runs, so they flatter it and count no more.
        """
        latest = {probe.fleet: probe for probe in self.probes}
        return sorted(latest.values(), key=lambda each: (each.vehicles, each.fleet))

    @property
    def two_stages(self) -> bool:
        """Whether a search came before the proof."""
        return self.method != BISECTION and not self.question.exact

    def stage(self, probe: Probe) -> str:
        """Return whether a fleet's verdict is that of the search or of the proof."""
        return "proof" if self.method == BISECTION or probe.first else "search"


def size(
    trials: Trials,
    question: Question,
    least: Fleet | None = None,
    most: Fleet | None = None,
) -> Sizing:
    """Return the smallest or cheapest fleet that meets all targets.

    Parameters
    ----------
    trials, question
        What gives the runs, and what is asked.
    least, most
        Bounds of the pools; absent: 1, and twice the elastic fleet.

    Raises
    ------
    SizingError
        If there is no fleet between the bounds.
    SimulationError
        If a run failed.
    """
    elastic = trials.rows(None, range(question.looks[0]))
    least = least or tuple(map(least_of, question.over))
    most = most or tuple(
        max(low, _ROOM * max(int(row[joined(key)]) for row in elastic))
        for key, low in zip(question.over, least, strict=True)
    )
    check_bounds(least, most, question.over)
    if len(question.over) == 1 and not question.by_cost:
        return _bisected(trials, question, least, most, elastic)
    if question.by_cost and any(map(is_class, question.over)):
        return _mixed(trials, question, least, most, elastic)
    return _searched(trials, question, least, most, elastic)


def _mixed(
    trials: Trials, question: Question, least: Fleet, most: Fleet, elastic: list[Row]
) -> Sizing:
    found = mixes(trials, question, least, most)
    best = found.best
    below = None if best is None else best.below
    return Sizing(
        question,
        least,
        most,
        None if best is None else best.proved,
        [] if below is None else [below],
        [*found.seen, *([] if question.exact else found.proof)],
        elastic,
        MIXES,
        found.confidence,
        settled=False,
        curve=found.curve,
    )


def _bisected(
    trials: Trials, question: Question, least: Fleet, most: Fleet, elastic: list[Row]
) -> Sizing:
    judge = judge_of(trials, question, least[0], most[0])
    best = bisect(judge, least[0], most[0])
    probes = sorted(judge.probes.values(), key=lambda probe: probe.fleet)
    below = [p for p in probes if best is not None and p.fleet[0] == best.fleet[0] - 1]
    monotony = check_monotony(probes, question.targets)
    refused = [p for p in probes if best is not None and p.fleet < best.fleet]
    return Sizing(
        question,
        least,
        most,
        best,
        below,
        probes,
        elastic,
        BISECTION,
        judge.confidence,
        not monotony.falls and all(p.verdict is not Verdict.UNSURE for p in refused),
        monotony,
    )


def _searched(
    trials: Trials, question: Question, least: Fleet, most: Fleet, elastic: list[Row]
) -> Sizing:
    outcome, confidence = search(trials, question, least, most)
    # Of a trace the proof sees the runs of the search again.
    again = [] if question.exact else outcome.tried_again
    seen = outcome.seen
    if question.exact:
        fleets = {probe.fleet for probe in seen}
        seen = seen + [each for each in outcome.tried_again if each.fleet not in fleets]
    return Sizing(
        question,
        least,
        most,
        outcome.proved,
        outcome.refused,
        [*seen, *again],
        elastic,
        SURROGATE,
        confidence,
        settled=False,
        monotony=check_monotony(outcome.seen, question.targets),
        cornered=outcome.cornered,
    )
