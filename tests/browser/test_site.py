"""The documentation site, opened from a disk in a real browser."""

import pytest

from tests.browser.sight import READABLE, contrasts, overflow_px
from tests.docs.site import whole_site

pytest.importorskip("sphinx")
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return the address of the home page."""
    return (whole_site(tmp_path_factory.mktemp("docs")) / "index.html").as_uri()


def test_a_reader_searches_for_a_word_and_finds_a_page(browser_page, home):
    browser_page.goto(home)
    browser_page.locator("input.sidebar-search").fill("deadheading")
    browser_page.keyboard.press("Enter")
    browser_page.locator("#search-results").get_by_text("Metrics", exact=True).click()
    assert browser_page.locator("h1").inner_text() == "Metrics"
    assert browser_page.get_by_text("deadheading").count() > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_diagram_of_the_home_page_is_drawn_and_its_text_can_be_read(
    browser_page, home, scheme
):
    browser_page.emulate_media(color_scheme=scheme)
    browser_page.goto(home)
    drawn = browser_page.locator("pre.mermaid svg")
    drawn.wait_for()
    assert "request handler" in drawn.text_content()
    assert [pair for pair in contrasts(browser_page) if pair[1] < READABLE] == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "page", ["index", "docs/explanation/paper-fidelity", "docs/reference/library"]
)
def test_no_page_is_wider_than_the_screen(browser_page, home, page, width):
    browser_page.set_viewport_size({"width": width, "height": 844})
    browser_page.goto(home.replace("index.html", f"{page}.html"))
    assert browser_page.locator("h1").is_visible()
    assert overflow_px(browser_page) == 0
