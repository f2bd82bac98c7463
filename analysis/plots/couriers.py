"""Couriers by hour: who is on duty, and the work there is."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats
from analysis.plots.panels import Grid
from analysis.plots.style import INK, say_empty, shades

_PANEL_PX = 300


def plot_couriers(frame: pd.DataFrame, classes: Sequence[tuple[str, str]]) -> go.Figure:
    """Plot couriers on duty by hour, classes stacked, and the work as a line.

    Parameters
    ----------
    frame
        `from` (time of day, in words), `load` (vehicles at work) and a column for
        each class.
    classes
        Columns and what they are called.
    """
    grid = Grid(1, 1, _PANEL_PX)
    figure = grid.figure()
    colours = shades(len(classes))
    for (column, name), colour in zip(classes, colours, strict=True):
        figure.add_trace(
            go.Bar(
                x=frame["from"],
                y=floats(frame[column]),
                name=name,
                marker={"color": colour},
                hovertemplate=f"%{{x}}: %{{y}} {name}<extra></extra>",
            ),
            **grid.place(0),
        )
    figure.add_trace(
        go.Scatter(
            x=frame["from"],
            y=floats(frame["load"]),
            name="at work, if none waited",
            mode="lines",
            line={"color": INK, "width": 2, "shape": "hvh"},
            hovertemplate="%{x}: %{y:.1f} at work<extra></extra>",
        ),
        **grid.place(0),
    )
    figure.update_layout(barmode="stack", bargap=0.08)
    figure.update_xaxes(title_text="Time of day, from", type="category")
    figure.update_yaxes(rangemode="tozero", title_text="Couriers")
    return figure if len(frame) else say_empty(figure)


def plot_on_duty(frame: pd.DataFrame, names: Sequence[str]) -> go.Figure:
    """Plot couriers on duty by hour of several rosters as lines.

    Parameters
    ----------
    frame
        `from` (time of day, in words) and a column for each name.
    names
        Of the rosters.
    """
    grid = Grid(1, 1, _PANEL_PX)
    figure = grid.figure()
    for name, colour in zip(names, shades(len(names)), strict=True):
        figure.add_trace(
            go.Scatter(
                x=frame["from"],
                y=floats(frame[name]),
                name=name,
                mode="lines",
                line={"color": colour, "width": 3, "shape": "hvh"},
                hovertemplate=f"%{{x}}: %{{y}} {name}<extra></extra>",
            ),
            **grid.place(0),
        )
    figure.update_xaxes(title_text="Time of day, from", type="category")
    figure.update_yaxes(rangemode="tozero", title_text="Couriers on duty")
    return figure if len(frame) else say_empty(figure)
