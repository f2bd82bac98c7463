"""Means with intervals, and paired differences: what a claim rests on."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean and where it lies with 95 % confidence (Student's t).

    From one value alone nothing follows: its limits are infinite.
    """

    mean: float
    reach: float  # half the width
    count: int  # of independent values

    @property
    def low(self) -> float:
        """Lower limit."""
        return self.mean - self.reach

    @property
    def high(self) -> float:
        """Upper limit."""
        return self.mean + self.reach

    def excludes(self, value: float) -> bool:
        """Return whether `value` lies outside the interval."""
        return not self.low <= value <= self.high


def interval(
    values: Sequence[float | None], confidence: float = CONFIDENCE
) -> Interval | None:
    """Return the mean of independent values with its interval.

    None if there is no value, or one of them is None: a metric without
    observations has no mean.

    Examples
    --------
    >>> found = interval([9.0, 10.0, 11.0])
    >>> found.mean, round(found.reach, 3), found.excludes(0.0)
    (10.0, 2.484, True)
    >>> interval([9.0, None]) is None
    True
    """
    known = [float(value) for value in values if value is not None]
    if not known or len(known) < len(values):
        return None
    mean = math.fsum(known) / len(known)
    return Interval(mean, _reach(known, mean, confidence), len(known))


def observations(logs: Sequence[tuple[Hashable, ...]]) -> list[int]:
    """Return the positions of the runs that are observations of their own.

    All of them; the first alone where several runs have one and the same log, as the
    replications of a trace have: made again and again, it is one run.

    Parameters
    ----------
    logs
        The hashes of each run's log, two of a pair; None where it is not known.
    """
    if len(logs) > 1 and None not in logs[0] and len(set(logs)) == 1:
        return [0]
    return list(range(len(logs)))


def _reach(values: list[float], mean: float, confidence: float) -> float:
    """Return half the width of the t-interval of a mean."""
    count = len(values)
    if count < 2:  # noqa: PLR2004 - one value has no spread
        return math.inf
    if min(values) == max(values):
        return 0.0
    squares = math.fsum((value - mean) ** 2 for value in values)
    error = math.sqrt(squares / (count - 1) / count)
    return quantile(confidence, count - 1) * error


def quantile(confidence: float, freedom: float) -> float:
    """Return the two-sided quantile of Student's t."""
    from scipy import special  # noqa: PLC0415 - loads in a tenth of scipy.stats

    return float(special.stdtrit(freedom, (1 + confidence) / 2))


def changes_percent(
    of: Sequence[float | None], over: Sequence[float | None]
) -> list[float | None]:
    """Return by how much each value exceeds its partner [%], None where undefined.

    Pairs stand at one position: two policies on the same orders.
    """
    return [
        None
        if this is None or base is None or base == 0
        else 100 * (this - base) / base
        for this, base in zip(of, over, strict=True)
    ]


def differences(
    of: Sequence[float | None], over: Sequence[float | None], scale: float = 1.0
) -> list[float | None]:
    """Return each value less its partner, times `scale`; None where undefined."""
    return [
        None if this is None or base is None else scale * (this - base)
        for this, base in zip(of, over, strict=True)
    ]


def unpaired_difference(
    of: Sequence[float], over: Sequence[float], confidence: float = CONFIDENCE
) -> Interval:
    """Return mean of `of` less mean of `over`, which have nothing in common (Welch).

    Limits are infinite where either has less than two values.
    """
    means = [math.fsum(each) / len(each) for each in (of, over)]
    counts = [len(of), len(over)]
    if min(counts) < 2:  # noqa: PLR2004 - one value has no spread
        return Interval(means[0] - means[1], math.inf, min(counts))
    errors = [
        math.fsum((value - mean) ** 2 for value in values) / (count - 1) / count
        for values, mean, count in zip((of, over), means, counts, strict=True)
    ]
    squared = sum(errors)
    if squared == 0.0:
        return Interval(means[0] - means[1], 0.0, min(counts))
    freedom = squared**2 / sum(
        error**2 / (count - 1) for error, count in zip(errors, counts, strict=True)
    )
    reach = quantile(confidence, freedom) * math.sqrt(squared)
    return Interval(means[0] - means[1], reach, min(counts))
