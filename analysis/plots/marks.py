"""Lines, intervals and words that several figures share."""

import html
import re
from collections.abc import Iterable
from datetime import datetime

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.numbers import plain
from analysis.plots.style import PolicyStyle
from analysis.words import on_the_clock, zone_of
from simulation.units import SECONDS_PER_MINUTE, Floats

_THOUSAND, _HUNDRED, _TEN = 1000, 100, 10
_MINUTE = re.compile(r"minute %{x(:[^}]*)?}")  # of a hover text


def floats(values: "pd.Series[float]") -> Floats:
    """Return a column as floats (n,), what is missing as NaN."""
    return pd.to_numeric(values).to_numpy(dtype=np.float64, na_value=np.nan)


def refuse_several(column: "pd.Series[str]", where: str) -> None:
    """Refuse a column with several values, whose marks would run into each other."""
    levels = sorted(map(str, column.dropna().unique()))
    if len(levels) > 1:
        raise ValueError(
            f"{where}: the column {column.name} has {', '.join(levels)}, expected one "
            "value."
        )


def number(value: float) -> str:
    """Return a number to about four digits, as a reader would write it."""
    size = abs(value)
    decimals = 0 if size >= _THOUSAND else 1 if size >= _HUNDRED else 2
    return plain(value, decimals if size >= _TEN else 3)


def interval_words(low: float, high: float) -> str:
    """Return the interval in words, nothing where it is not known."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return ""
    return f"95 % interval {number(low)} to {number(high)}"


def interval_bars(middle: Floats, low: Floats, high: Floats) -> dict[str, object]:
    """Return bars from `low` to `high` about the middle, (n,) each."""
    return {
        "type": "data",
        "symmetric": False,
        "array": high - middle,
        "arrayminus": middle - low,
        "thickness": 1.25,
        "width": 3,
    }


def means_line(
    rows: pd.DataFrame, x: str, style: PolicyStyle, label: str, at: Iterable[str]
) -> go.Scatter:
    """Return means over `x`, joined, each with its interval.

    Parameters
    ----------
    rows
        `mean`, `low`, `high` and the column `x`, of one policy or plan.
    style
        Of that.
    label
        Of the metric.
    at : (n,)
        What each place is called.
    """
    mean, low, high = (floats(rows[name]) for name in ("mean", "low", "high"))
    return go.Scatter(
        x=floats(rows[x]),
        y=mean,
        error_y=interval_bars(mean, low, high) | {"color": style.colour},
        mode="lines+markers",
        line=style.line,
        marker=style.marker,
        hovertext=[
            f"<b>{html.escape(style.label)}</b><br>{html.escape(place)}<br>"
            f"{html.escape(label)}: {number(middle)}<br>{interval_words(below, above)}"
            for place, middle, below, above in zip(at, mean, low, high, strict=True)
        ],
        hoverinfo="text",
        **style.entry,
    )


def interval_band(rows: pd.DataFrame, x: str, style: PolicyStyle) -> go.Scatter:
    """Return intervals over `x` as an area, an outline for each stretch that has one.

    Parameters
    ----------
    rows
        In order of the column `x`, with `low` and `high`.
    """
    limited = rows[["low", "high"]].notna().all(axis=1).to_numpy()
    stretch = np.cumsum(~limited)[limited]
    outlines = [_outline(part, x) for _, part in rows[limited].groupby(stretch)]
    places, heights = np.concatenate(outlines).T if outlines else np.empty((2, 0))
    return go.Scatter(
        x=places,
        y=heights,
        mode="lines",
        fill="toself",
        fillcolor=style.band,
        line={"width": 0},
        showlegend=False,
        hoverinfo="skip",
        name=f"{style.label}, interval",
    )


def _outline(rows: pd.DataFrame, x: str) -> Floats:
    """Return points along the top and back along the foot, then a gap, (n, 2)."""
    place, low, high = (floats(rows[name]) for name in (x, "low", "high"))
    there = np.column_stack((place, high))
    back = np.column_stack((place, low))[::-1]
    return np.concatenate((there, back, np.full((1, 2), np.nan)))


def on_clocks(figure: go.Figure, zero: datetime | None) -> go.Figure:
    """Turn minutes along x into what clocks show, if they show `zero` at minute 0.

    Of all that is drawn: traces, their hover texts, lines, shades and ranges. In the
    night in which clocks are put back, an hour is drawn over the one before.
    """
    if zero is None:
        return figure
    for trace in figure.data:
        trace.x = [_at(zero, minute) for minute in trace.x]
        if trace.hovertemplate:
            trace.hovertemplate = _MINUTE.sub(
                "%{x|%a %Y-%m-%d %H:%M}", trace.hovertemplate
            )
    for each in (*figure.layout.shapes, *figure.layout.annotations):
        if "domain" not in each.xref and each.xref != "paper":
            for name in ("x", "x0", "x1"):
                if name in each and each[name] is not None:
                    each[name] = _at(zero, each[name])
    zone = f" [{zone_of(zero)}]" if zero.tzinfo else ""
    for axis in figure.select_xaxes():
        ends = axis.range and [_at(zero, minute) for minute in axis.range]
        axis.update(type="date", range=ends, dtick=None, rangemode=None)
        if axis.title.text:
            named = axis.title.text.removesuffix(" [min]")
            axis.title.text = f"{named} on the clock{zone}"
    return figure


def _at(zero: datetime, minute: float) -> str | None:
    """Return a minute from zero as a local time that a figure reads; None of NaN."""
    if minute != minute:  # noqa: PLR0124 - NaN
        return None
    moment = on_the_clock(zero, float(minute) * SECONDS_PER_MINUTE)
    return f"{moment:%Y-%m-%d %H:%M:%S}"
