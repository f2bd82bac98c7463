"""The agent of one destination hotspot: where its deliveries should go next."""

import mesa
import numpy as np

from simulation.errors import SimulationError
from simulation.routing.offers import AnyOffer, Hops, Offer, OfferBook


class RoutingAgent(mesa.Agent):
    """Routes the deliveries bound for one destination hotspot (paper, 3.1 and 6).

    It answers from a policy, moves nothing and knows no clock.

    Parameters
    ----------
    model
        The Mesa model it belongs to.
    destination
        The hotspot its deliveries are bound for.
    book
        The policy and the preferred sets formed from it.
    """

    def __init__(self, model: mesa.Model, destination: int, book: OfferBook) -> None:
        super().__init__(model)
        self.destination = destination
        self.adopt(book)

    def adopt(self, book: OfferBook) -> None:
        """Answer from `book` from now on."""
        self._book = book
        self._formed = book.offers(self.destination)
        self._best = book.best(self.destination)

    def preferred(self, here: int) -> tuple[int, ...]:
        """Return the preferred next hops from `here`, best first (Eq. 8)."""
        return tuple(hop for hop, _ in self.offers(here))

    def offers(self, here: int) -> Hops:
        """Return the preferred hops with their normalised values, best first.

        Values are scaled to [0, 1] over all H actions (Eq. 9) and are multiples
        of 2**-40, so that their sums are exact.
        """
        return self.offer(here).hops

    def offer(self, here: int) -> AnyOffer:
        """Return the preferred hops from `here`, with values and as a bit mask."""
        formed = self._formed.get(here)
        return self._book.form(self.destination, here) if formed is None else formed

    def best(self, here: int, visited: int) -> int:
        """Return the best next hop that the delivery has not been to.

        Parameters
        ----------
        here
            Where the delivery stands; never returned.
        visited
            Bit mask: bit i is set if hotspot i was visited.

        Raises
        ------
        SimulationError
            If every other hotspot was visited, the destination too.
        """
        best = self._best[here]
        if best < 0:
            offered = self._formed.get(here)
            if isinstance(offered, Offer):
                best = offered.hops[0][0]
            else:
                best = self._best_of_row(here, 0)
            self._best[here] = best
        if not visited >> best & 1:
            return best
        return self._best_of_row(here, visited)

    def _best_of_row(self, here: int, visited: int) -> int:
        """Return the best next hop outside a mask; ties to the lower index (Eq. 8)."""
        values = self._book.policy.values(self.destination, here).copy()
        values[here] = -np.inf
        while visited:
            hop = visited.bit_length() - 1
            values[hop] = -np.inf
            visited ^= 1 << hop
        best = int(values.argmax())
        if values[best] == -np.inf:
            raise SimulationError(
                f"the agent of hotspot {self.destination} has no next hop from {here}: "
                "every other hotspot was visited."
            )
        return best
