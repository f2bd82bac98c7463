"""The page of a reproduction, in a real browser, from its file."""

import pytest

from analysis.report import write_page
from analysis.report.blocks import Command
from analysis.report.reproduction_page import reproduction_page
from tests.browser.sight import look, overflow_px, overlaps
from tests.reproduction.made_up import findings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIGURES = 11  # 6 (a), 6 (b), twice two of 8 and 9, 7, 7 (b), 10, 11, 12
TABLES = 12


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    file = tmp_path_factory.mktemp("page") / "index.html"
    write_page(reproduction_page(findings(), Command("deliverai reproduce")), file)
    return file.as_uri()


@pytest.mark.parametrize("width", [1280, 1920])
def test_everything_is_drawn_and_legible_and_nothing_is_fetched(
    browser_page, address, width
):
    """The fixture holds that no console error and no outside request occurs."""
    browser_page.goto(address)
    look(browser_page, width)
    plots = browser_page.locator(".plot")
    assert plots.count() == FIGURES
    for plot in plots.all():
        assert plot.locator(".scatterlayer .trace, .barlayer .trace").count() > 0
    assert browser_page.locator("table").count() == TABLES
    assert overflow_px(browser_page) == 0
    assert overlaps(browser_page, "header", "nav", "main > section", "footer") == []


def test_every_entry_of_the_navigation_leads_to_its_section(browser_page, address):
    browser_page.goto(address)
    look(browser_page, 1280)
    links = browser_page.locator("nav a")
    assert links.count() == 8
    for link in links.all():
        name = link.get_attribute("href").removeprefix("#")
        link.click()
        assert browser_page.locator(f"section#{name}").is_visible()
