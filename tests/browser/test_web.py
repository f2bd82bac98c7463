"""The live page in a real browser: every control, and numbers that are those of a run.

A visitor's page must end without an error in the console and without a request to
anybody but the server (`browser_page`).
"""

import io
import json
import urllib.request
import zipfile
from urllib.parse import urlsplit

import pytest

from analysis.experiments.conduct import KPI_FILE, conduct, keep
from simulation.scenario import load_scenario
from tests.browser.conftest import watched_page
from tests.serving import serving

pytest.importorskip("solara")
pytestmark = pytest.mark.browser

SMALL = """extends = "paper/deliverai_2"
[demand]
load_per_min = 10
duration_min = 15
[routing]
policy = "exact"
"""
STATE = "document.querySelector('.dai-player[data-t]')?.dataset"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a working folder with a small scenario, and a run of it."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "small.toml").write_text(SMALL)
    (folder / "broken.toml").write_text(f'{SMALL}table = "no/such/table"\n')
    keep(conduct(load_scenario(folder / "small.toml")), folder / "recorded")
    return folder


@pytest.fixture(scope="module")
def server(folder):
    with serving(folder, "small.toml") as (address, _):
        yield address


@pytest.fixture
def page(browser_page, own_servers, server):
    own_servers.add(urlsplit(server).netloc)
    return browser_page


def opened(page, address):
    """Go to an address and wait until its run is known to the end."""
    page.goto(address)
    known(page)
    return page


def known(page):
    page.wait_for_selector(".dai-player[data-t]")
    page.wait_for_function(
        "document.querySelector('.dai-end')?.textContent.startsWith(' of ')"
    )


def clock_s(page):
    return float(page.evaluate(f"{STATE}.t"))


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def knob(page, key, group="first"):
    return page.locator(f"[data-group={group}] [data-key='{key}']")


def shown(page, gauge):
    """Return an indicator's exact value as the page has it."""
    cell = page.locator(f"td[data-gauge='{gauge}']").first
    return json.loads(cell.get_attribute("data-value") or "null")


def open_shows(server):
    with urllib.request.urlopen(f"{server}shows", timeout=30) as answer:
        return json.load(answer)["shows"]


def test_it_loads_plays_pauses_steps_and_resets(page, server):
    opened(page, server)
    assert clock_s(page) == 0
    button(page, "Play").click()
    page.wait_for_function(f"Number({STATE}.t) > 20")
    button(page, "Pause").click()
    held = clock_s(page)
    page.wait_for_timeout(300)
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
    page.get_by_role("slider", name="Time", exact=True).press("End")
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


def test_a_slider_and_another_policy_make_another_run(page, server, folder):
    opened(page, server)
    run = button(page, "Run again")
    run.wait_for()
    knob(page, "demand.load_per_min", "orders").locator("input[type=range]").fill("20")
    knob(page, "requests.handler").locator("select").select_option("refuse")
    button(page, "Run with these").click()
    page.wait_for_function("location.search.includes('refuse')")
    run.wait_for()
    page.wait_for_function(
        "document.querySelector('.dai-pane-label')?.textContent.includes('2 keys')"
    )
    known(page)
    page.get_by_role("slider", name="Time", exact=True).press("End")
    keys = {"demand.load_per_min": 20, "requests.handler": "refuse"}
    kpis = conduct(load_scenario(folder / "small.toml", keys)).kpis
    assert shown(page, "distance_km") == kpis["distance_km"]
    assert kpis["shared_core_share"] == shown(page, "shared_core_share") == 0


def test_two_plans_run_in_step_beside_the_baseline(page, server):
    opened(page, server)
    page.locator("select[name=versus]").select_option("paper/hotspots_only")
    button(page, "Run with these").click()
    page.wait_for_selector(".dai-player[data-panes='2']")
    known(page)
    button(page, "Step by a minute").click()
    labels = page.locator(".dai-pane-label").all_text_contents()
    assert [label.partition(": ")[2] for label in labels] == [
        "small",
        "paper/hotspots_only",
    ]
    page.get_by_role("slider", name="Time", exact=True).press("End")
    values = page.locator("td[data-gauge=delivered]").evaluate_all(
        "cells => cells.map((cell) => cell.dataset.value)"
    )
    assert values.count("150") == 3  # both plans and the baseline: the same orders


def test_a_combination_that_cannot_be_is_said_and_the_page_goes_on(page, server):
    opened(page, server)
    docks = knob(page, "hotspots.docks")
    docks.locator("input[type=checkbox]").uncheck()
    docks.locator("input[type=number]").fill("0")
    docks.locator("input[type=number]").press("Tab")
    alert = page.locator(".deliverai-controls [role=alert]")
    alert.wait_for()
    assert "hotspots.docks" in alert.text_content()
    assert "expected" in alert.text_content()
    assert page.locator("button[name=run]").is_disabled()
    docks.locator("input[type=number]").fill("2")
    docks.locator("input[type=number]").press("Tab")
    alert.wait_for(state="detached")
    button(page, "Run with these").click()
    page.wait_for_function("location.search.includes('docks')")


def test_a_run_that_fails_says_why_and_the_page_goes_on(page, server):
    page.goto(f"{server}?plan=broken.toml")
    alert = page.locator(".deliverai-stage [role=alert]")
    alert.wait_for()
    assert "expected a folder with a routing table" in alert.text_content()
    page.locator("select[name=plan]").select_option("small.toml")
    button(page, "Run with these").click()
    known(page)


def test_a_bad_link_is_said_and_the_page_goes_on(page, server):
    opened(page, f"{server}?plan=../secret.toml")
    assert "no such plan" in page.locator("[role=alert]").first.text_content()


def test_a_link_brings_the_view_back(page, server):
    opened(page, f"{server}?plan=small.toml&set=seed%3D4#t=300&order=12")
    page.wait_for_function(f"Number({STATE}.t) === 300")
    button(page, "Copy a link to this view").click()
    page.get_by_text("The link is copied.").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    other = page.context.new_page()
    other.goto(link)
    known(other)
    other.wait_for_function(f"Number({STATE}.t) === 300")
    assert "Order 12" in other.locator(".dai-story h3").text_content()
    assert (
        knob(other, "seed", "orders").locator("input[type=number]").input_value() == "4"
    )
    other.close()


def test_an_order_tells_its_story(page, server):
    opened(page, f"{server}#t=600")
    page.get_by_placeholder("order").fill("order 20")
    button(page, "Show").click()
    page.locator(".dai-story h3").wait_for()
    story = page.locator(".dai-story").text_content()
    assert "Order 20" in story
    assert "At the door" in story


def test_what_is_seen_can_be_kept(page, server, folder, tmp_path):
    opened(page, server)
    kept = {}
    for label in ("Run folder", "Scenario file", "Report", "Animated map"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=label).click()
        kept[label] = waiting.value.path().read_bytes()
    with zipfile.ZipFile(io.BytesIO(kept["Run folder"])) as archive:
        archive.extractall(tmp_path)
    (run,) = tmp_path.iterdir()
    assert (run / KPI_FILE).read_bytes() == (
        folder / "recorded" / KPI_FILE
    ).read_bytes()
    scenario = tmp_path / "kept.toml"
    scenario.write_bytes(kept["Scenario file"])
    ours = load_scenario(folder / "small.toml")
    assert load_scenario(scenario).model_dump() == ours.model_dump()
    for label in ("Report", "Animated map"):
        assert b"</html>" in kept[label]


def test_a_file_can_be_brought(page, server):
    opened(page, server)
    upload = page.locator("input[name=upload]")
    upload.set_input_files(
        {"name": "up.toml", "mimeType": "text/plain", "buffer": b"import os"}
    )
    alert = page.locator(".deliverai-controls [role=alert]")
    alert.wait_for()
    assert "up.toml: is no TOML" in alert.text_content()
    ours = SMALL.replace("10", "6").encode()
    upload.set_input_files(
        {"name": "up.toml", "mimeType": "text/plain", "buffer": ours}
    )
    alert.wait_for(state="detached")
    load = knob(page, "demand.load_per_min", "orders").locator("input[type=number]")
    page.wait_for_function("(input) => input.value === '6'", arg=load.element_handle())
    button(page, "Run with these").click()
    page.wait_for_function("location.search.includes('load_per_min%3D6')")


def test_visitors_do_not_disturb_each_other_and_leave_nothing_behind(
    browser, own_servers, page, server
):
    opened(page, f"{server}#t=100")
    before = open_shows(server)
    others = watched_page(browser, own_servers)
    other = next(others)
    opened(other, f"{server}?plan=small.toml&set=seed%3D7#t=400")
    assert clock_s(page) == 100
    assert open_shows(server) == before + 2  # its plan and the baseline
    other.close(run_before_unload=True)
    page.wait_for_timeout(200)
    for _ in range(50):
        if open_shows(server) == before:
            break
        page.wait_for_timeout(200)
    assert open_shows(server) == before
    button(page, "Step by a minute").click()
    assert clock_s(page) == 160
    next(others, None)
