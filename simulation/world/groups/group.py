"""A group: deliveries that share, riding together or on their way to meet."""

from collections.abc import Iterable
from operator import attrgetter

from simulation.world.delivery import Delivery

_BY_ORDER = attrgetter("order")


class Group:
    """Deliveries that share and the hop they have in common.

    Those of one hotspot ride to the hop together; at the hop all meet.
    """

    __slots__ = ("hop", "members")

    def __init__(self, members: list[Delivery], hop: int) -> None:
        self.members = sorted(members, key=_BY_ORDER)
        self.hop = hop

    def ride_on_to(self, hop: int) -> None:
        """Have another hop in common, from the last one on."""
        self.hop = hop

    def riding_with(self, delivery: Delivery) -> list[Delivery]:
        """Return those `delivery` moves on with from where it is, itself included.

        At the common hop everybody, elsewhere those of the same hotspot.
        """
        if delivery.hotspot == self.hop:
            return self.members
        return [each for each in self.members if each.hotspot == delivery.hotspot]

    def gathered_with(self, delivery: Delivery) -> list[Delivery]:
        """Return those `delivery` moves on with if all lie where it lies, else none."""
        here = delivery.hotspot
        meeting = here == self.hop
        for each in self.members:
            if each.hotspot == here:
                if not each.dwells:
                    return []
            elif meeting:
                return []
        return self.riding_with(delivery)

    def awaited(self, delivery: Delivery) -> list[Delivery]:
        """Return those it moves on with that do not lie where `delivery` lies."""
        return [
            each
            for each in self.riding_with(delivery)
            if not each.dwells or each.hotspot != delivery.hotspot
        ]

    def decide(self, load: Iterable[Delivery], now_s: float) -> None:
        """Let some who lie at a hotspot know the common hop, on record, once.

        Beside it stands the lowest order among the other members.
        """
        hop = self.hop
        first, second, *_ = self.members
        for each in load:
            if each.next_hop != hop:
                partner = second if each is first else first
                each.decide(now_s, hop, partner.order)
