"""Learning curves of the routing agents: the paper's Fig. 7."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats
from analysis.plots.panels import Grid, head, match
from analysis.plots.style import (
    MUTED,
    SMALL_PX,
    in_order,
    policy_style,
    say_empty,
    shades,
)

_DASHES = ("solid", "4px,3px", "1px,2px", "8px,3px,2px,3px")  # by agent, in order
_ROUNDED_OFF = -9.0  # decade: Q-values are rounded to 1e-9 before they are ranked
_FEW_DECADES = 5
_POWER_PX = SMALL_PX / 1.25  # Plotly draws powers larger than it is told
_SYMBOLS = {"epsilon": "ε"}
_MEASURES = (
    ("error", "Error to Q* [scaled time]"),
    ("agreement", "Agreement with Q* [share of sets]"),
)


def plot_training(frame: pd.DataFrame) -> go.Figure:
    """Plot error and agreement over episodes, a column of panels per policy.

    Colour says the value of the policy's parameter, dashes say the agent.

    Parameters
    ----------
    frame
        `policy`, `parameter` ("T" or "epsilon"), `value`, `agent`, `episode`,
        `error` (mean absolute error to Q*) and `agreement` (share of preferred
        sets equal to those of Q*, 0 to 1). Every row becomes two points: some 200
        episodes, evenly spaced by their logarithm, look like all of them.
    """
    policies = in_order(frame["policy"].dropna())
    columns = max(1, len(policies))
    grid = Grid(2 * columns, columns, 230, (28, 28), headed=True, legend=False)
    figure = grid.figure()
    for column, policy in enumerate(policies):
        rows = frame[frame["policy"] == policy]
        head(figure, grid.place(column), policy_style(policy).label)
        _draw(figure, rows, (grid, column))
    for column in range(columns):
        bottom = grid.place(columns + column)
        figure.update_xaxes(title_text="Training [episodes]", **bottom)
        figure.update_xaxes(showticklabels=False, **grid.place(column))
    figure.update_xaxes(type="log", dtick=1)
    match(figure.select_xaxes(), "x")
    for row, (_, label) in enumerate(_MEASURES):
        figure.update_yaxes(title_text=label, row=row + 1, col=1)
        first = "y" if row == 0 else f"y{columns + 1}"
        match(figure.select_yaxes(row=row + 1), first)
    for column in range(1, columns):
        figure.update_yaxes(showticklabels=False, col=column + 1)
    figure.update_yaxes(
        type="log",
        exponentformat="power",
        tickfont={"size": _POWER_PX},
        row=1,
        **_decades(frame),
    )
    figure.update_yaxes(range=[-0.03, 1.03], row=2)
    return figure if policies else say_empty(figure)


def _decades(frame: pd.DataFrame) -> dict[str, object]:
    """Return range and ticks of the errors; what is rounded off is not shown."""
    errors = floats(frame["error"])
    errors = errors[np.isfinite(errors) & (errors > 0)]
    if not errors.size:
        return {}
    low = max(_ROUNDED_OFF, math.floor(np.log10(errors.min())))
    high = math.ceil(np.log10(errors.max()))
    high = max(high, low + 1)
    return {"range": [low, high + 0.1], "dtick": 2 if high - low > _FEW_DECADES else 1}


def _draw(figure: go.Figure, rows: pd.DataFrame, where: tuple[Grid, int]) -> None:
    """Draw both measures of one policy into its column of panels."""
    grid, column = where
    values, agents = (
        sorted(rows[name].unique().tolist()) for name in ("value", "agent")
    )
    colours = dict(zip(values, shades(len(values)), strict=True)) if values else {}
    dashes = {agent: _DASHES[at % len(_DASHES)] for at, agent in enumerate(agents)}
    legend = _place_legend(figure, column, grid)
    for value in values:
        for agent in agents:
            chosen = (rows["value"] == value) & (rows["agent"] == agent)
            one = rows[chosen].sort_values("episode")
            if one.empty:
                continue
            for row, (measure, _) in enumerate(_MEASURES):
                line = _line(one, measure, (colours[value], dashes[agent]))
                line.update(legend=legend, showlegend=row == 0 and agent == agents[0])
                figure.add_trace(line, **grid.place(row * grid.columns + column))
    for agent in agents if len(agents) > 1 else []:
        key = _key(f"agent {agent}", dashes[agent]).update(legend=legend)
        figure.add_trace(key, **grid.place(column))


def _line(rows: pd.DataFrame, measure: str, looks: tuple[str, str]) -> go.Scatter:
    """Return one agent's measure over its episodes."""
    first = rows.iloc[0]
    parameter = _SYMBOLS.get(first["parameter"], first["parameter"])
    name = f"{parameter} = {first['value']:g}"
    colour, dash = looks
    return go.Scatter(
        x=floats(rows["episode"]),
        y=floats(rows[measure]),
        mode="lines",
        name=name,
        legendgroup=f"{first['policy']} {name}",
        line={"color": colour, "width": 1.75, "dash": dash},
        hovertemplate=f"<b>{name}, agent {first['agent']}</b><br>%{{x:,}} episodes<br>"
        f"{measure} %{{y:.3~g}}<extra></extra>",
    )


def _key(name: str, dash: str) -> go.Scatter:
    """Return a line of the legend only, which says what a dash means."""
    return go.Scatter(
        x=[None],
        y=[None],
        mode="lines",
        name=name,
        line={"color": MUTED, "width": 1.75, "dash": dash},
        hoverinfo="skip",
    )


def _place_legend(figure: go.Figure, column: int, grid: Grid) -> str:
    """Return the legend of a column, put where no curve of its errors comes by."""
    name = "legend" if column == 0 else f"legend{column + 1}"
    panel = figure.get_subplot(**grid.place(column))
    figure.update_layout(
        {
            name: {
                "orientation": "v",
                "x": panel.xaxis.domain[0] + 0.008,
                "yref": "paper",
                "y": panel.yaxis.domain[0] + 0.01,
                "yanchor": "bottom",
                "font": {"size": SMALL_PX},
                "itemwidth": 44,
                "tracegroupgap": 0,
                "bgcolor": "rgba(255,255,255,0)",
            }
        }
    )
    return name
