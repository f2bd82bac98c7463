"""The smallest fleet of two pools, or the cheapest of any: search, then proof.

The search looks where the surrogate expects the largest saving times the chance that
all targets are met (expected improvement with constraints: M. Schonlau, W. J. Welch,
D. R. Jones, Global versus local search in constrained optimization of computer
models, IMS Lecture Notes 34, 1998). What it finds it has chosen among many, so its
word is no proof: the fleet is tried again on fresh replications, and so are those a
step away (one vehicle, in large pools two in a hundred), within a box fixed before
the first fresh run, over all of whose fleets the error is spread.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from analysis.sizing.question import COST, Fleet, Question
from analysis.sizing.surrogate import Surrogate
from analysis.sizing.trials import Trials
from analysis.sizing.verdicts import Judge, Probe
from analysis.statistics import interval
from simulation.units import Floats

Sizes = NDArray[np.int32]  # (n, d): fleets by pool

FRESH = 10_000  # number of the first replication of the proof
_MOST_RUNS = 32  # of a fleet, in the search; the proof has more
_BOX = 5  # steps to either side
_STEP = 50  # a step is one vehicle, or more by one for every so many vehicles
_MOST_CANDIDATES = 4000  # that the surrogate is asked about at once
_LITTLE = 0.005  # share of the best: not worth another fleet
_STRIDES = (8, 4, 2, 1)  # steps less of a pool, once the surrogate is done
_SHARES = ((1.0, 1.0), (0.5, 0.5), (0.25, 0.25), (1.0, 0.25), (0.25, 1.0), (0.5, 0.25))


@dataclass(frozen=True, eq=False)
class Search:
    """What a search came to."""

    proved: Probe | None  # on fresh replications
    seen: list[Probe]  # of the search
    tried_again: list[Probe]  # of the proof
    cornered: bool = False  # fewer might do beyond the box
    refused: list[Probe] = field(default_factory=list)  # a step less, of the proof


def search(
    trials: Trials, question: Question, least: Fleet, most: Fleet
) -> tuple[Search, float]:
    """Return what was found, and the confidence of one interval of the proof.

    Parameters
    ----------
    trials, question
        What gives the runs, and what is asked.
    least, most
        Bounds of every pool.
    """
    hunt = _Hunt(trials, question, least, most)
    best = hunt.best()
    seen = list(hunt.judge.probes.values())
    box = list(_box(best, least, most)) if best is not None else []
    judge = Judge(
        trials, question, max(1, len(box)), first=0 if question.exact else FRESH
    )
    if best is None:
        return Search(None, seen, []), judge.confidence
    steps = _steps(best.fleet)
    proof = _Proof(judge, set(box), steps, least, by_cost=question.by_cost)
    proved = proof.climb(best.fleet)
    return (
        Search(
            proved,
            seen,
            list(judge.probes.values()),
            proof.cornered,
            proof.refused(proved),
        ),
        judge.confidence,
    )


class _Hunt:
    """The search: fleets tried where the surrogate expects most."""

    def __init__(
        self, trials: Trials, question: Question, least: Fleet, most: Fleet
    ) -> None:
        self.judge = Judge(trials, question, 1, most=_MOST_RUNS)
        self._question = question
        self._least, self._most = least, most
        axes = [
            np.arange(low, high + 1, dtype=np.int32)
            for low, high in zip(least, most, strict=True)
        ]
        grid = np.meshgrid(*axes, indexing="ij")
        self._fleets = np.stack([axis.ravel() for axis in grid], axis=1)
        self._open = np.ones(len(self._fleets), dtype=bool)

    def best(self) -> Probe | None:
        """Return the best fleet that looks as if it met the targets."""
        if not self._try(self._most).meets and not self._question.by_cost:
            return None
        for fleet in self._first_fleets():
            self._try(fleet)
        while len(self.judge.probes) < self._question.probes:
            following = self._most_promising()
            if following is None:
                break
            self._try(following)
        best = min(self._meeting(), key=self._value, default=None)
        return None if best is None else self._descended(best)

    def _descended(self, best: Probe) -> Probe:
        """Return where fewer of one pool at a time lead: the proof cannot go far."""
        steps = _steps(best.fleet)
        for stride in _STRIDES:
            pools = list(range(len(best.fleet)))
            while pools and len(self.judge.probes) < self._question.probes:
                pool = pools[0]
                fleet = _moved(best.fleet, pool, -stride, steps)
                probe = self._try(fleet) if fleet[pool] >= self._least[pool] else best
                if probe.meets and self._value(probe) < self._value(best):
                    best = probe
                else:
                    pools.pop(0)
        return best

    def _first_fleets(self) -> Iterator[Fleet]:
        for shares in _SHARES:
            yield tuple(
                max(low, round(share * high))
                for low, high, share in zip(
                    self._least, self._most, shares, strict=False
                )
            )

    def _meeting(self) -> list[Probe]:
        return [probe for probe in self.judge.probes.values() if probe.meets]

    def _value(self, probe: Probe) -> float:
        """Return what is to be small."""
        if not self._question.by_cost:
            return probe.vehicles
        cost = interval(probe.values(COST))
        return float("inf") if cost is None else cost.mean

    def _try(self, fleet: Fleet) -> Probe:
        """Try a fleet; what is no larger than a refused one need not be tried."""
        probe = self.judge.probe(fleet)
        if probe.meets:
            self._open &= (self._fleets != np.array(fleet)).any(axis=1)
        else:
            self._open &= (self._fleets > np.array(fleet)).any(axis=1)
        return probe

    def _most_promising(self) -> Fleet | None:
        """Return where most is to be gained, None if it is next to nothing."""
        best = min(map(self._value, self._meeting()), default=float("inf"))
        candidates = self._candidates(best)
        if not len(candidates):
            return None
        surrogate = Surrogate(
            list(self.judge.probes.values()),
            self._question.targets,
            least=self._least,
            most=self._most,
            cost=COST if self._question.by_cost else "",
        )
        gain = self._gain(surrogate, candidates, best)
        at = int(np.argmax(gain))
        if np.isfinite(best) and gain[at] < _LITTLE * abs(best):
            return None
        return tuple(candidates[at].tolist())

    def _candidates(self, best: float) -> Sizes:
        """Return fleets worth a thought (n, d), thinned evenly by their total."""
        worth = self._open
        if not self._question.by_cost:
            worth = worth & (self._fleets.sum(axis=1) < best)
        fleets = self._fleets[worth]
        fleets = fleets[np.argsort(fleets.sum(axis=1), kind="stable")]
        step = -(-len(fleets) // _MOST_CANDIDATES) or 1
        return fleets[::step]

    def _gain(self, surrogate: Surrogate, fleets: Sizes, best: float) -> Floats:
        likely = surrogate.feasible(fleets, self._question.zones)
        if not np.isfinite(best):
            return likely
        if self._question.by_cost:
            return likely * surrogate.saving(fleets, best)
        gain: Floats = likely * (best - fleets.sum(axis=1))
        return gain


class _Proof:
    """Fleets of a box tried on fresh replications."""

    def __init__(
        self,
        judge: Judge,
        box: set[Fleet],
        steps: Fleet,
        least: Fleet,
        *,
        by_cost: bool,
    ) -> None:
        self._judge = judge
        self._box = box
        self._steps = steps
        self._least = least
        self._by_cost = by_cost
        self.cornered = False

    def climb(self, fleet: Fleet) -> Probe | None:
        """Return a fleet of the box that meets the targets.

        From `fleet` on with more vehicles until they do; then, if the smallest is
        asked for, with fewer until they do not.
        """
        probe = self._judge.probe(fleet)
        turn = 0
        while not probe.meets:
            larger = self._larger(probe.fleet, turn)
            if larger is None:
                return None
            turn += 1
            probe = self._judge.probe(larger)
        return probe if self._by_cost else self._descended(probe)

    def _larger(self, fleet: Fleet, turn: int) -> Fleet | None:
        """Return a fleet of one step more, pool by pool in turn."""
        pools = len(fleet)
        for pool in ((turn + at) % pools for at in range(pools)):
            larger = _moved(fleet, pool, 1, self._steps)
            if larger in self._box:
                return larger
        return None

    def _descended(self, probe: Probe) -> Probe:
        for smaller in self._smaller(probe.fleet):
            if smaller not in self._box:
                self.cornered = True
                continue
            probed = self._judge.probe(smaller)
            if probed.meets:
                return self._descended(probed)
        return probe

    def _smaller(self, fleet: Fleet) -> Iterator[Fleet]:
        """Yield the fleets of one step less."""
        for pool in range(len(fleet)):
            smaller = _moved(fleet, pool, -1, self._steps)
            if smaller[pool] >= self._least[pool]:
                yield smaller

    def refused(self, proved: Probe | None) -> list[Probe]:
        """Return the fleets of one step less that were tried."""
        if proved is None:
            return []
        smaller = set(self._smaller(proved.fleet))
        return [each for each in self._judge.probes.values() if each.fleet in smaller]


def _moved(fleet: Fleet, pool: int, by: int, steps: Fleet) -> Fleet:
    """Return a fleet with so many steps more of one pool."""
    return tuple(
        n + by * step * (at == pool)
        for at, (n, step) in enumerate(zip(fleet, steps, strict=True))
    )


def _steps(fleet: Fleet) -> Fleet:
    """Return the step of each pool."""
    return tuple(1 + n // _STEP for n in fleet)


def _box(around: Probe, least: Fleet, most: Fleet) -> Iterator[Fleet]:
    """Yield the fleets some steps from another one, within bounds."""
    yield from product(
        *(
            [
                n + k * step
                for k in range(-_BOX, _BOX + 1)
                if low <= n + k * step <= high
            ]
            for n, step, low, high in zip(
                around.fleet, _steps(around.fleet), least, most, strict=True
            )
        )
    )
