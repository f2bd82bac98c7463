"""The request handler of the paper (Algorithm 3, lines 17 to 26), for any capacity.

Requests are handled in descending Q-sum; one is discarded when either side is
taken. Beyond capacity 2, a group with free seats is not taken: the other side
joins if all of them have a common hop, which is computed anew.
"""

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heapreplace
from typing import Final

from simulation.sharing.board import Board, Request
from simulation.sharing.candidate import Candidate, best_common_hop
from simulation.sharing.protocol import Acceptance, Match

_PAIR: Final = 2  # the paper's capacity: whoever is matched is taken


class _Group:
    """A group under construction."""

    __slots__ = ("acceptances", "hop", "members", "size")

    def __init__(self, decider: Candidate, peer: Candidate, hop: int, q: float) -> None:
        order, partner = decider.order, peer.order
        if len(peer.orders) == 1 and partner < order:
            order, partner = partner, order
        self.members = [decider, peer]
        self.size = decider.size + peer.size
        self.hop = hop
        self.acceptances = [Acceptance(order, partner, hop, q)]

    def match(self) -> Match:
        members = tuple(sorted(self.members, key=lambda member: member.order))
        return Match(members, self.hop, tuple(self.acceptances))


Groups = list[_Group]
Taken = dict[int, _Group]  # by order of a member


class GreedyHandler:
    """Accepts the best requests first, up to `capacity` seats a group."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity

    @property
    def shares(self) -> bool:
        """Whether a vehicle takes more than one delivery."""
        return self._capacity > 1

    def match(
        self, deciders: Sequence[Candidate], board: Board, now_s: float
    ) -> list[Match]:
        """Return the groups of this instant, in the order of their first request."""
        if len(deciders) == 1 and self._capacity == _PAIR:
            best = board.best(deciders[0], now_s)
            if best is None:
                return []
            minus_q_sum, lower, higher, hop, _, decider, peer = best
            pair = (decider, peer) if decider.order == lower else (peer, decider)
            return [Match(pair, hop, (Acceptance(lower, higher, hop, -minus_q_sum),))]
        return self._best_first(deciders, board, now_s)

    def _best_first(
        self, deciders: Sequence[Candidate], board: Board, now_s: float
    ) -> list[Match]:
        """Handle all requests of this instant, one by one."""
        queue: list[tuple[Request, Iterator[Request]]] = []
        for decider in deciders:
            feed = board.requests(decider, now_s)
            request = next(feed, None)
            if request is not None:
                queue.append((request, feed))
        heapify(queue)
        groups: Groups = []
        taken: Taken = {}
        while queue:
            request, feed = queue[0]
            self._handle(request, groups, taken, board)
            mine = taken.get(request[5].order)
            following = None
            if mine is None or mine.size < self._capacity:
                following = next(feed, None)
            if following is None:
                heappop(queue)
            else:
                heapreplace(queue, (following, feed))
        return [group.match() for group in groups]

    def _handle(
        self,
        request: Request,
        groups: Groups,
        taken: Taken,
        board: Board,
    ) -> None:
        """Accept one request, let one side join the other's group, or discard it."""
        minus_q_sum, _, _, hop, _, decider, peer = request
        of_decider, of_peer = taken.get(decider.order), taken.get(peer.order)
        if of_decider is None and of_peer is None:
            if decider.size + peer.size <= self._capacity:
                group = _Group(decider, peer, hop, -minus_q_sum)
                groups.append(group)
                taken[decider.order] = taken[peer.order] = group
        elif of_decider is None and of_peer is not None:
            self._join(of_peer, decider, taken, board)
        elif of_peer is None and of_decider is not None:
            self._join(of_decider, peer, taken, board)

    def _join(
        self,
        group: _Group,
        candidate: Candidate,
        taken: Taken,
        board: Board,
    ) -> None:
        """Let `candidate` into `group` if there is a seat and a common hop."""
        if group.size + candidate.size > self._capacity:
            return
        best = self._joined_hop((*group.members, candidate), group.hop, board)
        if best is None:
            return
        host = min(member.order for member in group.members)
        group.acceptances.append(Acceptance(candidate.order, host, *best))
        group.members.append(candidate)
        group.size += candidate.size
        group.hop = best[0]
        taken[candidate.order] = group

    def _joined_hop(
        self,
        members: Sequence[Candidate],
        hop: int,  # noqa: ARG002 - of all but the last; for those who compare
        board: Board,
    ) -> tuple[int, float] | None:
        """Return the hop and Q-sum with which the last one joins; None: it may not."""
        return best_common_hop(members, meet_at_destination=board.meet_at_destination)
