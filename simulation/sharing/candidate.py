"""A delivery, or a group that rides together, as others see it when they pair.

Hops are compared by the sum of normalised Q-values (paper, Eq. 9). Those values
are multiples of 2**-40, so that sums are exact and their order never matters.
"""

from collections.abc import Sequence

Hops = tuple[tuple[int, float], ...]  # hotspots with normalised Q-values, or sums


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
        "barred",
        "destinations",
        "hops",
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
        self.hops = hops
        self.barred = barred
        self.ready_s = ready_s
        self.size = len(orders)


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


def best_hop(hops: Hops) -> tuple[int, float] | None:
    """Return the hop of the largest Q-sum, ties to the lower index, and that (Eq. 9).

    ``None`` if there is none.
    """
    if not hops:
        return None
    minus_q_sum, hop = min([(-q_sum, hop) for hop, q_sum in hops])
    return hop, -minus_q_sum
