"""Runs whose doors take time, with ready and due times, solved by hand.

Courier 0 starts at producer 4 and drives to producer 3 (0 to 20 s), picks up orders 0
and 1 there until 50 s, drives to consumer 5 (80 s), hands out order 0 until 90 s and,
at the same address, order 1 until 95 s. Order 2 is cancelled at 70 s.
"""

from dataclasses import replace

import numpy as np
import pytest

from analysis.metrics import kpis, vehicles_active
from analysis.metrics.activity import active_spells
from analysis.metrics.couriers import mdrp
from analysis.metrics.under_way import open_over_time
from analysis.tables import deliveries, delivery_columns, door_columns, vehicles
from simulation.record.kinds import Kind
from simulation.record.log import EventLog
from simulation.scenario import scenario_from_dict
from tests.metrics.random_walk import RandomWalk
from tests.metrics.runs import C5, C6, P3, P4, door, door_row, leg, run_of

READY_S = [10.0, 44.0, 30.0]
DUE_S = [90.0, 92.0, 200.0]
DOORS = ["food_wait_s", "door_s"]


def courier_log():
    log = EventLog()
    log.vehicle_joined(0.0, 0, P4, 1)
    log.vehicle_joined(0.0, 1, P4, 1)  # never used
    for order, place in ((0, P3), (1, P3), (2, P4)):
        log.released(0.0, order, place)
        log.vehicle_requested(0.0, order, place, 1)
    leg(log, 0, (P4, P3), (0.0, 20.0), 200.0)
    door(log, 20.0, 50.0, 0, P3, [0, 1])
    log.departed(50.0, 0, P3, C5, 300.0, [0, 1])
    log.add(Kind.CANCELLED, 70.0, 2, P4)
    log.arrived(80.0, 0, C5)
    door(log, 80.0, 90.0, 0, C5, [0])
    log.delivered(90.0, 0, 0, C5)
    door(log, 90.0, 95.0, 0, C5, [1])
    log.delivered(95.0, 1, 0, C5)
    return log


def courier_run(**scenario):
    details = {"ready_s": READY_S, "due_s": DUE_S}
    return run_of(courier_log(), [C5, C5, C6], details=details, **scenario)


def test_the_time_of_each_order_is_split_as_by_hand():
    """The vehicle waits until 44 s for the food of order 1; so does order 0."""
    table = deliveries(courier_run())
    parts = ["ride_s", "vehicle_wait_s", *DOORS]
    assert table.loc[0, parts].tolist() == [30, 20, 24, 6 + 10]
    assert table.loc[1, parts].tolist() == [30, 20, 24, 6 + 10 + 5]
    assert table.loc[2, parts].tolist() == [0, 70, 0, 0]
    every = [name for name in table if name.endswith(("ride_s", "wait_s", "door_s"))]
    spent = table[[*every, "handover_s"]].sum(axis="columns")
    assert spent.equals(table["end_s"] - table["start_s"])


def test_deliveries_say_when_orders_are_ready_picked_up_due_and_cancelled():
    table = deliveries(courier_run())
    assert table["ready_s"].tolist() == READY_S
    assert table["due_s"].tolist() == DUE_S
    assert table["picked_up_s"].tolist()[:2] == [50, 50]
    assert np.isnan(table["picked_up_s"][2])
    assert table["end_s"].tolist() == [90, 95, 70]
    assert table["delivered"].tolist() == [True, True, False]
    assert table["cancelled"].tolist() == [False, False, True]


def test_where_nothing_of_it_happens_there_are_no_columns_of_it():
    log = EventLog()
    log.vehicle_joined(0.0, 0, P3, 1)
    log.released(0.0, 0, P3)
    leg(log, 0, (P3, C5), (2.0, 5.0), 8.0, [0])
    log.delivered(5.0, 0, 0, C5)
    run = run_of(log, [C5])
    names = {*deliveries(run), *vehicles(run)}
    assert not {"ready_s", "due_s", "cancelled", *DOORS} & names


def test_stays_are_listed_with_when_all_food_is_ready():
    doors = door_columns(courier_run())
    assert doors.place.tolist() == [P3, C5, C5]
    assert doors.started_s.tolist() == [20, 80, 90]
    assert doors.food_s.tolist() == [44, 80, 90]
    assert doors.finished_s.tolist() == [50, 90, 95]
    assert doors.load.tolist() == [2, 1, 1]


def test_a_vehicle_at_a_door_is_active_and_not_idle():
    run = courier_run()
    table = vehicles(run)
    assert table["door_s"].tolist() == [45, 0]
    assert table["driving_s"].tolist() == [50, 0]
    assert kpis(run)["vehicle_idle_mean_s"] == (0 + 95) / 2
    spells = active_spells(run)
    assert sorted(zip(spells.from_s, spells.until_s, strict=True)) == [
        *((20, 50), (50, 80), (80, 90), (90, 95))
    ]
    assert vehicles_active(spells) == 1 + 1  # in tract 0, then in tract 2


def test_orders_are_late_against_their_own_due_times():
    """Order 0 is at its door at its due time, order 1 3 s after; cancelled: neither."""
    found = kpis(courier_run(promise_s=1))
    assert found["success_ratio"] == 0.5
    assert found["late_min"] == 3 / 60
    table = delivery_columns(courier_run(promise_s=1))
    assert table.on_time.tolist() == [True, False, False]
    assert table.decided.tolist() == [True, True, False]


def test_without_due_times_the_promise_of_the_scenario_holds():
    run = courier_run(promise_s=92)
    orders = replace(run.orders, due_s=None)
    found = kpis(replace(run, orders=orders))
    assert (found["success_ratio"], found["late_min"]) == (0.5, 3 / 60)


def test_cancelled_orders_are_neither_delivered_nor_open():
    found = kpis(courier_run())
    counts = ("orders", "delivered", "open", "orders_cancelled", "undecided")
    assert [found[name] for name in counts] == [3, 2, 0, 1, 0]
    steps = open_over_time(courier_run())
    assert steps.at(np.array([0.0, 69.0, 70.0, 90.0, 95.0])).tolist() == [3, 3, 2, 1, 0]


def test_each_clock_has_its_metrics_and_names_the_delivery_time():
    placed, ready = kpis(courier_run()), kpis(courier_run(report={"clock": "ready"}))
    assert placed["delivery_time_mean_s"] == (90 + 95) / 2
    assert ready["delivery_time_mean_s"] == (80 + 51) / 2
    for found in (placed, ready):
        assert found["click_to_door_mean_s"] == (90 + 95) / 2
        assert found["ready_to_door_mean_s"] == (80 + 51) / 2
        assert found["ready_to_pickup_mean_s"] == (40 + 6) / 2
        assert found["ready_to_pickup_p95_s"] == pytest.approx(6 + 0.95 * 34)
        assert found["success_ratio"] == 0.5
    apart = {name for name in placed if placed[name] != ready[name]}
    assert apart == {f"delivery_time_{each}_s" for each in ("mean", "median", "p95")}


def test_a_stay_that_the_horizon_cuts_off_is_split_until_then():
    log = EventLog()
    log.vehicle_joined(0.0, 0, P3, 1)
    log.released(0.0, 0, P3)
    log.vehicle_requested(0.0, 0, P3, 1)
    door_row(log, Kind.DOOR_STARTED, 4.0, 0, P3, [0])
    log.still_open(30.0, 0, P3)
    run = run_of(log, [C5], details={"ready_s": [12.0]}, horizon_s=30)
    table = deliveries(run)
    assert table.loc[0, ["vehicle_wait_s", *DOORS]].tolist() == [4, 8, 18]
    assert vehicles(run)["door_s"].tolist() == [26]
    assert kpis(run)["vehicle_idle_mean_s"] == 4


def test_an_order_cancelled_while_the_vehicle_waits_for_it_is_over_then():
    log = EventLog()
    log.vehicle_joined(0.0, 0, P3, 1)
    log.released(0.0, 0, P3)
    log.vehicle_requested(0.0, 0, P3, 1)
    door_row(log, Kind.DOOR_STARTED, 4.0, 0, P3, [0])
    log.add(Kind.CANCELLED, 9.0, 0, P3)
    door_row(log, Kind.DOOR_FINISHED, 11.0, 0, P3, [0])
    table = deliveries(run_of(log, [C5], details={"ready_s": [60.0]}))
    assert table.loc[0, ["end_s", "vehicle_wait_s", *DOORS]].tolist() == [9, 4, 5, 0]


def test_the_metrics_of_couriers_are_as_by_hand():
    """One courier drives 50 s and serves 6 + 10 + 5 s of 95 s, the other does nothing.

    Pay: 2 orders at 10 are less than 95 s at 3600 an hour.
    """
    prices = {"pay_per_order": 10.0, "pay_per_hour": 3600.0}
    table = mdrp(courier_run(costs=prices))
    assert table.loc["courier_utilisation_share", "max"] == (50 + 21) / 95
    assert table.loc["courier_utilisation_share", "min"] == 0
    assert table.loc["orders_per_courier_hour", "mean"] == pytest.approx(3600 / 95)
    assert table.loc["orders_per_bundle", ["count", "mean"]].tolist() == [1, 2]
    assert np.isnan(table.loc["orders_per_bundle", "sd"])
    assert table.loc["courier_pay", ["min", "max"]].tolist() == [95, 95]
    assert table.loc["on_guarantee_share", "mean"] == 1
    click = table.loc["click_to_door_min"]
    assert click["count"] == 2
    assert click["sd"] == pytest.approx(np.std([90 / 60, 95 / 60], ddof=1))
    assert click["p10"] == pytest.approx(90.5 / 60)
    assert table.loc["overage_min", "max"] == 3 / 60
    assert table.loc["ready_to_pickup_min", "median"] == pytest.approx(23 / 60)


def test_a_run_shows_the_metrics_of_its_couriers():
    table = courier_run().mdrp
    assert not {"courier_pay", "on_guarantee_share"} & set(table.index)  # no prices
    assert table.equals(mdrp(courier_run()))


def test_by_order_is_paid_where_that_is_more():
    prices = {"pay_per_order": 60.0, "pay_per_hour": 3600.0}
    table = mdrp(courier_run(costs=prices))
    assert table.loc["courier_pay", ["min", "max"]].tolist() == [95, 120]
    assert table.loc["on_guarantee_share", "mean"] == 0.5


@pytest.mark.parametrize("seed", range(12))
def test_what_holds_of_every_log_with_doors(seed):
    run = RandomWalk(seed, 3 + 2 * seed, docks=bool(seed % 2), doors=True).run(400)
    found, table = kpis(run), delivery_columns(run)
    ends = found["delivered"] + found["open"] + found["orders_cancelled"]
    assert ends == found["orders"]
    assert (table.parts >= 0).all()
    assert np.array_equal(table.parts.sum(axis=0), table.time_s)
    assert not (table.on_time & ~table.decided).any()
    assert not (table.decided & table.cancelled).any()
    of_vehicles = vehicles(run)
    busy_s = of_vehicles["driving_s"] + of_vehicles.get("door_s", 0)
    assert (busy_s <= run.end_s - of_vehicles["joined_s"]).all()
    again = scenario_from_dict(run.scenario_tables, run.name)
    assert kpis(replace(run, scenario=again)) == found
