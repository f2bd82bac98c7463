"""What is left to do, in metres: for one alone, and for those together at a hop.

Metres driven and a price for each second, as :mod:`simulation.sharing.savings` weighs.
From a hop those who are together drive alone, or once more over one hop in one vehicle,
where that costs less; who is at its destination leaves there. All is rounded to
millimetres.
"""

import numpy as np

from simulation.units import Floats, Ints

# Hotspots: up to here what is left is formed at all of them, once, and kept. Between
# more, few sets of destinations come again, and are weighed at few hops.
_KEPT = 200
_MOST_KEPT = 200_000  # at a time
_AT_ONCE = 32  # rows of as many numbers as hotspots that a processor keeps at hand


class Remaining:
    """Prices what is left to do.

    Parameters
    ----------
    distance_m, travel_time_s
        Between hotspots, (H, H).
    value_of_time_m_per_s
        Price of a second of a delivery [m/s].
    alone_m
        From each hotspot to each destination alone, (H, H).

    Attributes
    ----------
    keeps
        Whether there are so few hotspots that all is formed for all of them, and kept.
    """

    def __init__(
        self,
        distance_m: Floats,
        travel_time_s: Floats,
        value_of_time_m_per_s: float,
        alone_m: Floats,
    ) -> None:
        self.keeps = len(alone_m) <= _KEPT
        self._kept: dict[tuple[int, ...], Floats] = {}
        self._all: Ints = np.arange(len(alone_m))
        self._price = value_of_time_m_per_s
        self._hop_m, self._hop_s = distance_m, travel_time_s
        self._alone_m: Floats = np.ascontiguousarray(alone_m.T)  # to, from
        self._last: tuple[tuple[int, ...], Floats] = ((), np.empty(0))
        self._together_m: dict[int, Floats] = {}
        self._rows_m = np.empty((_AT_ONCE, len(alone_m)))  # memory that is there

    def at_hop(self, ends: tuple[int, ...], hop: int) -> float:
        """Return what is left for those bound for `ends`, ascending, at a hop."""
        on = tuple([end for end in ends if end != hop])
        if not on:
            return 0.0
        alone_m = self._alone(on)
        once_more_m: float = (self.hop_m(len(on))[hop] + alone_m).min().item()
        return in_mm(min(alone_m.item(hop), once_more_m))

    def at_hops(self, ends: tuple[int, ...], hops: Ints) -> Floats:
        """Return the same at each of some hops."""
        if not self.keeps:
            return self._formed(ends, hops)
        left_m = self._kept.get(ends)
        if left_m is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            left_m = self._kept[ends] = self._formed(ends, self._all)
        return left_m[hops]

    def _formed(self, ends: tuple[int, ...], hops: Ints) -> Floats:
        alone_m, hop_m = self._alone(ends), self.hop_m(len(ends))
        once_more_m = np.empty(hops.size)
        for first in range(0, hops.size, _AT_ONCE):
            some = hops[first : first + _AT_ONCE]
            rows_m = self._rows_m[: some.size]
            hop_m.take(some, axis=0, out=rows_m, mode="clip")
            rows_m += alone_m
            rows_m.min(axis=1, out=once_more_m[first : first + _AT_ONCE])
        left_m: Floats = np.minimum(alone_m[hops], once_more_m).round(3)
        for end in set(ends):
            there = hops == end
            if there.any():
                left_m[there] = self.at_hop(ends, end)
        return left_m

    def _alone(self, ends: tuple[int, ...]) -> Floats:
        """Return what is left for all if each goes alone, from each hotspot."""
        if ends != self._last[0]:  # else the same at another hop
            alone_m: Floats = self._alone_m[ends[0]]
            for end in ends[1:]:
                alone_m = alone_m + self._alone_m[end]
            self._last = ends, alone_m
        return self._last[1]

    def hop_m(self, size: int) -> Floats:
        """Return what a hop of so many in one vehicle costs, (H, H)."""
        together_m = self._together_m.get(size)
        if together_m is None:
            together_m = self._hop_m + size * self._price * self._hop_s
            self._together_m[size] = together_m
        return together_m


def in_mm(metres: float) -> float:
    """Return metres rounded to millimetres, as numpy rounds arrays."""
    return round(1000.0 * metres) / 1000.0
