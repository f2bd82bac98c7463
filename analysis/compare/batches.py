"""Means over the orders of one run, with intervals that know they hang together.

Orders that are on their way at the same time compete for the same vehicles, so their
times are alike and an interval as of independent values would be far too narrow. What
lies far apart in time is nearly independent: orders are cut by start into batches,
and the spread of batches tells how far the mean may be off. Neighbouring batches may
still be alike; their correlation widens the interval as in Skart.

Sources: Law, Simulation Modeling and Analysis, 5th ed., 9.5.3 (batch means);
Tafazzoli and Wilson, Skart, IIE Transactions 43 (2011), 110-128 (the correction by the
correlation of neighbours); Cochran, Sampling Techniques, 3rd ed., 6.3 (a mean over
batches of unequal size is a ratio).
"""

import math

import numpy as np

from analysis.statistics import CONFIDENCE, Interval
from simulation.units import Floats, Ints

MOST_BATCHES = 20
FEWEST_BATCHES = 4
ORDERS_PER_BATCH = 5  # at least; 20 orders make the first interval
_MOST_CORRELATION = 0.9  # what so few batches can still tell from a trend


def batches_of(start_s: Floats) -> Ints:
    """Return the batch of each order, (n,): runs of starts of equal number.

    At most 20 batches of 5 orders or more each; all in one where there are fewer
    than 20 orders.
    """
    size = start_s.size
    count = min(MOST_BATCHES, size // ORDERS_PER_BATCH)
    batch = np.zeros(size, dtype=np.int64)
    if count >= FEWEST_BATCHES:
        batch[np.argsort(start_s, kind="stable")] = np.arange(size) * count // size
    return batch


def mean_over(values: Floats, batch: Ints) -> Interval | None:
    """Return the mean of values with its 95 % interval by batches; None of nothing.

    Parameters
    ----------
    values : (n,)
        Of all orders, or of those of a tract.
    batch : (n,)
        Of each value, from `batches_of` all orders. Batches without a value say
        nothing; where fewer than four have any, the limits are infinite.
    """
    if values.size == 0:
        return None
    mean = math.fsum(values.tolist()) / values.size
    used, place = np.unique(batch, return_inverse=True)
    if used.size < FEWEST_BATCHES:
        return Interval(mean, math.inf, int(used.size))
    off = np.bincount(place, weights=values - mean)  # what each adds to the error
    squares = math.fsum((off**2).tolist())
    if squares == 0.0:
        return Interval(mean, 0.0, int(used.size))
    alike = math.fsum((off[1:] * off[:-1]).tolist()) / squares
    alike = min(max(alike, 0.0), _MOST_CORRELATION)
    variance = squares * used.size / (used.size - 1) / values.size**2
    error = math.sqrt(variance * (1 + alike) / (1 - alike))
    return Interval(mean, _quantile(int(used.size) - 1) * error, int(used.size))


def _quantile(freedom: int) -> float:
    """Return the two-sided quantile of Student's t."""
    from scipy import special  # noqa: PLC0415 - loads in a tenth of scipy.stats

    return float(special.stdtrit(freedom, (1 + CONFIDENCE) / 2))
