"""Where which service wins: a panel for each place, cells in the winner's colour."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.colors import hex_to_rgb

from analysis.plots.panels import Grid, columns_for, head, match
from analysis.plots.style import (
    AMBER,
    BLUE,
    GREEN,
    HEADING_PX,
    INK,
    LEGEND_PX,
    MUTED,
    ROSE,
    SKY,
    SMALL_PX,
    VERMILION,
    say_empty,
)

UNDECIDED = "not told apart"
_COLOURS = (AMBER, BLUE, VERMILION, GREEN, ROSE, SKY)
_STRENGTHS = (0.3, 0.55, 0.8)  # of a colour, by the lead; ink is read on all
_GREY = "#e2e2e2"
_MOST_COLUMNS = 3
_PANEL_PX = 170
_MENU_PX = 46
_FEWEST_CELLS = 4  # that get a letter
_LETTER_PX = 15


def plot_regimes(
    frame: pd.DataFrame,
    services: Sequence[str],
    x_label: str,
    y_label: str,
    *,
    columns: int | None = None,
    points: pd.DataFrame | None = None,
) -> go.Figure:
    """Plot who wins, a panel for each place; a menu chooses the slice.

    The stronger a colour, the larger the lead; cells without a winner are grey and
    hatched. A letter stands in each stretch of a winner, several where they are tied.

    Parameters
    ----------
    frame
        `order` (of slices and panels), `slice`, `panel`, `x`, `y` (cells of a grid),
        `winner` (empty: not told apart), `tied` (who is not, between bars), `strength`
        (0 to 2) and `text` (for the pointer).
    services
        In the order of the legend.
    x_label, y_label
        Of the axes, with units in [ ].
    columns
        Panels in a row.
    points
        `panel`, `x`, `y` of what was run, drawn as dots.
    """
    frame = frame.sort_values(["y", "x"], kind="stable")
    slices, panels = (
        list(frame.sort_values(["order", "panel"])[name].unique())
        for name in ("slice", "panel")
    )
    count = max(1, len(panels))
    grid = Grid(
        count,
        columns or columns_for(count, _MOST_COLUMNS),
        _PANEL_PX,
        gap_px=(22, 40),
        headed=True,
    )
    figure = grid.figure()
    top_px = LEGEND_PX + _MENU_PX + HEADING_PX
    height = figure.layout.height + _MENU_PX
    figure.update_layout(height=height, margin={"t": top_px})
    _name_axes(figure, grid, x_label, y_label)
    for axis, name in ((figure.update_xaxes, "x"), (figure.update_yaxes, "y")):
        axis(range=_ends(frame[name]))
    if frame.empty:
        return say_empty(figure)
    for name, colour in (*zip(services, _COLOURS, strict=False), (UNDECIDED, _GREY)):
        figure.add_trace(_legend_entry(name, colour, services), **grid.place(0))
    for number, panel in enumerate(panels):
        place = grid.place(number)
        head(figure, place, panel)
        if points is not None:
            figure.add_trace(_dots(points[points["panel"] == panel]), **place)
    always = len(figure.data)
    for which in slices:
        for number, panel in enumerate(panels):
            rows = frame[(frame["slice"] == which) & (frame["panel"] == panel)]
            for trace in _traces(rows, services):
                trace.visible = which == slices[0]
                figure.add_trace(trace, **grid.place(number))
    return _with_menu(figure, slices, always) if len(slices) > 1 else figure


def _name_axes(figure: go.Figure, grid: Grid, x_label: str, y_label: str) -> None:
    grid.share_y(figure, y_label)
    match(figure.select_xaxes(), "x")
    for number in range(grid.count):
        last = number + grid.columns >= grid.count
        figure.update_xaxes(
            title_text=x_label if last else None,
            showticklabels=last,
            **grid.place(number),
        )
    figure.update_xaxes(nticks=6, showgrid=False)
    figure.update_yaxes(nticks=5, showgrid=False)


def _ends(centres: "pd.Series[float]") -> list[float] | None:
    """Return where cells begin and end, from their centres; None of fewer than two."""
    at = np.unique(centres.to_numpy(dtype=np.float64))
    if at.size < 2:  # noqa: PLR2004 - one cell has no width
        return None
    half = (at[1] - at[0]) / 2
    return [float(at[0] - half), float(at[-1] + half)]


def _legend_entry(name: str, colour: str, services: Sequence[str]) -> go.Scatter:
    label = f"{_letter(name, services)} {name}" if name != UNDECIDED else f"/ {name}"
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=label,
        marker={"symbol": "square", "size": 13, "color": colour},
        hoverinfo="skip",
    )


def _letter(name: str, services: Sequence[str]) -> str:
    """Return a service's letter: its first, or its number where two have the same."""
    firsts = [service[:1].upper() for service in services]
    first = name[:1].upper()
    return first if firsts.count(first) == 1 else str(list(services).index(name) + 1)


def _dots(points: pd.DataFrame) -> go.Scatter:
    points = points.sort_values(["x", "y"])
    return go.Scatter(
        x=points["x"].to_list(),
        y=points["y"].to_list(),
        mode="markers",
        marker={"size": 4, "color": INK},
        showlegend=False,
        hoverinfo="skip",
    )


def _traces(
    rows: pd.DataFrame, services: Sequence[str]
) -> list[go.Heatmap | go.Scatter]:
    """Return the cells of a panel, and the signs and letters on them."""
    x, y = (np.unique(rows[name].to_numpy(dtype=np.float64)) for name in ("x", "y"))
    shape = (y.size, x.size)
    levels = len(_STRENGTHS)
    number = {name: at for at, name in enumerate(services)}
    codes = np.array(
        [
            levels * number.get(winner, len(services)) + (strength if winner else 0)
            for winner, strength in zip(rows["winner"], rows["strength"], strict=True)
        ]
    ).reshape(shape)
    scale = [
        _tint(colour, strength)
        for colour in _COLOURS[: len(services)]
        for strength in _STRENGTHS
    ]
    scale.append(_GREY)
    steps = [
        (edge / len(scale), colour)
        for at, colour in enumerate(scale)
        for edge in (at, at + 1)
    ]
    heat = go.Heatmap(
        x=x.tolist(),
        y=y.tolist(),
        z=codes.tolist(),
        zmin=-0.5,
        zmax=len(scale) - 0.5,
        colorscale=steps,
        showscale=False,
        hovertext=rows["text"].to_numpy().reshape(shape).tolist(),
        hoverinfo="text",
    )
    named = rows["winner"].where(rows["winner"] != "", rows["tied"])
    return [heat, _signs(x, y, named.to_numpy().reshape(shape), services)]


def _signs(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    named: NDArray[np.object_],
    services: Sequence[str],
) -> go.Scatter:
    """Return a hatch where nobody wins, and letters in every stretch of cells."""
    from scipy.ndimage import (  # noqa: PLC0415 - heavy
        distance_transform_cdt,
        label,
    )

    lettered: dict[tuple[int, int], str] = {}
    for names in sorted(set(named.ravel().tolist())):
        letters = " ".join(_letter(name, services) for name in names.split("|"))
        stretches, count = label(named == names)
        for stretch in range(1, count + 1):
            inside = stretches == stretch
            if inside.sum() >= _FEWEST_CELLS:
                depth = distance_transform_cdt(np.pad(inside, 1))[1:-1, 1:-1]
                row, col = np.unravel_index(int(depth.argmax()), depth.shape)
                lettered[int(row), int(col)] = f"<b>{letters}</b>"
    wins = np.isin(named, list(services))
    hatched = {(int(row), int(col)): "/" for row, col in np.argwhere(~wins)}
    at = [(row, col, text) for (row, col), text in (hatched | lettered).items()]
    return go.Scatter(
        x=[float(x[col]) for _, col, _ in at],
        y=[float(y[row]) for row, _, _ in at],
        text=[text for _, _, text in at],
        mode="text",
        textposition=[  # letters at an edge stay within
            "middle center"
            if text == "/" or 0 < col < x.size - 1
            else f"middle {'right' if col == 0 else 'left'}"
            for _, col, text in at
        ],
        textfont={
            "size": [SMALL_PX if text == "/" else _LETTER_PX for _, _, text in at],
            "color": [MUTED if text == "/" else INK for _, _, text in at],
        },
        showlegend=False,
        hoverinfo="skip",
    )


def _tint(colour: str, strength: float) -> str:
    """Return a colour mixed with white paper."""
    mixed = [round(255 - strength * (255 - each)) for each in hex_to_rgb(colour)]
    return f"rgb({mixed[0]},{mixed[1]},{mixed[2]})"


def _with_menu(figure: go.Figure, slices: Sequence[str], always: int) -> go.Figure:
    """Let a menu show the cells of one slice at a time."""
    each = (len(figure.data) - always) // len(slices)
    buttons = [
        {
            "label": which,
            "method": "restyle",
            "args": [
                {
                    "visible": [True] * always
                    + [at // each == number for at in range(each * len(slices))]
                }
            ],
        }
        for number, which in enumerate(slices)
    ]
    menu = {
        "buttons": buttons,
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "pad": {"b": HEADING_PX},
        "font": {"size": SMALL_PX},
        "showactive": True,
    }
    return figure.update_layout(updatemenus=[menu])
