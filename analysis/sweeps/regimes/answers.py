"""Which service wins anywhere among the factors, by how much, and whom it beats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.sweeps.regimes.factors import coordinates
from analysis.sweeps.regimes.outcomes import ON_TIME, Measure, Outcomes
from analysis.sweeps.regimes.surrogate import Estimate, Surrogate, pooled_variances
from simulation.units import Floats

NO_WORSE_PP = 1.0  # share on time that a service may lack to the first, in points


@dataclass(frozen=True)
class Answers:
    """What holds at some places, (n,) each but for the ties.

    Numbers of services are places in the list of them; -1 is none.
    """

    best: NDArray[np.int64]
    next_best: NDArray[np.int64]  # of the others that may be chosen
    ties: NDArray[np.bool_]  # (n, services): not told apart from the best, or the best
    lead: Estimate  # best less next best [% of the first]
    over_first: Estimate  # best less the first [% of it]

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Whether the best is told apart from every other."""
        return np.asarray(self.ties.sum(axis=1) == 1)


class Atlas:
    """Surrogates of every pair of services in one measure.

    Parameters
    ----------
    outcomes
        What was run.
    measure
        In which less is better.
    no_worse_on_time
        Whether a service may only be chosen where it is shown to have no less than
        one point fewer orders on time than the first.
    """

    def __init__(
        self, outcomes: Outcomes, measure: Measure, *, no_worse_on_time: bool
    ) -> None:
        self.outcomes = outcomes
        self.measure = measure
        self.services = outcomes.services
        self._points = coordinates(outcomes.factors, outcomes.drawn)
        everyone = range(len(self.services))
        self.pairs = {
            (one, other): self._learnt(measure.name, one, other)
            for other, one in combinations(everyone, 2)
        }
        self.on_time = (
            {one: self._learnt(ON_TIME, one, 0) for one in everyone if one}
            if no_worse_on_time
            else {}
        )

    def _learnt(self, measure: str, one: int, other: int) -> Surrogate:
        found = self.outcomes.changes(measure, one, other)
        return Surrogate(
            self._points,
            np.array([each.mean() for each in found]),
            pooled_variances(found, self.outcomes.orders),
        )

    def coordinates(self, places: Sequence[Mapping[str, Any]]) -> Floats:
        """Return the coordinates of places, each a value by factor."""
        return coordinates(self.outcomes.factors, places)

    def change(self, one: int, other: int, points: Floats) -> Estimate:
        """Return one service less another at points, (n,) [% of the first]."""
        return self._turned(one, other, lambda learnt: learnt.at(points))

    def average(self, one: int, other: int, points: Floats) -> Estimate:
        """Return one service less another on the average over points, (1,)."""
        return self._turned(one, other, lambda learnt: learnt.average(points))

    def _turned(self, one: int, other: int, ask: Any) -> Estimate:  # noqa: ANN401
        if one >= other:
            found: Estimate = ask(self.pairs[one, other])
            return found
        found = ask(self.pairs[other, one])
        return Estimate(-found.mean, found.reach)

    def at(self, points: Floats) -> Answers:
        """Return who wins at points (n, d)."""
        count, services = len(points), len(self.services)
        none = Estimate(np.zeros(count), np.zeros(count))
        table = {
            (one, other): none if one == other else self.change(one, other, points)
            for one in range(services)
            for other in range(services)
        }
        may = np.ones((count, services), dtype=np.bool_)
        for one, learnt in self.on_time.items():
            may[:, one] = learnt.at(points).low >= -NO_WORSE_PP
        level = np.column_stack([table[one, 0].mean for one in range(services)])
        level[~may] = np.inf
        order = np.argsort(level, axis=1, kind="stable")
        best = order[:, 0]
        rows = np.arange(count)
        next_best = np.where(np.isinf(level[rows, order[:, 1]]), -1, order[:, 1])
        ties = np.zeros((count, services), dtype=np.bool_)
        for one in range(services):
            for other in range(services):
                mine = best == one
                apart = table[one, other].high < 0.0
                ties[mine, other] = (may[:, other] & ~apart)[mine]
        ties[rows, best] = True
        return Answers(
            best=best,
            next_best=next_best,
            ties=ties,
            lead=_picked(table, best, next_best),
            over_first=_picked(table, best, np.zeros_like(best)),
        )


def _picked(
    table: Mapping[tuple[int, int], Estimate],
    one: NDArray[np.int64],
    other: NDArray[np.int64],
) -> Estimate:
    """Return of each place the change of one service to another; NaN to none."""
    mean, reach = np.full(len(one), np.nan), np.full(len(one), np.nan)
    for pair, change in table.items():
        here = (one == pair[0]) & (other == pair[1])
        mean[here], reach[here] = change.mean[here], change.reach[here]
    return Estimate(mean, reach)
