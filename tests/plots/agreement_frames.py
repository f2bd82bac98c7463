"""Small frames of figures of simulated against actual times."""

from functools import partial

from analysis.plots import plot_agreement, plot_errors_over_time
from tests.plots.rows import shuffled

TOLERANCE_S = 60.0


def orders():
    """Return orders that are 100 s too slow, exact, and 100 s too fast."""
    rows = [(order, 300.0 + order, 300.0 + order + off) for order, off in OFF]
    return shuffled(rows, "order actual_s simulated_s")


OFF = [(order, (100.0, 0.0, -100.0)[order % 3]) for order in range(9)]


def slots():
    """Return slots of ten minutes whose mean error falls from 90 to -90 s."""
    rows = [
        (10.0 * at, 10.0 * at + 10, 20 + at, off, off - 30, off + 40)
        for at, off in enumerate((90.0, 30.0, -30.0, -90.0))
    ]
    columns = "from_min to_min orders error_mean_s error_low_s error_high_s"
    return shuffled(rows, columns)


FIGURES = {
    "agreement": (orders, partial(plot_agreement, tolerance_s=TOLERANCE_S)),
    "errors_over_time": (
        slots,
        partial(plot_errors_over_time, tolerance_s=TOLERANCE_S),
    ),
}
VALUES = {
    "agreement": ("actual_s",),
    "errors_over_time": ("error_mean_s", "error_low_s", "error_high_s"),
}
