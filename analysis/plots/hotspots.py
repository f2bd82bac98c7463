"""Hotspots at chosen places: what each number of them gives, and where they are."""

import html
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from analysis.plots.panels import Grid
from analysis.plots.region_map import plot_region
from analysis.plots.style import BLUE, GREEN, INK, MUTED, VERMILION
from simulation.region import Region
from simulation.units import Ints

_PANEL_PX = 300
_SITE_PX = 15
_SLIDER_PX = 100


def plot_trade_off_of_hotspots(
    counts: Sequence[int], panels: Sequence[tuple[str, dict[str, Sequence[float]]]]
) -> go.Figure:
    """Plot measures over the number of hotspots, a panel for each unit.

    Parameters
    ----------
    counts
        Numbers of hotspots.
    panels
        Label of the axis with its unit in [ ], and lines by name.
    """
    grid = Grid(len(panels), len(panels), _PANEL_PX)
    figure = grid.figure()
    colours = iter((BLUE, MUTED, VERMILION, GREEN, INK))
    for number, (label, lines) in enumerate(panels):
        for name, values in lines.items():
            figure.add_trace(
                go.Scatter(
                    x=list(counts),
                    y=list(values),
                    mode="lines+markers",
                    name=html.escape(name),
                    line={"color": next(colours)},
                    hovertemplate=f"%{{x}} hotspots: %{{y:.2f}}<br>{html.escape(name)}"
                    "<extra></extra>",
                ),
                **grid.place(number),
            )
        figure.update_yaxes(title_text=label, rangemode="tozero", **grid.place(number))
    return figure.update_xaxes(title_text="Number of hotspots", rangemode="tozero")


def plot_hotspots(region: Region, choices: Sequence[tuple[int, Ints]]) -> go.Figure:
    """Map the chosen hotspots and which tracts are theirs; a slider for their number.

    Parameters
    ----------
    region
        With all its tracts.
    choices
        Number of hotspots, and the tract whose hotspot each tract has, (H,).
    """
    figure = plot_region(region)
    before = len(figure.data)
    for number, (_, site_of) in enumerate(choices):
        figure.add_traces(_choice(region, site_of, shown=number == 0))
    steps = [
        {
            "label": str(count),
            "method": "update",
            "args": [
                {
                    "visible": [True] * before
                    + [at == number for at in range(len(choices)) for _ in range(2)]
                }
            ],
        }
        for number, (count, _) in enumerate(choices)
    ]
    figure.update_layout(
        height=figure.layout.height + _SLIDER_PX,
        margin={"b": figure.layout.margin.b + _SLIDER_PX},
        sliders=[
            {
                "steps": steps,
                "currentvalue": {"prefix": "Number of hotspots: "},
                "pad": {"t": 80},  # below the axis and the credit
            }
        ],
    )
    return figure


def _choice(region: Region, site_of: Ints, *, shown: bool) -> list[go.Scatter]:
    """Return the chosen hotspots, and a line from each tract's own to its one."""
    lon, lat = region.places.lon, region.places.lat
    sites = np.unique(site_of)
    gap = np.full(site_of.size, np.nan)
    own = np.arange(site_of.size)
    lines = [np.column_stack((at[own], at[site_of], gap)).ravel() for at in (lon, lat)]
    words = [
        f"<b>Hotspot of tract {html.escape(region.tracts.ids[site])}</b><br>"
        f"serves {np.count_nonzero(site_of == site)} tracts"
        for site in sites.tolist()
    ]
    return [
        go.Scatter(
            x=lines[0],
            y=lines[1],
            mode="lines",
            line={"color": GREEN, "width": 1.5},
            hoverinfo="skip",
            showlegend=False,
            visible=shown,
        ),
        go.Scatter(
            x=lon[sites],
            y=lat[sites],
            mode="markers",
            name="chosen",
            marker={"color": GREEN, "symbol": "diamond", "size": _SITE_PX},
            hovertext=words,
            hoverinfo="text",
            visible=shown,
        ),
    ]
