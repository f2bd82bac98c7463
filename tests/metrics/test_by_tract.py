"""Flows, waiting and service by tract: sums are those of the whole run."""

import numpy as np
import pytest

from analysis.metrics import kpis
from analysis.metrics.by_tract import (
    WAITS,
    distance_by_load,
    flows,
    service_by_tract,
    waiting_by_tract,
)
from analysis.tables import deliveries
from tests.metrics.random_walk import RandomWalk
from tests.metrics.runs import TRACT_IDS, shared_run

FIRST, SECOND, THIRD = TRACT_IDS


@pytest.fixture(params=range(18), scope="module")
def run(request):
    seed = request.param
    walk = RandomWalk(seed, 5 + 4 * seed, docks=bool(seed % 2), doors=seed >= 12)
    return walk.run(150 + 60 * seed)


def test_flows_of_a_run_solved_by_hand():
    rows = flows(shared_run()).set_index(["tract", "to_tract"])
    assert rows.loc[(FIRST, SECOND)].to_dict() == {
        "vehicles": 1,
        "empty": 0,
        "orders": 2,
        "distance_all_km": 1.0,
        "distance_km": 1.0,
    }
    assert rows.loc[(SECOND, THIRD)].to_dict() == {
        "vehicles": 2,
        "empty": 0,
        "orders": 2,
        "distance_all_km": 1.0,
        "distance_km": 1.0,
    }
    assert rows.loc[(THIRD, FIRST), ["empty", "orders"]].tolist() == [1, 0]
    assert len(rows) == 3


def test_flows_sum_to_the_distance_of_their_pool(run):
    values = kpis(run)
    core, other = flows(run), flows(run, core=False)
    assert core["distance_km"].sum() == pytest.approx(values["core_km"], rel=1e-9)
    assert other["distance_km"].sum() == pytest.approx(values["peripheral_km"])
    whole = other["distance_all_km"].sum()
    assert whole == pytest.approx(values["peripheral_all_km"])
    assert (core["distance_all_km"].diff().dropna() <= 0).all()


def test_waiting_of_a_run_solved_by_hand():
    """Times in seconds, as in the story of `shared_run`.

    At hotspot 0, order 0 waits from 14 to 25, order 1 from 12 to 14 and 18 to 25; at
    hotspot 1 both for a decision until 60; at 2, order 1 for a bay from 70 to 74.
    """
    table = waiting_by_tract(shared_run()).set_index("tract")
    assert table["orders"].tolist() == [2, 2, 2]
    assert table["partner_wait_s"].tolist() == [4, 0, 0]
    assert table["decision_wait_s"].tolist() == [0, 14, 0]
    assert table["vehicle_wait_s"].tolist() == [14, 0, 0]
    assert table["bay_wait_s"].tolist() == [2, 0, 4]


def test_waiting_in_the_tracts_sums_to_that_of_the_orders(run):
    tracts, orders = waiting_by_tract(run), deliveries(run)
    waits = [wait for wait in WAITS if wait in orders]
    assert len(waits) >= 4
    for wait in waits:
        assert tracts[wait].sum() == pytest.approx(orders[wait].sum(), rel=1e-9)
    assert tracts["wait_s"].sum() == pytest.approx(tracts[waits].sum().sum())
    assert (tracts["orders"] <= len(orders)).all()
    assert tuple(tracts["tract"]) == run.tract_ids


def test_service_in_the_tracts_sums_to_that_of_the_run(run):
    table, values = service_by_tract(run), kpis(run)
    assert table["orders"].sum() == values["orders"]
    assert table["delivered"].sum() == values["delivered"]
    assert table["undecided"].sum() == values["undecided"]
    cancelled = table["cancelled"].sum() if "cancelled" in table else 0
    assert cancelled == values["orders_cancelled"]
    settled = table["orders"].sum() - table["undecided"].sum() - cancelled
    kept = 0 if not settled else values["success_ratio"] * settled
    assert settled - table["late"].sum() == pytest.approx(kept)
    times = (table["delivered"] * table["delivery_time_mean_s"].fillna(0)).sum()
    mean_s = values["delivery_time_mean_s"]
    assert times == pytest.approx(0 if mean_s is None else mean_s * values["delivered"])


def test_distance_by_load_sums_to_distance_sharing_and_deadheading(run):
    table, values = distance_by_load(run), kpis(run)
    core = table[table["pool"] == "core"]
    assert table["distance_km"].sum() == pytest.approx(values["distance_km"])
    assert core["distance_km"].sum() == pytest.approx(values["core_km"])
    assert table["distance_all_km"].sum() == pytest.approx(values["distance_all_km"])
    empty = table[table["load"] == 0].sum()
    assert empty["distance_km"] == pytest.approx(values["deadhead_km"])
    assert empty["distance_all_km"] == pytest.approx(values["deadhead_all_km"])
    shared = core[core["load"] >= 2]["distance_km"].sum()
    share = values["shared_core_share"]
    assert shared == pytest.approx(0 if share is None else share * values["core_km"])
    assert np.all(table["legs"] > 0)
