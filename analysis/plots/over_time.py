"""Figures over time: utilisation of the policies, measures of plans, two futures."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats, interval_band, on_clocks, refuse_several
from analysis.plots.panels import Grid, columns_for, head
from analysis.plots.style import (
    BLUE,
    INK,
    MUTED,
    SHADE,
    SMALL_PX,
    PolicyStyle,
    as_drawn,
    plan_styles,
    policy_style,
    say_empty,
)

_TITLE = "Utilisation [share]"
_TICKS_MIN = (5, 10, 15, 30, 60, 120, 240, 360)
_MOST_TICKS = 9
_FUTURES: tuple[dict[str, object], ...] = (
    {"color": INK, "width": 1.5, "dash": "dot"},
    {"color": BLUE, "width": 2.25, "dash": "solid"},
)
_SMALL = {"size": SMALL_PX, "color": MUTED}


def plot_utilisation_over_time(
    frame: pd.DataFrame, window_min: tuple[float, float]
) -> go.Figure:
    """Plot the share of vehicles active over time, a panel per load.

    Parameters
    ----------
    frame
        Of one profile: `load_per_min` [orders/min], `policy`, `minute` [min], and
        `mean`, `low`, `high`: the share 0 to 1, mean over the data sets with its
        95 % interval, drawn as a band.
    window_min
        From and to [min]: what the mean utilisation is taken over, shaded.

    Raises
    ------
    ValueError
        If the frame holds several profiles.
    """
    if "profile" in frame:
        refuse_several(frame["profile"], "plot_utilisation_over_time")
    loads = sorted(frame["load_per_min"].dropna().unique())
    grid = Grid(len(loads), columns_for(len(loads), 3), 210, (28, 84), headed=True)
    figure = grid.figure()
    for panel, load in enumerate(loads):
        place = grid.place(panel)
        head(figure, place, f"{load:g} orders/min")
        of_load = frame[frame["load_per_min"] == load]
        of_policy = [
            (of_load[of_load["policy"] == each].sort_values("minute"), each)
            for each in as_drawn(of_load["policy"])
        ]
        _draw(
            figure,
            place,
            [(rows, policy_style(policy)) for rows, policy in of_policy],
            "%{y:.3f} of the vehicles active",
        )
        _shade(figure, place, window_min, named=panel == 0)
    figure.update_xaxes(title_text="Time [min]", dtick=15, rangemode="tozero")
    figure.update_yaxes(range=[0, _highest(frame)], title_text=_TITLE, nticks=6)
    grid.share_y(figure, _TITLE)
    return figure if loads else say_empty(figure)


def _highest(frame: pd.DataFrame) -> float:
    """Return where the share axis ends: above all means and intervals."""
    highest = np.fmax(floats(frame["mean"]), floats(frame["high"]))
    return 1.12 * float(np.nanmax(highest, initial=0.0)) or 1.0


@dataclass(frozen=True)
class Band:
    """What happens for a while."""

    what: str
    from_min: float
    until_min: float | None  # None: to the end


def _shade_band(
    figure: go.Figure, place: dict[str, int], band: Band, last: float, *, named: bool
) -> None:
    """Shade a while, behind the lines."""
    until = last if band.until_min is None else min(band.until_min, last)
    if band.from_min >= until:
        return
    named_once = {
        "annotation_text": html.escape(band.what),
        "annotation_position": "inside top left",
        "annotation_font": _SMALL,
    }
    figure.add_vrect(
        x0=band.from_min,
        x1=until,
        fillcolor=SHADE,
        line_width=0,
        layer="below",
        **place,
        **(named_once if named else {}),
    )


def plot_over_time(
    frame: pd.DataFrame,
    measures: Sequence[tuple[str, str]],
    plans: Sequence[str],
    zero: datetime | None = None,
    bands: Sequence[Band] = (),
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
    zero
        What clocks show at minute 0: then they are along the axis.
    bands
        What happens for a while, shaded; named in the first panel.
    """
    grid = Grid(len(measures), columns_for(len(measures), 2), 220)
    figure = grid.figure()
    for panel, (measure, label) in enumerate(measures):
        place = grid.place(panel)
        of_measure = frame[frame["measure"] == measure].sort_values("minute")
        drawn = [
            (of_measure[of_measure["plan"] == plan], style)
            for plan, style in plan_styles(plans).items()
        ]
        _draw(figure, place, drawn, f"%{{y:,.4~g}}<br>{html.escape(label)}")
        figure.update_yaxes(title_text=label, **place)
    figure.update_yaxes(rangemode="tozero", nticks=6)
    minutes = floats(frame["minute"])
    first = float(minutes.min()) if minutes.size else 0.0
    last = minutes.max(initial=first + 60.0)
    span = last - first
    step = next((each for each in _TICKS_MIN if span / each <= _MOST_TICKS), 720)
    figure.update_xaxes(title_text="Time [min]", dtick=step, range=[first, last])
    for panel in range(len(measures) if figure.data else 0):
        for band in bands:
            _shade_band(figure, grid.place(panel), band, last, named=panel == 0)
    return on_clocks(figure, zero) if figure.data else say_empty(figure)


def plot_futures(
    frame: pd.DataFrame, at_min: float, zero: datetime | None = None
) -> go.Figure:
    """Plot counts over time as recorded and as they become, a panel per count.

    Parameters
    ----------
    frame
        `measure` with its unit (such as ``Open orders [orders]``), `future`,
        `minute` [min] and `count`; the first future in order of `rank` is dotted,
        the second is drawn over it.
    at_min
        The moment from which the futures differ [min], marked in every panel.
    zero
        What clocks show at minute 0: then they are along the axis.
    """
    measures = sorted(frame["measure"].dropna().unique(), reverse=True)
    grid = Grid(len(measures), 1, 200, (76, 72), headed=True)
    figure = grid.figure()
    ranked = frame.sort_values("rank")["future"].dropna().unique()
    for panel, measure in enumerate(measures):
        place = grid.place(panel)
        head(figure, place, measure.partition(" [")[0])
        of_measure = frame[frame["measure"] == measure].sort_values("minute")
        for future, style in zip(ranked, _FUTURES, strict=False):
            rows = of_measure[of_measure["future"] == future]
            figure.add_trace(
                go.Scatter(
                    x=floats(rows["minute"]),
                    y=floats(rows["count"]),
                    mode="lines",
                    line={**style, "shape": "hv"},
                    name=future,
                    legendgroup=future,
                    showlegend=panel == 0,
                    hovertemplate=f"<b>{future}</b><br>minute %{{x:.1f}}: %{{y}}"
                    "<extra></extra>",
                ),
                **place,
            )
        figure.update_yaxes(title_text=measure, **place)
        named = {
            "annotation_text": "the moment",
            "annotation_position": "top right",
            "annotation_font": _SMALL,
        }
        line = {"color": MUTED, "width": 1}
        figure.add_vline(x=at_min, line=line, **place, **(named if panel == 0 else {}))
    figure.update_xaxes(title_text="Time [min]")
    figure.update_yaxes(rangemode="tozero", nticks=5)
    return on_clocks(figure, zero) if measures else say_empty(figure)


def _draw(
    figure: go.Figure,
    place: dict[str, int],
    drawn: Sequence[tuple[pd.DataFrame, PolicyStyle]],
    says: str,
) -> None:
    """Draw means over the minutes into a panel, their intervals below all of them."""
    drawn = [(rows, style) for rows, style in drawn if len(rows)]
    shown = {trace.legendgroup for trace in figure.data if trace.showlegend}
    for rows, style in drawn:
        band = interval_band(rows, "minute", style)
        figure.add_trace(band.update(legendgroup=style.label), **place)
    for rows, style in drawn:
        line = go.Scatter(
            x=floats(rows["minute"]),
            y=floats(rows["mean"]),
            mode="lines",
            line=style.line,
            showlegend=style.label not in shown,
            hovertemplate=f"<b>{html.escape(style.label)}</b><br>minute %{{x}}: {says}"
            "<extra></extra>",
            **style.entry,
        )
        figure.add_trace(line, **place)


def _shade(
    figure: go.Figure,
    place: dict[str, int],
    window_min: tuple[float, float],
    *,
    named: bool,
) -> None:
    """Shade the window that the mean is taken over, behind the lines."""
    opens, closes = window_min
    named_once = {
        "annotation_text": "window of the mean",
        "annotation_position": "inside top",
        "annotation_font": _SMALL,
    }
    figure.add_vrect(
        x0=opens,
        x1=closes,
        fillcolor=SHADE,
        line_width=0,
        layer="below",
        **place,
        **(named_once if named else {}),
    )
