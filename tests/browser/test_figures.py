"""Every figure of the project, drawn by a browser on one page."""

import pytest

from analysis.plots import plot_region
from analysis.report import Figure, Page, Section, write_page
from simulation.region import load_region
from tests.browser.sight import look, overflow_px, overlaps
from tests.plots import plan_frames
from tests.plots.frames import FIGURES

pytestmark = pytest.mark.browser

FRAME_PX = 1100  # what the figures are made for


def test_every_figure_is_drawn_as_it_was_made_without_text_on_text(
    browser_page, tmp_path
):
    drawn = [draw(frame()) for frame, draw in FIGURES.values()]
    drawn.append(plot_region(load_region("embedded")))
    drawn.append(plan_frames.draw_flows(plan_frames.flows()))
    drawn.append(plan_frames.draw_parts(plan_frames.parts()))
    blocks = [
        Figure(str(number), each, "caption", "shows", "description")
        for number, each in enumerate(drawn)
    ]
    page = Page("The figures", (Section("all", "All", blocks),))
    write_page(page, tmp_path / "page.html")
    browser_page.goto((tmp_path / "page.html").as_uri())
    look(browser_page, 1280)
    for block in blocks:
        plot = browser_page.locator(f"#{block.anchor}-plot")
        assert plot.bounding_box()["width"] == FRAME_PX
        assert plot.bounding_box()["height"] == block.figure.layout.height
        assert plot.locator(".scatterlayer .trace, .barlayer .trace").count() > 0
    assert overflow_px(browser_page) == 0
    assert overlaps(browser_page, "main") == []
