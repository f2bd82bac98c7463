"""Files to keep: what they say is what was seen."""

import io
import json
import tomllib
import zipfile

import pytest

from analysis.experiments.conduct import KPI_FILE
from analysis.experiments.titles import changes_in_words, title
from analysis.web.controls import file_links
from analysis.web.files import FILES, file_name, file_of
from analysis.web.live_runs import LiveRun, LiveRuns
from simulation.errors import RunError
from simulation.record.run import Run
from simulation.scenario import load_scenario, scenario_from_dict, scenario_to_dict

KEYS = {"demand.load_per_min": 3, "demand.duration_min": 5}


def ended(live_runs, **changes):
    """Return a run at its end, under its title."""
    scenario = load_scenario("paper/hotspots_only", {**KEYS, **changes})
    plan = (scenario.name, scenario_to_dict(scenario))
    live_run = live_runs.open(
        title(*plan), live_runs.live(scenario), changes_in_words(*plan)
    )
    number = 0
    while not live_run.ended:
        number += 1
        live_run.answer(number, wait_s=600)
    return live_run


@pytest.fixture(scope="module")
def live_run():
    return ended(LiveRuns())


@pytest.fixture(scope="module")
def two(live_run):
    return [live_run, ended(LiveRuns(), **{"hotspots.docks": 2})]


def test_the_run_folder_is_whole(live_run, tmp_path):
    with zipfile.ZipFile(io.BytesIO(file_of([live_run], "run.zip"))) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert Run.read(folder).log_hash == live_run.outcome.run.log_hash
    assert json.loads((folder / KPI_FILE).read_text()) == live_run.outcome.kpis


def test_the_scenario_file_makes_the_run_again(live_run):
    text = file_of([live_run], "scenario.toml").decode()
    assert "# Changed: demand.load_per_min = 3 (was 30)\n" in text
    tables = tomllib.loads(text)
    run = live_run.outcome.run
    assert scenario_from_dict(tables, run.name) == run.scenario


@pytest.mark.parametrize("name", ["report.html", "map.html"])
def test_pages_are_one_file_each(live_run, name):
    page = file_of([live_run], name).decode()
    assert page.lower().startswith("<!doctype html>")
    assert live_run.label in page


def test_of_two_plans_the_report_and_the_map_show_both_and_name_what_was_changed(two):
    report = file_of(two, "report.html").decode()
    assert "Baseline 2 (hotspots only), 2 bays: 3 orders/min" in report
    page = file_of(two, "map.html").decode()
    assert f"<title>{two[0].label} and {two[1].label}</title>" in page


def test_a_file_is_called_after_its_plan_and_what_was_changed(two):
    finished = file_name(two[1:], "run.zip")
    assert finished.startswith("baseline-2-hotspots-only-3-orders-min")
    assert finished.endswith("2-bays.run.zip")
    assert file_name(two, "map.html").isascii()

    def labels(runs):
        return [each["label"] for each in file_links(runs)]

    assert labels([]) == []
    assert labels(two[:1]) == ["Run folder", "Report", "Animated map", "Scenario file"]
    assert labels(two) == [
        *("Run folder, A", "Run folder, B", "Report", "Animated map"),
        *("Scenario file, A", "Scenario file, B"),
    ]


@pytest.mark.parametrize("name", FILES)
def test_a_run_under_way_has_no_files_yet(name):
    with pytest.raises(RunError, match="still under way"):
        file_of([LiveRun("young")], name)


def test_a_run_that_failed_has_none():
    live_run = LiveRun("broken")
    live_run.error = "It broke."
    with pytest.raises(RunError, match="has failed"):
        file_of([live_run], "run.zip")
