"""Columns against a plain recomputation, on random logs."""

import numpy as np
import pytest

from analysis.metrics import kpis
from analysis.tables import delivery_columns, leg_columns
from analysis.tables.spells import DOOR_PARTS, PARTS
from simulation.record.kinds import Kind
from tests.metrics.plain import plain_kpis, plain_legs
from tests.metrics.plain_parts import plain_parts
from tests.metrics.random_walk import RandomWalk

WALKS = [
    *((seed, 1 + seed % 12, 20 + 40 * (seed % 8), seed % 2, 0) for seed in range(40)),
    (43, 60, 1500, 1, 0),
    (41, 60, 3000, 0, 0),
    *((seed, 1 + seed % 12, 30 + 50 * (seed % 8), seed % 2, 1) for seed in range(40)),
    (47, 60, 3000, 1, 1),
]


@pytest.fixture(params=WALKS, ids=str, scope="module")
def run(request):
    seed, orders, steps, docks, doors = request.param
    return RandomWalk(seed, orders, docks=bool(docks), doors=bool(doors)).run(steps)


def test_the_parts_of_every_order_are_those_of_a_state_machine(run):
    table = delivery_columns(run)
    for order, plain in enumerate(plain_parts(run)):
        assert dict(zip(PARTS, table.parts[:, order].tolist(), strict=True)) == {
            part: plain[part] for part in PARTS
        }


def test_the_parts_of_every_order_sum_exactly_to_its_time(run):
    table = delivery_columns(run)
    assert np.array_equal(table.parts.sum(axis=0), table.end_s - table.start_s)


def test_every_departure_meets_its_own_arrival(run):
    legs = leg_columns(run)
    plain = plain_legs(run)
    ends = [run.end_s + 1 if leg["end"] is None else leg["end"] for leg in plain]
    assert np.nan_to_num(legs.arrive_s, nan=run.end_s + 1).tolist() == ends
    assert legs.core.tolist() == [leg["core"] for leg in plain]
    aboard = [legs.order[legs.leg == leg].tolist() for leg in range(len(legs))]
    assert aboard == [list(leg["load"]) for leg in plain]


def test_kpis_are_those_of_a_plain_recomputation(run):
    values = kpis(run)
    plain = plain_kpis(run)
    assert {name: values[name] for name in plain} == pytest.approx(plain, rel=1e-9)
    unseen = {name for name in values if values[name] is None}
    assert not unseen & set(plain)


def test_the_random_logs_hold_what_they_are_meant_to_try():
    """Else the comparisons above would compare little."""
    run = RandomWalk(43, 60, docks=True).run(1500)
    assert run.events.rows(Kind.VEHICLE_LEFT).size
    values = kpis(run)
    for name in ("delivered", "open", "rebalanced_km", "meetings_without_shared_leg"):
        assert values[name] > 0
    assert values["meetings_without_shared_leg"] < values["meetings"]
    for part in PARTS:
        spent = values[f"{part.removesuffix('_s')}_mean_s"]
        assert spent > 0 or (spent == 0 and part in DOOR_PARTS)


def test_the_random_logs_hold_doors_lateness_and_cancellations():
    run = RandomWalk(47, 60, docks=True, doors=True).run(3000)
    values = kpis(run)
    counted = ("delivered", "orders_cancelled", "late_min", "ready_to_pickup_mean_s")
    assert all(values[name] > 0 for name in counted)
    assert all(values[f"{part.removesuffix('_s')}_mean_s"] > 0 for part in PARTS)
    assert 0 < values["success_ratio"] < 1
