"""Units, and the grids on which arithmetic is exact.

SI inside: seconds and metres. Times lie on a grid of 1/1024 s, a power of two,
so that sums of times are exact in floating point and "the same instant" means
the same on every machine (``docs/explanation/paper-fidelity.md``, exact time).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TICKS_PER_S = 1024
SECONDS_PER_MINUTE = 60
SECONDS_PER_HOUR = 3600
SECONDS_PER_DAY = 86_400
METRES_PER_KM = 1000.0
LEAST_FACTOR = 0.05  # of speeds, also where several hold; less is only 0, closed


def on_time_grid(time_s: ArrayLike) -> Floats:
    """Return times [s] rounded to the nearest 1/1024 s, ties to even."""
    return np.rint(np.asarray(time_s, dtype=np.float64) * TICKS_PER_S) / TICKS_PER_S


def on_distance_grid(distance_m: ArrayLike) -> Floats:
    """Return distances [m] rounded to the nearest 0.1 m, ties to even."""
    return np.rint(np.asarray(distance_m, dtype=np.float64) * 10.0) / 10.0
