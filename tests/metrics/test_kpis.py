"""KPIs of runs written by hand."""

import json

import numpy as np
import pytest

from analysis.metrics import KPIS, active_over_time, kpis, utilisation_over_time
from analysis.metrics.catalogue import MONEY
from analysis.metrics.catalogue.incidents import INCIDENTS
from analysis.metrics.summaries import quantile
from simulation.record.log import EventLog
from tests.metrics.runs import C5, C6, H0, H1, H2, P3, P4, leg, run_of, shared_run

MODE_SHARES = ("relayed_share", "through_share", "stacked_share")
BY_CLOCK = [
    f"{clock}_{which}_s"
    for clock in ("click_to_door", "ready_to_door", "ready_to_pickup")
    for which in ("mean", "p95")
]
WENT_WRONG = [kpi.name for kpi in INCIDENTS if kpi.unit not in {"share", "min"}]
BY_HAND = {  # of shared_run(), whose story is told there
    "orders": 2,
    "delivered": 2,
    "open": 0,
    "distance_all_km": 2.77,
    "core_km": 2.3,
    "peripheral_all_km": 0.47,
    "deadhead_all_km": 0.3,
    "rebalanced_km": 0.0,
    "diversions": 0,
    "distance_km": 2.77,
    "peripheral_km": 0.47,
    "deadhead_km": 0.3,
    "ignored_km": 0.0,
    "delivery_time_mean_s": (82 + 114) / 2,
    "delivery_time_median_s": (82 + 114) / 2,
    "delivery_time_p95_s": pytest.approx(82 + 0.95 * (114 - 82), rel=1e-12),
    "ride_mean_s": (48 + 78) / 2,
    "decision_wait_mean_s": 7,
    "partner_wait_mean_s": 2,
    "vehicle_wait_mean_s": 7,
    "bay_wait_mean_s": 3,
    "handover_mean_s": 16,
    "vehicles_active": 2 + 2 + 2,
    "vehicles_fleet": 7,
    "vehicles_peak": 2,
    "hops_mean": 4,
    "utilisation_mean": (10 + 10 + 8 + 42) / 120 / 6,  # 60 to 180 s
    "utilisation_fleet_mean": (10 + 10 + 8 + 42) / 120 / 7,
    "success_ratio": 0.5,  # 82 s within the promise of 100 s, 114 s not
    "shared_core_share": 1000 / 2300,
    "meetings": 1,
    "meetings_without_shared_leg": 0,
    "stored_most": 2,  # both at H0 from 14 s to 25 s
    "meetings_without_shared_leg_share": 0.0,
    "km_per_order": pytest.approx(2.77 / 2, rel=1e-12),
    "core_load_mean": (2 * 1000 + 500 + 500) / 2300,
    "shared_peripheral_share": 0,
    **dict.fromkeys(("traffic_lost_h", "detour_km", "times_learnt"), 0),
    "transfers_per_order": 6 / 2,
    **dict.fromkeys(MODE_SHARES),  # all go alike
    "vehicle_idle_mean_s": (106 + 102 + 71 + 42 + 38 + 0 + 120) / 7,
    "core_vehicles_active": 1 + 2,  # hotspot 0 together, hotspot 1 apart
    "undecided": 0,
    **dict.fromkeys(("orders_cancelled", "food_wait_mean_s", "door_mean_s"), 0),
    **dict.fromkeys(BY_CLOCK),  # no ready times
    **dict.fromkeys((kpi.name for kpi in INCIDENTS), 0),
    "first_alarm_min": None,  # no alarm
    "vehicle_hours": pytest.approx((3 * 120 + 114 + 60 + 46 + 42) / 3600, rel=1e-12),
    "handovers": 1 + 1 + 2 + 1 + 1,
    "late_min": 14 / 60,  # 114 s, promised 100
    **dict.fromkeys(kpi.name for kpi in KPIS if kpi.unit == MONEY),  # no prices
    "co2_g_per_order": None,
}


@pytest.mark.parametrize("name", BY_HAND)
def test_the_kpi_of_two_shared_orders_is_as_by_hand(name):
    assert kpis(shared_run())[name] == BY_HAND[name]


def test_kpis_come_in_the_order_promised_and_all_are_in_the_catalogue():
    """The order of BY_HAND is that of the pages."""
    assert list(kpis(shared_run())) == list(BY_HAND) == [kpi.name for kpi in KPIS]


def test_kpis_are_plain_numbers_for_json():
    values = kpis(shared_run())
    unpriced = {kpi.name for kpi in KPIS if kpi.unit == MONEY} | {"co2_g_per_order"}
    unsaid = unpriced | {*BY_CLOCK, *MODE_SHARES, "first_alarm_min"}
    assert {name for name, value in values.items() if value is None} == unsaid
    known = [value for value in values.values() if value is not None]
    assert {type(value) for value in known} == {int, float}
    assert json.loads(json.dumps(values, allow_nan=False)) == values


def test_a_run_without_orders_has_nulls_and_no_errors():
    values = kpis(run_of(EventLog()))
    zero = {name for name, value in values.items() if value == 0}
    null = {name for name, value in values.items() if value is None}
    assert zero | null == set(values)
    assert zero == {
        *("orders", "delivered", "open", "distance_km", "core_km", "peripheral_km"),
        *("deadhead_km", "ignored_km", "meetings", "meetings_without_shared_leg"),
        *("distance_all_km", "peripheral_all_km", "deadhead_all_km", "undecided"),
        *("rebalanced_km", "diversions"),
        *("orders_cancelled", *WENT_WRONG),
        *("vehicles_active", "vehicles_fleet", "vehicles_peak"),
        *("core_vehicles_active", "vehicle_hours", "handovers", "late_min"),
        *("traffic_lost_h", "detour_km", "times_learnt"),
    }


def direct_run(**scenario):
    """Return one order delivered, one under way and one waiting at 100 s.

    Vehicle 0 drives 20 s to the first producer, 30 s to the door; the leg to the
    second producer is ignored, and the horizon finds it loaded on the way.
    """
    log = EventLog()
    log.vehicle_joined(0.0, 0, P4, 1)
    log.released(0.0, 0, P3)
    log.vehicle_requested(0.0, 0, P3, 1)
    leg(log, 0, (P4, P3), (0.0, 20.0), 400.0)
    leg(log, 0, (P3, C5), (20.0, 50.0), 800.0, [0])
    log.delivered(50.0, 0, 0, C5)
    log.released(70.0, 1, P4)
    log.vehicle_requested(70.0, 1, P4, 1)
    log.departed(70.0, 0, C5, P4, 0.0, [], 650.5)
    log.arrived(70.0, 0, P4)
    log.departed(70.0, 0, P4, C6, 900.0, [1])
    log.released(90.0, 2, P3)
    log.vehicle_requested(90.0, 2, P3, 1)
    log.still_open(100.0, 1, vehicle=0)
    log.still_open(100.0, 2, P3)
    return run_of(log, [C5, C6, C5], horizon_s=100.0, **scenario)


def test_the_horizon_counts_a_leg_under_way_in_full():
    values = kpis(direct_run(report={"window_min": [0, 5]}))
    assert values["orders"] == 3
    assert (values["delivered"], values["open"]) == (1, 2)
    assert values["distance_km"] == values["peripheral_km"] == 2.1
    assert values["deadhead_km"] == 0.4
    assert values["ignored_km"] == 0.6505
    assert values["distance_all_km"] == values["peripheral_all_km"] == 2.7505
    assert values["deadhead_all_km"] == 1.0505
    assert values["delivery_time_p95_s"] == values["delivery_time_mean_s"] == 50
    assert values["vehicle_wait_mean_s"] == 20
    assert values["hops_mean"] == 1
    assert values["km_per_order"] == 2.7505  # ignored metres too
    assert values["shared_core_share"] is None
    assert values["core_load_mean"] is None
    assert values["vehicle_idle_mean_s"] == 20  # 50 to 70


def test_the_utilisation_window_ends_at_the_horizon():
    values = kpis(direct_run(report={"window_min": [1, 5]}))
    assert values["vehicles_active"] == 1
    assert values["utilisation_mean"] == 30 / 40  # active 70 to 100 of 60 to 100


def test_a_utilisation_window_after_the_horizon_is_null():
    values = kpis(direct_run(report={"window_min": [10, 50]}))
    assert values["utilisation_mean"] is None
    assert values["utilisation_fleet_mean"] is None


def test_the_promise_is_kept_when_met_to_the_second():
    assert kpis(direct_run(promise_s=50.0))["success_ratio"] == 1
    assert kpis(direct_run(promise_s=49.999))["success_ratio"] == 0


@pytest.mark.parametrize(
    ("promise_s", "undecided", "success_ratio"),
    [
        (900.0, 2, 1),  # open for 30 s and for 10 s at the horizon
        (30.0, 2, 0),  # at the horizon itself the second would be on time
        (29.999, 1, 0),
        (10.0, 1, 0),
        (9.5, 0, 0),
    ],
)
def test_at_the_horizon_an_open_order_fails_once_it_is_late(
    promise_s, undecided, success_ratio
):
    values = kpis(direct_run(promise_s=promise_s))
    assert values["undecided"] == undecided
    assert values["success_ratio"] == success_ratio


def test_where_every_order_is_undecided_there_is_no_success_ratio():
    log = EventLog()
    log.released(0.0, 0, P3)
    log.vehicle_requested(0.0, 0, P3, 1)
    log.still_open(10.0, 0, P3)
    values = kpis(run_of(log, [C5], horizon_s=10.0))
    assert (values["undecided"], values["success_ratio"]) == (1, None)


def loaded_legs(*legs):
    """Return the KPIs of loaded legs (tract, depart, arrive), a vehicle for each."""
    log = EventLog()
    rows = []
    for vehicle, (tract, depart_s, arrive_s) in enumerate(legs):
        log.released(0.0, vehicle, P3)
        log.vehicle_joined(0.0, vehicle, tract, 0)
        rows += [(depart_s, vehicle, tract), (arrive_s, vehicle, None)]
    for time_s, vehicle, tract in sorted(rows, key=lambda row: row[:2]):
        if tract is None:
            log.arrived(time_s, vehicle, H0)
        else:
            log.departed(time_s, vehicle, tract, H0, 1.0, [vehicle])
    return run_of(log, [C5] * len(legs))


@pytest.mark.parametrize(
    ("legs", "active", "peak"),
    [
        ([(H1, 0, 5), (H1, 5, 9)], 1, 1),  # one ends as the other starts
        ([(H1, 5, 9), (H1, 0, 5)], 1, 1),  # the same, logged the other way round
        ([(H1, 0, 6), (H1, 5, 9)], 2, 2),
        ([(H1, 0, 6), (H2, 5, 9)], 2, 2),
        ([(H1, 0, 5), (H2, 5, 9)], 2, 1),  # a tract each, never together
        ([(H1, 0, 5), (H1, 2, 2)], 1, 1),  # a leg of no duration
        ([(H1, 0, 1), (H1, 1, 2), (H1, 2, 3), (H1, 2.5, 4)], 2, 2),
    ],
)
def test_active_vehicles_count_from_departure_until_just_before_arrival(
    legs, active, peak
):
    values = kpis(loaded_legs(*legs))
    assert (values["vehicles_active"], values["vehicles_peak"]) == (active, peak)


def test_active_over_time_is_a_step_function_of_the_run():
    steps = active_over_time(loaded_legs((H1, 1, 5), (H1, 5, 9), (H2, 4, 6)))
    assert steps.times_s.tolist() == [1, 4, 5, 6, 9]
    assert steps.values.tolist() == [1, 2, 2, 1, 0]
    times_s = np.array([0.0, 1.0, 4.5, 5.0, 8.9, 9.0, 100.0])
    assert steps.at(times_s).tolist() == [0, 1, 2, 2, 1, 0, 0]


def test_utilisation_over_time_is_sampled_from_zero_to_the_end():
    run = loaded_legs((H1, 1, 5), (H1, 5, 9), (H2, 4, 6))  # two active vehicles
    steps = utilisation_over_time(run, 4.0)
    assert steps.times_s.tolist() == [0, 4, 8]
    assert steps.values.tolist() == [0, 1, 0.5]
    assert utilisation_over_time(run_of(EventLog()), 4.0).values.size == 0


def meeting(*, rides_together, ended_first, again=False):
    """Return a run in which orders 0 and 1 meet, and perhaps ride one leg."""
    log = EventLog()
    for order in (0, 1, 2):
        log.released(0.0, order, P3)
    log.vehicle_joined(0.0, 0, H0, 0)
    leg(log, 0, (H0, H1), (1.0, 2.0), 1.0, [0, 1, 2])  # before they meet
    log.sharing_accepted(3.0, 1, 0, H2, 1.0)
    if ended_first:
        log.sharing_ended(4.0, 1, H1)
    if rides_together:
        leg(log, 0, (H1, H2), (5.0, 6.0), 1.0, [0, 2, 1])
    log.sharing_ended(7.0, 0, H2)
    if again:
        log.sharing_accepted(8.0, 0, 1, H0, 1.0)
        leg(log, 0, (H2, H0), (8.0, 9.0), 1.0, [1, 0])
    return kpis(run_of(log, [C5] * 3, end_s=9.0))


@pytest.mark.parametrize(
    ("story", "meetings", "without"),
    [
        ({"rides_together": True, "ended_first": False}, 1, 0),
        ({"rides_together": False, "ended_first": False}, 1, 1),
        ({"rides_together": True, "ended_first": True}, 1, 1),
        ({"rides_together": True, "ended_first": False, "again": True}, 2, 0),
        ({"rides_together": False, "ended_first": True, "again": True}, 2, 1),
    ],
)
def test_a_meeting_counts_as_fruitless_if_no_leg_is_shared_before_it_ends(
    story, meetings, without
):
    values = meeting(**story)
    assert values["meetings"] == meetings
    assert values["meetings_without_shared_leg"] == without
    assert values["meetings_without_shared_leg_share"] == without / meetings


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.95, 1.0])
@pytest.mark.parametrize("size", [1, 2, 3, 100, 1801])
def test_quantiles_are_those_of_numpy(share, size):
    values = np.random.default_rng(size).exponential(600, size)
    expected = float(np.quantile(values, share))
    assert quantile(values, share) == pytest.approx(expected, rel=1e-14)
