"""Ours beside the paper's: the form of each cell, and what is marked."""

import math

import pytest

from analysis.reproduction.datasets import CATEGORIES, Category
from analysis.reproduction.published import POLICIES, PaperCell, order_counts, results
from analysis.reproduction.tables import (
    Beside,
    cells_frame,
    ours_of,
    table_3,
    table_4,
    tables_5_and_6,
)
from analysis.statistics import Interval, interval
from tests.reproduction.made_up import REGION, SETUP

BASE = {
    "orders": 300,
    "distance_km": 200.0,
    "vehicles_active": 50,
    "delivery_time_mean_s": 400.0,
    "utilisation_mean": 0.25,
    "success_ratio": 0.9,
}


def rows(**of_learnt):
    """Return two data sets; the learnt policies differ from the baselines as said."""
    base = [BASE, {**BASE, "distance_km": 400.0}]
    these = [{**row, **of_learnt} for row in base]
    return {
        (category, policy): these if policy.startswith("deliverai") else base
        for category in CATEGORIES
        for policy in POLICIES
    }


def cell(metric, policy="deliverai_1", versus="baseline_1"):
    return PaperCell("uniform", 5, metric, policy, versus)


def test_distance_and_vehicles_are_decreases():
    made = rows(distance_km=100.0, vehicles_active=60)
    assert ours_of(cell("dist_tot"), made) == [50.0, 75.0]
    assert ours_of(cell("veh_tot"), made) == [-20.0, -20.0]


def test_time_is_an_increase():
    made = rows(delivery_time_mean_s=500.0)
    assert ours_of(cell("time_avg", versus="baseline_2"), made) == [25.0, 25.0]


def test_utilisation_and_success_are_levels_in_percent():
    made = rows(utilisation_mean=0.5)
    assert ours_of(cell("ur_avg", versus=""), made) == [50.0, 50.0]
    assert ours_of(cell("succ_ratio", "baseline_1", ""), made) == [90.0, 90.0]


def test_a_cell_is_marked_if_and_only_if_the_interval_excludes_the_paper():
    assert Beside(7.21, Interval(7.0, 0.2, 5)).differs
    assert not Beside(7.21, Interval(7.0, 0.21, 5)).differs
    assert not Beside(7.21, Interval(0.0, math.inf, 1)).differs
    assert Beside(7.21, None).differs


def test_every_cell_has_its_interval_over_the_data_sets():
    cells = tables_5_and_6(rows(distance_km=100.0))
    assert set(cells) == set(results())
    found = cells[cell("dist_tot")]
    assert found.paper == 7.01  # Table 6 (A), first cell
    assert found.ours == interval([50.0, 75.0])
    frame = cells_frame(cells)
    assert len(frame) == 200
    assert set(frame["table"]) == {5, 6}
    assert (frame["differs"] == [beside.differs for beside in cells.values()]).all()


def test_a_metric_without_observations_has_no_interval_and_differs():
    cells = tables_5_and_6(rows(utilisation_mean=None))
    assert cells[cell("ur_avg", versus="")] == Beside(45.59, None)


def test_table_4_says_how_many_orders_there_were():
    made = rows()
    made[Category("gaussian", 5), "deliverai_2"] = [{**BASE, "orders": 299}]
    frame = table_4(made).set_index(["demand", "load_per_min"])
    assert frame.loc[("uniform", 5)].to_list() == [300, 300, 300]
    assert frame.loc[("gaussian", 5)].to_list() == [202, 299, 300]
    assert len(frame) == len(order_counts())


@pytest.mark.parametrize("name", ["consumers", "producers", "hotspots", "agents"])
def test_table_3_counts_the_region(name):
    frame = table_3(
        REGION, SETUP.scenario("deliverai_1"), SETUP.scenario("deliverai_2")
    )
    row = frame.set_index("parameter").loc[name]
    assert row["ours"] == row["paper"]
    assert frame["ours"].notna().all()
