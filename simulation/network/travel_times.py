"""How long a leg takes and how far it is, asked for with its departure.

At free flow the hour of departure makes no difference: `Legs` between any two
places, `HotspotTimes` between hotspots. `InTraffic` lets a model of traffic have
its say over either.
"""

from array import array
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from simulation.errors import SimulationError
from simulation.network.legs import Leg
from simulation.network.overlay import Overlay
from simulation.units import Floats, Ints, on_time_grid

Ranked = tuple[Sequence[int], set[int]]  # places by time, those that are tied
_MOST_AS_TUPLES = 200  # hotspots whose legs are tuples: two numbers less to make a leg


class TravelTimes(Protocol):
    """Legs between places, as the vehicles of a pool drive them."""

    def leg(self, origin: int, target: int, depart_s: float) -> Leg:
        """Return time [s] and distance [m] of a leg that begins at `depart_s` [s]."""
        ...

    def times_to(self, target: int, origins: Ints, depart_s: float) -> Floats:
        """Return the times [s] of the legs from (n,) origins; none is remembered."""
        ...

    def nearest(self, target: int) -> Ranked | None:
        """Return places by their time to `target`, if that is known beforehand.

        And those among them that are not the only ones at their time.
        """
        ...


class Traffic(Protocol):
    """How much longer a leg takes by when it begins.

    Whoever leaves later must not arrive earlier.
    """

    def duration_s(
        self, free_s: float, depart_s: float, origin: int, target: int
    ) -> float:
        """Return how long a leg takes [s] that takes `free_s` [s] at free flow."""
        ...


class FreeFlow:
    """No traffic: every leg takes as long as the empty road lets it."""

    def duration_s(
        self,
        free_s: float,
        depart_s: float,  # noqa: ARG002 - the protocol's signature
        origin: int,  # noqa: ARG002
        target: int,  # noqa: ARG002
    ) -> float:
        """Return the time [s] at free flow."""
        return free_s


class HotspotTimes:
    """Legs between hotspots at free flow."""

    def __init__(self, overlay: Overlay) -> None:
        self._time_s = overlay.travel_time_s
        self._seconds = [array("d", row.tobytes()) for row in overlay.travel_time_s]
        self._metres = [array("d", row.tobytes()) for row in overlay.distance_m]
        # A row for each origin. Of 801 hotspots 640,000 legs would take 70 MB.
        self._legs: list[list[Leg]] | None = None
        if overlay.hotspots <= _MOST_AS_TUPLES:
            rows = zip(self._seconds, self._metres, strict=True)
            self._legs = [list(zip(*row, strict=True)) for row in rows]

    def leg(
        self,
        origin: int,
        target: int,
        depart_s: float,  # noqa: ARG002 - the protocol's signature
    ) -> Leg:
        """Return time [s] and distance [m] of a leg."""
        if self._legs is not None:
            return self._legs[origin][target]
        return self._seconds[origin][target], self._metres[origin][target]

    def times_to(self, target: int, origins: Ints, depart_s: float) -> Floats:  # noqa: ARG002
        """Return the times [s] of the legs from (n,) origins."""
        times: Floats = self._time_s[origins, target]
        return times

    def nearest(self, target: int) -> Ranked | None:  # noqa: ARG002
        """Return None: hotspots are not ranked beforehand."""
        return None


class InTraffic:
    """Legs that take as long as a model of traffic says; metres are those of the road.

    Parameters
    ----------
    free
        The legs at free flow.
    traffic
        The model, asked at each departure; its answers are put on the time grid.
    label
        What it is called in errors.
    """

    def __init__(
        self, free: TravelTimes, traffic: Traffic, label: str = "traffic"
    ) -> None:
        self._free = free
        self._traffic = traffic
        self._label = label

    def leg(self, origin: int, target: int, depart_s: float) -> Leg:
        """Return time [s] and distance [m] of a leg that begins at `depart_s` [s]."""
        free_s, distance_m = self._free.leg(origin, target, depart_s)
        return self._asked(free_s, depart_s, origin, target), distance_m

    def times_to(self, target: int, origins: Ints, depart_s: float) -> Floats:
        """Return the times [s] of the legs from (n,) origins; none is remembered."""
        free_s = self._free.times_to(target, origins, depart_s)
        return np.array(
            [
                self._asked(each_s, depart_s, origin, target)
                for each_s, origin in zip(
                    free_s.tolist(), origins.tolist(), strict=True
                )
            ]
        )

    def nearest(self, target: int) -> Ranked | None:  # noqa: ARG002
        """Return None: who is nearest changes with the traffic."""
        return None

    def _asked(self, free_s: float, depart_s: float, origin: int, target: int) -> float:
        try:
            taken_s = float(self._traffic.duration_s(free_s, depart_s, origin, target))
        except Exception as cause:
            raise SimulationError(
                f"{self._label}: duration_s failed ({type(cause).__name__}: {cause})."
            ) from cause
        if not 0.0 <= taken_s < float("inf"):
            raise SimulationError(
                f"{self._label}: a leg from place {origin} to {target} that begins at "
                f"{depart_s:g} s takes {taken_s:g} s, expected 0 s or more."
            )
        return float(on_time_grid(taken_s))
