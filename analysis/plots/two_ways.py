"""A map of ways that two sides drive between the same places."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from analysis.plots.region_map import framed, scale_bar
from analysis.plots.style import (
    BLUE,
    INK,
    PAPER,
    SMALL_PX,
    VERMILION,
    new_figure,
    say_empty,
)
from simulation.units import Floats

_ROOM = 0.08  # about the ways
_ROOM_DEGREES = 3e-4  # at least; some 30 m
_STREET = "#d4d4d4"


@dataclass(frozen=True)
class TwoWays:
    """One pair of places, driven twice; lines (n, 2) of lon, lat [degrees]."""

    label: str
    ours: Floats
    other: Floats
    where: Floats  # (2,) what the difference comes from


def plot_two_ways(ways: Sequence[TwoWays], streets: Floats, other: str) -> go.Figure:
    """Plot our ways and another side's between the same places.

    Parameters
    ----------
    ways
        What is drawn, and what the map is framed to.
    streets : (s, 2, 2) array
        Straight pieces of streets to draw them on [degrees]; those outside the
        frame are left out.
    other
        What to call the other side.
    """
    figure = new_figure()
    if not ways:
        return say_empty(figure)
    box = _box(ways)
    figure.add_trace(_streets(streets, box))
    for line, name, colour, dash, width in (
        ("ours", "ours", BLUE, "solid", 5),
        ("other", other, VERMILION, "5px,3px", 2.5),
    ):
        together = _parted([getattr(each, line) for each in ways])
        figure.add_trace(
            go.Scatter(
                x=together[:, 0],
                y=together[:, 1],
                mode="lines",
                name=name,
                line={"color": colour, "dash": dash, "width": width},
                opacity=0.75,
                hoverinfo="skip",
            )
        )
    starts = np.array([each.ours[0] for each in ways])
    ends = np.array([each.ours[-1] for each in ways])
    where = np.array([each.where for each in ways])
    labels = [each.label for each in ways]
    for points, name, symbol, colour in (
        (starts, "from", "circle", INK),
        (ends, "to", "square", INK),
        (where, "why they differ", "x", VERMILION),
    ):
        figure.add_trace(
            go.Scatter(
                x=points[:, 0],
                y=points[:, 1],
                mode="markers+text" if name == "from" else "markers",
                name=name,
                text=labels,
                textposition="top center",
                textfont={"size": SMALL_PX, "color": INK},
                hovertext=[f"{label}: {name}" for label in labels],
                hoverinfo="text",
                marker={
                    "symbol": symbol,
                    "color": colour,
                    "size": 9,
                    "line": {"color": PAPER, "width": 1},
                },
            )
        )
    framed(figure, box)
    scale_bar(figure, box)
    return figure


def _streets(streets: Floats, box: tuple[float, float, float, float]) -> go.Scatter:
    """Return the pieces of streets inside a box as one trace."""
    west, south, east, north = box
    low, high = streets.min(axis=1), streets.max(axis=1)
    inside = (high[:, 0] >= west) & (low[:, 0] <= east)
    inside &= (high[:, 1] >= south) & (low[:, 1] <= north)
    lines = _parted(list(streets[inside]))
    return go.Scatter(
        x=lines[:, 0],
        y=lines[:, 1],
        mode="lines",
        name="streets of our legs",
        line={"color": _STREET, "width": 1.5},
        hoverinfo="skip",
    )


def _parted(lines: Sequence[Floats]) -> Floats:
    """Return lines one after the other, parted by NaN, to a decimetre."""
    gap = np.full((1, 2), np.nan)
    parts = [part for line in lines for part in (line, gap)]
    together = np.concatenate(parts[:-1]) if parts else np.zeros((0, 2))
    return np.round(together, 6).astype(np.float64)


def _box(ways: Sequence[TwoWays]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of the ways, with some room."""
    every = np.concatenate([line for each in ways for line in (each.ours, each.other)])
    west, south = every.min(axis=0).tolist()
    east, north = every.max(axis=0).tolist()
    room = max(_ROOM * max(east - west, north - south), _ROOM_DEGREES)
    return west - room, south - room, east + room, north + room
