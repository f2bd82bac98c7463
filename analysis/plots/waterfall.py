"""A change taken apart: from one total over its parts to the other."""

import html

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.numbers import plain, signed
from analysis.plots.marks import floats, number
from analysis.plots.style import (
    AXIS,
    BLUE,
    INK,
    MUTED,
    SMALL_PX,
    VERMILION,
    new_figure,
    say_empty,
)

_ROW_PX, _EDGE_PX = 38, 92


def plot_waterfall(frame: pd.DataFrame, totals: tuple[str, str]) -> go.Figure:
    """Plot a mean delivery time [s], the changes of its parts, and the other mean.

    Parameters
    ----------
    frame
        A row per part: ``label``, ``first_mean_s``, ``second_mean_s``, and
        ``change_mean_s`` with ``change_low_s`` and ``change_high_s``. The parts of
        either mean sum to it.
    totals
        What the first and the second mean are called.
    """
    figure = new_figure()
    rows = frame.dropna(subset=["first_mean_s", "second_mean_s"])
    height = _EDGE_PX + _ROW_PX * (len(frame) + 2)
    figure.update_layout(height=height, showlegend=False, margin={"r": 70})
    figure.update_xaxes(title_text="Delivery time, mean [s]", showgrid=True)
    if rows.empty:
        figure.update_yaxes(showticklabels=False)
        return say_empty(figure)
    first, second = (floats(rows[f"{name}_mean_s"]) for name in ("first", "second"))
    change = second - first
    ends = first.sum() + np.cumsum(change)
    starts = ends - change
    levels = [0.0, *starts.tolist(), 0.0]
    widths = [first.sum(), *change.tolist(), second.sum()]
    slots = np.arange(len(widths))
    colours = [AXIS, *(VERMILION if each > 0 else BLUE for each in change), AXIS]
    names = [totals[0], *rows["label"], totals[1]]
    figure.add_trace(
        go.Bar(
            x=widths,
            y=slots,
            base=levels,
            orientation="h",
            width=0.62,
            marker={"color": colours},
            hovertext=_words(rows, names, widths),
            hoverinfo="text",
            name="mean delivery time",
        )
    )
    _connect(figure, [first.sum(), *ends.tolist()])
    _write(figure, levels, widths)
    return figure.update_yaxes(
        tickvals=slots,
        ticktext=[html.escape(str(each)) for each in names],
        autorange="reversed",
        showgrid=False,
        ticks="",
        tickfont={"color": INK},
    )


def _words(rows: pd.DataFrame, names: list[str], widths: list[float]) -> list[str]:
    """Return what hovering says of each bar."""
    words = [f"<b>{html.escape(str(names[0]))}</b><br>{number(widths[0])} s"]
    columns = (
        "label",
        "first_mean_s",
        "second_mean_s",
        "change_low_s",
        "change_high_s",
    )
    for label, first, second, low, high in zip(
        *(rows[name] for name in columns), strict=True
    ):
        known = np.isfinite([low, high]).all()
        limits = f"<br>95 % interval {signed(low)} to {signed(high)} s" if known else ""
        words.append(
            f"<b>{html.escape(str(label))}</b><br>{number(first)} to "
            f"{number(second)} s, {signed(second - first)} s{limits}"
        )
    return [*words, f"<b>{html.escape(str(names[-1]))}</b><br>{number(widths[-1])} s"]


def _connect(figure: go.Figure, ends: list[float]) -> None:
    """Join the end of each bar with the start of the next."""
    for slot, end in enumerate(ends):
        figure.add_shape(
            type="line",
            x0=end,
            x1=end,
            y0=slot + 0.31,
            y1=slot + 0.69,
            line={"color": MUTED, "width": 1},
        )


def _write(figure: go.Figure, levels: list[float], widths: list[float]) -> None:
    """Write each value to the right of its bar."""
    for slot, (base, width) in enumerate(zip(levels, widths, strict=True)):
        total = slot in {0, len(widths) - 1} or round(width, 1) == 0
        figure.add_annotation(
            x=max(base, base + width),
            y=slot,
            text=f"{plain(abs(width))} s" if total else f"{signed(width)} s",
            xanchor="left",
            xshift=4,
            showarrow=False,
            font={"size": SMALL_PX, "color": INK},
        )
