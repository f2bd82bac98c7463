"""A delivery, or a group that rides together, as others see it when they pair.

Hops are compared by the sum of normalised Q-values (paper, Eq. 9). Those values
are multiples of 2**-40, so that sums are exact and their order never matters.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from typing_extensions import override

from simulation.units import Floats, Ints

Hops = tuple[tuple[int, float], ...]  # hotspots with normalised Q-values, or sums
Arrays = tuple[Ints, Floats, int]
# Attributes of a candidate that others see.
SEEN = (
    *("order", "orders", "hotspot", "destinations"),
    *("hops", "barred", "ready_s", "size"),
)


class Candidate:
    """One side of a request: a delivery, or a group that lies together.

    It is made when it is posted and says how things were then.

    Parameters
    ----------
    orders
        Its deliveries, ascending.
    hotspot
        Where it lies, or where a vehicle is carrying it.
    destinations
        Destination hotspots of its deliveries, as a bit mask.
    hops
        Preferred next hops it may take, with normalised Q-values (Eq. 8, 9).
    barred
        Hotspots it takes only if the other side may, as a bit mask
        (``requests.revisit = "either_side"``).
    ready_s
        When it lies at `hotspot`, docking apart [s].

    Attributes
    ----------
    order
        Its lowest order.
    size
        Room its deliveries take in a vehicle: a seat each, or as many as is said.
    """

    __slots__ = (
        "_hops",
        "barred",
        "destinations",
        "hotspot",
        "order",
        "orders",
        "ready_s",
        "size",
    )

    def __init__(
        self,
        orders: tuple[int, ...],
        hotspot: int,
        destinations: int,
        hops: Hops,
        barred: int = 0,
        ready_s: float = 0.0,
    ) -> None:
        self.order = orders[0]
        self.orders = orders
        self.hotspot = hotspot
        self.destinations = destinations
        self._hops = hops
        self.barred = barred
        self.ready_s = ready_s
        self.size = len(orders)

    @property
    def hops(self) -> Hops:
        """Preferred next hops it may take, with their Q-values, best first."""
        return self._hops


class WideCandidate(Candidate):
    """A delivery with many preferred hops, which are formed when they are looked at.

    Most deliveries on their way are out of reach of whoever decides: nobody looks at
    theirs before they have moved on, or times have changed again.

    Parameters
    ----------
    form
        Returns its hops, as `arrays_of` gives them: asked once, or never. Arrays are
        shared with others, and never changed.
    """

    __slots__ = ("_arrays", "_form")

    def __init__(
        self,
        orders: tuple[int, ...],
        hotspot: int,
        destinations: int,
        form: Callable[[], Arrays],
        barred: int = 0,
        ready_s: float = 0.0,
    ) -> None:
        self._form = form
        self._arrays: Arrays | None = None
        self.order = orders[0]
        self.orders = orders
        self.hotspot = hotspot
        self.destinations = destinations
        self.barred = barred
        self.ready_s = ready_s
        self.size = len(orders)

    def arrays(self) -> Arrays:
        """Return its hops as `arrays_of` gives them."""
        arrays = self._arrays
        if arrays is None:
            arrays = self._arrays = self._form()
        return arrays

    @property
    @override
    def hops(self) -> Hops:
        """Preferred next hops it may take, with their Q-values, best first."""
        hops, q, mask = self.arrays()
        order = np.argsort(-q, kind="stable")[: mask.bit_count()]
        numbers, values = hops[order].tolist(), q[order].tolist()
        return tuple(zip(numbers, values, strict=True))


def without(arrays: Arrays, hotspots: int) -> Arrays:
    """Return hops, as `arrays_of` gives them, with none of those in a bit mask."""
    hops, q, mask = arrays
    struck = mask & hotspots
    if struck:
        q = q.copy()
        q[hops.searchsorted(list(_bits_of(struck)))] = -np.inf
    return hops, q, mask ^ struck


class GroupCandidate(Candidate):
    """A group that lies together, and its members as they would be alone."""

    __slots__ = ("members",)

    members: tuple[Candidate, ...]


def group_of(members: Sequence[Candidate]) -> GroupCandidate:
    """Return candidates that lie together, in order of order number, as one."""
    barred, destinations = members[0].barred, 0
    for member in members:
        barred &= member.barred
        destinations |= member.destinations
    orders = tuple([order for member in members for order in member.orders])
    hops = common_hops(members, meet_at_destination=True)
    group = GroupCandidate(orders, members[0].hotspot, destinations, hops, barred)
    group.size = sum([member.size for member in members])
    group.members = tuple(members)
    return group


def common_hops(candidates: Sequence[Candidate], *, meet_at_destination: bool) -> Hops:
    """Return the hops that all candidates would take, with their Q-sums.

    Choice: away from each other, the destination of either is no meeting place
    (``requests.meet_at_destination``), since who arrives there leaves at once.
    """
    first = candidates[0]
    here, barred, apart = first.hotspot, first.barred, False
    hops: Sequence[tuple[int, float]] = first.hops
    for other in candidates[1:]:
        theirs = dict(other.hops)
        hops = [(hop, q + theirs[hop]) for hop, q in hops if hop in theirs]
        barred &= other.barred
        apart = apart or other.hotspot != here
    if apart and not meet_at_destination:
        for each in candidates:
            barred |= each.destinations
    if barred:
        hops = [each for each in hops if not barred >> each[0] & 1]
    return tuple(hops)


def best_hop(hops: Sequence[tuple[int, float]]) -> tuple[int, float] | None:
    """Return the hop of the largest Q-sum, ties to the lower index, and that (Eq. 9).

    ``None`` if there is none.
    """
    if not hops:
        return None
    minus_q_sum, hop = min([(-q_sum, hop) for hop, q_sum in hops])
    return hop, -minus_q_sum


def best_common_hop(
    candidates: Sequence[Candidate], *, meet_at_destination: bool
) -> tuple[int, float] | None:
    """Return the best of the `common_hops` and its Q-sum; ``None``: there is none."""
    first, second = candidates[0], candidates[-1]
    if len(candidates) > len((first, second)):
        return best_hop(
            common_hops(candidates, meet_at_destination=meet_at_destination)
        )
    forbidden = first.barred & second.barred
    if not meet_at_destination and first.hotspot != second.hotspot:
        forbidden |= first.destinations | second.destinations
    if not (isinstance(first, WideCandidate) and isinstance(second, WideCandidate)):
        return best_of_few(dict(first.hops), second.hops, forbidden)
    (mine, own, mask), (theirs, others, other_mask) = first.arrays(), second.arrays()
    if not mask & other_mask:
        return None
    most = max(mine[-1], theirs[-1])  # struck ones among them
    values = np.full(most + 1, -np.inf)
    values[mine] = own
    return best_sum(values, theirs, others, forbidden)


def best_of_few(
    values: Mapping[int, float], others: Hops, forbidden: int
) -> tuple[int, float] | None:
    """Return as `best_sum` does, of one side's hops by number and the other side's."""
    return best_hop(
        [
            (hop, values[hop] + q)
            for hop, q in others
            if hop in values and not forbidden >> hop & 1
        ]
    )


def best_sum(
    values: Floats, numbers: Ints, others: Floats, forbidden: int
) -> tuple[int, float] | None:
    """Return the hop of the largest Q-sum, ties to the lower index, and that.

    Parameters
    ----------
    values
        Of one side, at the number of each hop; -inf where it takes none.
    numbers, others : (n,) arrays
        Hops of the other side, ascending, and its values.
    forbidden
        Hops at which they may not meet, as a bit mask.
    """
    sums = values[numbers]
    sums += others
    while True:
        at = int(sums.argmax())
        best = sums.item(at)
        if best == -math.inf:
            return None
        hop = int(numbers[at])
        if not forbidden >> hop & 1:
            return hop, best
        sums[at] = -math.inf


def takes(candidate: Candidate, hop: int) -> bool:
    """Return whether a hop is one of those that a candidate would take."""
    if isinstance(candidate, WideCandidate):
        return bool(candidate.arrays()[2] >> hop & 1)
    return any(each == hop for each, _ in candidate.hops)


def arrays_of(candidate: Candidate) -> Arrays:
    """Return hops, ascending, with their values, -inf for none; and those as bits."""
    if isinstance(candidate, WideCandidate):
        return candidate.arrays()
    return _as_arrays(candidate.hops)


def mask_of(candidate: Candidate) -> int:
    """Return the hops that a candidate would take, as bits."""
    if isinstance(candidate, WideCandidate):
        return candidate.arrays()[2]
    return sum([1 << hop for hop, _ in candidate.hops])


def _as_arrays(hops: Hops) -> Arrays:
    ranked = sorted(hops)
    numbers = np.array([hop for hop, _ in ranked], dtype=np.int64)
    values = np.array([value for _, value in ranked], dtype=np.float64)
    return numbers, values, sum(1 << hop for hop, _ in ranked)


def _bits_of(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set."""
    while mask:
        hop = mask.bit_length() - 1
        yield hop
        mask ^= 1 << hop
