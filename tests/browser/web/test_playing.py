"""Playing: the clock of the live page, and numbers that are those of a run."""

import json

import pytest

from analysis.experiments.conduct import KPI_FILE
from tests.browser.playback_page import frames_later
from tests.browser.web.live_page import (
    STATE,
    button,
    clock_s,
    opened,
    shown,
    to_the_end,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_it_loads_plays_pauses_steps_and_resets(page, server):
    opened(page, server)
    assert clock_s(page) == 0
    button(page, "Play").click()
    page.wait_for_function(f"Number({STATE}.t) > 20")
    button(page, "Pause").click()
    held = clock_s(page)
    frames_later(page, 20)
    assert clock_s(page) == held
    button(page, "Step to the next event").click()
    assert clock_s(page) > held
    button(page, "Step by a minute").click()
    assert clock_s(page) >= held + 60
    button(page, "Reset").click()
    assert clock_s(page) == 0


def test_the_slider_of_time_goes_there_and_back(page, server):
    opened(page, server)
    slider = page.get_by_role("slider", name="Time", exact=True)
    slider.fill("6000")
    page.wait_for_function(f"Number({STATE}.t) > 0")
    later = clock_s(page)
    slider.fill("2000")
    page.wait_for_function(f"Number({STATE}.t) < {later}")
    assert clock_s(page) == pytest.approx(later / 3)
    button(page, "Busiest moment").click()
    page.wait_for_function(f"Number({STATE}.t) !== {later / 3}")
    assert 0 < clock_s(page) < 1200  # orders come in for a quarter of an hour


def test_at_the_end_the_numbers_are_those_of_the_run(page, server, folder):
    kpis = json.loads((folder / "recorded" / KPI_FILE).read_text())
    opened(page, server)
    to_the_end(page)
    for gauge in (
        "delivered",
        "distance_km",
        "delivery_time_mean_s",
        "delivery_time_p95_s",
        "success_ratio",
        "vehicles_fleet",
        "shared_core_share",
    ):
        assert shown(page, gauge) == kpis[gauge], gauge


def test_a_recorded_run_shows_the_same_as_the_live_one(page, server):
    found = []
    for plan in ("small.toml", "recorded"):
        opened(page, f"{server}?plan={plan}#t=700")
        page.wait_for_function(f"Number({STATE}.t) === 700")
        found.append(
            [shown(page, each) for each in ("distance_km", "open_orders", "delivered")]
        )
    assert found[0] == found[1]
    assert found[0][0] > 0


def test_an_order_tells_its_story(page, server):
    opened(page, f"{server}#t=600")
    page.get_by_placeholder("order").fill("order 20")
    button(page, "Show").click()
    page.locator(".dai-story h3").wait_for()
    story = page.locator(".dai-story").text_content()
    assert "Order 20" in story
    assert "At the door" in story
