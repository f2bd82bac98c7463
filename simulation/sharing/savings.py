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

from simulation.sharing.candidate import Candidate, GroupCandidate, common_hops, takes
from simulation.units import Floats

Best = tuple[float, int]  # saved metres, and at which hop
Alone = tuple[Floats, Floats]  # metres and seconds

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
        metres, seconds = alone or _fastest(distance_m, travel_time_s)
        self.alone_m: Floats = metres + value_of_time_m_per_s * seconds
        self._seconds: list[list[float]] = travel_time_s.tolist()
        self._left: dict[tuple[int, ...], Floats] = {}
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
        here, there = one.hotspot, other.hotspot
        lead_s = max(other.ready_s, now_s) - max(one.ready_s, now_s)
        price, best, best_hop = self._price, 0.0, -1
        barred = one.barred & other.barred
        if here == there:
            waits_m = price * abs(lead_s)
            for saved_m, hop in self._ranked(one, other):
                if saved_m <= waits_m:
                    break
                if not barred >> hop & 1 and takes(one, hop) and takes(other, hop):
                    return round(saved_m - waits_m, 3), hop
            return _NOTHING
        if not at_destination:
            barred |= one.destinations | other.destinations
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
            saved_m, left_m = self._saved_m(
                (one.hotspot, other.hotspot), (_end(one), _end(other))
            )
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
        hops = common_hops(members, meet_at_destination=at_destination)
        saved = self.at_hops(members, [hop for hop, _ in hops], now_s)
        left_m = self._left_m([_end(each) for each in singles_of(members)])
        return min(
            saved, key=lambda at: (-at[0], left_m[at[1]], at[1]), default=_NOTHING
        )

    def at_hops(
        self, members: Sequence[Candidate], hops: Sequence[int], now_s: float
    ) -> list[Best]:
        """Return what `members` save at each of some hops; a loss is below 0."""
        singles = singles_of(members)
        here = [each.hotspot for each in singles]
        ready_s = np.maximum([each.ready_s for each in singles], now_s)
        leave_s = {
            place: max(s for s, at in zip(ready_s, here, strict=True) if at == place)
            for place in here
        }
        saved_m, _ = self._saved_m(here, [_end(each) for each in singles])
        found: list[Best] = []
        for hop in hops:
            last_s = max(s + self._seconds[at][hop] for at, s in leave_s.items())
            waits_s = 0.0
            for each, at, s in zip(singles, here, ready_s, strict=True):
                arrives_s = leave_s[at] + self._seconds[at][hop]
                leaves = each.destinations >> hop & 1
                waits_s += leave_s[at] - s + (0.0 if leaves else last_s - arrives_s)
            found.append((round(float(saved_m[hop] - self._price * waits_s), 3), hop))
        return found

    def _saved_m(
        self, here: Sequence[int], ends: Sequence[int]
    ) -> tuple[Floats, Floats]:
        """Return what a group saves at each hop, waits apart, and what is left."""
        alone_m = sum(self.alone_m[at, end] for at, end in zip(here, ends, strict=True))
        driven_m = sum(self._hop_m[at] for at in sorted(set(here)))
        seconds = sum(self._hop_s[at] for at in here)
        left_m = self._left_m(ends)
        return np.round(alone_m - driven_m - self._price * seconds - left_m, 3), left_m

    def _left_m(self, ends: Sequence[int]) -> Floats:
        """Return what is left to do for those who are together at each hop, (H,)."""
        key = tuple(sorted(ends))
        left_m = self._left.get(key)
        if left_m is None:
            left_m = self._together_m(key)
            for end in set(key):  # who is there leaves
                left_m[end] = self._together_m([each for each in key if each != end])[
                    end
                ]
            self._left[key] = np.round(left_m, 3)
        return self._left[key]

    def _together_m(self, ends: Sequence[int]) -> Floats:
        alone_m = self.alone_m[:, list(ends)].sum(axis=1)
        hop_m = self._hop_m + len(ends) * self._price * self._hop_s
        left_m: Floats = np.minimum(alone_m, (hop_m + alone_m).min(axis=1))
        return left_m


def _fastest(distance_m: Floats, travel_time_s: Floats) -> Alone:
    """Return metres and seconds of the fastest ways."""
    fastest_s, metres = travel_time_s.copy(), distance_m.copy()
    for by in range(len(fastest_s)):
        seconds = fastest_s[:, by, None] + fastest_s[by]
        length = metres[:, by, None] + metres[by]
        better = (seconds < fastest_s) | ((seconds == fastest_s) & (length < metres))
        fastest_s = np.where(better, seconds, fastest_s)
        metres = np.where(better, length, metres)
    return metres, fastest_s


def singles_of(members: Iterable[Candidate]) -> list[Candidate]:
    """Return deliveries, those of groups one by one."""
    singles: list[Candidate] = []
    for each in members:
        singles += each.members if isinstance(each, GroupCandidate) else (each,)
    return singles


def _is_group(candidate: Candidate) -> bool:
    return isinstance(candidate, GroupCandidate)


def _end(candidate: Candidate) -> int:
    """Return the destination of a single delivery."""
    return candidate.destinations.bit_length() - 1
