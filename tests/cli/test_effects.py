"""A change without effect says so, and why, wherever it is made."""

import json
from pathlib import Path

import pytest

DOCKS = ("--set", "hotspots.docks=2")
WHY = "handovers take no time, so no bay is ever full"
STUDY = """question = "Do bays matter?"
scenarios = ["paper/hotspots_only"]
replications = 1
set.demand.load_per_min = 2
set.demand.duration_min = 3
set.routing.episodes = 5
[grid]
hotspots.docks = [1, 2]
"""


@pytest.fixture
def recorded(call, small, tmp_path):
    folder = tmp_path / "recorded"
    assert call("run", small[1], *DOCKS, "--out", folder).code == 0
    return folder


def test_run_says_which_key_changes_nothing(call, small):
    said = call("run", small[1], *DOCKS)
    assert said.err == (
        f"Note: hotspots.docks has no effect: hotspots.handover_s is 0: {WHY}.\n"
    )
    assert call("run", small[1], *DOCKS, "--set", "hotspots.handover_s=9").err == ""


def test_a_key_that_works_in_one_scenario_is_no_slip(call, small):
    capacity = ("--set", "fleet.core.speed_factor=2")
    assert "service.mode is direct" in call("run", small[0], *capacity).err
    assert call("run", *small, *capacity).err == ""


def test_a_key_that_works_nowhere_for_several_reasons_gives_each_its_own(call, small):
    said = " ".join(call("run", *small, *DOCKS).err.split())
    names = [path.stem for path in map(Path, small)]
    assert f"in {names[0]}, service.mode is direct" in said
    assert f"in {names[1]}, hotspots.handover_s is 0: {WHY}" in said


def test_a_table_of_keys_is_looked_into(call, small):
    said = call("run", small[0], "--set", "hotspots={docks=2, handover_s=9}")
    assert said.err.count("Note: hotspots.") == 2


def test_size_says_it_too(call, small):
    said = call(
        *("size", small[0], "--target", "success_ratio>=0.1", *DOCKS),
        *("--replications", "8", "--processes", "1"),
    )
    assert "Note: hotspots.docks has no effect: service.mode is direct" in said.err


def test_a_sweep_says_it_of_its_grid_and_of_its_set(call, tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(STUDY)
    said = call("sweep", path, "--out", tmp_path / "out", "--executor", "serial")
    assert f"hotspots.docks has no effect: hotspots.handover_s is 0: {WHY}" in said.err
    assert "routing.episodes has no effect: routing.policy is exact" in said.err
    assert "demand." not in said.err
    path.write_text(STUDY + "hotspots.handover_s = [0, 30]\n")
    said = call("sweep", path, "--out", tmp_path / "two", "--executor", "serial")
    assert "hotspots.docks" not in said.err  # it matters at some points


def test_a_fork_says_that_both_futures_are_one_and_why(call, recorded, tmp_path):
    page = tmp_path / "page.html"
    asked = ("fork", recorded, "--at", "60", "--set", "hotspots.docks=5")
    said = call(*asked, "--page", page)
    assert "No effect: both futures have one log" in said.out
    assert WHY in said.out
    assert "Without effect" in page.read_text()
    found = json.loads(call(*asked, "--json").out)
    assert found["runs"][0]["log_hash"] == found["runs"][1]["log_hash"]
    assert any(WHY in each for each in found["without_effect"])


def test_a_fork_to_a_limit_that_is_never_met_says_so(call, tmp_path):
    """A patience of a day among orders of three minutes."""
    path, folder = tmp_path / "sharing.toml", tmp_path / "sharing"
    path.write_text(
        'extends = "paper/deliverai_2"\nrouting.policy = "exact"\n'
        "demand.load_per_min = 4\ndemand.duration_min = 3\n"
    )
    assert call("run", path, "--out", folder).code == 0
    said = call("fork", folder, "--at", "60", "--set", "requests.max_wait_s=86400")
    assert "No effect: both futures have one log" in said.out
    met = "requests.max_wait_s has no effect: nothing in this run depends on its value."
    assert met in said.out


def test_a_fork_that_changes_something_has_nothing_to_say(call, recorded):
    said = call("fork", recorded, "--at", "60", "--set", "hotspots.handover_s=90")
    assert "o effect" not in said.out


def test_compare_says_that_two_runs_are_one(call, recorded, small, tmp_path):
    other = tmp_path / "other"
    assert call("run", small[1], "--set", "hotspots.docks=7", "--out", other).code == 0
    said = call("compare", recorded, other)
    assert said.out.startswith("Both runs have one log")
    assert f"hotspots.docks has no effect: hotspots.handover_s is 0: {WHY}" in said.out
    slower = tmp_path / "slower"
    call("run", small[1], "--set", "hotspots.handover_s=60", "--out", slower)
    assert "one log" not in call("compare", recorded, slower).out
    found = json.loads(call("compare", recorded, slower, "--json").out)
    assert found["same_run"] == []
