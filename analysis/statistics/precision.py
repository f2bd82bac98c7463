"""How many replications a wanted precision takes: a sequential procedure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.statistics.intervals import CONFIDENCE, Interval, interval

FEWEST = 10  # Law's advice; fewer make a lucky spread likely, and stop too early
_ROUND = 10  # looks are at multiples of this many replications
_GROWTH = 2  # at most, from look to look: a spread of few values is a rough guess


@dataclass(frozen=True)
class Precision:
    """Replicate until the mean is known well enough.

    Law, *Simulation Modeling and Analysis*, 5th edition, 9.4.1: for a relative error
    of at most gamma, go on until the half-width over the absolute mean is at most
    gamma / (1 + gamma), from at least ten replications on. Law looks after every
    replication; we look seldom, so that there are fewer chances to stop at a lucky
    moment, and so that all cores have work between two looks. When is looked depends
    on the values alone, not on the machine.

    Parameters
    ----------
    relative
        Wanted relative error gamma of the mean, above 0 and below 1.
    most
        Replications after which it is given up.
    fewest
        Replications before the first look.
    confidence
        Of the intervals.
    """

    relative: float
    most: int = 1000
    fewest: int = FEWEST
    confidence: float = CONFIDENCE

    @property
    def limit(self) -> float:
        """The half-width over the mean at which to stop."""
        return self.relative / (1 + self.relative)

    def reached(self, mean: Interval | None) -> bool:
        """Return whether a mean is known well enough."""
        return mean is not None and mean.reach <= self.limit * abs(mean.mean)

    def first(self) -> int:
        """Return how many replications to make before the first look."""
        return min(self.fewest, self.most)

    def next(self, values: Sequence[Sequence[float]]) -> int:
        """Return how many replications to have at the next look, or now: enough.

        Parameters
        ----------
        values
            The metric by scenario and replication, all of one length, 2 or more.
        """
        made = len(values[0])
        wanted = max(self._estimate(each) for each in values)
        if wanted <= made:
            return made
        rounded = _ROUND * math.ceil(min(wanted, _GROWTH * made) / _ROUND)
        return min(max(rounded, made + 1), self.most)

    def _estimate(self, values: Sequence[float]) -> float:
        """Return how many replications the spread seen so far asks for."""
        mean = interval(values, self.confidence)
        if mean is None or self.reached(mean):
            return len(values)
        if mean.mean == 0.0:
            return math.inf
        return len(values) * (mean.reach / (self.limit * abs(mean.mean))) ** 2
