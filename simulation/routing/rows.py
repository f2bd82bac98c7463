"""Rows of Q-values, and the best few of a row: in one pass where numba is, and it pays.

Otherwise by arrays; both have the same numbers, to the last bit.
"""

from functools import cache
from types import ModuleType

import numpy as np

from simulation.compiling import is_here
from simulation.routing.mdp import ARRIVING
from simulation.routing.preferred import normalised_few, on_value_grid
from simulation.units import Floats, Ints

_WORTH = 200  # hotspots: for shorter rows loading numba does not pay


@cache
def quick_rows(hotspots: int) -> ModuleType | None:
    """Return what forms rows of so many values in one pass, if it is here and pays."""
    if hotspots <= _WORTH or not is_here():
        return None
    from simulation.routing import quick_rows  # noqa: PLC0415 - needs numba

    # Compiled, or read from disk, now: half a second that no decision is to wait for.
    two = np.zeros(2)
    quick_rows.best(quick_rows.row(two, two, 0, 1), 0, 1)
    return quick_rows


def exact_row(future: Floats, penalty: Floats, here: int, destination: int) -> Floats:
    """Return Q*(here, .) of the agent of `destination`, (H,), to 1e-9.

    Parameters
    ----------
    future : (H,) array
        What is to come from each next hop, discounted.
    penalty : (H,) array
        Of each hop from here.
    here, destination
        Hotspots.
    """
    quick = quick_rows(future.size)
    if quick is not None:
        formed: Floats = quick.row(future, penalty, here, destination)
        return formed
    row: Floats = future - penalty
    if here != destination:
        row[destination] = ARRIVING - penalty[destination]
    return on_value_grid(row, out=row)


def best_first(values: Floats, at: int, size: int) -> tuple[list[int], list[float]]:
    """Return where so many best values are, ties to the lower number, and normalised.

    Parameters
    ----------
    values : (n,) array
        Of the hops that there are, on the grid of 1e-9.
    at
        Where staying is among them, which is never one of the best.
    size
        How many, n - 1 at most.
    """
    quick = quick_rows(values.size)
    if quick is not None:
        numbers, scaled = quick.best(values, at, size)
        return numbers.tolist(), scaled.tolist()
    few = best_few(values, at, size)
    ranked = sorted(zip(np.negative(values[few]).tolist(), few.tolist(), strict=True))
    minus = [each for each, _ in ranked]
    return [number for _, number in ranked], normalised_few(values, minus)


def best_few(values: Floats, at: int, size: int) -> Ints:
    """Return the same places, ascending."""
    row = values.copy()
    row[at] = -np.inf
    row.partition(row.size - size)
    least = row[row.size - size]
    taken = values >= least
    taken[at] = False
    numbers: Ints = taken.nonzero()[0]
    if numbers.size > size:
        ties = numbers[values[numbers] == least]
        taken[ties[size - numbers.size :]] = False
        numbers = taken.nonzero()[0]
    return numbers
