"""How plans are told apart: a colour, a dash and a marker by their place in a list."""

from collections.abc import Sequence

from analysis.plots.style import BLUE, GREEN, INK, SKY, VERMILION, PolicyStyle

ROSE, AMBER = "#cc79a7", "#c98a00"  # Okabe and Ito; amber darker, to show on white

_LOOKS = (
    (INK, "solid", "square", 7.0),
    (BLUE, "6px,3px", "circle", 7.5),
    (VERMILION, "2px,2px", "diamond", 8.5),
    (GREEN, "9px,3px,2px,3px", "triangle-up", 8.5),
    (ROSE, "solid", "cross", 8.0),
    (AMBER, "6px,3px", "x", 7.5),
    (SKY, "2px,2px", "star", 9.0),
)


def plan_styles(plans: Sequence[str]) -> dict[str, PolicyStyle]:
    """Return how each plan is drawn, in all figures of a page.

    Colours begin again after seven plans, with other dashes.
    """
    styles = {}
    for rank, plan in enumerate(plans):
        colour, _, symbol, size_px = _LOOKS[rank % len(_LOOKS)]
        dash = _LOOKS[(rank + rank // len(_LOOKS)) % len(_LOOKS)][1]
        styles[plan] = PolicyStyle(plan, colour, dash, symbol, 2.0, size_px, rank + 1)
    return styles
