"""The board: who may be asked to share, ready to be searched best first.

Each candidate is posted once for every hop it would take, on the shelf of its
hotspot and that hop, in order of its Q-value. The best partner of a delivery is
then at the front of one of a few shelves (hotspots in range times preferred
hops), however many deliveries are on their way.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heapreplace

from simulation.sharing.candidate import Candidate

Posting = tuple[float, int, Candidate]  # minus its Q-value, its order, itself
Shelf = list[Posting]
Shelves = dict[int, Shelf]  # by hop; none is empty


# A prospective meeting (paper, Algorithm 2), ordered as requests are handled:
# minus its Q-sum, lower order, higher order, hop, order of the decider, and then
# the decider and the peer. A plain tuple: it is the hot path of a decision.
Request = tuple[float, int, int, int, int, Candidate, Candidate]


class Board:
    """Unshared deliveries within reach of each other.

    Parameters
    ----------
    neighbours
        Per hotspot, the hotspots within the interaction range, itself included.
    meet_at_destination
        Whether two at different hotspots may meet at the destination of either.
    lookahead_s
        How far ahead [s] a peer's leg may end.
    """

    def __init__(
        self,
        neighbours: Sequence[Sequence[int]],
        *,
        meet_at_destination: bool,
        lookahead_s: float,
    ) -> None:
        self.meet_at_destination = meet_at_destination
        self._lookahead_s = lookahead_s
        # By hotspot, first of those who pass the hop, then of those who end their
        # journey there: from other hotspots they cannot be met there.
        self._here: list[tuple[Shelves, Shelves]] = [({}, {}) for _ in neighbours]
        elsewhere = (0, 1) if meet_at_destination else (0,)
        self._in_reach: list[tuple[Shelves, ...]] = [
            self._here[here]
            + tuple(
                self._here[there][side]
                for side in elsewhere
                for there in near
                if there != here
            )
            for here, near in enumerate(neighbours)
        ]

    def post(self, candidate: Candidate) -> None:
        """Let others find `candidate`; it must not change until it is removed."""
        sides, destinations = self._here[candidate.hotspot], candidate.destinations
        order = candidate.order
        for hop, q in candidate.hops:
            shelves = sides[destinations >> hop & 1]
            if hop in shelves:
                insort(shelves[hop], (-q, order, candidate))
            else:
                shelves[hop] = [(-q, order, candidate)]

    def remove(self, candidate: Candidate) -> None:
        """Take `candidate` off the board."""
        sides, destinations = self._here[candidate.hotspot], candidate.destinations
        order = candidate.order
        for hop, q in candidate.hops:
            shelves = sides[destinations >> hop & 1]
            shelf = shelves[hop]
            if len(shelf) > 1:
                del shelf[bisect_left(shelf, (-q, order))]
            else:
                del shelves[hop]

    def holds(self, candidate: Candidate) -> bool:
        """Return whether `candidate` is posted; one without hops cannot be asked."""
        if not candidate.hops:
            return False
        hop, q = candidate.hops[0]
        sides = self._here[candidate.hotspot]
        shelf = sides[candidate.destinations >> hop & 1].get(hop, [])
        found = bisect_left(shelf, (-q, candidate.order))
        return found < len(shelf) and shelf[found][2] is candidate

    def requests(self, decider: Candidate, now_s: float) -> Iterator[Request]:
        """Yield the requests of `decider`, best first.

        In descending Q-sum, ties by lower order, higher order and hop. A peer
        comes once for each hop the two have in common, its best one first.
        """
        latest_s = now_s + self._lookahead_s
        heads: list[tuple[Request, Shelf, int, float]] = []
        for hop, q in decider.hops:
            for shelves in self._around(decider, hop):
                if hop in shelves:
                    shelf = shelves[hop]
                    head = self._next(decider, hop, q, shelf, 0, latest_s)
                    if head is not None:
                        heads.append(head)
        heapify(heads)
        while heads:
            request, shelf, position, q = heads[0]
            yield request
            head = self._next(decider, request[3], q, shelf, position, latest_s)
            if head is None:
                heappop(heads)
            else:
                heapreplace(heads, head)

    def best(self, decider: Candidate, now_s: float) -> Request | None:
        """Return the first of the `requests` of `decider`, without ranking the rest."""
        latest_s, mine, barred = (
            now_s + self._lookahead_s,
            decider.order,
            decider.barred,
        )
        here = decider.hotspot
        alone_here, in_reach = self._here[here], self._in_reach[here]
        ends = 0 if self.meet_at_destination else decider.destinations
        best: Request | None = None
        bound = 0.0
        for hop, q in decider.hops:
            limit = bound + q
            for shelves in alone_here if ends >> hop & 1 else in_reach:
                if hop not in shelves:
                    continue
                shelf = shelves[hop]
                if shelf[0][0] > limit:
                    continue
                for minus_q, order, peer in shelf:  # the first that may, as in `_next`
                    if (
                        peer is decider
                        or peer.ready_s > latest_s
                        or (barred and barred & peer.barred & 1 << hop)
                    ):
                        continue
                    lower, higher = (mine, order) if mine < order else (order, mine)
                    request = (minus_q - q, lower, higher, hop, mine, decider, peer)
                    if best is None or request < best:
                        best = request
                        bound = minus_q - q
                        limit = minus_q
                    break
        return best

    def peers(self, decider: Candidate, now_s: float) -> list[Candidate]:
        """Return those with whom `decider` has a request, by order."""
        latest_s, barred = now_s + self._lookahead_s, decider.barred
        found = {
            order: peer
            for hop, _ in decider.hops
            for shelves in self._around(decider, hop)
            for _, order, peer in shelves.get(hop, ())
            if peer.ready_s <= latest_s and not barred & peer.barred & 1 << hop
        }
        found.pop(decider.order, None)
        return [found[order] for order in sorted(found)]

    def _around(self, decider: Candidate, hop: int) -> tuple[Shelves, ...]:
        """Return the shelves where others may lie who would meet `decider` at `hop`."""
        ends = not self.meet_at_destination and decider.destinations >> hop & 1
        return (self._here if ends else self._in_reach)[decider.hotspot]

    def _next(
        self,
        decider: Candidate,
        hop: int,
        q: float,
        shelf: Shelf,
        position: int,
        latest_s: float,
    ) -> tuple[Request, Shelf, int, float] | None:
        """Return the next request over one shelf, where to go on, and the Q-value."""
        for index in range(position, len(shelf)):
            minus_q, order, peer = shelf[index]
            if (
                peer is decider
                or peer.ready_s > latest_s
                or (decider.barred & peer.barred) >> hop & 1
            ):
                continue
            mine = decider.order
            lower, higher = (mine, order) if mine < order else (order, mine)
            request = (minus_q - q, lower, higher, hop, mine, decider, peer)
            return request, shelf, index + 1, q
        return None
