"""Figures as JSON that a script of the page draws without asking anybody."""

import json
from collections.abc import Sequence
from typing import Any, cast

import plotly.io

from analysis.report.blocks import Figure
from analysis.report.errors import ReportError

# Traces that fetch outlines, tiles or letters when they are drawn.
FETCHING = {
    "choropleth",
    "choroplethmap",
    "choroplethmapbox",
    "densitymap",
    "densitymapbox",
    "scattergeo",
    "scattermap",
    "scattermapbox",
}
DEFAULT_HEIGHT_PX = 420


def as_json(value: object) -> str:
    """Return JSON that can stand inside a script element, whatever it contains."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    for sign in "<>&":  # within strings only, so that no tag can begin or end
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def drawings(figures: Sequence[Figure]) -> tuple[dict[str, str], str]:
    """Return each figure's data by its anchor, and the templates they share.

    A template is some kilobytes and the same for most figures, so the page keeps
    each once: a figure's ``template`` is its place in the list of templates.

    Raises
    ------
    ReportError
        If a figure would fetch something when drawn.
    """
    templates: list[object] = []
    texts: dict[str, str] = {}
    for each in figures:
        drawing = _drawing(each)
        template = drawing["layout"].pop("template", {})
        if template not in templates:
            templates.append(template)
        drawing["template"] = templates.index(template)
        texts[each.anchor] = as_json(drawing)
    return texts, as_json(templates)


def height_px(figure: Figure) -> int:
    """Return the height that is kept free for a figure before it is drawn [px]."""
    return int(figure.height_px or figure.figure.layout.height or DEFAULT_HEIGHT_PX)


def has_columns(figure: Figure) -> bool:
    """Return whether panels stand side by side, too narrow on a telephone's screen."""
    return any(
        axis.domain is not None and axis.domain[0] > 0
        for axis in figure.figure.select_xaxes()
    )


def _drawing(figure: Figure) -> dict[str, Any]:
    # The plain engine, as another one may be installed and writes other bytes.
    text = plotly.io.to_json(figure.figure, engine="json", remove_uids=True)
    drawing = cast("dict[str, Any]", json.loads(text))
    layout = drawing["layout"]
    _refuse_fetching(figure, drawing)
    layout.pop("width", None)  # as wide as the page
    layout["autosize"] = True
    layout["height"] = height_px(figure)
    return drawing


def _refuse_fetching(figure: Figure, drawing: dict[str, Any]) -> None:
    for trace in drawing["data"]:
        if trace.get("type") in FETCHING:
            raise _fetches(figure, trace["type"])
    for image in drawing["layout"].get("images", ()):
        if not str(image.get("source", "")).startswith("data:"):
            raise _fetches(figure, "an image that is not inside it")


def _fetches(figure: Figure, what: str) -> ReportError:
    return ReportError(
        f"figure {figure.number}: draws {what}, which is fetched from elsewhere, "
        f"expected a figure that is complete."
    )
