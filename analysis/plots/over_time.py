"""Utilisation over time: the paper's Figs. 8 (E) and 9 (E)."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats, interval_band, refuse_several
from analysis.plots.panels import Grid, columns_for, head
from analysis.plots.style import (
    MUTED,
    SHADE,
    SMALL_PX,
    as_drawn,
    policy_style,
    say_empty,
)

_MOST_COLUMNS = 3
_TITLE = "Utilisation [share]"


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
    grid = Grid(
        len(loads), columns_for(len(loads), _MOST_COLUMNS), 210, (28, 84), headed=True
    )
    figure = grid.figure()
    in_legend: set[str] = set()
    for panel, load in enumerate(loads):
        place = grid.place(panel)
        head(figure, place, f"{load:g} orders/min")
        of_load = frame[frame["load_per_min"] == load]
        of_policy = {
            policy: of_load[of_load["policy"] == policy].sort_values("minute")
            for policy in as_drawn(of_load["policy"])
        }
        for policy, rows in of_policy.items():
            figure.add_trace(_band(rows, policy), **place)
        for policy, rows in of_policy.items():
            figure.add_trace(
                _line(rows, policy, legend=policy not in in_legend), **place
            )
            in_legend.add(policy)
        _shade(figure, place, window_min, named=panel == 0)
    figure.update_xaxes(title_text="Time [min]", dtick=15, rangemode="tozero")
    figure.update_yaxes(range=[0, _highest(frame)], title_text=_TITLE, nticks=6)
    grid.share_y(figure, _TITLE)
    return figure if loads else say_empty(figure)


def _highest(frame: pd.DataFrame) -> float:
    """Return where the share axis ends: above all means and intervals."""
    highest = np.fmax(floats(frame["mean"]), floats(frame["high"]))
    return 1.12 * float(np.nanmax(highest, initial=0.0)) or 1.0


def _line(rows: pd.DataFrame, policy: str, *, legend: bool) -> go.Scatter:
    """Return the mean of one policy."""
    style = policy_style(policy)
    return go.Scatter(
        x=floats(rows["minute"]),
        y=floats(rows["mean"]),
        mode="lines",
        name=style.label,
        legendrank=style.rank,
        legendgroup=policy,
        showlegend=legend,
        line={"color": style.colour, "width": style.width_px, "dash": style.dash},
        hovertemplate=f"<b>{style.label}</b><br>minute %{{x}}: %{{y:.3f}} of the "
        "vehicles active<extra></extra>",
    )


def _band(rows: pd.DataFrame, policy: str) -> go.Scatter:
    """Return the interval of one policy."""
    band = interval_band(rows, "minute", policy_style(policy))
    return band.update(legendgroup=policy)


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
        "annotation_font": {"size": SMALL_PX, "color": MUTED},
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
