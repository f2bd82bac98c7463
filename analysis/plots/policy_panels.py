"""Small multiples of metrics, a line per policy in each."""

from collections.abc import Callable, Iterable, Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import policy_line
from analysis.plots.panels import Grid, columns_for
from analysis.plots.style import as_drawn, say_empty

_MOST_COLUMNS = 3

Words = Callable[[pd.DataFrame, str], Iterable[str]]


def policy_panels(
    frame: pd.DataFrame,
    metrics: Sequence[tuple[str, str]],
    x: str,
    words: Words,
    panel_px: int,
) -> go.Figure:
    """Return metrics over the column `x`, a panel per metric, a line per policy.

    Parameters
    ----------
    frame
        `metric`, `policy`, the column `x`, and `mean`, `low`, `high`.
    metrics
        Metric and label with its unit in [ ], in the order of the panels.
    words
        Return what hovering over each of some rows says, given the metric's label.
    panel_px
        Height of a panel.
    """
    grid = Grid(len(metrics), columns_for(len(metrics), _MOST_COLUMNS), panel_px)
    figure = grid.figure()
    shown: set[str] = set()
    for panel, (metric, label) in enumerate(metrics):
        of_metric = frame[frame["metric"] == metric]
        for policy in as_drawn(of_metric["policy"]):
            rows = of_metric[of_metric["policy"] == policy].sort_values(x)
            line = policy_line(rows, x, words(rows, label), legend=policy not in shown)
            figure.add_trace(line, **grid.place(panel))
            shown.add(policy)
        figure.update_yaxes(title_text=label, **grid.place(panel))
    return figure if shown else say_empty(figure)
