"""Preferred next hops of all agents, formed once and then looked up."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from simulation.routing.preferred import (
    normalised,
    normalised_some,
    rankings,
)
from simulation.routing.protocol import RoutingPolicy, SomeHops, whole_table
from simulation.routing.rows import best_few, best_first, quick_rows
from simulation.units import Floats, Ints

Hops = tuple[tuple[int, float], ...]

# Up to so many hotspots the rows of a destination are formed together; beyond,
# a run asks for a small part of them only.
_FORMED_TOGETHER = 200
# Sets of more hops are arrays: as tuples 80 hops take 9,300 bytes, as arrays 1,800.
# Small sets are quicker to go through as tuples.
MOST_AS_TUPLES = 16
_MOST_KEPT = 1 << 18  # sets formed one by one; then those of an agent are forgotten


@dataclass(slots=True)  # frozen ones take three times as long to make
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
        quick_rows(policy.hotspots)  # is loaded before anybody decides
        self.policy = policy
        self.size = min(preferred_size, max(1, policy.hotspots - 1))
        self.is_wide = self.size > MOST_AS_TUPLES
        # Whether sets and hotspots are so few that those of a destination are formed
        # together, and a board with a shelf for each hop is quick.
        self.forms_together = not self.is_wide and policy.hotspots <= _FORMED_TOGETHER
        self._some = policy.some if isinstance(policy, SomeHops) else None
        self._offers: dict[int, dict[int, AnyOffer]] = {}
        self._best: dict[int, array[int]] = {}
        self._alone = 0  # how many are kept that were formed one by one

    def offers(self, destination: int) -> dict[int, AnyOffer]:
        """Return what is formed so far for one agent, by hotspot."""
        kept = self._offers.get(destination)
        if kept is None:
            kept = self._offers[destination] = {}
        return kept

    def best(self, destination: int) -> "array[int]":
        """Return one agent's best next hops by hotspot, -1 if not asked for so far.

        Of all hops, whether visited or not; the agent fills them in.
        """
        kept = self._best.get(destination)
        if kept is None:
            kept = self._best[destination] = array("i", [-1]) * self.policy.hotspots
        return kept

    def form(self, destination: int, here: int) -> AnyOffer:
        """Return what one agent offers `here`.

        Values are scaled to [0, 1] over all H actions (Eq. 9) and are multiples
        of 2**-40, so that their sums are exact.
        """
        kept = self.offers(destination)
        if here not in kept:
            if self.forms_together and self._some is None:
                self._form_together(kept, destination)
            else:
                self._make_room()
                kept[here] = self._formed_alone(destination, here)
        return kept[here]

    def _form_together(self, kept: dict[int, AnyOffer], destination: int) -> None:
        table = whole_table(self.policy, destination)
        preferred = rankings(table)[:, : self.size]
        scaled = np.take_along_axis(normalised(table), preferred, axis=1)
        for row, (hops, values) in enumerate(
            zip(preferred.tolist(), scaled.tolist(), strict=True)
        ):
            kept[row] = _as_tuples(zip(hops, values, strict=True))

    def _formed_alone(self, destination: int, here: int) -> AnyOffer:
        """Return one set: the hops that a ranking has first, the others unranked."""
        among: Ints | None = None  # all hotspots
        if self._some is None:
            values, at = self.policy.values(destination, here), here
        else:
            among, values = self._some(destination, here)
            at = int(among.searchsorted(here))
        size = min(self.size, values.size - 1)
        if not self.is_wide:
            best, scaled = best_first(values, at, size)
            ranked = best if among is None else among[best].tolist()
            return _as_tuples(zip(ranked, scaled, strict=True))
        numbers = best_few(values, at, size)
        hops = numbers if among is None else among[numbers]
        mask = np.zeros(self.policy.hotspots, dtype=bool)
        mask[hops] = True
        bits = int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")
        return WideOffer(hops, normalised_some(values, numbers), bits)

    def _make_room(self) -> None:
        """Forget the sets of an agent if there are too many; in turn.

        Not all at once, which takes half a second. Agents hold these tables.
        """
        self._alone += 1
        while self._alone > _MOST_KEPT:
            destination, kept = next(iter(self._offers.items()))
            self._offers[destination] = self._offers.pop(destination)  # now the last
            self._alone -= len(kept)
            kept.clear()


def _as_tuples(hops: Iterable[tuple[int, float]]) -> Offer:
    """Return a set of hops with their normalised values, best first."""
    offered = tuple(hops)
    return Offer(offered, sum([1 << hop for hop, _ in offered]))
