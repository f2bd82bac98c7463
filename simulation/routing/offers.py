"""Preferred next hops of all agents, formed once and then looked up."""

from dataclasses import dataclass

import numpy as np

from simulation.routing.preferred import normalised, normalised_some, rankings
from simulation.routing.protocol import RoutingPolicy, whole_table
from simulation.units import Floats, Ints

Hops = tuple[tuple[int, float], ...]

# Up to so many hotspots the rows of a destination are formed together; beyond,
# a run asks for a small part of them only.
_FORMED_TOGETHER = 200
# Sets of more hops are arrays: as tuples 80 hops take 9,300 bytes, as arrays 1,800.
# Small sets are quicker to go through as tuples.
MOST_AS_TUPLES = 16
_MOST_KEPT = 1 << 18  # sets formed one by one; then all are forgotten, formed anew


@dataclass(frozen=True, slots=True)
class Offer:
    """A preferred action set (Eq. 8)."""

    hops: Hops  # next hops with normalised values, best first
    mask: int  # the hops as bits


@dataclass(frozen=True, slots=True)
class WideOffer:
    """A preferred action set of many hops."""

    numbers: Ints  # of the hops, ascending
    values: Floats  # normalised
    mask: int

    @property
    def hops(self) -> Hops:
        """Next hops with normalised values, best first."""
        order = np.argsort(-self.values, kind="stable")
        numbers, values = self.numbers[order].tolist(), self.values[order].tolist()
        return tuple(zip(numbers, values, strict=True))


AnyOffer = Offer | WideOffer


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
        self.size = min(preferred_size, max(1, policy.hotspots - 1))
        self._offers: dict[int, dict[int, AnyOffer]] = {}
        self._alone = 0  # how many are kept that were formed one by one

    @property
    def is_wide(self) -> bool:
        """Whether sets are of so many hops that they are arrays."""
        return self.size > MOST_AS_TUPLES

    def offers(self, destination: int) -> dict[int, AnyOffer]:
        """Return what is formed so far for one agent, by hotspot."""
        kept = self._offers.get(destination)
        if kept is None:
            kept = self._offers[destination] = {}
        return kept

    def form(self, destination: int, here: int) -> AnyOffer:
        """Return what one agent offers `here`.

        Values are scaled to [0, 1] over all H actions (Eq. 9) and are multiples
        of 2**-40, so that their sums are exact.
        """
        kept = self.offers(destination)
        if here not in kept:
            hotspots = self.policy.hotspots
            if self.is_wide or hotspots > _FORMED_TOGETHER:
                self._make_room()
                kept[here] = self._formed_alone(destination, here)
            else:
                self._form_together(kept, destination)
        return kept[here]

    def _form_together(self, kept: dict[int, AnyOffer], destination: int) -> None:
        table = whole_table(self.policy, destination)
        preferred = rankings(table)[:, : self.size]
        scaled = np.take_along_axis(normalised(table), preferred, axis=1)
        for row, (hops, values) in enumerate(
            zip(preferred.tolist(), scaled.tolist(), strict=True)
        ):
            offered = tuple(zip(hops, values, strict=True))
            kept[row] = Offer(offered, sum(1 << hop for hop in hops))

    def _formed_alone(self, destination: int, here: int) -> AnyOffer:
        """Return one set: the hops that a ranking has first, the others unranked."""
        values = self.policy.values(destination, here)
        row = values.copy()
        row[here] = -np.inf
        least = np.partition(row, -self.size)[-self.size]
        taken = row >= least
        numbers: Ints = taken.nonzero()[0]
        if numbers.size > self.size:  # ties go to the lower index
            ties = numbers[row[numbers] == least]
            taken[ties[self.size - numbers.size :]] = False
            numbers = taken.nonzero()[0]
        scaled = normalised_some(values, numbers)
        bits = np.packbits(taken, bitorder="little").tobytes()
        mask = int.from_bytes(bits, "little")
        if self.is_wide:
            return WideOffer(numbers, scaled, mask)
        order = np.argsort(-row[numbers], kind="stable")
        hops = zip(numbers[order].tolist(), scaled[order].tolist(), strict=True)
        return Offer(tuple(hops), mask)

    def _make_room(self) -> None:
        """Forget what is kept if that is too much; agents hold these tables."""
        self._alone += 1
        if self._alone > _MOST_KEPT:
            self._alone = 1
            for kept in self._offers.values():
                kept.clear()
