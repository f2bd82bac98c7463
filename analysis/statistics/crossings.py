"""Where a difference that is known at some places changes its sign."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.statistics.intervals import CONFIDENCE, quantile
from analysis.statistics.verdicts import FEWEST_ALIKE

Stretch = tuple[float, float]  # from, to


@dataclass(frozen=True)
class Crossing:
    """A place where the mean of a difference changes its sign.

    Its interval holds the places where the difference is not told from zero, all
    around the crossing (Fieller, Journal of the Royal Statistical Society B 16, 1954).
    """

    at: float
    low: float  # -inf: not told from zero down to the first place
    high: float  # inf: not told from zero up to the last place
    between: Stretch  # the neighbouring places on either side
    falls: bool  # to below zero, as places rise


def crossings(
    places: Sequence[float],
    differences: Sequence[Sequence[float]],
    confidence: float = CONFIDENCE,
) -> list[Crossing]:
    """Return where the mean of a difference changes its sign, places rising.

    Between two neighbouring places each replication's difference is taken to be a
    straight line; zero counts as not below.

    Parameters
    ----------
    places : (p,)
        Rising.
    differences : (n, p)
        A row for each replication. One alone leaves every interval open.
    confidence
        Of the intervals.
    """
    columns = list(zip(*differences, strict=True))
    unsure = _joined(
        [
            stretch
            for (a, first), (b, second) in pairwise(zip(places, columns, strict=True))
            for stretch in _unsure(a, b, first, second, confidence)
        ]
    )
    means = [math.fsum(column) / len(column) for column in columns]
    crossings = []
    for (a, mean), (b, following) in pairwise(zip(places, means, strict=True)):
        if (mean < 0) == (following < 0):
            continue
        at = a + (b - a) * mean / (mean - following)
        low, high = next(
            (each for each in unsure if each[0] <= at <= each[1]), (at, at)
        )
        crossings.append(
            Crossing(
                at,
                -math.inf if low <= places[0] else low,
                math.inf if high >= places[-1] else high,
                (a, b),
                falls=following < 0,
            )
        )
    return crossings


def _unsure(
    a: float,
    b: float,
    first: Sequence[float],
    second: Sequence[float],
    confidence: float,
) -> list[Stretch]:
    """Return where between two places the mean is not told from zero.

    A share w of the way, the mean is m + w s and its squared reach t^2 times a
    quadratic of w: where the square of the one is at most the other.
    """
    count = len(first)
    if count < 2:  # noqa: PLR2004 - one value has no spread
        return [(a, b)]
    slopes = [after - before for before, after in zip(first, second, strict=True)]
    m, s = math.fsum(first) / count, math.fsum(slopes) / count
    scale = quantile(confidence, count - 1) ** 2 / (count - 1) / count
    of_first = scale * math.fsum((each - m) ** 2 for each in first)
    of_slope = scale * math.fsum((each - s) ** 2 for each in slopes)
    if of_first == 0 == of_slope and count < FEWEST_ALIKE:
        return [(a, b)]
    of_both = scale * math.fsum(
        (each - m) * (slope - s) for each, slope in zip(first, slopes, strict=True)
    )
    excess = (m * m - of_first, 2 * (m * s - of_both), s * s - of_slope)

    def over(share: float) -> float:
        return excess[0] + share * (excess[1] + share * excess[2])

    cuts = [0.0, *(each for each in _roots(*excess) if 0 < each < 1), 1.0]
    return [
        (a + (b - a) * low, a + (b - a) * high)
        for low, high in pairwise(cuts)
        if over((low + high) / 2) <= 0
    ]


def _roots(constant: float, linear: float, square: float) -> list[float]:
    """Return where a quadratic is zero, rising; none where it always is."""
    if square == 0:
        return [] if linear == 0 else [-constant / linear]
    under = linear * linear - 4 * square * constant
    if under < 0:
        return []
    # The larger sum first, so that nothing is lost by subtraction.
    larger = -(linear + math.copysign(math.sqrt(under), linear)) / 2
    other = constant / larger if larger else 0.0
    return sorted((larger / square, other))


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Return rising stretches, those that touch made one."""
    joined: list[Stretch] = []
    for low, high in stretches:
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return joined
