"""Plans by solvers of vehicle routing: what any planner owes, whatever they answer."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from simulation import load_scenario, simulate
from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.plans import (
    Aboard,
    DoorTrip,
    Joining,
    OrderStop,
    PlannedVehicle,
)
from simulation.dispatch.problem import NEVER, problem_of
from simulation.dispatch.solving import SolverPlanner, solver_of
from simulation.errors import InputError
from tests.dispatch.exact import least_cost
from tests.dispatch.plain import moments
from tests.dispatch.test_optimum import CAPACITY, instance
from tests.dispatch.test_rolling import Line, trip, vehicle

RNG = np.random.default_rng(0)
NAMES = ("vroom", "pyvrp")


def solver(name, **options):
    pytest.importorskip(name, reason=f"{name} is of the extra solvers")
    return solver_of(DispatchOptions(planner=name, **options))


def planned(name, trips, vehicles, joining=None, now_s=0.0, **options):
    given = DispatchOptions(planner=name, **options)
    planner = SolverPlanner(solver(name, **options), Line, given, joining)
    return planner.plan(trips, vehicles, now_s, RNG)


def turns(plan):
    return [(stop.trip.order, stop.boards) for stop in plan.stops]


class Says:
    """A solver that answers what it is told to, one answer after the other."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def solve(self, problem):
        """Return the next answer."""
        self.asked.append(problem)
        return self.answers.pop(0)


def told(answers, trips, vehicles, joining=None, **options):
    says = Says(*answers)
    planner = SolverPlanner(says, Line, DispatchOptions(**options), joining)
    return says, planner.plan(trips, vehicles, 0.0, RNG)


def most_aboard(given):
    """Return how many orders a vehicle was to have at most, by its stops before."""
    inside = [len(given.aboard)]
    for stop in given.stops:
        inside.append(inside[-1] + (1 if stop.boards else -1))
    return max(inside)


# What any planner owes -----------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_lost_seats_are_kept_and_custody_too(name):
    tried = solver(name)

    @settings(max_examples=settings.default.max_examples // 2)
    @given(moments())
    def holds(moment):
        options = replace(moment.options, planner=name)
        planner = SolverPlanner(tried, moment.towards, options, moment.joining)
        asked = moment.waiting, moment.vehicles, moment.now_s, RNG
        plans = planner.plan(*asked)
        assert planner.plan(*asked) == plans
        placed = [each.order for each in plans.waiting]
        for plan, before in zip(plans.plans, moment.vehicles, strict=False):
            assert plan.vehicle == before
        most = [most_aboard(each) for each in moment.vehicles] + [0] * len(plans.plans)
        for at, plan in enumerate(plans.plans):
            inside = {each.trip.order for each in plan.vehicle.aboard}
            placed += inside
            for stop in plan.stops:
                if stop.boards:
                    assert stop.place == stop.trip.origin
                    assert stop.trip.order not in placed
                    placed.append(stop.trip.order)
                    inside.add(stop.trip.order)
                    assert len(inside) <= max(plan.vehicle.capacity, most[at])
                else:
                    assert stop.place == stop.trip.target
                    inside.remove(stop.trip.order)
            assert not inside
        everybody = {trip.order for trip in moment.waiting}
        for each in moment.vehicles:
            everybody |= {one.trip.order for one in each.aboard}
            everybody |= {stop.trip.order for stop in each.stops}
        assert sorted(placed) == sorted(everybody)
        if moment.joining is not None:
            assert not plans.waiting

    holds()


@pytest.mark.parametrize("name", NAMES)
def test_six_orders_are_planned_within_3_percent_of_the_fewest_metres(name):
    """Against the dynamic program that the project's own planner is held against."""
    found = []
    for seed in range(6):
        distance_m, time_s = instance(seed, 6, 2)
        best_m = least_cost(distance_m, time_s, (12, 13), 6, CAPACITY, 0.0)
        legs = [
            list(zip(times, metres, strict=True))
            for times, metres in zip(time_s.T, distance_m.T, strict=True)
        ]
        trips = [DoorTrip(o, o, 6 + o, 0.0, 1e6, time_s[o, 6 + o]) for o in range(6)]
        vehicles = [PlannedVehicle(v, 12 + v, 0.0, CAPACITY) for v in range(2)]
        options = DispatchOptions(planner=name, exploration=5, rounds=300)
        planner = SolverPlanner(
            solver(name, exploration=5, rounds=300), legs.__getitem__, options
        )
        plans = planner.plan(trips, vehicles, 0.0, RNG)
        driven_m = 0.0
        for plan in plans.plans:
            here = plan.vehicle.place
            for stop in plan.stops:
                driven_m += distance_m[here, stop.place]
                here = stop.place
        assert not plans.waiting
        found.append(driven_m / best_m - 1)
    assert min(found) > -1e-9
    assert np.mean(found) < 0.03


# Worlds solved by hand -----------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_two_orders_on_the_way_ride_together_and_one_the_other_way_does_not(name):
    trips = [trip(0, 10, 30), trip(1, 20, 40), trip(2, 50, 60)]
    plans = planned(name, trips, [vehicle(0, 10), vehicle(1, 50)]).plans
    assert [turns(plan) for plan in plans] == [
        [(0, True), (1, True), (0, False), (1, False)],
        [(2, True), (2, False)],
    ]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_aboard_stays_there_and_takes_its_seat(name):
    inside = Aboard(trip(0, 0, 30), 0.0)
    busy = vehicle(0, 10, capacity=1)._replace(
        aboard=(inside,), stops=(OrderStop(30, inside.trip, boards=False),)
    )
    plans = planned(name, [trip(1, 10, 30)], [busy]).plans
    assert turns(plans[0]) == [(0, False), (1, True), (1, False)]


@pytest.mark.parametrize("name", NAMES)
def test_an_aim_is_kept_although_it_costs_metres(name):
    """Along the line 1 km and back is 200 s; the order behind is due before that."""
    soon = trip(0, 20, 10, due_s=130.0)
    far = trip(1, 20, 40)
    plans = planned(name, [far, soon], [vehicle(0, 20)], margin_s=0.0).plans
    order = [each for each, boards in turns(plans[0]) if not boards]
    assert order == [0, 1]


@pytest.mark.parametrize("name", NAMES)
def test_who_is_late_whatever_happens_is_carried_all_the_same(name):
    late = trip(0, 20, 10)._replace(aim_s=5.0)
    plans = planned(name, [late], [vehicle(0, 0)])
    assert turns(plans.plans[0]) == [(0, True), (0, False)]


@pytest.mark.parametrize("name", NAMES)
def test_of_an_elastic_fleet_a_vehicle_joins_where_it_is_cheaper(name):
    trips = [trip(0, 10, 20)]
    near, far = vehicle(0, 5), vehicle(0, 80)
    joining = Joining(4)
    stays = planned(name, trips, [near], joining, new_vehicle_m=1500.0).plans
    assert [len(turns(plan)) for plan in stays] == [2]
    joins = planned(name, trips, [far], joining, new_vehicle_m=1500.0).plans
    assert [len(turns(plan)) for plan in joins] == [0, 2]
    assert joins[1].vehicle.number is None
    assert joins[1].vehicle.place == 10


# Whatever the solver answers ------------------------------------------------------


def test_without_an_answer_plans_stay_and_orders_wait_for_who_is_busy():
    first = trip(0, 10, 20)
    begun = told([[[(0, True), (0, False)]]], [first], [vehicle(0, 5)])[1].plans[0]
    busy = vehicle(0, 5)._replace(stops=begun.stops)
    _, plans = told([None, None], [trip(1, 30, 40)], [busy])
    assert turns(plans.plans[0]) == [(0, True), (0, False)]
    assert [each.order for each in plans.waiting] == [1]


def test_who_is_left_out_is_taken_by_somebody_with_nothing_to_do():
    trips = [trip(0, 10, 20), trip(1, 30, 40, asked_s=-5.0)]
    says, plans = told([[[]], [[]]], trips, [vehicle(0, 5)])
    assert [each.latest for each in says.asked[1].errands] == [NEVER, NEVER]
    assert turns(plans.plans[0]) == [(1, True), (1, False)]  # the older one
    assert [each.order for each in plans.waiting] == [0]


def test_what_is_aboard_and_left_out_is_delivered_behind_all_others():
    busy = vehicle(0, 10)._replace(aboard=(Aboard(trip(0, 0, 30), 0.0),))
    answer = [[(0, True), (0, False)]]
    _, plans = told([answer, answer], [trip(1, 10, 20)], [busy])
    assert turns(plans.plans[0]) == [(1, True), (1, False), (0, False)]


def test_a_plan_that_is_late_can_be_kept():
    """The limit of an order in a plan is no sooner than the plan delivers it."""
    late = trip(0, 20, 40)._replace(aim_s=100.0)
    begun = told([[[(0, True), (0, False)]], None], [late], [vehicle(0, 0)])[1]
    busy = vehicle(0, 0)._replace(stops=begun.plans[0].stops)
    problem = problem_of([late], [busy], 0.0, [Line], DispatchOptions(), None)
    assert problem.errands[0].latest == 4000  # 400 s for 4 km
    assert problem.errands[0].rank == 100


# Runs ------------------------------------------------------------------------------

KEYS = {"demand.load_per_min": 5, "demand.duration_min": 4, "producers.door_s": 60}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", ["elastic", 4])
def test_a_run_carries_every_order_and_is_the_same_again(name, size):
    pytest.importorskip(name, reason=f"{name} is of the extra solvers")
    keys = KEYS | {"dispatch.planner": name, "fleet.peripheral.size": size}
    scenario = load_scenario("baselines/stacked", keys)
    run, again = simulate(scenario), simulate(scenario)
    assert run.kpis.loc["delivered", "value"] == 20
    assert run.log_hash == again.log_hash


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_to_be_without_effect_is(name):
    pytest.importorskip(name, reason=f"{name} is of the extra solvers")
    keys = KEYS | {"dispatch.planner": name}
    others = {
        "dispatch.value_of_time_m_per_s": 50.0,
        "dispatch.late_m_per_s": 1.0,
        "dispatch.most_moved": 1,
        "dispatch.order": "nearest",
        "dispatch.max_detour": 1.0,
        "dispatch.detour_slack_s": 0.0,
        "dispatch.orders_ahead" if name == "pyvrp" else "dispatch.rounds": 0,
    }
    run, other = (
        simulate(load_scenario("baselines/stacked", each))
        for each in (keys, keys | others)
    )
    assert run.log_hash == other.log_hash


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_installed_is_said_in_a_sentence(name, monkeypatch):
    monkeypatch.setitem(sys.modules, name, None)
    scenario = load_scenario("baselines/stacked", KEYS | {"dispatch.planner": name})
    with pytest.raises(InputError, match=rf'"{name}", which is not installed.*extra'):
        simulate(scenario)


@pytest.mark.parametrize("name", NAMES)
def test_solvers_know_no_meetings(name):
    with pytest.raises(InputError, match="no other planner knows meetings"):
        load_scenario("sharing/through", {"dispatch.planner": name})
