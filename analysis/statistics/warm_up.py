"""How much of a run's start to leave out: MSER-5."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

BATCH = 5  # observations
FEWEST_BATCHES = 10
_KEPT = 5  # batches


@dataclass(frozen=True)
class WarmUp:
    """What MSER-5 says of a series."""

    observations: int | None  # to leave out; None: the series is too short to tell
    of: int  # observations in the series
    mean: float | None  # of what is left
    after: int = 0  # observations before the series begins


def mser_5(series: Sequence[float]) -> WarmUp:
    """Return how many observations at the start to leave out.

    The series is cut into batches of five, and those first batches are left out
    without which the mean of the others has the smallest marginal standard error:
    their sum of squares about their own mean over their squared number. Of equal
    ones, the fewest are left out. The last five batches always stay, since a few
    that happen to be alike look certain; and where the best cut lies in the second
    half, the series is too short to tell. White (1997), Simulation 69(6), 323-334;
    batches of five: White, Cobb and Spratt (2000), Winter Simulation Conference,
    755-765; the last five: Hoad, Robinson and Davies (2010), Journal of the
    Operational Research Society 61, 1389-1403.

    Parameters
    ----------
    series
        Observations at regular times; the last that fill no batch are left aside.
    """
    batches = len(series) // BATCH
    if batches < FEWEST_BATCHES:
        return WarmUp(None, len(series), None)
    starts = range(0, BATCH * batches, BATCH)
    means = [math.fsum(series[at : at + BATCH]) / BATCH for at in starts]
    errors = _squared_errors(means)[: batches - _KEPT + 1]
    cut = errors.index(min(errors))
    if cut > batches // 2:
        return WarmUp(None, len(series), None)
    kept = means[cut:]
    return WarmUp(BATCH * cut, len(series), math.fsum(kept) / len(kept))


def warm_up_of(series: Sequence[float]) -> WarmUp:
    """Return what MSER-5 says of a series of counts, from the first that is not 0 on.

    A trace in seconds from midnight has nothing before its first order: no warm-up,
    which would be the better half of the series.
    """
    empty = next((at for at, each in enumerate(series) if each), 0)
    return replace(mser_5(series[empty:]), after=empty)


def _squared_errors(values: Sequence[float]) -> list[float]:
    """Return the squared marginal standard error of the mean from each value on.

    In one pass from the end, with updates that lose no digits (Welford, 1962).
    """
    errors = []
    mean = squares = 0.0
    for count, value in enumerate(reversed(values), start=1):
        off = value - mean
        mean += off / count
        squares += off * (value - mean)
        errors.append(squares / count**2)
    return errors[::-1]
