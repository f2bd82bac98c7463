"""How far simulated delivery times agree with actual ones, by order and by time."""

from datetime import datetime

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.numbers import signed
from analysis.plots.marks import floats, interval_bars, interval_words, on_clocks
from analysis.plots.style import (
    AXIS,
    BLUE,
    INK,
    MUTED,
    SHADE,
    SMALL_PX,
    VERMILION,
    new_figure,
    say_empty,
)
from analysis.words import slot
from simulation.units import Floats

_HEIGHT_PX = 420
_ROOM = 0.04
_SIGNS = (  # of an error: its colour and marker, so that colour is not the only sign
    ("too slow", VERMILION, "triangle-up"),
    ("within the tolerance", INK, "circle-open"),
    ("too fast", BLUE, "triangle-down"),
)


def plot_agreement(frame: pd.DataFrame, tolerance_s: float) -> go.Figure:
    """Plot the simulated over the actual delivery time, a marker per order.

    On the diagonal both agree; the shaded band about it is the tolerance.

    Parameters
    ----------
    frame
        A row per order: ``order``, ``actual_s`` and ``simulated_s``.
    tolerance_s
        An error up to this is small enough [s].
    """
    figure = new_figure()
    figure.update_layout(height=_HEIGHT_PX, margin={"t": 44})
    rows = frame.dropna(subset=["actual_s", "simulated_s"]).sort_values("order")
    actual, simulated = floats(rows["actual_s"]), floats(rows["simulated_s"])
    ends = _range(np.concatenate((actual, simulated)))
    figure.update_xaxes(title_text="Actual delivery time [s]", range=ends)
    figure.update_yaxes(title_text="Simulated delivery time [s]", range=ends)
    if not actual.size:
        return say_empty(figure)
    figure.add_trace(_band(ends, tolerance_s))
    figure.add_trace(_diagonal(ends))
    error = simulated - actual
    sides = (error > tolerance_s, np.abs(error) <= tolerance_s, error < -tolerance_s)
    for (name, colour, symbol), chosen in zip(_SIGNS, sides, strict=True):
        figure.add_trace(
            go.Scatter(
                x=actual[chosen],
                y=simulated[chosen],
                mode="markers",
                name=f"{name}: {100 * float(chosen.mean()):.0f} %",
                marker={"color": colour, "symbol": symbol, "size": 6, "opacity": 0.7},
                hovertext=[
                    f"<b>Order {order}</b><br>{name}: error {signed(off, 0)} s"
                    for order, off in zip(
                        rows["order"][chosen], error[chosen], strict=True
                    )
                ],
                hoverinfo="text",
            )
        )
    return figure


def plot_errors_over_time(
    frame: pd.DataFrame, tolerance_s: float, zero: datetime | None = None
) -> go.Figure:
    """Plot the mean error by time of start, with its interval.

    Above zero the simulator is too slow; the shaded band is the tolerance.

    Parameters
    ----------
    frame
        A row per slot of time: ``from_min`` and ``to_min`` [min], ``orders``, and
        ``error_mean_s`` with its interval ``error_low_s`` to ``error_high_s``, drawn
        where it is known.
    tolerance_s
        An error up to this is small enough [s].
    zero
        What clocks show at minute 0: then they are along the axis.
    """
    figure = new_figure()
    figure.update_layout(height=_HEIGHT_PX - 60, showlegend=False, margin={"t": 20})
    figure.update_xaxes(title_text="Start of the order [min]")
    figure.update_yaxes(title_text="Simulated less actual, mean [s]")
    rows = frame.dropna(subset=["error_mean_s"]).sort_values("from_min")
    if rows.empty:
        return say_empty(figure)
    begin, end = floats(rows["from_min"]), floats(rows["to_min"])
    mean, low, high = (
        floats(rows[f"error_{each}_s"]).copy() for each in ("mean", "low", "high")
    )
    unknown = ~(np.isfinite(low) & np.isfinite(high))
    low[unknown] = high[unknown] = np.nan
    figure.add_hrect(
        -tolerance_s, tolerance_s, fillcolor=SHADE, line_width=0, layer="below"
    )
    figure.add_hline(y=0, line={"color": INK, "width": 1})
    figure.add_annotation(
        text=f"tolerance {tolerance_s:g} s",
        x=1,
        xref="paper",
        y=tolerance_s,
        xanchor="right",
        yanchor="bottom",
        showarrow=False,
        font={"size": SMALL_PX, "color": MUTED},
    )
    figure.add_trace(
        go.Scatter(
            x=(begin + end) / 2,
            y=mean,
            error_y=interval_bars(mean, low, high) | {"color": INK},
            mode="markers",
            name="mean error",
            marker={
                "color": [VERMILION if each > 0 else BLUE for each in mean],
                "symbol": [
                    "triangle-up" if each > 0 else "triangle-down" for each in mean
                ],
                "size": 10,
            },
            hovertext=[
                f"<b>{slot(row, zero)}</b><br>{orders:,} orders, mean error "
                f"{signed(off, 0)} s<br>{interval_words(below, above)}"
                for row, orders, off, below, above in zip(
                    rows.to_dict("records"),
                    rows["orders"],
                    mean,
                    low,
                    high,
                    strict=True,
                )
            ],
            hoverinfo="text",
        )
    )
    reach = np.concatenate((mean, low, high, [-tolerance_s, tolerance_s]))
    figure.update_yaxes(range=_range(reach))
    figure.update_xaxes(range=[float(begin.min()), float(end.max())])
    return on_clocks(figure, zero)


def _range(values: Floats) -> list[float]:
    """Return an axis with some room about all values; 0 to 1 of none."""
    known = values[np.isfinite(values)]
    if not known.size:
        return [0.0, 1.0]
    low, high = float(known.min()), float(known.max())
    room = _ROOM * (high - low) or 1.0
    return [low - room, high + room]


def _band(ends: list[float], tolerance_s: float) -> go.Scatter:
    low, high = ends
    return go.Scatter(
        x=[low, high, high, low],
        y=[
            low - tolerance_s,
            high - tolerance_s,
            high + tolerance_s,
            low + tolerance_s,
        ],
        mode="lines",
        fill="toself",
        fillcolor=SHADE,
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
        name="tolerance",
    )


def _diagonal(ends: list[float]) -> go.Scatter:
    return go.Scatter(
        x=ends,
        y=ends,
        mode="lines",
        line={"color": AXIS, "width": 1, "dash": "dot"},
        hoverinfo="skip",
        showlegend=False,
        name="as it happened",
    )
