"""The page of a validation: its numbers are those found, the verdict stands first."""

import numpy as np
import pytest

from analysis.compare.validation import validate
from analysis.compare.validation_wording import answer, left_out
from analysis.report import render
from analysis.report.blocks import Command
from analysis.report.validation_page import validation_page
from analysis.tables import deliveries
from simulation import load_scenario, simulate
from tests.compare.test_by_hand import open_run
from tests.report.reading import Document

COMMAND = Command("deliverai validate monday --against friday.csv")


@pytest.fixture(scope="module")
def run():
    """Return 120 orders of half an hour over hotspots."""
    keys = {"demand.load_per_min": 4, "demand.duration_min": 30}
    return simulate(load_scenario("paper/hotspots_only", keys))


@pytest.fixture(scope="module")
def found(run, tmp_path_factory):
    """Return a validation: 200 s too slow, and twice so in the last ten minutes."""
    times_s = deliveries(run)["delivery_time_s"].to_numpy()
    late = run.orders.start_s >= 1200
    noise_s = np.random.default_rng(1).normal(0, 20, times_s.size)
    actual_s = np.maximum(times_s - 200 - 200 * late + noise_s, 1)
    lines = [f"{order},{time_s!r}" for order, time_s in enumerate(actual_s.tolist())]
    path = tmp_path_factory.mktemp("told") / "<friday>.csv"
    lines[5] = "5,"
    path.write_text("\n".join(["order,delivery_time_s", *lines, "9999,50"]))
    return validate(run, path, "runs/monday", every_min=10.0)


@pytest.fixture(scope="module")
def document(found):
    return Document(render(validation_page(found, COMMAND)))


def test_the_document_is_well_formed_and_fetches_nothing(document):
    assert document.mistakes == []
    assert document.fetched() == []


def test_the_verdict_comes_before_every_number(document, found):
    text = document.text
    first = text.index("The simulator is systematically too slow")
    assert first < text.index("within the tolerance of 120 s;")
    assert first < text.index("Simulated over actual delivery time")
    assert "not shown to be within the tolerance" in found.sentence


def test_it_is_said_when_and_where_the_simulator_is_furthest_off(found):
    said = " ".join(answer(found))
    assert "Furthest off are orders from 0:20 to 0:30" in said
    assert "of 3 slots of time" in said.lower()
    assert "tracts that orders go to" in said


def test_the_tables_hold_every_slot_and_tract(document, found):
    text = document.text
    for start in ("0:00 to 0:10", "0:10 to 0:20", "0:20 to 0:30"):
        assert start in text
    for tract in found.tracts["tract"].unique():
        assert tract in text
    assert f"{found.scores['correlation']:.2f}" in text


def test_what_was_left_out_is_named_with_its_row(document, found):
    assert sorted(left_out(found)) == [
        (1, "not delivered in the file", "row 6"),
        (1, "the run has no such order", "row 121"),
    ]
    for _, reason, named in left_out(found):
        assert f"{reason} 1 {named}" in document.text


def test_three_figures_and_no_way_to_anybodys_folders(document, found):
    anchors = {attributes.get("id") for _, attributes in document.elements}
    assert {"figure-1", "figure-2", "figure-3"} <= anchors
    assert "runs/monday" not in document.text
    assert str(found.file.parent) not in document.text
    assert "<friday>.csv" in document.text
    assert "synthetic" in document.text


def test_the_same_validation_gives_the_same_page(found):
    assert render(validation_page(found, COMMAND)) == render(
        validation_page(found, COMMAND)
    )


def test_many_orders_are_thinned_and_that_is_said(found, monkeypatch):
    monkeypatch.setattr("analysis.report.validation_page._MOST_POINTS", 50)
    page = validation_page(found, COMMAND)
    text = Document(render(page)).text
    assert f"40 of {len(found.deviations)} orders, evenly picked by their error" in text
    marks = [each for each in page.figures()[0].figure.data if each.mode == "markers"]
    assert sum(len(each.x) for each in marks) == 40


def test_where_nothing_is_known_from_both_the_page_says_so(tmp_path):
    path = tmp_path / "history.csv"
    path.write_text("order,delivery_time_s\n0,90\n")
    document = Document(render(validation_page(validate(open_run(6.0), path), COMMAND)))
    assert document.mistakes == []
    assert "Nothing can be said: no order is known from both." in document.text
    assert "The region is not at hand any more" in document.text
    assert "still open at the end of the run" in document.text


def test_what_was_changed_of_the_run_stands_in_the_title_block(document, found):
    facts = {fact.name: fact.value for fact in validation_page(found, COMMAND).facts}
    assert facts["Demand"].startswith("4 orders/min for 30 min")
    assert "Changed" in facts
    assert "demand.duration_min = 30 (was 60)" in document.text
