"""The request handler of the paper, guarded against pairs that save nothing."""

from collections.abc import Sequence

from typing_extensions import override

from simulation.sharing.board import Board, Request
from simulation.sharing.candidate import (
    Candidate,
    WideCandidate,
    best_common_hop,
    best_hop,
)
from simulation.sharing.fastest import Alone
from simulation.sharing.greedy import GreedyHandler, Groups, Taken
from simulation.sharing.protocol import Match
from simulation.sharing.saved_distance import VALUE_OF_TIME_M_PER_S
from simulation.sharing.savings import Savings
from simulation.units import Floats


class GuardedHandler(GreedyHandler):
    """Handles requests in descending Q-sum, and discards those that save nothing.

    Parameters
    ----------
    capacity, distance_m, travel_time_s, value_of_time_m_per_s, alone
        As of `SavedDistanceHandler`.
    """

    def __init__(
        self,
        capacity: int,
        distance_m: Floats,
        travel_time_s: Floats,
        value_of_time_m_per_s: float = VALUE_OF_TIME_M_PER_S,
        alone: Alone | None = None,
    ) -> None:
        super().__init__(capacity)
        self._savings = Savings(distance_m, travel_time_s, value_of_time_m_per_s, alone)
        self._now_s = 0.0
        # What those save who have asked at this instant, by hop.
        self._known: dict[tuple[int, ...], dict[int, float]] = {}

    @override
    def match(
        self, deciders: Sequence[Candidate], board: Board, now_s: float
    ) -> list[Match]:
        """Return the groups of this instant, in the order of their first request."""
        self._begin(now_s)
        return self._best_first(deciders, board, now_s)

    def onward(self, members: Sequence[Candidate], now_s: float) -> int | None:
        """Return where a group that lies together goes next; ``None``: it parts."""
        best = best_common_hop(members, meet_at_destination=True)
        self._begin(now_s)
        return (
            best[0]
            if best is not None and self._saved_m(members, best[0]) > 0
            else None
        )

    def _begin(self, now_s: float) -> None:
        self._now_s = now_s
        self._known.clear()

    @override
    def _handle(
        self, request: Request, groups: Groups, taken: Taken, board: Board
    ) -> None:
        _, _, _, hop, _, decider, peer = request
        alone = decider.order not in taken and peer.order not in taken
        pair = (decider, peer)
        if peer.order < decider.order and len(peer.orders) == 1:
            pair = (peer, decider)  # who save the same, and may have asked first
        if not alone or self._saved_m(pair, hop) > self._already_m(peer):
            super()._handle(request, groups, taken, board)

    @override
    def _joined_hop(
        self, members: Sequence[Candidate], hop: int, board: Board
    ) -> tuple[int, float] | None:
        best = super()._joined_hop(members, hop, board)
        if best is None or self._saved_m(members, best[0]) <= self._saved_m(
            members[:-1], hop
        ):
            return None
        return best

    def _already_m(self, peer: Candidate) -> float:
        """Return what a group saves without others; nothing if it is a single one."""
        best = best_hop(peer.hops) if len(peer.orders) > 1 else None
        return self._saved_m((peer,), best[0]) if best is not None else 0.0

    def _saved_m(self, members: Sequence[Candidate], hop: int) -> float:
        """Return what some save at a hop, which is looked up where it was asked before.

        Most pairs ask once; those that save nothing, at each hop that both take.
        """
        known = self._known.setdefault(tuple([each.order for each in members]), {})
        if hop not in known:
            if known and isinstance(members[0], WideCandidate):
                known |= self._savings.at_common_hops(members, self._now_s)
            else:
                known[hop] = self._savings.at_hop(members, hop, self._now_s)
        return known[hop]
