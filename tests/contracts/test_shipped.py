"""Shipped parts keep the contracts of their kinds, and bad ones do not."""

from functools import partial

import numpy as np
import pytest

from simulation.assemble.parts import part_of
from simulation.contracts import (
    check_demand,
    check_dispatch,
    check_handler,
    check_routing,
    check_traffic,
)
from simulation.demand.drawing import DrawnOrders
from simulation.demand.orders import Orders
from simulation.dispatch.nearest import NearestIdle, NearestTrip
from simulation.dispatch.protocol import NEAREST, stops_of
from simulation.network.travel_times import FreeFlow
from simulation.registry import DEMAND, KINDS, find
from simulation.routing.exact import ExactPolicy
from simulation.routing.q_learning.explorers import Boltzmann, EpsilonGreedy
from simulation.routing.q_learning.training import TrainingPlan, train
from simulation.routing.superspots import SuperspotPolicy
from simulation.scenario import Scenario
from simulation.sharing.greedy import GreedyHandler
from simulation.sharing.guarded import GuardedHandler
from simulation.sharing.refuse import RefuseHandler
from simulation.sharing.reservation import ReservationHandler
from simulation.sharing.saved_distance import MatchingHandler, SavedDistanceHandler
from simulation.streams import Streams

PROFILES = [word for word in DEMAND.shipped if word != "trace"]


def test_every_shipped_word_has_its_part():
    for kind in KINDS:
        for word in kind.shipped:
            assert find(kind, word).source is None
        assert part_of(kind, Scenario(), {}).word in kind.shipped


def expecting(capacity, distance_m, travel_time_s):
    """Return a handler that expects somebody at every hotspot each 7 s."""
    coming = np.full_like(distance_m, 1 / (7 * len(distance_m)))
    return ReservationHandler(
        capacity, distance_m, travel_time_s, arrivals_per_s=coming
    )


HANDLERS = [
    GreedyHandler,
    RefuseHandler,
    GuardedHandler,
    SavedDistanceHandler,
    MatchingHandler,
    ReservationHandler,
    expecting,
]


@pytest.mark.parametrize("handler", HANDLERS)
def test_handlers(handler):
    check_handler(handler)


@pytest.mark.parametrize("policy", [ExactPolicy, SuperspotPolicy])
def test_policies_that_are_solved(policy):
    check_routing(policy)


def test_a_policy_whose_hops_are_not_the_best_of_their_row_is_found_out():
    class Worst(ExactPolicy):
        def some(self, destination, here):
            worst = self.values(destination, here).argmin()
            hops = np.unique([here, worst])
            return hops, self.values(destination, here)[hops]

    with pytest.raises(
        AssertionError, match=r"some\(0, 0\) is not the best of its row"
    ):
        check_routing(Worst, runs=False)


@pytest.mark.parametrize("cases", [1, pytest.param(5, marks=pytest.mark.slow)])
@pytest.mark.parametrize("explorer", [Boltzmann(), EpsilonGreedy()])
def test_learnt_policies(explorer, cases):
    def learnt(travel_time_s):
        rng = Streams(11, replication=None).get("training")
        return train(travel_time_s, explorer, TrainingPlan(episodes=600), rng).policy

    check_routing(learnt, cases=cases, runs=False)


@pytest.mark.parametrize("rule", [NearestIdle, NearestTrip])
def test_dispatch_rules(rule):
    check_dispatch(rule)


@pytest.mark.parametrize("profile", PROFILES)
def test_demand(profile):
    check_demand(partial(DrawnOrders, profile=profile))


def test_traffic():
    check_traffic(FreeFlow)


# Parts that owe something -----------------------------------------------------------


class Twice(GreedyHandler):
    def match(self, deciders, board, now_s):
        matches = super().match(deciders, board, now_s)
        return matches + matches[:1]


class Misled(GreedyHandler):
    def match(self, deciders, board, now_s):
        matches = super().match(deciders, board, now_s)
        return [each._replace(hop=(each.hop + 1) % 6) for each in matches]


class Refusing(GreedyHandler):
    shares = False


class Spoiler(GreedyHandler):
    def match(self, deciders, board, now_s):
        for each in deciders:
            each.ready_s += 1
        return super().match(deciders, board, now_s)


class Moody(GreedyHandler):
    made = 0

    def __init__(self, capacity):
        super().__init__(capacity)
        Moody.made += 1
        self.odd = Moody.made % 2

    def match(self, deciders, board, now_s):
        return super().match(deciders, board, now_s) if self.odd else []


@pytest.mark.parametrize(
    ("handler", "said"),
    [
        (Twice, "shares members with another one, expected disjoint groups"),
        (Misled, "expected a hop of all members"),
        (Refusing, "shares is False and"),
        (Spoiler, "candidates changed"),
        (Moody, "another one answers otherwise"),
    ],
)
def test_a_handler_that_owes_something_is_told_what(handler, said):
    with pytest.raises(AssertionError, match=said):
        check_handler(handler)


class Shared(ExactPolicy):
    def values(self, destination, here):
        rows = self.__dict__.setdefault("rows", {})
        way = (destination, here)
        return rows.setdefault(way, super().values(destination, here))


class OffGrid(ExactPolicy):
    def values(self, destination, here):
        return super().values(destination, here) + 1e-11


class Circling:
    def __init__(self, travel_time_s):
        self.hotspots = len(travel_time_s)

    def values(self, destination, here):
        row = np.zeros(self.hotspots)
        row[(here + 1) % 2] = 1.0
        return row


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (Shared, "expected a new array"),
        (OffGrid, "is not on the grid of 1e-9"),
        (Circling, "from hotspot|circles|destination"),
    ],
)
def test_a_policy_that_owes_something_is_told_what(policy, said):
    with pytest.raises(AssertionError, match=said):
        check_routing(policy)


class Unknown(NearestIdle):
    def assign(self, trips, fleet, now_s):
        for trip in trips:
            yield trip, 77, stops_of(trip)


class Abandons(NearestIdle):
    def assign(self, trips, fleet, now_s):
        for trip, number, _ in super().assign(trips, fleet, now_s):
            yield trip, number, stops_of(trip)[:1]


class Greedy(NearestIdle):
    def assign(self, trips, fleet, now_s):
        return [(trip, NEAREST, stops_of(trip)) for trip in trips]


class Keeps(NearestIdle):
    def assign(self, trips, fleet, now_s):
        return super().assign(trips[:1] if now_s < 300 else (), fleet, now_s)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Unknown, "vehicle 77, expected one of the fleet"),
        (Abandons, "then alight at"),
        (Greedy, "idle vehicles, expected at most"),
        (Keeps, "expected each of them once"),
    ],
)
def test_a_dispatch_rule_that_owes_something_is_told_what(rule, said):
    with pytest.raises(AssertionError, match=said):
        check_dispatch(rule)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("start_s", [5.0, 4.0], "start_s is not in order"),
        ("start_s", [0.0, 0.1], "start_s is not on the time grid"),
        ("start_s", [0.0, float("nan")], "start_s is not in order"),
        ("producer", [0, 0], "producer has a place that is none"),
        ("consumer", [1], "columns differ in length"),
    ],
)
def test_a_demand_that_owes_something_is_told_what(column, value, said):
    class Odd:
        def orders(self, region, streams):
            columns = {
                "start_s": np.array([0.0, 1.0]),
                "producer": region.producers[:2],
                "consumer": region.consumers[:2],
            }
            return Orders(**{**columns, column: np.array(value)})

    with pytest.raises(AssertionError, match=said):
        check_demand(Odd)


class Jam:
    def duration_s(self, free_s, depart_s, origin, target):
        return free_s * (2 if 3600 <= depart_s < 7200 else 1)


class Back:
    def duration_s(self, free_s, depart_s, origin, target):
        return free_s - 1000


class Remembers:
    def __init__(self):
        self.asked = 0

    def duration_s(self, free_s, depart_s, origin, target):
        self.asked += 1
        return free_s + self.asked


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (Jam, "begins at 7199.999 s.*overtaken"),
        (Back, "expected a finite time of 0 s or more"),
        (Remembers, "another time when asked for in another order"),
    ],
)
def test_a_model_of_traffic_that_owes_something_is_told_what(model, said):
    with pytest.raises(AssertionError, match=said):
        check_traffic(model)
