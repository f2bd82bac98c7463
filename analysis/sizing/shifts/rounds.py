"""The search for a roster: cover what is required, simulate, require other hours.

One number moves all hours at once: vehicles beyond the load, in its square roots; its
smallest value that meets the targets is found by bisection. Then hours are looked at
one by one: those in which orders wait get more, those in which vehicles matter least
get fewer, and the shifts are chosen anew each time.
"""

from collections.abc import Callable

import numpy as np

from analysis.sizing.question import Fleet
from analysis.sizing.shifts.asked import ShiftQuestion
from analysis.sizing.shifts.erlang import Counts
from analysis.sizing.shifts.rosters import LEVELS, SMALL, Blend, Rosters, worst
from analysis.sizing.shifts.work import Work
from analysis.sizing.trials import Trials
from analysis.sizing.verdicts import Judge, Probe

Tell = Callable[[ShiftQuestion, Probe], None]  # once a round

_CLIMB = (30, 60, 180)  # levels that are tried until one meets: 1, 4 and 16
_DOWN = 3  # levels below one that meets, each time twice as many
_MOST_RUNS = 8  # of a roster, in the search; the proof has more
_LOAD = 20  # the level that is the load
_HALF = 0.5  # share of all waiting, in the hours that get more
_RAISES = 16  # rounds in which hours in which orders wait get more
_REFUSALS = 8  # in a row, of rosters that cost less: enough


class Rounds:
    """Rosters tried on the same orders.

    Parameters
    ----------
    trials, question, work
        What gives the runs, what is asked, what a day asks for.
    tell
        Told of each round.
    """

    def __init__(
        self, trials: Trials, question: ShiftQuestion, work: Work, tell: Tell
    ) -> None:
        self._question, self._work, self._tell = question, work, tell
        self.judge = Judge(trials, question, 1, most=_MOST_RUNS, hints=True)
        self.rosters = Rosters(question, work)
        self._told: set[Fleet] = set()

    def best(self) -> Probe | None:
        """Return the cheapest roster found that looks as if it met the targets."""
        self.rosters.roster(
            self.rosters.least
        )  # refused here if nothing covers the day
        found: list[tuple[float, int, int, Blend, Probe]] = []
        for rank, blend in enumerate(self.rosters.blends()):
            self.rosters.blend = blend
            level = self.lowest_level(self.judge)
            probe = None if level is None else self._tried(self.rosters.at_level(level))
            if probe is not None and level is not None:
                found.append(
                    (self.rosters.price(probe.fleet), rank, level, blend, probe)
                )
        if not found:
            self.rosters.blend = None
            return None
        _, _, level, self.rosters.blend, best = min(found, key=lambda each: each[:2])
        for lower in dict.fromkeys((level - 1, (level + _LOAD) // 2, _LOAD)):
            if 0 <= lower < level:
                best = self._raised(lower, best)
        return self._lowered(best)

    def lowest_level(self, judge: Judge) -> int | None:
        """Return the lowest level whose shifts meet a judge's targets.

        Near one that does first: where couriers lack, orders pile up and runs are slow.
        """
        low, high = -1, None
        for level in _CLIMB:
            if self._does(level, judge):
                high = level
                break
            low = level
        if high is None:
            return None
        step = _DOWN
        while high - step > low:
            if not self._does(high - step, judge):
                low = high - step
                break
            high, step = high - step, 2 * step
        while high - low > 1:
            middle = (low + high) // 2
            same = self.rosters.at_level(middle) == self.rosters.at_level(high)
            if same or self._does(middle, judge):
                high = middle
            else:
                low = middle
        return high

    def _does(self, level: int, judge: Judge) -> bool:
        probe = self._tried(self.rosters.at_level(level), judge)
        return probe is not None and probe.meets

    def _tried(self, fleet: Fleet | None, judge: Judge | None = None) -> Probe | None:
        judge = judge or self.judge
        if fleet is None:
            return None
        probe = judge.probe(fleet)
        if fleet not in self._told:
            self._told.add(fleet)
            self._tell(self._question, probe)
        return probe

    def _raised(self, level: int, best: Probe) -> Probe:
        """Return the best of what fails, given more in the hours that cause it.

        Where there are many couriers twice as much each round, until targets are met
        or the best so far is cheaper; then as little of the last rise as it takes.
        """
        required = self._work.required(LEVELS[level])
        failed, rise, step = None, self.rosters.step, self.rosters.step
        for _ in range(_RAISES):
            if not self._cheaper_than(best, required):
                break
            probe = self._tried(self.rosters.roster(required))
            if probe is None:
                return best
            if probe.meets:
                best = probe
                break
            failed = required
            required = required + rise * worst(probe, _HALF)
            if (required == failed).all():
                return best
            rise *= 2 if step > 1 else 1
        while failed is not None and (required - failed).max() > step:
            middle: Counts = (failed + required) // 2
            probe = None
            if self._cheaper_than(best, middle):
                probe = self._tried(self.rosters.roster(middle))
            if probe is None or probe.meets:
                best, required = probe or best, middle
            else:
                failed = middle
        return best

    def _cheaper_than(self, best: Probe, required: Counts) -> bool:
        fleet = self.rosters.roster(required)
        return (
            fleet is not None
            and self.rosters.price(fleet) < self.rosters.price(best.fleet) - SMALL
        )

    def _lowered(self, best: Probe) -> Probe:
        """Return where fewer vehicles lead, hour by hour, while targets are met."""
        refused: list[Counts] = []  # on duty
        missed = np.zeros(
            self.rosters.least.size
        )  # how often a slot had fewer in one of them
        in_a_row = 0
        most = len(self.judge.probes) + self._question.probes
        while len(self.judge.probes) < most:
            there = self.rosters.on_duty(best.fleet)
            cheaper = self.rosters.cheaper(best.fleet, 1 + missed)
            fleet = next(
                (each for each in cheaper if not self._hopeless(each, refused)), None
            )
            if fleet is None or in_a_row == _REFUSALS:
                break
            probe = self._tried(fleet)
            if probe is not None and probe.meets:
                best, in_a_row = probe, 0
            else:
                refused.append(self.rosters.on_duty(fleet))
                missed += refused[-1] < there
                in_a_row += 1
        return best

    def _hopeless(self, fleet: Fleet, refused: list[Counts]) -> bool:
        """Return whether a roster has nowhere more than one that was refused."""
        there = self.rosters.on_duty(fleet)
        return any((there <= each).all() for each in refused)
