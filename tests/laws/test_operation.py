"""Doors, shifts, breaks and cancellations: what holds of every operation."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.forks import replay_of
from simulation.record.kinds import Kind
from tests.laws.operated import column, operated
from tests.laws.replay import rows_of


def by_vehicle(run):
    """Return the rows of each vehicle, but for its plans and its orders' ends."""
    rows = defaultdict(list)
    for row in rows_of(run.events):
        if row.vehicle is not None and row.kind not in {
            "planned",
            "delivered",
            "still_open",
        }:
            rows[row.vehicle].append(row)
    return rows


# The laws, of a run and of what was drawn ---------------------------------------------


def ends_are_one_each(plan, run):
    """Every order ends delivered, cancelled or listed open."""
    ends = Counter(
        row.order
        for row in rows_of(run.events)
        if row.kind in {"delivered", "cancelled", "still_open"}
    )
    assert ends == Counter(range(len(run.orders)))
    if plan.case.scenario.horizon_s is None and not plan.shifts:
        assert not run.events.rows(Kind.STILL_OPEN).size


def nobody_leaves_before_it_is_ready(plan, run):
    """Leave the producer when the order is ready and has been served."""
    orders, first = plan.case.trace, {}
    for row in rows_of(run.events):
        if row.kind == "departed":
            for order in row.orders:
                first.setdefault(order, row)
        elif row.kind == "vehicle_requested":
            lead_s = plan.case.scenario.dispatch.lead_s
            if orders.ready_s is not None and lead_s != "unlimited":
                assert row.time_s >= orders.ready_s[row.order] - lead_s
    ready_s = column(orders, "ready_s", orders.start_s)
    service_s = column(orders, "pickup_service_s", np.zeros(len(orders)))
    for order, row in first.items():
        assert row.place == orders.producer[order]
        assert row.time_s >= ready_s[order] + service_s[order]


def doors_take_their_time(plan, run):
    """Do nothing else at a door; what it takes is the sum of its parts."""
    orders, scenario = plan.case.trace, plan.case.scenario
    nothing = np.zeros(len(orders))
    ready_s = column(orders, "ready_s", orders.start_s)
    served = defaultdict(set)  # orders by place
    for rows in by_vehicle(run).values():
        before = [None, *rows]
        for last, row, after in zip(before, rows, [*rows[1:], None], strict=False):
            if row.kind == "door_finished":
                assert last.kind == "door_started"
                assert (last.place, last.orders) == (row.place, row.orders)
            if row.kind != "door_started":
                continue
            assert last.kind in {"arrived", "door_finished", "vehicle_joined"} or (
                last.kind in {"break_ended", "handover_finished"}
            )
            assert row.orders
            assert not served[row.place] & set(row.orders)
            served[row.place] |= set(row.orders)
            if after is None:
                assert scenario.horizon_s is not None
                continue
            assert after.kind == "door_finished"
            picks_up = row.place in orders.producer[list(row.orders)]
            side = "pickup" if picks_up else "dropoff"
            spec = scenario.producers if picks_up else scenario.consumers
            service_s = column(orders, f"{side}_service_s", nothing)
            took_s = after.time_s - sum(service_s[each] for each in row.orders)
            again = (
                last.kind == "door_finished"
                and picks_up
                and (last.place == row.place and last.time_s == row.time_s)
                and not {*last.orders} & {*_dropped_at(orders, row.place)}
            )
            if spec.distribution is not None:
                assert took_s >= row.time_s
                continue
            begin_s = row.time_s + (0.0 if again else spec.door_s)
            if picks_up:
                begin_s = max(begin_s, *(ready_s[each] for each in row.orders))
            assert took_s == begin_s


def _dropped_at(orders, place):
    return np.flatnonzero(orders.consumer == place).tolist()


def vehicles_work_in_their_shifts(plan, run):
    """Join as it begins, and leave when it is over and they have done what they had."""
    shifts = plan.of_vehicles(run)
    for vehicle, history in by_vehicle(run).items():
        joined, last = history[0], history[-1]
        assert joined.kind == "vehicle_joined"
        if vehicle not in shifts:
            assert all(row.kind != "vehicle_left" for row in history)
            continue
        off_s = 60.0 * shifts[vehicle].off
        assert joined.time_s == 60.0 * shifts[vehicle].on
        assert all(row.kind != "vehicle_left" for row in history[:-1])
        if last.kind == "vehicle_left":
            assert last.time_s == max(off_s, history[-2].time_s)
        else:  # on duty still, or behind its time
            assert plan.case.scenario.horizon_s is not None


TELLING = {"departed", "planned", "rebalanced"}


def nobody_gets_a_trip_after_the_last_call(plan, run):
    """Whoever boards later had called before; no plan is changed any more."""
    shifts, pools = plan.of_vehicles(run), {}
    requested, aboard = {}, defaultdict(set)
    for row in rows_of(run.events):
        if row.kind == "vehicle_joined":
            pools[row.vehicle] = row.pool
        elif row.kind == "vehicle_requested":
            requested[row.order] = row.time_s
        elif row.vehicle in shifts and row.kind in TELLING:
            vehicle, late = row.vehicle, row.kind != "departed"
            call_s = plan.last_call_s(pools[vehicle], shifts[vehicle])
            assert not late or row.time_s < call_s
            if not late:
                boarding = set(row.orders) - aboard[vehicle]
                assert all(requested[order] < call_s for order in boarding)
                aboard[vehicle] = set(row.orders)


def breaks_have_their_length(plan, run):
    """Nothing happens in them; they begin in the shift and are cut off at its end."""
    shifts = plan.of_vehicles(run)
    for vehicle, history in by_vehicle(run).items():
        resting = None
        lengths = []
        for row in history:
            if row.kind == "break_started":
                assert resting is None
                resting = row
            elif row.kind == "break_ended":
                assert row.place == resting.place
                lengths.append((resting.time_s, row.time_s))
                resting = None
            else:
                assert resting is None
        if vehicle not in shifts:
            assert not lengths
            continue
        shift = shifts[vehicle]
        off_s = 60.0 * shift.off
        whole_s = sum(60.0 * (end - begin) for begin, end in shift.breaks)
        had_s = 0.0
        for begin_s, end_s in lengths:
            assert any(begin_s >= 60.0 * begin for begin, _ in shift.breaks)
            assert end_s <= off_s or begin_s == end_s
            had_s += end_s - begin_s
        assert had_s <= whole_s
        call_s = plan.last_call_s(history[0].pool, shift)
        for begin_s, end_s in lengths:
            due = [b for b in shift.breaks if 60.0 * b[0] <= begin_s]
            if end_s < off_s and call_s > end_s:  # those due then, whole
                assert had_s >= 60.0 * min(end - begin for begin, end in due)


def cancelled_orders_stay_where_they_are(plan, run):
    """None is ever served or carried, or was when it was cancelled."""
    orders = plan.case.trace
    if orders.cancelled_s is None:
        assert not run.events.rows(Kind.CANCELLED).size
        return
    taken, gone = {}, {}
    for row in rows_of(run.events):
        for order in row.orders if row.kind in {"departed", "door_started"} else ():
            assert order not in gone
            taken.setdefault(order, row.time_s)
        if row.kind == "cancelled":
            assert row.order not in taken
            assert row.time_s == orders.cancelled_s[row.order]
            assert row.place == orders.producer[row.order]
            gone[row.order] = row.time_s
    for order, time_s in enumerate(orders.cancelled_s.tolist()):
        if order not in gone and time_s < run.end_s:
            assert taken[order] <= time_s


def seats_hold_the_load(plan, run):
    """Of core vehicles, and by class where stops are planned; else one order."""
    fleet, seats = plan.case.scenario.fleet, column(plan.case.trace, "seats", None)
    capacities = [fleet.core.capacity, fleet.peripheral.capacity]
    capacities += [each.capacity for each in fleet.classes.values()]
    counts = {0} if plan.case.scenario.service.relays else set()
    if plan.case.scenario.service.mode == "stacked":
        counts = set(range(len(capacities)))
    pools = {}
    for row in rows_of(run.events):
        if row.kind == "vehicle_joined":
            pools[row.vehicle] = row.pool
        elif row.kind == "departed":
            of = [1 if seats is None else seats[order] for order in row.orders]
            pool = pools[row.vehicle]
            assert sum(of) <= capacities[pool] if pool in counts else len(of) <= 1


LAWS = (
    seats_hold_the_load,
    ends_are_one_each,
    nobody_leaves_before_it_is_ready,
    doors_take_their_time,
    vehicles_work_in_their_shifts,
    nobody_gets_a_trip_after_the_last_call,
    breaks_have_their_length,
    cancelled_orders_stay_where_they_are,
)


@pytest.mark.parametrize("law", LAWS)
@given(plan=operated())
def test_every_operation_keeps_the_law(law, plan):
    """As the law says."""
    law(plan, plan.case.run())


# Forks ------------------------------------------------------------------------------

CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "fleet.peripheral.speed_factor": st.sampled_from([1.0, 0.5, 3.0]),
        "requests.handler": st.sampled_from(["greedy", "refuse"]),
        "hotspots.handover_s": st.sampled_from([0.0, 30.25]),
        "dispatch.interval_s": st.sampled_from([0.0, 15.0]),
        "dispatch.hold_s": st.sampled_from([0.0, 200.5]),
        "fleet.peripheral.size": st.sampled_from([1, 2, 7]),
    },
)


@given(operated(), st.floats(0.05, 0.95), CHANGES)
def test_a_fork_of_an_operation_keeps_the_laws_too(plan, share, changes):
    """And nothing changed is the same run again."""
    run = plan.case.run()
    if run.end_s < 1:
        return
    replay = replay_of(run, prepared=plan.case.prepared())
    mode = plan.case.scenario.service.mode
    stacked = mode == "stacked"
    changes = {
        key: value
        for key, value in changes.items()
        if key == "fleet.peripheral.speed_factor"
        or (key == "fleet.peripheral.size" and 1 not in plan.shifts)
        or (stacked and key.startswith("dispatch."))
        or (mode == "relayed" and key.startswith(("requests.", "hotspots.")))
    }
    at_s = share * run.end_s
    assert replay.fork(at_s).log_hash == run.log_hash
    forked = replay.fork(at_s, changes)
    for law in LAWS:
        if law is vehicles_work_in_their_shifts and "fleet.peripheral.size" in changes:
            continue  # where a smaller fleet leaves without any shift
        law(plan, forked)
