"""A page with one of every block, in a real browser, from its file."""

import numpy as np
import plotly.graph_objects as go
import pytest

from analysis.report import (
    Column,
    Command,
    Figure,
    Page,
    Section,
    Table,
    Text,
    literal,
    render,
    write_page,
)
from tests.browser.sight import (
    READABLE,
    UNDRAWN,
    contrasts,
    light_share,
    look,
    overflow_px,
    overlaps,
)
from tests.report.samples import every_block, figure, results

pytestmark = pytest.mark.browser

WIDTHS = (390, 1280, 1920)  # a telephone, a laptop, a desk


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    file = tmp_path_factory.mktemp("page") / "page.html"
    write_page(every_block(), file)
    return file.as_uri()


@pytest.fixture
def page(browser_page, address):
    browser_page.goto(address)
    return browser_page


def page_of(*blocks):
    """Return a page of one section."""
    return Page("A page", (Section("one", "One", blocks),))


def open_page(browser_page, tmp_path, *blocks):
    """Open a page of one section."""
    write_page(page_of(*blocks), tmp_path / "page.html")
    browser_page.goto((tmp_path / "page.html").as_uri())


@pytest.mark.parametrize("width", WIDTHS)
def test_every_figure_is_drawn_nothing_too_wide_and_no_text_on_another(page, width):
    look(page, width)
    plots = page.locator(".plot:visible")
    assert plots.count() == 3  # the fourth is folded away
    for plot in plots.all():
        assert plot.locator("svg .scatterlayer .trace").count() == 4
    assert overflow_px(page) == 0
    assert overlaps(page, "header", "nav", "main > section", "footer") == []


def test_texts_that_lie_on_one_another_are_noticed(browser_page, tmp_path):
    open_page(browser_page, tmp_path, Text("Words."), Command("a command"))
    assert overlaps(browser_page, "main") == []
    browser_page.add_style_tag(
        content=".text, pre { position: fixed; top: 0; left: 0; padding: 0 !important }"
    )
    assert overlaps(browser_page, "main")


def test_every_text_has_the_contrast_of_level_aa(page):
    found = contrasts(page)
    assert len(found) > 100
    assert [each for each in found if each[1] < READABLE] == []


def test_where_dark_is_wanted_every_text_has_that_contrast_too(page):
    """Figures are turned over with the page, so that no white sheet is left."""
    page.emulate_media(color_scheme="dark")
    found = contrasts(page)
    assert [each for each in found if each[1] < READABLE] == []
    assert light_share(page, look(page, 1280)) < 0.1
    page.emulate_media(color_scheme="light")
    assert light_share(page, look(page, 1280)) > 0.8


def test_a_fold_draws_its_figures_when_it_is_opened(page):
    folded = page.locator("details .plot")
    page.locator("summary").click()
    page.locator("details " + UNDRAWN).wait_for(state="detached")
    assert folded.locator("svg").first.is_visible()
    assert folded.bounding_box()["width"] > 1000


def test_a_link_leads_to_its_section_and_the_navigation_says_where_one_is(page):
    page.locator("nav a", has_text="The tables").click()
    assert page.url.endswith("#tables")
    heading = page.locator("#tables-title")
    bar = page.locator("nav").bounding_box()
    page.locator("nav a[aria-current]", has_text="The tables").wait_for()
    assert heading.bounding_box()["y"] >= bar["y"] + bar["height"] - 1
    assert heading.bounding_box()["y"] < 800


def test_with_many_sections_a_link_still_leads_below_the_bar(browser_page, tmp_path):
    names = [f"section-{number}" for number in range(30)]
    words = Text("Words.\n\n" * 20)
    sections = [Section(name, name.title(), (words,)) for name in names]
    sections.append(Section("end", "End", (results(), words, words)))
    write_page(Page("A page", sections), tmp_path / "page.html")
    browser_page.goto((tmp_path / "page.html").as_uri() + "#table-1")
    caption = browser_page.locator("#table-1 figcaption")
    bar = browser_page.locator("nav").bounding_box()
    assert bar["y"] == 0
    assert bar["height"] > 90  # three lines
    assert bar["height"] <= caption.bounding_box()["y"] < 400


def test_a_link_to_something_folded_away_opens_the_fold(browser_page, address):
    browser_page.goto(address + "#figure-11")
    browser_page.locator("#figure-11 svg").first.wait_for()
    assert browser_page.locator("details").get_attribute("open") is not None


def test_the_copy_button_copies_the_command(browser_page, tmp_path):
    open_page(browser_page, tmp_path, Command("one --two\nthree"))
    browser_page.locator("button.copy").click()
    browser_page.locator("button.copy", has_text="Copied").wait_for()
    copied = browser_page.evaluate("() => navigator.clipboard.readText()")
    assert copied == "one --two\nthree"


def test_without_a_clipboard_the_copy_button_copies_all_the_same(
    browser_page, tmp_path
):
    open_page(browser_page, tmp_path, Command("one --two"))
    browser_page.evaluate(
        "() => Object.defineProperty(navigator, 'clipboard', { value: undefined })"
    )
    browser_page.locator("button.copy").click()
    browser_page.locator("button.copy", has_text="Copied").wait_for()
    selected = browser_page.evaluate("() => window.getSelection().toString()")
    assert selected == "one --two"


def test_on_paper_all_is_there_and_fits(page):
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.locator(UNDRAWN).first.wait_for(state="detached")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # A4 less its margins
    assert page.locator("details .plot svg").first.is_visible()
    assert not page.locator("nav").is_visible()
    for plot in page.locator(".plot").all():
        assert plot.bounding_box()["width"] <= 688
    page.emulate_media(media="screen")
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details").get_attribute("open") is None


def test_a_wide_table_scrolls_in_its_own_box_and_keeps_its_first_column(
    browser_page, tmp_path
):
    columns = [Column(f"Column {i}") for i in range(40)]
    rows = [[f"{i * j}" for i in range(40)] for j in range(5)]
    open_page(browser_page, tmp_path, Table(columns, rows, "Wide", note="A note."))
    assert overflow_px(browser_page) == 0
    first = browser_page.locator("tbody th").first
    before = first.bounding_box()["x"]
    box = browser_page.locator(".scroll")
    browser_page.locator(".scroll[data-more]").wait_for()  # it fades on the right
    scrolled = box.evaluate("(box) => { box.scrollLeft = 900; return box.scrollLeft; }")
    assert scrolled == 900
    assert first.bounding_box()["x"] == pytest.approx(before, abs=1.0)
    box.evaluate("(box) => { box.scrollLeft = 1e6; }")
    browser_page.locator(".scroll:not([data-more])").wait_for()


def test_values_that_are_missing_or_infinite_leave_gaps_and_no_error(
    browser_page, tmp_path
):
    drawn = go.Figure()
    drawn.add_scatter(x=[1, 2, 3, 4, 5], y=np.array([1, np.nan, np.inf, 4, 5]))
    drawn.add_scatter(x=[1, 2, 3, 4, 5], y=[1, None, float("inf"), 4, 5])
    drawn.update_traces(mode="markers")
    open_page(browser_page, tmp_path, Figure("1", drawn, "c", "s", "d"))
    look(browser_page, 1280)
    assert browser_page.locator(".trace").count() == 2
    for trace in browser_page.locator(".trace").all():
        assert trace.locator("path.point").count() == 3


def test_a_malicious_name_does_nothing(browser_page, tmp_path):
    evil = "</script><script>document.title = 'taken'</script><img src=x>"
    drawn = go.Figure(go.Scatter(x=[1], y=[1], name=evil)).update_layout(title=evil)
    named = Figure("1", drawn, literal(evil), literal(evil), evil)
    open_page(browser_page, tmp_path, named)
    look(browser_page, 1280)
    assert browser_page.title() == "A page"
    assert browser_page.locator("img").count() == 0


def test_a_figure_that_cannot_be_drawn_says_so_in_its_place(browser, tmp_path):
    """In a context of its own, as the console does tell of the error."""
    broken = render(page_of(figure("8"))).replace('"template":0', '"template":')
    (tmp_path / "page.html").write_text(broken, encoding="utf-8")
    context = browser.new_context()
    shown = context.new_page()
    shown.goto((tmp_path / "page.html").as_uri())
    shown.locator(".plot[data-state='failed']").wait_for()
    assert "could not be drawn" in shown.locator(".plot").text_content()
    context.close()
