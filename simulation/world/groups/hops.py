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
from functools import partial
from typing import Literal, Protocol

from simulation.routing.offers import AnyOffer, Hops, OfferBook, WideOffer
from simulation.sharing.candidate import Arrays, Candidate, WideCandidate, without
from simulation.world.delivery import Delivery

Revisit = Literal["never", "either_side", "off"]


class Agent(Protocol):
    """What is asked of the routing agent of a destination."""

    def adopt(self, book: OfferBook) -> None:
        """Answer from `book` from now on."""
        ...

    def offer(self, here: int) -> AnyOffer:
        """Return its preferred next hops, with normalised values and as bits."""
        ...

    def best(self, here: int, visited: int) -> int:
        """Return its best next hop of the whole row outside the mask `visited`."""
        ...


class HopRule:
    """Turns deliveries into candidates, and says where they go alone.

    Parameters
    ----------
    agents
        Those of the hotspots.
    book
        What they answer from.
    revisit
        The rule against going back.
    seats
        Room that each order takes in a vehicle; ``None``: one seat each.
    capacity
        Seats of a vehicle. Who takes all of them shares no hop with anybody.
    """

    def __init__(
        self,
        agents: Sequence[Agent],
        book: OfferBook,
        revisit: Revisit,
        seats: Sequence[int] | None = None,
        capacity: int = 1,
    ) -> None:
        self._agents = list(agents)
        self._seats = seats
        self._capacity = capacity
        self.hotspots = len(agents)
        self._most_hops = len(agents) - 1
        self._use(book, revisit)

    def adopt(self, book: OfferBook, revisit: Revisit) -> None:
        """Go on by other answers, and by another rule against going back."""
        for agent in self._agents:
            agent.adopt(book)
        self._use(book, revisit)

    def _use(self, book: OfferBook, revisit: Revisit) -> None:
        self._book = book
        self._strikes = revisit == "never"
        self._bars = revisit == "either_side"
        self._forgets = revisit == "off"

    def candidate(self, delivery: Delivery) -> Candidate:
        """Return a delivery as others see it, where it lies or is bound for.

        Its hops are the preferred ones that it may take, best first.
        """
        here, visited = delivery.hotspot, delivery.visited
        order, destination = delivery.order, delivery.destination
        barred = visited if self._bars else 0
        capped = not self._strikes and delivery.core_hops >= self._most_hops
        size = 1 if self._seats is None else self._seats[order]
        takes_all = self._seats is not None and size >= self._capacity
        candidate: Candidate
        if self._book.is_wide:
            struck = ~(1 << destination) if capped else self._strikes and visited
            if takes_all:
                struck = -1  # all of them
            form = partial(_arrays, self._book, destination, here, struck)
            candidate = WideCandidate(
                (order,), here, 1 << destination, form, barred, delivery.arrives_s
            )
        else:
            offer = self._agents[destination].offer(here)
            hops = offer.hops
            if takes_all:
                hops = ()
            elif self._strikes and visited & offer.mask:
                hops = tuple([each for each in hops if not visited >> each[0] & 1])
            elif capped:
                hops = tuple([each for each in hops if each[0] == destination])
            candidate = Candidate(
                (order,), here, 1 << destination, hops, barred, delivery.arrives_s
            )
        candidate.size = size
        return candidate

    def preferred(self, delivery: Delivery) -> Hops:
        """Return the whole preferred set where a delivery lies, best first."""
        return self._agents[delivery.destination].offer(delivery.hotspot).hops

    def alone(self, delivery: Delivery) -> int:
        """Return the next hop of a delivery on its own (Algorithm 3, line 29)."""
        if not self._strikes and delivery.core_hops >= self._most_hops:
            return delivery.destination
        here = delivery.hotspot
        visited = 0 if self._forgets else delivery.visited
        return self._agents[delivery.destination].best(here, visited | 1 << here)


def _arrays(book: OfferBook, destination: int, here: int, struck: int) -> Arrays:
    """Return what an agent offers in large sets, but for the hops in a bit mask."""
    offer = book.form(destination, here)
    assert isinstance(offer, WideOffer)
    return without((offer.numbers, offer.values, offer.mask), struck)
