"""What a headline rests on: how far each reading of the paper moves it."""

import html
import textwrap
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import (
    floats,
    interval_bars,
    interval_words,
    number,
    refuse_several,
)
from analysis.plots.panels import Grid, bars_across
from analysis.plots.style import (
    AXIS,
    BLUE,
    INK,
    VERMILION,
    policy_style,
    say_empty,
)
from simulation.units import Floats

_ROW_PX = 31
_LABEL_CHARACTERS = 44
_CHARACTER_PX = 6.6  # of small type in a broad font
_GAP_PX = 18  # beside labels
_TITLE_PX = 18  # of each further line of panel titles, the last their unit
_KEYS = ["reading", "setting"]
_NUMBERS = ["base", "value", "low", "high"]
_FEWEST_ROWS = 3
_BAR = 0.5  # of a row
_ROOM = 0.07  # of the axis, beside what it shows

# What becomes of the sign under a reading: name, colour, marker.
_OUTCOMES = {
    "same": ("sign as shipped", BLUE, "circle"),
    "unclear": ("interval includes zero", AXIS, "diamond"),
    "turned": ("sign turned", VERMILION, "square"),
}


def plot_tornado(frame: pd.DataFrame, metrics: Sequence[tuple[str, str]]) -> go.Figure:
    """Plot the change against one baseline under each reading, a panel per metric.

    A bar runs from the change as shipped to the change under the reading, whose
    interval is drawn; its colour says whether the sign stays. Readings come in the
    order of how far they move the first metric.

    Parameters
    ----------
    frame
        `reading` (in words), `setting`, `metric`, `against`, `base` and `value`
        (the changes as shipped and under the reading), `low` and `high` (95 %
        interval of `value`), all four in the metric's unit.
    metrics
        Metric and label with its unit in [ ], in the order of the panels.

    Raises
    ------
    ValueError
        If the frame holds changes against several baselines.
    """
    refuse_several(frame["against"], "plot_tornado")
    rows = _numbered(frame, metrics[0][0] if metrics else "")
    readings = rows.drop_duplicates("place").sort_values("place")
    count = max(_FEWEST_ROWS, len(readings))
    grid = Grid(len(metrics), max(1, len(metrics)), count * _ROW_PX, (18, 0))
    figure = grid.figure()
    named: set[str] = set()
    more_lines = 1
    for panel, (metric, label) in enumerate(metrics):
        place = grid.place(panel)
        of_metric = rows[rows["metric"] == metric]
        _draw(figure, of_metric, (place, label), named)
        title = label.replace(", ", ",<br>").replace(" [", "<br>[")
        more_lines = max(more_lines, title.count("<br>"))
        figure.update_xaxes(
            title_text=title,
            range=_range(of_metric),
            **place,
        )
        figure.update_yaxes(showticklabels=panel == 0, **place)
    _axes(figure, readings, count)
    figure.layout.height += more_lines * _TITLE_PX
    figure.layout.margin.b += more_lines * _TITLE_PX
    return figure if named else say_empty(figure)


def _axes(figure: go.Figure, readings: pd.DataFrame, count: int) -> None:
    """Draw zero, and give each of `count` rows its reading."""
    labels = [_wrapped(text) for text in readings["reading"]]
    bars_across(figure, ticks=5)
    figure.update_xaxes(tickangle=0)
    figure.update_yaxes(
        range=[count - 0.5, -0.5],
        tickmode="array",
        tickvals=readings["place"].tolist(),
        ticktext=labels,
        zeroline=False,
    )
    figure.update_layout(barmode="overlay", margin={"l": _left_px(labels)})


def _left_px(labels: list[str]) -> float:
    """Return the margin that the longest line of the labels takes [px]."""
    lines = [line for label in labels for line in label.split("<br>")]
    return _GAP_PX + _CHARACTER_PX * max(map(len, lines), default=0)


def _numbered(frame: pd.DataFrame, first_metric: str) -> pd.DataFrame:
    """Return the frame's own columns and `place`: 0 for what moves most, and so on."""
    own = frame[[*_KEYS, "metric", "against", *_NUMBERS]].assign(
        setting=["" if pd.isna(each) else str(each) for each in frame["setting"]]
    )
    move = np.abs(floats(own["value"]) - floats(own["base"]))
    counted = (own["metric"] == first_metric) & ~np.isnan(move)
    order = (
        own[_KEYS]
        .assign(move=np.where(counted, move, -1.0))  # what is not known comes last
        .groupby(_KEYS)["move"]
        .max()
        .reset_index()
        .sort_values("move", ascending=False, kind="stable")
    )
    places = order[_KEYS].assign(place=np.arange(len(order)))
    return own.merge(places, on=_KEYS, how="left")


def _draw(
    figure: go.Figure,
    rows: pd.DataFrame,
    panel: tuple[dict[str, int], str],
    named: set[str],
) -> None:
    """Draw one metric: the change as shipped, then a bar and a point per reading."""
    place, label = panel
    known = rows.dropna(subset=["base", "value"]).sort_values("place")
    if known.empty:
        return
    figure.add_trace(_as_shipped(known, legend="base" not in named), **place)
    named.add("base")
    outcome = _outcomes(known)
    for key in _OUTCOMES:
        chosen = known[outcome == key]
        if chosen.empty:
            continue
        figure.add_trace(_bars(chosen, key), **place)
        points = _points(chosen, key, label)
        figure.add_trace(points.update(showlegend=key not in named), **place)
        named.add(key)


def _range(rows: pd.DataFrame) -> list[float] | None:
    """Return an axis that shows every change, its interval, and zero."""
    every = np.concatenate([*_columns(rows), [0.0]])
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    room = _ROOM * (high - low)
    return [low - room, high + room] if room else None


def _outcomes(rows: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.str_]]":
    """Return what becomes of the sign of each change, a key of `_OUTCOMES`, (n,)."""
    base, value, low, high = _columns(rows)
    low, high = (np.where(np.isnan(edge), value, edge) for edge in (low, high))
    unclear = (low <= 0) & (high >= 0)
    turned = np.sign(value) * np.sign(base) < 0
    return np.where(unclear, "unclear", np.where(turned, "turned", "same"))


def _columns(rows: pd.DataFrame) -> tuple[Floats, Floats, Floats, Floats]:
    base, value, low, high = (floats(rows[name]) for name in _NUMBERS)
    return base, value, low, high


def _as_shipped(rows: pd.DataFrame, *, legend: bool) -> go.Scatter:
    """Return the line at the change as shipped, row by row."""
    base, row = floats(rows["base"]), floats(rows["place"])
    nothing = np.full(base.size, np.nan)
    return go.Scatter(
        x=np.column_stack((base, base, nothing)).ravel(),
        y=np.column_stack((row - 0.5, row + 0.5, nothing)).ravel(),
        mode="lines",
        name="as shipped",
        legendgroup="base",
        showlegend=legend,
        line={"color": INK, "width": 1.25, "dash": "2px,2px"},
        hoverinfo="skip",
    )


def _bars(rows: pd.DataFrame, outcome: str) -> go.Bar:
    """Return the bars from the change as shipped to that under the reading."""
    base, value, _, _ = _columns(rows)
    name, colour, _ = _OUTCOMES[outcome]
    return go.Bar(
        base=base,
        x=value - base,
        y=floats(rows["place"]),
        orientation="h",
        width=_BAR,
        marker={"color": colour, "opacity": 0.35, "line": {"width": 0}},
        name=name,
        legendgroup=outcome,
        showlegend=False,
        hoverinfo="skip",
    )


def _points(rows: pd.DataFrame, outcome: str, label: str) -> go.Scatter:
    """Return the changes under the readings with their intervals."""
    _, value, low, high = _columns(rows)
    name, colour, symbol = _OUTCOMES[outcome]
    return go.Scatter(
        x=value,
        y=floats(rows["place"]),
        error_x=interval_bars(value, low, high) | {"color": colour},
        mode="markers",
        marker={"color": colour, "symbol": symbol, "size": 7},
        name=name,
        legendgroup=outcome,
        hovertext=_words(rows, label),
        hoverinfo="text",
    )


def _words(rows: pd.DataFrame, label: str) -> list[str]:
    """Return what hovering over each point says."""
    against = policy_style(str(rows["against"].iloc[0])).label
    texts = zip(rows["reading"], rows["setting"], strict=True)
    numbers = zip(*_columns(rows), strict=True)
    return [
        f"<b>{_wrapped(reading)}</b><br>{html.escape(setting)}<br>"
        f"{label}, against {against}: {number(value)}<br>"
        f"{interval_words(low, high)}<br>as shipped: {number(base)}"
        for (reading, setting), (base, value, low, high) in zip(
            texts, numbers, strict=True
        )
    ]


def _wrapped(text: str) -> str:
    """Return words in as few lines as fit beside the panels, about equally long."""
    lines = textwrap.wrap(text, _LABEL_CHARACTERS)
    for width in range(_LABEL_CHARACTERS, 0, -1):
        narrower = textwrap.wrap(text, width)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return "<br>".join(html.escape(line) for line in lines)
