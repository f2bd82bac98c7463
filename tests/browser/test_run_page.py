"""The pages of ``deliverai report`` about real runs, in a real browser."""

import xml.etree.ElementTree as ET

import pytest

from analysis.cli import main
from tests.browser.playback_page import wait_until
from tests.browser.sight import overflow_px, seen
from tests.report.run_folders import kept_runs, kept_sweep

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHARING = ("paper/point_to_point", "paper/hotspots_only", "paper/deliverai_2")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Return a folder with two replications of three plans."""
    folder = tmp_path_factory.mktemp("runs")
    kept_runs(folder, 2, SHARING)
    return folder


def test_a_page_of_runs_is_drawn_whole(browser_page, runs, tmp_path):
    page = tmp_path / "page.html"
    assert main(["report", str(runs), "--out", str(page)]) == 0
    seen(browser_page, page, 6)
    for summary in browser_page.locator("summary").all():
        summary.click()
    assert overflow_px(browser_page) == 0


def test_a_page_of_a_sweep_is_drawn_whole(browser_page, tmp_path):
    page = tmp_path / "page.html"
    folder = kept_sweep(tmp_path / "sweep")
    assert main(["report", str(folder), "--out", str(page)]) == 0
    seen(browser_page, page, 2)
    frontier = browser_page.locator("#figure-s1-frontier")
    assert frontier.locator(".ytitle").text_content() == "Delivery time, mean [s]"
    frontier.locator(".updatemenu-header").click()
    buttons = frontier.locator(".updatemenu-dropdown-button")
    buttons.filter(has_text="Share on time").click()
    wait_until(
        browser_page,
        lambda: frontier.locator(".ytitle").text_content() == "Share on time [share]",
        "the axis of what the menu chose",
    )
    frontier.locator(".scatterlayer .points .point").last.hover(force=True)
    said = frontier.locator(".hoverlayer").text_content()
    assert "fleet.core.capacity = " in said
    assert "requests.handler = " in said


@pytest.mark.parametrize("form", ["png", "svg"])
def test_figures_are_files_on_request(browser, runs, tmp_path, form):
    assert browser  # kaleido draws with it
    pytest.importorskip("kaleido")
    page, figures = tmp_path / "page.html", tmp_path / "figures"
    run = runs / "paper" / "hotspots_only" / "000"
    arguments = [run, "--out", page, "--figures", figures, "--format", form]
    assert main(["report", *map(str, arguments)]) == 0
    files = sorted(figures.iterdir())
    assert [each.name for each in files] == [
        f"figure-{number}.{form}" for number in (1, 2, 3, 4, 5)
    ]
    for file in files:
        if form == "png":
            assert file.read_bytes().startswith(b"\x89PNG")
        else:
            assert ET.parse(file).getroot().tag.endswith("svg")
