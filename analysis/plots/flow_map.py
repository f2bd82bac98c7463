"""Flows between tracts and waiting in them, on a map for each plan."""

import html
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.plots.basemap import Basemap
from analysis.plots.marks import floats, number
from analysis.plots.panels import Grid, columns_for, head
from analysis.plots.style import AXIS, BLUE, INK, MUTED, PAPER, SMALL_PX, say_empty
from simulation.units import Floats, Ints

WAIT_SCALE = ((0.0, "#fbf9f5"), (0.35, "#fdeacb"), (0.7, "#f8c690"), (1.0, "#e98f57"))
_MOST_COLUMNS = 2
_WIDE_PX, _GAP_PX = 940, 26  # of all panels; the rest is for the colour bar
_LOWEST_PX, _HIGHEST_PX = 260, 640
_SHOWN_SHARE, _MOST_SHOWN = 0.8, 120  # of the distance; arcs of a panel
_CLASSES = 6
_THINNEST_PX, _BROADEST_PX = 1.0, 9.0
_HEADED_SHARE = 0.25  # of the largest flow; heads of smaller ones are not seen
_BEND = 0.16  # of an arc's length, to its right
_STEPS = np.linspace(0.0, 1.0, 15)
_FOOT_PX = 22


def plot_flows(
    flows: pd.DataFrame,
    waiting: pd.DataFrame,
    basemap: Basemap,
    plans: Sequence[str],
) -> go.Figure:
    """Plot flows between tracts over the waiting in them, a map per plan.

    Arcs bend to the right of their direction, so that both ways are seen; they are
    as broad as the distance driven, on one scale for all plans. Each map shows its
    largest flows, four fifths of the distance; flows within a tract have no arc.

    Parameters
    ----------
    flows
        `plan`, `tract`, `to_tract`, `vehicles` (legs), `distance_km`; means over the
        replications.
    waiting
        `plan`, `tract` and `wait_min` [min], the waiting per order that came by.
    basemap
        Of the region.
    plans
        In the order of the maps.
    """
    columns = columns_for(len(plans), _MOST_COLUMNS)
    west, south, east, north = basemap.box
    shrink = math.cos(math.radians((south + north) / 2))  # of a degree of longitude
    wide_px = (_WIDE_PX - (columns - 1) * _GAP_PX) / columns
    high_px = wide_px * (north - south) / ((east - west) * shrink or 1.0)
    panel_px = int(min(max(high_px, _LOWEST_PX), _HIGHEST_PX))
    grid = Grid(len(plans), columns, panel_px, (_GAP_PX, 44), headed=True, legend=False)
    figure = grid.figure()
    most_wait = float(np.fmax.reduce(floats(waiting["wait_min"]), initial=0.0)) or 1.0
    most_km = float(np.fmax.reduce(floats(flows["distance_km"]), initial=0.0)) or 1.0
    for panel, plan in enumerate(plans):
        place = grid.place(panel)
        head(figure, place, html.escape(plan))
        of_plan = waiting[waiting["plan"] == plan].set_index("tract")
        for trace in _tracts(basemap, of_plan, most_wait):
            figure.add_trace(trace, **place)
        arcs = _largest(flows[flows["plan"] == plan])
        for trace in _arcs(arcs, basemap, most_km, shrink):
            figure.add_trace(trace, **place)
        figure.add_trace(_hotspots(basemap), **place)
        axis = figure.get_subplot(**place).xaxis.plotly_name.replace("axis", "")
        figure.update_xaxes(range=[west, east], constrain="domain", **place)
        figure.update_yaxes(
            range=[south, north],
            scaleanchor=axis,
            scaleratio=1 / shrink,
            constrain="domain",
            **place,
        )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    if plans:
        figure.add_trace(_colour_bar(most_wait, (west, south)), **grid.place(0))
    _foot(figure, basemap)
    return figure if len(waiting) or len(flows) else say_empty(figure)


def _tracts(
    basemap: Basemap, waiting: pd.DataFrame, most_wait: float
) -> list[go.Scatter]:
    """Return each tract as a filled shape, coloured by its waiting."""
    traces = []
    for tract, outline in zip(basemap.tract_ids, basemap.outlines, strict=True):
        if not len(outline):
            continue
        wait = float(waiting["wait_min"].get(tract, np.nan))
        known = math.isfinite(wait)
        words = f"{wait:.1f} min of waiting per order" if known else "no orders"
        traces.append(
            go.Scatter(
                x=outline[:, 0],
                y=outline[:, 1],
                mode="lines",
                fill="toself",
                fillcolor=_colour(wait / most_wait) if known else PAPER,
                line={"color": AXIS, "width": 0.6},
                hoveron="fills",
                hoverinfo="text",
                text=f"<b>Tract {html.escape(tract)}</b><br>{words}",
                name=f"tract {html.escape(tract)}",
                showlegend=False,
            )
        )
    return traces


def _colour(share: float) -> str:
    """Return the colour of a share, 0 to 1, on the scale of waiting."""
    from plotly.colors import sample_colorscale  # noqa: PLC0415 - with the figure

    scale = [list(stop) for stop in WAIT_SCALE]
    return str(sample_colorscale(scale, [min(max(share, 0.0), 1.0)])[0])


def _largest(flows: pd.DataFrame) -> pd.DataFrame:
    """Return the largest flows between different tracts, broadest last."""
    between = flows[(flows["tract"] != flows["to_tract"]) & (flows["distance_km"] > 0)]
    ranked = between.sort_values(
        ["distance_km", "tract", "to_tract"], ascending=[False, True, True]
    )
    before = ranked["distance_km"].cumsum() - ranked["distance_km"]
    wanted = before < _SHOWN_SHARE * ranked["distance_km"].sum()
    return ranked[wanted].head(_MOST_SHOWN).iloc[::-1]


def _arcs(
    flows: pd.DataFrame, basemap: Basemap, most_km: float, shrink: float
) -> list[go.Scatter]:
    """Return the flows as arcs, one trace for each class of width, and their words."""
    if flows.empty:
        return []
    numbers = {tract: at for at, tract in enumerate(basemap.tract_ids)}
    here, there = (
        np.array([numbers[each] for each in flows[name]])
        for name in ("tract", "to_tract")
    )
    curves = _curves(basemap, here, there, shrink)
    share = floats(flows["distance_km"]) / most_km
    classes = np.minimum((share * _CLASSES).astype(np.int64), _CLASSES - 1)
    traces = []
    for each in np.unique(classes).tolist():
        chosen = classes == each
        middle = (each + 0.5) / _CLASSES
        width = _THINNEST_PX + (_BROADEST_PX - _THINNEST_PX) * middle
        lines = curves[chosen].reshape(-1, 2)
        traces.append(
            go.Scatter(
                x=np.round(lines[:, 0], 5),
                y=np.round(lines[:, 1], 5),
                mode="lines",
                line={"color": BLUE, "width": round(width, 2)},
                opacity=round(0.4 + 0.45 * middle, 2),
                hoverinfo="skip",
                showlegend=False,
                name="flows",
            )
        )
    traces.append(_heads(flows, curves, share, shrink))
    return traces


def _curves(basemap: Basemap, here: Ints, there: Ints, shrink: float) -> Floats:
    """Return quadratic arcs between hotspots, each ended by NaN, (n, 16, 2)."""
    points = np.column_stack((basemap.lon * shrink, basemap.lat))
    start, end = points[here], points[there]
    along = end - start
    right = np.column_stack((along[:, 1], -along[:, 0]))
    middle = (start + end) / 2 + 2 * _BEND * right / 2
    t = _STEPS[None, :, None]
    arcs = (
        (1 - t) ** 2 * start[:, None]
        + 2 * t * (1 - t) * middle[:, None]
        + t**2 * end[:, None]
    )
    arcs[:, :, 0] /= shrink
    gap = np.full((len(arcs), 1, 2), np.nan)
    return np.concatenate((arcs, gap), axis=1)


def _heads(
    flows: pd.DataFrame, curves: Floats, share: Floats, shrink: float
) -> go.Scatter:
    """Return a head in the middle of each arc, which says what flows there."""
    at, before = curves[:, 9], curves[:, 7]
    angle = np.degrees(
        np.arctan2((at[:, 0] - before[:, 0]) * shrink, at[:, 1] - before[:, 1])
    )
    columns = ("tract", "to_tract", "vehicles", "distance_km")
    rows = zip(*(flows[name].tolist() for name in columns), strict=True)
    return go.Scatter(
        x=np.round(at[:, 0], 5),
        y=np.round(at[:, 1], 5),
        mode="markers",
        marker={
            "symbol": "triangle-up",
            "angle": np.round(angle, 1),
            "size": np.round(6 + 9 * share, 1),
            "color": BLUE,
            "opacity": np.where(share >= _HEADED_SHARE, 0.95, 0.0),
            "line": {"width": 0.5, "color": PAPER},
        },
        hovertext=[
            f"<b>{html.escape(tract)} to {html.escape(to)}</b><br>"
            f"{number(km)} km in {vehicles:,.4g} legs"
            for tract, to, vehicles, km in rows
        ],
        hoverinfo="text",
        showlegend=False,
        name="flows",
    )


def _hotspots(basemap: Basemap) -> go.Scatter:
    return go.Scatter(
        x=basemap.lon,
        y=basemap.lat,
        mode="markers",
        marker={
            "color": INK,
            "symbol": "circle",
            "size": 5,
            "line": {"color": PAPER, "width": 1},
        },
        hoverinfo="skip",
        showlegend=False,
        name="hotspots",
    )


def _colour_bar(most_wait: float, corner: tuple[float, float]) -> go.Scatter:
    """Return a mark without size that carries the scale of waiting."""
    return go.Scatter(
        x=[corner[0]],
        y=[corner[1]],
        mode="markers",
        hoverinfo="skip",
        showlegend=False,
        name="scale",
        marker={
            "size": 0.1,
            "opacity": 0,
            "color": [0.0],
            "cmin": 0.0,
            "cmax": 1.08 * most_wait,  # so that the last number is clear of the title
            "colorscale": [list(stop) for stop in WAIT_SCALE],
            "showscale": True,
            "colorbar": {
                "title": {"text": "Waiting<br>[min per order]", "side": "top"},
                "thickness": 12,
                "lenmode": "pixels",
                "len": 220,
                "y": 1,
                "yanchor": "top",
                "x": 1.01,
                "outlinewidth": 0,
                "tickfont": {"size": SMALL_PX, "color": MUTED},
                "nticks": 6,
            },
        },
    )


def _foot(figure: go.Figure, basemap: Basemap) -> None:
    """Say whose data is shown, and that a region is synthetic."""
    synthetic = f"{html.escape(basemap.name)}: synthetic, no street of it exists"
    text = ". ".join(filter(None, (synthetic * basemap.synthetic, basemap.credit)))
    figure.update_layout(margin={"l": 8, "r": 112, "b": _FOOT_PX + 6})
    if text:
        figure.add_annotation(
            text=text,
            xref="paper",
            yref="paper",
            x=0,
            y=0,
            yshift=-_FOOT_PX,
            xanchor="left",
            yanchor="bottom",
            showarrow=False,
            font={"size": SMALL_PX - 1, "color": MUTED},
        )
