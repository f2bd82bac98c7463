"""Meetings against all there are: every pair, hotspot and place in a plan."""

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.dispatch import giving, transfers
from simulation.dispatch.giving import Hubs
from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.planner import Planner
from simulation.dispatch.plans import OrderStop, PlannedVehicle
from simulation.network.hub_legs import HubLegs
from tests.dispatch.plain import Plane

HOTSPOTS, HANDOVER_S, LEAST_M = 3, 30.0, 40.0
RNG = np.random.default_rng(0)  # not drawn from: plans are not improved


def moment(rng, vehicles, **options):
    """Return places (three hotspots first), orders that go the same way, vehicles.

    No two plans cost the same: places lie anywhere.
    """
    near, far = rng.random((HOTSPOTS + 10, 2)) * 2000, rng.random((5, 2)) * 1500
    points = np.concatenate((near, far + np.array([6000, 0])))
    towards = Plane(points.tolist())
    trips = [
        towards.trip(at, HOTSPOTS + at, HOTSPOTS + 10 + at, promise_s=1600.0)
        for at in range(int(rng.integers(2, 6)))
    ]
    views = [
        PlannedVehicle(at, HOTSPOTS + 5 + at, 0.0, seats)
        for at, seats in enumerate(vehicles)
    ]
    chosen = DispatchOptions(
        least_saving_m=LEAST_M,
        max_detour=10.0,
        rounds=0,
        transfers=1,
        stacks=False,
        **options,
    )
    return towards, trips, views, chosen


@st.composite
def moments(draw):
    """Draw a moment."""
    return moment(
        np.random.default_rng(draw(st.integers(0, 2**32))),
        draw(st.lists(st.integers(1, 4), min_size=2, max_size=4)),
        value_of_time_m_per_s=draw(st.sampled_from([0.0, 1.0, 4.0])),
        busy_m_per_s=draw(st.sampled_from([0.0, 2.0])),
        end_weight=draw(st.sampled_from([0.0, 0.7])),
    )


def ends_m(towards, options):
    """Return what it costs that a plan ends at each place: how far east it is [m]."""
    return options.end_weight * np.array([east for east, _ in towards.points])


def driven(towards, options, vehicle, stops):
    """Return the cost of stops [m], where and when they end, and who is aboard then."""
    here, now_s, cost, inside = vehicle.place, vehicle.free_s, 0.0, {}
    for place, trip, boards in stops:
        time_s, metres = towards(place)[here]
        here, now_s, cost = place, now_s + time_s, cost + metres
        if boards:
            now_s = max(now_s, trip.ready_s)
            if inside and not (options.stacks or trip.transfers):
                return np.inf, here, now_s, inside
            inside[trip.order] = now_s
            if len(inside) > vehicle.capacity:
                return np.inf, here, now_s, inside
            continue
        boarded_s = inside.pop(trip.order)
        longest_s = options.max_detour * trip.direct_s + options.detour_slack_s
        if now_s - boarded_s > longest_s:
            return np.inf, here, now_s, inside
        aim_s = trip.due_s - options.margin_s if trip.aim_s is None else trip.aim_s
        cost += options.value_of_time_m_per_s * (now_s - trip.asked_s)
        cost += options.late_m_per_s * max(0.0, now_s - aim_s)
    return cost + options.busy_m_per_s * (now_s - vehicle.free_s), here, now_s, inside


def ended(towards, options, vehicle, stops):
    """Return the cost of stops, of where they end too [m]."""
    cost, here, *_ = driven(towards, options, vehicle, stops)
    return cost + ends_m(towards, options)[here]


def with_order(towards, options, vehicle, stops, trip):
    """Return the cheapest stops with one more order, by trying all places."""
    best = np.inf, None
    for board in range(len(stops) + 1):
        for alight in range(board, len(stops) + 1):
            tried = [*stops]
            tried.insert(alight, OrderStop(trip.target, trip, boards=False))
            tried.insert(board, OrderStop(trip.origin, trip, boards=True))
            cost = ended(towards, options, vehicle, tried)
            if cost < best[0]:
                best = cost, tried
    return best


def best_of_pair(towards, options, giver, receiver):
    """Return what a pair saves at most, over all hotspots and stops kept."""
    (one, stops), (other, others) = giver, receiver
    before = sum(
        ended(towards, options, *each) for each in ((one, stops), (other, others))
    )
    boards = [at for at, stop in enumerate(stops, 1) if stop.boards]
    best = -np.inf
    for kept in range(boards[-1], len(stops)):
        cost, here, now_s, inside = driven(towards, options, one, stops[:kept])
        handing_s = HANDOVER_S * len(inside)
        for hotspot in range(HOTSPOTS):
            time_s, metres = towards(hotspot)[here]
            at_s = now_s + time_s + handing_s
            given = cost + metres + options.busy_m_per_s * (time_s + handing_s)
            given += ends_m(towards, options)[hotspot]
            plan, after = others, np.inf
            for _, trip, _ in stops[kept:]:
                on = trip._replace(
                    origin=hotspot,
                    ready_s=at_s,
                    direct_s=towards(trip.target)[hotspot][0],
                    aim_s=trip.due_s - options.margin_s,
                    transfers=1,
                )
                if len({each.trip.order for each in plan}) >= other.capacity + 4:
                    after = np.inf
                    break
                after, plan = with_order(towards, options, other, plan, on)
                if plan is None:
                    break
            best = max(best, before - given - after)
    return best


class Routed:
    """Legs of a plane, many at a time."""

    def __init__(self, towards):
        self._towards = towards

    def routed(self, here, there):
        """Return times [s] and distances [m]."""
        ends = zip(here.tolist(), there.tolist(), strict=True)
        return np.array([self._towards(end)[begin] for begin, end in ends]).T


@given(moments())
def test_vehicles_meet_that_save_most_together(case):
    """Plans without meetings, then all sets of pairs: the best saves what is told."""
    towards, trips, vehicles, options = case
    # Aims of orders that cannot be on time are told elsewhere.
    assert all(trip.due_s - options.margin_s >= trip.direct_s for trip in trips)
    ends = ends_m(towards, options)
    plain = Planner(towards, options).plan(trips, vehicles, 0.0, RNG, ends)
    plans = [(plan.vehicle, list(plan.stops)) for plan in plain.plans if plan.stops]
    savings = {}
    for one, other in permutations(range(len(plans)), 2):
        saving = best_of_pair(towards, options, plans[one], plans[other])
        if saving >= LEAST_M:
            pair = frozenset((one, other))
            savings[pair] = max(savings.get(pair, 0.0), saving)
    most = max(
        sum(savings[pair] for pair in pairs)
        for size in range(len(savings) + 1)
        for pairs in combinations(savings, size)
        if len(frozenset().union(*pairs)) == 2 * size
    )
    found = planned(case)
    assert sum(give.saving_m for give in found.gives) == pytest.approx(most, abs=1e-6)


def planned(case):
    """Return the plans of a moment with one round of meetings."""
    towards, trips, vehicles, options = case
    legs = HubLegs(Routed(towards), HOTSPOTS)
    planner = Planner(towards, options, hubs=Hubs(legs, HANDOVER_S.__mul__))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transfers, "ROUNDS", 1)
        patch.setattr(giving, "on_time_grid", lambda times: times)
        ends = ends_m(towards, options)
        return planner.plan(trips, vehicles, 0.0, RNG, ends)


def test_meetings_are_found_often_enough_for_that_to_mean_something():
    rng = np.random.default_rng(1)
    moments = [moment(rng, [4, 3, 2], value_of_time_m_per_s=1.0) for _ in range(50)]
    assert sum(len(planned(each).gives) for each in moments) >= 25
