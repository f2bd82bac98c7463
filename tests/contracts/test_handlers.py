"""The paper's request handler against plain ones.

The plain handlers below list all requests of an instant, sort them and go through
them (paper, Algorithm 2, lines 5 to 14, and Algorithm 3, lines 17 to 26; model 5).
Q-values come from a small set, so that ties are frequent.
"""

from dataclasses import dataclass
from functools import partial
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.sharing.board import Board
from simulation.sharing.candidate import SEEN, Candidate, WideCandidate, arrays_of
from simulation.sharing.greedy import GreedyHandler
from simulation.sharing.scanned_board import ScannedBoard

HOTSPOTS = 6
NOW_S = 100.0
Q_VALUES = [0.0, 2.0**-40, 0.25, 0.5, 0.5 + 2.0**-40, 1.0]

many = settings(max_examples=4 * settings.default.max_examples)


def described(candidate):
    """Return all that others see of a candidate."""
    return {name: getattr(candidate, name) for name in SEEN}


@dataclass(frozen=True)
class Instant:
    """Everybody on the board at one instant, and how they may meet."""

    candidates: tuple[Candidate, ...]  # by order
    deciders: tuple[Candidate, ...]
    neighbours: tuple[tuple[int, ...], ...]
    meet_at_destination: bool
    lookahead_s: float
    board_type: type[Board] = Board

    def __repr__(self):
        """Return what is needed to see the instant again."""
        return (
            f"Instant(candidates={[described(each) for each in self.candidates]}, "
            f"deciders={[each.order for each in self.deciders]}, "
            f"neighbours={self.neighbours}, lookahead_s={self.lookahead_s}, "
            f"meet_at_destination={self.meet_at_destination}, "
            f"board_type={self.board_type.__name__})"
        )

    def _repr_pretty_(self, printer, _):  # what hypothesis shows
        printer.text(repr(self))

    def board(self):
        """Return the board with all of them posted."""
        board = self.board_type(
            self.neighbours,
            meet_at_destination=self.meet_at_destination,
            lookahead_s=self.lookahead_s,
        )
        for candidate in self.candidates:
            board.post(candidate)
        return board


@st.composite
def candidates(draw, order, sizes):
    """Draw a delivery, or a group that stands, of the given order."""
    size = draw(sizes)
    hotspot = draw(st.integers(0, 2))  # few, so that many stand together
    elsewhere = [each for each in range(HOTSPOTS) if each != hotspot]
    ends = draw(st.lists(st.sampled_from(elsewhere), min_size=size, max_size=size))
    orders = (order, *range(100 * order + 100, 100 * order + 99 + size))
    destinations = sum(1 << end for end in set(ends))
    hops = draw(st.lists(st.sampled_from(elsewhere), unique=True, max_size=4))
    offered = tuple((hop, draw(st.sampled_from(Q_VALUES))) for hop in hops)
    candidate = Candidate(orders, hotspot, destinations, offered)
    if draw(st.booleans()):
        form = partial(arrays_of, candidate)
        candidate = WideCandidate(orders, hotspot, destinations, form)
    candidate.barred = draw(st.sampled_from([0, 0, 0b111, 0b101010, 0b111111]))
    return candidate


@st.composite
def instants(draw, capacity=2):
    """Draw an instant with up to 9 candidates, groups with a free seat among them."""
    neighbours = [{here} for here in range(HOTSPOTS)]
    for one, other in combinations(range(3), 2):
        if draw(st.booleans()):
            neighbours[one].add(other)
            neighbours[other].add(one)
    lookahead_s = draw(st.sampled_from([float("inf"), 0.0, 30.0]))
    everybody, deciders = [], []
    orders = draw(st.lists(st.integers(0, 30), unique=True, max_size=9))
    for order in orders:
        sizes = st.just(1)
        if capacity > 2:
            sizes = st.sampled_from([1, 1, 1, *range(2, capacity)])
        candidate = draw(candidates(order, sizes))
        if candidate.size == 1 and draw(st.booleans()):
            deciders.append(candidate)
        elif candidate.size == 1:
            candidate.ready_s = NOW_S + draw(st.sampled_from([0.0, 10.0, 30.0, 30.5]))
        everybody.append(candidate)
    return Instant(
        tuple(sorted(everybody, key=lambda each: each.order)),
        tuple(sorted(deciders, key=lambda each: each.order)),
        tuple(tuple(sorted(near)) for near in neighbours),
        draw(st.booleans()),
        lookahead_s,
        draw(st.sampled_from([Board, ScannedBoard])),
    )


# The plain handlers ----------------------------------------------------------------


def best_common(instant, members):
    """Return (minus Q-sum, hop) of Eq. 9 for several candidates, or None."""
    sums = []
    apart = len({member.hotspot for member in members}) > 1
    for hop in range(HOTSPOTS):
        q = [dict(member.hops).get(hop) for member in members]
        if None in q or all(member.barred >> hop & 1 for member in members):
            continue
        ends = any(member.destinations >> hop & 1 for member in members)
        if not (apart and ends and not instant.meet_at_destination):
            sums.append((-sum(q), hop))
    return min(sums, default=None)


def plain_requests(instant):
    """Return all requests, (minus Q-sum, lower, higher, hop), in order."""
    asking = {decider.order for decider in instant.deciders}
    found = []
    for one, other in combinations(instant.candidates, 2):
        one_asks = one.order in asking and in_time(instant, other)
        other_asks = other.order in asking and in_time(instant, one)
        near = other.hotspot in instant.neighbours[one.hotspot]
        best = best_common(instant, (one, other))
        if near and best is not None and (one_asks or other_asks):
            found.append((best[0], one.order, other.order, best[1]))
    return sorted(found)


def in_time(instant, peer):
    """Return whether a peer's leg ends soon enough."""
    return peer.ready_s <= NOW_S + instant.lookahead_s


def plain_pairs(instant):
    """Return the accepted pairs, (lower, higher, hop, Q-sum), at capacity 2."""
    taken, accepted = set(), []
    for minus_q, lower, higher, hop in plain_requests(instant):
        if not {lower, higher} & taken:
            taken |= {lower, higher}
            accepted.append((lower, higher, hop, -minus_q))
    return accepted


def plain_groups(instant, capacity):
    """Return the groups, (orders, hop), at any capacity (model 5, capacity k > 2)."""
    by_order = {candidate.order: candidate for candidate in instant.candidates}
    group_of = {}  # by order: the group's members
    for _, lower, higher, _ in plain_requests(instant):
        sides = [group_of.get(each, [by_order[each]]) for each in (lower, higher)]
        if lower in group_of and higher in group_of:
            continue
        together = [*sides[0], *sides[1]]
        seats = sum(member.size for member in together)
        if seats <= capacity and best_common(instant, together) is not None:
            for member in together:
                group_of[member.order] = together
    groups = {id(group): group for group in group_of.values()}
    return [
        (sorted(member.order for member in group), best_common(instant, group))
        for group in groups.values()
    ]


# The tests -------------------------------------------------------------------------


@many
@given(instants())
def test_at_capacity_2_the_pairs_are_those_of_a_plain_pair_handler(instant):
    matches = GreedyHandler(2).match(instant.deciders, instant.board(), NOW_S)
    pairs = [
        (*(member.order for member in match.members), match.hop, accepted.q_sum)
        for match in matches
        for accepted in match.acceptances
    ]
    assert pairs == plain_pairs(instant)
    for match in matches:
        (accepted,) = match.acceptances
        assert (accepted.order, accepted.partner) == tuple(
            member.order for member in match.members
        )


@pytest.mark.parametrize("capacity", [2, 3, 4, 5])
@given(data=st.data())
def test_at_any_capacity_the_groups_are_those_of_a_plain_handler(capacity, data):
    instant = data.draw(instants(capacity))
    matches = GreedyHandler(capacity).match(instant.deciders, instant.board(), NOW_S)
    found = [([member.order for member in match.members], match) for match in matches]
    expected = plain_groups(instant, capacity)
    assert sorted(orders for orders, _ in found) == sorted(
        orders for orders, _ in expected
    )
    hops = {tuple(orders): best for orders, best in expected}
    for orders, match in found:
        minus_q, hop = hops[tuple(orders)]
        assert match.hop == hop
        assert match.acceptances[-1].q_sum == -minus_q
        assert len(match.acceptances) == len(orders) - 1


@given(instants(capacity=3))
def test_a_candidate_taken_off_the_board_is_asked_no_more(instant):
    if not instant.candidates:
        return
    board, gone = instant.board(), instant.candidates[0]
    board.remove(gone)
    asking = [each for each in instant.deciders if each is not gone]
    matches = GreedyHandler(3).match(asking, board, NOW_S)
    assert all(gone not in match.members for match in matches)
