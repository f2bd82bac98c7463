"""Rolling horizon: bundles by producer, linear assignment, setting out late."""

import itertools

import numpy as np
import pytest

from simulation import load_scenario, simulate
from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.plans import DoorTrip, PlannedVehicle
from simulation.dispatch.rolling import RollingPlanner
from simulation.errors import InputError

RNG = np.random.default_rng(0)
SPEED_M_PER_S = 10.0


class Line(dict):
    """Legs along a line, a place at every 100 m."""

    def __init__(self, to):
        self.to = to

    def __missing__(self, origin):
        metres = 100.0 * abs(origin - self.to)
        return metres / SPEED_M_PER_S, metres


def trip(order, origin, target, asked_s=0.0, ready_s=0.0, due_s=3600.0, **more):
    direct_s, _ = Line(target)[origin]
    return DoorTrip(order, origin, target, asked_s, due_s, direct_s, ready_s, **more)


def plans_of(trips, vehicles, now_s=0.0, **options):
    planner = RollingPlanner(Line, DispatchOptions(planner="rolling", **options))
    return planner.plan(trips, vehicles, now_s, RNG)


def vehicle(number, place, free_s=0.0, capacity=4):
    return PlannedVehicle(number, place, free_s, capacity)


def boarded(plan):
    return [stop.trip.order for stop in plan.stops if stop.boards]


def test_orders_of_one_door_ride_together_when_vehicles_are_few():
    trips = [trip(0, 10, 20), trip(1, 10, 22), trip(2, 50, 60)]
    found = plans_of(trips, [vehicle(0, 9), vehicle(1, 49)])
    assert [boarded(plan) for plan in found.plans] == [[0, 1], [2]]
    assert [stop.place for stop in found.plans[0].stops] == [10, 10, 20, 22]
    assert not found.waiting


def test_a_vehicle_for_each_order_leaves_no_reason_to_bundle_what_lies_apart():
    trips = [trip(0, 10, 0), trip(1, 10, 20)]
    found = plans_of(trips, [vehicle(0, 10), vehicle(1, 10)])
    assert sorted(map(boarded, found.plans)) == [[0], [1]]


def test_a_vehicle_sets_out_when_it_has_to_and_not_before():
    (plan,) = plans_of([trip(0, 20, 30, ready_s=300.0)], [vehicle(0, 10)]).plans
    assert plan.depart_s == 300.0 - 100.0


def test_who_is_late_whatever_happens_goes_first():
    trips = [trip(0, 10, 20), trip(1, 10, 21, due_s=50.0)]
    found = plans_of(trips, [vehicle(0, 10, capacity=1)])
    assert boarded(found.plans[0]) == [1]
    assert [each.order for each in found.waiting] == [0]


def test_what_is_picked_up_next_is_kept_and_the_rest_can_be_given_to_others():
    first, later = trip(0, 10, 20), trip(1, 40, 50)
    stops = plans_of([first], [vehicle(0, 5)]).plans[0].stops
    stops += plans_of([later], [vehicle(0, 5)]).plans[0].stops
    busy = vehicle(0, 10, free_s=50.0)._replace(stops=stops)
    found = plans_of([], [busy, vehicle(1, 40)], now_s=10.0)
    assert [boarded(plan) for plan in found.plans] == [[0], [1]]


def test_what_fits_into_no_vehicle_that_is_left_waits_and_is_not_lost():
    trips = [trip(0, 10, 20), trip(1, 10, 22), trip(2, 50, 60), trip(3, 50, 62)]
    found = plans_of(trips, [vehicle(0, 10, capacity=1), vehicle(1, 49, capacity=3)])
    taken = [order for plan in found.plans for order in boarded(plan)]
    assert sorted([*taken, *(each.order for each in found.waiting)]) == [0, 1, 2, 3]
    assert [boarded(plan) for plan in found.plans] == [[], [2, 3]]


@pytest.mark.parametrize("seed", range(20))
def test_the_assignment_has_the_best_sum_of_scores_there_is(seed):
    rng = np.random.default_rng(seed)
    places = rng.integers(0, 60, (4, 2))
    trips = [trip(n, int(a), int(b)) for n, (a, b) in enumerate(places) if a != b]
    vehicles = [
        vehicle(n, int(place), capacity=1)
        for n, place in enumerate(rng.integers(0, 60, 4))
    ]

    def score(each, at):
        there_s, _ = Line(each.origin)[at.place]
        return 60.0 / max(there_s + each.direct_s, 1.0) - 0.1 * there_s / 60.0

    best = max(
        sum(score(each, at) for each, at in zip(trips, chosen, strict=False))
        for chosen in itertools.permutations(vehicles, len(trips))
    )
    found = plans_of(trips, vehicles, fresh_per_min=0.1)
    by_order = {each.order: each for each in trips}
    scores = [
        score(by_order[boarded(plan)[0]], plan.vehicle)
        for plan in found.plans
        if plan.stops
    ]
    assert len(scores) == len(trips)
    assert sum(scores) == pytest.approx(best, rel=1e-12)


def test_a_run_carries_every_order_and_is_the_same_again():
    keys = {
        "dispatch.planner": "rolling",
        "fleet.peripheral.size": 40,
        "fleet.peripheral.capacity": 3,
        "demand.load_per_min": 8,
        "demand.duration_min": 10,
        "producers.door_s": 60,
    }
    scenario = load_scenario("baselines/stacked", keys)
    run, again = simulate(scenario), simulate(scenario)
    assert run.kpis.loc["delivered", "value"] == 80
    assert run.log_hash == again.log_hash


@pytest.mark.parametrize("planner", ["insertion", "rolling"])
def test_vehicles_of_different_seats_leave_no_order_behind(planner):
    """They are there all the time, so no order has a reason to stay open."""
    keys = {
        "dispatch.planner": planner,
        "fleet.peripheral.size": 12,
        "fleet.peripheral.capacity": 1,
        "fleet.classes": {"van": {"size": 3, "capacity": 3}},
        "demand.load_per_min": 10,
        "demand.duration_min": 10,
    }
    run = simulate(load_scenario("baselines/stacked", keys))
    assert run.kpis.loc["delivered", "value"] == 100


def test_an_elastic_fleet_is_refused():
    with pytest.raises(InputError, match=r"dispatch\.planner is"):
        load_scenario("baselines/stacked", {"dispatch.planner": "rolling"})
