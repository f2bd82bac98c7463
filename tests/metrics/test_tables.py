"""Legs, deliveries and dock visits of runs written by hand."""

import numpy as np
import pytest

from analysis.tables import deliveries, dock_visits, legs
from simulation.record.log import EventLog
from tests.metrics.runs import (
    C5,
    H0,
    H1,
    H2,
    P3,
    P4,
    TRACT_IDS,
    leg,
    run_of,
    shared_run,
)

PARTS = [
    "ride_s",
    "decision_wait_s",
    "partner_wait_s",
    "vehicle_wait_s",
    "bay_wait_s",
    "handover_s",
]


def parts(run, order):
    table = deliveries(run)
    assert table[PARTS].sum(axis="columns").equals(table["end_s"] - table["start_s"])
    return dict(table.loc[order, PARTS])


def spent(**given):
    return dict.fromkeys(PARTS, 0.0) | given


def test_the_time_of_the_order_that_waits_for_its_partner_is_split_as_by_hand():
    assert parts(shared_run(), 0) == spent(
        ride_s=10 + 20 + 10 + 8,
        decision_wait_s=7,  # 53 to 60
        partner_wait_s=4,  # 14 to 18
        vehicle_wait_s=7,  # 18 to 25
        handover_s=4 + 8 + 4,
    )


def test_the_time_of_the_order_that_waits_for_bays_is_split_as_by_hand():
    assert parts(shared_run(), 1) == spent(
        ride_s=6 + 20 + 10 + 42,
        decision_wait_s=7,
        vehicle_wait_s=7,
        bay_wait_s=2 + 4,  # 12 to 14, 70 to 74
        handover_s=4 + 8 + 4,
    )


def test_deliveries_has_a_row_per_order():
    table = deliveries(shared_run())
    assert table["order"].tolist() == [0, 1]
    assert table["start_s"].tolist() == [0.0, 6.0]
    assert table["end_s"].tolist() == [82.0, 120.0]
    assert table["delivery_time_s"].tolist() == [82.0, 114.0]
    assert table["delivered"].tolist() == [True, True]
    assert table["hops"].tolist() == [4, 4]
    assert table["producer"].tolist() == [P3, P4]


def test_legs_are_listed_by_departure_with_pool_tract_and_load():
    table = legs(shared_run())
    assert table["vehicle"].tolist() == [0, 1, 2, 2, 2, 3, 4, 5]
    assert table["depart_s"].tolist() == [0, 6, 18, 25, 60, 60, 74, 78]
    assert table["arrive_s"].tolist() == [10, 12, 25, 45, 70, 70, 82, 120]
    assert table["distance_m"].tolist() == [100, 200, 300, 1000, 500, 500, 80, 90]
    assert table["load"].tolist() == [1, 1, 0, 2, 1, 1, 1, 1]
    assert (
        table["pool"].tolist() == ["peripheral"] * 2 + ["core"] * 4 + ["peripheral"] * 2
    )
    assert table["place"].tolist() == [P3, P4, H2, H0, H1, H1, H2, H2]
    by_hand = [0, 0, 2, 0, 1, 1, 2, 2]
    assert table["tract"].tolist() == [TRACT_IDS[tract] for tract in by_hand]
    assert table["ignored_m"].tolist() == [0.0] * 8


def test_dock_visits_are_listed_by_request():
    table = dock_visits(shared_run())
    assert table["vehicle"].tolist() == [0, 1, 2, 2, 3]
    assert table["requested_s"].tolist() == [10, 12, 45, 70, 70]
    assert table["started_s"].tolist() == [10, 14, 45, 70, 74]
    assert table["finished_s"].tolist() == [14, 18, 53, 74, 78]
    assert table["load"].tolist() == [1, 1, 2, 1, 1]
    assert table["place"].tolist() == [H0, H0, H1, H2, H2]
    assert table["tract"].tolist()[2] == TRACT_IDS[1]


def direct_log():
    """Return the log of one direct order: 5 s of queueing, then a 20 s empty way."""
    log = EventLog()
    log.vehicle_joined(0.0, 0, P4, 1)
    log.released(1.0, 0, P3)
    log.vehicle_requested(1.0, 0, P3, 1)
    leg(log, 0, (P4, P3), (6.0, 26.0), 400.0)
    leg(log, 0, (P3, C5), (26.0, 56.0), 800.0, [0])
    log.delivered(56.0, 0, 0, C5)
    return log


def test_the_empty_way_to_the_producer_is_waiting_for_a_vehicle():
    run = run_of(direct_log(), [C5])
    assert parts(run, 0) == spent(vehicle_wait_s=25.0, ride_s=30.0)
    assert deliveries(run)["hops"].tolist() == [1]


def test_waiting_before_the_vehicle_is_requested_at_the_producer_is_for_a_vehicle():
    log = EventLog()
    log.released(1.0, 0, P3)
    log.vehicle_requested(4.0, 0, P3, 1)
    log.vehicle_joined(4.0, 0, P3, 1)
    leg(log, 0, (P3, C5), (4.0, 5.0), 8.0, [0])
    log.delivered(5.0, 0, 0, C5)
    assert parts(run_of(log, [C5]), 0) == spent(vehicle_wait_s=3.0, ride_s=1.0)


def test_an_acceptance_while_riding_counts_as_waiting_only_once_it_stands():
    log = EventLog()
    for order, place in ((0, P3), (1, P4)):
        log.released(0.0, order, place)
        log.vehicle_requested(0.0, order, place, 1)
        log.vehicle_joined(0.0, order, place, 1)
        log.departed(0.0, order, place, H0, 10.0, [order])
    log.arrived(3.0, 1, H0)
    log.sharing_accepted(3.0, 1, 0, H1, 2.0)
    log.sharing_ended(8.0, 0, H0)  # patience of order 1 ends, order 0 still rides
    log.sharing_ended(8.0, 1, H0)
    log.still_open(10.0, 0, vehicle=0)
    log.still_open(10.0, 1, H0)
    run = run_of(log, [C5, C5])
    assert parts(run, 0) == spent(ride_s=10.0)
    assert parts(run, 1) == spent(ride_s=3, partner_wait_s=5, decision_wait_s=2)


def test_an_order_open_at_the_horizon_has_its_time_so_far_split():
    log = EventLog()
    log.released(0.0, 0, P3)
    log.vehicle_requested(0.0, 0, P3, 1)
    log.vehicle_joined(0.0, 0, P3, 1)
    leg(log, 0, (P3, H0), (0.0, 5.0), 10.0, [0])
    log.dock_requested(5.0, 0, H0, [0])
    log.still_open(9.0, 0, vehicle=0)
    run = run_of(log, [C5])
    assert parts(run, 0) == spent(ride_s=5.0, bay_wait_s=4.0)
    table = deliveries(run)
    assert not table["delivered"][0]
    assert np.isnan(table["delivery_time_s"][0])
    assert table["end_s"][0] == 9.0
    visit = dock_visits(run).loc[0]
    assert np.isnan(visit["started_s"])
    assert np.isnan(visit["finished_s"])


def test_a_visit_cut_off_does_not_borrow_the_times_of_the_next_vehicle():
    log = EventLog()
    for vehicle in (0, 1):
        log.vehicle_joined(0.0, vehicle, H0, 0)
        log.dock_requested(1.0, vehicle, H0, [vehicle])
    log.handover_started(2.0, 1, H0, [1])
    table = dock_visits(run_of(log))
    assert table["started_s"].fillna(-1).tolist() == [-1, 2.0]
    assert table["finished_s"].isna().all()


def test_a_leg_under_way_at_the_horizon_has_no_arrival():
    log = EventLog()
    log.vehicle_joined(0.0, 0, H0, 0)
    log.vehicle_joined(0.0, 1, H1, 0)
    log.departed(0.0, 0, H0, H1, 10.0, [])
    log.departed(1.0, 1, H1, H0, 10.0, [])
    log.arrived(2.0, 1, H0)
    assert legs(run_of(log, end_s=3.0))["arrive_s"].fillna(-1).tolist() == [-1.0, 2.0]


@pytest.mark.parametrize("table", [legs, deliveries, dock_visits])
def test_a_run_in_which_nothing_happens_has_empty_tables(table):
    assert table(run_of(EventLog())).empty
