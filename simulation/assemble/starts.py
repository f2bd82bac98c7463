"""Where the vehicles of a fleet of given size start."""

import numpy as np

from simulation.units import Floats


def start_hotspots(size: int, expected_departures: Floats) -> list[int]:
    """Return where `size` vehicles start, in order of hotspot.

    In proportion to the departures expected of each hotspot, by largest
    remainder, ties to the lower index (model 6, finite fleet).
    """
    total = float(expected_departures.sum())
    hotspots = expected_departures.size
    if total <= 0:
        quota = np.full(hotspots, size / hotspots)
    else:
        quota = size * expected_departures / total
    whole = np.floor(quota + 1e-9).astype(np.int64)
    remainder = np.round(quota - whole, 9)
    by_remainder = np.lexsort((np.arange(hotspots), -remainder))
    whole[by_remainder[: size - int(whole.sum())]] += 1
    return np.repeat(np.arange(hotspots), whole).tolist()
