"""The animated map of a real run, as a reader opens it: offline, from a file."""

import json

import pytest

from analysis.cli import main
from analysis.replay import positions_at
from analysis.tables.deliveries import delivery_columns
from analysis.tables.spells import PARTS
from simulation.record.run import Run
from simulation.region import embedded_region
from tests.browser.playback_page import at, until
from tests.browser.sight import contrasts, overflow_px
from tests.report.run_folders import kept_runs

pytestmark = [pytest.mark.browser, pytest.mark.slow]

THERE = """() => {
  const { x, y, doing, vehicles } = player.panes[0].scene;
  const found = {};
  for (let at = 0; at < vehicles; at += 1) if (doing[at]) found[at] = [x[at], y[at]];
  return found;
}"""
STORIES = """() => {
  const playback = player.playbacks[0];
  const { history } = DeliverAI;
  return playback.start_s.map(
    (_, order) => history.partsOf(history.stretchesOf(playback, order)));
}"""
TOO_WIDE = """() => [".dai-side", ".dai-gauges", ".dai-legend", ".dai-controls"].filter(
  (each) => {
    const box = document.querySelector(each);
    return box.scrollWidth > box.clientWidth;
  })"""
ROUNDED_M = 0.75  # the playback's places are rounded to half a metre, both ways


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return a run folder and the file of its animated map."""
    place = tmp_path_factory.mktemp("kept")
    [folder] = kept_runs(place, 1, ("paper/deliverai_2",))
    assert main(["report", str(folder), "--animated-map", str(place / "map.html")]) == 0
    return folder, place / "map.html"


@pytest.fixture
def opened(browser_page, kept):
    """Return the page, its playback unpacked."""
    browser_page.goto(kept[1].as_uri())
    until(
        browser_page, "Boolean(window.player && player.clock && player.clock.finished)"
    )
    return browser_page


def test_vehicles_are_where_the_run_says(opened, kept):
    run = Run.read(kept[0])
    for share in (0.1, 0.35, 0.5, 0.8, 1.0):
        at(opened, run.end_s * share)
        found = {int(number): xy for number, xy in opened.evaluate(THERE).items()}
        expected = positions_at(run, embedded_region(), run.end_s * share)
        assert found.keys() == expected.keys()
        for vehicle, xy in expected.items():
            assert found[vehicle] == pytest.approx(xy, abs=ROUNDED_M)


def test_numbers_at_the_end_are_those_of_kpis_json(opened, kept):
    told = json.loads((kept[0] / "kpis.json").read_text())
    at(opened, Run.read(kept[0]).end_s)
    cells = opened.locator("td[data-gauge]").all()
    shown = {
        cell.get_attribute("data-gauge"): cell.get_attribute("data-value")
        for cell in cells
    }
    compared = shown.keys() & told.keys()
    assert len(compared) >= 7
    for key in compared:
        expected = told[key]
        assert shown[key] == "" if expected is None else float(shown[key]) == expected


def test_stories_say_where_the_time_went_as_the_tables_do(opened, kept):
    found = opened.evaluate(STORIES)
    table = delivery_columns(Run.read(kept[0]))
    for order, parts in enumerate(found):
        for name, seconds in zip(PARTS, table.parts[:, order], strict=True):
            need = name.removesuffix("_s").removesuffix("_wait")
            assert parts[need] == pytest.approx(seconds, abs=1e-6)


def test_it_plays_and_is_legible(opened):
    opened.get_by_role("button", name="Play").click()
    until(opened, "player.state().t > 20")
    opened.get_by_role("button", name="Pause").click()
    for width in (1008, 1280, 1920):
        opened.set_viewport_size({"width": width, "height": 800})
        assert overflow_px(opened) == 0
        assert opened.evaluate(TOO_WIDE) == []
    assert [pair for pair in contrasts(opened) if pair[1] < 4.5] == []
