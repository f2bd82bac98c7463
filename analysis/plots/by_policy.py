"""Metrics over the load or over episodes of training, a line a policy in each panel."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats, means_line, refuse_several
from analysis.plots.panels import Grid, columns_for
from analysis.plots.style import MUTED, as_drawn, policy_style, say_empty

_MOST_COLUMNS, _MOST_TICKS = 3, 8


def plot_by_load(frame: pd.DataFrame, metrics: Sequence[tuple[str, str]]) -> go.Figure:
    """Plot metrics over the load, a panel per metric: Figs. 8 and 9, (A) to (D), (F).

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
    figure = _panels(frame, metrics, ("load_per_min", "{:g} orders/min"), 230)
    figure.update_yaxes(rangemode="tozero", nticks=6)
    figure.update_xaxes(
        title_text="Load [orders/min]",
        tickmode="array",
        tickvals=sorted(frame["load_per_min"].dropna().unique().tolist()),
    )
    return figure


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
    figure = _panels(frame, metrics, ("episodes", "{:,.0f} episodes"), 220)
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


def _panels(
    frame: pd.DataFrame,
    metrics: Sequence[tuple[str, str]],
    x: tuple[str, str],
    panel_px: int,
) -> go.Figure:
    """Return metrics over a column, a panel per metric, a line per policy.

    Parameters
    ----------
    frame
        `metric`, `policy`, the column, and `mean`, `low`, `high`.
    metrics
        Metric and label with its unit in [ ], in the order of the panels.
    x
        The column, and how a value of it is said.
    panel_px
        Height of a panel.
    """
    grid = Grid(len(metrics), columns_for(len(metrics), _MOST_COLUMNS), panel_px)
    figure = grid.figure()
    shown: set[str] = set()
    for panel, (metric, label) in enumerate(metrics):
        of_metric = frame[frame["metric"] == metric]
        for policy in as_drawn(of_metric["policy"]):
            rows = of_metric[of_metric["policy"] == policy].sort_values(x[0])
            at = map(x[1].format, floats(rows[x[0]]))
            line = means_line(rows, x[0], policy_style(policy), label, at)
            line.update(showlegend=policy not in shown)
            figure.add_trace(line, **grid.place(panel))
            shown.add(policy)
        figure.update_yaxes(title_text=label, **grid.place(panel))
    return figure if shown else say_empty(figure)
