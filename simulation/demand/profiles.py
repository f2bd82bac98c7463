"""How many orders each minute brings."""

import math
from collections.abc import Sequence

import numpy as np

from simulation.errors import DemandError
from simulation.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, Floats, Ints

PAPER_DURATION_MIN = 60
PEAKS_MIN = (15.0, 45.0)  # Eq. 11
SIGMA_MIN = 10.0  # Paper: 8. We: 10, which gives the counts of Table 4.
SIGMA_PRINTED_MIN = 8.0
MOST_ORDERS = 2**31 - 1  # an order's number is an int32 in the event log


def counts_per_minute(
    profile: str, load_per_min: float, duration_min: int, hours: Sequence[float] = ()
) -> Ints:
    """Return the number of orders in each minute, (duration_min,).

    Parameters
    ----------
    profile
        ``"uniform"``: `load_per_min` orders in every minute (Eq. 10), or as `hours`
        say, a fraction carried over to the next one. ``"gaussian"``: two peaks, a
        fraction carried over too. ``"gaussian_table_4"``: the same curve, each minute
        rounded down, as counted in Table 4. ``"gaussian_printed"``: two peaks as
        Eq. 11 is printed, rounded down.
    load_per_min
        Orders a minute; the height of a peak in the gaussian ones [1/min].
    duration_min
        Length [min]; other than 60, the peaks keep their place in the whole.
    hours
        Orders in each hour in proportion to each other, for ``"uniform"``: begun anew
        after the last; none: all alike.

    Raises
    ------
    DemandError
        If the profile is unknown or the orders are too many to be numbered.
    """
    check_number(load_per_min)  # before anything overflows
    counts: Floats
    if profile == "uniform":
        counts = _carried(load_per_min, heights_by_hour(hours, duration_min))
    elif profile in ("gaussian", "gaussian_table_4"):
        # Paper: sampled at the full minutes, divided by the maximum of the sum.
        # We: 60 points from 0 to 60 and single peaks of height 1, as in Table 4.
        points = np.linspace(0.0, PAPER_DURATION_MIN, duration_min)
        height = two_peaks(points, SIGMA_MIN)
        # Paper: each minute rounded down, which loses half an order a minute: most
        # of a small load. We: only where the paper's own counts are asked for.
        counts = (
            _carried(load_per_min, height)
            if profile == "gaussian"
            else _floor(load_per_min * height)
        )
    elif profile == "gaussian_printed":
        minutes = np.arange(duration_min, dtype=np.float64)
        height = two_peaks(
            minutes * (PAPER_DURATION_MIN / duration_min), SIGMA_PRINTED_MIN
        )
        counts = _floor(height / height.max() * load_per_min)
    else:
        raise DemandError(
            f"demand.profile is {profile!r}, expected uniform, gaussian, "
            "gaussian_table_4 or gaussian_printed."
        )
    check_number(float(counts.sum()))
    return counts.astype(np.int64)


def heights_by_hour(hours: Sequence[float], duration_min: int) -> Floats:
    """Return orders in each minute over those in the mean of all hours, (n,) [1]."""
    if not hours:
        return np.ones(duration_min)
    begins_s = np.arange(duration_min) * SECONDS_PER_MINUTE
    weights = np.array(hours, dtype=np.float64)
    weights /= math.fsum(hours) / weights.size
    return weights[begins_s // SECONDS_PER_HOUR % weights.size]


def so_far(height: Floats) -> Floats:
    """Return the sum of heights up to the beginning of each minute and the end."""
    return np.concatenate(((0.0,), np.cumsum(height)))


def two_peaks(time_min: Floats, sigma_min: float) -> Floats:
    """Return the sum of two bells of height 1 at 15 and 45 min (Eq. 11), (n,)."""
    # math.exp: numpy's differs in the last digit from machine to machine.
    return np.array(
        [
            sum(math.exp(-0.5 * ((t - peak) / sigma_min) ** 2) for peak in PEAKS_MIN)
            for t in time_min.tolist()
        ]
    )


def check_number(orders: float) -> None:
    """Refuse more orders than can be numbered.

    Raises
    ------
    DemandError
        If there are more than 2,147,483,647.
    """
    if orders > MOST_ORDERS:
        raise DemandError(
            f"demand makes about {orders:.3g} orders, expected at most {MOST_ORDERS}."
        )


def _carried(load_per_min: float, height: Floats) -> Floats:
    """Return whole orders of each minute, fractions carried on, (n,).

    After every minute the orders so far are those of the curve so far, rounded down.
    """
    return np.diff(_floor(load_per_min * so_far(height))).astype(np.float64)


def _floor(values: Floats) -> Floats:
    """Return values rounded down, a last digit short of a whole number forgiven."""
    return np.floor(np.round(values, 9)).astype(np.float64)
