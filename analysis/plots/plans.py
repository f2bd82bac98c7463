"""How plans are told apart: a colour, a dash and a marker by their place in a list."""

from collections.abc import Sequence

from analysis.plots.style import BLUE, GREEN, INK, SKY, VERMILION, PolicyStyle

ROSE, AMBER = "#cc79a7", "#c98a00"  # Okabe and Ito; amber darker, to show on white

_LOOKS = (  # colour, marker and its size [px]
    (INK, "square", 7.0),
    (BLUE, "circle", 7.5),
    (VERMILION, "diamond", 8.5),
    (GREEN, "triangle-up", 8.5),
    (ROSE, "cross", 8.0),
    (AMBER, "x", 7.5),
    (SKY, "star", 9.0),
)
_DASHES = ("solid", "6px,3px", "2px,2px", "9px,3px,2px,3px")


def plan_styles(plans: Sequence[str]) -> dict[str, PolicyStyle]:
    """Return how each plan is drawn, in all figures of a page.

    Colours begin again after seven plans, with other dashes; so do these after 28.
    """
    styles = {}
    for rank, plan in enumerate(plans):
        turn, at = divmod(rank, len(_LOOKS))
        colour, symbol, size_px = _LOOKS[at]
        dash = _DASHES[(at + turn) % len(_DASHES)]
        styles[plan] = PolicyStyle(plan, colour, dash, symbol, 2.0, size_px, rank + 1)
    return styles
