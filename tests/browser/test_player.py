"""The player in a real browser: playbacks known to the metre, and their clock."""

import pytest

from tests.browser.playback_page import at, clock_s, frames_later, until
from tests.browser.tiny_playback import crowded_playback, tiny_playback

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WHERE = """(vehicle) => {
  const { x, y, load, doing } = player.panes[0].scene;
  return [x, y, load, doing].map((column) => column[vehicle]);
}"""
ABSENT, IDLE, DRIVING, QUEUEING, UNLOADING = range(5)
CORNERED = 65 + 100 * 550 / 1100  # when the shared leg is half done


@pytest.mark.parametrize(
    ("time_s", "vehicle", "expected"),
    [
        (5, 0, (None, None, 0, ABSENT)),
        (30, 0, (100, 200, 1, DRIVING)),
        (52, 0, (100, 100, 1, UNLOADING)),
        (58, 0, (100, 100, 0, IDLE)),
        (64, 2, (100, 100, 0, IDLE)),
        (CORNERED, 2, (650, 100, 2, DRIVING)),
        (65 + 100 * 950 / 1100, 2, (900, 250, 2, DRIVING)),
        (170, 2, (900, 400, 2, UNLOADING)),
        (195, 3, (900, 300, 1, DRIVING)),
        (195, 4, (800, 400, 1, DRIVING)),
        (215, 2, (900, 400, 0, IDLE)),
    ],
)
def test_a_vehicle_is_where_its_leg_says(show_playback, time_s, vehicle, expected):
    page = show_playback(tiny_playback())
    at(page, time_s)
    found = page.evaluate(WHERE, vehicle)
    for one, other in zip(found, expected, strict=True):
        if other is not None:
            assert one == pytest.approx(other, abs=1e-6)


def test_positions_do_not_depend_on_the_way_to_a_time(show_playback):
    page = show_playback(tiny_playback())
    forth = {}
    for time_s in range(0, 216, 5):
        at(page, time_s)
        forth[time_s] = page.evaluate("[0, 1, 2, 3, 4].map(" + WHERE + ")")
    for time_s in (215, 0, 115, 60, 180, 30):
        at(page, time_s)
        assert page.evaluate("[0, 1, 2, 3, 4].map(" + WHERE + ")") == forth[time_s]


def test_it_plays_holds_steps_and_goes_back(show_playback):
    page = show_playback(tiny_playback())
    page.get_by_role("button", name="Play").click()
    until(page, "player.state().t > 5")
    page.get_by_role("button", name="Pause").click()
    held = clock_s(page)
    assert 5 < held < 215
    frames = page.evaluate("player.frames.drawn")
    frames_later(page, 20)
    assert clock_s(page) == held
    assert page.evaluate("player.frames.drawn") <= frames + 1  # idle draws nothing
    page.get_by_role("button", name="Reset").click()
    assert clock_s(page) == 0
    steps = []
    for _ in range(4):
        page.get_by_role("button", name="Step to the next event").click()
        steps.append(clock_s(page))
    assert steps == [10, 20, 50, 55]
    page.get_by_role("button", name="Step by a minute").click()
    assert clock_s(page) == 115
    page.get_by_role("button", name="Busiest moment").click()
    assert clock_s(page) == 20


def test_the_slider_goes_back_and_forth(show_playback):
    page = show_playback(tiny_playback())
    slider = page.get_by_role("slider", name="Time")
    slider.fill("10000")
    assert clock_s(page) == 215
    slider.fill("2000")
    assert clock_s(page) == pytest.approx(43)
    until(page, "player.root.dataset.t.startsWith('43')")
    assert slider.get_attribute("aria-valuetext") == "0:00:43"
    assert page.locator(".dai-clock").inner_text() == "0:00:43"


def test_a_playback_of_an_evening_begins_with_its_first_order(show_playback):
    """What lies before `from_s` is on no slider, chart or key."""
    playback = tiny_playback()
    playback["header"] |= {"from_s": 55.0, "notes": ["it is read with tabs."]}
    page = show_playback(playback)
    assert page.locator(".dai-changes").inner_text() == "Note: it is read with tabs."
    assert clock_s(page) == 55
    assert page.locator(".dai-clock").inner_text() == "0:00:55"
    slider = page.get_by_role("slider", name="Time")
    slider.fill("5000")
    assert clock_s(page) == pytest.approx(55 + 160 / 2)
    page.locator(".dai-chart").click(position={"x": 46, "y": 20})
    assert clock_s(page) == pytest.approx(55, abs=1)
    for button in ("Reset", "Step by a minute"):
        page.get_by_role("button", name=button).click()
    assert clock_s(page) == 115
    page.keyboard.press("Home")
    assert clock_s(page) == 55
    page.keyboard.press(",")
    assert clock_s(page) == 55


def test_keys_move_time(show_playback):
    page = show_playback(tiny_playback())
    for key, expected in [
        ("ArrowRight", 10),
        ("Shift+ArrowRight", 70),
        ("ArrowLeft", 60),
        (".", 65),
        (",", 60),
        ("End", 215),
        ("Home", 0),
    ]:
        page.keyboard.press(key)
        assert clock_s(page) == expected
    page.keyboard.press("Space")
    until(page, "player.state().t > 1")
    page.keyboard.press("Space")
    assert page.evaluate("player.state().playing") is False


def test_it_stops_at_the_end_and_says_so(show_playback):
    page = show_playback(tiny_playback(), state={"speed": "max"})
    page.evaluate(
        "player.on('finished', () => { window.ended = true; }); player.play()"
    )
    until(page, "window.ended")
    assert page.evaluate("player.state()")["t"] == 215
    assert page.evaluate("player.state()")["playing"] is False


def test_numbers_at_the_end_are_those_of_the_run(show_playback):
    page = show_playback(tiny_playback())
    distance = page.locator("td[data-gauge=distance_km]")
    at(page, 130)
    assert distance.get_attribute("data-value") == "1.25"
    assert distance.inner_text() == "1.2"  # as Python rounds: a half to the even digit
    at(page, 215)
    assert distance.get_attribute("data-value") == "1.9000000001"
    assert page.locator("td[data-gauge=delivered]").inner_text() == "2"


def test_two_runs_go_in_step_beside_a_baseline(show_playback):
    page = show_playback(
        tiny_playback("slow"),
        tiny_playback("fast", faster=2),
        baseline=tiny_playback("base"),
    )
    at(page, 115)
    xs = page.evaluate("player.panes.map(({ scene }) => [scene.t, scene.place[2]])")
    assert xs == [[115, -1], [115, 2]]  # one drives, the other has arrived
    at(page, 215)
    cells = page.locator("td[data-gauge=delivered]")
    assert cells.all_inner_texts() == ["2", "2", "0", "2"]
    page.evaluate("player.select({ order: 0, pane: 1 })")
    assert page.locator(".dai-part-label").all_inner_texts() == ["B: fast", "A: slow"]


def test_playing_waits_for_what_is_not_computed_yet(show_playback):
    page = show_playback(tiny_playback(), held=True)
    until(page, "player.playbacks[0].slices === 1")
    page.evaluate("player.setSpeed('max'); player.play()")
    until(page, "player.clock.waiting")
    assert page.evaluate("player.state()")["t"] == 65
    assert "waiting for more" in page.locator(".dai-end").inner_text()
    assert page.evaluate("player.state()")["playing"] is True
    page.evaluate("sources[0].release()")
    until(page, "player.state().t === 215")


def test_an_error_is_shown_and_what_came_stays(show_playback):
    playback = tiny_playback()
    playback["slices"][1] = {"error": "The run <i>failed</i>."}
    page = show_playback(playback, held=True)
    until(page, "player.playbacks[0].slices === 1")
    page.evaluate("sources[0].release()")
    status = page.locator(".dai-status")
    status.wait_for()
    assert status.inner_text() == "The run <i>failed</i>."
    at(page, 30)
    assert page.evaluate(WHERE, 0)[:2] == [100, 200]


def test_a_crowd_is_drawn(show_playback):
    page = show_playback(crowded_playback())
    page.evaluate("player.setSpeed(60); player.play()")
    until(page, "Number(player.root.dataset.fps) > 0")
    assert page.evaluate("player.panes[0].scene.vehicles") == 600
    assert page.evaluate("player.frames.drawn") > 10


def test_clocks_are_those_of_where_the_orders_are(show_playback):
    """Zero is 1:59 of the night in which clocks go back from 2:00 to 1:00."""
    playback = tiny_playback()
    zero_s = 1793498340  # as if clocks were UTC: 2026-11-01 01:59:00
    clocks = {"zone": "America/Chicago", "from_s": [0, 60]}
    playback["header"]["clock"] = clocks | {"shows_s": [zero_s, zero_s - 3600]}
    playback["header"]["ids"] = ["B-17", "B-9", "B-3"]
    page = show_playback(playback)
    slider = page.get_by_role("slider", name="Time")
    for value, said in (("2000", "01:59:43"), ("5000", "01:00:47")):
        slider.fill(value)
        until(page, f"player.controls.time.textContent.endsWith('{said}')")
    assert page.locator(".dai-clock").inner_text() == "Sun 1 Nov 01:00:47"
    end = page.locator(".dai-end").inner_text().strip()
    assert end == "until Sun 1 Nov 01:02:35, America/Chicago"
    page.locator(".dai-find").fill("B-17")
    page.keyboard.press("Enter")
    assert page.locator("h3").inner_text().startswith("Order 0 (B-17): ")
    assert page.locator(".dai-time").first.inner_text().startswith("Sun 1 Nov 01:59:")
