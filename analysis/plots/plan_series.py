"""Plans over time: a panel per measure, a line per plan."""

import html
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats, interval_band
from analysis.plots.panels import Grid, columns_for
from analysis.plots.plans import plan_styles
from analysis.plots.style import PolicyStyle, say_empty

_MOST_COLUMNS = 2
_TICKS_MIN = (5, 10, 15, 30, 60, 120, 240, 360)
_MOST_TICKS = 9


def plot_over_time(
    frame: pd.DataFrame, measures: Sequence[tuple[str, str]], plans: Sequence[str]
) -> go.Figure:
    """Plot measures over time, a panel each, a line per plan with its interval.

    Parameters
    ----------
    frame
        `plan`, `measure`, `minute` [min], and `mean`, `low`, `high`: the mean over
        the replications with its 95 % interval, drawn as a band where it is known.
    measures
        Measure and label with its unit in [ ], in the order of the panels.
    plans
        In the order of the legend.
    """
    grid = Grid(len(measures), columns_for(len(measures), _MOST_COLUMNS), 220)
    figure = grid.figure()
    in_legend: set[str] = set()
    for panel, (measure, label) in enumerate(measures):
        place = grid.place(panel)
        of_measure = frame[frame["measure"] == measure].sort_values("minute")
        drawn = [
            (of_measure[of_measure["plan"] == plan], style)
            for plan, style in plan_styles(plans).items()
        ]
        drawn = [(rows, style) for rows, style in drawn if len(rows)]
        for rows, style in drawn:
            band = interval_band(rows, "minute", style)
            figure.add_trace(band.update(legendgroup=style.label), **place)
        for rows, style in drawn:
            line = _line(rows, style, label)
            line.update(showlegend=style.label not in in_legend)
            figure.add_trace(line, **place)
            in_legend.add(style.label)
        figure.update_yaxes(title_text=label, **place)
    figure.update_yaxes(rangemode="tozero", nticks=6)
    minutes = floats(frame["minute"])
    first = float(minutes.min()) if minutes.size else 0.0
    last = minutes.max(initial=first + 60.0)
    span = last - first
    step = next((each for each in _TICKS_MIN if span / each <= _MOST_TICKS), 720)
    figure.update_xaxes(title_text="Time [min]", dtick=step, range=[first, last])
    return figure if in_legend else say_empty(figure)


def _line(rows: pd.DataFrame, style: PolicyStyle, label: str) -> go.Scatter:
    """Return the mean of one plan."""
    name = html.escape(style.label)
    return go.Scatter(
        x=floats(rows["minute"]),
        y=floats(rows["mean"]),
        mode="lines",
        name=name,
        legendgroup=style.label,
        legendrank=style.rank,
        line={"color": style.colour, "width": style.width_px, "dash": style.dash},
        hovertemplate=f"<b>{name}</b><br>minute %{{x}}: %{{y:,.4~g}}<br>"
        f"{html.escape(label)}<extra></extra>",
    )
