"""Main effects of a sweep: a metric over each varied key."""

import html
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import means_line
from analysis.plots.panels import Grid, columns_for
from analysis.plots.style import plan_styles, say_empty

_MOST_COLUMNS = 3


def plot_effects(
    frame: pd.DataFrame,
    panels: Sequence[tuple[str, str, str]],
    scenarios: Sequence[str],
) -> go.Figure:
    """Plot means over the levels of a key, a panel per key and metric.

    Parameters
    ----------
    frame
        `key`, `metric`, `scenario`, `rank` (of the level, 0 first), `level` (its
        label) and `mean`, `low`, `high`: mean over all other keys and the
        replications, with its 95 % interval.
    panels
        Key, metric, and the metric's label with its unit in [ ], in order.
    scenarios
        In the order of the legend.
    """
    grid = Grid(len(panels), columns_for(len(panels), _MOST_COLUMNS), 220)
    figure = grid.figure()
    in_legend: set[str] = set()
    for panel, (key, metric, label) in enumerate(panels):
        place = grid.place(panel)
        rows = frame[(frame["key"] == key) & (frame["metric"] == metric)]
        rows = rows.sort_values("rank")
        for scenario, style in plan_styles(scenarios).items():
            of_one = rows[rows["scenario"] == scenario]
            if of_one.empty:
                continue
            at = map(str, of_one["level"])
            line = means_line(of_one, "rank", style, label, at)
            line.update(showlegend=scenario not in in_legend)
            figure.add_trace(line, **place)
            in_legend.add(scenario)
        levels = rows.drop_duplicates("rank")
        figure.update_xaxes(
            title_text=html.escape(key),
            tickmode="array",
            tickvals=levels["rank"].tolist(),
            ticktext=[html.escape(str(each)) for each in levels["level"]],
            **place,
        )
        figure.update_yaxes(title_text=label, nticks=6, **place)
    return figure if in_legend else say_empty(figure)
