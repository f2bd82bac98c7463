"""The board of large networks: whoever lies in reach is looked at.

A shelf for each hop would have a delivery posted 8 or 80 times between 801 hotspots, to
be looked up on hundreds of shelves, where two or three others are within reach.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from typing_extensions import override

from simulation.sharing.board import Board, Request
from simulation.sharing.candidate import (
    Candidate,
    WideCandidate,
    arrays_of,
    best_of_few,
    best_sum,
    mask_of,
)

_Found = tuple[Candidate, tuple[int, float] | None]  # a peer, the best hop with it


class ScannedBoard(Board):
    """Unshared deliveries within reach of each other, by hotspot.

    Parameters
    ----------
    neighbours, meet_at_destination, lookahead_s
        As of `Board`.
    """

    def __init__(
        self,
        neighbours: Sequence[Sequence[int]],
        *,
        meet_at_destination: bool,
        lookahead_s: float,
    ) -> None:
        super().__init__(
            (), meet_at_destination=meet_at_destination, lookahead_s=lookahead_s
        )
        self._posted: list[dict[int, Candidate]] = [{} for _ in neighbours]  # by order
        self._near = [[self._posted[there] for there in near] for near in neighbours]
        self._values = np.full(len(neighbours), -np.inf)  # who asks, by hop

    @override
    def post(self, candidate: Candidate) -> None:
        self._posted[candidate.hotspot][candidate.order] = candidate

    @override
    def remove(self, candidate: Candidate) -> None:
        del self._posted[candidate.hotspot][candidate.order]

    @override
    def holds(self, candidate: Candidate) -> bool:
        posted = self._posted[candidate.hotspot].get(candidate.order)
        return posted is candidate and mask_of(candidate) > 0

    @override
    def requests(self, decider: Candidate, now_s: float) -> Iterator[Request]:
        peers = list(self._peers(decider, now_s))
        mine, hops = decider.order, dict(decider.hops) if peers else {}
        found: list[Request] = []
        for peer, forbidden in peers:
            order = peer.order
            lower, higher = (mine, order) if mine < order else (order, mine)
            found += [
                (-hops[hop] - q, lower, higher, hop, mine, decider, peer)
                for hop, q in peer.hops
                if hop in hops and not forbidden >> hop & 1
            ]
        found.sort()
        return iter(found)

    @override
    def best(self, decider: Candidate, now_s: float) -> Request | None:
        peers, found = list(self._peers(decider, now_s)), list[_Found]()
        if not peers:
            return None
        if not isinstance(decider, WideCandidate):
            few = dict(decider.hops)
            for peer, forbidden in peers:
                found.append((peer, best_of_few(few, peer.hops, forbidden)))
            return _first(decider, found)
        values = self._values
        numbers, own, mask = decider.arrays()
        values[numbers] = own
        for peer, forbidden in peers:
            theirs, q, others = arrays_of(peer)
            if mask & others & ~forbidden:
                found.append((peer, best_sum(values, theirs, q, forbidden)))
        values[numbers] = -np.inf
        return _first(decider, found)

    @override
    def peers(self, decider: Candidate, now_s: float) -> list[Candidate]:
        found = [
            peer
            for peer, forbidden in self._peers(decider, now_s)
            if mask_of(decider) & mask_of(peer) & ~forbidden
        ]
        return sorted(found, key=lambda peer: peer.order)

    def _peers(
        self, decider: Candidate, now_s: float
    ) -> Iterator[tuple[Candidate, int]]:
        """Yield others in reach, and the hops at which the two may not meet."""
        latest_s, here = now_s + self._lookahead_s, decider.hotspot
        for posted in self._near[here]:
            for peer in posted.values():
                if peer is decider or peer.ready_s > latest_s:
                    continue
                forbidden = decider.barred & peer.barred
                if peer.hotspot != here and not self.meet_at_destination:
                    forbidden |= decider.destinations | peer.destinations
                yield peer, forbidden


def _first(decider: Candidate, found: Iterable[_Found]) -> Request | None:
    """Return the best request of `decider`, given the best hop with each peer."""
    mine = decider.order
    best: Request | None = None
    for peer, hop in found:
        if hop is not None:
            order = peer.order
            lower, higher = (mine, order) if mine < order else (order, mine)
            request = (-hop[1], lower, higher, hop[0], mine, decider, peer)
            if best is None or request < best:
                best = request
    return best
