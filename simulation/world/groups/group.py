"""A group: deliveries that share, riding together or on their way to meet."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Final

from simulation.world.delivery import Delivery

_BY_ORDER = attrgetter("order")
_PAIR: Final = 2


class Group:
    """Deliveries that share and the hop they have in common.

    Those of one hotspot ride to the hop together; at the hop all meet.
    """

    __slots__ = ("hop", "members")

    def __init__(self, members: list[Delivery], hop: int) -> None:
        if len(members) == _PAIR:  # nearly always
            one, other = members
            self.members = [one, other] if one.order < other.order else [other, one]
        else:
            self.members = sorted(members, key=_BY_ORDER)
        self.hop = hop

    def ride_on_to(self, hop: int) -> None:
        """Have another hop in common, from the last one on."""
        self.hop = hop

    def gathered_with(self, delivery: Delivery) -> list[Delivery]:
        """Return those `delivery` moves on with, itself included, if all lie there.

        At the common hop that is everybody, elsewhere those of the same hotspot. An
        empty list says that some are awaited.
        """
        here = delivery.hotspot
        meeting = here == self.hop
        load: list[Delivery] = []
        for each in self.members:
            if each.hotspot == here:
                if not each.dwells:
                    return []
                load.append(each)
            elif meeting:
                return []
        return load

    def awaited(self, delivery: Delivery) -> list[Delivery]:
        """Return those it moves on with that do not lie where `delivery` lies."""
        here = delivery.hotspot
        meeting = here == self.hop
        return [
            each
            for each in self.members
            if (not each.dwells if each.hotspot == here else meeting)
        ]

    def decide(self, load: Iterable[Delivery], now_s: float) -> None:
        """Let some who lie at a hotspot know the common hop, on record, once.

        Beside it stands the lowest order among the other members.
        """
        hop, first, second = self.hop, self.members[0], self.members[1]
        for each in load:
            if each.next_hop != hop:
                partner = second if each is first else first
                each.decide(now_s, hop, partner.order)
