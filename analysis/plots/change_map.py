"""The map of a region with each tract's change: who gained, who lost, where."""

import html
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from analysis.numbers import signed
from analysis.plots.region_map import plot_region
from analysis.plots.style import BLUE, SMALL_PX, VERMILION
from simulation.region import Region

_MIDDLE, _UNKNOWN = "#f7f7f5", "#ffffff"
_SCALE = [[0.0, BLUE], [0.5, _MIDDLE], [1.0, VERMILION]]


def plot_change_map(
    region: Region, frame: pd.DataFrame, what: str = "change"
) -> go.Figure:
    """Plot tracts coloured by the mean change, or error, of their orders [s].

    Blue is below zero (gained, or too fast), orange above it, white had no orders;
    the scale is the same to both sides.

    Parameters
    ----------
    region
        Where the tracts are.
    frame
        A row per tract: ``tract`` (id), ``orders``, ``change_mean_s`` with its
        interval ``change_low_s`` to ``change_high_s``.
    what
        Begins the columns' names in place of ``change``, and is said so.
    """
    figure = plot_region(region)
    middle = f"{what}_mean_s"
    known = frame.dropna(subset=[middle])
    rows = {str(row["tract"]): row for row in known.to_dict("records")}
    most = max((abs(float(row[middle])) for row in rows.values()), default=0.0)
    names = {f"tract {html.escape(each)}": each for each in region.tracts.ids}
    figure.data = [
        trace
        for trace in figure.data
        if trace.name in names or str(trace.name).endswith(" hotspots")
    ]
    for trace in figure.data:
        if trace.name not in names:
            trace.update(showlegend=False, hoverinfo="skip", marker={"size": 6})
            continue
        row = rows.get(names[trace.name])
        change = None if row is None else float(row[middle])
        trace.update(
            fillcolor=_colour(change, most),
            text=_words(names[trace.name], row, what),
        )
    figure.update_layout(margin={"r": 92})
    return figure.add_trace(_scale(most, what))


def _colour(change_s: float | None, most_s: float) -> str:
    """Return the colour of a change, the middle where nothing changed anywhere."""
    if change_s is None:
        return _UNKNOWN
    place = 0.5 if most_s == 0 else 0.5 + change_s / most_s / 2
    return str(sample_colorscale(_SCALE, [place])[0])


def _words(tract: str, row: Mapping[Any, Any] | None, what: str) -> str:
    """Return what hovering over a tract says."""
    name = f"<b>Tract {html.escape(tract)}</b>"
    if row is None:
        return f"{name}<br>no order to compare"
    mean, low, high = (
        float(row[f"{what}_{each}_s"]) for each in ("mean", "low", "high")
    )
    limits = (
        f"<br>95 % interval {signed(low)} to {signed(high)} s"
        if np.isfinite([low, high]).all()
        else "<br>too few orders for an interval"
    )
    return f"{name}<br>{row['orders']} orders, mean {what} {signed(mean)} s{limits}"


def _scale(most_s: float, what: str) -> go.Scatter:
    """Return a trace without points that carries the bar of colours."""
    reach = most_s or 1.0
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        showlegend=False,
        hoverinfo="skip",
        name="scale",
        marker={
            "color": [0.0],
            "cmin": -reach,
            "cmax": reach,
            "colorscale": _SCALE,
            "showscale": True,
            "colorbar": {
                "title": {
                    "text": f"{what.capitalize()} [s]",
                    "font": {"size": SMALL_PX},
                },
                "thickness": 12,
                "outlinewidth": 0,
                "tickfont": {"size": SMALL_PX},
            },
        },
    )
