"""What service costs in distance: a point per configuration, the best ones joined."""

import html
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats, interval_bars, interval_words, number
from analysis.plots.style import (
    INK,
    MUTED,
    SMALL_PX,
    PolicyStyle,
    new_figure,
    plan_styles,
    say_empty,
)

_HEIGHT_PX = 480
_RING_PX = 15
_MENU_PX = 52  # what the menu takes above
_PARETO = "the frontier (Pareto)"


def plot_frontier(
    frame: pd.DataFrame,
    measures: Sequence[tuple[str, str]],
    scenarios: Sequence[str],
    distance: str,
    given: Sequence[str] = ("",),
) -> go.Figure:
    """Plot a metric over the distance; a menu chooses the metric, and under what.

    Points that no other is better than in both are ringed and joined.

    Parameters
    ----------
    frame
        `given` (under what: points of one are compared), `scenario`, `point` (its
        settings in words), `metric`; `distance`, `distance_low`, `distance_high` and
        `mean`, `low`, `high`: means with their 95 % intervals; `pareto`.
    measures
        Metric and label with its unit in [ ], in the order of the menu.
    scenarios
        In the order of the legend.
    distance
        Label of the distance, with its unit in [ ].
    given
        What is chosen from, in the order of the menu.
    """
    figure = new_figure()
    figure.update_layout(height=_HEIGHT_PX, margin={"t": _MENU_PX})
    figure.update_layout(legend={"y": 0, "yanchor": "bottom"})
    figure.update_xaxes(title_text=distance)
    frame = frame.dropna(subset=["distance", "mean"])
    frame = frame.sort_values(["given", "metric", "distance", "scenario", "point"])
    shown: list[tuple[str, str, int]] = []  # of each entry: text, label, traces
    for under in given:
        for metric, label in measures:
            rows = frame[(frame["given"] == under) & (frame["metric"] == metric)]
            traces = _traces(rows, scenarios, label, distance)
            if traces:
                text = f"{label.partition(' [')[0]}{', ' * bool(under)}{under}"
                shown.append((text, label, len(traces)))
                figure.add_traces(traces)
    if not shown:
        figure.update_yaxes(title_text=measures[0][1])
        return say_empty(figure)
    figure.update_yaxes(title_text=shown[0][1])
    return _with_menu(figure, shown)


def _traces(
    rows: pd.DataFrame, scenarios: Sequence[str], label: str, distance: str
) -> list[go.Scatter]:
    """Return the points by scenario, below them the joined best ones."""
    traces = []
    best = rows[rows["pareto"].astype(bool)]
    if len(best):
        traces.append(
            go.Scatter(
                x=floats(best["distance"]),
                y=floats(best["mean"]),
                mode="lines+markers",
                name=_PARETO,
                line={"color": MUTED, "width": 1.25, "dash": "dot"},
                marker={
                    "symbol": "circle-open",
                    "size": _RING_PX,
                    "color": INK,
                    "line": {"width": 1.5},
                },
                hoverinfo="skip",
                legendrank=0,
            )
        )
    for scenario, style in plan_styles(scenarios).items():
        own = rows[rows["scenario"] == scenario]
        if len(own):
            traces.append(_points(own, style, label, distance))
    return traces


def _points(
    rows: pd.DataFrame, style: PolicyStyle, label: str, distance: str
) -> go.Scatter:
    x, x_low, x_high, y, low, high = (
        floats(rows[name])
        for name in (
            *("distance", "distance_low", "distance_high"),
            *("mean", "low", "high"),
        )
    )
    words = [
        "<br>".join(
            [
                f"<b>{html.escape(style.label)}</b>",
                *map(html.escape, str(point).split(", ")),
                f"{html.escape(distance)}: {number(km)}",
                interval_words(km_low, km_high),
                f"{html.escape(label)}: {number(value)}",
                interval_words(below, above),
                *(["on the frontier"] if best else []),
            ]
        ).replace("<br><br>", "<br>")
        for point, km, km_low, km_high, value, below, above, best in zip(
            rows["point"], x, x_low, x_high, y, low, high, rows["pareto"], strict=True
        )
    ]
    return go.Scatter(
        x=x,
        y=y,
        error_x=interval_bars(x, x_low, x_high) | {"color": style.colour},
        error_y=interval_bars(y, low, high) | {"color": style.colour},
        mode="markers",
        marker=style.marker,
        hovertext=words,
        hoverinfo="text",
        **style.entry,
    )


def _with_menu(figure: go.Figure, shown: Sequence[tuple[str, str, int]]) -> go.Figure:
    """Let a menu show one entry's traces at a time, the first one's at first."""
    buttons, first = [], 0
    whole = len(figure.data)
    for text, label, count in shown:
        visible = [first <= at < first + count for at in range(whole)]
        buttons.append(
            {
                "label": html.escape(text),
                "method": "update",
                "args": [{"visible": visible}, {"yaxis.title.text": label}],
            }
        )
        if first == 0:
            for trace, seen in zip(figure.data, visible, strict=True):
                trace.visible = seen
        first += count
    menu = {
        "buttons": buttons,
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "pad": {"b": 8},
        "font": {"size": SMALL_PX},
        "showactive": True,
    }
    return figure.update_layout(updatemenus=[menu])
