"""Preferred next hops of all agents, formed once and then looked up."""

from dataclasses import dataclass

import numpy as np

from simulation.routing.preferred import normalised, rankings
from simulation.routing.protocol import RoutingPolicy, whole_table

Hops = tuple[tuple[int, float], ...]

# Up to so many hotspots the rows of a destination are formed together; beyond,
# a run asks for a small part of them only.
_FORMED_TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """A preferred action set (Eq. 8)."""

    hops: Hops  # next hops with normalised values, best first
    mask: int  # the hops as bits


class OfferBook:
    """What each agent offers at each hotspot; runs may share a book.

    Parameters
    ----------
    policy
        Values of next hops.
    preferred_size
        Size of the preferred action set (Eq. 8), 1 or more; cut to the H - 1
        hops there are.
    """

    def __init__(self, policy: RoutingPolicy, preferred_size: int) -> None:
        self.policy = policy
        self._size = preferred_size
        self._offers: dict[int, dict[int, Offer]] = {}

    def offers(self, destination: int) -> dict[int, Offer]:
        """Return what is formed so far for one agent, by hotspot."""
        kept = self._offers.get(destination)
        if kept is None:
            kept = self._offers[destination] = {}
        return kept

    def form(self, destination: int, here: int) -> Offer:
        """Return what one agent offers `here`.

        Values are scaled to [0, 1] over all H actions (Eq. 9) and are multiples
        of 2**-40, so that their sums are exact.
        """
        kept = self.offers(destination)
        if here not in kept:
            hotspots = self.policy.hotspots
            if hotspots <= _FORMED_TOGETHER:
                table = whole_table(self.policy, destination)
                rows = np.arange(hotspots)
            else:
                table = self.policy.values(destination, here)[None, :]
                rows = np.array([here])
            preferred = rankings(table, rows)[:, : self._size]
            scaled = np.take_along_axis(normalised(table), preferred, axis=1)
            for row, hops, values in zip(
                rows.tolist(), preferred.tolist(), scaled.tolist(), strict=True
            ):
                offered = tuple(zip(hops, values, strict=True))
                kept[row] = Offer(offered, sum(1 << hop for hop in hops))
        return kept[here]
