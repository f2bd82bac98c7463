"""The price of the place where a plan ends, and where orders are expected."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.dispatch import insertion
from simulation.dispatch.expected import REFRESH_S, Expected
from simulation.dispatch.planner import Planner
from simulation.dispatch.rebalancing import moves
from simulation.dispatch.supply import apportioned
from tests.dispatch.plain import moments, plain_cost
from tests.dispatch.test_laws import all_insertions

# The price of ends --------------------------------------------------------------


@st.composite
def priced_moments(draw):
    """Draw a moment, and what it costs that a plan ends at each place [m]."""
    moment = draw(moments())
    seed, most_m = draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from([500, 9000]))
    places = len(moment.towards.points)
    ends_m = np.random.default_rng(seed).integers(0, most_m, places).astype(float)
    busy = draw(st.sampled_from([0.0, 2.0]))
    wait_s = draw(st.sampled_from([0.0, 0.0, 300.0]))  # until orders are ready
    waiting = [
        trip._replace(ready_s=moment.now_s + wait_s * (trip.order % 2))
        for trip in moment.waiting
    ]
    options = replace(moment.options, end_weight=1.0, busy_m_per_s=busy)
    return replace(moment, options=options, waiting=waiting), ends_m


def priced_cost(moment, ends_m, vehicle, stops):
    """Return the cost of a plan with its work and its end [m]."""
    cost = plain_cost(moment.towards, vehicle, stops, moment.options)
    here, now_s = vehicle.place, vehicle.free_s
    for place, trip, boards in stops:
        now_s += moment.towards(place)[here][0]
        here = place
        now_s = max(now_s, trip.ready_s) if boards else now_s
    busy_m = moment.options.busy_m_per_s * (now_s - vehicle.free_s)
    exists = vehicle.number is not None or stops
    return cost + busy_m + (ends_m[here] if exists else 0.0)


def plan_of(moment, ends_m, **changed):
    options = replace(moment.options, **changed)
    planner = Planner(moment.towards, options, moment.joining)
    rng = np.random.default_rng(0)
    return planner.plan(moment.waiting, moment.vehicles, moment.now_s, rng, ends_m)


@given(priced_moments())
def test_a_plan_costs_what_it_did_and_the_price_of_its_end(case):
    moment, ends_m = case
    plans = plan_of(*case).plans
    costs = [priced_cost(moment, ends_m, plan.vehicle, plan.stops) for plan in plans]
    assert [plan.cost_m for plan in plans] == pytest.approx(costs)


@pytest.mark.parametrize("few", [insertion.FEW, 0])  # bounds one by one, or all at once
@settings(max_examples=100)
@given(case=priced_moments())
def test_an_order_is_put_where_it_costs_least_with_the_price_of_ends(few, case):
    """Every vehicle, every place to board and to alight, written out."""
    moment, ends_m = case
    trip = moment.towards.trip(99, 0, 1, moment.now_s)
    one = replace(moment, waiting=[trip], joining=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(insertion, "FEW", few)
        plans = plan_of(one, ends_m, rounds=0)
    rises = []
    for vehicle in moment.vehicles:
        now = priced_cost(moment, ends_m, vehicle, vehicle.stops)
        orders = {stop.trip.order for stop in vehicle.stops}
        room = vehicle.capacity + moment.options.orders_ahead
        if len(orders) < room and now < np.inf:
            rises += [
                priced_cost(moment, ends_m, vehicle, stops) - now
                for stops in all_insertions(vehicle.stops, trip)
            ]
    least = min(rises, default=np.inf)
    if np.isinf(least):
        assert plans.waiting == (trip,)
        return
    before = [priced_cost(moment, ends_m, each, each.stops) for each in moment.vehicles]
    rise = sum(
        plan.cost_m - cost
        for plan, cost in zip(plans.plans, before, strict=True)
        if np.isfinite(plan.cost_m)
    )
    assert rise == pytest.approx(least, abs=1e-6)


@given(priced_moments(), st.integers(0, 9))
def test_other_prices_change_all_that_was_known_of_plans(case, shift):
    """A planner that knew others plans as one that knew none."""
    moment, ends_m = case
    planner = Planner(moment.towards, moment.options, moment.joining)
    answers = []
    for prices in (np.roll(ends_m, shift), ends_m):
        rng = np.random.default_rng(0)
        given_ones = (moment.waiting, moment.vehicles, moment.now_s)
        answers.append(planner.plan(*given_ones, rng, prices))
    assert answers[1] == plan_of(*case)


def test_of_two_vehicles_as_near_the_one_goes_that_would_not_be_missed():
    """The far one stands where orders are expected; the near one does not."""
    distance_m = np.array([[0.0, 4000.0], [4000.0, 0.0]])
    expected = Expected(np.array([0, 1, 1]), distance_m, 600.0)
    expected.note(0, 100.0)
    assert expected.ends_m(0.5, 100.0).tolist() == [0.0, 2000.0, 2000.0]


# What is expected ----------------------------------------------------------------


def line(memory_s=100.0):
    """Return what is expected of three tracts in a row, a kilometre apart."""
    at = np.arange(3.0)
    distance_m = 1000 * np.abs(at - at[:, np.newaxis])
    return Expected(np.array([0, 1, 2, 2]), distance_m, memory_s)


def test_orders_are_expected_as_they_came_of_late():
    expected = line()
    for place, now_s in ((0, 10.0), (2, 60.0), (3, 70.0)):
        expected.note(place, now_s)
    assert expected.orders(40.0, 80.0).tolist() == [0.5, 0.0, 1.0]  # of 80 s
    assert expected.orders(50.0, 100.0).tolist() == [0.5, 0.0, 1.0]
    assert expected.orders(50.0, 110.0).tolist() == [0.0, 0.0, 1.0]  # one is forgotten
    assert expected.orders(50.0, 170.0).tolist() == [0.0, 0.0, 0.0]


def test_the_price_of_an_end_is_the_mean_way_from_there_and_holds_for_a_while():
    expected = line()
    assert expected.ends_m(1.0, 0.0).tolist() == [0.0, 0.0, 0.0, 0.0]  # nothing seen
    expected.note(0, 0.0)
    expected.note(2, 0.0)
    expected.note(3, 0.0)
    first = expected.ends_m(0.3, REFRESH_S)
    assert first == pytest.approx(0.3 * np.array([4000, 3000, 2000, 2000]) / 3)
    assert expected.ends_m(0.3, 2 * REFRESH_S - 1) is first
    assert expected.ends_m(0.3, 2 * REFRESH_S).tolist() == [0.0] * 4  # forgotten


def test_others_go_on_by_what_was_seen():
    before, after = line(), line(memory_s=30.0)
    before.note(1, 10.0)
    after.succeed(before)
    assert after.orders(20.0, 20.0).tolist() == [0.0, 1.0, 0.0]


# Who moves -----------------------------------------------------------------------


@given(st.lists(st.floats(0, 9), min_size=1, max_size=6))
def test_whole_numbers_are_apportioned_by_largest_remainder(values):
    expected = np.array(values)
    whole = apportioned(expected, int(np.rint(expected.sum())))
    assert whole.sum() == np.rint(expected.sum())
    assert (np.abs(whole - expected) < 1).all()
    up, down = whole > expected, whole < expected
    rest = expected - np.floor(expected)
    assert rest[up].min(initial=1.0) >= rest[down].max(initial=0.0)


@given(
    st.lists(st.integers(0, 3), max_size=4),
    st.lists(st.integers(0, 3), max_size=2),
    st.lists(st.integers(0, 2), min_size=4, max_size=4),
    st.integers(0, 2**32 - 1),
)
def test_vehicles_move_so_that_least_is_driven(standing, coming, wanted, seed):
    """Against every way to give vehicles to expected orders."""
    points = np.random.default_rng(seed).integers(0, 5000, (4, 2))
    distance_m = np.abs(points[:, np.newaxis] - points).sum(axis=2).astype(float)
    vehicles = dict(enumerate(standing, 10))
    sent = moves(vehicles, coming, np.array(wanted, float), distance_m)
    assert all(vehicles[number] != tract for number, tract in sent.items())
    here = [*standing, *coming]
    slots = [tract for tract, count in enumerate(wanted) for _ in range(count)]
    few, many = (here, slots) if len(here) <= len(slots) else (slots, here)
    least_m = min(
        sum(distance_m[one, other] for one, other in zip(few, others, strict=True))
        for others in set(permutations(many, len(few)))
    )
    driven_m = sum(distance_m[vehicles[each], tract] for each, tract in sent.items())
    if coming:
        assert driven_m <= least_m + 1e-6
    else:
        assert driven_m == pytest.approx(least_m)
