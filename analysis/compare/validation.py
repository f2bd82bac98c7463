"""A run against what happened: how far off, in which tracts, at which hours."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.compare.batches import batches_of, mean_over
from analysis.compare.changes import SIDES, floats
from analysis.compare.deviations import (
    correlation,
    order_deviations,
    scores,
    unmatched_rows,
)
from analysis.compare.export import interval_document, plain, records
from analysis.compare.history import read_history
from analysis.compare.matching import (
    CANCELLED,
    NOBODY,
    NOT_DELIVERED,
    STILL_OPEN,
    matched,
)
from analysis.compare.naming import slot_min
from analysis.numbers import more_seconds, seconds
from analysis.statistics import Interval
from analysis.tables.deliveries import delivery_columns
from analysis.words import counted
from simulation.errors import DemandError
from simulation.record.run import Run

_FEW = 0.9  # of rows matched, below which the answer carries a warning


@dataclass(frozen=True)
class Validation:
    """Simulated against actual delivery times; an error is simulated less actual."""

    label: str  # of the run
    file: Path
    run: Run
    deviations: pd.DataFrame  # a row per order known from both
    unmatched: pd.DataFrame  # row, order, reason
    rows: int  # of the file
    shift_min: int
    tolerance_s: float
    every_min: float

    @cached_property
    def mean_error(self) -> Interval | None:
        """Mean error [s] with its 95 % interval by batches of time."""
        return mean_over(
            floats(self.deviations["error_s"]), self.deviations["batch"].to_numpy()
        )

    @property
    def verdict(self) -> str:
        """``too fast``, ``too slow`` or ``cannot tell``."""
        error = self.mean_error
        if error is None or not error.excludes(0.0):
            return "cannot tell"
        return "too slow" if error.mean > 0 else "too fast"

    @property
    def within_tolerance(self) -> bool:
        """Whether the mean error is shown to be within the tolerance."""
        error = self.mean_error
        return error is not None and (
            max(abs(error.low), abs(error.high)) <= self.tolerance_s
        )

    @property
    def sentence(self) -> str:
        """The verdict in plain language."""
        error = self.mean_error
        if error is None:
            return "Nothing can be said: no order is known from both."
        by = f"by {seconds(abs(error.mean))} s"
        if not math.isfinite(error.reach):
            side = "slow" if error.mean > 0 else "fast"
            few = counted(len(self.deviations), "order")
            return (
                f"Cannot tell: {few} can give no interval; on average "
                f"the simulator was too {side} {by}."
            )
        limits = (
            f"95 % interval {more_seconds(error.low)} to {more_seconds(error.high)} s"
        )
        within = (
            f"within the tolerance of {self.tolerance_s:g} s"
            if self.within_tolerance
            else f"not shown to be within the tolerance of {self.tolerance_s:g} s"
        )
        if self.verdict == "cannot tell":
            return (
                f"Cannot tell whether the simulator is too fast or too slow: its mean "
                f"error is {more_seconds(error.mean)} s ({limits}), {within}."
            )
        return (
            f"The simulator is systematically {self.verdict}: {by} on average "
            f"({limits}), a mean {within}; "
            f"{100 * self.scores['within_share']:.0f} % of the orders are."
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the reader of the verdict should know."""
        sentences = []
        rows = int((self.unmatched["row"].notna()).sum())
        if self.rows - rows < _FEW * self.rows:
            sentences.append(
                f"Only {self.rows - rows} of {self.rows} rows could be used; the "
                "others may be of another kind."
            )
        late = int((self.unmatched["reason"] == STILL_OPEN).sum())
        if late:
            sentences.append(
                f"Left out: {counted(late, 'order')} still open at the end of the run. "
                "They are slow ones, so the simulator looks faster than it is."
            )
        if self.shift_min:
            sentences.append(
                f"The file's first minute is taken as minute {self.shift_min} of the "
                "run, where most rows find their order."
            )
        return tuple(sentences)

    @cached_property
    def scores(self) -> dict[str, Any]:
        """Error over all orders known from both, with the correlation."""
        return {
            **scores(self.deviations, self.tolerance_s),
            "correlation": correlation(self.deviations),
        }

    @cached_property
    def tracts(self) -> pd.DataFrame:
        """Error by tract of the producer and of the consumer."""
        rows = [
            {"side": side, "tract": tract, **scores(part, self.tolerance_s)}
            for side in SIDES
            for tract, part in self.deviations.groupby(f"{side}_tract", sort=True)
        ]
        return self._groups(("side", "tract"), rows)

    @cached_property
    def hours(self) -> pd.DataFrame:
        """Error by time of start."""
        rows = []
        for start, part in self.deviations.groupby("from_min", sort=True):
            own = part.assign(batch=batches_of(floats(part["start_s"])))
            rows.append(
                {
                    "from_min": start,
                    "to_min": float(str(start)) + self.every_min,
                    **scores(own, self.tolerance_s),
                }
            )
        return self._groups(("from_min", "to_min"), rows)

    def _groups(self, names: Sequence[str], rows: list[dict[str, Any]]) -> pd.DataFrame:
        """Return scores by group, with their columns even where there is no group."""
        return pd.DataFrame(rows, columns=[*names, *scores(self.deviations, 0.0)])

    @cached_property
    def reasons(self) -> dict[str, int]:
        """How many rows and orders were left out, by reason."""
        counts = self.unmatched["reason"].value_counts()
        return {str(reason): int(count) for reason, count in counts.items()}

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables by name, as they are exported."""
        return {
            "orders": self.deviations.drop(columns="batch"),
            "tracts": self.tracts,
            "hours": self.hours,
            "unmatched": self.unmatched,
        }

    def document(self) -> dict[str, Any]:
        """Return everything but the single orders, ready for JSON."""
        return {
            "run": self.label,
            "log_hash": self.run.log_hash,
            "against": str(self.file),
            "rows": self.rows,
            "orders": len(self.deviations),
            "verdict": self.verdict,
            "sentence": self.sentence,
            "warnings": list(self.warnings),
            "tolerance_s": self.tolerance_s,
            "error": {
                **interval_document(self.mean_error),
                **{
                    name: plain(value)
                    for name, value in self.scores.items()
                    if not name.startswith("error_") or name.endswith("_share")
                },
            },
            "tracts": records(self.tracts),
            "hours": records(self.hours),
            "unmatched": self.reasons,
        }


def validate(
    run: Run,
    against: Path | str,
    label: str = "the run",
    *,
    tolerance_s: float = 120.0,
    every_min: float | None = None,
) -> Validation:
    """Return how far a run is from what happened.

    Parameters
    ----------
    run
        Of the orders in the file.
    against
        File of actual times, see `read_history`.
    label
        What messages call the run.
    tolerance_s
        An error up to this is small enough [s].
    every_min
        Length of a slot of time [min]; absent: fit for when orders started.

    Raises
    ------
    DemandError
        If the file cannot be read, or none of its rows is an order of the run.
    """
    history = read_history(against, run)
    matches = matched(history, run)
    order = matches.order
    if not (order != NOBODY).any():
        raise DemandError(
            f"{history.path}: none of its {len(history)} rows is an order of {label} "
            f"(row 1: {matches.reasons[0]}), expected what happened to its orders."
        )
    columns = delivery_columns(run)
    delivered = np.zeros(order.size, dtype=np.bool_)
    delivered[order != NOBODY] = columns.delivered[order[order != NOBODY]]
    known = delivered & ~np.isnan(history.time_s)
    slot = every_min or slot_min(np.sort(columns.start_s[order[known]]))
    reasons = np.array(matches.reasons, dtype=object)
    found = np.flatnonzero((order != NOBODY) & ~delivered)
    gone = columns.cancelled[order[found]]
    reasons[found] = np.where(gone, CANCELLED, STILL_OPEN)
    reasons[(order != NOBODY) & np.isnan(history.time_s)] = NOT_DELIVERED
    return Validation(
        label=label,
        file=history.path,
        run=run,
        deviations=order_deviations(
            run, order[known], history.time_s[known], slot
        ).assign(row=np.flatnonzero(known) + 1),
        unmatched=unmatched_rows(order, known, reasons.tolist(), len(run.orders)),
        rows=len(history),
        shift_min=matches.shift_min,
        tolerance_s=tolerance_s,
        every_min=slot,
    )
