"""Whether a fleet meets its targets: looked at several times, with one confidence.

A fleet gets replications until every target is shown to be kept, or one is shown
not to be kept by more than the indifference zone, or replications run out. Each look
at each target is an interval of its own; the errors of all of them together are
bounded by Bonferroni, so that looking often does not spoil the confidence. (A
feasibility check with an indifference zone as of S. Andradottir and S.-H. Kim, Fully
sequential procedures for comparing constrained systems via simulation, Naval Research
Logistics 57, 2010; several constraints: D. Batur and S.-H. Kim, Finding feasible
systems in the presence of constraints on multiple performance measures, ACM TOMACS
20, 2010.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.experiments.tasks import Row
from analysis.sizing.question import Fleet, Question
from analysis.sizing.targets import Target
from analysis.sizing.trials import Trials
from analysis.statistics import Interval, interval, observations

_SOON = (2, 4)  # looks of a search, before those that the question has


class Verdict(StrEnum):
    """What is known of a fleet and a target, in the words that are shown."""

    MEETS = "meets"  # shown, with confidence; of a trace, what its one run has
    UNSURE = "cannot tell"  # replications ran out
    CLOSE = "too close"  # shown not to keep the limit by more than the zone
    MISSES = "misses"  # shown


@dataclass(frozen=True, eq=False)
class Probe:
    """A fleet that was tried."""

    fleet: Fleet
    rows: list[Row]  # by replication
    margins: tuple[Interval | None, ...]  # of each target; None: nothing to observe
    verdicts: tuple[Verdict, ...]  # of each target
    first: int = 0  # number of the first replication

    @property
    def vehicles(self) -> int:
        """Vehicles of all pools that are sized."""
        return sum(self.fleet)

    @property
    def verdict(self) -> Verdict:
        """Return the worst verdict of its targets."""
        return max(self.verdicts, key=list(Verdict).index)

    @property
    def meets(self) -> bool:
        """Whether all targets are shown to be met."""
        return self.verdict is Verdict.MEETS

    def values(self, kpi: str) -> list[float | None]:
        """Return a KPI of every replication."""
        return [row.get(kpi) for row in self.rows]


class Judge:
    """Tries fleets, each once.

    Parameters
    ----------
    trials
        Give the runs.
    question
        Has targets, zones and looks.
    families
        Of how many fleets' verdicts all have to be right together.
    first
        Number of the first replication, so that a second judge sees fresh ones.
    most
        Replications of one fleet, fewer than the question allows.
    hints
        Whether verdicts are hints of a search: looked at sooner, each by itself, and
        a fleet is given up whose first runs all miss a target.
    """

    def __init__(
        self,
        trials: Trials,
        question: Question,
        families: int,
        *,
        first: int = 0,
        most: int | None = None,
        hints: bool = False,
    ) -> None:
        self._trials = trials
        self._question = question
        self._first = first
        self._looks = [
            look for look in question.looks if most is None or look <= most
        ] or [question.looks[0]]
        self._hints = hints and not question.exact
        events = families * len(self._looks) * len(question.targets)
        if self._hints:
            self._looks, events = [*_SOON, *self._looks], 1
        self.confidence = 1 - (1 - question.confidence) / events  # of one interval
        self.probes: dict[Fleet, Probe] = {}

    def probe(self, fleet: Fleet) -> Probe:
        """Return what is known of a fleet, tried as long as it takes."""
        if fleet not in self.probes:
            self.probes[fleet] = self._tried(fleet)
        return self.probes[fleet]

    def _tried(self, fleet: Fleet) -> Probe:
        rows: list[Row] = []
        probe: Probe | None = None
        for look in self._looks:
            numbers = range(self._first + len(rows), self._first + look)
            rows += self._trials.rows(fleet, numbers)
            probe = self._seen(fleet, rows)
            if probe.meets or _refused(probe) or self._given_up(rows):
                break
        assert probe is not None  # there is a first look
        return probe

    def _given_up(self, rows: Sequence[Row]) -> bool:
        return (
            self._hints
            and len(rows) == _SOON[0]
            and any(_all_miss(target, rows) for target in self._question.targets)
        )

    def _seen(self, fleet: Fleet, rows: list[Row]) -> Probe:
        question = self._question
        margins = tuple(
            margin_interval(target, rows, self.confidence, exact=question.exact)
            for target in question.targets
        )
        verdicts = tuple(map(verdict_of, margins, question.zones))
        return Probe(fleet, list(rows), margins, verdicts, self._first)


def margin_interval(
    target: Target, rows: Sequence[Row], confidence: float, *, exact: bool = False
) -> Interval | None:
    """Return by how much a target is kept in the mean; None: nothing to observe.

    Of runs that all have one log only the first counts. `exact`: its margin is all
    that is asked, the orders being those of a trace, and has no width.
    """
    own = observations([(row.get("log_hash"),) for row in rows])
    margins = [target.margin(rows[at].get(target.kpi)) for at in own]
    margin = interval(margins, confidence)
    return Interval(margin.mean, 0.0, 1) if exact and margin is not None else margin


def verdict_of(margin: Interval | None, zone: float) -> Verdict:
    """Return what an interval of the margin says."""
    if margin is None or margin.high < 0:
        return Verdict.MISSES
    if margin.low >= 0:
        return Verdict.MEETS
    return Verdict.CLOSE if margin.high < zone else Verdict.UNSURE


def _all_miss(target: Target, rows: Sequence[Row]) -> bool:
    margins = [target.margin(row.get(target.kpi)) for row in rows]
    return all(margin is None or margin < 0 for margin in margins)


def _refused(probe: Probe) -> bool:
    """Return whether more replications cannot help: one target is not kept."""
    return any(each in {Verdict.MISSES, Verdict.CLOSE} for each in probe.verdicts)
