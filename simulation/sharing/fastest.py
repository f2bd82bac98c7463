"""The fastest ways between hotspots, over any number of others."""

import numpy as np

from simulation.units import Floats

Alone = tuple[Floats, Floats]  # metres and seconds


def fastest(distance_m: Floats, travel_time_s: Floats) -> Alone:
    """Return metres and seconds of the fastest ways."""
    fastest_s, metres = travel_time_s.copy(), distance_m.copy()
    for by in range(len(fastest_s)):
        seconds = fastest_s[:, by, None] + fastest_s[by]
        length = metres[:, by, None] + metres[by]
        better = (seconds < fastest_s) | ((seconds == fastest_s) & (length < metres))
        fastest_s = np.where(better, seconds, fastest_s)
        metres = np.where(better, length, metres)
    return metres, fastest_s
