"""When a finding of the paper holds: a test stated beforehand.

A finding is a number that must lie above (or below) a limit, with its 95 % interval:
it holds if the whole interval does, it does not if none of it does, else we cannot
tell. Where a finding speaks of several loads, all must hold; one that fails fails it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from analysis.statistics import Interval

if TYPE_CHECKING:
    from pandas import DataFrame


class Verdict(Enum):
    """What our runs say of a finding."""

    FAILS = "does not hold"
    UNSURE = "cannot tell"
    HOLDS = "holds"


@dataclass(frozen=True)
class Evidence:
    """One number that speaks for or against a finding."""

    of: str  # the policy, or what it is compared with
    profile: str
    load_per_min: int | None  # None: from the lowest to the highest
    ours: Interval | None
    limit: float
    above: bool  # whether the finding wants it above the limit

    @property
    def verdict(self) -> Verdict:
        """Return what this number alone says."""
        if self.ours is None:
            return Verdict.UNSURE
        least, most = self.ours.low - self.limit, self.ours.high - self.limit
        if not self.above:
            least, most = -most, -least
        if least > 0:
            return Verdict.HOLDS
        return Verdict.FAILS if most <= 0 else Verdict.UNSURE


@dataclass(frozen=True)
class Trend:
    """A finding of the paper, and what ours are."""

    claim: str
    source: str
    unit: str
    evidence: tuple[Evidence, ...]
    beside: tuple[Evidence, ...] = ()  # with every way counted; decides nothing

    @property
    def verdict(self) -> Verdict:
        """Return the worst of what the numbers say."""
        return worst_of(self.evidence)


def worst_of(evidence: Iterable[Evidence]) -> Verdict:
    """Return the worst verdict among numbers."""
    verdicts = {each.verdict for each in evidence}
    return next((each for each in Verdict if each in verdicts), Verdict.UNSURE)


def trends_frame(trends: Iterable[Trend]) -> "DataFrame":
    """Return one row per number that speaks for or against a finding.

    A verdict is that of the rows of one accounting: ``every way`` stands beside the
    paper's, with a verdict of its own.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    return pd.DataFrame(
        [
            {
                "finding": trend.claim,
                "source": trend.source,
                "verdict": worst_of(evidence).value,
                "accounting": accounting,
                "of": each.of,
                "demand": each.profile,
                "load_per_min": each.load_per_min,
                "unit": trend.unit,
                "wanted": f"{'above' if each.above else 'below'} {each.limit:g}",
                "mean": None if each.ours is None else each.ours.mean,
                "low": None if each.ours is None else each.ours.low,
                "high": None if each.ours is None else each.ours.high,
                "alone": each.verdict.value,
            }
            for trend in trends
            for accounting, evidence in (
                ("the paper's", trend.evidence),
                ("every way", trend.beside),
            )
            for each in evidence
        ]
    )
