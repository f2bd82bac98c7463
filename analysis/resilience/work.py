"""One replication of a plan: its good day and all bad ones, measured as pairs."""

from collections.abc import Sequence
from typing import Any

from analysis.experiments.runs import conducted
from analysis.experiments.tasks import Row
from analysis.metrics.disturbances import Span, disturbances
from analysis.metrics.resilience import (
    hurt,
    open_at_end,
    open_per_min,
    recovery_min,
    worst_window,
)
from simulation.record.run import Run
from simulation.units import SECONDS_PER_MINUTE

GOOD = ""  # the name of the day on which nothing happens


def days_of_a_plan(  # noqa: PLR0913, PLR0917 - all that the result depends on
    name: str,
    scenario: dict[str, Any],
    days: dict[str, dict[str, Any]],
    replication: int,
    region_checksum: str,  # noqa: ARG001 - part of what the result depends on
    window_min: float,
    tolerance: float,
) -> Row:
    """Run a plan on its good day and on bad ones, and return a row by day.

    Parameters
    ----------
    name, scenario
        The plan, in tables.
    days
        The same under each bad day, by its name.
    replication
        Of all of them: they meet the same orders, but for those of the days' shocks.
    region_checksum
        Of the region.
    window_min
        Length of the window whose worst one is looked for [min].
    tolerance
        As of :func:`recovery_min`.
    """
    good = conducted(name, scenario, replication)
    row: Row = {GOOD: _measured(good.run, good.kpis, window_min)}
    for day, tables in days.items():
        bad = conducted(name, tables, replication)
        spans = spans_of(bad.run, good.run)
        since_s = last_end_s(spans)
        over = since_s < max(bad.run.end_s, good.run.end_s)  # or nobody can tell
        row[day] = {
            **_measured(bad.run, bad.kpis, window_min),
            **hurt(bad.run, good.run),
            "recovery_min": recovery_min(bad.run, good.run, since_s, tolerance)
            if over
            else None,
            "since_min": since_s / SECONDS_PER_MINUTE,
            "spans": [list(each) for each in spans],
        }
    return row


def _measured(run: Run, kpis: dict[str, Any], window_min: float) -> dict[str, Any]:
    worst = worst_window(run, window_min)
    minutes = int(run.end_s // SECONDS_PER_MINUTE) + 2
    return {
        "kpis": kpis,
        "log_hash": run.log_hash,
        "worst": None if worst is None else worst[0],
        "open_at_end": open_at_end(run),
        "open_per_min": open_per_min(run, minutes).astype(int).tolist(),
    }


def last_end_s(spans: Sequence[Span]) -> float:
    """Return when the last disturbance ends, of one without end when it begins [s]."""
    ends = [
        each.from_min if each.until_min is None else each.until_min for each in spans
    ]
    return max(ends, default=0.0) * SECONDS_PER_MINUTE


def spans_of(run: Run, undisturbed: Run) -> list[Span]:
    """Return what happens in a run alone, in order of time."""
    usual = disturbances(undisturbed)
    return [each for each in disturbances(run) if each not in usual]
