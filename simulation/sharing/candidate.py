"""A delivery, or a group that rides together, as others see it when they pair.

Hops are compared by the sum of normalised Q-values (paper, Eq. 9). Those values
are multiples of 2**-40, so that sums are exact and their order never matters.
"""

from collections.abc import Sequence
from typing import NamedTuple


class CommonHop(NamedTuple):
    """The best next hop of several candidates."""

    hop: int  # hotspot
    q_sum: float  # sum of their normalised Q-values there


class Candidate:
    """One side of a request: a delivery, or a group that stands together.

    Parameters
    ----------
    order
        Its order; a group's lowest.
    hotspot
        Where it stands, or where a vehicle is carrying it.
    destinations
        Destination hotspots of its members, as a bit mask.
    size
        Number of deliveries.

    Attributes
    ----------
    hops
        Preferred next hops it may take, with normalised Q-values (Eq. 8, 9).
    barred
        Hotspots it takes only if the other side may, as a bit mask
        (``requests.revisit = "either_side"``).
    ready_s
        When it stands at `hotspot`, docking apart [s].
    """

    __slots__ = (
        "barred",
        "destinations",
        "hops",
        "hotspot",
        "order",
        "ready_s",
        "size",
    )

    def __init__(
        self, order: int, hotspot: int, destinations: int, size: int = 1
    ) -> None:
        self.order = order
        self.hotspot = hotspot
        self.destinations = destinations
        self.size = size
        self.hops: tuple[tuple[int, float], ...] = ()
        self.barred = 0
        self.ready_s = 0.0


def common_hops(
    candidates: Sequence[Candidate], *, meet_at_destination: bool
) -> tuple[tuple[int, float], ...]:
    """Return the hops that all candidates would take, with their Q-sums.

    Choice: away from each other, the destination of either is no meeting place
    (``requests.meet_at_destination``), since who arrives there leaves at once.
    """
    first, *others = candidates
    sums = dict(first.hops)
    barred = first.barred
    apart = 0
    for other in others:
        theirs = dict(other.hops)
        sums = {hop: q + theirs[hop] for hop, q in sums.items() if hop in theirs}
        barred &= other.barred
        if other.hotspot != first.hotspot:
            apart = 1
    if apart and not meet_at_destination:
        for each in candidates:
            barred |= each.destinations
    return tuple([each for each in sums.items() if not barred >> each[0] & 1])


def best_hop(hops: Sequence[tuple[int, float]]) -> CommonHop | None:
    """Return the hop of the largest Q-sum, ties to the lower index (Eq. 9).

    ``None`` if there is none.
    """
    if not hops:
        return None
    hop, q_sum = min(hops, key=lambda each: (-each[1], each[0]))
    return CommonHop(hop, q_sum)
