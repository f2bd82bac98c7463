"""The one look of all figures: paper, ink, type, and a colour per policy.

Colours are those of Okabe and Ito, told apart by the colour-blind; colour is never
the only sign, each policy has a dash and a marker of its own too. Titles are
written by the page, so figures have none.
"""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from analysis.words import POLICY_NAMES

FONT_FAMILY = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, "
    "'Liberation Sans', sans-serif"
)
FONT_PX = 13
SMALL_PX = 12

PAPER = "#ffffff"
INK = "#222222"
MUTED = "#595959"  # 7:1 on white: legible as small type
AXIS = "#8c8c8c"
RULE = "#e6e6e6"
SHADE = "#f3f3f3"

BLUE = "#0072b2"
SKY = "#56b4e9"
GREEN = "#009e73"
VERMILION = "#d55e00"

_BAND_OPACITY = 0.16


@dataclass(frozen=True)
class PolicyStyle:
    """How one policy is drawn in every figure."""

    label: str
    colour: str
    dash: str
    symbol: str
    width_px: float
    marker_px: float
    rank: int  # in legends

    @property
    def band(self) -> str:
        """Colour of its interval where that is an area."""
        red, green, blue = (int(self.colour[at : at + 2], 16) for at in (1, 3, 5))
        return f"rgba({red},{green},{blue},{_BAND_OPACITY})"

    @property
    def entry(self) -> dict[str, object]:
        """How its traces are called in the legend, where they are one entry."""
        name = html.escape(self.label)
        return {"name": name, "legendgroup": self.label, "legendrank": self.rank}

    @property
    def line(self) -> dict[str, object]:
        """How its lines are drawn."""
        return {"color": self.colour, "width": self.width_px, "dash": self.dash}

    @property
    def marker(self) -> dict[str, object]:
        """How its markers are drawn."""
        return {
            "color": self.colour,
            "symbol": self.symbol,
            "size": self.marker_px,
            "line": {"width": 1.5 if "open" in self.symbol else 0},
        }


# Fully trained, DeliverAI-I and II make the same runs: I is a broad light line with
# filled markers, II a thin dark one with open markers, so that where they coincide
# the one is seen to lie upon the other.
_POLICY_LOOKS = {  # colour, dash, marker, width of lines and size of markers [px]
    "baseline_1": (INK, "dot", "square", 1.75, 6.5),
    "baseline_2": (VERMILION, "dash", "diamond", 1.75, 8.0),
    "deliverai_1": (SKY, "solid", "circle", 4.5, 7.0),
    "deliverai_2": (BLUE, "5px,3px", "circle-open", 1.5, 12.0),
}
POLICIES = {
    policy: PolicyStyle(POLICY_NAMES[policy], *looks, rank)
    for rank, (policy, looks) in enumerate(_POLICY_LOOKS.items(), start=1)
}

# Not drawn: what a figure of an empty frame says.
NOTHING = "no observations"


def policy_style(policy: str) -> PolicyStyle:
    """Return how a policy is drawn; one of another name is green, called by it."""
    other = PolicyStyle(policy, GREEN, "longdashdot", "cross", 1.75, 8, 5)
    return POLICIES.get(policy, other)


def in_order(policies: Iterable[str]) -> list[str]:
    """Return the distinct policies in the order of legends, others last."""
    return sorted(set(policies), key=lambda policy: (policy_style(policy).rank, policy))


def as_drawn(policies: Iterable[str]) -> list[str]:
    """Return the distinct policies as they are drawn, broad lines below the others."""
    return sorted(in_order(policies), key=lambda policy: -policy_style(policy).width_px)


def shades(count: int) -> list[str]:
    """Return colours for values in order, light to dark, each visible on white."""
    if count == 1:
        return [BLUE]
    # Inferno without its pale end, which white paper swallows.
    places = [0.05 + 0.63 * (1 - at / (count - 1)) for at in range(count)]
    return [str(colour) for colour in sample_colorscale("Inferno", places)]


def _axis(**options: object) -> dict[str, object]:
    """Return an axis with the looks shared by all."""
    return {
        "showline": True,
        "linecolor": AXIS,
        "linewidth": 1,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": AXIS,
        "tickfont": {"size": SMALL_PX, "color": MUTED},
        "title": {"font": {"size": SMALL_PX + 0.5, "color": INK}, "standoff": 8},
        "gridcolor": RULE,
        "gridwidth": 1,
        "zeroline": False,
        "automargin": True,
        "exponentformat": "none",
        "separatethousands": True,
        **options,
    }


TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT_FAMILY, "size": FONT_PX, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "separators": ".,",
        "margin": {"l": 64, "r": 16, "t": 16, "b": 52},
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": AXIS,
            "font": {"family": FONT_FAMILY, "size": FONT_PX, "color": INK},
            "align": "left",
            "namelength": -1,
        },
        "legend": {
            "orientation": "h",
            "yref": "container",
            "y": 1,
            "yanchor": "top",
            "x": 0,
            "xanchor": "left",
            "font": {"size": FONT_PX},
            "tracegroupgap": 0,
            "itemwidth": 44,
        },
        "xaxis": _axis(showgrid=False),
        "yaxis": _axis(showgrid=True),
    }
)

LEGEND_PX = 34  # what a legend of one line takes at the top
HEADING_PX = 24  # what a heading takes above its panel


def new_figure() -> go.Figure:
    """Return an empty figure in the common style."""
    return go.Figure(layout={"template": TEMPLATE})


def say_empty(figure: go.Figure) -> go.Figure:
    """Return the figure saying in its middle that there is nothing to show."""
    return figure.add_annotation(
        text=NOTHING,
        xref="paper",
        yref="paper",
        x=0.5,
        y=0.5,
        showarrow=False,
        font={"color": MUTED, "size": FONT_PX},
    )


ROSE, AMBER = "#cc79a7", "#c98a00"  # Okabe and Ito; amber darker, to show on white

_PLAN_LOOKS = (  # colour, marker and its size [px]
    (INK, "square", 7.0),
    (BLUE, "circle", 7.5),
    (VERMILION, "diamond", 8.5),
    (GREEN, "triangle-up", 8.5),
    (ROSE, "cross", 8.0),
    (AMBER, "x", 7.5),
    (SKY, "star", 9.0),
)
_PLAN_DASHES = ("solid", "6px,3px", "2px,2px", "9px,3px,2px,3px")


def plan_styles(plans: Sequence[str]) -> dict[str, PolicyStyle]:
    """Return how each plan is drawn, in all figures of a page.

    Colours begin again after seven plans, with other dashes; so do these after 28.
    """
    styles = {}
    for rank, plan in enumerate(plans):
        turn, at = divmod(rank, len(_PLAN_LOOKS))
        colour, symbol, size_px = _PLAN_LOOKS[at]
        dash = _PLAN_DASHES[(at + turn) % len(_PLAN_DASHES)]
        styles[plan] = PolicyStyle(plan, colour, dash, symbol, 2.0, size_px, rank + 1)
    return styles
