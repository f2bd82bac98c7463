"""`deliverai regimes`: its page, and what it refuses."""

import json
import shutil

import pandas as pd
import pytest

from analysis.cli import main
from tests.sweeps.made_up import made_up_sweep


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return made_up_sweep(tmp_path_factory.mktemp("made") / "sweep", points=12)


def test_what_was_changed_since_is_refused(folder, tmp_path, capsys):
    other = tmp_path / "changed"
    shutil.copytree(folder, other)
    table = pd.read_parquet(other / "runs.parquet")
    table.to_parquet(other / "runs.parquet", compression="gzip")
    page = tmp_path / "page.html"
    assert main(["regimes", str(other), "--out", str(page)]) == 2
    assert "runs.parquet" in capsys.readouterr().err
    assert not page.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--out", "page.txt"], "expected a file's name ending in .html"),
        (["--out", "page.html", "--at", "hotspots.handover_s"], "expected KEY=VALUE"),
        (["--out", "page.html", "--at", "x=1"], "--at x: is not held"),
        (["--out", "page.html", "--km", "-1"], "-1"),
    ],
)
def test_wrong_options_are_one_sentence(
    folder, tmp_path, monkeypatch, capsys, arguments, says
):
    monkeypatch.chdir(tmp_path)
    assert main(["regimes", str(folder), *arguments]) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert said.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_sweep_of_something_else_is_refused(sweep, small, tmp_path, capsys):
    sweep(small, "--out", tmp_path / "grid")
    page = str(tmp_path / "page.html")
    assert main(["regimes", str(tmp_path / "grid"), "--out", page]) == 2
    assert "is no sweep over a hypercube" in capsys.readouterr().err


REAL = """
question = "Does this work?"
scenarios = ["paper/point_to_point", "sharing/saved_distance"]
replications = 1
set.demand.duration_min = 4
set.fleet.peripheral.deadheading = "driven"

[latin_hypercube]
points = 12
ranges.demand.load_per_min = [2.0, 6.0]
ranges.producers.door_s = [0.0, 60.0]
choices.fleet.peripheral.capacity = [2, 4]

[instead]
"sharing/saved_distance".fleet.peripheral.capacity = "fleet.core.capacity"
"""


def test_real_runs_are_gone_on_with_and_mapped(write, sweep, tmp_path, capsys):
    study, out, page = write(REAL), tmp_path / "out", tmp_path / "page.html"
    sweep(study, "--out", out)
    assert main(["regimes", str(out), "--out", str(page)]) == 2
    assert "--resume --replications 2" in capsys.readouterr().err
    sweep(study, "--out", out, "--resume", "--replications", "2")
    journal = (out / "journal.jsonl").read_text().splitlines()
    assert len({json.loads(line)[0] for line in journal}) == 48
    assert main(["regimes", str(out), "--out", str(page), "--currency", "USD"]) == 0
    said = capsys.readouterr().out
    assert "Everywhere: direct driving costs least" in said
    text = page.read_text(encoding="utf-8")
    assert "0.35 USD a kilometre" in text
    assert "a bound of no operation" in text
    first = text
    assert main(["regimes", str(out), "--out", str(page), "--currency", "USD"]) == 0
    assert page.read_text(encoding="utf-8") == first
