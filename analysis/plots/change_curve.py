"""How the orders of two runs differ: the distribution of changes."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats
from analysis.plots.style import (
    AXIS,
    BLUE,
    INK,
    SMALL_PX,
    VERMILION,
    new_figure,
    say_empty,
)

_HEIGHT_PX = 380


def plot_changes(frame: pd.DataFrame) -> go.Figure:
    """Plot which share of orders changed by at most so many seconds.

    Left of zero are the orders that gained, right of it those that lost.

    Parameters
    ----------
    frame
        A row per order: ``change_s``, missing where it is not known.
    """
    figure = new_figure()
    figure.update_layout(height=_HEIGHT_PX, showlegend=False, margin={"t": 36})
    figure.update_xaxes(title_text="Change of delivery time [s]")
    figure.update_yaxes(
        title_text="Orders that changed by at most so much [%]",
        range=[-1, 101],
    )
    change = np.sort(floats(frame["change_s"]))
    change = change[~np.isnan(change)]
    if not change.size:
        return say_empty(figure)
    share = 100 * np.arange(1, change.size + 1) / change.size
    figure.add_trace(
        go.Scatter(
            x=change,
            y=share,
            mode="lines",
            line={"shape": "hv", "color": INK, "width": 1.75},
            name="orders",
            hovertemplate="%{y:.1f} % of orders changed by %{x:+.1f} s or less"
            "<extra></extra>",
        )
    )
    figure.add_vline(x=0, line={"color": AXIS, "width": 1, "dash": "dot"})
    faster, slower = (100 * float(each.mean()) for each in (change < 0, change > 0))
    for text, side, colour in (
        (f"{faster:.1f} % faster", "right", BLUE),
        (f"{slower:.1f} % slower", "left", VERMILION),
    ):
        figure.add_annotation(
            text=text,
            x=0,
            y=1,
            yref="paper",
            xanchor=side,
            yanchor="bottom",
            xshift=-6 if side == "right" else 6,
            yshift=4,
            showarrow=False,
            font={"size": SMALL_PX + 1, "color": colour},
        )
    return figure
