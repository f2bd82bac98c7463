"""Sums, means and quantiles that come out the same on every machine."""

import math

import numpy as np

from simulation.units import METRES_PER_KM, Floats


def total(values: Floats) -> float:
    """Return the exact sum, rounded once: independent of order and machine."""
    return math.fsum(values.tolist())


def kilometres(distance_m: Floats) -> float:
    """Return the sum of distances [m] in km, to 0.1 mm.

    Tenths of metres are no binary fractions; what their sum has below 0.1 mm is
    the noise of writing them down.
    """
    return round(total(distance_m) / METRES_PER_KM, 7)


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
    if not values.size:
        return None
    ordered = np.sort(values)
    position = share * (values.size - 1)
    below = math.floor(position)
    above = min(below + 1, values.size - 1)
    low, high = float(ordered[below]), float(ordered[above])
    return low + (high - low) * (position - below)
