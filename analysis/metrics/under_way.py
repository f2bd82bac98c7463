"""Orders under way: released, and neither delivered nor cancelled yet."""

import numpy as np

from analysis.metrics.activity import Steps
from analysis.tables.deliveries import delivery_columns
from simulation.record.run import Run
from simulation.units import SECONDS_PER_MINUTE, Floats


def under_way_per_min(run: Run) -> Floats:
    """Return the mean number of orders under way in each full minute, (n,).

    From minute 0 until the run ends; a minute that it ends within is left out.
    """
    table = delivery_columns(run)
    minutes = int(run.end_s // SECONDS_PER_MINUTE)
    edges_s: Floats = np.arange(minutes + 1, dtype=np.float64) * SECONDS_PER_MINUTE
    spent_s: Floats = _since(table.start_s, edges_s) - _since(table.end_s, edges_s)
    under_way: Floats = np.diff(spent_s) / SECONDS_PER_MINUTE
    return under_way


def open_over_time(run: Run) -> Steps:
    """Return the number of open orders as a step function of time [s].

    An order open at the horizon stays so: later is not known.
    """
    table = delivery_columns(run)
    ends = table.end_s[~table.open]
    times = np.concatenate((table.start_s, ends))
    change = np.repeat([1.0, -1.0], [len(table), ends.size])
    at, step = np.unique(times, return_inverse=True)
    return Steps(at, np.cumsum(np.bincount(step, change, minlength=at.size)))


def _since(times_s: Floats, at_s: Floats) -> Floats:
    """Return the sum over times of how long ago they are, 0 for later ones."""
    ordered = np.sort(times_s)
    passed = np.searchsorted(ordered, at_s)
    sums = np.concatenate(([0.0], np.cumsum(ordered)))
    since: Floats = passed * at_s - sums[passed]
    return since
