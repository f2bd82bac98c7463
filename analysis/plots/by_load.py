"""Metrics over the demand load: the paper's Figs. 8 and 9, (A) to (D) and (F)."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats, interval_words, number, refuse_several
from analysis.plots.policy_panels import policy_panels

_PANEL_PX = 230


def plot_by_load(frame: pd.DataFrame, metrics: Sequence[tuple[str, str]]) -> go.Figure:
    """Plot metrics over the load, a panel per metric, a line per policy.

    Parameters
    ----------
    frame
        Of one profile: `load_per_min` [orders/min], `policy`, `metric`, and
        `mean`, `low`, `high`, the mean with its 95 % interval in the metric's unit.
    metrics
        Metric and label with its unit in [ ], in the order of the panels.

    Raises
    ------
    ValueError
        If the frame holds several profiles, whose lines would run into each other.
    """
    if "profile" in frame:
        refuse_several(frame["profile"], "plot_by_load")
    figure = policy_panels(frame, metrics, "load_per_min", _words, _PANEL_PX)
    figure.update_yaxes(rangemode="tozero", nticks=6)
    figure.update_xaxes(
        title_text="Load [orders/min]",
        tickmode="array",
        tickvals=sorted(frame["load_per_min"].dropna().unique().tolist()),
    )
    return figure


def _words(rows: pd.DataFrame, label: str) -> list[str]:
    """Return what hovering over each mean says."""
    columns = (floats(rows[name]) for name in ("load_per_min", "mean", "low", "high"))
    return [
        f"{load:g} orders/min<br>{label}: {number(mean)}<br>{interval_words(low, high)}"
        for load, mean, low, high in zip(*columns, strict=True)
    ]
