"""Open orders, vehicles, queues and deliveries over time."""

from collections.abc import Iterator
from datetime import datetime

import numpy as np
import pandas as pd

from analysis.plots.over_time import Band, plot_over_time
from analysis.report.blocks import Block, Figure, Text
from analysis.report.page import section
from analysis.report.run_page.contents import Contents
from analysis.report.run_page.digest import Digest
from analysis.statistics import interval
from analysis.words import seconds_on, zone_of
from simulation.units import SECONDS_PER_MINUTE

_MEASURES = (
    ("open_orders", "Open [orders]"),
    ("utilisation", "Utilisation [share]"),
    ("dock_queue", "Waiting for a bay [vehicles]"),
    ("delivered", "Delivered [orders/min]"),
    ("released", "Released [orders/min]"),
)
_QUEUE, _RELEASED = "dock_queue", "released"
_WITHIN = ["dock_queue", "released", "delivered"]  # a minute; others are at its start
_QUEUE_WORDS = (
    " *Waiting for a bay*: loaded vehicles in the queues of all hotspots together."
)
_SHARES = {  # by whether vehicles work shifts
    False: "active vehicles over the metric *vehicles active, by tract*",
    True: "active vehicles over those on duty, while there are any",
}
_MOST_POINTS = 600  # a longer run is drawn by longer steps
_STEPS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 360, 720)


@section("time", "Over time", short="Over time")
def series(shown: Contents) -> Iterator[Block]:
    """Return the section of what happens when."""
    frame, step_min = series_frame(shown)
    queued = bool(frame[frame["measure"] == _QUEUE]["mean"].gt(0).any())
    hidden = _RELEASED if queued else _QUEUE  # four panels, of what tells more
    drawn = [(name, label) for name, label in _MEASURES if name != hidden]
    if not queued and any(map(_by_relays, shown.runs)):
        yield Text(
            "No vehicle ever waited for a bay, so there is no panel of the queue "
            "at the docks."
        )
    words = "; bands are 95 % intervals over the runs" if _repeated(shown) else ""
    every = "minute" if step_min == 1 else f"{step_min} minutes"
    rates = " Rates are means over them." * (step_min > 1)
    yield Figure(
        shown.numbered(2),
        plot_over_time(frame, drawn, shown.labels, _zero(shown), _bands(shown)),
        "What happens when.",
        f"One point every {every}{words}.{rates} *Open*: released and not yet "
        f"delivered. *Utilisation*: {_shares(shown)}."
        + _QUEUE_WORDS * queued
        + _band_words(shown),
        "Panels over time, a line per plan: " + ", ".join(label for _, label in drawn),
    )


def _bands(shown: Contents) -> list[Band]:
    """Return what happens in all runs alike: interventions, shocks, closures."""
    zero, spans = _zero(shown), []
    for run in shown.runs:
        later = _later_min(zero, run)
        spans.append(
            {
                Band(
                    each.what,
                    each.from_min + later,
                    None if each.until_min is None else each.until_min + later,
                )
                for each in run.disturbed
            }
        )
    shared = set.intersection(*spans) if spans else set()
    return sorted(shared, key=lambda each: each.from_min)


def _band_words(shown: Contents) -> str:
    """Return what is shaded, and what happens that is not."""
    drawn = len(_bands(shown))
    every = max((len(run.disturbed) for run in shown.runs), default=0)
    words = " Shaded: interventions, demand shocks and closures." if drawn else ""
    if every > drawn:
        words += " Those that differ between runs are not drawn."
    return words


def _by_relays(run: Digest) -> bool:
    service = run.scenario_tables.get("service", {})
    return bool(service.get("mode", "relayed") == "relayed")


def _shares(shown: Contents) -> str:
    """Return what utilisation is a share of, in every plan."""
    kinds = {run.by_shifts for run in shown.runs}
    words = [_SHARES[kind] for kind in sorted(kinds)]
    return " or, where vehicles work shifts, ".join(words)


def _repeated(shown: Contents) -> bool:
    return any(len(plan.runs) > 1 for plan in shown.plans)


def _zero(shown: Contents) -> datetime | None:
    """Return the earliest time zero; None if a run has no clock, or zones differ."""
    zeros = [run.time_zero for run in shown.runs]
    known = [zero for zero in zeros if zero is not None]
    zones = {None if each.tzinfo is None else zone_of(each) for each in known}
    return min(known) if len(known) == len(zeros) and len(zones) == 1 else None


def series_frame(shown: Contents) -> tuple[pd.DataFrame, int]:
    """Return `plan`, `measure`, `minute`, `mean`, `low`, `high`, and the step [min].

    From the first release of any run on. A run that has yet to begin or is over has
    nothing open and nothing under way; one that a horizon cut off is not known later.
    Minutes count from the earliest time zero, where all runs have clocks of one zone.
    """
    zero = _zero(shown)
    runs = [_since(zero, run)["minute"] for run in shown.runs]
    first, last = (int(pick(pick(each) for each in runs)) for pick in (min, max))
    span = last + 1 - first
    fits = (each for each in _STEPS_MIN if span <= each * _MOST_POINTS)
    step = next(fits, -(-span // _MOST_POINTS))
    minutes = range(first, last + 1, step)
    rows = []
    for plan in shown.plans:
        tables = [_by_steps(_since(zero, run), minutes) for run in plan.runs]
        for measure, _ in _MEASURES:
            values = np.column_stack([table[measure] for table in tables])
            for minute, of_runs in zip(tables[0].index, values.tolist(), strict=True):
                found = interval([None if np.isnan(v) else v for v in of_runs])
                row = {"plan": plan.label, "measure": measure, "minute": minute}
                row |= dict.fromkeys(("mean", "low", "high"), np.nan)  # a gap
                if found is not None:
                    row["mean"] = found.mean
                    if np.isfinite(found.reach):
                        row |= {"low": max(0.0, found.low), "high": found.high}
                rows.append(row)
    return pd.DataFrame(rows), step


def _since(zero: datetime | None, run: Digest) -> pd.DataFrame:
    """Return what happens in a run, by minutes from a time zero, if there is one."""
    return run.series.assign(minute=run.series["minute"] + _later_min(zero, run))


def _later_min(zero: datetime | None, run: Digest) -> int:
    """Return how much later than a time zero a run's own is [min]."""
    if zero is None or run.time_zero is None:
        return 0
    return round(seconds_on(zero, run.time_zero) / SECONDS_PER_MINUTE)


def _by_steps(table: pd.DataFrame, minutes: range) -> pd.DataFrame:
    """Return a run's rows of some minutes, also of those before and after it.

    What is counted within a minute is the mean over the minutes up to the next row.
    """
    every = range(minutes.start, minutes[-1] + minutes.step)
    rows = table.set_index("minute").reindex(every, fill_value=_after(table))
    rows.loc[rows.index < table["minute"].iloc[0]] = 0.0
    of_step = (rows.index.to_numpy() - minutes.start) // minutes.step
    within = rows[_WITHIN].groupby(of_step).mean().set_index(pd.Index(minutes))
    return rows.loc[list(minutes)].assign(**within)


def _after(table: pd.DataFrame) -> float:
    """Return what is known of the time after a run: nothing, or that all is over."""
    last = table.iloc[-1]
    left = last["open_orders"] + last["released"] - last["delivered"]
    return 0.0 if left == 0 else float("nan")
