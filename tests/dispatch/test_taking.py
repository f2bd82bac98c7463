"""No order handed over adds less to a route than its bound, however legs are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.dispatch import taking
from simulation.dispatch.options import INFINITE, ROUNDING_M, DispatchOptions
from simulation.dispatch.plans import Aboard, OrderStop, PlannedVehicle
from simulation.dispatch.routes import Route
from simulation.dispatch.taking import gaps_of, least_rises_m
from simulation.dispatch.tasks import Task
from simulation.network.hub_legs import HubLegs
from tests.dispatch.plain import Plane
from tests.dispatch.test_transfers import Routed, moments, planned

PLACES, HOTSPOTS, NOW_S = 9, 3, 1000.0


class Tangle(Plane):
    """Places with ways of any length: over a third place may be shorter."""

    def __init__(self, rng):
        time_s, metres = rng.integers(0, 400, (2, PLACES, PLACES)) * 1.0
        self._legs = [
            list(zip(*row, strict=True))
            for row in zip(time_s.tolist(), metres.tolist(), strict=True)
        ]

    def __call__(self, target):
        """Return the legs to a place."""
        return self._legs[target]


@st.composite
def worlds(draw):
    """Draw legs, options, and routes, of which some wait for orders."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    towards = Plane(rng.integers(0, 3000, (PLACES, 2)).tolist())
    if draw(st.booleans()):
        towards = Tangle(rng)
    options = DispatchOptions(
        value_of_time_m_per_s=draw(st.sampled_from([0.0, 1.0, 15.0])),
        late_m_per_s=draw(st.sampled_from([0.0, 60.0])),
        busy_m_per_s=draw(st.sampled_from([0.0, 2.0])),
        max_detour=draw(st.sampled_from([1.0, 1e9])),
        orders_ahead=10,
    )
    numbers = iter(range(1000))

    def task():
        origin, target = rng.integers(PLACES, size=2).tolist()
        asked_s = NOW_S - float(rng.integers(600))
        trip = towards.trip(next(numbers), origin, target, asked_s)
        trip = trip._replace(
            dropoff_s=float(rng.choice([0, 20])),
            pickup_s=float(rng.choice([0, 60])),
            ready_s=float(rng.choice([0, NOW_S + 200, NOW_S + 900])),
        )
        end_m = float(rng.choice([0, 500]))
        return Task(trip, towards, options, end_m=end_m)

    routes = []
    for number in range(draw(st.integers(1, 4))):
        turns = []
        aboard = [(task(), NOW_S - 50.0) for _ in range(draw(st.integers(0, 2)))]
        turns += [(rng.random(), (each, False)) for each, _ in aboard]
        for _ in range(draw(st.integers(0 if aboard else 1, 3))):
            first, second = sorted(rng.random(2).tolist())
            more = task()
            turns += [(first, (more, True)), (second, (more, False))]
        stops = tuple(stop for _, stop in sorted(turns, key=lambda turn: turn[0]))
        trips = tuple(Aboard(each.trip, since_s) for each, since_s in aboard)
        planned_stops = tuple(
            OrderStop(
                each.trip.origin if boards else each.trip.target, each.trip, boards
            )
            for each, boards in stops
        )
        vehicle = PlannedVehicle(
            number, int(rng.integers(PLACES)), NOW_S, 4, trips, planned_stops
        )
        routes.append(Route(vehicle, stops, tuple(aboard), options))
    given_up = [task() for _ in range(3)]
    ready_s = NOW_S + rng.integers(0, 1500, HOTSPOTS)
    return towards, options, routes, given_up, ready_s.astype(float)


@given(worlds())
def test_no_order_adds_less_than_its_bound(world):
    towards, options, routes, given_up, ready_s = world
    legs = HubLegs(Routed(towards), HOTSPOTS)
    gaps, hotspot = gaps_of(routes, legs), np.arange(HOTSPOTS)
    for task in given_up:
        least_m = least_rises_m(
            gaps, legs.back(task.trip.target), task, hotspot, ready_s, options
        )
        for hub, at_s in enumerate(ready_s.tolist()):
            trip = task.trip._replace(
                origin=hub, ready_s=at_s, pickup_s=0.0, aim_s=task.aim_s, transfers=1
            )
            going_on = Task(trip, towards, options, end_m=task.end_m)
            for number, route in enumerate(routes):
                found = route.search(going_on, INFINITE)
                if found is not None:
                    assert least_m[hub, number] <= found[0] + ROUNDING_M


def test_bounds_are_near_enough_to_leave_out_most():
    """Of a vehicle that neither waits nor is late the bound is what is found."""
    towards = Plane([(0, 0), (0, 900), (500, 0), (1000, 0), (2000, 0), (3000, 0)])
    options = DispatchOptions(value_of_time_m_per_s=1.0, orders_ahead=10)
    mine, other = (
        Task(towards.trip(number, 3, target), towards, options)
        for number, target in enumerate((4, 5))
    )
    stop = OrderStop(4, mine.trip, boards=False)
    vehicle = PlannedVehicle(0, 2, 0.0, 4, (Aboard(mine.trip, 0.0),), (stop,))
    route = Route(vehicle, ((mine, False),), ((mine, 0.0),), options)
    legs = HubLegs(Routed(towards), 2)
    ready_s = np.zeros(2)
    found_m = []
    for hub in range(2):
        trip = other.trip._replace(origin=hub, transfers=1)
        found = route.search(Task(trip, towards, options), INFINITE)
        found_m.append(found[0])
    (least_m,) = least_rises_m(
        gaps_of([route], legs), legs.back(5), other, np.arange(2), ready_s, options
    ).T
    assert least_m == pytest.approx(found_m)


@given(moments())
def test_a_nearer_bound_changes_no_meeting(case):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking, "_FEW", 0)
        found = planned(case)
        patch.setattr(taking, "_FEW", 10**9)
        assert planned(case) == found
