"""Deviations of a run's orders from what happened, and what was left out."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.compare.batches import batches_of, mean_over
from analysis.compare.changes import floats
from analysis.compare.matching import NO_ROW, NOBODY
from analysis.compare.naming import slot_starts
from analysis.metrics.summaries import mean, quantile
from analysis.tables.deliveries import delivery_columns, ids_of
from simulation.record.run import Run
from simulation.units import Bools, Floats, Ints


def order_deviations(
    run: Run, order: Ints, actual_s: Floats, every_min: float
) -> pd.DataFrame:
    """Return a row per order known from both, in the order of the file."""
    columns = delivery_columns(run)
    ids = np.array(run.tract_ids, dtype=np.str_)
    start_s = columns.start_s[order]
    simulated_s = columns.time_s[order]
    return pd.DataFrame(
        {
            "order": order,
            **ids_of(run, order),
            "start_s": start_s,
            "from_min": slot_starts(start_s, every_min, run.time_zero),
            "producer_tract": ids[run.places.tract[run.orders.producer[order]]],
            "consumer_tract": ids[run.places.tract[run.orders.consumer[order]]],
            "actual_s": actual_s,
            "simulated_s": simulated_s,
            "error_s": simulated_s - actual_s,
            "batch": batches_of(start_s),
        }
    )


def unmatched_rows(
    order: Ints, known: Bools, reasons: Sequence[str], orders: int
) -> pd.DataFrame:
    """Return rows that were not used, then orders that no row is about."""
    rows = np.flatnonzero(~known)
    silent = np.setdiff1d(np.arange(orders), order)
    return pd.DataFrame(
        {
            "row": pd.array([*(rows + 1), *[None] * silent.size], dtype="Int64"),
            "order": pd.array(
                [*(None if each == NOBODY else each for each in order[rows]), *silent],
                dtype="Int64",
            ),
            "reason": [
                *(reasons[row] for row in rows.tolist()),
                *[NO_ROW] * silent.size,
            ],
        }
    )


def scores(deviations: pd.DataFrame, tolerance_s: float) -> dict[str, Any]:
    """Return the error of some orders: simulated less actual delivery time [s].

    ``orders``; ``actual_mean_s``, ``simulated_mean_s``; ``error_mean_s`` with its
    95 % interval ``error_low_s`` to ``error_high_s``; ``median_s``, ``p5_s``,
    ``p95_s`` and ``rmse_s`` of the error; ``within_share``, of errors up to
    `tolerance_s`. None where there is nothing to observe.
    """
    error = floats(deviations["error_s"])
    interval = mean_over(error, deviations["batch"].to_numpy())
    within = int((np.abs(error) <= tolerance_s).sum())
    return {
        "orders": int(error.size),
        "actual_mean_s": mean(floats(deviations["actual_s"])),
        "simulated_mean_s": mean(floats(deviations["simulated_s"])),
        "error_mean_s": None if interval is None else interval.mean,
        "error_low_s": None if interval is None else interval.low,
        "error_high_s": None if interval is None else interval.high,
        "median_s": quantile(error, 0.5),
        "p5_s": quantile(error, 0.05),
        "p95_s": quantile(error, 0.95),
        "rmse_s": math.sqrt(mean(error**2) or 0.0) if error.size else None,
        "within_share": within / error.size if error.size else None,
    }


def correlation(deviations: pd.DataFrame) -> float | None:
    """Return Pearson's correlation of simulated and actual, None if one is constant."""
    actual, simulated = (
        floats(deviations["actual_s"]),
        floats(deviations["simulated_s"]),
    )
    if actual.size < 2 or not (np.ptp(actual) and np.ptp(simulated)):  # noqa: PLR2004
        return None
    return float(np.corrcoef(actual, simulated)[0, 1])
