"""What a routing engine answers, whichever it is."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from simulation.units import Floats


def no_line() -> Floats:
    """Return the line of a route whose shape was not asked for."""
    return np.zeros((0, 2))


@dataclass(frozen=True)
class EngineRoute:
    """The engine's way through some points, from its street to its street."""

    time_s: float
    distance_m: float
    cost: float  # what the engine makes as small as it can; a time with penalties
    away_m: Floats  # (k,) from each point to the engine's nearest street [m]
    line: Floats = field(default_factory=no_line)  # (m, 2) lon, lat [degrees]


@dataclass(frozen=True)
class EngineStreet:
    """The engine's street nearest to a point."""

    name: str  # may be empty
    away_m: float


class Engine(Protocol):
    """Routes between points by lon and lat [degrees, WGS 84]."""

    title: str  # for people, such as "OSRM v26.10, car"

    def route(self, points: Floats, *, line: bool = False) -> EngineRoute | None:
        """Return the way through the points (k, 2), None where there is none."""
        ...

    def nearest(self, lon: float, lat: float) -> EngineStreet | None:
        """Return the street nearest to a point, None where there is none."""
        ...
