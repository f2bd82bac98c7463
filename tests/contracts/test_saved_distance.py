"""Handlers that weigh saved distance, against plain ones.

The plain price of a group follows the sentences of `simulation.sharing.savings` one by
one, without arrays; the plain matching tries every set of disjoint pairs.
"""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.contracts.drawn import (
    HOTSPOTS,
    NOW_S,
    drawn_instant,
    drawn_network,
    part_from,
)
from simulation.errors import SimulationError
from simulation.registry import HANDLER
from simulation.sharing import remaining
from simulation.sharing.candidate import Candidate, common_hops
from simulation.sharing.checked import CheckedHandler
from simulation.sharing.guarded import GuardedHandler
from simulation.sharing.saved_distance import MatchingHandler, SavedDistanceHandler
from simulation.sharing.savings import Savings, singles_of

PRICE = 3.0
CASES = range(60)


def fastest(network):
    """Return metres + price x seconds of the fastest way, by source and target."""
    seconds = network["travel_time_s"].tolist()
    metres = network["distance_m"].tolist()
    found = [
        [(s, m) for s, m in zip(a, b, strict=True)]
        for a, b in zip(seconds, metres, strict=True)
    ]
    for by in range(HOTSPOTS):
        for one in range(HOTSPOTS):
            for other in range(HOTSPOTS):
                s = found[one][by][0] + found[by][other][0]
                m = found[one][by][1] + found[by][other][1]
                found[one][other] = min(found[one][other], (s, m))
    return [[m + PRICE * s for s, m in row] for row in found]


def plain_saving(network, members, hop):
    """Return what members save at a hop, and may lose there."""
    metres, seconds = network["distance_m"], network["travel_time_s"]
    alone = fastest(network)
    singles = singles_of(members)
    end = {each.order: each.destinations.bit_length() - 1 for each in singles}
    saved = sum(alone[each.hotspot][end[each.order]] for each in singles)
    arrives = {}
    for place in {each.hotspot for each in singles}:
        those = [each for each in singles if each.hotspot == place]
        leaves = max(max(each.ready_s, NOW_S) for each in those)
        saved -= metres[place, hop]
        for each in those:
            arrives[each.order] = leaves + seconds[place, hop]
            saved -= PRICE * (arrives[each.order] - max(each.ready_s, NOW_S))
    on = [each.order for each in singles if end[each.order] != hop]
    for order in on:
        saved -= PRICE * (max(arrives.values()) - arrives[order])
    apart = sum(alone[hop][end[order]] for order in on)
    together = [
        metres[hop, other]
        + PRICE * len(on) * seconds[hop, other]
        + sum(alone[other][end[order]] for order in on)
        for other in range(HOTSPOTS)
    ]
    return saved - min(apart, *together)


@pytest.mark.parametrize("case", CASES)
def test_a_group_saves_what_a_plain_account_says(case):
    network = drawn_network(case, HOTSPOTS)
    savings = Savings(**network, value_of_time_m_per_s=PRICE)
    instant = drawn_instant(case, 4)
    for size in (2, 3):
        for members in combinations(instant.candidates, size):
            for at_destination in (True, False):
                hops = common_hops(members, meet_at_destination=at_destination)
                plain = {hop: plain_saving(network, members, hop) for hop, _ in hops}
                found = savings.best(members, NOW_S, at_destination=at_destination)
                most = max([0.0, *plain.values()])
                assert max(0.0, found[0]) == pytest.approx(most, abs=0.002)
                if most > 0.002:
                    assert plain[found[1]] == pytest.approx(most, abs=0.002)


@pytest.mark.parametrize("case", CASES)
def test_one_hop_or_few_or_all_of_them_are_weighed_alike(case, monkeypatch):
    """Few hotspots are weighed once at all hops, many at those that all take."""
    network = drawn_network(case, HOTSPOTS)
    kept = Savings(**network, value_of_time_m_per_s=PRICE)
    monkeypatch.setattr(remaining, "_KEPT", 0)
    asked = Savings(**network, value_of_time_m_per_s=PRICE)
    candidates = drawn_instant(case, 4).candidates
    for members in [*combinations(candidates, 2), *combinations(candidates, 3)]:
        for at_destination in (True, False):
            how = {"now_s": NOW_S, "at_destination": at_destination}
            found = asked.best(members, **how)
            assert found == kept.best(members, **how)
            hops = common_hops(members, meet_at_destination=at_destination)
            each = [kept.at_hop(members, hop, NOW_S) for hop, _ in hops]
            assert max(0.0, found[0]) == max([0.0, *each])


@given(st.integers(0, 10_000))
def test_what_is_left_is_that_of_whole_arrays_to_the_last_bit(case):
    """More hotspots than rows at once; now and then several have one destination."""
    rng = np.random.default_rng(case)
    network = drawn_network(case, 70)
    metres, seconds = network["distance_m"], network["travel_time_s"]
    alone_m = rng.uniform(0.0, 5000.0, metres.shape)

    def together(ends):
        apart_m = alone_m[:, list(ends)].sum(axis=1)
        hop_m = metres + len(ends) * PRICE * seconds
        return np.minimum(apart_m, (hop_m + apart_m).min(axis=1))

    ends = tuple(sorted(rng.integers(0, 12, rng.integers(1, 10)).tolist()))
    left_m = together(ends)
    for end in set(ends):
        left_m[end] = together([each for each in ends if each != end])[end]
    left_m = np.round(left_m, 3)
    hops = np.sort(rng.choice(70, rng.integers(1, 71), replace=False))
    found = remaining.Remaining(metres, seconds, PRICE, alone_m)
    assert found.at_hops(ends, hops).tolist() == left_m[hops].tolist()
    assert [found.at_hop(ends, hop) for hop in hops.tolist()] == left_m[hops].tolist()


def handler_of(made, case, capacity=2):
    return made(capacity, **drawn_network(case, HOTSPOTS))


def saved(case, match):
    return plain_saving(drawn_network(case, HOTSPOTS), match.members, match.hop)


def asked(instant):
    """Return all pairs of which one asks the other."""
    return {
        request[1:3]: (request[5], request[6])
        for requests in instant.asked()
        for request in requests
    }


@pytest.mark.parametrize("case", CASES)
def test_the_matching_saves_as_much_as_the_best_set_of_pairs(case):
    network = drawn_network(case, HOTSPOTS)
    instant = drawn_instant(case, 2)
    gains = {}
    for pair, members in asked(instant).items():
        hops = common_hops(
            members, meet_at_destination=instant.board.meet_at_destination
        )
        gain = max(plain_saving(network, members, hop) for hop, _ in hops)
        if gain > 0:
            gains[pair] = gain

    def most(pairs):
        if not pairs:
            return 0.0
        (first, *rest) = pairs
        apart = [pair for pair in rest if not set(pair) & set(first)]
        return max(most(rest), gains[first] + most(apart))

    best = most(sorted(gains))
    by_handler = {
        made: sum(
            saved(case, match)
            for match in handler_of(made, case).match(
                instant.deciders, instant.board, NOW_S
            )
        )
        for made in (MatchingHandler, SavedDistanceHandler)
    }
    assert by_handler[MatchingHandler] == pytest.approx(best, abs=0.01)
    # Greedy choices of a matching are worth at least half of the best.
    greedy = by_handler[SavedDistanceHandler]
    assert best / 2 - 0.01 <= greedy <= best + 0.01


def test_the_matching_of_drawn_instants_is_now_and_then_better_than_the_greedy_choice():
    better = 0
    for case in range(300):
        instant = drawn_instant(case, 2)
        greedy, best = (
            sum(
                saved(case, match)
                for match in handler_of(made, case).match(
                    instant.deciders, instant.board, NOW_S
                )
            )
            for made in (SavedDistanceHandler, MatchingHandler)
        )
        better += best > greedy + 0.01
    assert better


@pytest.mark.parametrize("capacity", [2, 3, 4])
@pytest.mark.parametrize(
    "made", [SavedDistanceHandler, MatchingHandler, GuardedHandler]
)
def test_nobody_is_let_share_who_saves_nothing_by_it(made, capacity):
    """Of a group that was there before: nothing more than without the others."""
    shared = 0
    for case in CASES:
        instant = drawn_instant(case, capacity)
        matches = handler_of(made, case, capacity).match(
            instant.deciders, instant.board, NOW_S
        )
        for match in matches:
            before = 0.0
            for group in match.members:
                if len(group.orders) > 1:
                    by_q = max(group.hops, key=lambda each: (each[1], -each[0]))
                    hops = [by_q] if made is GuardedHandler else group.hops
                    before += max(
                        plain_saving(drawn_network(case, HOTSPOTS), (group,), hop)
                        for hop, _ in hops
                    )
            assert saved(case, match) > before
            shared += 1
    assert shared > 5


@given(st.integers(0, 10_000))
def test_without_a_price_of_time_two_of_one_way_save_all_its_metres(case):
    """Both wait for nothing and go from one hotspot to one destination."""
    network = drawn_network(case, HOTSPOTS)
    savings = Savings(**network, value_of_time_m_per_s=0.0)
    alone = savings.alone_m
    for here, there in ((0, 1), (2, 5)):
        hops = ((there, 1.0),)
        pair = [Candidate((n,), here, 1 << there, hops) for n in range(2)]
        found = savings.best(pair, NOW_S, at_destination=False)
        one_ride_m = network["distance_m"][here, there]
        most_m = max(0.0, 2 * alone[here, there] - one_ride_m)
        assert found[0] == pytest.approx(most_m, abs=0.001)


# What a handler may say beside its groups ---------------------------------------------


class Holding(SavedDistanceHandler):
    until_s = 130.0

    def hold_until_s(self, decider, now_s):
        return self.until_s


def checked(made, case=0):
    part = part_from(HANDLER, made)
    return CheckedHandler(handler_of(made, case), part, 2)


def test_what_a_handler_may_leave_unsaid_is_not_said_for_it():
    class Plain(Holding):
        onward = hold_until_s = property()  # as if there were neither

    assert not hasattr(checked(Plain), "onward")
    assert not hasattr(checked(Plain), "hold_until_s")
    assert checked(Holding).hold_until_s(drawn_instant(1, 2).candidates[0], 1.0) == 130


def test_a_hold_for_ever_is_refused():
    class ForEver(Holding):
        until_s = float("inf")

    with pytest.raises(SimulationError, match="held until inf s, expected a finite"):
        checked(ForEver).hold_until_s(drawn_instant(1, 2).candidates[0], NOW_S)


def test_a_way_on_that_some_do_not_take_is_refused():
    class Astray(SavedDistanceHandler):
        def onward(self, members, now_s):
            return 5

    members = [Candidate((n,), 0, 2, ((1, 1.0),)) for n in range(2)]
    with pytest.raises(SimulationError, match="ride on to 5, expected a hop of all"):
        checked(Astray).onward(members, NOW_S)
