"""A delivery, or a group that rides together, as others see it when they pair.

Hops are compared by the sum of normalised Q-values (paper, Eq. 9). Those values
are multiples of 2**-40, so that sums are exact and their order never matters.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple


class CommonHop(NamedTuple):
    """The best next hop of several candidates."""

    hop: int  # hotspot
    q_sum: float  # sum of their normalised Q-values there


class Candidate:
    """One side of a request.

    Parameters
    ----------
    order
        Its order; a group's lowest.
    hotspot
        Where it stands, or where a vehicle is carrying it.
    hops
        Preferred next hops it may take, with normalised Q-values (Eq. 8, 9).
    destinations
        Destination hotspots of its members, as a bit mask.
    barred
        Hotspots it takes only if the other side may, as a bit mask
        (``requests.revisit = "either_side"``).
    size
        Number of deliveries.
    ready_s
        When it stands at `hotspot`, docking apart [s].
    members
        What it stands for; nothing here looks inside.
    """

    __slots__ = (
        "barred",
        "destinations",
        "hops",
        "hotspot",
        "members",
        "order",
        "ready_s",
        "size",
    )

    def __init__(  # noqa: PLR0913 - a record of the hot path, filled in one place
        self,
        order: int,
        hotspot: int,
        hops: tuple[tuple[int, float], ...],
        destinations: int,
        barred: int = 0,
        size: int = 1,
        ready_s: float = 0.0,
        members: tuple[Any, ...] = (),
    ) -> None:
        self.order = order
        self.hotspot = hotspot
        self.hops = hops
        self.destinations = destinations
        self.barred = barred
        self.size = size
        self.ready_s = ready_s
        self.members = members


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
    return tuple((hop, q) for hop, q in sums.items() if not barred >> hop & 1)


def best_common_hop(
    candidates: Sequence[Candidate], *, meet_at_destination: bool
) -> CommonHop | None:
    """Return the common hop of the largest Q-sum, ties to the lower index (Eq. 9).

    ``None`` if there is none.
    """
    hops = common_hops(candidates, meet_at_destination=meet_at_destination)
    if not hops:
        return None
    hop, q_sum = min(hops, key=lambda each: (-each[1], each[0]))
    return CommonHop(hop, q_sum)
