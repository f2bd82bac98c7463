"""What unfinished training is worth: outcomes over episodes of training."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats, interval_words, number, policy_line
from analysis.plots.panels import Grid, columns_for
from analysis.plots.style import MUTED, as_drawn, say_empty

_MOST_COLUMNS = 3
_MOST_TICKS = 8


def plot_episodes(
    frame: pd.DataFrame, metrics: Sequence[tuple[str, str]] | None = None
) -> go.Figure:
    """Plot differences to the exact policy over episodes, a panel per metric.

    Parameters
    ----------
    frame
        `metric`, `episodes`, `policy`, and `mean`, `low`, `high`: the difference
        to the exact policy with its 95 % interval [% or percentage points].
    metrics
        Metric and label with its unit in [ ], in the order of the panels; without
        it all metrics of the frame by their names, as they come.
    """
    if metrics is None:
        names = frame["metric"].dropna().unique()
        metrics = [(name, f"{name}, difference [% or pp]") for name in names]
    grid = Grid(len(metrics), columns_for(len(metrics), _MOST_COLUMNS), 220)
    figure = grid.figure()
    shown: set[str] = set()
    for panel, (metric, label) in enumerate(metrics):
        of_metric = frame[frame["metric"] == metric]
        for policy in as_drawn(of_metric["policy"]):
            rows = of_metric[of_metric["policy"] == policy].sort_values("episodes")
            line = policy_line(
                rows, "episodes", _words(rows, label), legend=policy not in shown
            )
            figure.add_trace(line, **grid.place(panel))
            shown.add(policy)
        figure.update_yaxes(title_text=label, **grid.place(panel))
    figure.update_yaxes(zeroline=True, zerolinecolor=MUTED, zerolinewidth=1, nticks=6)
    figure.update_xaxes(type="log", title_text="Training [episodes]", **_ticks(frame))
    return figure if shown else say_empty(figure)


def _ticks(frame: pd.DataFrame) -> dict[str, object]:
    """Return ticks at the episodes tried, or at powers of ten where they are many."""
    tried = sorted(frame["episodes"].dropna().unique().tolist())
    if not 0 < len(tried) <= _MOST_TICKS:
        return {"dtick": 1}
    texts = [f"{episodes:,.0f}" for episodes in tried]
    return {"tickmode": "array", "tickvals": tried, "ticktext": texts, "tickangle": 0}


def _words(rows: pd.DataFrame, label: str) -> list[str]:
    """Return what hovering over each difference says."""
    columns = (floats(rows[name]) for name in ("episodes", "mean", "low", "high"))
    return [
        f"{episodes:,.0f} episodes<br>{label}: {number(mean)}<br>"
        f"{interval_words(low, high)}"
        for episodes, mean, low, high in zip(*columns, strict=True)
    ]
