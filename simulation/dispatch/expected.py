"""Where orders are expected: where they were released of late."""

from collections import deque
from typing import Final

import numpy as np

from simulation.units import Floats, Ints

REFRESH_S = 60.0  # prices hold so long, for what is known of plans holds with them


class Expected:
    """Orders seen of late, by the tract of their producers; nothing else is known.

    A tract lies at its hotspot.

    Parameters
    ----------
    tract_of : (n,) array
        The tract of each place.
    distance_m : (H, H) array
        From hotspot to hotspot [m].
    memory_s
        Orders released so long ago are forgotten [s].
    since_s
        When it begins to see any [s].
    """

    def __init__(
        self, tract_of: Ints, distance_m: Floats, memory_s: float, since_s: float = 0.0
    ) -> None:
        self._since_s = since_s
        self.tract_of: Final = tract_of
        self.distance_m: Final = distance_m
        self._memory_s: Final = memory_s
        self._seen: deque[tuple[float, int]] = deque()  # when and in which tract
        self._ends_m: Floats | None = None
        self._made_s = 0.0

    def note(self, place: int, now_s: float) -> None:
        """Take note that an order is released at a place."""
        self._seen.append((now_s, int(self.tract_of[place])))

    def succeed(self, before: "Expected") -> None:
        """Know of all orders that another one has seen."""
        self._seen.extend(before._seen)  # noqa: SLF001 - of the same class
        self._since_s = before._since_s  # noqa: SLF001

    def orders(self, ahead_s: float, now_s: float) -> Floats:
        """Return how many orders are expected by tract in so long a time, (H,).

        As many as there were in as much of the time that is remembered.
        """
        seen, since_s = self._seen, now_s - self._memory_s
        while seen and seen[0][0] <= since_s:
            seen.popleft()
        tracts = np.fromiter((tract for _, tract in seen), np.int64, count=len(seen))
        count = np.bincount(tracts, minlength=len(self.distance_m))
        elapsed_s = min(self._memory_s, now_s - self._since_s)
        expected: Floats = count * np.float64(
            ahead_s / elapsed_s if elapsed_s > 0 else 0.0
        )
        return expected

    def ends_m(self, weight: float, now_s: float) -> Floats:
        """Return what it costs that a plan ends at each place, (n,) [m].

        The mean way from there to where orders are expected, times a weight. The same
        array as before, unless that is some time ago.
        """
        if self._ends_m is None or now_s >= self._made_s + REFRESH_S:
            share = self.orders(1.0, now_s)
            total = float(share.sum()) or 1.0  # nothing seen: all ways are as good
            way_m: Floats = self.distance_m @ share * (weight / total)
            self._ends_m, self._made_s = way_m[self.tract_of], now_s
        return self._ends_m
