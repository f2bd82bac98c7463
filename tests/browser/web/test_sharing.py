"""Sharing: links and files of the live page, and visitors side by side."""

import io
import zipfile
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from analysis.experiments.conduct import KPI_FILE
from simulation.scenario import load_scenario
from tests.browser.conftest import watched_page
from tests.browser.playback_page import wait_until
from tests.browser.web.live_page import (
    STATE,
    button,
    clock_s,
    knob,
    known,
    open_runs,
    opened,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("path", ["resourcez", "resourcez?verbose", "runs/x/files/y"])
def test_what_the_server_tells_of_itself_is_closed(server, path):
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{server}{path}", timeout=60)
    refused.value.close()
    assert refused.value.code == 404


def test_a_bad_link_is_said_and_the_page_goes_on(page, server):
    opened(page, f"{server}?plan=../secret.toml")
    assert "no such plan" in page.locator("[role=alert]").first.text_content()


def test_a_link_brings_the_view_back(page, server):
    view = "#t=300&order=12&speed=max&measure=waiting&view=3000,2000,2"
    opened(page, f"{server}?plan=small.toml&set=seed%3D4{view}")
    page.wait_for_function(f"Number({STATE}.t) === 300")
    button(page, "Copy a link to this view").click()
    page.get_by_text("The link is copied.").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    other = page.context.new_page()
    other.goto(link)
    known(other)
    other.wait_for_function(f"Number({STATE}.t) === 300")
    other.wait_for_function("location.hash !== ''")
    assert other.url == link
    assert "speed=max&measure=waiting&order=12&view=3000.0%2C2000.0%2C2.000" in link
    assert "Order 12" in other.locator(".dai-story h3").text_content()
    seed = knob(other, "seed", "orders").locator("input[type=number]")
    assert seed.input_value() == "4"
    other.close()


def test_a_map_that_was_moved_without_a_zoom_is_in_the_link(page, server):
    opened(page, server)
    assert "view=" not in page.url
    box = page.locator(".dai-map").bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 230, steps=3)
    page.mouse.up()
    page.wait_for_function("/view=[^&]*%2C1\\.000/.test(location.hash)")
    button(page, "Zoom in").click()
    page.wait_for_function("/view=[^&]*%2C1\\.600/.test(location.hash)")
    button(page, "Show all").click()
    page.wait_for_function("!location.hash.includes('view=')")


def test_of_two_plans_both_can_be_kept(page, server):
    opened(page, f"{server}?plan=small.toml&versus=paper/point_to_point")
    downloads = {}
    for label in ("Run folder, A", "Run folder, B", "Report", "Animated map"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=label).click()
        downloads[label] = waiting.value
    names = [each.suggested_filename for each in downloads.values()]
    assert len(set(names)) == 4
    assert "small-10-orders-min" in names[2]
    assert "baseline-1-point-to-point" in names[2]
    report = downloads["Report"].path().read_text()
    assert "2 plans, 2 runs" in report


def test_what_is_seen_can_be_kept(page, server, folder, tmp_path):
    opened(page, server)
    downloads = {}
    for label in ("Run folder", "Scenario file", "Report", "Animated map"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=label).click()
        downloads[label] = waiting.value.path().read_bytes()
    with zipfile.ZipFile(io.BytesIO(downloads["Run folder"])) as archive:
        archive.extractall(tmp_path)
    (run,) = tmp_path.iterdir()
    assert (run / KPI_FILE).read_bytes() == (
        folder / "recorded" / KPI_FILE
    ).read_bytes()
    assert run.name.startswith("small-10-orders-min")
    scenario = tmp_path / "kept.toml"
    scenario.write_bytes(downloads["Scenario file"])
    ours = load_scenario(folder / "small.toml")
    assert load_scenario(scenario).model_dump() == ours.model_dump()
    for label in ("Report", "Animated map"):
        assert b"</html>" in downloads[label]


def test_visitors_do_not_disturb_each_other_and_leave_nothing_behind(
    browser, own_servers, own_server, browser_page
):
    page, server = browser_page, own_server
    opened(page, f"{server}#t=100")
    before = open_runs(server)
    others = watched_page(browser, own_servers)
    other = next(others)
    opened(other, f"{server}?plan=small.toml&set=seed%3D7#t=400")
    assert clock_s(page) == 100
    assert open_runs(server) == before + 2  # its plan and the baseline
    other.close(run_before_unload=True)
    wait_until(page, lambda: open_runs(server) == before, "its runs to be closed")
    button(page, "Step by a minute").click()
    assert clock_s(page) == 160
    next(others, None)
