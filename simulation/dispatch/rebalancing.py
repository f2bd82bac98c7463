"""Which idle vehicles drive to where orders are expected."""

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.dispatch.supply import apportioned
from simulation.units import Floats


def moves(
    standing: Mapping[int, int],
    coming: Sequence[int],
    expected: Floats,
    distance_m: Floats,
) -> dict[int, int]:
    """Return which idle vehicles drive to which tract.

    There is to be a vehicle for each order expected. Vehicles are assigned to these
    orders with the fewest metres in all; whoever stands in that tract stays.

    Parameters
    ----------
    standing
        Tracts of idle vehicles, by number.
    coming
        Tracts to which others drive with nothing to do there.
    expected : (H,) array
        Orders by tract.
    distance_m : (H, H) array
        From tract to tract [m].
    """
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - heavy

    count = apportioned(expected, int(np.rint(expected.sum())))
    wanted = np.repeat(np.arange(len(expected)), count)
    here = np.array([*standing.values(), *coming], np.int64)
    rows, columns = linear_sum_assignment(distance_m[np.ix_(here, wanted)])
    numbers = list(standing)
    return {
        numbers[row]: int(wanted[column])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if row < len(numbers) and here[row] != wanted[column]
    }
