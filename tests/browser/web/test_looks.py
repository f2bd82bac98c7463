"""How the live page looks: nothing overlaps, nothing runs out, all can be read."""

from itertools import combinations

import pytest

from tests.browser.sight import READABLE, contrasts, overflow_px, overlaps
from tests.browser.web.live_page import opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VIEW = "?plan=small.toml&versus=paper/hotspots_only&set=hotspots.docks=1#t=600&order=20"
PARTS = (".deliverai-controls", ".dai-stage", ".dai-side", "section.dai-controls")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)], ids=str)
def test_the_page_is_whole_and_legible(page, server, size, scheme):
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    opened(page, f"{server}{VIEW}")
    page.locator(".dai-story h3").first.wait_for()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert overflow_px(page) == 0
    assert [pair for pair in contrasts(page) if pair[1] < READABLE] == []
    assert overlaps(page, ".dai-legend", ".dai-gauges", "section.dai-controls") == []
    boxes = {part: page.locator(part).bounding_box() for part in PARTS}
    for part, box in boxes.items():
        assert box["x"] >= 0, part
        assert box["y"] >= 0, part
        assert box["x"] + box["width"] <= width, part
        assert box["y"] + box["height"] <= height, part
    for (_, one), (_, other) in combinations(boxes.items(), 2):
        across = min(
            one["x"] + one["width"] - other["x"], other["x"] + other["width"] - one["x"]
        )
        down = min(
            one["y"] + one["height"] - other["y"],
            other["y"] + other["height"] - one["y"],
        )
        assert across <= 1 or down <= 1, (one, other)
