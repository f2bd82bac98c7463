"""Changes against the first plan, each with its interval."""

import html
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats, interval_bars, interval_words, number
from analysis.plots.panels import Grid, bars_across
from analysis.plots.style import (
    PolicyStyle,
    plan_styles,
    say_empty,
)

_ROW_PX, _PER_PLAN_PX = 16, 13
_CHARACTER_PX = 6.8
_SPREAD = 0.62  # of a row, over its plans
_ROOM = 0.06


def plot_changes(
    frame: pd.DataFrame, units: Sequence[str], plans: Sequence[str]
) -> go.Figure:
    """Plot changes against the first plan, a panel per unit, a row per metric.

    Parameters
    ----------
    frame
        `plan`, `metric` (its label), `row` (which row from the top, 0 first), `unit`
        and `mean`, `low`, `high`: the change with its 95 % interval, drawn where it
        is known.
    units
        In the order of the panels, such as "%".
    plans
        All plans; the first is the one compared with and not drawn.
    """
    counts = {unit: int((frame["unit"] == unit).sum()) for unit in units}
    present = [unit for unit in units if counts[unit]]
    labels = {
        unit: frame[frame["unit"] == unit].drop_duplicates("row").sort_values("row")
        for unit in present
    }
    rows_most = max((len(rows) for rows in labels.values()), default=2)
    row_px = _ROW_PX + _PER_PLAN_PX * max(1, len(plans) - 1)
    widest = max((len(str(each)) for each in frame["metric"]), default=0)
    gap_px = int(24 + _CHARACTER_PX * widest)
    grid = Grid(
        len(present),
        max(1, len(present)),
        max(3, rows_most) * row_px,
        (gap_px, 0),
        legend=len(plans) > 2,  # noqa: PLR2004 - one plan beside the first
    )
    figure = grid.figure()
    for panel, unit in enumerate(present):
        place = grid.place(panel)
        for plan, style in list(plan_styles(plans).items())[1:]:
            rows = frame[(frame["unit"] == unit) & (frame["plan"] == plan)]
            points = _points(rows.sort_values("row"), style, len(plans) - 1)
            points.update(showlegend=panel == 0 and grid.legend)
            figure.add_trace(points, **place)
        in_legend = labels[unit]
        figure.update_yaxes(
            range=[len(in_legend) - 0.5, -0.5],
            tickmode="array",
            tickvals=list(range(len(in_legend))),
            ticktext=[html.escape(str(each)) for each in in_legend["metric"]],
            **place,
        )
        figure.update_xaxes(
            title_text=f"Change against {html.escape(plans[0])} [{unit}]",
            range=_range(frame[frame["unit"] == unit]),
            **place,
        )
    bars_across(figure, ticks=7)
    figure.update_layout(margin={"l": gap_px})
    return figure if present else say_empty(figure)


def _points(rows: pd.DataFrame, style: PolicyStyle, plans: int) -> go.Scatter:
    """Return one plan's changes, within each row below those of the plan before."""
    mean, low, high = (floats(rows[name]) for name in ("mean", "low", "high"))
    offset = _SPREAD * ((style.rank - 1) / (plans + 1) - 0.5)
    at = floats(rows["row"]) + offset
    name = html.escape(style.label)
    units = rows["unit"].tolist()
    return go.Scatter(
        x=mean,
        y=at,
        error_x=interval_bars(mean, low, high) | {"color": style.colour},
        mode="markers",
        marker=style.marker,
        hovertext=[
            f"<b>{html.escape(str(metric))}</b><br>{name}: {number(middle)} {unit}<br>"
            f"{interval_words(below, above)}"
            for metric, unit, middle, below, above in zip(
                rows["metric"], units, mean, low, high, strict=True
            )
        ],
        hoverinfo="text",
        **style.entry,
    )


def _range(rows: pd.DataFrame) -> list[float] | None:
    """Return an axis that shows every change, its interval, and zero."""
    columns = [floats(rows[name]) for name in ("mean", "low", "high")]
    every = np.concatenate([*columns, [0.0]])
    every = every[np.isfinite(every)]
    low, high = float(every.min()), float(every.max())
    room = _ROOM * (high - low)
    return [low - room, high + room] if room else None
