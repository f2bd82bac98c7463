"""The request handlers that let those share who save most: first, or together."""

from collections.abc import Sequence

from typing_extensions import override

from simulation.pairing import best_pairs
from simulation.sharing.board import Board
from simulation.sharing.candidate import Candidate
from simulation.sharing.fastest import Alone
from simulation.sharing.protocol import Acceptance, Match
from simulation.sharing.savings import Best, Savings
from simulation.units import Floats

VALUE_OF_TIME_M_PER_S = 3.0


class Party:
    """Candidates that share, or may come to: one alone at first.

    `reach` has the order of everybody whom one of them may ask or be asked by;
    `saved_m` is what they save at `hop`.
    """

    __slots__ = ("acceptances", "hop", "members", "reach", "saved_m", "size")

    def __init__(self, candidate: Candidate, now: Best) -> None:
        self.members: tuple[Candidate, ...] = (candidate,)
        self.size = candidate.size
        self.saved_m, self.hop = now
        self.acceptances: tuple[Acceptance, ...] = ()
        self.reach: set[int] = set()

    @property
    def order(self) -> int:
        """The lowest of their orders."""
        return self.members[0].order

    @property
    def orders(self) -> int:
        """How many orders they are."""
        return sum(len(each.orders) for each in self.members)

    def take(self, other: "Party", saved_m: float, hop: int) -> None:
        """Let another party, whose orders are higher, share too."""
        members = (*self.members, *other.members)
        q_sum = sum(dict(each.hops)[hop] for each in members)
        # The fewer come to the others; of two singles the lower.
        comes, to = other, self
        if self.orders <= other.orders:
            comes, to = self, other
        accepted = Acceptance(comes.order, to.order, hop, q_sum)
        self.acceptances = (*self.acceptances, *other.acceptances, accepted)
        self.members = tuple(sorted(members, key=lambda each: each.order))
        self.size += other.size
        self.reach |= other.reach
        self.saved_m, self.hop = saved_m, hop


Merges = dict[tuple[int, int], Best]  # by the orders of two parties, the lower first


class SavedDistanceHandler:
    """Lets those share first who save most, and nobody who saves nothing.

    Parameters
    ----------
    capacity
        Deliveries in a core vehicle.
    distance_m, travel_time_s
        Between hotspots, (H, H).
    value_of_time_m_per_s
        Price of a second of a delivery [m/s].
    alone
        As of `Savings`.
    """

    def __init__(
        self,
        capacity: int,
        distance_m: Floats,
        travel_time_s: Floats,
        value_of_time_m_per_s: float = VALUE_OF_TIME_M_PER_S,
        alone: Alone | None = None,
    ) -> None:
        self._capacity = capacity
        self.savings = Savings(distance_m, travel_time_s, value_of_time_m_per_s, alone)

    @property
    def shares(self) -> bool:
        """Whether a vehicle takes more than one delivery."""
        return self._capacity > 1

    def onward(self, members: Sequence[Candidate], now_s: float) -> int | None:
        """Return where a group that lies together goes next; ``None``: it parts."""
        saved_m, hop = self.savings.best(members, now_s, at_destination=True)
        return hop if saved_m > 0 else None

    def match(
        self, deciders: Sequence[Candidate], board: Board, now_s: float
    ) -> list[Match]:
        """Return the groups of this instant, by their lowest order."""
        parties, merges = self._asked(deciders, board, now_s)
        while merges:
            for lower, higher in self._chosen(merges):
                party, other = parties[lower], parties.pop(higher)
                party.take(other, *self._together(party, other, board, now_s))
                for order in other.reach:
                    each = parties.get(order)
                    if each is not None:
                        each.reach.add(lower)
                ended = {lower, higher}
                merges = {
                    pair: best
                    for pair, best in merges.items()
                    if ended.isdisjoint(pair)
                }
                if party.size < self._capacity:
                    for order in sorted(party.reach & parties.keys() - {lower}):
                        self._offer(merges, party, parties[order], board, now_s)
        return [
            Match(party.members, party.hop, party.acceptances)
            for _, party in sorted(parties.items())
            if party.acceptances
        ]

    def _asked(
        self, deciders: Sequence[Candidate], board: Board, now_s: float
    ) -> tuple[dict[int, Party], Merges]:
        """Return everybody who may come to share, and which two save by it."""
        parties: dict[int, Party] = {}
        merges: Merges = {}
        for candidate in deciders:
            parties[candidate.order] = Party(candidate, (0.0, -1))
        for decider in deciders:
            mine = parties[decider.order]
            for peer in board.peers(decider, now_s):
                order = peer.order
                if order in mine.reach:
                    continue
                if order not in parties:
                    now: Best = (0.0, -1)
                    if len(peer.orders) > 1:
                        now = self.savings.best((peer,), now_s, at_destination=True)
                    parties[order] = Party(peer, now)
                mine.reach.add(order)
                parties[order].reach.add(decider.order)
                self._offer(merges, mine, parties[order], board, now_s)
        return parties, merges

    def _offer(
        self, merges: Merges, one: Party, other: Party, board: Board, now_s: float
    ) -> None:
        """Note what two parties save by being one, if that is more than nothing."""
        if one.order > other.order:
            one, other = other, one
        if one.size + other.size <= self._capacity:
            saved_m, hop = self._together(one, other, board, now_s)
            more_m = round(saved_m - one.saved_m - other.saved_m, 3)
            if hop >= 0 and more_m > 0:
                merges[one.order, other.order] = more_m, hop

    def _together(self, one: Party, other: Party, board: Board, now_s: float) -> Best:
        return self.savings.best(
            (*one.members, *other.members),
            now_s,
            at_destination=board.meet_at_destination,
        )

    def _chosen(self, merges: Merges) -> list[tuple[int, int]]:
        """Return whom to let share next: disjoint pairs of parties."""
        return [min(merges, key=lambda pair: (-merges[pair][0], pair))]


class MatchingHandler(SavedDistanceHandler):
    """Lets those pairs share that together save most, of all sets of pairs.

    Beyond capacity 2 the groups and those left over are matched again, until nothing
    more is saved.
    """

    @override
    def _chosen(self, merges: Merges) -> list[tuple[int, int]]:
        whole = {  # in millimetres: exact
            pair: round(1000 * saved_m) for pair, (saved_m, _) in sorted(merges.items())
        }
        return best_pairs(whole)
