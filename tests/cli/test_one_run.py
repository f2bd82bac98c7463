"""A trace replicated is one run: no command may be certain of it."""

import json

import pandas as pd
import pytest

from analysis.experiments.replications import ReplicationResults
from analysis.experiments.summary import as_json
from analysis.metrics import KPIS
from analysis.report.run_page import contents_of
from analysis.report.run_page.changes import Outcome, changes_between
from analysis.report.run_page.sweeps import read_sweep
from analysis.statistics import Interval, Verdict, observations, verdict
from analysis.sweeps.break_even import break_evens
from tests.folders import reseal
from tests.report.reading import Document

ORDERS = """start,producer_lon,producer_lat,consumer_lon,consumer_lat
2026-11-20T18:00:20,-87.700,41.860,-87.670,41.875
2026-11-20T18:01:05,-87.690,41.865,-87.660,41.880
2026-11-20T18:01:40,-87.700,41.860,-87.660,41.870
"""
SCENARIO = """extends = "paper/{name}"
[demand]
profile = "trace"
trace_file = "orders.csv"
"""


@pytest.fixture
def day(tmp_path, monkeypatch):
    """Return a folder, now the working one, with two scenarios on one trace."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.csv").write_text(ORDERS)
    for short, name in (("direct", "point_to_point"), ("hubs", "hotspots_only")):
        (tmp_path / f"{short}.toml").write_text(SCENARIO.format(name=name))
    return tmp_path


def study(folder, text):
    path = folder / "study.toml"
    path.write_text(
        'question = "does it pay"\nscenarios = ["direct.toml", "hubs.toml"]\n'
        f"replications = 3\n{text}"
    )
    return path


def swept(call, day, text):
    said = call("sweep", study(day, text), "--out", "out", "--executor", "serial")
    assert said.code == 0, said.err
    return said.out, pd.read_parquet("out/runs.parquet")


def repeated(frame, times=3):
    """Return the table as it was once written: one run three times."""
    copies = [frame.assign(replication=at) for at in range(times)]
    return pd.concat(copies).sort_values(["run", "replication"], ignore_index=True)


SIZES = "[grid]\nfleet.peripheral.size = [2, 6]"


def test_a_sweep_makes_the_run_of_a_trace_once_and_says_so(call, day):
    said, frame = swept(call, day, SIZES)
    assert len(frame) == 4
    assert frame["replication"].tolist() == [0] * 4
    assert "the same in every replication: one run each" in said
    assert "nothing is certain" in said
    for certain in ("pays", "± 0", "95 %"):
        assert certain not in said


def test_beside_drawn_orders_a_trace_is_still_one_run(call, day):
    said, frame = swept(
        call,
        day,
        "set.demand.duration_min = 3\nset.demand.load_per_min = 2\n"
        'set.demand.trace_file = "orders.csv"\n'
        '[grid]\ndemand.profile = ["trace", "uniform"]',
    )
    counts = frame.groupby("demand.profile")["log_hash"].agg(["size", "nunique"])
    assert counts.loc["trace"].tolist() == [2, 2]  # a run of each scenario
    assert counts.loc["uniform"].tolist() == [6, 6]
    assert "2 of 4 scenarios by points meet the orders of a trace" in said
    found = read_sweep(day / "out")
    assert found.missing == 0
    (level,) = [
        each for each in found.levels("demand.profile") if each.label == "trace"
    ]
    for kpi in found.metrics:
        assert found.against_first(level, "hubs", kpi).outcome in {
            Outcome.ONE_RUN,
            Outcome.NONE,
        }


def test_over_all_points_a_trace_stands_beside_every_replication(call, day):
    """Else replication 0 would be of other points than the rest."""
    _, frame = swept(
        call,
        day,
        "set.demand.duration_min = 3\nset.demand.load_per_min = 2\n"
        'set.demand.trace_file = "orders.csv"\n'
        '[grid]\ndemand.profile = ["trace", "uniform"]',
    )
    from analysis.report.run_page.sweeps import by_replication  # noqa: PLC0415

    kpi = next(each for each in KPIS if each.name == "distance_km")
    means = by_replication(frame, "hubs", kpi)
    own = frame[frame["scenario"] == "hubs"]
    drawn = own[own["demand.profile"] == "uniform"]["distance_km"].tolist()
    (traced,) = own[own["demand.profile"] == "trace"]["distance_km"].tolist()
    assert list(means.values()) == pytest.approx([(traced + km) / 2 for km in drawn])


def test_an_old_table_with_one_run_three_times_is_read_as_one_run(call, day):
    _, frame = swept(call, day, SIZES)
    old = repeated(frame)
    assert len(old) == 12
    (line,) = break_evens(old, ["fleet.peripheral.size"])
    assert {step.difference.count for step in line.steps} == {1}
    assert {step.verdict for step in line.steps} == {Verdict.CANNOT_TELL}
    old.to_parquet("out/runs.parquet")
    reseal(day / "out")
    found = read_sweep(day / "out")
    assert (len(found.frame), found.copies) == (4, 8)


def test_the_page_of_a_run_kept_under_three_seeds_knows_one_run(call, day):
    for seed in (1, 2, 3):
        for name in ("direct", "hubs"):
            out = f"kept/{name}-{seed}"
            assert call("run", f"{name}.toml", "--seed", seed, "--out", out).code == 0
    shown = contents_of([day / "kept"])
    assert [(len(plan.runs), plan.copies) for plan in shown.plans] == [(1, 2), (1, 2)]
    first, other = shown.plans
    outcomes = {each.outcome for each in changes_between(other, first).values()}
    assert outcomes <= {Outcome.ONE_RUN, Outcome.NONE}
    assert call("report", "kept", "--out", "page.html").code == 0
    page = (day / "page.html").read_text()
    assert "3 runs of" in page
    assert "They are one observation" in page


@pytest.mark.usefixtures("day")
def test_compare_gives_no_interval_of_three_orders(call):
    for name in ("direct", "hubs"):
        call("run", f"{name}.toml", "--out", name)
    said = call("compare", "direct", "hubs").out
    assert "no interval can be given" in said


def test_a_fleet_for_a_trace_is_sized_without_a_word_of_confidence(call, day):
    asked = ("--target", "success_ratio>=0.9", "--processes", "1", "--out", "sized")
    said = call("size", "direct.toml", *asked)
    assert said.code == 0
    page = Document((day / "sized" / "index.html").read_text()).text
    for text in (said.out, page):
        assert "on the orders of this trace" in text
        assert "% confidence" not in text
        assert "95 %" not in text
        assert "\N{PLUS-MINUS SIGN}" not in text
    found = json.loads((day / "sized" / "answer.json").read_text())
    assert (found["confidence"], found["interval_confidence"]) == (None, None)
    for each in found["trade_off"]:
        assert each["replications"] == 1
        ratio = each["metrics"]["success_ratio"]
        assert (ratio["low"], ratio["high"]) == (None, None)
        assert (each["verdict"] == "meets") == (ratio["mean"] >= 0.9)
    runs = pd.read_parquet("sized/probes.parquet")
    fleets = runs["fleet.peripheral.size"].astype(str)
    assert not fleets.duplicated().any()


def test_two_pools_for_a_trace_are_searched_and_not_proved(call, day):
    asked = ("--target", "success_ratio>=0.3", "--probes", "8", "--processes", "1")
    said = call("size", "hubs.toml", *asked, "--out", "sized")
    assert said.code == 0
    assert "fresh replications" not in (day / "sized" / "index.html").read_text()
    runs = pd.read_parquet("sized/probes.parquet")
    assert set(runs["replication"]) == {0}


def test_equal_logs_of_replications_leave_no_interval_and_no_verdict():
    zero = dict.fromkeys((kpi.name for kpi in KPIS), 0.0)

    def rows(km, log):
        return {
            at: {"kpis": zero | {"distance_km": km}, "log_hash": log(at)}
            for at in range(3)
        }

    done = ReplicationResults(
        {"a": rows(1.0, lambda _: "x"), "b": rows(2.0, lambda _: "y")}, 3
    )
    said = json.loads(json.dumps(as_json(done)))
    assert said["one_run"] == ["a", "b"]
    assert said["means"]["a"]["distance_km"] == {
        "mean": 1.0,
        "half_width": None,
        "count": 1,
    }
    (pair,) = said["differences"]
    assert pair["kpis"]["distance_km"]["half_width"] is None
    assert pair["kpis"]["distance_km"]["verdict"] == "cannot tell"
    own = ReplicationResults({"a": rows(1.0, str)}, 3)
    assert own.one_run == []
    assert own.values("a", "distance_km") == [1.0] * 3


def test_only_runs_that_are_all_alike_are_one():
    assert observations([("x",)] * 4) == [0]
    assert observations([("x",), ("x",), ("y",)]) == [0, 1, 2]
    assert observations([(None,)] * 3) == [0, 1, 2]  # logs are not known
    assert observations([]) == []


def test_a_few_equal_differences_are_no_verdict():
    """The sign test: five of one sign come by chance once in 16, six once in 32."""
    assert verdict(Interval(3.0, 0.0, 5), "lower") is Verdict.CANNOT_TELL
    assert verdict(Interval(3.0, 0.0, 6), "lower") is Verdict.WORSE
    assert verdict(Interval(0.0, 0.0, 2), "lower") is Verdict.EQUAL
