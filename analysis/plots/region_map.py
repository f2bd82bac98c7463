"""A region drawn without tiles: the paper's Fig. 6 (b)."""

import html
import math

import numpy as np
import plotly.graph_objects as go

from analysis.plots.panels import above
from analysis.plots.style import (
    AXIS,
    BLUE,
    HEADING_PX,
    INK,
    LEGEND_PX,
    MUTED,
    PAPER,
    SMALL_PX,
    VERMILION,
    new_figure,
    say_empty,
)
from simulation.region import CONSUMER, PRODUCER, Region
from simulation.units import Floats, Ints

_TRACT = "#eef0f2"
_WIDE_PX, _LOW_PX, _HIGH_PX = 1000, 360, 600
_BOTTOM_PX = 72
_KM_PER_DEGREE = 111.195  # along a meridian
_SCALES_KM = (50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1)
_LONGEST_SCALE = 0.2  # of the map's width


def plot_region(region: Region) -> go.Figure:
    """Plot tracts, producers, consumers and hotspots at their places.

    East and north are to one scale at the middle of the region. Tracts are named
    by hovering over them. A synthetic region says so, and sources are credited
    where their licences are known.

    Parameters
    ----------
    region
        Prepared; tracts without polygons are left out.
    """
    figure = new_figure()
    for number, rings in enumerate(region.tracts.polygons):
        if rings and sum(ring.shape[0] for ring in rings):
            figure.add_trace(_tract(region, number))
    places = region.places
    consumers, producers = (
        np.flatnonzero(places.kind == kind) for kind in (CONSUMER, PRODUCER)
    )
    hotspots = np.arange(region.hotspots)
    if not len(places):
        return say_empty(framed(figure, (0.0, 0.0, 0.0, 0.0)))
    figure.add_trace(_points(region, consumers, ("consumers", BLUE, "circle", 4.5)))
    figure.add_trace(_points(region, producers, ("producers", VERMILION, "cross", 6)))
    figure.add_trace(_points(region, hotspots, ("hotspots", INK, "diamond", 10)))
    box = _box(region)
    framed(figure, box)
    scale_bar(figure, box)
    _notes(figure, region)
    return figure


def _tract(region: Region, number: int) -> go.Scatter:
    """Return one tract as a filled shape, its rings apart, holes left open."""
    rings = [ring for ring in region.tracts.polygons[number] if ring.size]
    outlines = [turned(ring, rings) for ring in rings]
    gap = np.full((1, 2), np.nan)
    parts = [part for outline in outlines for part in (outline, outline[:1], gap)]
    corners = np.concatenate(parts[:-1])
    here = region.places.kind[region.places.tract == number]
    producers, consumers = (int((here == kind).sum()) for kind in (PRODUCER, CONSUMER))
    return go.Scatter(
        x=corners[:, 0],
        y=corners[:, 1],
        mode="lines",
        fill="toself",
        fillcolor=_TRACT,
        line={"color": AXIS, "width": 0.75},
        hoveron="fills",
        hoverinfo="text",
        text=f"<b>Tract {html.escape(region.tracts.ids[number])}</b><br>"
        f"{producers:,} producers, {consumers:,} consumers",
        name=f"tract {html.escape(region.tracts.ids[number])}",
        showlegend=False,
    )


def turned(ring: Floats, rings: list[Floats]) -> Floats:
    """Return a ring running against the clock, or with it where it is a hole.

    Browsers leave open what is inside rings of opposite sense; a ring is a hole if
    an odd number of the others is around it.
    """
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    area = float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    around = sum(_inside(ring[0], other) for other in rings if other is not ring)
    hole = around % 2 == 1
    turned: Floats = ring if (area > 0) != hole else ring[::-1]
    return turned


def _inside(point: Floats, ring: Floats) -> bool:
    """Return whether a point lies inside a ring (even-odd rule)."""
    start, end = ring, np.roll(ring, -1, axis=0)
    spans = (start[:, 1] > point[1]) != (end[:, 1] > point[1])
    start, end = start[spans], end[spans]
    share = (point[1] - start[:, 1]) / (end[:, 1] - start[:, 1])
    crossing = start[:, 0] + share * (end[:, 0] - start[:, 0])
    return bool((crossing > point[0]).sum() % 2)


def _points(
    region: Region, numbers: Ints, looks: tuple[str, str, str, float]
) -> go.Scatter:
    """Return places of one kind as markers."""
    kind, colour, symbol, size_px = looks
    places = region.places
    words = [
        f"<b>{kind[:-1].capitalize()} {number}</b> {html.escape(category)}<br>"
        f"tract {html.escape(_tract_name(region, int(places.tract[number])))}"
        for number, category in zip(
            numbers.tolist(), places.category[numbers].tolist(), strict=True
        )
    ]
    return go.Scatter(
        x=places.lon[numbers],
        y=places.lat[numbers],
        mode="markers",
        name=f"{numbers.size:,} {kind}",
        marker={
            "color": colour,
            "symbol": symbol,
            "size": size_px,
            "opacity": 1 if kind == "hotspots" else 0.7,
            "line": {"color": PAPER, "width": 1 if kind == "hotspots" else 0},
        },
        hovertext=words,
        hoverinfo="text",
    )


def _tract_name(region: Region, tract: int) -> str:
    return region.tracts.ids[tract] if 0 <= tract < region.hotspots else "unknown"


def _box(region: Region) -> tuple[float, float, float, float]:
    """Return west, south, east and north of all that is drawn, with some room."""
    corners = [ring for rings in region.tracts.polygons for ring in rings if ring.size]
    places = np.column_stack((region.places.lon, region.places.lat))
    every = np.concatenate([*corners, places])
    west, south = every.min(axis=0).tolist()
    east, north = every.max(axis=0).tolist()
    room = 0.02 * max(east - west, north - south, 1e-4)
    return west - room, south - room, east + room, north + room


def framed(figure: go.Figure, box: tuple[float, float, float, float]) -> go.Figure:
    """Return the figure with axes to one scale and a height that suits the box."""
    west, south, east, north = box
    shrink = math.cos(math.radians((south + north) / 2))  # of a degree of longitude
    height = _WIDE_PX * (north - south) / ((east - west) * shrink or 1.0)
    map_px = min(max(height, _LOW_PX), _HIGH_PX)
    axis = {"showgrid": False, "nticks": 6, "constrain": "domain"}
    figure.update_xaxes(title_text="Longitude [° east]", range=[west, east], **axis)
    figure.update_yaxes(
        title_text="Latitude [° north]",
        range=[south, north],
        scaleanchor="x",
        scaleratio=1 / shrink,
        **axis,
    )
    top_px = LEGEND_PX + HEADING_PX + 8
    return figure.update_layout(
        height=map_px + top_px + _BOTTOM_PX,
        margin={"t": top_px, "b": _BOTTOM_PX},
        legend={"itemwidth": 30},
    )


def scale_bar(figure: go.Figure, box: tuple[float, float, float, float]) -> None:
    """Draw a round number of kilometres into the lower right corner."""
    west, south, east, north = box
    km_per_degree = _KM_PER_DEGREE * math.cos(math.radians((south + north) / 2))
    most_km = _LONGEST_SCALE * (east - west) * km_per_degree
    length_km = next((km for km in _SCALES_KM if km <= most_km), _SCALES_KM[-1])
    end = east - 0.02 * (east - west)
    start, y = end - length_km / km_per_degree, south + 0.03 * (north - south)
    figure.add_shape(
        type="line", x0=start, x1=end, y0=y, y1=y, line={"color": INK, "width": 2.5}
    )
    figure.add_annotation(
        text=f"{length_km:g} km",
        x=(start + end) / 2,
        y=y,
        yshift=10,
        showarrow=False,
        bgcolor=PAPER,
        borderpad=0,
        font={"size": SMALL_PX},
    )


def _notes(figure: go.Figure, region: Region) -> None:
    """Say the name, that a region is synthetic, and whose data are shown."""
    name = f"<b>{html.escape(region.name)}</b>"
    synthetic = ", synthetic: no street or shop of it exists"
    above(figure, name + synthetic * region.synthetic)
    owed = credit(region)
    if owed:
        figure.add_annotation(
            text=owed,
            xref="paper",
            yref="paper",
            x=1,
            y=0,
            yshift=-_BOTTOM_PX + 2,
            xanchor="right",
            yanchor="bottom",
            showarrow=False,
            font={"size": SMALL_PX - 1, "color": MUTED},
        )


def credit(region: Region) -> str:
    """Return who is to be credited for the data, as HTML."""
    return html.escape(region.credit)
