"""One trip after the other takes the nearest idle vehicle (model 6)."""

from collections.abc import Iterator, Sequence

from simulation.dispatch.protocol import Assignment, FleetView, Trip, stops_of


class NearestIdle:
    """The oldest trip first; each takes the idle vehicle that is nearest to it."""

    def assign(
        self, trips: Sequence[Trip], fleet: FleetView, now_s: float
    ) -> Iterator[Assignment]:
        """Yield a vehicle for each trip, as long as there are some."""
        for trip in trips:
            if not fleet.idle and not fleet.grows:
                return
            yield trip, fleet.nearest(trip[1], now_s), stops_of(trip)  # from its origin
