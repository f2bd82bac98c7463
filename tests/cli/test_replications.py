"""``deliverai run --replications`` and ``--precision``."""

import json
from pathlib import Path

import pytest

from analysis.cli.how_often import share
from analysis.metrics import KPIS
from analysis.statistics import differences, interval
from simulation.record.run import Run

ONE = ("--processes", "1")


def document(call, *arguments):
    said = call("run", *arguments, *ONE, "--json")
    assert said.code == 0, said.err
    return json.loads(said.out)


def test_the_json_document_has_every_run_and_a_summary(call, small):
    found = document(call, *small, "--replications", "3")
    assert [(each["scenario"], each["replication"]) for each in found["runs"]] == [
        (name, k) for name in ("point_to_point", "hotspots_only") for k in range(3)
    ]
    single = json.loads(call("run", *small, "--json").out)["runs"]
    for each, first in zip(single, found["runs"][::3], strict=True):
        assert set(each) <= set(first)
        assert (first["log_hash"], first["kpis"]) == (each["log_hash"], each["kpis"])
    summary = found["summary"]
    assert summary["replications"] == 3
    values = [run["kpis"]["distance_all_km"] for run in found["runs"]]
    mean = summary["means"]["point_to_point"]["distance_all_km"]
    assert (mean["mean"], mean["half_width"], mean["count"]) == (
        interval(values[:3]).mean,
        interval(values[:3]).reach,
        3,
    )
    (pair,) = summary["differences"]
    assert (pair["scenario"], pair["to"]) == ("hotspots_only", "point_to_point")
    paired = interval(differences(values[3:], values[:3]))
    assert pair["kpis"]["distance_all_km"]["mean"] == paired.mean
    assert pair["kpis"]["distance_all_km"]["half_width"] == paired.reach
    assert pair["kpis"]["distance_all_km"]["verdict"] in {
        "better",
        "worse",
        "cannot tell",
    }
    assert pair["kpis"]["core_load_mean"] is None
    assert set(pair["kpis"]) == {kpi.name for kpi in KPIS}


def test_the_same_call_prints_the_same_bytes(call, small):
    first, second = (
        call("run", *small, "--replications", "3", *ONE).out for _ in range(2)
    )
    assert first == second


def test_means_and_differences_are_shown_with_words(call, small):
    said = call("run", *small, "--replications", "5", *ONE)
    assert said.code == 0
    assert "5 replications" in said.out
    assert "hotspots_only against point_to_point, pair by pair" in said.out
    lines = said.out.splitlines()
    distance = [line for line in lines if line.startswith("Distance [km]")]
    assert all("±" in line for line in distance)
    assert distance[-1].rstrip().endswith(("better", "worse", "cannot tell"))
    assert len(distance) == 2


@pytest.mark.parametrize("width", ["80", "200"])
def test_nothing_is_cut_off_at_any_width(call, small, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    said = call("run", *small, *small, "--replications", "2", *ONE)
    assert "…" not in said.out
    assert max(len(line) for line in said.out.splitlines()[1:]) <= int(width)


def test_run_folders_are_numbered_below_each_name(call, small, tmp_path):
    out = tmp_path / "runs"
    found = document(call, *small, "--replications", "2", "--out", out)
    folders = [each["folder"] for each in found["runs"]]
    assert folders == [
        str(out / name / k)
        for name in ("point_to_point", "hotspots_only")
        for k in ("000", "001")
    ]
    for each in found["runs"]:
        run = Run.read(each["folder"])
        assert (run.log_hash, run.replication) == (
            each["log_hash"],
            each["replication"],
        )
    summary = json.loads((out / "summary.json").read_text())
    assert summary | found["summary"] == summary


def test_one_scenario_has_a_name_below_the_folder_too(call, small, tmp_path):
    document(call, small[0], "--replications", "2", "--out", tmp_path / "one")
    assert (tmp_path / "one" / "point_to_point" / "001" / "kpis.json").is_file()


def test_precision_is_reached_and_said(call, small):
    found = document(
        call, *small, "--precision", "20%", "--metric", "delivery_time_mean_s"
    )["summary"]
    assert found["precision"] == {
        "metric": "delivery_time_mean_s",
        "wanted": 0.2,
        "reached": True,
    }
    for by_metric in found["means"].values():
        mean = by_metric["delivery_time_mean_s"]
        assert mean["half_width"] <= 0.2 / 1.2 * mean["mean"]
        assert mean["count"] == found["replications"] >= 10


def test_a_precision_that_is_not_reached_is_one_line_and_exit_1(call, small):
    said = call(
        "run",
        *small,
        "--precision",
        "0.01%",
        "--max-replications",
        "11",
        *ONE,
        "--json",
    )
    assert said.code == 1
    lines = said.err.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Error: point_to_point: distance_all_km is ")
    assert lines[0].endswith("after 11 replications, expected 0.01% of it.")
    assert json.loads(said.out)["summary"]["precision"]["reached"] is False


def test_a_metric_without_a_value_cannot_be_precise(call, small):
    said = call("run", small[0], "--precision", "5%", "--metric", "cost_total", *ONE)
    assert said.code == 1
    assert "cost_total has no value in some replications" in said.err
    assert said.err.count("\n") == 1


def test_a_horizon_brings_a_suggestion_of_warm_up(call, small):
    keys = ("--set", "demand.duration_min=60", "--set", "horizon_s=3600")
    said = call("run", small[0], "--replications", "2", *ONE, *keys)
    assert "Warm-up of point_to_point, by MSER-5 on orders under way: " in said.out
    assert "of 60 minutes" in said.out or "the 60 minutes are too few" in said.out
    found = document(call, small[0], "--replications", "2", *keys)["summary"]
    assert found["warm_up"]["point_to_point"]["of_min"] == 60


def test_one_run_with_a_horizon_brings_a_suggestion_too(call, small):
    keys = ("--set", "demand.duration_min=60", "--set", "horizon_s=3600")
    said = call("run", *small, *keys)
    assert said.out.count(", by MSER-5 on orders under way: ") == 2
    assert "MSER-5" not in call("run", *small).out
    (found,) = json.loads(call("run", small[0], *keys, "--json").out)["runs"]
    assert found["warm_up"]["of_min"] == 60
    assert found["warm_up"]["after_min"] == 0


@pytest.mark.parametrize(
    ("text", "value"), [("2%", 0.02), ("0.02", 0.02), (" 5 % ", 0.05)]
)
def test_a_share_is_read_with_or_without_percent(text, value):
    assert share(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--replications", "1"), "not in the range 2<=x"),
        (("--replications", "many"), "not a valid integer"),
        (("--replications", "5", "--precision", "2%"), "both given, expected one"),
        (("--precision", "2"), "--precision is '2', expected a share of the mean"),
        (("--precision", "0%"), "expected a share"),
        (("--precision", "nan"), "expected a share"),
        (("--precision", "-1%"), "expected a share"),
        (("--precision", "little"), "expected a share"),
        (("--precision", "2%", "--metric", "distance"), "did you mean distance_km?"),
        (("--metric", "distance_km"), "--metric is given without --precision"),
        (("--max-replications", "9"), "given without --precision"),
        (("--processes", "2"), "--processes is given for one run"),
    ],
)
def test_bad_options_are_refused_before_anything_is_run(
    refuse, small, tmp_path, options, says
):
    text = refuse("run", small[0], "--out", tmp_path / "out", *options)
    assert says in text
    assert not (tmp_path / "out").exists()


def test_a_trace_has_nothing_to_replicate(refuse, tmp_path):
    path = tmp_path / "day.toml"
    path.write_text('demand.profile = "trace"\ndemand.trace_file = "day.csv"\n')
    text = refuse("run", path, "--replications", "5")
    assert 'demand.profile is "trace", whose orders are the same in every' in text


def test_an_existing_folder_is_never_overwritten(refuse, small, tmp_path):
    (tmp_path / "out").mkdir()
    said = refuse("run", small[0], "--replications", "2", "--out", tmp_path / "out")
    assert "exists already" in said
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
def test_an_unwritable_place_is_refused_before_any_run(refuse, small):
    said = refuse("run", small[0], "--replications", "2", "--out", "/proc/deliverai")
    assert "/proc/deliverai" in said


def test_interrupted_before_the_first_run_is_over_no_folder_is_left(
    call, small, tmp_path, monkeypatch
):
    from analysis.experiments import replications as module  # noqa: PLC0415

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "conduct", interrupt)
    out = tmp_path / "a" / "out"
    said = call("run", small[0], "--replications", "2", *ONE, "--out", out)
    assert (said.code, said.err.strip()) == (130, "Interrupted.")
    assert not out.exists()


def test_interrupted_what_is_over_stays(call, small, tmp_path, monkeypatch):
    from analysis.experiments import replications as module  # noqa: PLC0415

    conduct = module.conduct

    def interrupt(scenario, replication, **settings):
        if replication == 2:
            raise KeyboardInterrupt
        return conduct(scenario, replication, **settings)

    monkeypatch.setattr(module, "conduct", interrupt)
    out = tmp_path / "out"
    said = call("run", small[0], "--replications", "4", *ONE, "--out", out)
    assert said.code == 130
    kept = sorted(path.name for path in (out / "point_to_point").iterdir())
    assert kept == ["000", "001"]
    assert not (out / "summary.json").exists()


def test_a_run_that_fails_is_named_and_the_others_are_told(
    call, small, tmp_path, monkeypatch
):
    from analysis.experiments import replications as module  # noqa: PLC0415

    conduct = module.conduct

    def break_off(scenario, replication, **settings):
        if replication == 1 and scenario.service.mode == "direct":
            raise ZeroDivisionError("oh")
        return conduct(scenario, replication, **settings)

    monkeypatch.setattr(module, "conduct", break_off)
    out = tmp_path / "out"
    said = call("run", *small, "--replications", "3", *ONE, "--json", "--out", out)
    assert said.code == 1
    assert said.err == (
        "Error: point_to_point, replication 1: the run failed: unexpected "
        "ZeroDivisionError: oh\n"
    )
    assert len(json.loads(said.out)["runs"]) == 5
    assert sorted(path.name for path in (out / "point_to_point").iterdir()) == [
        "000",
        "002",
    ]
