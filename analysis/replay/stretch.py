"""A stretch of time: which rows of the columns lie in it."""

from dataclasses import dataclass

import numpy as np

from simulation.units import Bools, Floats


@dataclass(frozen=True)
class Stretch:
    """From a time until just before another; the last one holds its end, too."""

    from_s: float
    until_s: float
    last: bool = False

    def holds(self, times_s: Floats) -> Bools:
        """Return which times lie in it, (n,)."""
        before_end = times_s <= self.until_s if self.last else times_s < self.until_s
        inside: Bools = (times_s >= self.from_s) & before_end
        return inside

    def samples(self, step_s: float) -> Floats:
        """Return the multiples of a step in it [s], and the end of the last one."""
        first = int(np.ceil(self.from_s / step_s))
        beyond = int(np.ceil(self.until_s / step_s))
        times: Floats = np.arange(first, beyond, dtype=np.float64) * step_s
        return np.append(times, self.until_s) if self.last else times
