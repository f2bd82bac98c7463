"""Rosters that may be tried: what covers a requirement, and what less or more is.

Nothing is simulated here; which harm is least is what theory expects (`erlang`).
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from analysis.sizing.question import Fleet
from analysis.sizing.shifts.asked import ShiftQuestion
from analysis.sizing.shifts.covering import cover
from analysis.sizing.shifts.erlang import Counts, waiting
from analysis.sizing.shifts.measured import SLOT_S
from analysis.sizing.shifts.work import Work, blamed, given_by
from analysis.sizing.targets import SizingError
from analysis.sizing.verdicts import Probe
from simulation.units import Floats

Blend = tuple[float, ...] | None  # share of the work by class; None: as it costs least

LEVELS = tuple(at / 10 for at in range(-20, 161))  # square roots beyond the load
SMALL = 1e-6
_HOURS = (1, 2, 4)  # beginnings of shifts that may have less at once
_STEPS = (2, 6)  # less at once, of hundreds of couriers
_WORTH = 0.003  # share of the price: not worth a run if less is saved
_STEP = 0.25  # square roots of the load, in the fullest slot


class Rosters:
    """The cheapest shifts for what is required.

    Parameters
    ----------
    question, work
        What is asked, what a day asks for.
    """

    def __init__(self, question: ShiftQuestion, work: Work) -> None:
        self._question, self._work = question, work
        self.given = given_by(question, work)
        self.cost = question.shape_costs(work.km_cost)
        self.least: Counts = (work.first > 0).astype(np.int64)
        # One vehicle; where there are many, a part of what is beyond the load.
        self.step = max(1, round(_STEP * float(work.first.max()) ** 0.5))
        self.blend: Blend = None
        self._covers: dict[tuple[Any, ...], Fleet | None] = {}

    def price(self, fleet: Fleet) -> float:
        """Return what a roster costs a day, as far as shifts go: money, else hours."""
        return float(self.cost @ np.array(fleet))

    def on_duty(self, fleet: Fleet) -> Counts:
        """Return whole vehicles of the first class by slot, (s,)."""
        there = self.given @ np.array(fleet)
        whole: Counts = np.floor(there + SMALL).astype(np.int64)
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
            part: Counts = np.ceil(share * required - SMALL).astype(np.int64)
            counts[own] = cover(self.given[:, own], part, self.cost[own], most, load)
        if question.most_shifts is not None and counts.sum() > question.most_shifts:
            raise SizingError("--most-shifts", "are fewer than it takes", "more")
        return counts

    def blends(self) -> list[Blend]:
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
        return self.roster(self._work.required(LEVELS[level]))

    def cheaper(self, fleet: Fleet, weight: Floats) -> Iterator[Fleet]:
        """Yield rosters that cost less, the least harm for the money first.

        Harm is orders that wait, by slot times a weight.
        """
        price, harm = self.price(fleet), self._waits(fleet)
        saving = max(_WORTH * price, SMALL)
        found = {
            each
            for required in self._less(fleet)
            if (each := self.roster(required)) is not None
            and self.price(each) < price - saving
        }
        yield from sorted(
            found,
            key=lambda each: (
                weight @ (self._waits(each) - harm) / (price - self.price(each)),
                each,
            ),
        )

    def _less(self, fleet: Fleet) -> Iterator[Counts]:
        """Yield what is required with one shift less, or with less in some hours.

        Of hundreds of couriers steps at once, for one shift is not worth a run.
        """
        there, many = self.on_duty(fleet), self.step > 1
        for fewer in () if many else self._fewer(fleet):
            yield np.maximum(self.on_duty(fewer), self.least)
        slots = self._question.every_s // SLOT_S or 1
        steps = _STEPS if many else (1,)
        for hours, steps_less in product(_HOURS, steps):
            for from_slot in range(0, there.size, slots):
                less = there.copy()
                less[from_slot : from_slot + hours * slots] -= steps_less * self.step
                yield np.maximum(less, self.least)

    def _fewer(self, fleet: Fleet) -> list[Fleet]:
        """Return rosters of one of a shift less; of many shifts, of a step less."""
        step = self.step
        return [
            tuple(n - (i == at) * min(n, step) for i, n in enumerate(fleet))
            for at in np.flatnonzero(fleet).tolist()
        ]

    def fewer(self, fleet: Fleet) -> list[Fleet]:
        """Return rosters of a step less of a shift, those that harm least first."""
        return sorted(self._fewer(fleet), key=lambda each: (self.waits(each), each))

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
            required = there + vehicles * self.step * worst(probe, share)
            fleet = self.roster(np.maximum(required, self.least))
            if fleet is not None and fleet not in [probe.fleet, *chain]:
                chain.append(fleet)
        return chain


def worst(probe: Probe, share: float) -> Counts:
    """Return 1 for the slots, (s,), that have so much of all waiting, 0 for others."""
    waits_s = blamed(probe.rows)
    order = np.argsort(-waits_s, kind="stable")
    before_s = np.cumsum(waits_s[order]) - waits_s[order]
    chosen = (before_s < share * waits_s.sum() - SMALL) & (waits_s[order] > 0)
    raised: Counts = np.zeros(waits_s.size, dtype=np.int64)
    raised[order[chosen]] = 1
    return raised
