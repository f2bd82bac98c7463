"""One trip after the other takes the nearest idle vehicle (model 6)."""

from collections.abc import Sequence

from simulation.dispatch.protocol import NEAREST, Assignment, FleetView, Trip


class NearestIdle:
    """The oldest trip first; each takes the idle vehicle that is nearest to it."""

    def assign(
        self,
        trips: Sequence[Trip],
        fleet: FleetView,
        now_s: float,  # noqa: ARG002 - the protocol's signature
    ) -> list[Assignment]:
        """Return a vehicle for each trip, as long as there are some."""
        assignments: list[Assignment] = []
        for trip in trips if fleet.grows else trips[: fleet.idle]:
            assignments.append((trip, NEAREST, ()))  # noqa: PERF401 - one, mostly
        return assignments
