"""Two futures of one run over time: what they share, and where they part."""

import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats
from analysis.plots.panels import Grid, head
from analysis.plots.style import BLUE, INK, MUTED, SMALL_PX, say_empty

_STYLES: tuple[dict[str, object], ...] = (
    {"color": INK, "width": 1.5, "dash": "dot"},
    {"color": BLUE, "width": 2.25, "dash": "solid"},
)


def plot_futures(frame: pd.DataFrame, at_min: float) -> go.Figure:
    """Plot counts over time as recorded and as they become, a panel per count.

    Parameters
    ----------
    frame
        `measure` with its unit (such as ``Open orders [orders]``), `future`,
        `minute` [min] and `count`; the first future in order of `rank` is dotted,
        the second is drawn over it.
    at_min
        The moment from which the futures differ [min], marked in every panel.
    """
    measures = sorted(frame["measure"].dropna().unique(), reverse=True)
    grid = Grid(len(measures), 1, 200, (76, 72), headed=True)
    figure = grid.figure()
    ranked = frame.sort_values("rank")["future"].dropna().unique()
    for panel, measure in enumerate(measures):
        place = grid.place(panel)
        head(figure, place, measure.partition(" [")[0])
        of_measure = frame[frame["measure"] == measure].sort_values("minute")
        for future, style in zip(ranked, _STYLES, strict=False):
            rows = of_measure[of_measure["future"] == future]
            figure.add_trace(
                go.Scatter(
                    x=floats(rows["minute"]),
                    y=floats(rows["count"]),
                    mode="lines",
                    line={**style, "shape": "hv"},
                    name=future,
                    legendgroup=future,
                    showlegend=panel == 0,
                    hovertemplate=f"<b>{future}</b><br>minute %{{x:.1f}}: %{{y}}"
                    "<extra></extra>",
                ),
                **place,
            )
        figure.update_yaxes(title_text=measure, **place)
        named = {
            "annotation_text": "the moment",
            "annotation_position": "top right",
            "annotation_font": {"size": SMALL_PX, "color": MUTED},
        }
        line = {"color": MUTED, "width": 1}
        figure.add_vline(x=at_min, line=line, **place, **(named if panel == 0 else {}))
    figure.update_xaxes(title_text="Time [min]")
    figure.update_yaxes(rangemode="tozero", nticks=5)
    return figure if measures else say_empty(figure)
