"""What unfinished training is worth: outcomes over episodes of training."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats, interval_words, number
from analysis.plots.policy_panels import policy_panels
from analysis.plots.style import MUTED

_PANEL_PX = 220
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
    figure = policy_panels(frame, metrics, "episodes", _words, _PANEL_PX)
    figure.update_yaxes(zeroline=True, zerolinecolor=MUTED, zerolinewidth=1, nticks=6)
    return figure.update_xaxes(
        type="log", title_text="Training [episodes]", **_ticks(frame)
    )


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
