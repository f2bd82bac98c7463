"""Demand over time: the paper's Fig. 6 (a)."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats
from analysis.plots.panels import Grid, head
from analysis.plots.style import BLUE, MUTED, SMALL_PX, say_empty

_FIRST = ("uniform", "gaussian")  # as in the paper; others follow by name


def plot_load(frame: pd.DataFrame) -> go.Figure:
    """Plot orders per minute over time, a panel per profile, a line per load.

    Parameters
    ----------
    frame
        `profile`, `load_per_min` [orders/min], `minute` [min] and
        `orders_per_min`: the orders of the minute that begins at `minute`.
    """
    present = frame["profile"].dropna().unique().tolist()
    profiles = [name for name in _FIRST if name in present]
    profiles += sorted(set(present) - set(_FIRST))
    grid = Grid(
        len(profiles), max(1, len(profiles)), 260, (28, 0), headed=True, legend=False
    )
    figure = grid.figure()
    for panel, profile in enumerate(profiles):
        rows = frame[frame["profile"] == profile]
        head(figure, grid.place(panel), f"{profile.capitalize()} demand")
        for load in sorted(rows["load_per_min"].unique()):
            one = rows[rows["load_per_min"] == load].sort_values("minute")
            figure.add_trace(_steps(one, profile, load), **grid.place(panel))
            _label(figure, one, f"load {load:g}", panel + 1)
    figure.update_xaxes(title_text="Time [min]", dtick=15, range=_hours(frame))
    figure.update_yaxes(rangemode="tozero", title_text="Demand [orders/min]")
    grid.share_y(figure, "Demand [orders/min]")
    return figure if profiles else say_empty(figure)


def _hours(frame: pd.DataFrame) -> list[float]:
    """Return the range of the time axis, the last minute included."""
    last = floats(frame["minute"]).max(initial=59.0)
    return [0.0, float(last) + 1]


def _steps(rows: pd.DataFrame, profile: str, load: float) -> go.Scatter:
    """Return the demand of one load, each minute's orders for all of the minute.

    The last point is repeated a minute later, where its minute ends.
    """
    minute, orders = floats(rows["minute"]), floats(rows["orders_per_min"])
    return go.Scatter(
        x=np.append(minute, minute[-1:] + 1),
        y=np.append(orders, orders[-1:]),
        mode="lines",
        name=f"{profile}, {load:g}",
        showlegend=False,
        line={"color": BLUE, "width": 1.75, "shape": "hv"},
        hovertemplate=f"<b>{profile.capitalize()}, load {load:g}</b><br>"
        "minute %{x}: %{y} orders<extra></extra>",
    )


def _label(figure: go.Figure, rows: pd.DataFrame, text: str, axis: int) -> None:
    """Write the load over its line, in the middle of where that first is highest."""
    demand, minute = floats(rows["orders_per_min"]), floats(rows["minute"])
    if np.isnan(demand).all():
        return
    highest = demand == np.nanmax(demand)
    first = int(np.argmax(highest))
    length = int(np.argmin(np.append(highest[first:], False)))
    figure.add_annotation(
        text=text,
        xref=f"x{axis}" if axis > 1 else "x",
        yref=f"y{axis}" if axis > 1 else "y",
        x=float(minute[first] + minute[first + length - 1] + 1) / 2,
        y=float(demand[first]),
        yanchor="bottom",
        showarrow=False,
        font={"size": SMALL_PX, "color": MUTED},
    )
