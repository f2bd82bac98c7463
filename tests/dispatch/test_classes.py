"""Plans of vehicles at several speeds, of orders of several seats, ready later.

Some take time to be served where they are taken up and handed out.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.dispatch.insertion import Routes
from simulation.dispatch.planner import Planner
from simulation.dispatch.routes import Route
from simulation.dispatch.tasks import Task
from tests.dispatch.plain import moments, plain_cost
from tests.dispatch.test_laws import all_insertions


class Slower:
    """The same ways, so many times as long in time."""

    def __init__(self, towards, factor):
        self.towards, self.factor = towards, factor

    def __call__(self, target):
        """Return the legs to a place, as a planner asks for them."""
        return [
            (time_s * self.factor, metres) for time_s, metres in self.towards(target)
        ]


@st.composite
def mixed(draw, *, later):
    """Draw a moment of a finite fleet with three classes; `later`: some not ready."""
    moment = draw(moments().filter(lambda each: each.vehicles))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    seats = rng.choice([1, 1, 2, 3], 100)
    ready_s = moment.now_s + rng.integers(-300, 900, 100) * later
    served_s = rng.choice([0.0, 0.0, 30.0, 90.5], (2, 100)) * later

    def of(trip):
        return trip._replace(
            seats=int(seats[trip.order]),
            ready_s=float(ready_s[trip.order]),
            pickup_s=float(served_s[0, trip.order]),
            dropoff_s=float(served_s[1, trip.order]),
        )

    vehicles = [
        vehicle._replace(
            aboard=tuple(each._replace(trip=of(each.trip)) for each in vehicle.aboard),
            stops=tuple(each._replace(trip=of(each.trip)) for each in vehicle.stops),
            legs=int(rng.integers(3)),
        )
        for vehicle in moment.vehicles
    ]
    waiting = [of(trip) for trip in moment.waiting]
    legs = [moment.towards, *(Slower(moment.towards, each) for each in (0.5, 4.0))]
    moment = replace(moment, vehicles=vehicles, waiting=waiting, joining=None)
    return moment, legs


def planned(moment, legs, **changed):
    """Return the plans, without what was found out before."""
    planner = Planner(legs[0], replace(moment.options, **changed), others=legs[1:])
    rng = np.random.default_rng(0)
    return planner.plan(moment.waiting, moment.vehicles, moment.now_s, rng)


@given(mixed(later=1))
def test_what_a_plan_costs_is_what_its_own_class_makes_of_it(case):
    moment, legs = case
    for plan in planned(moment, legs).plans:
        mine = legs[plan.vehicle.legs]
        cost = plain_cost(mine, plan.vehicle, plan.stops, moment.options)
        assert plan.cost_m == pytest.approx(cost)


@settings(max_examples=300)
@given(st.one_of(mixed(later=0), mixed(later=1)))
def test_an_order_is_put_where_it_costs_least_of_all_classes(case):
    """Every vehicle, every place to board and to alight, written out."""
    moment, legs = case
    trip = moment.waiting[0] if moment.waiting else None
    if trip is None:
        return
    plans = planned(replace(moment, waiting=[trip]), legs, rounds=0)
    rises, before = [], []
    for vehicle in moment.vehicles:
        mine = legs[vehicle.legs]
        now = plain_cost(mine, vehicle, vehicle.stops, moment.options)
        before.append(now)
        orders = {stop.trip.order for stop in vehicle.stops}
        if len(orders) < vehicle.capacity + moment.options.orders_ahead < np.inf > now:
            rises += [
                plain_cost(mine, vehicle, stops, moment.options) - now
                for stops in all_insertions(vehicle.stops, trip)
            ]
    least = min(rises, default=np.inf)
    if np.isinf(least):
        assert plans.waiting == (trip,)
        return
    rise = sum(
        plan.cost_m - cost
        for plan, cost in zip(plans.plans, before, strict=True)
        if np.isfinite(cost)
    )
    assert rise == pytest.approx(least)


@given(mixed(later=1), st.integers(0, 2**32 - 1))
def test_who_can_be_reached_soonest_is_planned_first(case, seed):
    """Of those of the highest priority left, by vehicles that still have room."""
    moment, legs = case
    rng = np.random.default_rng(seed)
    routes = [
        Route(each._replace(aboard=(), stops=()), (), (), moment.options)
        for each in moment.vehicles
    ]
    table = Routes(routes, moment.now_s, moment.options, (), None)
    tasks = [
        Task(
            trip._replace(priority=int(rng.integers(2))),
            legs[0],
            moment.options,
            legs[1:],
        )
        for trip in moment.waiting
    ]
    queue = sorted(tasks, key=lambda task: -task.trip.priority)
    left = list(queue)

    def soonest_s(task):
        return min(
            route.vehicle.free_s
            + legs[route.vehicle.legs](task.trip.origin)[route.vehicle.place][0]
            for route in routes
            if route.has_room
        )

    for task in table.soonest_first(queue):
        highest = max(each.trip.priority for each in left)
        alike = [each for each in left if each.trip.priority == highest]
        assert task is min(alike, key=soonest_s)
        left.remove(task)
        for route in routes:
            route.has_room = route.has_room and bool(rng.random() < 0.8)
    assert not left or not any(route.has_room for route in routes)
