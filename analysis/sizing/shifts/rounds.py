"""The search for a roster: cover what is required, simulate, require other hours.

One number moves all hours at once: vehicles beyond the load, in its square roots; its
smallest value that meets the targets is found by bisection. Then hours are looked at
one by one: those in which orders wait get more, those in which vehicles matter least
get fewer, and the shifts are chosen anew each time.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from analysis.sizing.question import Fleet
from analysis.sizing.shifts.asked import ShiftQuestion
from analysis.sizing.shifts.covering import cover
from analysis.sizing.shifts.erlang import Counts, waiting
from analysis.sizing.shifts.measured import SLOT_S
from analysis.sizing.shifts.work import Work, blamed, given_by
from analysis.sizing.targets import SizingError
from analysis.sizing.trials import Trials
from analysis.sizing.verdicts import Judge, Probe
from simulation.units import Floats

Tell = Callable[[ShiftQuestion, Probe], None]  # once a round
Blend = tuple[float, ...] | None  # share of the work by class; None: as it costs least

_LEVELS = tuple(at / 10 for at in range(-20, 161))  # square roots beyond the load
_CLIMB = (30, 60, 180)  # levels that are tried until one meets: 1, 4 and 16
_MOST_RUNS = 32  # of a roster, in the search; the proof has more
_LOAD = 20  # the level that is the load
_RAISES = 16  # rounds in which hours in which orders wait get more
_HALF = 0.5  # share of all waiting, in the hours that get more
_REFUSALS = 10  # in a row, of rosters that cost less: enough
_SMALL = 1e-6
_STEP = 0.25  # square roots of the load, in the fullest slot


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
        self.judge = Judge(trials, question, 1, most=_MOST_RUNS)
        self.given = given_by(question, work)
        self.cost = question.shape_costs(work.km_cost)
        self._least: Counts = (work.first > 0).astype(np.int64)
        # One vehicle; where there are many, a part of what is beyond the load.
        self._step = max(1, round(_STEP * float(work.first.max()) ** 0.5))
        self.blend: Blend = None
        self._covers: dict[tuple[Any, ...], Fleet | None] = {}
        self._told: set[Fleet] = set()

    def price(self, fleet: Fleet) -> float:
        """Return what a roster costs a day, as far as shifts go: money, else hours."""
        return float(self.cost @ np.array(fleet))

    def on_duty(self, fleet: Fleet) -> Counts:
        """Return whole vehicles of the first class by slot, (s,)."""
        there = self.given @ np.array(fleet)
        whole: Counts = np.floor(there + _SMALL).astype(np.int64)
        return whole

    def roster(self, required: Counts) -> Fleet | None:
        """Return the cheapest shifts that cover what is required; None if none do."""
        key = (self.blend, *required.tolist())
        if key not in self._covers:
            try:
                counts = self._covered(required)
            except SizingError:
                if not self._covers:  # the least that is ever asked for
                    raise
                self._covers[key] = None
            else:
                self._covers[key] = tuple(counts.tolist())
        return self._covers[key]

    def _covered(self, required: Counts) -> Counts:
        """Return shifts of the blend that is looked at, each class for its share."""
        question, load, most = self._question, self._work.first, None
        if self.blend is None:
            most = question.most_shifts
            return cover(self.given, required, self.cost, most, load)
        counts: Counts = np.zeros(self.cost.size, dtype=np.int64)
        for name, share in zip(question.classes, self.blend, strict=True):
            own = np.array([each.of_class == name for each in question.shapes])
            part: Counts = np.ceil(share * required - _SMALL).astype(np.int64)
            counts[own] = cover(self.given[:, own], part, self.cost[own], most, load)
        if question.most_shifts is not None and counts.sum() > question.most_shifts:
            raise SizingError("--most-shifts", "are fewer than it takes", "more")
        return counts

    def _blends(self) -> list[Blend]:
        """Return who may cover which share of the work, by class.

        First whoever costs least for the work; then each class alone and all alike,
        for a slow class may miss a target however many there are.
        """
        classes = len(self._question.classes)
        if classes == 1:
            return [None]
        alone = [
            tuple(float(at == each) for at in range(classes)) for each in range(classes)
        ]
        return [None, *alone, (1 / classes,) * classes]

    def at_level(self, level: int) -> Fleet | None:
        """Return the shifts for one level of all hours."""
        return self.roster(self._work.required(_LEVELS[level]))

    def best(self) -> Probe | None:
        """Return the cheapest roster found that looks as if it met the targets."""
        self.roster(self._least)  # refused here if nothing covers the day
        found: list[tuple[float, int, int, Blend, Probe]] = []
        for rank, blend in enumerate(self._blends()):
            self.blend = blend
            level = self.lowest_level(self.judge)
            probe = None if level is None else self._tried(self.at_level(level))
            if probe is not None and level is not None:
                found.append((self.price(probe.fleet), rank, level, blend, probe))
        if not found:
            self.blend = None
            return None
        _, _, level, self.blend, best = min(found, key=lambda each: each[:2])
        for lower in dict.fromkeys((level - 1, (level + _LOAD) // 2, _LOAD)):
            if 0 <= lower < level:
                best = self._raised(lower, best)
        return self._lowered(best)

    def lowest_level(self, judge: Judge) -> int | None:
        """Return the lowest level whose shifts meet a judge's targets."""
        low, high = -1, None
        for level in _CLIMB:
            probe = self._tried(self.at_level(level), judge)
            if probe is not None and probe.meets:
                high = level
                break
            low = level
        if high is None:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if self.at_level(middle) == self.at_level(high):
                high = middle
                continue
            probe = self._tried(self.at_level(middle), judge)
            if probe is not None and probe.meets:
                high = middle
            else:
                low = middle
        return high

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
        """Return the best of what fails, given more in the hours that cause it."""
        required = self._work.required(_LEVELS[level])
        for _ in range(_RAISES):
            probe = self._tried(self.roster(required))
            if probe is None or self.price(probe.fleet) >= self.price(best.fleet):
                break
            if probe.meets:
                return probe
            required = required + self._step * worst(probe, _HALF)
        return best

    def _lowered(self, best: Probe) -> Probe:
        """Return where fewer vehicles lead, hour by hour, while targets are met."""
        refused: list[Counts] = []  # on duty
        missed = np.zeros(self._least.size)  # how often a slot had fewer in one of them
        in_a_row = 0
        most = len(self.judge.probes) + self._question.probes
        while len(self.judge.probes) < most:
            there = self.on_duty(best.fleet)
            cheaper = self.cheaper(best.fleet, 1 + missed)
            fleet = next(
                (each for each in cheaper if not self._hopeless(each, refused)), None
            )
            if fleet is None or in_a_row == _REFUSALS:
                break
            probe = self._tried(fleet)
            if probe is not None and probe.meets:
                best, in_a_row = probe, 0
            else:
                refused.append(self.on_duty(fleet))
                missed += refused[-1] < there
                in_a_row += 1
        return best

    def _hopeless(self, fleet: Fleet, refused: list[Counts]) -> bool:
        """Return whether a roster has nowhere more than one that was refused."""
        there = self.on_duty(fleet)
        return any((there <= each).all() for each in refused)

    def cheaper(self, fleet: Fleet, weight: Floats) -> Iterator[Fleet]:
        """Yield rosters that cost less, the least harm for the money first.

        Harm is orders that wait, by slot times a weight.
        """
        price, harm = self.price(fleet), self._waits(fleet)
        found = {
            each
            for required in self._less(fleet)
            if (each := self.roster(required)) is not None
            and self.price(each) < price - _SMALL
        }
        yield from sorted(
            found,
            key=lambda each: (
                weight @ (self._waits(each) - harm) / (price - self.price(each)),
                each,
            ),
        )

    def _less(self, fleet: Fleet) -> Iterator[Counts]:
        """Yield what is required with one shift less, or a step less in some hours."""
        there = self.on_duty(fleet)
        for at in np.flatnonzero(fleet).tolist():
            fewer = tuple(n - (i == at) for i, n in enumerate(fleet))
            yield np.maximum(self.on_duty(fewer), self._least)
        slots = self._question.every_s // SLOT_S or 1
        for from_slot in range(0, there.size, slots):
            less = there.copy()
            less[from_slot : from_slot + slots] -= self._step
            yield np.maximum(less, self._least)

    def waits(self, fleet: Fleet) -> float:
        """Return how many orders wait in the mean of a day, as theory has it."""
        return float(self._waits(fleet).sum())

    def _waits(self, fleet: Fleet) -> Floats:
        lasts = SLOT_S / self._work.task_s if self._work.task_s else 1.0
        pairs = zip(
            self.on_duty(fleet).tolist(), self._work.first.tolist(), strict=True
        )
        return np.array([waiting(servers, load, lasts) for servers, load in pairs])

    def more(self, probe: Probe) -> list[Fleet]:
        """Return rosters that cost more, with more where orders wait, in order."""
        there = self.on_duty(probe.fleet)
        chain: list[Fleet] = []
        for share, vehicles in ((0.25, 1), (0.5, 1), (1.0, 1), (1.0, 2)):
            required = there + vehicles * self._step * worst(probe, share)
            fleet = self.roster(np.maximum(required, self._least))
            if fleet is not None and fleet not in [probe.fleet, *chain]:
                chain.append(fleet)
        return chain


def worst(probe: Probe, share: float) -> Counts:
    """Return 1 for the slots, (s,), that have so much of all waiting, 0 for others."""
    waits_s = blamed(probe.rows)
    order = np.argsort(-waits_s, kind="stable")
    before_s = np.cumsum(waits_s[order]) - waits_s[order]
    chosen = (before_s < share * waits_s.sum() - _SMALL) & (waits_s[order] > 0)
    raised: Counts = np.zeros(waits_s.size, dtype=np.int64)
    raised[order[chosen]] = 1
    return raised
