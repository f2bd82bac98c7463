"""How delivery times, their parts and loads are distributed, plan beside plan."""

import html
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.plots.marks import floats
from analysis.plots.panels import Grid
from analysis.plots.style import (
    AMBER,
    AXIS,
    BLUE,
    GREEN,
    MUTED,
    ROSE,
    SKY,
    SMALL_PX,
    VERMILION,
    plan_styles,
    say_empty,
)

PART_LOOKS = {
    "ride_s": ("riding", BLUE),
    "decision_wait_s": ("waiting for a decision", AMBER),
    "partner_wait_s": ("waiting for a partner", ROSE),
    "vehicle_wait_s": ("waiting for a vehicle", VERMILION),
    "bay_wait_s": ("waiting for a bay", AXIS),
    "handover_s": ("handing over", SKY),
    "food_wait_s": ("waiting for food", GREEN),
    "door_s": ("at doors", MUTED),
}
_BAR_PX = 44
_CHARACTER_PX = 7.0
_LONGEST = 34  # characters of a name beside a bar
_WRITTEN = 0.045  # of the longest bar; what is shorter has no room for its number


def plot_delivery_times(
    frame: pd.DataFrame, plans: Sequence[str], promise_min: Sequence[float] = ()
) -> go.Figure:
    """Plot the share of orders delivered within a time, a curve per plan.

    Parameters
    ----------
    frame
        `plan`, `minutes` [min] and `share`: of all orders, delivered within it.
    plans
        In the order of the legend.
    promise_min
        Promised times [min], marked.
    """
    grid = Grid(1, 1, 330)
    figure = grid.figure()
    for plan, style in plan_styles(plans).items():
        rows = frame[frame["plan"] == plan].sort_values(["minutes", "share"])
        if rows.empty:
            continue
        name = html.escape(plan)
        curve = go.Scatter(
            x=floats(rows["minutes"]),
            y=floats(rows["share"]),
            mode="lines",
            line=style.line,
            hovertemplate=f"<b>{name}</b><br>%{{y:.1%}} of the orders within "
            "%{x:.1f} min<extra></extra>",
            **style.entry,
        )
        figure.add_trace(curve, **grid.place(0))
    for promise in sorted(set(promise_min)):
        figure.add_vline(
            x=promise,
            line={"color": MUTED, "width": 1, "dash": "dot"},
            annotation_text=f"promise, {promise:g} min",
            annotation_position="bottom right",
            annotation_font={"size": SMALL_PX, "color": MUTED},
        )
    figure.update_xaxes(title_text="Delivery time [min]", rangemode="tozero")
    figure.update_yaxes(
        title_text="Delivered within [share of orders]", range=[0, 1.02], dtick=0.2
    )
    return figure if figure.data else say_empty(figure)


def plot_parts(frame: pd.DataFrame, plans: Sequence[str]) -> go.Figure:
    """Plot what the mean delivery time consists of, a bar per plan.

    Parameters
    ----------
    frame
        `plan`, `part` (a key of `PART_LOOKS`) and `minutes` [min], the mean over
        the delivered orders. Parts of a plan sum to its mean delivery time.
    plans
        From top to bottom.
    """
    figure = _bars_of(plans)
    known = frame.dropna(subset=["minutes"])
    longest = known.groupby("plan")["minutes"].sum().max() if len(known) else 0.0
    for part, (name, colour) in PART_LOOKS.items():
        rows = known[(known["part"] == part) & known["plan"].isin(plans)]
        if not (floats(rows["minutes"]) > 0).any():
            continue
        minutes = rows.set_index("plan")["minutes"].reindex(list(plans)).fillna(0.0)
        texts = [
            f"{value:.1f}" if value > _WRITTEN * longest else "" for value in minutes
        ]
        figure.add_trace(
            go.Bar(
                x=floats(minutes),
                y=list(range(len(plans))),
                orientation="h",
                width=0.62,
                name=name,
                marker={"color": colour, "line": {"color": "#ffffff", "width": 1}},
                text=texts,
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"size": SMALL_PX, "color": _ink_on(colour)},
                hovertemplate=f"{name}: %{{x:.2f}} min<extra></extra>",
            )
        )
    figure.update_layout(barmode="stack", legend={"traceorder": "normal"})
    figure.update_xaxes(title_text="Mean delivery time [min]", rangemode="tozero")
    return figure if figure.data else say_empty(figure)


def plot_loads(frame: pd.DataFrame, plans: Sequence[str]) -> go.Figure:
    """Plot how full vehicles drive: the share of distance by load, bars by plan.

    Parameters
    ----------
    frame
        `plan`, `load` [deliveries aboard] and `share` of the distance.
    plans
        In the order of the legend.
    """
    grid = Grid(1, 1, 250)
    figure = grid.figure()
    loads = sorted(frame["load"].dropna().unique().tolist())
    for plan, style in plan_styles(plans).items():
        rows = frame[frame["plan"] == plan].sort_values("load")
        rows = rows.dropna(subset=["share"])
        if rows.empty:
            continue
        name = html.escape(plan)
        bars = go.Bar(
            x=floats(rows["load"]),
            y=floats(rows["share"]),
            marker={"color": style.colour},
            hovertemplate=f"<b>{name}</b><br>%{{y:.1%}} of the distance with %{{x}} "
            "aboard<extra></extra>",
            **style.entry,
        )
        figure.add_trace(bars, **grid.place(0))
    figure.update_layout(barmode="group", bargap=0.35, bargroupgap=0.06)
    figure.update_xaxes(
        title_text="Load [deliveries aboard]", tickmode="array", tickvals=loads
    )
    figure.update_yaxes(title_text="Distance [share]", rangemode="tozero", nticks=6)
    return figure if figure.data else say_empty(figure)


def _bars_of(plans: Sequence[str]) -> go.Figure:
    """Return an empty figure with a row for each plan, the first on top."""
    grid = Grid(1, 1, max(2, len(plans)) * _BAR_PX + 8)
    labels = [html.escape(shortened(plan)) for plan in plans]
    widest = max((len(shortened(plan)) for plan in plans), default=0)
    return (
        grid.figure()
        .update_yaxes(
            range=[max(2, len(plans)) - 0.5, -0.5],
            tickmode="array",
            tickvals=list(range(len(plans))),
            ticktext=labels,
            ticks="",
            showgrid=False,
            ticklabelstandoff=6,
        )
        .update_layout(margin={"l": 24 + _CHARACTER_PX * widest})
    )


def shortened(name: str, most: int = _LONGEST) -> str:
    """Return a name that fits beside a bar; of a long one its end, which tells."""
    return name if len(name) <= most else f"\N{HORIZONTAL ELLIPSIS}{name[1 - most :]}"


def _ink_on(colour: str) -> str:
    """Return black or white, whichever is read better on `colour`."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    bright = 0.299 * red + 0.587 * green + 0.114 * blue
    return "#ffffff" if bright < 140 else "#222222"  # noqa: PLR2004 - of 255
