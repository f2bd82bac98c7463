"""The page of a sweep whose effects are known."""

from dataclasses import replace

import pandas as pd
import pytest

from analysis.metrics.catalogue import KPIS
from analysis.report import ReportError, Table, Verdict, render
from analysis.report.blocks import Band
from analysis.report.markup import literal
from analysis.report.run_page import contents_of, run_page
from analysis.report.run_page.break_even import break_even_findings
from analysis.report.run_page.changes import Outcome
from analysis.report.run_page.sensitivity import sensitivity
from analysis.report.run_page.sweep_findings import ranking
from analysis.report.run_page.sweeps import read_sweep
from simulation.errors import RunError
from tests.folders import reseal
from tests.report.reading import Document
from tests.report.run_folders import PLANS, kept_sweep

BY_NAME = {kpi.name: kpi for kpi in KPIS}
DISTANCE, TIME = BY_NAME["distance_all_km"], BY_NAME["delivery_time_mean_s"]


@pytest.fixture
def sweep(tmp_path):
    return read_sweep(kept_sweep(tmp_path / "sweep"))


def test_main_effects_are_those_that_were_put_in(sweep):
    """Twenty kilometres on a hundred, the day's luck apart."""
    effect = sweep.effect("fleet.core.capacity", PLANS[0], DISTANCE)
    assert effect.value.mean == pytest.approx(20, abs=1)
    assert effect.outcome is Outcome.WORSE
    assert sweep.effect("requests.handler", PLANS[0], DISTANCE).outcome is Outcome.EQUAL
    time = sweep.effect("requests.handler", PLANS[0], TIME)
    assert time.value.count == 6  # replications, not runs


def test_more_orders_that_take_more_kilometres_are_no_verdict(sweep):
    """Four times the orders on four times the way is neither better nor worse."""
    frame = sweep.frame.assign(orders=100.0 * sweep.frame["fleet.core.capacity"])
    other = replace(sweep, frame=frame)
    effect = other.effect("fleet.core.capacity", PLANS[0], DISTANCE)
    assert effect.outcome is Outcome.MORE
    assert effect.value == sweep.effect("fleet.core.capacity", PLANS[0], DISTANCE).value


def test_what_was_changed_for_all_runs_stands_in_the_title_block(sweep, tmp_path):
    manifest = {**sweep.manifest, "set": {"promise_s": 600, "hotspots.docks": 2}}
    shown = contents_of([tmp_path / "sweep"])
    other = replace(shown, sweeps=[replace(sweep, manifest=manifest)])
    facts = [(fact.name, fact.value) for fact in run_page(other).facts]
    assert ("Changed", literal("promise_s = 600; hotspots.docks = 2")) in facts
    assert ("Replications", "6") in facts
    assert ("Scenarios", literal(", ".join(PLANS))) in facts
    keys = "fleet.core.capacity (2, 3, 4); requests.handler (greedy, refuse)"
    assert ("Varied", literal(keys)) in facts


def test_scenarios_are_compared_at_each_value(sweep):
    levels = sweep.levels("fleet.core.capacity")
    assert [level.label for level in levels] == ["2", "3", "4"]
    for level in levels:
        effect = sweep.against_first(level, PLANS[1], DISTANCE)
        assert effect.value.mean == pytest.approx(-50)
        assert effect.value.reach == pytest.approx(0, abs=1e-9)
        assert effect.outcome is Outcome.BETTER


@pytest.mark.filterwarnings("ignore::simulation.errors.UncheckedWarning")
def test_many_values_are_put_into_five(tmp_path):
    folder = kept_sweep(tmp_path / "sweep")
    frame = pd.read_parquet(folder / "runs.parquet")
    frame["requests.max_wait_s"] = range(len(frame))
    frame.to_parquet(folder / "runs.parquet")
    (folder / "sweep.json").unlink()  # then the varied keys follow from the table
    sweep = read_sweep(folder)
    assert "requests.max_wait_s" in sweep.keys
    assert not sweep.full
    levels = sweep.levels("requests.max_wait_s")
    assert len(levels) == 5
    assert sum(len(level.rows) for level in levels) == len(frame)


def test_the_best_point_is_the_first_of_the_ranking(sweep):
    best, value = ranking(sweep, PLANS[0], DISTANCE)[0]
    assert best["fleet.core.capacity"] == 2
    rows = sweep.frame[sweep.frame["scenario"] == PLANS[0]]
    means = rows.groupby(sweep.keys[0])["distance_all_km"].mean()
    assert value == pytest.approx(means.min())


def test_points_that_are_alike_are_counted_and_fewest_orders_are_no_best(sweep):
    def table(of):
        (found,) = (
            block
            for block in sensitivity(of, 1, only=True).blocks
            if isinstance(block, Table) and "best and the worst" in block.caption
        )
        return {row[0]: row[2] for row in found.rows if not isinstance(row, Band)}

    assert table(sweep)["Distance [km]"] == (
        "fleet.core.capacity = 2, requests.handler = greedy; 1 other point alike"
    )
    frame = sweep.frame.assign(orders=100.0 * sweep.frame["fleet.core.capacity"])
    more = table(replace(sweep, frame=frame))
    assert "Distance [km]" not in more
    assert "Delivery time, mean [s]" in more


def test_the_page_of_a_sweep(tmp_path):
    folder = kept_sweep(tmp_path / "sweep", missing=1)
    document = Document(render(run_page(contents_of([folder]))))
    assert document.mistakes == []
    assert "Does capacity pay?" in document.text
    assert "1 runs of this sweep are missing" in document.text
    assert "requests.handler" in document.text
    assert "over all points" in document.text


@pytest.mark.filterwarnings("ignore::simulation.errors.UncheckedWarning")
def test_a_table_that_is_no_sweep_is_refused(tmp_path):
    path = tmp_path / "runs.parquet"
    path.write_bytes(b"nothing")
    with pytest.raises(RunError, match="cannot be read"):
        contents_of([tmp_path])
    pd.DataFrame({"scenario": ["a"]}).to_parquet(path)
    with pytest.raises(ReportError, match="has no column 'replication'"):
        contents_of([tmp_path])
    pd.DataFrame({"scenario": [], "replication": []}).to_parquet(path)
    with pytest.raises(ReportError, match="has no run"):
        contents_of([tmp_path])


def test_the_page_says_first_where_a_scenario_pays(sweep):
    """Half the distance everywhere; of two keys, one is made of words alone."""
    (found,) = break_even_findings(sweep)
    assert found.verdict is Verdict.BETTER
    document = Document(render(run_page(contents_of([sweep.folder]))))
    assert "along fleet.core.capacity: pays at 6 of 6 points" in document.text
    assert "Where it pays" in document.text
    assert document.text.count("pays everywhere from 2 to 4") == 2
    assert "requests.handler = refuse" in document.text
    assert "Where it pays in cost per order" in document.text


def test_a_break_even_is_on_the_page_of_one_key(tmp_path):
    folder = kept_sweep(tmp_path / "sweep")
    frame = pd.read_parquet(folder / "runs.parquet")
    frame = frame[frame["requests.handler"] == "greedy"].copy()
    other = frame["scenario"] == PLANS[1]
    frame.loc[other, "distance_all_km"] = 90.0 + 20 * (frame["fleet.core.capacity"] - 2)
    frame.loc[~other, "distance_all_km"] = 100.0
    frame.to_parquet(folder / "runs.parquet")
    reseal(folder)
    (found,) = break_even_findings(read_sweep(folder))
    assert found.verdict is Verdict.MIXED
    document = Document(render(run_page(contents_of([folder]))))
    said = "stops paying at 2.5 (95 % interval 2.5 to 2.5)"
    assert document.text.count(said) == 2  # a finding, and a table
