"""Points of a plane out of a matrix of ways between them."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from simulation.units import Floats

_LEAST = 1e-6  # squared: a distance of 0 has no slope
_STEPS = 3000


class Unfolded(NamedTuple):
    """Points whose ways are nearest to a matrix, in its unit."""

    origins: Floats  # (m, 2)
    pickups: Floats  # (n, 2)
    ways: Floats  # (m, n) over these points


def unfolded(ways: Floats) -> Unfolded:
    """Return points by the ways from origins over pickups to the first n origins.

    ``ways[i, j]`` is the way from origin i to pickup j and on to origin j: of a courier
    who is at i and takes order j, whose customer is origin j. The points are those
    with the least squared differences; turned, shifted or mirrored they are as good.

    Parameters
    ----------
    ways : (m, n) array
        m at least n, n at least 3.
    """
    many, few = ways.shape
    start = _first_guess(ways)
    found = minimize(
        _squared,
        start.ravel(),
        args=(ways,),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _STEPS, "maxfun": 2 * _STEPS},
    )
    points = found.x.reshape(many + few, 2)
    points = points - points[:many].mean(axis=0)
    _, _, axes = np.linalg.svd(points[:many], full_matrices=False)
    points = points @ axes.T
    # The longest axis to the east, and the first point in the north-east.
    points *= np.where(points[0] < 0, -1.0, 1.0)
    origins, pickups = points[:many], points[many:]
    return Unfolded(origins, pickups, _ways(origins, pickups)[0])


def _first_guess(ways: Floats) -> Floats:
    """Return points (m + n, 2) by classical unfolding of the distances alone.

    The way from a customer to its pickup is half of the way there and back.
    """
    few = ways.shape[1]
    last = np.diag(ways[:few]) / 2
    squared = np.maximum(ways - last, 0.05) ** 2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None]
    u, s, v = np.linalg.svd(-0.5 * (centred + squared.mean()), full_matrices=False)
    spread = np.sqrt(s[:2])
    return np.vstack((u[:, :2] * spread, v[:2].T * spread))


def _ways(origins: Floats, pickups: Floats) -> tuple[Floats, Floats, Floats]:
    """Return ways (m, n), and of the first parts their vectors and lengths."""
    apart = origins[:, None] - pickups[None]
    length = np.sqrt((apart**2).sum(axis=2) + _LEAST)
    own = np.arange(len(pickups))
    return length + length[own, own], apart, length


def _squared(flat: Floats, ways: Floats) -> tuple[float, Floats]:
    """Return half the sum of squared differences, and its slope."""
    many, few = ways.shape
    points = flat.reshape(many + few, 2)
    found, apart, length = _ways(points[:many], points[many:])
    over = found - ways
    weight = over.copy()
    own = np.arange(few)
    weight[own, own] += over.sum(axis=0)  # the last part is in every way of its column
    pull = (weight / length)[..., None] * apart
    slope = np.vstack((pull.sum(axis=1), -pull.sum(axis=0)))
    return 0.5 * float((over**2).sum()), slope.ravel()
