"""Small multiples of metrics, a line per policy in each: over the load, over training.

Over the demand load they are the paper's Figs. 8 and 9, (A) to (D) and (F); over the
episodes of training they say what unfinished training is worth.
"""

from collections.abc import Callable, Iterable, Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import (
    floats,
    interval_words,
    number,
    policy_line,
    refuse_several,
)
from analysis.plots.panels import Grid, columns_for
from analysis.plots.style import MUTED, as_drawn, say_empty

_MOST_COLUMNS = 3
_LOAD_PANEL_PX = 230
_EPISODES_PANEL_PX = 220
_MOST_TICKS = 8

Words = Callable[[pd.DataFrame, str], Iterable[str]]


def policy_panels(
    frame: pd.DataFrame,
    metrics: Sequence[tuple[str, str]],
    x: str,
    words: Words,
    panel_px: int,
) -> go.Figure:
    """Return metrics over the column `x`, a panel per metric, a line per policy.

    Parameters
    ----------
    frame
        `metric`, `policy`, the column `x`, and `mean`, `low`, `high`.
    metrics
        Metric and label with its unit in [ ], in the order of the panels.
    words
        Return what hovering over each of some rows says, given the metric's label.
    panel_px
        Height of a panel.
    """
    grid = Grid(len(metrics), columns_for(len(metrics), _MOST_COLUMNS), panel_px)
    figure = grid.figure()
    in_legend: set[str] = set()
    for panel, (metric, label) in enumerate(metrics):
        of_metric = frame[frame["metric"] == metric]
        for policy in as_drawn(of_metric["policy"]):
            rows = of_metric[of_metric["policy"] == policy].sort_values(x)
            line = policy_line(
                rows, x, words(rows, label), legend=policy not in in_legend
            )
            figure.add_trace(line, **grid.place(panel))
            in_legend.add(policy)
        figure.update_yaxes(title_text=label, **grid.place(panel))
    return figure if in_legend else say_empty(figure)


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
    figure = policy_panels(frame, metrics, "load_per_min", _load_words, _LOAD_PANEL_PX)
    figure.update_yaxes(rangemode="tozero", nticks=6)
    figure.update_xaxes(
        title_text="Load [orders/min]",
        tickmode="array",
        tickvals=sorted(frame["load_per_min"].dropna().unique().tolist()),
    )
    return figure


def _load_words(rows: pd.DataFrame, label: str) -> list[str]:
    """Return what hovering over each mean says."""
    columns = (floats(rows[name]) for name in ("load_per_min", "mean", "low", "high"))
    return [
        f"{load:g} orders/min<br>{label}: {number(mean)}<br>{interval_words(low, high)}"
        for load, mean, low, high in zip(*columns, strict=True)
    ]


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
    figure = policy_panels(
        frame, metrics, "episodes", _episode_words, _EPISODES_PANEL_PX
    )
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


def _episode_words(rows: pd.DataFrame, label: str) -> list[str]:
    """Return what hovering over each difference says."""
    columns = (floats(rows[name]) for name in ("episodes", "mean", "low", "high"))
    return [
        f"{episodes:,.0f} episodes<br>{label}: {number(mean)}<br>"
        f"{interval_words(low, high)}"
        for episodes, mean, low, high in zip(*columns, strict=True)
    ]
