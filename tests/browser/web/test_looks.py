"""How the live page looks: nothing overlaps, nothing runs out, all can be read."""

from itertools import combinations

import pytest

from tests.browser.sight import READABLE, contrasts, overflow_px, overlaps
from tests.browser.web.live_page import button, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

VIEW = "?plan=small.toml&versus=paper/hotspots_only&set=hotspots.docks=1#t=600&order=20"
PARTS = (".deliverai-controls", ".dai-stage", ".dai-side", "section.dai-controls")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_telephone_the_map_comes_first_and_nothing_runs_out(page, server, scheme):
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme=scheme)
    opened(page, f"{server}{VIEW}")
    page.locator(".dai-story h3").first.wait_for()
    assert overflow_px(page) == 0
    assert [pair for pair in contrasts(page) if pair[1] < READABLE] == []
    assert page.locator(".dai-map").first.bounding_box()["y"] < 200
    play = button(page, "Play").bounding_box()  # in sight wherever one has scrolled to
    assert 0 <= play["y"] <= 844 - play["height"]
    assert not page.locator("select[name=plan]").is_visible()
    button(page, "Settings and sharing").click()
    page.locator("select[name=plan]").wait_for()
    assert button(page, "Copy a link to this view").is_visible()
    assert overflow_px(page) == 0
    button(page, "Hide settings").click()
    page.locator(".dai-story-body").scroll_into_view_if_needed()
    tall = page.evaluate("document.documentElement.scrollHeight > 1200")
    assert tall  # one page that scrolls, not boxes that scroll within it


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
