"""Handlers that weigh saved distance, against plain ones.

The plain matching tries every set of disjoint pairs.
"""

import pytest

from simulation.contracts.drawn import (
    HOTSPOTS,
    NOW_S,
    drawn_instant,
    drawn_network,
    part_from,
)
from simulation.errors import SimulationError
from simulation.registry import HANDLER
from simulation.sharing.candidate import Candidate, common_hops
from simulation.sharing.checked import CheckedHandler
from simulation.sharing.guarded import GuardedHandler
from simulation.sharing.saved_distance import MatchingHandler, SavedDistanceHandler
from tests.contracts.test_savings import CASES, plain_saving


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
