"""Open orders, vehicles, queues and deliveries over time."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.plots.over_time import plot_over_time
from analysis.report.blocks import Block, Figure, Text
from analysis.report.page import section
from analysis.report.run_page.contents import Contents
from analysis.statistics import interval

_MEASURES = (
    ("open_orders", "Open [orders]"),
    ("utilisation", "Utilisation [share]"),
    ("dock_queue", "Waiting for a bay [vehicles]"),
    ("delivered", "Delivered [orders/min]"),
    ("released", "Released [orders/min]"),
)
_QUEUE, _RELEASED = "dock_queue", "released"
_QUEUE_WORDS = (
    " *Waiting for a bay*: loaded vehicles in the queues of all hotspots together, "
    "mean over the minute."
)
_MOST_MINUTES = 600  # a longer run is drawn by longer steps


@section("time", "Over time", short="Over time")
def series(shown: Contents) -> Iterator[Block]:
    """Return the section of what happens when."""
    frame, step_min = series_frame(shown)
    queued = bool(frame[frame["measure"] == _QUEUE]["mean"].gt(0).any())
    hidden = _RELEASED if queued else _QUEUE  # four panels, of what tells more
    drawn = [(name, label) for name, label in _MEASURES if name != hidden]
    if not queued:
        yield Text(
            "No vehicle ever waited for a bay, so there is no panel of the queue "
            "at the docks."
        )
    words = "; bands are 95 % intervals over the runs" if _repeated(shown) else ""
    every = "minute" if step_min == 1 else f"{step_min} minutes"
    yield Figure(
        shown.numbered(2),
        plot_over_time(frame, drawn, shown.labels),
        "What happens when.",
        f"One point every {every}{words}. *Open*: released and not yet delivered. "
        "*Utilisation*: active vehicles over the metric *vehicles active, by "
        "tract*." + _QUEUE_WORDS * queued,
        "Panels over time, a line per plan: " + ", ".join(label for _, label in drawn),
    )


def _repeated(shown: Contents) -> bool:
    return any(len(plan.runs) > 1 for plan in shown.plans)


def series_frame(shown: Contents) -> tuple[pd.DataFrame, int]:
    """Return `plan`, `measure`, `minute`, `mean`, `low`, `high`, and the step [min].

    From the first release of any run on. A run that has yet to begin or is over has
    nothing open and nothing under way; one that a horizon cut off is not known later.
    """
    runs = [run.series["minute"] for plan in shown.plans for run in plan.runs]
    first, last = min(each.min() for each in runs), max(each.max() for each in runs)
    step = -(-(last + 1 - first) // _MOST_MINUTES)
    minutes = range(first, last + 1, step)
    rows = []
    for plan in shown.plans:
        tables = [_at(run.series, minutes) for run in plan.runs]
        for measure, _ in _MEASURES:
            values = np.column_stack([table[measure] for table in tables])
            for minute, of_runs in zip(tables[0].index, values.tolist(), strict=True):
                found = interval([None if np.isnan(v) else v for v in of_runs])
                if found is None:
                    continue
                sure = np.isfinite(found.reach)
                rows.append(
                    {
                        "plan": plan.label,
                        "measure": measure,
                        "minute": minute,
                        "mean": found.mean,
                        "low": max(0.0, found.low) if sure else np.nan,
                        "high": found.high if sure else np.nan,
                    }
                )
    return pd.DataFrame(rows), step


def _at(table: pd.DataFrame, minutes: range) -> pd.DataFrame:
    """Return a run's rows of some minutes, also of those before and after it."""
    rows = table.set_index("minute").reindex(minutes, fill_value=_after(table))
    rows.loc[rows.index < table["minute"].iloc[0]] = 0.0
    return rows


def _after(table: pd.DataFrame) -> float:
    """Return what is known of the time after a run: nothing, or that all is over."""
    last = table.iloc[-1]
    left = last["open_orders"] + last["released"] - last["delivered"]
    return 0.0 if left == 0 else float("nan")
