"""Rows of values and the best few of a row, each in one pass, compiled by numba.

The same numbers as `rows` has by arrays; needs the extra ``fast``.
"""

import numpy as np

from simulation.compiling import compiled
from simulation.routing.mdp import ARRIVING
from simulation.routing.preferred import NORMALISED_PER_UNIT, VALUES_PER_UNIT
from simulation.units import Floats, Ints


@compiled
def row(future: Floats, penalty: Floats, here: int, destination: int) -> Floats:
    """Return Q*(here, .) (H,) on the grid of values."""
    row = np.empty(future.size)
    for hop in range(row.size):
        value = future[hop] - penalty[hop]
        if hop == destination and here != destination:
            value = ARRIVING - penalty[hop]
        row[hop] = np.rint(value * VALUES_PER_UNIT) / VALUES_PER_UNIT
    return row


@compiled
def best(row: Floats, here: int, size: int) -> tuple[Ints, Floats]:
    """Return so many best next hops from here, and their normalised values.

    Best first, ties to the lower index (Eq. 8 and 9).
    """
    hops, scaled = np.empty(size, dtype=np.int64), np.empty(size)
    lowest = highest = row[0]
    found = 0
    for hop in range(row.size):
        value = row[hop]
        lowest, highest = min(lowest, value), max(highest, value)
        if hop == here or (found == hops.size and value <= scaled[found - 1]):
            continue
        at = min(found, hops.size - 1)
        while at and scaled[at - 1] < value:
            scaled[at], hops[at] = scaled[at - 1], hops[at - 1]
            at -= 1
        scaled[at], hops[at] = value, hop
        found = min(found + 1, hops.size)
    spread = highest - lowest
    if spread == 0.0:
        spread = 1.0
    for at in range(hops.size):
        part = (scaled[at] - lowest) / spread
        scaled[at] = np.rint(part * NORMALISED_PER_UNIT) / NORMALISED_PER_UNIT
    return hops, scaled
