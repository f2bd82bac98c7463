"""The cheapest mix of two kinds of vehicle: the smallest fleet of each share, proved.

For a share of the first kind fleets are looked for by size alone, on few runs; what is
found is proved on fresh replications, with some more vehicles if need be. The shares
are few, then some between those that cost least; so what is shown of each, its price
too, is of runs that have chosen nothing. The error is spread over all fleets that the
proof may come to.
"""

from dataclasses import dataclass

from analysis.sizing.question import COST, Fleet, Question
from analysis.sizing.search import FRESH
from analysis.sizing.trials import Trials
from analysis.sizing.verdicts import Judge, Probe
from analysis.statistics import interval

_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_BETWEEN = 0.125  # from the cheapest of them, to either side
_TRIES = 4  # fleets of a share in the proof, each larger
_LARGER = 1.03
_STRIDE = 1.3  # between sizes that are tried until one does
_NEAR = 1.02  # of two sizes: not worth telling apart
_MOST_RUNS = 8  # of a fleet, in the search; the proof has more


@dataclass(frozen=True, eq=False)
class MixPoint:
    """The smallest fleet of one share.

    Attributes
    ----------
    share
        Of the first kind among all vehicles, as it was asked for [1].
    proved
        The fleet on fresh replications; None: none is shown to meet the targets.
    below
        The largest fleet of this share that did not, in the search.
    """

    share: float
    proved: Probe | None
    below: Probe | None


@dataclass(frozen=True, eq=False)
class Mixes:
    """What a search over mixes came to."""

    curve: list[MixPoint]  # by share
    seen: list[Probe]  # of the search
    proof: list[Probe]
    confidence: float

    @property
    def best(self) -> MixPoint | None:
        """The cheapest that is proved."""
        return min(
            (each for each in self.curve if each.proved is not None),
            key=_cost,
            default=None,
        )


def _cost(point: MixPoint) -> float:
    assert point.proved is not None  # asked of proved ones
    seen = interval(point.proved.values(COST))
    return float("inf") if seen is None else seen.mean


def mixes(trials: Trials, question: Question, least: Fleet, most: Fleet) -> Mixes:
    """Return the cheapest fleets of some shares that are shown to meet all targets.

    Parameters
    ----------
    trials, question
        What gives the runs, and what is asked.
    least, most
        Bounds of both kinds.
    """
    hunt = _Hunt(trials, question, least, most)
    points = {share: hunt.point(share) for share in _SHARES}
    found = [each for each in points.values() if each.proved is not None]
    if found:
        around = min(found, key=_cost).share
        for share in (around - _BETWEEN, around + _BETWEEN):
            if 0 < share < 1:
                points[share] = hunt.point(share)
    return Mixes(
        [points[share] for share in sorted(points)],
        list(hunt.search.probes.values()),
        list(hunt.proof.probes.values()),
        hunt.proof.confidence,
    )


class _Hunt:
    """Fleets of given shares, tried and proved."""

    def __init__(
        self, trials: Trials, question: Question, least: Fleet, most: Fleet
    ) -> None:
        self._least, self._most = least, most
        self.search = Judge(trials, question, 1, most=_MOST_RUNS, hints=True)
        first = 0 if question.exact else FRESH
        families = (len(_SHARES) + 2) * _TRIES
        self.proof = Judge(trials, question, families, first=first)
        self._start = max(1, round(sum(most) / 4))  # the elastic fleet, if bounds are

    def point(self, share: float) -> MixPoint:
        """Return the smallest fleet of a share, proved."""
        total, below = self._smallest(share)
        if total is None:
            return MixPoint(share, None, below)
        self._start = total
        for _ in range(_TRIES):
            fleet = self._fleet(share, total)
            if fleet is None:
                break
            probe = self.proof.probe(fleet)
            if probe.meets:
                return MixPoint(share, probe, below)
            total = max(total + 1, round(_LARGER * total))
        return MixPoint(share, None, below)

    def _fleet(self, share: float, total: int) -> Fleet | None:
        """Return so many vehicles of a share; None: more than there may be."""
        first = round(share * total)
        fleet = tuple(
            max(low, each)
            for low, each in zip(self._least, (first, total - first), strict=True)
        )
        fits = all(n <= high for n, high in zip(fleet, self._most, strict=True))
        return fleet if fits else None

    def _smallest(self, share: float) -> tuple[int | None, Probe | None]:
        """Return the least size that looks as if it did, and what did not below it."""
        low, high, below = 0, None, None
        total = self._start
        while high is None or high > max(low + 1, round(_NEAR * low)):
            fleet = self._fleet(share, total)
            if fleet is None:
                if high is None:
                    return None, below
                break
            probe = self.search.probe(fleet)
            if probe.meets:
                high = total
            else:
                low, below = total, probe
            if high is None:
                total = max(low + 1, round(_STRIDE * low))
            elif low == 0:
                if high == 1:
                    break
                total = min(high - 1, round(high / _STRIDE))
            else:
                total = (low + high) // 2
        return high, below
