"""What the player tells: tooltips, stories, links, and how it looks."""

from itertools import pairwise

import pytest

from tests.browser.playback_page import at, clock_s, until
from tests.browser.sight import contrasts, look, overflow_px, overlaps
from tests.browser.tiny_playback import tiny_playback

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SPOT = """([pane, vehicle]) => {
  const map = player.panes[pane];
  const box = map.box.getBoundingClientRect();
  return [box.left + map.left[vehicle], box.top + map.top[vehicle]];
}"""
CORNERED = 65 + 100 * 550 / 1100  # when the shared leg is half done


def test_hover_tells_what_a_thing_does(show_playback):
    page = show_playback(tiny_playback())
    at(page, CORNERED)
    page.mouse.move(*page.evaluate(SPOT, [0, 2]))
    tip = page.locator(".dai-tip")
    assert tip.inner_text() == (
        "Core vehicle 2: hotspot 0 to hotspot 2, 2 deliveries aboard "
        "(orders 0 and 1), there in 50 s"
    )
    at(page, 58)
    box = page.locator(".dai-map").bounding_box()
    spot = page.evaluate(
        "[(100 - player.panes[0].view.x) * player.panes[0].view.scale, "
        "(player.panes[0].view.y - 100) * player.panes[0].view.scale]"
    )
    page.mouse.move(
        box["x"] + box["width"] / 2 + spot[0], box["y"] + box["height"] / 2 + spot[1]
    )
    assert tip.inner_text() == "Hotspot 0: 1 delivery standing, 0 of 1 bay taken"


def test_a_click_selects_and_a_time_of_the_story_seeks(show_playback):
    page = show_playback(tiny_playback())
    at(page, CORNERED)
    page.mouse.click(*page.evaluate(SPOT, [0, 2]))
    assert page.evaluate("player.state().selected") == {"vehicle": 2, "pane": 0}
    page.get_by_role("button", name="order 1", exact=True).click()
    assert page.evaluate("player.state().selected") == {"order": 1, "pane": 0}
    page.get_by_role("button", name="Go to 0:01:05").last.click()
    assert clock_s(page) == 65


def test_the_story_of_a_shared_delivery_is_told(show_playback):
    page = show_playback(tiny_playback())
    at(page, 60)
    page.get_by_label("Select an order").fill("order 0")
    page.get_by_label("Select an order").press("Enter")
    story = page.locator(".dai-story")
    assert story.locator("h3").inner_text() == "Order 0: producer 3 to consumer 5"
    now = "Order 0: waits for its partner, order 1 at hotspot 0, for 5 s so far."
    assert story.locator(".dai-now").inner_text() == now
    assert story.locator(".dai-fact").inner_text() == (
        "Shares with order 1 from hotspot 0 to hotspot 2 (1 leg)."
    )
    lines = story.locator("li > span").all_inner_texts()
    assert lines == [
        "Ready at producer 3, for consumer 5",
        "Leaves producer 3 for hotspot 0 aboard peripheral vehicle 0",
        "Reaches hotspot 0",
        "Stands at hotspot 0 after a handover of 5 s",
        "Agrees to share with order 1; next stop of both: hotspot 2",
        "Leaves hotspot 0 for hotspot 2 aboard core vehicle 2, shared with order 1",
        "Reaches hotspot 2",
        "Stands at hotspot 2 after a handover of 10 s",
        "Parts from order 1 at hotspot 2",
        "Leaves hotspot 2 for consumer 5 aboard peripheral vehicle 3",
        "At the door of consumer 5 after 3 min 25 s, within the promised 15 min",
    ]
    sums = {
        each.get_attribute("data-need"): float(each.get_attribute("data-value"))
        for each in story.locator(".dai-sums li").all()
    }
    assert sums == {"ride": 180, "partner": 10, "handover": 15}


def test_what_is_unknown_is_said(show_playback):
    page = show_playback(tiny_playback())
    field = page.get_by_label("Select an order")
    field.fill("nonsense")
    field.press("Enter")
    assert 'expected "order 12"' in page.get_by_role("alert").inner_text()
    field.fill("vehicle 99")
    field.press("Enter")
    assert page.get_by_role("alert").count() == 0
    assert "Vehicle 99 is not in this run." in page.locator(".dai-story").inner_text()


def test_a_link_gives_the_same_view(show_playback):
    page = show_playback(tiny_playback(), tiny_playback())
    page.evaluate("""() => {
      player.seek(77); player.setSpeed(300); player.setMeasure("waiting");
      player.select({ hotspot: 2, pane: 1 }); player.panes[0].view.show(400, 200, 3);
    }""")
    state = page.evaluate("player.state()")
    assert state["selected"] == {"hotspot": 2, "pane": 1}
    page = show_playback(tiny_playback(), tiny_playback(), state=state)
    assert page.evaluate("player.state()") == state
    page = show_playback(
        tiny_playback(), state={**state, "t": 9999, "measure": "x", "speed": 7}
    )
    assert page.evaluate("player.state().t") == 215
    assert page.evaluate("player.state().speed") == 60


def test_names_from_files_are_text(show_playback):
    page = show_playback(tiny_playback("<img src=x onerror=alert(1)>"))
    assert page.locator("img").count() == 0
    assert page.locator(".dai-pane-label").inner_text().startswith("<img")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("panes", [1, 2])
def test_the_page_is_legible(show_playback, theme, panes):
    playbacks = [tiny_playback("a"), tiny_playback("b")][:panes]
    page = show_playback(*playbacks, baseline=tiny_playback("base"), theme=theme)
    page.evaluate("player.select({ order: 0 })")
    at(page, CORNERED)
    for width in (1280, 1920):
        look(page, width)
        assert overflow_px(page) == 0
        assert overlaps(page, ".dai-legend", ".dai-gauges", ".dai-controls") == []
    assert [pair for pair in contrasts(page) if pair[1] < 4.5] == []
    sizes = page.evaluate(
        "[...document.querySelectorAll('.dai-player *')]"
        ".map((each) => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) >= 12


def test_a_narrow_page_has_all_below_each_other(show_playback):
    page = show_playback(tiny_playback())
    page.set_viewport_size({"width": 480, "height": 800})
    assert overflow_px(page) == 0
    boxes = [
        page.locator(each).bounding_box()
        for each in (".dai-panes", ".dai-legend", ".dai-gauges", ".dai-story")
    ]
    assert all(
        one["y"] + one["height"] <= other["y"] + 1 for one, other in pairwise(boxes)
    )


def test_a_player_that_is_gone_leaves_room_for_another(show_playback):
    page = show_playback(tiny_playback())
    page.evaluate("player.play(); player.destroy()")
    assert page.locator("#host > *").count() == 0
    page.evaluate("""() => {
      window.player = DeliverAI.player(document.getElementById("host"), {
        panes: given.playbacks.map(shown), state: { t: 60, selected: { order: 1 } } });
    }""")
    at(page, 61)
    assert page.locator(".dai-player").count() == 1
    assert page.locator("h3").inner_text() == "Order 1: producer 4 to consumer 6"
    page.keyboard.press("ArrowRight")  # heard once
    assert clock_s(page) == 71


def test_a_story_is_told_as_soon_as_it_is_known(show_playback):
    page = show_playback(tiny_playback(), held=True, state={"selected": {"vehicle": 3}})
    until(page, "player.playbacks[0].slices === 1")
    story = page.locator(".dai-story")
    assert "Vehicle 3 is not known so far." in story.inner_text()
    page.evaluate("sources[0].release()")
    until(page, "player.clock.finished")
    assert story.locator("h3").inner_text() == "Peripheral vehicle 3"
    assert story.locator("li > span").all_inner_texts() == [
        "Joins at hotspot 2",
        "Hotspot 2 to consumer 5, order 0, 40 s",
    ]


def test_a_place_on_the_map_that_is_none_shows_the_whole(show_playback):
    state = {"t": 60, "view": {"x": 1, "y": 2, "zoom": None}}
    page = show_playback(tiny_playback(), state=state)
    until(page, "player.root.dataset.t === '60'")
    assert page.evaluate("player.state().view") is None


def test_a_measure_that_differs_between_runs_is_named_for_both(
    show_playback,
):
    playbacks = [tiny_playback(), tiny_playback("other")]
    playbacks[1]["header"]["measures"] = [
        {**each, "label": f"{each['label']} there"}
        if each["key"] == "waiting"
        else each
        for each in playbacks[1]["header"]["measures"]
    ]
    page = show_playback(*playbacks)
    options = page.get_by_label("Measure that shades the tracts").locator("option")
    assert options.all_text_contents() == [
        "Orders released",
        "A: Deliveries waiting; B: Deliveries waiting there",
    ]
