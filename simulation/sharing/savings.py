"""What a group saves on the overlay network, in metres.

All that each member has still to do is priced in metres: those driven, and a price for
each second. Alone, a delivery drives the fastest way from its hotspot to its
destination, or that over superspots (:attr:`Savings.alone_m`). Together, at a common
hop:

- members at one hotspot leave it when the last of them is ready, in one vehicle, whose
  metres count once; those of several hotspots come in a vehicle each, and wait at the
  hop for the last;
- who is at its destination leaves there;
- from the hop the others drive alone, or once more over one hop in one vehicle, where
  that costs less.

What the group saves is the difference; it is rounded to millimetres, so that ties are
ties, and of hops that save the same the one is taken from which least is left to do.
More hops together than that are not counted on, nor partners yet to come.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from simulation.sharing.candidate import (
    Candidate,
    GroupCandidate,
    common_hops,
    mask_of,
    takes,
)
from simulation.sharing.fastest import Alone, fastest
from simulation.sharing.remaining import Remaining, in_mm
from simulation.units import Floats, Ints

Best = tuple[float, int]  # saved metres, and at which hop

_PAIR = 2
_MOST_PAIRS = 200_000  # kept at a time
_NOTHING: Best = (0.0, -1)


class Savings:
    """Prices groups.

    Parameters
    ----------
    distance_m, travel_time_s
        Between hotspots, (H, H).
    value_of_time_m_per_s
        Price of a second of a delivery [m/s].
    alone
        Metres and seconds of who is alone, (H, H) each; ``None``: of fastest ways.

    Attributes
    ----------
    alone_m
        What is left to do alone, from each hotspot to each destination, (H, H).
    """

    def __init__(
        self,
        distance_m: Floats,
        travel_time_s: Floats,
        value_of_time_m_per_s: float,
        alone: Alone | None = None,
    ) -> None:
        self._price = value_of_time_m_per_s
        self._hop_m, self._hop_s = distance_m, travel_time_s
        metres, seconds = alone or fastest(distance_m, travel_time_s)
        self.alone_m: Floats = metres + value_of_time_m_per_s * seconds
        self._remaining = Remaining(
            distance_m, travel_time_s, value_of_time_m_per_s, self.alone_m
        )
        self._seconds: list[list[float]] = travel_time_s.tolist()
        self._all: Ints = np.arange(len(distance_m))
        self._pairs: dict[tuple[int, int, int, int], list[Best]] = {}

    # A pair ------------------------------------------------------------------

    def best_of_pair(  # the hot path of a decision
        self, one: Candidate, other: Candidate, now_s: float, *, at_destination: bool
    ) -> Best:
        """Return what two single deliveries save at most, and where; 0 for nothing.

        Parameters
        ----------
        one, other
            The two.
        now_s
            The instant [s]; who is ready earlier has waited already.
        at_destination
            Whether two of different hotspots may meet at the destination of either.
        """
        lead_s = max(other.ready_s, now_s) - max(one.ready_s, now_s)
        barred = one.barred & other.barred
        if one.hotspot != other.hotspot and not at_destination:
            barred |= one.destinations | other.destinations
        weighed = self._best_kept if self._remaining.keeps else self._best_of_common
        return weighed(one, other, lead_s, barred)

    def _best_of_common(
        self, one: Candidate, other: Candidate, lead_s: float, barred: int
    ) -> Best:
        """Weigh a pair at the hops that both take, all at once."""
        hops = self._hops_of(mask_of(one) & mask_of(other) & ~barred)
        if not hops.size:
            return _NOTHING
        here, there = one.hotspot, other.hotspot
        saved_m, left_m = self._saved_m((one, other), hops)
        later_s = np.array(lead_s)
        if here != there:
            later_s = lead_s + self._hop_s[there][hops] - self._hop_s[here][hops]
        in_all_m = saved_m - self._price * np.abs(later_s)
        best_m = float(in_all_m.max())
        if best_m <= 0:
            return _NOTHING
        ties = np.flatnonzero(in_all_m == best_m)
        first = ties[np.lexsort((left_m[ties], -saved_m[ties]))[0]]
        return round(best_m, 3), int(hops[first])

    def _best_kept(
        self, one: Candidate, other: Candidate, lead_s: float, barred: int
    ) -> Best:
        """Weigh a pair by what it saves at all hops, which is kept."""
        here, there = one.hotspot, other.hotspot
        price, best, best_hop = self._price, 0.0, -1
        if here == there:
            waits_m = price * abs(lead_s)
            for saved_m, hop in self._ranked(one, other):
                if saved_m <= waits_m:
                    break
                if not barred >> hop & 1 and takes(one, hop) and takes(other, hop):
                    return round(saved_m - waits_m, 3), hop
            return _NOTHING
        mine_s, theirs_s = self._seconds[here], self._seconds[there]
        for saved_m, hop in self._ranked(one, other):
            if saved_m <= best:
                break
            if barred >> hop & 1 or not (takes(one, hop) and takes(other, hop)):
                continue
            waits_m = price * abs(lead_s + theirs_s[hop] - mine_s[hop])
            if saved_m - waits_m > best:
                best, best_hop = saved_m - waits_m, hop
        return round(best, 3), best_hop

    def _ranked(self, one: Candidate, other: Candidate) -> list[Best]:
        """Return what a pair saves at each hop where that is more than nothing.

        Waits apart; the most first, ties by what is left to do from there, and by hop.
        """
        key = (one.hotspot, other.hotspot, one.destinations, other.destinations)
        ranked = self._pairs.get(key)
        if ranked is None:
            saved_m, left_m = self._saved_m((one, other), self._all)
            order = np.lexsort((left_m, -saved_m))
            ranked = [
                (saved, hop)
                for saved, hop in zip(
                    saved_m[order].tolist(), order.tolist(), strict=True
                )
                if saved > 0
            ]
            if len(self._pairs) >= _MOST_PAIRS:
                self._pairs.clear()
            self._pairs[key] = ranked
        return ranked

    def _hops_of(self, mask: int) -> Ints:
        """Return the numbers of the bits that are set, ascending."""
        size = len(self._all) + 7 >> 3
        packed = np.frombuffer(mask.to_bytes(size, "little"), np.uint8)
        return np.unpackbits(packed, bitorder="little").nonzero()[0]

    def of_destinations_m(self) -> Floats:
        """Return what two save at most who stand ready together.

        By hotspot and the destinations of both, (H, H, H); 0 where they save nothing.
        """
        alone_m, price = self.alone_m, self._price
        both_m = alone_m[:, :, None] + alone_m[:, None, :]
        hop_m = self._hop_m + 2 * price * self._hop_s
        one_m = self._hop_m + price * self._hop_s
        saved_m = np.zeros_like(both_m)
        for hop in range(len(alone_m)):
            left_m = np.minimum(
                both_m[hop], (hop_m[hop, :, None, None] + both_m).min(0)
            )
            last_m = np.minimum(alone_m[hop], (one_m[hop, :, None] + alone_m).min(0))
            left_m[hop], left_m[:, hop] = last_m, last_m
            left_m[hop, hop] = 0.0
            saved_here_m = both_m - hop_m[:, hop, None, None] - left_m
            np.maximum(saved_m, saved_here_m, out=saved_m)
        return np.round(saved_m, 3)

    # A group of any size -------------------------------------------------------

    def best(
        self, members: Sequence[Candidate], now_s: float, *, at_destination: bool
    ) -> Best:
        """Return what `members` save at most, and at which of their common hops.

        As :meth:`best_of_pair`; some of them may be groups that lie together.
        """
        if len(members) == _PAIR and not any(map(_is_group, members)):
            one, other = members
            return self.best_of_pair(one, other, now_s, at_destination=at_destination)
        common = common_hops(members, meet_at_destination=at_destination)
        if not common:
            return _NOTHING
        hops, singles = [hop for hop, _ in common], singles_of(members)
        saved_m, left_m = self._saved_m(singles, np.array(hops))
        waits_m = [self._price * self._waits_s(singles, hop, now_s) for hop in hops]
        minus_m, _, hop = min(
            (-round(saved - waits, 3), left, hop)
            for saved, waits, left, hop in zip(
                saved_m.tolist(), waits_m, left_m.tolist(), hops, strict=True
            )
        )
        return -minus_m, hop

    def at_hop(  # the hot path of who refuses what saves nothing
        self, members: Sequence[Candidate], hop: int, now_s: float
    ) -> float:
        """Return what `members` save at a hop; a loss is below 0."""
        singles = singles_of(members)
        alone_m = driven_m = driven_s = 0.0  # one added after the other, as of arrays
        for each in singles:
            alone_m += self.alone_m.item(each.hotspot, _end(each))
            driven_s += self._seconds[each.hotspot][hop]
        for place in sorted({each.hotspot for each in singles}):
            driven_m += self._hop_m.item(place, hop)
        left_m = self._remaining.at_hop(_ends(singles), hop)
        saved_m = in_mm(alone_m - driven_m - self._price * driven_s - left_m)
        return round(saved_m - self._price * self._waits_s(singles, hop, now_s), 3)

    def _waits_s(self, singles: Sequence[Candidate], hop: int, now_s: float) -> float:
        """Return how long some wait for each other on their way to a hop, in all."""
        leave_s: dict[int, float] = {}  # by place
        for each in singles:
            at = each.hotspot
            leave_s[at] = max(leave_s.get(at, now_s), each.ready_s)
        arrive_s = {at: s + self._seconds[at][hop] for at, s in leave_s.items()}
        last_s = max(arrive_s.values())
        waits_s = 0.0
        for each in singles:
            at = each.hotspot
            leaves = each.destinations >> hop & 1
            here_s = leave_s[at] - max(each.ready_s, now_s)
            waits_s += here_s + (0.0 if leaves else last_s - arrive_s[at])
        return waits_s

    def _saved_m(
        self, singles: Sequence[Candidate], hops: Ints
    ) -> tuple[Floats, Floats]:
        """Return what a group saves at some hops, waits apart, and what is left."""
        here = [each.hotspot for each in singles]
        alone_m = sum(self.alone_m[each.hotspot, _end(each)] for each in singles)
        driven_m = sum(self._hop_m[at][hops] for at in sorted(set(here)))
        seconds = sum(self._hop_s[at][hops] for at in here)
        left_m = self._remaining.at_hops(_ends(singles), hops)
        return np.round(alone_m - driven_m - self._price * seconds - left_m, 3), left_m


def singles_of(members: Iterable[Candidate]) -> list[Candidate]:
    """Return deliveries, those of groups one by one."""
    singles: list[Candidate] = []
    for each in members:
        singles += each.members if isinstance(each, GroupCandidate) else (each,)
    return singles


def _ends(singles: Iterable[Candidate]) -> tuple[int, ...]:
    """Return their destinations, ascending."""
    return tuple(sorted(map(_end, singles)))


def _is_group(candidate: Candidate) -> bool:
    return isinstance(candidate, GroupCandidate)


def _end(candidate: Candidate) -> int:
    """Return the destination of a single delivery."""
    return candidate.destinations.bit_length() - 1
