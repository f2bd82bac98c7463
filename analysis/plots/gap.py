"""How far the greedy stays from the optimum."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats, number
from analysis.plots.panels import Grid, head
from analysis.plots.style import (
    AXIS,
    BLUE,
    INK,
    MUTED,
    SMALL_PX,
    VERMILION,
    say_empty,
)
from simulation.units import Floats

_QUESTIONS = {
    "as_greedy": "Nobody later than under the greedy",
    "promise": "Whoever was in time still is",
}
_WAYS = {  # column: name, colour, marker, size [px]
    "greedy_km": ("greedy, as in the paper", BLUE, "circle", 9),
    "pairing_km": ("best pairing, all known in advance", VERMILION, "diamond-open", 9),
    "bound_km": ("lower bound on any plan", INK, "line-ew-open", 11),
}
_PERCENT = 100.0


def plot_gap(frame: pd.DataFrame) -> go.Figure:
    """Plot greedy, best pairing and bound in % of driving unshared, by instance.

    Parameters
    ----------
    frame
        `deliveries` [orders], `instance`, `question` ("as_greedy" or "promise"),
        and core distances [km]: `unshared_km`, `greedy_km`, `pairing_km` and
        `bound_km`. A panel per question; instances stand side by side, those with
        as many deliveries together.
    """
    questions = [name for name in _QUESTIONS if (frame["question"] == name).any()]
    rows = _slotted(frame)
    grid = Grid(len(questions), max(1, len(questions)), 280, (28, 0), headed=True)
    figure = grid.figure()
    for panel, question in enumerate(questions):
        place = grid.place(panel)
        of_question = rows[rows["question"] == question].sort_values("slot")
        head(figure, place, _QUESTIONS[question])
        figure.add_trace(_stems(of_question), **place)
        for way in _WAYS:
            points = _points(of_question, way)
            figure.add_trace(points.update(showlegend=panel == 0), **place)
        figure.add_hline(
            y=_PERCENT,
            line={"color": MUTED, "width": 1, "dash": "dot"},
            annotation_text="every order alone",
            annotation_position="top right",
            annotation_font={"size": SMALL_PX, "color": MUTED},
            **place,
        )
    centres = rows.groupby("deliveries")["slot"].mean()
    figure.update_xaxes(
        title_text="Size of the instance [deliveries]",
        tickmode="array",
        tickvals=centres.tolist(),
        ticktext=[f"{size:g}" for size in centres.index],
        tickfont={"size": SMALL_PX},
        ticks="",
    )
    title = "Core distance [% of unshared]"
    figure.update_yaxes(title_text=title)
    grid.share_y(figure, title)
    return figure if questions else say_empty(figure)


def _slotted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with `slot`: where an instance stands, sizes set apart."""
    keys = ["deliveries", "instance"]
    instances = frame[keys].drop_duplicates().sort_values(keys, ignore_index=True)
    new_size = instances["deliveries"].ne(instances["deliveries"].shift())
    slot = np.arange(len(instances)) + 1.5 * new_size.cumsum()
    return frame.merge(instances.assign(slot=slot), on=keys, how="left")


def _shares(rows: pd.DataFrame, way: str) -> Floats:
    """Return a distance in % of the unshared one (n,), NaN where there is none."""
    unshared_km = floats(rows["unshared_km"])
    return _PERCENT * floats(rows[way]) / np.where(unshared_km > 0, unshared_km, np.nan)


def _points(rows: pd.DataFrame, way: str) -> go.Scatter:
    """Return a point per instance."""
    name, colour, symbol, size_px = _WAYS[way]
    shares = _shares(rows, way)
    kilometres = floats(rows[way])
    texts = zip(rows["deliveries"], rows["instance"], kilometres, shares, strict=True)
    return go.Scatter(
        x=floats(rows["slot"]),
        y=shares,
        mode="markers",
        name=name,
        legendgroup=way,
        marker={
            "color": colour,
            "symbol": symbol,
            "size": size_px,
            "line": {"color": colour, "width": 2 if "open" in symbol else 0},
        },
        hovertext=[
            f"<b>{name}</b><br>{deliveries:g} deliveries, instance {instance}<br>"
            f"{number(km)} km, {share:.1f} % of unshared"
            for deliveries, instance, km, share in texts
        ],
        hoverinfo="text",
    )


def _stems(rows: pd.DataFrame) -> go.Scatter:
    """Return a thin line per instance from its lowest to its highest point."""
    shares = pd.DataFrame({way: _shares(rows, way) for way in _WAYS})
    slot = floats(rows["slot"])
    nothing = np.full(slot.size, np.nan)
    ends = (floats(shares.min(axis=1)), floats(shares.max(axis=1)), nothing)
    return go.Scatter(
        x=np.column_stack((slot, slot, nothing)).ravel(),
        y=np.column_stack(ends).ravel(),
        mode="lines",
        line={"color": AXIS, "width": 1},
        showlegend=False,
        hoverinfo="skip",
        name="range",
    )
