"""Legs at the speeds of the moment: what who plans then takes them to be."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np

from simulation.network.by_hour import LegsByHour, Noise
from simulation.network.legs import Legs
from simulation.network.overlay import Overlay
from simulation.network.stretches import Stretches
from simulation.units import Floats, Ints, on_time_grid


class RoutedLegs(Protocol):
    """Legs between any two places, many at a time."""

    def routed(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return times [s] and distances [m] of n legs."""
        ...

    def times_to(self, destination: int, origins: Ints, depart_s: float) -> Floats:
        """Return the times [s] of the legs from (n,) origins."""
        ...

    def turn(self, now_s: float) -> bool:
        """Let legs be those of a moment [s]; return whether they are others now."""
        ...


class LegsOfMoment:
    """Legs as if the speeds of the moment lasted, as a navigation system shows them.

    Where no way is open now, what it takes until one has opened again, and from there.

    Parameters
    ----------
    stretches, noise
        As of `LegsByHour`.
    legs_in
        The legs with other speeds in some areas.
    """

    def __init__(
        self,
        stretches: Stretches,
        legs_in: Callable[[frozenset[int]], Legs],
        noise: Noise | None = None,
    ) -> None:
        self._stretches = stretches
        self._legs_in = legs_in
        self._by_hour = LegsByHour(stretches, legs_in, noise)
        self._now_s = 0.0

    def turn(self, now_s: float) -> bool:
        """Let legs be those of a moment [s]; return whether they are others now."""
        same = self._by_hour.same_speeds(self._now_s, now_s)
        self._now_s = now_s
        return not same

    def routed(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return times [s] and distances [m] of n legs; none is remembered."""
        now_s = self._now_s
        legs = self._legs_in(self._stretches.at(now_s).areas)
        free_s, distance_m = legs.routed(origins, destinations)
        time_s = self._by_hour.paced(free_s, origins, destinations, now_s)
        waits = np.flatnonzero(np.isinf(time_s))
        if waits.size:
            distance_m = distance_m.copy()
        for row in waits.tolist():
            time_s[row], distance_m[row] = self._by_hour.leg(
                int(origins[row]), int(destinations[row]), now_s
            )
        return on_time_grid(time_s), distance_m

    def times_to(self, destination: int, origins: Ints, depart_s: float) -> Floats:
        """Return the times [s] of the legs from (n,) origins, as they are driven."""
        return self._by_hour.times_to(destination, origins, depart_s)


class Moment(NamedTuple):
    """What holds between hotspots at a moment."""

    overlay: Overlay
    until_s: float  # no other speeds hold before [s]
    in_proportion: bool  # whether all times are those at free flow, times one factor


class OverlayOfMoment:
    """Times and distances between all hotspots as if the speeds of the moment lasted.

    As of `LegsOfMoment`. Where everything stands, the times are those of before and
    after: all would wait alike.

    Parameters
    ----------
    stretches, legs_in, noise
        As of `LegsByHour`.
    whole
        Between hotspots with other speeds in some areas, infinite where no way is left.
    """

    def __init__(
        self,
        stretches: Stretches,
        legs_in: Callable[[frozenset[int]], Legs],
        noise: Noise | None,
        whole: Callable[[frozenset[int]], Overlay],
    ) -> None:
        self._stretches, self._noise, self._whole = stretches, noise, whole
        self._by_hour = LegsByHour(stretches, legs_in, noise)

    def at(self, now_s: float) -> Moment:
        """Return what holds at a time [s]."""
        stretch, until_s = self._stretches.at(now_s), self._by_hour.until_s(now_s)
        free, in_proportion = self._whole(stretch.areas), False
        if not stretch.areas and self._noise is None:
            in_proportion = True
            if stretch.factor in {0.0, 1.0}:
                return Moment(free, until_s, in_proportion)
        time_s = free.travel_time_s / (stretch.factor or 1.0)
        if self._noise is not None:
            hotspots = np.arange(free.hotspots)
            time_s /= self._noise.factors(hotspots[:, None], hotspots, now_s)
        distance_m = free.distance_m
        waits = np.argwhere(np.isinf(time_s)).tolist()
        if waits:
            distance_m = distance_m.copy()
        for here, there in waits:
            leg = self._by_hour.leg(here, there, now_s)
            time_s[here, there], distance_m[here, there] = leg
        return Moment(Overlay(on_time_grid(time_s), distance_m), until_s, in_proportion)
