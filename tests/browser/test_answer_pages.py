"""Pages of compare, validate, fork, size and regimes, in a real browser."""

import pytest

from analysis.cli import main
from simulation.record.run import Run
from tests.browser.sight import overflow_px, seen
from tests.sweeps.made_up import made_up_sweep

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = ("paper/point_to_point", "paper/hotspots_only")
SMALL = {
    "demand.load_per_min": 6,
    "demand.duration_min": 20,
    "fleet.peripheral.size": 40,
    "fleet.peripheral.deadheading": "driven",
}
SETS = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]
TELEPHONE_PX = 390


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Return the folders of two runs on the same orders."""
    folder = tmp_path_factory.mktemp("runs") / "kept"
    assert main(["run", *NAMES, *SETS, "--out", str(folder)]) == 0
    return [folder / name for name in NAMES]


@pytest.fixture
def page(tmp_path):
    return tmp_path / "page.html"


def called(*words):
    """Call the command; complain unless all went well."""
    assert main([str(word) for word in words]) == 0


def unfolded(browser_page):
    """Open what is folded, look at it on a telephone, and complain of what sticks out.

    Tables scroll within their own frame; the page does not.
    """
    for summary in browser_page.locator("summary").all():
        summary.click()
    assert overflow_px(browser_page) == 0
    browser_page.set_viewport_size({"width": TELEPHONE_PX, "height": 800})
    assert overflow_px(browser_page) == 0


def test_a_page_of_a_comparison_is_drawn_whole(browser_page, runs, page):
    called("compare", *runs, "--every", 10, "--page", page)
    seen(browser_page, page, 3)
    assert browser_page.get_by_text("120 orders in both").first.is_visible()
    unfolded(browser_page)
    assert browser_page.locator("#table-3 tbody tr").count() > 20


def test_a_page_of_a_validation_is_drawn_whole(browser_page, runs, page, tmp_path):
    times = [f"{order},{300 + order}" for order in range(len(Run.read(runs[1]).orders))]
    history = tmp_path / "history.csv"
    history.write_text("\n".join(["order,delivery_time_s", *times]))
    called("validate", runs[1], "--against", history, "--every", 5, "--page", page)
    seen(browser_page, page, 3)
    marks = browser_page.locator("#figure-1 .scatterlayer .points path")
    assert marks.count() == len(times)
    assert browser_page.locator("#figure-2 .scatterlayer .points path").count() == 4
    band = browser_page.locator("#figure-2 .shapelayer path").first.bounding_box()
    assert band["height"] > 1
    unfolded(browser_page)


def test_a_page_of_a_fork_is_drawn_whole(browser_page, runs, page):
    fewer = ("--set", "fleet.peripheral.size=30")
    called("fork", runs[1], "--at", "8min", *fewer, "--page", page)
    seen(browser_page, page, 1)
    assert browser_page.get_by_text("10 peripheral vehicles leave").is_visible()
    assert browser_page.locator("#figure-1 .scatterlayer .trace").count() == 4
    unfolded(browser_page)


def test_a_page_of_a_sizing_is_drawn_whole(browser_page, tmp_path):
    out = tmp_path / "sized"
    small = [
        *("--set", "demand.load_per_min=3"),
        *("--set", "demand.duration_min=10"),
        *("--target", "success_ratio>=0.6"),
        *("--replications", 8, "--processes", 1),
    ]
    called("size", NAMES[0], *small, "--out", out)
    seen(browser_page, out / "index.html", 1)
    assert browser_page.get_by_text("are the smallest fleet").first.is_visible()
    unfolded(browser_page)


def test_a_page_of_regimes_is_drawn_whole(browser_page, page, tmp_path):
    """Four panels, whose cells another slice of the menu draws anew."""
    called("regimes", made_up_sweep(tmp_path / "sweep"), "--out", page)
    seen(browser_page, page, 2)
    assert browser_page.get_by_text("meeting at hotspots costs least").is_visible()
    panels = browser_page.locator("#figure-1 .heatmaplayer image")
    assert panels.count() == 4
    letters = browser_page.locator("#figure-1 .textpoint text")
    assert {"S", "M"} <= set(letters.all_text_contents())
    browser_page.locator("#figure-1 .updatemenu-header").click()
    browser_page.locator("#figure-1 .updatemenu-dropdown-button").nth(2).click()
    header = browser_page.locator("#figure-1 .updatemenu-header-group")
    assert "120 s" in header.text_content()
    assert panels.count() == 4
    unfolded(browser_page)
