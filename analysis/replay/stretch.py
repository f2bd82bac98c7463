"""Stretches of time, and rows of columns cut by them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.replay.packing import Group, Kind, packed
from simulation.units import Floats

Column = tuple[NDArray[Any], Kind]  # (n,) and how it is packed


@dataclass(frozen=True)
class Stretch:
    """From a time until just before another; the last one holds its end, too."""

    from_s: float
    until_s: float
    last: bool = False

    def rows(self, times_s: Floats) -> slice:
        """Return which of some times, never falling, lie in it."""
        first = int(np.searchsorted(times_s, self.from_s))
        if self.last:
            return slice(first, int(np.searchsorted(times_s, self.until_s, "right")))
        return slice(first, int(np.searchsorted(times_s, self.until_s)))

    def samples(self, step_s: float) -> Floats:
        """Return the multiples of a step in it [s], and the end of the last one."""
        first = int(np.ceil(self.from_s / step_s))
        beyond = int(np.ceil(self.until_s / step_s))
        times: Floats = np.arange(first, beyond, dtype=np.float64) * step_s
        return np.append(times, self.until_s) if self.last else times


@dataclass(frozen=True)
class Rows:
    """Columns over n rows, in order of time."""

    times_s: Floats  # (n,)
    columns: dict[str, Column]

    def within(self, stretch: Stretch) -> Group:
        """Return the columns of the rows in a stretch of time, packed."""
        rows = stretch.rows(self.times_s)
        return {
            name: packed(values[rows], kind)
            for name, (values, kind) in self.columns.items()
        }
