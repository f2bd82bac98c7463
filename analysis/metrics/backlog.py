"""Open orders: released, and not yet at the door."""

import numpy as np

from analysis.metrics.activity import Steps
from analysis.tables.deliveries import delivery_columns
from simulation.record.run import Run


def open_over_time(run: Run) -> Steps:
    """Return the number of open orders as a step function of time [s].

    An order open at the horizon stays so: later is not known.
    """
    table = delivery_columns(run)
    ends = table.end_s[table.delivered]
    times = np.concatenate((table.start_s, ends))
    change = np.repeat([1.0, -1.0], [len(table), ends.size])
    at, step = np.unique(times, return_inverse=True)
    return Steps(at, np.cumsum(np.bincount(step, change, minlength=at.size)))
