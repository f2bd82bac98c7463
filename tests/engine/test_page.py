"""The page of a check, and what the command prints of it."""

import json

import numpy as np
import pytest
from markupsafe import escape

from analysis.cli import against
from analysis.engine import crosscheck
from analysis.engine.crosscheck import compared
from analysis.plots import plot_two_ways
from analysis.plots.two_ways import TwoWays
from analysis.report import render
from analysis.report.engine_page import _ground, engine_page
from tests.engine.streets import FakeEngine, degrees, one_way, street_region

PLACES_M = (0.0, 100.0, 500.0, 1100.0)


@pytest.fixture(scope="module")
def found():
    """Return a check whose engine knows a one-way street that ours does not."""
    region, engine = street_region(PLACES_M), FakeEngine(rule=one_way)
    return compared(region, engine, "streets.osm", pairs=1000, seed=1, worst=3)


def test_the_page_has_the_figures_and_a_map_with_both_ways_for_each_worst_pair(found):
    page = engine_page(found)
    figures = page.figures()
    assert [each.number for each in figures] == ["1", "1.1", "1.2", "1.3"]
    for figure, worst in zip(figures[1:], found.worst, strict=True):
        lines = {trace.name: trace for trace in figure.figure.data}
        for name, line in (
            ("ours", worst.ours_line),
            ("the engine", worst.engine_line),
        ):
            drawn = np.column_stack((lines[name].x, lines[name].y))
            assert drawn == pytest.approx(np.round(line, 6))
    document = render(page)
    assert escape(crosscheck.answer(found)) in document
    for words in ("one-way", "Long Street", "producer 1 (p0)", "an engine, made up"):
        assert words in document


def test_a_check_without_anything_to_compare_still_has_a_page():
    region, engine = street_region((0.0, 20.0)), FakeEngine()
    empty = compared(region, engine, "streets.osm", pairs=10, seed=1, worst=10)
    document = render(engine_page(empty))
    assert "None of 2 pairs could be compared in per cent." in document
    assert "2 pairs below 100 m are compared in metres" in document


def test_the_ground_of_the_map_is_streets_and_no_way_to_a_door():
    """Place by place along the street and up it: doors are 30 m beside it."""
    region = street_region(PLACES_M)
    found = compared(region, FakeEngine(), "s.osm", pairs=1000, seed=1, worst=0)
    pieces = _ground(found)
    assert len(pieces) == len({each.tobytes() for each in pieces}) > 3
    _, away_m = FakeEngine().along_m(*pieces.mean(axis=1).T)
    assert away_m.max() < 0.2


def test_streets_outside_the_frame_are_not_drawn():
    line = degrees([(0.0, 0.0), (500.0, 0.0)])
    streets = np.array([degrees([(0, 10), (500, 10)]), degrees([(0, 9e4), (1, 9e4)])])
    figure = plot_two_ways([TwoWays("1", line, line, line[0])], streets, "other")
    ground = figure.data[0]
    assert len(ground.x) == 2
    assert max(ground.y) < 1


def test_the_command_prints_figures_reasons_and_one_document(
    found, monkeypatch, capsys, tmp_path
):
    monkeypatch.setattr(crosscheck, "cross_check", lambda *_, **__: found)
    page = tmp_path / "page.html"
    options = {"pairs": 1000, "seed": 1, "worst": 3, "page": page}
    against.check_against_osrm(found.region, None, as_json=False, **options)
    said = capsys.readouterr().out
    assert said.startswith("Distances differ from the engine's by ")
    assert "distance" in said
    assert "Why 4 pairs differ by more than 10 %" in said
    assert "4 (up to \N{MINUS SIGN}69.2 %)  engine: one-way, Long Street, 0.0" in said
    assert "1. producer 1 (p0) to producer 2 (p1): ours 400 m in 40 s" in said
    assert f"Written: {page}" in said
    assert page.read_text().startswith("<!DOCTYPE html>")
    against.check_against_osrm(found.region, None, as_json=True, **options)
    document = json.loads(capsys.readouterr().out)
    assert document == found.document()
    assert document["pairs"]["compared"] == 12
