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

from collections.abc import Sequence
from functools import reduce
from operator import and_

import numpy as np

from simulation.sharing.candidate import (
    Candidate,
    common_hops,
    mask_of,
    takes,
)
from simulation.sharing.fastest import Alone, fastest
from simulation.sharing.remaining import Remaining, in_mm
from simulation.sharing.singles import (
    Singles,
    end_of,
    ends_of,
    singles_of,
    waits_at_s,
    waits_s,
)
from simulation.units import Floats, Ints

Best = tuple[float, int]  # saved metres, and at which hop

_PAIR = 2
_MOST_PAIRS = 200_000  # kept at a time
_FEW = 8  # hops: fewer are weighed sooner by numbers than by arrays
_MM = 0.001
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
        """Weigh a pair at the hops that both take: few one by one, many at once."""
        common = mask_of(one) & mask_of(other) & ~barred
        if common.bit_count() <= _FEW:
            return self._best_of_few(one, other, lead_s, common)
        hops = self._hops_of(common)
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

    def _best_of_few(
        self, one: Candidate, other: Candidate, lead_s: float, common: int
    ) -> Best:
        here, there, pair = one.hotspot, other.hotspot, (one, other)
        ends, best = ends_of(pair), (0.0, 0.0, 0.0, -1)
        while common:
            hop = common.bit_length() - 1
            common ^= 1 << hop
            most_m = self._with_nothing_left_m(pair, hop)
            later_s = lead_s
            if here != there:
                later_s = lead_s + self._seconds[there][hop] - self._seconds[here][hop]
            waits_m = self._price * abs(later_s)
            if most_m - waits_m < best[0] - _MM:  # less, rounded up or not
                continue
            left_m = self._remaining.at_hop(ends, hop)
            saved_m = in_mm(most_m - left_m)
            if saved_m > waits_m:
                best = max(best, (saved_m - waits_m, -saved_m, -left_m, -hop))
        return (round(best[0], 3), -best[3]) if best[0] else _NOTHING

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
        alone_m, one_m, hop_m = self.alone_m, *map(self._remaining.hop_m, (1, _PAIR))
        both_m = alone_m[:, :, None] + alone_m[:, None, :]
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
        singles = singles_of(members)
        if len(members) == len(singles) == _PAIR:
            one, other = singles
            return self.best_of_pair(one, other, now_s, at_destination=at_destination)
        common = common_hops(members, meet_at_destination=at_destination)
        if not common:
            return _NOTHING
        hops = np.array([hop for hop, _ in common])
        saved_m, left_m = self._in_all_m(singles, hops, now_s)
        found = zip(saved_m, left_m.tolist(), hops.tolist(), strict=True)
        saved, _, hop = min(found, key=lambda at: (-at[0], *at[1:]))
        return saved, hop

    def at_common_hops(
        self, members: Sequence[Candidate], now_s: float
    ) -> dict[int, float]:
        """Return what `members` save at each hop that all of them take, if they may."""
        hops = self._hops_of(reduce(and_, map(mask_of, members)))
        saved_m, _ = self._in_all_m(singles_of(members), hops, now_s)
        return dict(zip(hops.tolist(), saved_m, strict=True))

    def _in_all_m(
        self, singles: Singles, hops: Ints, now_s: float
    ) -> tuple[list[float], Floats]:
        """Return what a group saves at some hops, waits too, and what is left."""
        saved_m, left_m = self._saved_m(singles, hops)
        saved_m -= self._price * waits_at_s(singles, hops, now_s, self._hop_s)
        return [round(each, 3) for each in saved_m.tolist()], left_m

    def at_hop(  # the hot path of who refuses what saves nothing
        self, members: Sequence[Candidate], hop: int, now_s: float
    ) -> float:
        """Return what `members` save at a hop; a loss is below 0."""
        singles = singles_of(members)
        left_m = self._remaining.at_hop(ends_of(singles), hop)
        saved_m = in_mm(self._with_nothing_left_m(singles, hop) - left_m)
        waits_m = self._price * waits_s(singles, hop, now_s, self._seconds)
        return round(saved_m - waits_m, 3)

    def _with_nothing_left_m(self, singles: Singles, hop: int) -> float:
        """Return what a group would save at a hop if that were its destination."""
        alone_m = driven_m = driven_s = 0.0  # one added after the other, as of arrays
        for each in singles:
            alone_m += self.alone_m.item(each.hotspot, end_of(each))
            driven_s += self._seconds[each.hotspot][hop]
        for place in sorted({each.hotspot for each in singles}):
            driven_m += self._hop_m.item(place, hop)
        return alone_m - driven_m - self._price * driven_s

    def _saved_m(self, singles: Singles, hops: Ints) -> tuple[Floats, Floats]:
        """Return what a group saves at some hops, waits apart, and what is left."""
        here = [each.hotspot for each in singles]
        alone_m = sum(self.alone_m[each.hotspot, end_of(each)] for each in singles)
        driven_m = sum(self._hop_m[at][hops] for at in sorted(set(here)))
        seconds = sum(self._hop_s[at][hops] for at in here)
        left_m = self._remaining.at_hops(ends_of(singles), hops)
        return np.round(alone_m - driven_m - self._price * seconds - left_m, 3), left_m
