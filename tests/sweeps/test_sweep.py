"""Sweeps: every run once, in one table, the same whoever makes the runs."""

import fcntl
import json
import os
import shutil

import pandas as pd
import pyarrow.parquet as pq
import pytest

from analysis.experiments.conduct import conduct
from analysis.metrics.catalogue import KPIS
from analysis.report.run_page.sweeps import read_sweep
from simulation.record.run import Run
from simulation.scenario import load_scenario
from tests.sweeps.conftest import journal_keys

FAILING = """
question = "What if agents learn too little to find their way?"
scenarios = ["paper/deliverai_2"]
replications = 2
set.demand.load_per_min = 2
set.demand.duration_min = 3
set.routing.preferred_share = 0.034
[grid]
routing.episodes = [1, 2000]
"""


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def test_a_row_is_what_a_run_of_its_own_comes_to(small, sweep, out):
    sweep(small, "--out", out)
    frame = pd.read_parquet(out / "runs.parquet")
    assert len(frame) == 24
    for row in frame.to_dict("records")[::5]:
        docks = row["hotspots.docks"]
        scenario = load_scenario(
            row["scenario"],
            {
                "demand.load_per_min": 2,
                "demand.duration_min": 3,
                "hotspots.docks": int(docks) if docks != "unlimited" else docks,
                "hotspots.handover_s": row["hotspots.handover_s"],
            },
        )
        alone = conduct(scenario, row["replication"])
        assert row["log_hash"] == alone.run.log_hash
        assert row["seed"] == alone.run.seed
        for name, value in alone.kpis.items():
            assert row[name] == value or (value is None and pd.isna(row[name])), name


def test_the_columns_and_their_order_are_as_documented(small, sweep, out):
    sweep(small, "--out", out)
    frame = pd.read_parquet(out / "runs.parquet")
    assert list(frame.columns) == [
        *("run", "point", "hotspots.docks", "hotspots.handover_s"),
        *("scenario", "replication", "seed"),
        *(kpi.name for kpi in KPIS),
        "log_hash",
    ]
    order = ["point", "scenario", "replication"]
    first = frame["scenario"] == "paper/point_to_point"
    assert frame["run"].tolist() == list(range(24))
    sorted_frame = frame.assign(scenario=~first).sort_values(order)
    assert sorted_frame["run"].tolist() == list(range(24))
    timings = pd.read_parquet(out / "timings.parquet")
    assert timings["run"].tolist() == list(range(24))
    assert not set(timings.columns[1:]) & set(frame.columns)


def test_replications_meet_the_same_orders_at_every_point(small, sweep, out):
    sweep(small, "--out", out, "--set", "demand.profile=poisson")
    frame = pd.read_parquet(out / "runs.parquet")
    met = {
        replication: set(runs["orders"])
        for replication, runs in frame.groupby("replication")
    }
    assert [len(each) for each in met.values()] == [1, 1, 1]
    assert len(set.union(*met.values())) > 1


def test_the_folder_says_what_was_asked(small, sweep, out):
    said = sweep(small, "--out", out, "--seed", 5, "--replications", 2)
    assert f"{out / 'runs.parquet'}, 16 of 16 runs (4 points, 2 scenarios" in said.out
    manifest = json.loads((out / "sweep.json").read_text())
    assert manifest["question"] == "Does this work?"
    assert manifest["seeds"] == [5]
    assert manifest["varied"] == ["hotspots.docks", "hotspots.handover_s"]
    assert manifest["points"][1] == {"hotspots.docks": 1, "hotspots.handover_s": 60}
    assert manifest["set"]["demand.load_per_min"] == 2
    assert (out / "study.toml").read_text() == small.read_text()
    assert json.loads((out / "failures.json").read_text()) == []


def test_processes_make_the_same_table_to_the_byte(small, sweep, out, tmp_path):
    sweep(small, "--out", out)
    sweep(small, "--out", tmp_path / "by_two", "--processes", 2, executor="processes")
    same = (tmp_path / "by_two" / "runs.parquet").read_bytes()
    assert (out / "runs.parquet").read_bytes() == same


def test_an_existing_folder_is_left_alone_without_resume(small, sweep, out):
    out.mkdir()
    assert "exists already" in sweep(small, "--out", out, code=2).err
    assert list(out.iterdir()) == []
    said = sweep(small, "--out", out, "--resume", code=2)
    assert "is no sweep, expected the folder of a sweep" in said.err
    assert list(out.iterdir()) == []


def test_going_on_makes_only_what_is_missing(small, sweep, out):
    sweep(small, "--out", out)
    whole = (out / "runs.parquet").read_bytes()
    lines = (out / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (out / "journal.jsonl").write_bytes(b"".join(lines[3:20]) + lines[20][:50])
    (out / "runs.parquet").unlink()
    (out / ".runs.parquet.1234abcd").write_bytes(b"half")
    (out / ".mine").write_text("precious")
    kept = [json.loads(line)[0] for line in lines[3:20]]
    sweep(small, "--out", out, "--resume")
    assert (out / "runs.parquet").read_bytes() == whole
    assert journal_keys(out)[:17] == kept
    assert len(set(journal_keys(out))) == len(journal_keys(out)) == 24
    assert [each.name for each in out.glob(".*")] == [".mine"]


def test_more_replications_are_added_to_those_that_are_there(
    small, sweep, out, tmp_path
):
    sweep(small, "--out", out, "--replications", 2)
    before = journal_keys(out)
    sweep(small, "--out", out, "--replications", 3, "--resume")
    assert journal_keys(out)[:16] == before
    assert len(journal_keys(out)) == 24
    sweep(small, "--out", tmp_path / "at_once")
    assert (out / "runs.parquet").read_bytes() == (
        tmp_path / "at_once" / "runs.parquet"
    ).read_bytes()


def test_resume_begins_what_is_not_there_yet(small, sweep, out):
    sweep(small, "--out", out, "--resume", "--replications", 1)
    assert len(journal_keys(out)) == 8


def test_another_study_does_not_go_on_with_this_one(small, sweep, out):
    sweep(small, "--out", out, "--replications", 1)
    said = sweep(small, "--out", out, "--resume", "--seed", 3, code=2)
    assert "holds a sweep with other set, expected the same study" in said.err
    small.write_text(small.read_text().replace("[0, 60]", "[0, 50]"))
    said = sweep(small, "--out", out, "--resume", code=2)
    assert "holds a sweep with other points" in said.err


def test_a_run_that_fails_is_named_and_stops_no_other(write, sweep, out):
    study = write(FAILING)
    said = sweep(study, "--out", out, code=1)
    assert "2 of 4 runs" in said.out
    assert "Error: run 0 (paper/deliverai_2, routing.episodes=1, replication 0): " in (
        said.err
    )
    assert f"2 runs failed (all in {out / 'failures.json'}); --resume" in said.err
    failures = json.loads((out / "failures.json").read_text())
    assert [each["run"] for each in failures] == [0, 1]
    assert failures[0]["point"] == {"routing.episodes": 1}
    assert failures[0]["scenario"]["routing"]["episodes"] == 1
    assert "expected" in failures[0]["error"]
    assert pd.read_parquet(out / "runs.parquet")["run"].tolist() == [2, 3]
    before = journal_keys(out)
    sweep(study, "--out", out, "--resume", code=1)
    assert journal_keys(out) == before


def test_kept_runs_are_run_folders_in_order(small, sweep, out):
    small.write_text("keep_runs = true\n" + small.read_text())
    sweep(small, "--out", out, "--replications", 2)
    frame = pd.read_parquet(out / "runs.parquet")
    folders = sorted(path.parent for path in out.glob("runs/*/**/events.parquet"))
    assert len(folders) == 16
    assert folders[0] == out / "runs" / "0000" / "paper" / "hotspots_only" / "000"
    hashes = {Run.read(folder).log_hash for folder in folders}
    assert hashes == set(frame["log_hash"])


def test_a_run_kept_by_a_lost_process_is_taken_or_replaced(small, sweep, out):
    small.write_text("keep_runs = true\n" + small.read_text())
    sweep(small, "--out", out, "--replications", 1)
    whole = (out / "runs.parquet").read_bytes()
    first = out / "runs" / "0000" / "paper" / "hotspots_only"
    (first / "000" / "events.parquet").write_bytes(b"damaged")
    shutil.copytree(first / "000", first / ".000.abcd1234")
    (out / "journal.jsonl").unlink()
    sweep(small, "--out", out, "--replications", 1, "--resume")
    assert (out / "runs.parquet").read_bytes() == whole
    assert Run.read(first / "000").replication == 0
    assert [each.name for each in first.iterdir()] == ["000"]


def test_nobody_else_is_at_work_in_the_folder(small, sweep, out):
    sweep(small, "--out", out, "--replications", 1)
    place = os.open(out, os.O_RDONLY)
    fcntl.flock(place, fcntl.LOCK_EX)
    try:
        said = sweep(small, "--out", out, "--resume", code=2)
    finally:
        os.close(place)
    assert "another command is at work on this sweep" in said.err


def test_a_process_with_another_program_makes_no_run(small, sweep, out, monkeypatch):
    real = {"program_sha256": "ours"}
    monkeypatch.setattr("analysis.sweeps.plan.program", lambda: real)
    said = sweep(small, "--out", out, "--replications", 1, code=1)
    assert "expected ours as where the sweep was started" in said.err


def test_a_run_whose_process_has_another_region_fails_and_says_so(
    small, sweep, out, monkeypatch
):
    monkeypatch.setattr("analysis.sweeps.plan._inputs", lambda *_: {"region": "theirs"})
    said = sweep(small, "--out", out, code=1)
    assert "the checksum of region is " in said.err
    assert "expected theirs as where the sweep was started" in said.err


def test_rows_of_mixed_words_and_numbers_are_texts(small, sweep, out):
    sweep(small, "--out", out, "--replications", 1)
    schema = pq.read_schema(out / "runs.parquet")
    assert str(schema.field("hotspots.docks").type) == "string"
    assert str(schema.field("hotspots.handover_s").type) == "int64"
    assert str(schema.field("orders").type) == "int64"
    assert str(schema.field("distance_km").type) == "double"


def test_it_says_where_a_scenario_pays(small, sweep, out):
    """Driving over hotspots, three orders, further at every point: 2 + 2 lines."""
    said = sweep(small, "--out", out).out.splitlines()
    assert len(said) == 7
    assert said[-1].startswith("Vehicles of an elastic fleet join at the door")
    assert said[-2].startswith("Empty ways that a plan ignores (")
    assert said[1] == (
        "In distance, Baseline 2 (hotspots only) against Baseline 1 (point to point), "
        "along hotspots.docks with hotspots.handover_s=0: pays nowhere from 1 to "
        "unlimited."
    )
    assert all("pays nowhere" in line for line in said[1:-2])


def test_with_prices_it_says_where_a_scenario_pays_in_cost_and_in_whose_money(
    write, small, sweep, out
):
    prices = (
        "costs.currency = 'EUR'\ncosts.core_km = 1.0\ncosts.peripheral_km = 1.0\n"
        "costs.core_g_co2_per_km = 100.0\ncosts.peripheral_g_co2_per_km = 10.0\n"
    )
    text = small.read_text().replace("[grid]", f"{prices}\n[grid]")
    said = sweep(write(text), "--out", out).out
    for what in ("distance", "cost per order", "CO2 per order"):
        assert f"In {what}, Baseline 2 (hotspots only) against" in said
    manifest = json.loads((out / "sweep.json").read_text())
    assert manifest["terms"]["currency"] == "EUR"
    shown = read_sweep(out)
    assert {kpi.unit for kpi in shown.metrics if "cost" in kpi.name} == {"EUR"}
    assert "co2_g_per_order" in {kpi.name for kpi in shown.metrics}


def test_without_prices_the_folder_says_nothing_of_money(small, sweep, out):
    sweep(small, "--out", out)
    terms = json.loads((out / "sweep.json").read_text())["terms"]
    assert terms == {"appear": True}
    assert "a bound that no operation reaches" in read_sweep(out).terms.note
