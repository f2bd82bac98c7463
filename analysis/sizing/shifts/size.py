"""A sizing by shifts carried out: the work of a day, the rounds, the proof, the prices.

Half of the error belongs to the answer, over all rosters that the proof may come to,
which are known before its first run; half to the rosters of a step less, which have
runs of their own.
"""

from dataclasses import dataclass, replace

from analysis.metrics.display import SHARE
from analysis.sizing.question import Fleet
from analysis.sizing.search import FRESH
from analysis.sizing.shifts.asked import ShiftQuestion
from analysis.sizing.shifts.rosters import Rosters
from analysis.sizing.shifts.rounds import Rounds, Tell
from analysis.sizing.shifts.work import TrialsOf, Work, with_shapes, work_of
from analysis.sizing.targets import Target
from analysis.sizing.trials import Trials
from analysis.sizing.verdicts import Judge, Probe
from analysis.statistics import interval

_MOST_NEIGHBOURS = 2  # of a step less, those that harm least first
_NEIGHBOUR_RUNS = 16
_DESCENTS = 4  # times that a step less may turn out to do
_FRONTIER_RUNS = 8
_POINTS = (-0.05, -0.02, 0.0, 0.01, 0.02)  # of a share, around the target
_HIGHEST = 0.995
_PARTS = (1.25, 1.1, 1.0, 0.9, 0.8)  # of any other limit, looser ones first


@dataclass(frozen=True)
class Step:
    """What one limit of the first target takes, as the search sees it.

    Attributes
    ----------
    target
        With that limit.
    probe
        The cheapest roster of one level for all hours that meets it; None: none does.
    cost_a_day
        Of its shifts: money, or hours.
    """

    target: Target
    probe: Probe | None
    cost_a_day: float | None


@dataclass(frozen=True, eq=False)
class ShiftSizing:
    """What a sizing by shifts came to.

    Attributes
    ----------
    question
        With the shifts that there may be.
    work
        What a day asks for.
    best
        The roster that is the answer, on fresh replications; None: none is proved.
    smaller
        Rosters of one shift less, on fresh replications.
    search, proof
        All rosters that were tried, in the search and afterwards.
    frontier
        Limits of the first target, looser ones first, and what they take.
    rosters
        Have what shifts give and cost.
    confidence
        Of each interval behind the answer.
    """

    question: ShiftQuestion
    work: Work
    best: Probe | None
    smaller: list[Probe]
    search: list[Probe]
    proof: list[Probe]
    frontier: list[Step]
    rosters: Rosters
    confidence: float
    found: Probe | None = None  # of the search, before any proof
    untried: int = 0  # rosters of one shift less that were not tried
    adopted: bool = False  # the answer is a step less of what was proved, and no end

    @property
    def probes(self) -> list[Probe]:
        """Every roster that was tried; of a trace each once, as its runs are one."""
        if not self.question.exact:
            return [*self.search, *self.proof]
        return list(
            {probe.fleet: probe for probe in (*self.search, *self.proof)}.values()
        )

    def stage(self, probe: Probe) -> str:
        """Return what a verdict is of: search, proof, or the trace."""
        if self.question.exact:
            return "trace"
        return "proof" if probe.first else "search"


def size_shifts(
    trials_of: TrialsOf, question: ShiftQuestion, tell: Tell, *, frontier: bool = True
) -> ShiftSizing:
    """Return the cheapest shifts that are shown to meet all targets.

    Parameters
    ----------
    trials_of
        Gives the runs of a question's fleets.
    question
        What is asked.
    tell
        Told of each round.
    frontier
        Whether other limits of the first target are looked at too.

    Raises
    ------
    SizingError
        If nothing covers the day.
    SimulationError
        If a run failed.
    """
    work = work_of(trials_of, question)
    asked = with_shapes(question, work)
    trials = trials_of(asked)
    rounds = Rounds(trials, asked, work, tell)
    found = rounds.best()
    steps = _frontier(rounds, asked, trials_of) if frontier else []
    searched = list(rounds.judge.probes.values())
    if found is None:
        sure, rosters = rounds.judge.confidence, rounds.rosters
        return ShiftSizing(asked, work, None, [], searched, [], steps, rosters, sure)
    chain = [found.fleet, *rounds.rosters.more(found)]
    first = 0 if asked.exact else FRESH
    half = replace(asked, confidence=1 - (1 - asked.confidence) / 2)
    judge = Judge(trials, half, len(chain), first=first)
    best = None
    for fleet in chain:
        probe = judge.probe(fleet)
        tell(asked, probe)
        if probe.meets:
            best = probe
            break
    less = _Less(trials, half, rounds.rosters, tell)
    if best is not None:
        best = less.descended(best)
    return ShiftSizing(
        asked,
        work,
        best,
        less.refused,
        searched,
        [*judge.probes.values(), *less.probes],
        steps,
        rounds.rosters,
        max(judge.confidence, less.confidence),
        found,
        less.untried,
        less.adopted,
    )


class _Less:
    """Rosters of a step less tried, each time on runs that have chosen nothing yet."""

    def __init__(
        self, trials: Trials, half: ShiftQuestion, rosters: Rosters, tell: Tell
    ) -> None:
        self._trials, self._half, self._rosters = trials, half, rosters
        self._tell = tell
        self.confidence = 0.0
        self.probes: list[Probe] = []
        self.refused: list[Probe] = []
        self.untried, self.adopted = 0, False

    def descended(self, best: Probe) -> Probe:
        """Return the last that meets the targets: of a proved one, less and less."""
        families = _MOST_NEIGHBOURS * _DESCENTS
        for turn in range(_DESCENTS):
            first = 0 if self._half.exact else (2 + turn) * FRESH
            judge = Judge(
                self._trials, self._half, families, first=first, most=_NEIGHBOUR_RUNS
            )
            self.confidence = judge.confidence
            fewer = self._rosters.fewer(best.fleet)
            tried = [self._told(judge, each) for each in fewer[:_MOST_NEIGHBOURS]]
            self.untried = len(fewer) - len(tried)
            meeting = [probe for probe in tried if probe.meets]
            if not meeting:
                self.refused, self.adopted = tried, False
                break
            best = min(meeting, key=lambda probe: self._rosters.price(probe.fleet))
            self.adopted = True
        return best

    def _told(self, judge: Judge, fleet: Fleet) -> Probe:
        probe = judge.probe(fleet)
        self._tell(self._half, probe)
        self.probes.append(probe)
        return probe


def limits_around(target: Target) -> list[float]:
    """Return limits around a target's own, looser ones first, its own among them."""
    if target.meaning.unit == SHARE:
        sign = 1 if target.at_least else -1
        near = [round(target.limit + sign * each, 6) for each in _POINTS]
        return [each for each in near if 0 < each <= _HIGHEST or each == target.limit]
    parts = _PARTS if not target.at_least else tuple(2 - each for each in _PARTS)
    return list(dict.fromkeys(round(each * target.limit, 6) for each in parts))


def _frontier(
    rounds: Rounds, question: ShiftQuestion, trials_of: TrialsOf
) -> list[Step]:
    steps = []
    for limit in limits_around(question.targets[0]):
        target = replace(question.targets[0], limit=limit)
        other = replace(question, targets=(target, *question.targets[1:]))
        judge = Judge(trials_of(question), other, 1, most=_FRONTIER_RUNS, hints=True)
        level = rounds.lowest_level(judge)
        fleet = None if level is None else rounds.rosters.at_level(level)
        probe = None if fleet is None else judge.probe(fleet)
        price = None if probe is None else rounds.rosters.price(probe.fleet)
        steps.append(Step(target, probe, price))
    return steps


def mean_of(probe: Probe, column: str) -> float | None:
    """Return the mean of a column of a roster's runs."""
    seen = interval(probe.values(column))
    return None if seen is None else seen.mean
