"""Waiting: a page that computes says so and can be stopped; a lost server is told."""

from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import PATIENCE_MS
from tests.browser.web.live_page import STATE, button, clock_s, known, opened
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BUSY = ".deliverai-busy"
LONG = "?plan=paper/hotspots_only&set=demand.duration_min=1440"
ENDLESS = "?plan=paper/deliverai_1&set=routing.episodes=100000"


def test_a_run_is_stopped_where_it_is_and_what_is_known_plays_on(page, server):
    page.goto(f"{server}{LONG}")
    page.locator(BUSY, has_text="known up to").wait_for()
    assert "Baseline 2 (hotspots only)" in page.locator(BUSY).text_content()
    button(page, "Stop").click()
    page.locator(".dai-status", has_text="The run was stopped here.").wait_for()
    page.locator(BUSY).wait_for(state="detached")
    known(page)
    button(page, "Step by a minute").click()
    assert clock_s(page) == 60


def test_a_run_is_stopped_before_its_first_minute_is_known(page, server):
    page.goto(f"{server}{ENDLESS}")
    page.locator(BUSY, has_text="the first minutes are on their way").wait_for()
    button(page, "Stop").click()
    alert = page.locator(".deliverai-stage [role=alert]")
    alert.wait_for()
    assert alert.text_content() == "The run was stopped here."
    page.locator(BUSY).wait_for(state="detached")
    page.locator("select[name=plan]").select_option("small.toml")
    button(page, "Run with these").click()
    known(page)


def test_keys_are_the_players_after_run_was_pressed(page, server):
    opened(page, server)
    seed = page.locator("[data-key=seed] input[type=number]")
    seed.fill("4")
    seed.press("Tab")
    button(page, "Run with these").click()
    page.wait_for_function(
        "document.querySelector('.dai-pane-label')?.textContent.includes('seed 4')"
    )
    known(page)
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function(f"Number({STATE}.t) === 60")
    page.keyboard.press("Space")
    page.wait_for_function(f"{STATE}.playing === 'true'")


def test_a_page_whose_server_is_gone_says_so_and_plays_on(browser, folder):
    """In a context of its own, as requests fail and the console tells of it."""
    pytest.importorskip("solara")
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    with serving(folder, "small.toml") as (address, process):
        opened(page, f"{address}?plan=small.toml&set=seed=3#t=120")
        process.kill()
        process.wait()
        alert = page.locator(".deliverai-message")
        alert.wait_for()
        assert "connection to the server is lost" in alert.text_content()
        button(page, "Step by a minute").click()
        assert clock_s(page) == 180
    port = urlsplit(address).port
    with serving(folder, "small.toml", "--port", port):
        page.locator(
            ".deliverai-message", has_text="has let go of this page"
        ).wait_for()
        button(page, "Step by a minute").click()  # nothing lies over the player
        assert clock_s(page) == 240
        button(page, "Load this view again").click()
        page.wait_for_load_state()
        known(page)
        page.wait_for_function(f"Number({STATE}.t) === 240")
        assert "seed%3D3" in page.url
    context.close()
