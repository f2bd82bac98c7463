"""Bounds of all routes side by side: right at first, after changes and taken back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.dispatch import insertion
from simulation.dispatch.detours import Detours
from simulation.dispatch.insertion import Routes
from simulation.dispatch.options import INFINITE, ROUNDING_M
from simulation.dispatch.plans import AskedLegs
from simulation.dispatch.routes import Route
from simulation.dispatch.screen import Screen
from simulation.dispatch.tasks import Task
from tests.dispatch.plain import moments


def known(moment):
    """Return the routes of a moment by key, the tasks that wait, and the legs."""
    tasks = {}

    def task(trip):
        return tasks.setdefault(trip.order, Task(trip, moment.towards, moment.options))

    routes = {
        key: Route(
            vehicle,
            tuple((task(stop.trip), stop.boards) for stop in vehicle.stops),
            tuple((task(each.trip), each.since_s) for each in vehicle.aboard),
            moment.options,
        )
        for key, vehicle in enumerate(moment.vehicles)
    }
    waiting = [task(trip) for trip in moment.waiting]
    places = {vehicle.place for vehicle in moment.vehicles}
    places |= {at for it in tasks.values() for at in (it.trip.origin, it.trip.target)}
    return routes, waiting, AskedLegs(moment.towards, sorted(places))


@given(moments(), st.randoms(use_true_random=False))
def test_routes_noted_at_once_have_the_bounds_of_those_noted_one_by_one(moment, chance):
    routes, waiting, legs = known(moment)
    at_once, one_by_one = (Screen(legs, moment.options) for _ in range(2))
    at_once.fill(routes)
    for key, route in routes.items():
        one_by_one.put(key, route)
    for _ in range(3):
        for task in waiting:
            for below_m in (INFINITE, chance.uniform(0, 5000)):
                found = at_once.in_reach(task, below_m)
                assert found == one_by_one.in_reach(task, below_m)
        for key in chance.sample(sorted(routes), len(routes) // 2):
            other = routes[chance.choice(sorted(routes))]
            for screen in (at_once, one_by_one):
                screen.put(key, other)


@given(moments())
def test_no_order_adds_less_than_its_bound_and_none_is_left_out(moment):
    routes, waiting, legs = known(moment)
    screen = Screen(legs, moment.options)
    screen.fill(routes)
    for task in waiting:
        bounds = {key: bound_m for bound_m, key in screen.in_reach(task, INFINITE)}
        for key, route in routes.items():
            found = route.search(task, INFINITE) if route.has_room else None
            if found is not None and np.isfinite(route.cost_m):
                assert bounds[key] <= found[0] + ROUNDING_M


@given(moments(), st.data())
def test_what_is_taken_back_is_as_it_was(moment, data):
    routes, waiting, legs = known(moment)
    able = [route for route in routes.values() if np.isfinite(route.cost_m)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(insertion, "FEW", 0)
        table, again = (
            Routes(able, moment.now_s, moment.options, [legs], moment.joining)
            for _ in range(2)
        )
        if data.draw(st.booleans()):  # bounds are known before, or after
            table.screens()
        kept, before = table.snapshot(), dict(table.by_key)
        open_tasks = [
            task
            for route in able
            for task, boards in route.stops
            if boards and data.draw(st.booleans())
        ]
        table.take_out(open_tasks)
        for task in [*open_tasks, *waiting]:
            slot = table.best_slot(task)
            if slot is not None:
                table.put(task, slot)
        table.restore(kept)
        assert table.by_key == before
        for task in waiting:
            slots = table.best_slot(task), again.best_slot(task)
            rises = [INFINITE if each is None else each.rise_m for each in slots]
            assert rises[0] == pytest.approx(rises[1])
            bounds = [
                {
                    key: bound_m
                    for bound_m, key in it.screens()[0].in_reach(task, INFINITE)
                }
                for it in (table, again)
            ]
            assert bounds[0] == pytest.approx(bounds[1])


def plain_detour(route, legs, hub):
    """Return when a vehicle is at a hotspot [s], and what a way over it adds [m]."""
    places = [legs.number[place] for place in route.places]
    adds = []
    for gap, (_, leg_s, leg_m, rate, _, last, *_) in enumerate(route.gaps().T):
        more_s = legs.time_s[hub, places[gap]]
        more_m = legs.distance_m[hub, places[gap]]
        if not last:
            more_s += legs.time_s[places[gap + 1], hub] - leg_s
            more_m += legs.distance_m[places[gap + 1], hub] - leg_m
        adds.append(more_m + rate * more_s)
    return route.gaps()[0, 0] + legs.time_s[hub, places[0]], min(adds)


@given(moments(), st.data())
def test_detours_are_those_of_the_routes_asked_for(moment, data):
    """Also where some are known from the moment before."""
    routes, _, _ = known(moment)
    places = len(moment.towards.points)
    legs, hotspots = AskedLegs(moment.towards, range(places)), min(3, places)
    screen, before = Screen(legs, moment.options), {}
    screen.fill(routes)
    for key in data.draw(st.permutations(sorted(routes)))[:2]:
        routes[key] = routes[min(routes)]
        screen.put(key, routes[key])
    for _ in range(2):
        some = {key: each for key, each in routes.items() if data.draw(st.booleans())}
        detours = Detours([screen], hotspots, some, before)
        assert set(detours.keys) == {key for key in some if some[key].has_room}
        for at, key in enumerate(detours.keys):
            for hub in range(hotspots):
                there_s, over_m = plain_detour(some[key], legs, hub)
                assert detours.there_s[hub, at] == pytest.approx(there_s)
                assert detours.over_m[hub, at] == pytest.approx(over_m)
                door_m = detours.over_door(hub)[at]  # its stretch may be longer
                assert door_m <= over_m + ROUNDING_M
