"""Real orders of several days: intervals from days drawn anew, and only then."""

import json

import pandas as pd
import pytest

WEEK = "".join(
    f"2026-11-{day}T18:{minute:02d}:00,-87.70,41.86,-87.{50 + day},41.875\n"
    for day, count in ((16, 3), (17, 8), (18, 5))
    for minute in range(count)
)
POINTS = "placed,producer_lon,producer_lat,consumer_lon,consumer_lat\n"


@pytest.fixture
def real(tmp_path):
    """Return a scenario on the orders of three days."""
    (tmp_path / "week.csv").write_text(POINTS + WEEK)
    path = tmp_path / "real.toml"
    path.write_text(
        'extends = "paper/point_to_point"\n[demand]\nprofile = "trace"\n'
        'trace_file = "week.csv"\nreplicate = "days"\n'
    )
    return path


def test_days_of_a_trace_give_intervals_and_it_is_said(call, real):
    said = call("run", real, "--replications", 6, "--processes", 1, "--json")
    assert said.code == 0, said.err
    assert "each replication is 3 days drawn with replacement from the 3" in said.err
    document = json.loads(said.out)
    assert len({run["log_hash"] for run in document["runs"]}) > 1
    assert {run["kpis"]["orders"] for run in document["runs"]} <= set(range(9, 25))


def test_one_day_is_still_refused(refuse, real):
    path = real.parent / "week.csv"
    path.write_text(POINTS + WEEK.partition("2026-11-17")[0])
    text = refuse("run", real, "--replications", 3)
    assert 'has one day, expected two or more where demand.replicate is "days"' in text


def test_thinned_orders_give_intervals(call, real):
    more = ("--set", "demand.replicate=thin", "--set", "demand.keep_share=0.7")
    said = call("run", real, "--replications", 4, "--processes", 1, "--json", *more)
    assert said.code == 0, said.err
    assert "with a probability of 0.7, so results are those of 70 % of the load" in (
        said.err
    )
    orders = [run["kpis"]["orders"] for run in json.loads(said.out)["runs"]]
    assert max(orders) <= 16
    assert len(set(orders)) > 1


def test_a_fleet_for_days_like_these_is_sized_with_confidence(call, real):
    said = call(
        *("size", real, "--target", "success_ratio>=0.9", "--least", "1"),
        *("--most", "3", "--replications", "8", "--processes", "1"),
    )
    assert said.code in {0, 1}, said.err
    assert "with 95 % confidence" in said.out
    assert "on the orders of this trace" not in said.out


def test_a_sweep_of_days_makes_every_replication(call, real, monkeypatch):
    monkeypatch.chdir(real.parent)
    (real.parent / "study.toml").write_text(
        'question = "more vehicles?"\nscenarios = ["real.toml"]\nreplications = 3\n'
        "[grid]\nfleet.peripheral.size = [1, 2]\n"
    )
    said = call("sweep", "study.toml", "--out", "out", "--executor", "serial")
    assert said.code == 0, said.err
    runs = pd.read_parquet("out/runs.parquet")
    assert len(runs) == 6
    assert runs["log_hash"].nunique() > 2
