"""Writes down why deliveries decide as they do."""

from collections.abc import Iterable, Sequence

from simpy import Environment

from simulation.record.decisions import DecisionLog
from simulation.sharing.board import Board
from simulation.sharing.candidate import Candidate
from simulation.sharing.protocol import Match
from simulation.world.delivery import Delivery
from simulation.world.groups.hops import HopRule


class DecisionRecorder:
    """Watches decisions and changes nothing (``record.decisions``)."""

    def __init__(self, env: Environment, record: DecisionLog, hops: HopRule) -> None:
        self._env = env
        self._record = record
        self._hops = hops

    def preferences(self, deciders: Iterable[Delivery]) -> None:
        """Record the preferred set of each, and which hops are struck from it."""
        for delivery in deciders:
            open_hops = {hop for hop, _ in self._hops.candidate(delivery).hops}
            preferred = self._hops.preferred(delivery)
            for rank, (hop, q) in enumerate(preferred, start=1):
                self._record.preferred(
                    self._env.now,
                    delivery.order,
                    delivery.hotspot,
                    rank=rank,
                    hop=hop,
                    q=q,
                    struck=hop not in open_hops,
                )

    def requests(
        self, deciders: Sequence[Candidate], board: Board, matches: Iterable[Match]
    ) -> None:
        """Record all requests of some deciders, before anybody acts on them.

        One request for each unordered pair, with its best common hop.
        """
        group_of = {
            member.order: number
            for number, match in enumerate(matches)
            for member in match.members
        }
        seen: set[tuple[int, int]] = set()
        for decider in deciders:
            for request in board.requests(decider, self._env.now):
                minus_q_sum, lower, higher, hop, _, _, peer = request
                if (lower, higher) in seen:
                    continue
                seen.add((lower, higher))
                group = group_of.get(decider.order)
                self._record.requested(
                    self._env.now,
                    decider.order,
                    decider.hotspot,
                    hop=hop,
                    q_sum=-minus_q_sum,
                    partner=peer.order,
                    partner_place=peer.hotspot,
                    accepted=group is not None and group == group_of.get(peer.order),
                )
