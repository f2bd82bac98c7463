"""Plans: what is turned makes another run; what cannot be is said in the page."""

import numpy as np
import pytest

from analysis.experiments.conduct import conduct, keep
from simulation.region.files import embedded_region
from simulation.scenario import load_scenario
from tests.browser.web.conftest import SMALL
from tests.browser.web.live_page import button, knob, known, opened, shown, to_the_end

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MEAN = "delivery_time_mean_s"
# Of a gauge: of plan A, of plan B, their difference, and of the baseline.
VALUES = """(key) => [...document.querySelectorAll(`td[data-gauge=${key}]`)].map(
  (cell) => cell.dataset.value)"""


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
        "document.querySelector('.dai-pane-label')?.textContent.includes('20 orders')"
    )
    known(page)
    to_the_end(page)
    keys = {"demand.load_per_min": 20, "requests.handler": "refuse"}
    kpis = conduct(load_scenario(folder / "small.toml", keys)).kpis
    assert shown(page, "distance_km") == kpis["distance_km"]
    assert kpis["shared_core_share"] == shown(page, "shared_core_share") == 0


def test_a_number_of_five_digits_can_be_given_and_read(page, server):
    """Also one that is no multiple of the slider's step; `Enter` runs it."""
    opened(page, server)
    field = knob(page, "requests.interaction_range_m").locator("input[type=number]")
    field.fill("12345")
    field.press("Enter")
    page.wait_for_function("location.search.includes('12345')")
    assert field.input_value() == "12345"
    assert field.evaluate("(field) => field.scrollWidth <= field.clientWidth")
    page.wait_for_function(
        "document.querySelector('.dai-changes')?.textContent.includes("
        "'requests.interaction_range_m = 12345 (was 1000)')"
    )


def test_two_plans_run_in_step_beside_the_baseline(page, server):
    opened(page, server)
    page.locator("select[name=versus]").select_option("paper/hotspots_only")
    button(page, "Run with these").click()
    page.wait_for_selector(".dai-player[data-panes='2']")
    known(page)
    button(page, "Step by a minute").click()
    labels = page.locator(".dai-pane-label").all_text_contents()
    assert [label.partition(": ")[2] for label in labels] == [
        "small, 10 orders/min",
        "Baseline 2 (hotspots only), 10 orders/min, 15 min of orders",
    ]
    for _ in range(8):
        button(page, "Step by a minute").click()
    delivered, time_s = (page.evaluate(VALUES, key) for key in ("delivered", MEAN))
    assert delivered[0] != delivered[1]  # so the means are over different orders
    assert "" not in time_s[:2]
    assert time_s[2] == ""
    to_the_end(page)
    page.wait_for_function(  # both plans and the baseline: the same orders
        "[...document.querySelectorAll('td[data-gauge=delivered]')]"
        ".filter((cell) => cell.dataset.value === '150').length === 3"
    )
    one, other, difference, _ = map(float, page.evaluate(VALUES, MEAN))
    assert difference == pytest.approx(other - one, abs=1e-6)


def test_a_run_is_carried_out_once(page, server):
    opened(page, server)
    urls = set()
    page.on("request", lambda request: urls.add(request.url.rpartition("/")[0]))
    knob(page, "seed", "orders").locator("input[type=range]").fill("9")
    button(page, "Run with these").click()
    page.wait_for_function("location.search.includes('seed')")
    page.wait_for_function(
        "document.querySelector('.dai-pane-label')?.textContent.includes('seed 9')"
    )
    known(page)
    runs = {url for url in urls if "/runs/" in url}
    assert len(runs) == 2  # the plan and the baseline


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
    assert page.locator(".deliverai-message").count() == 0  # of the run before


def test_a_recorded_run_whose_trace_is_gone_is_shown_without_the_baseline(
    page, server, folder
):
    places = embedded_region().places
    ends = [np.flatnonzero(places.kind == kind)[0] for kind in (1, 2)]
    place = ",".join(f"{places.lat[at]},{places.lon[at]}" for at in ends)
    head = "start_s,producer_lat,producer_lon,consumer_lat,consumer_lon"
    trace = folder / "gone.csv"
    trace.write_text(f"{head}\n5,{place}\n")
    keys = {"demand.profile": "trace", "demand.trace_file": str(trace)}
    keep(conduct(load_scenario(folder / "small.toml", keys)), folder / "traced")
    trace.unlink()
    opened(page, f"{server}?plan=traced")
    assert "No baseline: " in page.locator(".dai-status").text_content()
    to_the_end(page)
    assert shown(page, "delivered") == 1


def test_a_file_can_be_brought(page, server):
    opened(page, server)
    upload = page.locator("input[name=upload]")
    upload.set_input_files(
        {"name": "up.toml", "mimeType": "text/plain", "buffer": b"import os"}
    )
    alert = page.locator(".deliverai-controls [role=alert]")
    alert.wait_for()
    assert "up.toml: is no TOML" in alert.text_content()
    assert button(page, "Run again").is_enabled()  # what stood there before is well
    ours = SMALL.replace("10", "6").encode()
    upload.set_input_files(
        {"name": "up.toml", "mimeType": "text/plain", "buffer": ours}
    )
    alert.wait_for(state="detached")
    load = knob(page, "demand.load_per_min", "orders").locator("input[type=number]")
    page.wait_for_function("(input) => input.value === '6'", arg=load.element_handle())
    button(page, "Run with these").click()
    page.wait_for_function("location.search.includes('load_per_min%3D6')")
