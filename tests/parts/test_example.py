"""The example package, installed as users install it: words, objects, its test."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "deliverai-example"
SHORT = ("--set", "demand.load_per_min=3", "--set", "demand.duration_min=5")
OBJECTS = """
import json
from deliverai_example import FirstComes, LongestIdle, RushHour
from simulation import load_scenario, simulate

scenario = load_scenario(
    "paper/hotspots_only", {"demand.load_per_min": 3, "demand.duration_min": 5}
)
run = simulate(
    scenario,
    handler=FirstComes(FirstComes.Options(), 2),
    dispatch=LongestIdle,
    traffic=RushHour(RushHour.Options(from_s=60, slower=3)),
)
print(json.dumps({"log_hash": run.log_hash, "parts": run.parts}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return a folder with the package and its metadata in it."""
    folder = tmp_path_factory.mktemp("example")
    source = copytree(EXAMPLE, folder / "source")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--no-index", "--target", folder / "target"]
    subprocess.run([*command, source], check=True, cwd=folder)
    return folder / "target"


def said(installed, folder, *arguments):
    """Return what a Python says that has the package and the checkout, exit code 0."""
    places = os.pathsep.join([str(installed), str(ROOT)])
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


@pytest.mark.slow
def test_its_own_test_passes(installed, tmp_path):
    test = EXAMPLE / "tests" / "test_deliverai_example.py"
    options = ("-q", "-p", "no:cacheprovider", "--rootdir", tmp_path)
    assert "7 passed" in said(installed, tmp_path, "-m", "pytest", *options, test)


@pytest.mark.slow
def test_words_and_objects_give_the_same_run(installed, tmp_path):
    words = (
        "requests.handler=first_comes",
        "dispatch.rule=longest_idle",
        "traffic.model=rush_hour",
        "traffic.options.from_s=60",
        "traffic.options.slower=3",
    )
    overrides = [each for word in words for each in ("--set", word)]
    command = ("-m", "analysis", "run", "paper/hotspots_only", *SHORT, *overrides)
    [by_word] = json.loads(said(installed, tmp_path, *command, "--json"))["runs"]
    by_object = json.loads(said(installed, tmp_path, "-c", OBJECTS))
    assert by_object["log_hash"] == by_word["log_hash"]
    assert [part["kind"] for part in by_object["parts"]] == [
        "handler",
        "dispatch",
        "traffic",
    ]
    for part in by_object["parts"]:
        assert part["distribution"] == "deliverai-example"
        assert part["version"] == "0.1.0"
    assert ["object" in part for part in by_object["parts"]] == [True, False, True]


@pytest.mark.slow
def test_replications_in_other_processes_know_the_words(installed, tmp_path):
    """And a class of the working folder."""
    (tmp_path / "here.py").write_text("from deliverai_example import RushHour\n")
    command = ("-m", "analysis", "run", "paper/hotspots_only", *SHORT)
    for word in ("rush_hour", "here:RushHour"):
        model = ("--set", f"traffic.model={word}", "--set", "traffic.options.from_s=0")
        several = ("--replications", "3", "--processes", "2")
        out = said(installed, tmp_path, *command, *model, *several)
        assert "3 replications" in out
