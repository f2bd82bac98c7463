"""Ranked next hops: which ones a delivery prefers, and how much (Eq. 8 and 9).

Values are ranked on a grid of 1e-9 and added on a grid of 2**-40, so that ties
and sums are the same on every machine (``docs/explanation/paper-fidelity.md``,
exact arithmetic).
"""

import math
from collections.abc import Iterable

import numpy as np

from simulation.units import Floats, Ints

VALUES_PER_UNIT = 1e9  # Q-values are ranked rounded to 1e-9
_NORMALISED_PER_UNIT = 2.0**40
_ROUNDING_ERROR = 1e-9  # 0.29 * 100 is 28.999999999999996


def on_value_grid(values: Floats, out: Floats | None = None) -> Floats:
    """Return Q-values rounded to the nearest 1e-9, in a new array or in `out`."""
    grid: Floats = np.multiply(values, VALUES_PER_UNIT, out=out)
    np.rint(grid, out=grid)
    grid /= VALUES_PER_UNIT
    return grid


def preferred_set_size(share: float, hotspots: int) -> int:
    """Return the size of a preferred action set: at least 1 (paper, 6.1).

    Parameters
    ----------
    share
        Share of the hotspots preferred, such as 0.1.
    hotspots
        Number of hotspots H.
    """
    return max(1, math.floor(share * hotspots + _ROUNDING_ERROR))


def rankings(table: Floats) -> Ints:
    """Return the next hops from each hotspot, (H, H - 1), best first.

    Ties go to the lower index. The hotspot itself is never a next hop (Eq. 8 with
    the rule that a delivery does not stay).

    Parameters
    ----------
    table : (H, H) array
        Q-values of the hops from each hotspot, already on the grid of 1e-9.
    """
    hotspots = len(table)
    order: Ints = np.argsort(-table, axis=1, kind="stable")
    hops: Ints = order[order != np.arange(hotspots)[:, None]]
    return hops.reshape(hotspots, hotspots - 1)


def normalised(values: Floats) -> Floats:
    """Return Q-values scaled to [0, 1] over all H actions (Eq. 9).

    A flat row gives zeros. Multiples of 2**-40, of which sums are exact and
    therefore the same in whatever order they are formed.

    Parameters
    ----------
    values : (..., H) array
        One row or many.
    """
    lowest = values.min(axis=-1, keepdims=True)
    spread = values.max(axis=-1, keepdims=True) - lowest
    flat = spread == 0.0
    scaled: Floats = np.rint(
        (values - lowest) / np.where(flat, 1.0, spread) * _NORMALISED_PER_UNIT
    )
    scaled /= _NORMALISED_PER_UNIT
    return scaled


def normalised_few(row: Floats, minus: Iterable[float]) -> list[float]:
    """Return the normalised values of a few actions of one row, given their negatives.

    By the same steps, without arrays: of eight hops in a fifth of the time.
    """
    lowest, spread = _extent(row)
    per_unit, spread = _NORMALISED_PER_UNIT, spread or 1.0
    return [round((-each - lowest) / spread * per_unit) / per_unit for each in minus]


def _extent(row: Floats) -> tuple[float, float]:
    """Return the lowest value and how far the highest is from it.

    Where they are is found in a sixth of the time that numpy takes for what they are.
    """
    lowest = row.item(row.argmin())
    return lowest, row.item(row.argmax()) - lowest


def normalised_some(row: Floats, hops: Ints) -> Floats:
    """Return those of some hops among the `normalised` values of one row.

    By the same steps, and a third of the time.
    """
    lowest, spread = _extent(row)
    scaled: Floats = row[hops]
    scaled -= lowest
    if spread > 0.0:
        scaled /= spread
    scaled *= _NORMALISED_PER_UNIT
    np.rint(scaled, out=scaled)
    scaled /= _NORMALISED_PER_UNIT
    return scaled
