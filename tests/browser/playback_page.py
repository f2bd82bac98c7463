"""A page that plays playbacks, and what tests ask of it."""

import json

import pytest

from analysis.replay.player import script, style

POLL_MS = 25
POLLS = 4000

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data:"
)
PAGE = """<!DOCTYPE html>
<html lang="en" data-theme="{theme}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>A playback</title><link rel="icon" href="data:,">
<style>body {{ margin: 0; background: #fff; }} #host {{ height: 100vh; }}
{style}</style></head>
<body><div id="host"></div>
<script type="application/json" id="given">{given}</script>
<script>{script}</script>
<script>
const given = JSON.parse(document.getElementById("given").textContent);
window.states = [];
const sources = [];
const source = (slices) => {{ // a slice at once, or when it is let through
  const waiting = [];
  let told = 0;
  sources.push({{ release: () => waiting.shift()() }});
  return {{ next: () => new Promise((resolve, reject) => {{
    const give = () => {{
      const slice = slices[told++];
      if (slice && slice.error) reject(new Error(slice.error));
      else resolve(slice || null);
    }};
    if (given.held && told) waiting.push(give); else give();
  }}) }};
}};
const shown = (playback) => ({{ label: playback.header.label, basemap: playback.basemap,
  header: playback.header, source: source(playback.slices) }});
window.player = DeliverAI.player(document.getElementById("host"), {{
  panes: given.playbacks.map(shown), baseline: given.baseline && shown(given.baseline),
  state: given.state }});
player.on("state", (state) => states.push(state));
</script></body></html>
"""


def playback_page(*playbacks, theme="light", **given):
    """Return a page of playbacks: `state`, `baseline`, `held` as they are given."""
    told = json.dumps({"playbacks": playbacks, **given}).replace("<", "\\u003c")
    return PAGE.format(
        theme=theme, policy=POLICY, style=style(), script=script(), given=told
    )


def until(page, condition):
    """Wait; by asking from here, as the page's policy lets no text be executed."""
    wait_until(page, lambda: page.evaluate(condition), condition)


def wait_until(page, holds, what):
    """Wait until a function says yes, while the page goes on."""
    for _ in range(POLLS):
        if holds():
            return
        page.wait_for_timeout(POLL_MS)
    pytest.fail(f"waited in vain for {what}")


def frames_later(page, frames):
    """Wait until the browser has drawn so often, in which a clock at work moves."""
    page.evaluate(
        "(left) => new Promise((go) => { const frame = () => "
        "left-- > 0 ? requestAnimationFrame(frame) : go(); frame(); })",
        frames,
    )


def at(page, time_s):
    """Go to a time and wait until it is drawn."""
    page.evaluate("(t) => player.seek(t)", time_s)
    until(page, f"Number(player.root.dataset.t) === {time_s}")


def clock_s(page):
    """Return the time shown."""
    return page.evaluate("player.state().t")
