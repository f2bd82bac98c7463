"""One trip after the other takes the nearest idle vehicle (model 6)."""

from collections.abc import Sequence
from itertools import repeat

from simulation.dispatch.protocol import NEAREST, Assignment, FleetView, Stop, Trip

_NEAREST = repeat(NEAREST)
_NO_OTHER: "repeat[tuple[Stop, ...]]" = repeat(())


class NearestIdle:
    """The oldest trip first; each takes the idle vehicle that is nearest to it."""

    def assign(
        self,
        trips: Sequence[Trip],
        fleet: FleetView,
        now_s: float,  # noqa: ARG002 - the protocol's signature
    ) -> list[Assignment]:
        """Return a vehicle for each trip, as long as there are some."""
        able = trips if fleet.grows else trips[: fleet.idle]
        return list(zip(able, _NEAREST, _NO_OTHER, strict=False))
