"""The player: plain scripts and styles that show a film in a browser."""

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent

# Each script uses only those before it.
SCRIPTS = (
    "columns.js",
    "words.js",
    "dom.js",
    "ground.js",
    "moments.js",
    "film.js",
    "clock.js",
    "scene.js",
    "tale.js",
    "marks.js",
    "view.js",
    "layers.js",
    "shading.js",
    "route.js",
    "map.js",
    "pick.js",
    "pointer.js",
    "story.js",
    "story_panel.js",
    "charts.js",
    "gauges.js",
    "legend.js",
    "controls.js",
    "frames.js",
    "watch.js",
    "reading.js",
    "player.js",
    "embedded.js",
)
STYLES = ("colours.css", "player.css")


@cache
def script() -> str:
    """Return the player's script: one global, ``DeliverAI``, and nothing fetched."""
    return _joined(SCRIPTS)


@cache
def style() -> str:
    """Return the player's style sheet; every class begins with ``dai-``."""
    return _joined(STYLES)


def _joined(names: tuple[str, ...]) -> str:
    return "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)
