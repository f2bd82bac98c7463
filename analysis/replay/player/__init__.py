"""The player: plain scripts and styles that show a playback in a browser."""

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent

# Each script uses only those before it.
SCRIPTS = (
    "columns.js",
    "words.js",
    "dom.js",
    "basemap.js",
    "moments.js",
    "meetings.js",
    "plans.js",
    "notices.js",
    "details.js",
    "playback.js",
    "clock.js",
    "scene.js",
    "history.js",
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
STYLES = ("colours.css", "dark.css", "player.css")

# Dark where the page says so, or, where it says nothing, if the browser would have it.
_DARK = """[data-theme="dark"] .dai-player, .dai-player[data-theme="dark"] {{
{dark}}}

@media (prefers-color-scheme: dark) {{
  :root:not([data-theme="light"]) .dai-player:not([data-theme="light"], \
[data-theme="light"] *) {{
{dark}  }}
}}
"""


@cache
def script() -> str:
    """Return the player's script: one global, ``DeliverAI``, and nothing fetched."""
    return "\n".join(_read(name) for name in SCRIPTS)


@cache
def style() -> str:
    """Return the player's style sheet; every class begins with ``dai-``."""
    light, dark, rest = (_read(name) for name in STYLES)
    return "\n".join((light, _DARK.format(dark=dark), rest))


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
