"""A region as it was built: streets, how doors reach them, and what was left out."""

import html

import numpy as np
import plotly.graph_objects as go

from analysis.plots.region_map import plot_region
from analysis.plots.style import AXIS, INK, MUTED, VERMILION
from simulation.region import Region, StreetRouter
from simulation.region.left_out import KINDS, LeftOut
from simulation.units import Floats, Ints

_LONG_ACCESS_M = 50.0  # from a door to its street: drawn, so that it can be doubted
_PURPLE, _ORANGE = "#cc79a7", "#e69f00"  # Okabe and Ito
_LEGEND_PX = 56  # rows of the legend more than on a map of places
_LOOKS = {  # kind: colour, symbol
    "street_unconnected": (_PURPLE, "circle"),
    "tag_unread": (_ORANGE, "circle"),
    "place_far_from_street": (VERMILION, "x"),
    "place_outside_tracts": (MUTED, "circle-open"),
    "tract_left_out": (INK, "square-open"),
}


def plot_streets(region: Region) -> go.Figure:
    """Plot a region's streets, how far places are from them, and what was left out.

    What was left out is named by hovering over it.

    Parameters
    ----------
    region
        As it was loaded; without streets only its places are drawn.
    """
    figure = plot_region(region)
    basemap = figure.data
    figure.data = ()
    tracts = [each for each in basemap if each.fill == "toself"]
    figure.add_traces(tracts)
    if isinstance(region.router, StreetRouter):
        _add_streets(figure, region.router)
    for kind, label in KINDS.items():
        rows = np.flatnonzero(region.left_out.kind == kind)
        if rows.size:
            _add_left_out(figure, region.left_out, rows, (kind, label))
    figure.add_traces([each for each in basemap if each.fill != "toself"])
    layout = figure.layout
    return figure.update_layout(
        height=layout.height + _LEGEND_PX,
        margin_t=layout.margin.t + _LEGEND_PX,
    )


def _add_streets(figure: go.Figure, router: StreetRouter) -> None:
    graph = router.graph
    for stops, label, dash in (
        (True, "streets", "solid"),
        (False, "streets without doors", "dot"),
    ):
        streets = np.flatnonzero(graph.stops == stops)
        if streets.size:
            x, y = _lines(graph.lon, graph.lat, graph.first_point, streets)
            name = f"{streets.size:,} {label}"
            _add_lines(figure, x, y, name, color=AXIS, dash=dash)
    far = np.flatnonzero(router.access_m > _LONG_ACCESS_M)
    if far.size:
        gap = np.full(far.size, np.nan)
        x = np.column_stack((router.lon[far], router.street_lon[far], gap)).ravel()
        y = np.column_stack((router.lat[far], router.street_lat[far], gap)).ravel()
        name = f"{far.size:,} doors over {_LONG_ACCESS_M:.0f} m from a street"
        _add_lines(figure, x, y, name, color=INK, dash="dot")


def _add_lines(
    figure: go.Figure, x: Floats, y: Floats, name: str, **line: object
) -> None:
    """Draw thin lines with a name in the legend and no words where one points."""
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            name=name,
            line={"width": 1, **line},
            hoverinfo="skip",
        )
    )


def _add_left_out(
    figure: go.Figure, left_out: LeftOut, rows: Ints, kind: tuple[str, str]
) -> None:
    name, label = kind
    colour, symbol = _LOOKS[name]
    counts = np.diff(left_out.first_point)[rows]
    x, y = _lines(left_out.lon, left_out.lat, left_out.first_point, rows)
    words = [
        f"<b>{html.escape(label)}</b><br>{html.escape(source)} {html.escape(detail)}"
        for source, detail in zip(
            left_out.source_id[rows].tolist(),
            left_out.detail[rows].tolist(),
            strict=True,
        )
    ]
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines+markers" if (counts > 1).any() else "markers",
            name=f"{rows.size:,} {label}",
            line={"color": colour, "width": 2},
            marker={"color": colour, "symbol": symbol, "size": 5},
            hovertext=np.repeat(words, counts + 1),
            hoverinfo="text",
        )
    )


def _lines(
    lon: Floats, lat: Floats, first_point: Ints, rows: Ints
) -> tuple[Floats, Floats]:
    """Return the points of the chosen lines, NaN behind each."""
    parts = [
        np.append(np.column_stack((lon[a:b], lat[a:b])), [[np.nan, np.nan]], axis=0)
        for a, b in zip(
            first_point[rows].tolist(), first_point[rows + 1].tolist(), strict=True
        )
    ]
    points = np.concatenate(parts)
    return points[:, 0], points[:, 1]
