"""Moments whose plans follow from a drawing: places on a line, 8 m/s.

Metres from west to east; 8 m take a second, and 800 m so 100 s.
"""

from dataclasses import replace

import numpy as np
import pytest

from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.planner import Planner
from simulation.dispatch.plans import Aboard, Joining, OrderStop, PlannedVehicle
from tests.dispatch.plain import Plane

METRES = [0, 800, 1600, 2400, 3200, 4000, 4800]
LINE = Plane([(metres, 0) for metres in METRES])
DEFAULTS = DispatchOptions(hold_s=0.0)


def plan(waiting, vehicles, options=DEFAULTS, *, new=None, now_s=0.0):
    planner = Planner(LINE, options, None if new is None else Joining(new))
    return planner.plan(waiting, vehicles, now_s, np.random.default_rng(1))


def van(number, place, capacity=4, aboard=(), stops=(), free_s=0.0):
    return PlannedVehicle(number, place, free_s, capacity, tuple(aboard), tuple(stops))


def ways(plans):
    """Return each plan's stops as order numbers, + for boarding, - for alighting."""
    return [
        " ".join(
            f"{'+' if stop.boards else '-'}{stop.trip.order}" for stop in each.stops
        )
        for each in plans.plans
    ]


def test_two_orders_of_a_producer_for_neighbours_ride_together():
    """Together: 2,400 m and 200 + 300 s; a second van would drive 1,600 m more."""
    waiting = [LINE.trip(7, 0, 2), LINE.trip(8, 0, 3)]
    plans = plan(waiting, [], new=4)
    (together,) = plans.plans
    assert [stop.place for stop in together.stops] == [0, 0, 2, 3]
    assert plans.cost_m == 1500 + 2400 + 7.5 * (200 + 300)
    assert ways(plan(waiting, [], new=1)) == ["+7 -7", "+8 -8"]


def test_with_one_seat_each_order_goes_to_its_nearest_vehicle():
    options = replace(DEFAULTS, orders_ahead=0)
    waiting = [LINE.trip(0, 1, 2), LINE.trip(1, 5, 4)]
    vans = [van(0, 6, 1), van(1, 0, 1), van(2, 3, 1)]
    assert ways(plan(waiting, vans, options)) == ["+1 -1", "+0 -0", ""]


def test_an_idle_vehicle_far_away_costs_more_than_a_new_one():
    """100 m cost 1 + 7.5 / 8 times as many: 1,500 m are worth 774 m of way."""
    near = [van(0, 0)]
    assert ways(plan([LINE.trip(0, 0, 3)], near, new=4)) == ["+0 -0"]
    assert ways(plan([LINE.trip(0, 1, 3)], near, new=4)) == ["", "+0 -0"]
    cheaper = replace(DEFAULTS, new_vehicle_m=1551.0)
    assert ways(plan([LINE.trip(0, 1, 3)], near, cheaper, new=4)) == ["+0 -0"]


def test_who_is_aboard_is_not_carried_about_beyond_the_detour_limit():
    """Order 0 has 300 s to go; with order 1 first it is 500 s, 1.67 times that."""
    rider = LINE.trip(0, 3, 0)
    stops = [OrderStop(0, rider, boards=False)]
    vans = [van(0, 3, aboard=[Aboard(rider, 0.0)], stops=stops)]
    waiting = [LINE.trip(1, 4, 3)]
    for limit, way in [(1.7, "+1 -1 -0"), (1.6, "-0 +1 -1")]:
        options = replace(DEFAULTS, max_detour=limit, detour_slack_s=0.0)
        assert ways(plan(waiting, vans, options)) == [way]


def test_lateness_sends_a_second_vehicle_where_the_way_alone_would_not():
    """Behind order 0, order 1 is there after 500 s; a new vehicle needs 100 s."""
    first = LINE.trip(0, 0, 3)
    vans = [
        van(
            0,
            0,
            stops=[OrderStop(0, first, boards=True), OrderStop(3, first, boards=False)],
        )
    ]
    options = replace(DEFAULTS, value_of_time_m_per_s=0.0, new_vehicle_m=2000.0)
    patient, hurried = LINE.trip(1, 5, 6), LINE.trip(1, 5, 6, promise_s=560.0)
    assert ways(plan([patient], vans, options, new=4)) == ["+0 -0 +1 -1"]
    assert ways(plan([hurried], vans, options, new=4)) == ["+0 -0", "+1 -1"]


def test_an_order_that_cannot_be_on_time_aims_at_what_can_be_reached():
    """Direct 600 s, promise 400 s: the aim is 1.15 x 600 + 120 = 810 s, 90 s late."""
    hopeless = LINE.trip(0, 0, 6, promise_s=400.0)
    options = replace(DEFAULTS, new_vehicle_m=0.0)
    plans = plan([hopeless], [], options, new=4, now_s=300.0)
    assert plans.cost_m == pytest.approx(4800 + 7.5 * 900 + 60 * 90)


def test_an_order_changes_to_a_vehicle_that_became_free_until_it_is_picked_up():
    trip = LINE.trip(0, 1, 2)
    planned = [OrderStop(1, trip, boards=True), OrderStop(2, trip, boards=False)]
    far, near = van(0, 6, stops=planned), van(1, 1)
    assert ways(plan([], [far, near])) == ["", "+0 -0"]
    carried = van(0, 6, aboard=[Aboard(trip, 0.0)], stops=planned[1:])
    assert ways(plan([], [carried, near])) == ["-0", ""]


@pytest.mark.parametrize(("order", "taken"), [("oldest", 4), ("nearest", 5)])
def test_a_freed_vehicle_takes_the_oldest_or_the_nearest_waiting_order(order, taken):
    waiting = [LINE.trip(5, 1, 2, asked_s=50.0), LINE.trip(4, 5, 6, asked_s=10.0)]
    options = replace(DEFAULTS, orders_ahead=0, order=order)
    plans = plan(waiting, [van(0, 0, 1)], options, now_s=100.0)
    assert ways(plans) == [f"+{taken} -{taken}"]
    assert [trip.order for trip in plans.waiting] == [9 - taken]


def test_a_vehicle_whose_stops_break_a_limit_keeps_them_and_takes_nothing():
    both = [LINE.trip(0, 0, 1), LINE.trip(1, 0, 2)]
    full = van(
        0,
        0,
        1,
        aboard=[Aboard(trip, 0.0) for trip in both],
        stops=[OrderStop(trip.target, trip, boards=False) for trip in both],
    )
    plans = plan([LINE.trip(2, 3, 4)], [full])
    assert ways(plans) == ["-0 -1"]
    assert [trip.order for trip in plans.waiting] == [2]


def test_a_single_order_holds_its_vehicle_while_it_is_early_enough():
    """60 s after it was asked; or until 60 s before its aim can just be kept.

    Aim 430 - 30 = 400 s, 300 s of way, 60 s to spare: until 40 s.
    """
    options = DispatchOptions()
    for promise_s, depart_s in [(900.0, 60.0), (430.0, 40.0), (400.0, 15.0)]:
        trip = LINE.trip(0, 0, 3, promise_s=promise_s)
        (held,) = plan([trip], [van(0, 0, free_s=15.0)], options, now_s=15.0).plans
        assert held.depart_s == depart_s
    pair = [LINE.trip(0, 0, 3), LINE.trip(1, 0, 3)]
    (moving,) = plan(pair, [van(0, 0)], options).plans
    assert moving.depart_s == 0.0
    (driving,) = plan([LINE.trip(0, 0, 3)], [van(0, 1, free_s=20.0)], options).plans
    assert driving.depart_s == 20.0
