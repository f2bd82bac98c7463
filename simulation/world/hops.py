"""Which hops a delivery may take: the rule against visiting a hotspot twice.

Choice, needed for termination (model 4): the preferred set is formed first,
visited hotspots are struck from it afterwards. ``requests.revisit`` switches it:

``never``
    No delivery visits a hotspot twice, sharing or alone.
``either_side``
    A shared hop may be known to one side if it is new to the other.
``off``
    Nothing is struck.

The last two cap core hops at the number of hotspots H: after H - 1 a delivery
goes straight to its destination.
"""

from collections.abc import Sequence
from typing import Literal, Protocol

from simulation.routing.offers import Hops, Offer
from simulation.sharing.candidate import common_hops
from simulation.world.delivery import Delivery, Group

Revisit = Literal["never", "either_side", "off"]


class Agent(Protocol):
    """What is asked of the routing agent of a destination."""

    def offer(self, here: int) -> Offer:
        """Return its preferred next hops, with normalised values and as bits."""
        ...

    def best(self, here: int, visited: int) -> int:
        """Return its best next hop of the whole row outside the mask `visited`."""
        ...


class HopRule:
    """Turns deliveries into candidates, and says where they go alone."""

    def __init__(self, agents: Sequence[Agent], revisit: Revisit) -> None:
        self._agents = agents
        self.go_on_by(revisit)
        self.hotspots = len(agents)
        self._most_hops = len(agents) - 1

    def go_on_by(self, revisit: Revisit) -> None:
        """Go on by another rule against visiting a hotspot twice."""
        self._strikes = revisit == "never"
        self._bars = revisit == "either_side"
        self._forgets = revisit == "off"

    def set_out(self, delivery: Delivery) -> None:
        """Set the hops a delivery may take from where it stands or is bound for."""
        destination = delivery.destination
        offer = self._agents[destination].offer(delivery.hotspot)
        hops = offer.hops
        if self._strikes:
            visited = delivery.visited
            if visited & offer.mask:
                hops = tuple([each for each in hops if not visited >> each[0] & 1])
        else:
            if self._bars:
                delivery.barred = delivery.visited
            if delivery.core_hops >= self._most_hops:
                hops = tuple([each for each in hops if each[0] == destination])
        delivery.hops = hops

    def preferred(self, delivery: Delivery) -> Hops:
        """Return the whole preferred set where a delivery stands, best first."""
        return self._agents[delivery.destination].offer(delivery.hotspot).hops

    def in_common(self, members: Sequence[Delivery]) -> Hops:
        """Return the hops all of some who stand together would take, with Q-sums."""
        for member in members:
            self.set_out(member)
        return common_hops(members, meet_at_destination=True)

    def group(self, members: Sequence[Delivery]) -> Group:
        """Return deliveries that stand together as one candidate."""
        return Group(members, self.in_common(members))

    def alone(self, delivery: Delivery) -> int:
        """Return the next hop of a delivery on its own (Algorithm 3, line 29)."""
        if not self._strikes and delivery.core_hops >= self._most_hops:
            return delivery.destination
        here = delivery.hotspot
        visited = 0 if self._forgets else delivery.visited
        return self._agents[delivery.destination].best(here, visited | 1 << here)
