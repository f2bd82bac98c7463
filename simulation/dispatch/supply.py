"""How many vehicles serve, and where they start."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from simulation.units import Floats, Ints


class Supply(Protocol):
    """How many vehicles a fleet has."""

    def target(self, now_s: float) -> int | None:
        """Return how many are to serve; None for as many as are needed."""
        ...

    def starts(self, vehicles: int) -> Sequence[int]:
        """Return the place where each of so many vehicles joins."""
        ...


class Elastic:
    """As many vehicles as it takes (paper, 7.5): if none is idle, a new one joins."""

    def target(self, now_s: float) -> int | None:  # noqa: ARG002 - the protocol's
        """Return None."""
        return None

    def starts(self, vehicles: int) -> Sequence[int]:  # noqa: ARG002
        """Return no place: they join where they are needed."""
        return ()


class Fixed:
    """So many vehicles and no more.

    Parameters
    ----------
    size
        How many.
    departures : (H,) array
        Share of trips that begin in the tract of each hotspot.
    """

    def __init__(self, size: int, departures: Floats) -> None:
        self._size = size
        self._departures = departures

    def target(self, now_s: float) -> int | None:  # noqa: ARG002 - the protocol's
        """Return how many there are."""
        return self._size

    def starts(self, vehicles: int) -> Sequence[int]:
        """Return the hotspots where so many vehicles join, in order.

        In proportion to the departures expected of each hotspot, by largest
        remainder, ties to the lower index (model 6, finite fleet).
        """
        total = float(self._departures.sum())
        hotspots = self._departures.size
        if total <= 0:
            quota = np.full(hotspots, vehicles / hotspots)
        else:
            quota = vehicles * self._departures / total
        whole = apportioned(quota, vehicles)
        starts: list[int] = np.repeat(np.arange(hotspots), whole).tolist()
        return starts


def apportioned(quota: Floats, total: int) -> Ints:
    """Return whole numbers of a sum for quotas of that sum, (H,).

    By largest remainder, ties to the lower index.
    """
    whole = np.floor(quota + 1e-9).astype(np.int64)
    remainder = np.round(quota - whole, 9)
    by_remainder = np.lexsort((np.arange(quota.size), -remainder))
    whole[by_remainder[: total - int(whole.sum())]] += 1
    return whole
