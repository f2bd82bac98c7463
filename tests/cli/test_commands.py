"""The smaller subcommands."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.cli.progress import ProgressLine
from simulation.region import embedded_region
from simulation.routing.q_learning.files import load_table
from simulation.scenario import list_scenarios, load_scenario

PATIENCE_S = 120.0
AT_WORK_CPU_S = 3.0  # it has started by then, and the run takes four times as long


def test_without_arguments_help_is_shown(call):
    assert call().out == call("--help").out
    assert "scenario" in call().out


def test_the_version_is_that_of_the_package(call):
    assert call("--version").out.startswith("deliverai 0.")


def test_scenarios_are_listed_with_their_questions(call):
    lines = call("scenario", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == list(list_scenarios())
    assert all(len(line.split()) > 5 for line in lines)


@pytest.mark.parametrize("name", list_scenarios())
def test_a_shown_scenario_is_a_file_that_loads_to_the_same_one(call, tmp_path, name):
    path = tmp_path / "copy.toml"
    path.write_text(call("scenario", "show", name).out)
    copy = load_scenario(path)
    assert copy.model_copy(update={"name": name}) == load_scenario(name)


def test_every_file_is_validated_and_every_fault_named(call, tmp_path):
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text("seed = 1\n")
    bad.write_text("sed = 1\n")
    said = call("scenario", "validate", bad, good, tmp_path / "none.toml")
    assert said.code == 2
    assert said.out == f"{good}: valid\n"
    assert said.err.count("\n") == 2
    assert call("scenario", "validate", good).code == 0


def test_the_schema_is_json(call):
    assert "properties" in json.loads(call("scenario", "schema").out)


def test_the_embedded_region_is_called_synthetic(call):
    said = call("region", "show", "embedded")
    assert said.code == 0
    assert "synthetic" in said.out
    assert "30" in said.out


def test_training_keeps_a_table_that_a_scenario_can_use(call, tmp_path):
    table = tmp_path / "table"
    said = call(
        "train", "paper/deliverai_1", "--out", table, "--set", "routing.episodes=400"
    )
    assert said.code == 0
    assert "(synthetic)" in said.out
    assert load_table(table, embedded_region().travel_time_s).hotspots == 30
    learnt = f"routing.table={table}"
    tiny = (
        "--set",
        "demand.load_per_min=1",
        "--set",
        "demand.duration_min=2",
        "--json",
    )
    by_table = call("run", "paper/deliverai_1", "--set", learnt, *tiny)
    trained = call("run", "paper/deliverai_1", "--set", "routing.episodes=400", *tiny)
    hashes = [json.loads(s.out)["runs"][0]["log_hash"] for s in (by_table, trained)]
    assert hashes[0] == hashes[1]


def test_a_run_by_a_table_says_how_it_was_learnt_and_which_it_was(call, tmp_path):
    table, out = tmp_path / "table", tmp_path / "out"
    call("train", "paper/deliverai_1", "--out", table, "--set", "routing.episodes=400")
    tiny = ("--set", "demand.load_per_min=1", "--set", "demand.duration_min=2")
    learnt = ("--set", f"routing.table={table}")
    assert call("run", "paper/deliverai_1", *learnt, *tiny, "--out", out).code == 0
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["scenario"]["routing"]["episodes"] == 400
    digest = hashlib.sha256((table / "manifest.json").read_bytes()).hexdigest()
    assert manifest["inputs"] == {"routing.table": digest}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("routing.policy=exact", "'q_boltzmann'"),
        ("routing.discount=0.5", "0.99"),
        ("routing.time_scaling=off_diagonal", "'max'"),
    ],
)
def test_a_table_that_contradicts_the_scenario_is_refused(
    call, refuse, tmp_path, key, expected
):
    table = tmp_path / "table"
    call("train", "paper/deliverai_1", "--out", table, "--set", "routing.episodes=400")
    text = refuse(
        "run", "paper/deliverai_1", "--set", f"routing.table={table}", "--set", key
    )
    assert key.partition("=")[0] in text
    assert f"expected {expected} as in routing.table" in text


def test_a_policy_that_learns_nothing_cannot_be_trained(refuse, tmp_path):
    text = refuse("train", "paper/hotspots_only", "--out", tmp_path / "table")
    assert "exact" in text
    assert list(tmp_path.iterdir()) == []


def test_the_progress_bar_waits_and_stays_off_where_nobody_watches(capsys):
    with ProgressLine("run") as line:
        line.orders(1, 2)
        assert line._bar is None
        line._since -= 10
        line.orders(1, 2)
        assert line._bar is None  # stderr is no terminal
        line._wanted = True
        line.orders(1, 2)
        assert line._bar is not None
        assert line._bar.tasks[0].completed == 0.5
        line.orders(0, 0)
    assert capsys.readouterr().out == ""


def cpu_s(process):
    """Return the CPU time [s] a process has had, however busy the machine is."""
    after_name = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2]
    ticks = sum(map(int, after_name.split()[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_nothing_behind(tmp_path, number):
    out = tmp_path / "run"
    command = [
        Path(sys.executable).with_name("deliverai"),
        "run",
        "paper/point_to_point",
    ]
    command += ["--out", out, "--set", "demand.load_per_min=3000"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + PATIENCE_S
        while cpu_s(process) < AT_WORK_CPU_S:
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.01)
        process.send_signal(number)
        _, err = process.communicate()
    assert process.returncode == 130
    assert err.strip() == "Interrupted."
    assert list(tmp_path.iterdir()) == []
