"""What is run, and what it comes to: training, sensitivity, optimum."""

import re
from pathlib import Path

import pytest

from analysis.experiments.runs import REFUSED, measured_run
from analysis.reproduction.datasets import ExperimentSetup, PaperRuns, rows_of
from analysis.reproduction.published import (
    COUNTED_AS,
    LOADS,
    PEAK_LOAD,
    POLICIES,
    PROFILES,
)
from analysis.reproduction.sensitivity import READINGS, Sensitivity
from analysis.reproduction.series import by_load_frame, load_frame, utilisation_frame
from analysis.reproduction.training import UnfinishedTraining, trained_curves
from simulation.errors import SimulationError
from simulation.scenario import load_scenario, scenario_to_dict
from tests.reproduction.made_up import (
    SETUP,
    experiment,
    findings,
    results_of,
    run_row,
)

FIDELITY = Path(__file__).parents[2] / "docs" / "explanation" / "paper-fidelity.md"


def test_the_experiment_is_every_policy_on_every_data_set():
    """7.2: uniform and gaussian, five loads; here three data sets of each."""
    tasks = list(PaperRuns(SETUP).tasks())
    assert len({task.key for task in tasks}) == len(tasks) == 2 * 5 * 4 * 3
    asked = {
        (
            task.inputs["name"],
            task.inputs["scenario"]["demand"]["profile"],
            task.inputs["scenario"]["demand"]["load_per_min"],
            task.inputs["replication"],
        )
        for task in tasks
    }
    assert asked == {
        (load_scenario(f"paper/{name}").name, COUNTED_AS[profile], load, number)
        for name in ("point_to_point", "hotspots_only", "deliverai_1", "deliverai_2")
        for profile in PROFILES
        for load in LOADS
        for number in range(3)
    }


def test_policies_meet_the_same_orders():
    """Common random numbers: seed and replication, and nothing else, name them."""
    tasks = list(PaperRuns(SETUP).tasks())
    assert {task.inputs["scenario"]["seed"] for task in tasks} == {SETUP.seed}
    demands = {str(task.inputs["scenario"]["demand"]) for task in tasks}
    assert len(demands) == len(PROFILES) * len(LOADS)


def test_a_task_depends_on_the_region_as_it_was_built():
    other = ExperimentSetup(
        SETUP.region, "another checksum", SETUP.datasets, SETUP.seed
    )
    (one, *_), (two, *_) = (PaperRuns(each).tasks() for each in (SETUP, other))
    assert one.key != two.key


def test_more_data_sets_keep_the_ones_there_are():
    more = ExperimentSetup(SETUP.region, SETUP.checksum, 4, SETUP.seed)
    few, many = (
        {task.key for task in experiment(each).tasks()} for each in (SETUP, more)
    )
    assert few < many


def test_a_result_that_is_missing_is_named():
    (task, *_) = PaperRuns(SETUP).tasks()
    with pytest.raises(SimulationError, match="replication 0: has no result"):
        rows_of([task], results_of([]))


# Sensitivity -----------------------------------------------------------------------


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.words)
def test_a_reading_changes_what_it_says_and_nothing_else(reading):
    """Speed is one reading of two keys; counting otherwise changes no key."""

    def flat(tables, prefix=""):
        for key, value in tables.items():
            if isinstance(value, dict):
                yield from flat(value, f"{prefix}{key}.")
            else:
                yield prefix + key, str(value)

    base = SETUP.scenario("deliverai_2", *reading.demand)
    read = SETUP.scenario("deliverai_2", *reading.demand, *reading.overrides)
    changed = set(flat(scenario_to_dict(read))) - set(flat(scenario_to_dict(base)))
    assert {key for key, _ in changed} == {
        each.partition("=")[0] for each in reading.overrides
    }
    assert reading.overrides or reading.counted


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.words)
def test_a_reading_is_explained_in_its_row_of_paper_fidelity(reading):
    rows = re.findall(r"^\| (\d+) \|(.*)$", FIDELITY.read_text(), re.MULTILINE)
    text = dict(rows)[str(reading.row)]
    if reading.row == 27:  # speeds: a region's specification, not a key
        assert "mph" in text
        return
    for key in [each.partition("=")[0] for each in reading.overrides]:
        assert key in text
    for kpi in reading.counted.values():
        assert kpi in text


def test_the_effect_of_a_reading_is_paired_by_data_set():
    made = Sensitivity(SETUP)
    tasks = list(made.tasks())
    results = results_of(tasks)
    for task in tasks:  # the reading doubles what sharing drives; so does each data set
        row, scenario = results.rows[task.key], task.inputs["scenario"]
        driven = scenario["fleet"]["peripheral"]["deadheading"] == "driven"
        shares = scenario["requests"]["handler"] == "greedy"
        relayed = scenario["service"]["mode"] == "relayed"
        row["distance_km"] = 100.0 * (1 + task.inputs["replication"])
        row["distance_km"] *= 2 if driven and shares and relayed else 1
    frame = made.frame(results)
    row = frame[(frame["metric"] == "dist_tot") & (frame["against"] == "baseline_1")]
    row = row.set_index("reading").loc["Empty ways count"]
    assert (row["base"], row["value"], row["shift"]) == (0.0, 100.0, 100.0)
    assert (row["shift_low"], row["shift_high"]) == (100.0, 100.0)


def test_counting_otherwise_runs_nothing_new():
    counted = [reading for reading in READINGS if reading.counted]
    assert len(counted) == 2
    frame = Sensitivity(SETUP).frame(results_of(Sensitivity(SETUP).tasks()))
    for reading in counted:
        rows = frame[frame["reading"] == reading.words].set_index("metric")
        assert (rows.loc["dist_tot", "shift"] == 0).all()
        assert (rows.loc["veh_tot", "shift"] != 0).all()


# Training --------------------------------------------------------------------------


def test_a_training_too_short_to_route_is_no_failure():
    scenario = load_scenario(
        "paper/deliverai_1", ["routing.episodes=2", "demand.load_per_min=5"]
    )
    row = measured_run("short", scenario_to_dict(scenario), 0, "")
    assert set(row) == {REFUSED}
    assert "expected" in row[REFUSED]


def test_refused_agents_have_no_figures():
    made = UnfinishedTraining(SETUP)
    tasks = list(made.tasks())
    results = results_of(tasks)
    for task in tasks:
        routing = task.inputs["scenario"]["routing"]
        if routing["episodes"] == 10 and routing["policy"] == "q_epsilon":
            results.rows[task.key] = {REFUSED: "round in circles"}
    frame = made.frame(results)
    refused = frame[frame["refused"]]
    assert set(refused["episodes"]) == {10}
    assert set(refused["policy"]) == {"deliverai_2"}
    assert refused["mean"].isna().all()
    between = made.between(results)
    assert set(between[between["refused"]]["episodes"]) == {10}


@pytest.mark.slow
def test_the_curves_of_a_training_end_where_it_ends():
    scenario = scenario_to_dict(
        load_scenario("paper/deliverai_1", ["routing.episodes=150"])
    )
    row = trained_curves(scenario, SETUP.checksum)
    assert (row["episode"][0], row["episode"][-1]) == (1, 150)
    assert row["episode"] == sorted(set(row["episode"]))
    assert row["agents"] == [5, 18]
    for curve in (*row["error"], *row["agreement"], row["mean_error"]):
        assert len(curve) == len(row["episode"])
    assert row["mean_error"][-1] < row["mean_error"][0]
    assert row["mean_agreement"][-1] > row["mean_agreement"][0]


# Series ------------------------------------------------------------------------------


def test_the_load_over_time_adds_up_to_table_4():
    frame = load_frame()
    assert (
        frame.groupby(["profile", "load_per_min"])["orders_per_min"].sum()[
            ("gaussian", 30)
        ]
        == 1358
    )
    assert len(frame) == 2 * 5 * 60


def test_utilisation_over_time_is_active_over_vehicles_and_ends_with_the_last_run():
    rows = PaperRuns(SETUP).rows(results_of(PaperRuns(SETUP).tasks()))
    for key, many in rows.items():
        rows[key] = [
            row | {"active_per_min": [50] * (2 + n)} for n, row in enumerate(many)
        ]
    frame = utilisation_frame(rows)
    one = frame[(frame["policy"] == POLICIES[0]) & (frame["profile"] == "uniform")]
    one = one[one["load_per_min"] == PEAK_LOAD].set_index("minute")
    assert one["mean"].to_list() == pytest.approx([0.5, 0.5, 1 / 3, 0.5 / 3])
    assert one.loc[0, "low"] == one.loc[0, "high"] == 0.5


def test_shares_over_the_load_are_in_percent():
    frame = by_load_frame(PaperRuns(SETUP).rows(results_of(PaperRuns(SETUP).tasks())))
    used = frame[frame["metric"] == "utilisation_mean"]
    assert used["mean"].between(50, 60).all()
    assert (frame["low"] <= frame["mean"]).all()
    assert (frame["mean"] <= frame["high"]).all()


# All of it ---------------------------------------------------------------------------


def test_every_table_is_kept_and_has_rows():
    tables = findings().tables
    assert len(tables) == 13
    for name, frame in tables.items():
        assert len(frame), name


def test_made_up_rows_have_what_runs_have():
    """So that what is tested with them holds for real ones."""
    (task, *_) = PaperRuns(SETUP).tasks()
    real = measured_run(**task.inputs)
    assert set(run_row(task.inputs)) == set(real)
