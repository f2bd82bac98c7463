"""Sums, means and quantiles that come out the same on every machine."""

import math
from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from simulation.units import METRES_PER_KM, Floats

# Every value times this is a whole number: above 1e-46 all floats are.
_FINEST = 2.0**200


def total(values: Floats) -> float:
    """Return the exact sum, rounded once: independent of order and machine."""
    return math.fsum(values.tolist())


def running_totals(values: Floats) -> Floats:
    """Return the exact sum up to and with each value, (n,): every one a `total`."""
    whole = accumulate(int(value) for value in (values * _FINEST).tolist())
    return np.array([each / int(_FINEST) for each in whole], dtype=np.float64)


def kilometres(distance_m: Floats) -> float:
    """Return the sum of distances [m] in km, to 0.1 mm.

    Tenths of metres are no binary fractions; what their sum has below 0.1 mm is
    the noise of writing them down.
    """
    return in_kilometres(total(distance_m))


def in_kilometres(total_m: float) -> float:
    """Return a sum of distances [m] in km, to 0.1 mm."""
    return round(total_m / METRES_PER_KM, 7)


def mean(values: Floats) -> float | None:
    """Return the mean, or None of nothing."""
    return total(values) / values.size if values.size else None


def ratio(part: float, whole: float) -> float | None:
    """Return `part` over `whole`, or None if there is no whole."""
    return part / whole if whole else None


def quantile(values: Floats, share: float) -> float | None:
    """Return the quantile at `share`, or None of nothing.

    Between two observations linearly, as numpy's default (type 7 of Hyndman and
    Fan, 1996); written out, since libraries differ in the last digit.
    """
    return quantile_of_sorted(np.sort(values), share)


def quantile_of_sorted(ordered: Floats | Sequence[float], share: float) -> float | None:
    """Return the `quantile` of values that never fall."""
    if not len(ordered):
        return None
    position = share * (len(ordered) - 1)
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    low, high = float(ordered[below]), float(ordered[above])
    return low + (high - low) * (position - below)
