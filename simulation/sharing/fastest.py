"""The fastest ways between hotspots, over any number of others.

Floyd and Warshall; of ways that take equally long, the one of fewer metres.
"""

import numpy as np

from simulation.compiling import is_here
from simulation.units import Floats

Alone = tuple[Floats, Floats]  # metres and seconds

_WORTH = 200  # hotspots: for fewer loading numba does not pay


def fastest(distance_m: Floats, travel_time_s: Floats) -> Alone:
    """Return metres and seconds of the fastest ways, (H, H) each."""
    if len(travel_time_s) > _WORTH and is_here():
        from simulation.sharing.quick_ways import ways  # noqa: PLC0415 - needs numba

        return ways(distance_m, travel_time_s)
    # Of complex numbers the real parts are compared first, and both are added at once.
    least = travel_time_s + 1j * distance_m
    longer = np.empty_like(least)
    for by in range(len(least)):
        np.add(least[:, by, None], least[by], out=longer)
        np.minimum(least, longer, out=least)
    return least.imag.copy(), least.real.copy()
