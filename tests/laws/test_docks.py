"""Hotspots: bays are never over-occupied, never idle while a vehicle waits."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.replay import Replay
from tests.strategies import cases

docking = (
    cases(service__mode="relayed", hotspots__docks=1, hotspots__handover_s=30.25)
    | cases(service__mode="relayed", hotspots__docks=2)
    | cases()
)


@given(docking)
def test_docks_are_never_over_occupied(case):
    docks = case.scenario.hotspots.docks
    log = Replay(case.run())
    for _ in log:
        if docks != "unlimited":
            assert all(len(bays) <= docks for bays in log.bays.values())


@given(docking)
def test_a_bay_is_taken_in_order_of_asking_and_as_soon_as_there_is_one(case):
    docks = case.scenario.hotspots.docks
    log = Replay(case.run())
    for row in log:
        if row.kind == "handover_started":
            assert log.waiting[row.place][0] == row.vehicle
        if docks != "unlimited" and time_passes(log, row):
            for place, waiting in log.waiting.items():
                assert not waiting or len(log.bays[place]) == docks


def time_passes(log, row):
    """Return whether `row` is the first of its instant."""
    return row.number == 0 or log.rows[row.number - 1].time_s < row.time_s


@given(docking)
def test_a_bay_is_held_for_the_handover_of_all_aboard(case):
    """``handover_s`` on the time grid, for each delivery (model 6)."""
    each_s = round(case.scenario.hotspots.handover_s * 1024) / 1024
    started = {}
    for row in Replay(case.run()):
        if row.kind == "handover_started":
            started[row.vehicle] = row
        elif row.kind == "handover_finished":
            start = started.pop(row.vehicle)
            assert (row.place, row.orders) == (start.place, start.orders)
            assert row.time_s - start.time_s == each_s * len(row.orders)


@given(docking)
def test_exactly_the_loaded_vehicles_that_reach_a_hotspot_dock(case):
    """With unlimited bays and no handover time nothing is written at all."""
    log = Replay(case.run())
    docks, legs = defaultdict(int), defaultdict(int)
    for row in log:
        if row.kind == "dock_requested":
            assert log.vehicles[row.vehicle].place == row.place
            docks[row.vehicle, row.orders] += 1
        elif row.kind == "arrived" and row.place < log.hotspots:
            load = log.vehicles[row.vehicle].leg.orders
            if load and log.docking:
                legs[row.vehicle, load] += 1
    assert docks == legs


@given(docking, st.sampled_from(["departed", "vehicle_requested"]))
def test_nobody_leaves_a_bay_before_the_handover_is_finished(case, kind):
    log = Replay(case.run())
    for row in log:
        if row.kind == kind:
            busy = set().union(*log.bays.values(), *log.waiting.values())
            assert row.vehicle not in busy
            if row.order is not None:
                assert log.orders[row.order].need not in {"bay", "handover"}
