"""What agents and handlers know of the moment, made from a scenario."""

from collections.abc import Callable
from math import inf

from simulation.assemble.routing import LEARNT, solved_anew
from simulation.network.moment import OverlayOfMoment
from simulation.network.overlay import Overlay
from simulation.routing.offers import OfferBook
from simulation.routing.protocol import RoutingPolicy
from simulation.routing.superspots import SuperspotPolicy
from simulation.scenario.routing import RoutingSpec
from simulation.sharing.protocol import RequestHandler
from simulation.streams import Streams
from simulation.units import TICKS_PER_S, Floats
from simulation.world.groups.rules import Known


class Knowing:
    """Knows the times between hotspots of each moment, and what follows from them.

    Parameters
    ----------
    routing
        As it is used.
    free, base
        At free flow: the times, and what the agents answer.
    moments
        The times of each moment; ``None`` where traffic changes none.
    shunned
        Hotspots that are out of service. To agents a hop there takes as long as the
        longest one: they go there at the end, if at all.
    streams
        Of the replication.
    weighing
        Makes the handler that weighs by other times; ``None``: it weighs by none.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what it uses, given once
        self,
        routing: RoutingSpec,
        free: Overlay,
        base: OfferBook,
        moments: OverlayOfMoment | None,
        shunned: frozenset[int],
        streams: Streams,
        weighing: Callable[[Overlay], RequestHandler] | None,
    ) -> None:
        self.free = free
        self._routing, self._base, self._moments = routing, base, moments
        self._shunned, self._streams, self._weighing = shunned, streams, weighing

    def at(self, now_s: float) -> Known:
        """Return what is known at a moment [s].

        Where all times are those at free flow by one factor, agents have nothing to
        solve: what is best stays the best.
        """
        overlay, until_s, times_s = self.free, inf, self.free.travel_time_s
        if self._moments is not None:
            overlay, until_s, in_proportion = self._moments.at(now_s)
            if not in_proportion:
                times_s = overlay.travel_time_s
        if self._shunned:
            longest_s = times_s.max()
            times_s = times_s.copy()
            times_s[:, sorted(self._shunned)] = longest_s
        return Known(overlay, times_s, self._shunned, until_s)

    def book(self, times_s: Floats, present: RoutingPolicy, now_s: float) -> OfferBook:
        """Return what agents answer from who solve by times [s], (H, H)."""
        if times_s is self.free.travel_time_s and self._routing.policy not in LEARNT:
            return self._base
        policy = self._base.policy
        if isinstance(policy, SuperspotPolicy):
            return OfferBook(policy.at(times_s, self._shunned), self._base.size)
        rng = self._streams.get(f"relearning/{round(now_s * TICKS_PER_S)}")
        policy = solved_anew(self._routing, times_s, present, rng)
        return OfferBook(policy, self._base.size)

    def handler(self, overlay: Overlay) -> RequestHandler | None:
        """Return the handler that weighs by an overlay; ``None``: it weighs by none."""
        return None if self._weighing is None else self._weighing(overlay)
