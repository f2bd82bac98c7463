"""Lines of many points in fewer: within a tolerance of what they were."""

import numpy as np

from simulation.units import Bools, Floats, Ints

TOLERANCE_M = 8.0


def simplified(
    x: Floats, y: Floats, starts: Ints, tolerance_m: float = TOLERANCE_M
) -> tuple[Floats, Floats, Ints]:
    """Return lines with fewer points, ends kept (Douglas and Peucker, 1973).

    Parameters
    ----------
    x, y : (m,) arrays
        The points of all lines, one after the other [m].
    starts : (n + 1,) array
        Line i has the points ``starts[i]`` to ``starts[i + 1] - 1``.
    tolerance_m
        No point left out lies farther [m] from the line that is kept.
    """
    keep = _kept(x, y, starts, tolerance_m)
    fewer = np.concatenate(([0], np.cumsum(keep)))[starts]
    return x[keep], y[keep], fewer


def _kept(x: Floats, y: Floats, starts: Ints, tolerance_m: float) -> Bools:
    """Return which points stay, (m,): all lines at once, one halving a round."""
    keep = np.zeros(x.size, dtype=np.bool_)
    filled = np.flatnonzero(np.diff(starts) > 0)
    keep[starts[filled]] = keep[starts[filled + 1] - 1] = True
    # Stretches between two kept points of one line that may have more to keep.
    first, last = starts[filled], starts[filled + 1] - 1
    while True:
        long = last - first > 1
        first, last = first[long], last[long]
        if not first.size:
            return keep
        inner = last - first - 1
        begins = np.cumsum(inner) - inner
        at = np.arange(int(inner.sum())) + np.repeat(first + 1 - begins, inner)
        away_m = _away_m(x, y, at, np.repeat(first, inner), np.repeat(last, inner))
        most_m = np.maximum.reduceat(away_m, begins)
        farthest = np.flatnonzero(away_m == np.repeat(most_m, inner))
        of = np.repeat(np.arange(first.size), inner)[farthest]
        _, lead = np.unique(of, return_index=True)  # the first where several tie
        split = at[farthest[lead]]
        bent = most_m > tolerance_m
        first, last, split = first[bent], last[bent], split[bent]
        keep[split] = True
        first, last = np.concatenate((first, split)), np.concatenate((split, last))


def _away_m(x: Floats, y: Floats, at: Ints, first: Ints, last: Ints) -> Floats:
    """Return how far points (k,) lie from the line between two others [m]."""
    east, north = x[last] - x[first], y[last] - y[first]
    to_east, to_north = x[at] - x[first], y[at] - y[first]
    length2 = east**2 + north**2
    share = (to_east * east + to_north * north) / np.where(length2 > 0, length2, 1)
    share = np.clip(share, 0, 1)
    away: Floats = np.hypot(to_east - share * east, to_north - share * north)
    return away
