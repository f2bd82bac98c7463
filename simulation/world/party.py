"""A party: deliveries that share, riding together or on their way to meet."""

from operator import attrgetter

from simulation.world.delivery import Delivery

_BY_ORDER = attrgetter("order")


class Party:
    """Deliveries that share and the hop they have in common.

    Those of one hotspot ride to the hop together; at the hop all meet.
    """

    __slots__ = ("hop", "members")

    def __init__(self, members: list[Delivery], hop: int) -> None:
        self.members = sorted(members, key=_BY_ORDER)
        self.hop = hop
        for member in members:
            member.party = self

    def companions(self, delivery: Delivery) -> list[Delivery]:
        """Return those `delivery` moves on with from where it is, itself included.

        At the common hop everybody, elsewhere those of the same hotspot.
        """
        if delivery.hotspot == self.hop:
            return self.members
        return [each for each in self.members if each.hotspot == delivery.hotspot]

    def is_together(self, delivery: Delivery) -> bool:
        """Return whether all `delivery` moves on with stand where it stands."""
        here = delivery.hotspot
        meeting = here == self.hop
        for each in self.members:
            if each.hotspot == here:
                if not each.standing:
                    return False
            elif meeting:
                return False
        return True

    def awaited(self, delivery: Delivery) -> list[Delivery]:
        """Return the companions that do not stand where `delivery` stands."""
        return [
            each
            for each in self.companions(delivery)
            if not each.standing or each.hotspot != delivery.hotspot
        ]

    def partner_of(self, delivery: Delivery) -> int:
        """Return the lowest order among the other members."""
        first = self.members[0]
        return self.members[1].order if first is delivery else first.order
