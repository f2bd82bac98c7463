"""What service costs in vehicles: metrics over the size of a fleet."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats, interval_bars, interval_words, number
from analysis.plots.panels import Grid, columns_for
from analysis.plots.style import AXIS, BLUE, GREEN, INK, VERMILION, say_empty

_MOST_COLUMNS = 3
_PANEL_PX = 230

# How a verdict is drawn: colour and marker.
_VERDICTS = {
    "meets": (GREEN, "circle"),
    "cannot tell": (AXIS, "diamond"),
    "too close": (BLUE, "diamond-open"),
    "misses": (VERMILION, "x"),
}


def plot_trade_off(
    frame: pd.DataFrame,
    metrics: Sequence[tuple[str, str]],
    limits: Mapping[str, Sequence[float]] | None = None,
    answer: float | None = None,
) -> go.Figure:
    """Plot metrics over the fleet, a panel per metric, a marker per fleet tried.

    Colour and marker say whether the fleet meets all targets.

    Parameters
    ----------
    frame
        `vehicles` (the fleet's size), `verdict`, `fleet` (in words), `metric`,
        and `mean`, `low`, `high`, the mean with its 95 % interval.
    metrics
        Metric and label with its unit in [ ], in the order of the panels.
    limits
        Of the metrics that have targets, in the metric's unit.
    answer
        The size that is the answer.
    """
    grid = Grid(len(metrics), columns_for(len(metrics), _MOST_COLUMNS), _PANEL_PX)
    figure = grid.figure()
    in_legend: set[str] = set()
    for panel, (metric, label) in enumerate(metrics):
        place = grid.place(panel)
        of_metric = frame[frame["metric"] == metric].dropna(subset=["mean"])
        for verdict, (colour, symbol) in _VERDICTS.items():
            rows = of_metric[of_metric["verdict"] == verdict].sort_values("vehicles")
            if rows.empty:
                continue
            mark = _marks(rows, verdict, colour, symbol)
            figure.add_trace(mark.update(showlegend=verdict not in in_legend), **place)
            in_legend.add(verdict)
        for limit in (limits or {}).get(metric, ()):
            line = {"color": INK, "width": 1, "dash": "dash"}
            figure.add_hline(y=limit, line=line, **place)
        if answer is not None:
            line = {"color": GREEN, "width": 1, "dash": "dot"}
            figure.add_vline(x=answer, line=line, **place)
        figure.update_yaxes(title_text=label, nticks=6, **place)
    figure.update_xaxes(title_text="Fleet [vehicles]", nticks=8)
    return figure if in_legend else say_empty(figure)


def _marks(rows: pd.DataFrame, verdict: str, colour: str, symbol: str) -> go.Scatter:
    mean, low, high = (floats(rows[name]) for name in ("mean", "low", "high"))
    words = [
        f"<b>{fleet}</b><br>{verdict}<br>{number(middle)}<br>{interval_words(a, b)}"
        for fleet, middle, a, b in zip(rows["fleet"], mean, low, high, strict=True)
    ]
    return go.Scatter(
        x=floats(rows["vehicles"]),
        y=mean,
        error_y=interval_bars(mean, low, high) | {"color": colour},
        mode="markers",
        name=verdict,
        legendgroup=verdict,
        marker={"color": colour, "symbol": symbol, "size": 8},
        hovertext=words,
        hoverinfo="text",
    )


def plot_mixes(
    shares: Sequence[float],
    costs: Sequence[tuple[float, float, float]],
    share_label: str,
    cost_label: str,
    answer: float | None = None,
) -> go.Figure:
    """Plot what an order costs over the share of one kind of vehicle.

    Parameters
    ----------
    shares, costs
        Share [1] of each mix, and the mean cost with its interval: mean, low, high.
    share_label, cost_label
        Of the axes.
    answer
        The share that is the answer.
    """
    grid = Grid(1, 1, _PANEL_PX)
    figure = grid.figure()
    middle, low, high = np.array(costs, dtype=float).reshape(-1, 3).T
    x = 100 * np.array(shares)
    figure.add_trace(
        go.Scatter(
            x=x,
            y=middle,
            error_y=interval_bars(middle, low, high),
            mode="lines+markers",
            line={"color": BLUE, "width": 1},
            marker={"color": BLUE, "size": 8},
            showlegend=False,
            hovertemplate="%{x:g} %: %{y:.2f}<extra></extra>",
        ),
        **grid.place(0),
    )
    if answer is not None:
        figure.add_vline(100 * answer, line={"color": INK, "width": 1, "dash": "dot"})
    figure.update_xaxes(title_text=share_label, range=[-4, 104])
    figure.update_yaxes(rangemode="tozero", title_text=cost_label)
    return figure if len(shares) else say_empty(figure)
