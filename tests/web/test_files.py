"""Files to keep: what they say is what was seen."""

import io
import json
import tomllib
import zipfile

import pytest

from analysis.experiments.conduct import KPI_FILE
from analysis.web.files import FILES, file_of
from analysis.web.shows import Show, Stage
from simulation.errors import RunError
from simulation.record.run import Run
from simulation.scenario import load_scenario, scenario_from_dict

KEYS = {"demand.load_per_min": 3, "demand.duration_min": 5}


@pytest.fixture(scope="module")
def show():
    stage = Stage()
    scenario = load_scenario("paper/hotspots_only", KEYS)
    show = stage.open("paper/hotspots_only, 2 keys changed", stage.live(scenario))
    number = 0
    while not show.ended:
        number += 1
        show.answer(number, wait_s=30)
    return show


def test_the_run_folder_is_whole(show, tmp_path):
    with zipfile.ZipFile(io.BytesIO(file_of(show, "run.zip"))) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert Run.read(folder).log_hash == show.outcome.run.log_hash
    assert json.loads((folder / KPI_FILE).read_text()) == show.outcome.kpis


def test_the_scenario_file_makes_the_run_again(show):
    tables = tomllib.loads(file_of(show, "scenario.toml").decode())
    assert scenario_from_dict(tables) == scenario_from_dict(show.outcome.run.scenario)


@pytest.mark.parametrize("name", ["report.html", "map.html"])
def test_pages_are_one_file_each(show, name):
    page = file_of(show, name).decode()
    assert page.lower().startswith("<!doctype html>")
    assert "paper/hotspots_only" in page


@pytest.mark.parametrize("name", FILES)
def test_a_run_under_way_has_no_files_yet(name):
    with pytest.raises(RunError, match="still under way"):
        file_of(Show("young"), name)


def test_a_run_that_failed_has_none():
    show = Show("broken")
    show.error = "It broke."
    with pytest.raises(RunError, match="has failed"):
        file_of(show, "run.zip")
