"""Legs as whoever plans takes them to be: by what is told of speeds, true or not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

import numpy as np

from simulation.network.by_hour import LegsByHour, Noise
from simulation.network.legs import Leg, Legs
from simulation.network.overlay import Overlay
from simulation.network.stretches import Stretches
from simulation.network.travel_times import Ranked, TravelTimes
from simulation.units import Bools, Floats, Ints, on_time_grid

NOWHERE: Final[frozenset[int]] = frozenset()


class RoutedLegs(Protocol):
    """Legs between any two places, many at a time."""

    def routed(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return times [s] and distances [m] of n legs."""
        ...

    def times_to(self, destination: int, origins: Ints, depart_s: float) -> Floats:
        """Return the times [s] of the legs from (n,) origins."""
        ...

    def turn(self, now_s: float, doubted: frozenset[int] = NOWHERE) -> bool:
        """Let legs be those of a moment [s]; return whether they are others now.

        `doubted`: tracts of which nothing that is told is believed.
        """
        ...


@dataclass(frozen=True)
class Feed:
    """When what is told of speeds is late: its last values stay until newer ones come.

    Attributes
    ----------
    delay_s
        How old what is told is at most [s].
    from_s, until_s
        When that holds [s].
    """

    delay_s: float = 0.0
    from_s: float = 0.0
    until_s: float = float("inf")

    def of_s(self, now_s: float) -> float:
        """Return of which time [s] the speeds are that are told now."""
        if self.from_s <= now_s < self.until_s:
            return max(self.from_s, now_s - self.delay_s)
        return now_s

    def same_until_s(self, now_s: float, same_s: float) -> float:
        """Return until when what is told now stays the same [s].

        Parameters
        ----------
        now_s
            The moment [s].
        same_s
            Until when speeds stay the same from the time on of which they are told [s].
        """
        if now_s < self.from_s:
            return min(self.from_s, same_s)
        if now_s < self.until_s:
            return min(self.until_s, same_s + self.delay_s)
        return same_s


PUNCTUAL: Final = Feed()


class BelievedLegs:
    """Legs as they would be driven if what is told of speeds were true.

    Where that is doubted, at either end, as they are at free flow.

    Parameters
    ----------
    stretches
        When which speeds hold, as it is told.
    legs_in, noise
        As of `LegsByHour`.
    feed
        When that is told.
    tract_of
        The tract of each place, for doubts; ``None`` where nobody has any.
    """

    def __init__(
        self,
        stretches: Stretches,
        legs_in: Callable[[frozenset[int]], TravelTimes],
        noise: Noise | None = None,
        feed: Feed = PUNCTUAL,
        tract_of: Ints | None = None,
    ) -> None:
        self._by_hour = LegsByHour(stretches, legs_in, noise)
        self._free = legs_in(NOWHERE)
        self._feed = feed
        self._tract_of = tract_of
        self._now_s = 0.0
        self._doubted = NOWHERE

    def turn(self, now_s: float, doubted: frozenset[int] = NOWHERE) -> bool:
        """Let legs be those of a moment [s]; return whether they are others now."""
        told_s = self._feed.of_s
        same = self._by_hour.same_speeds(told_s(self._now_s), told_s(now_s))
        same = same and doubted == self._doubted
        self._now_s, self._doubted = now_s, doubted
        return not same

    def leg(self, origin: int, target: int, depart_s: float) -> Leg:
        """Return time [s] and distance [m] of a leg that begins at `depart_s` [s]."""
        if self._doubted and self._doubts(np.array([origin]), target)[0]:
            return self._free.leg(origin, target, depart_s)
        return self._by_hour.leg(origin, target, self._feed.of_s(depart_s))

    def times_to(self, target: int, origins: Ints, depart_s: float) -> Floats:
        """Return the times [s] of the legs from (n,) origins; none is remembered."""
        told_s = self._feed.of_s(depart_s)
        time_s = self._by_hour.times_to(target, origins, told_s)
        if self._doubted:
            free_s = self._free.times_to(target, origins, depart_s)
            time_s = np.where(self._doubts(origins, target), free_s, time_s)
        return time_s

    def nearest(self, target: int) -> Ranked | None:  # noqa: ARG002
        """Return None: who is nearest changes with what is told."""
        return None

    def told_s(self, origin: int, target: int, now_s: float) -> float:
        """Return how long a leg takes at the speeds that are told now [s].

        As if they lasted, doubted or not; where no way is open, with the wait.
        """
        of_s = self._feed.of_s(now_s)
        taken_s, _ = self._by_hour.whole_leg(origin, target, of_s)
        if np.isinf(taken_s):
            taken_s, _ = self._by_hour.leg(origin, target, of_s)
        return taken_s

    def _doubts(self, origins: Ints, targets: Ints | int) -> Bools:
        """Return of which legs (n,) an end lies where what is told is doubted."""
        assert self._tract_of is not None
        doubted = np.array(sorted(self._doubted))
        ends = self._tract_of[origins], self._tract_of[targets]
        return np.isin(ends[0], doubted) | np.isin(ends[1], doubted)


class LegsOfMoment(BelievedLegs):
    """Legs as if the speeds of the moment lasted, as a navigation system shows them.

    Where no way is open now, what it takes until one has opened again, and from there.

    Parameters
    ----------
    stretches, noise, feed, tract_of
        As of `BelievedLegs`.
    legs_in
        The legs with other speeds in some areas.
    """

    def __init__(
        self,
        stretches: Stretches,
        legs_in: Callable[[frozenset[int]], Legs],
        noise: Noise | None = None,
        feed: Feed = PUNCTUAL,
        tract_of: Ints | None = None,
    ) -> None:
        super().__init__(stretches, legs_in, noise, feed, tract_of)
        self._stretches = stretches
        self._routed_in = legs_in

    def routed(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return times [s] and distances [m] of n legs; none is remembered."""
        if not self._doubted:
            return self._told(origins, destinations)
        time_s, distance_m = self._routed_in(NOWHERE).routed(origins, destinations)
        told = np.flatnonzero(~self._doubts(origins, destinations))
        time_s, distance_m = time_s.copy(), distance_m.copy()
        time_s[told], distance_m[told] = self._told(origins[told], destinations[told])
        return time_s, distance_m

    def _told(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return times [s] and distances [m] of n legs at the speeds that are told."""
        of_s = self._feed.of_s(self._now_s)
        legs = self._routed_in(self._stretches.at(of_s).areas)
        free_s, distance_m = legs.routed(origins, destinations)
        time_s = self._by_hour.paced(free_s, origins, destinations, of_s)
        waits = np.flatnonzero(np.isinf(time_s))
        if waits.size:
            distance_m = distance_m.copy()
        for row in waits.tolist():
            time_s[row], distance_m[row] = self._by_hour.leg(
                int(origins[row]), int(destinations[row]), of_s
            )
        return on_time_grid(time_s), distance_m


class Moment(NamedTuple):
    """What holds between hotspots at a moment."""

    overlay: Overlay
    until_s: float  # no other speeds hold before [s]
    in_proportion: bool  # whether all times are those at free flow, times one factor


class OverlayOfMoment:
    """Times and distances between all hotspots as if the speeds of the moment lasted.

    As of `LegsOfMoment`, nothing doubted. Where everything stands, the times are those
    of before and after: all would wait alike.

    Parameters
    ----------
    stretches, legs_in, noise, feed
        As of `LegsOfMoment`.
    whole
        Between hotspots with other speeds in some areas, infinite where no way is left.
    """

    def __init__(
        self,
        stretches: Stretches,
        legs_in: Callable[[frozenset[int]], Legs],
        noise: Noise | None,
        feed: Feed,
        whole: Callable[[frozenset[int]], Overlay],
    ) -> None:
        self._stretches, self._noise, self._whole = stretches, noise, whole
        self._feed = feed
        self._by_hour = LegsByHour(stretches, legs_in, noise)

    def at(self, now_s: float) -> Moment:
        """Return what holds at a time [s]."""
        of_s = self._feed.of_s(now_s)
        stretch = self._stretches.at(of_s)
        until_s = self._feed.same_until_s(now_s, self._by_hour.until_s(of_s))
        free, in_proportion = self._whole(stretch.areas), False
        if not stretch.areas and self._noise is None:
            in_proportion = True
            if stretch.factor in {0.0, 1.0}:
                return Moment(free, until_s, in_proportion)
        time_s = free.travel_time_s / (stretch.factor or 1.0)
        if self._noise is not None:
            hotspots = np.arange(free.hotspots)
            time_s /= self._noise.factors(hotspots[:, None], hotspots, of_s)
        distance_m = free.distance_m
        waits = np.argwhere(np.isinf(time_s)).tolist()
        if waits:
            distance_m = distance_m.copy()
        for here, there in waits:
            leg = self._by_hour.leg(here, there, of_s)
            time_s[here, there], distance_m[here, there] = leg
        return Moment(Overlay(on_time_grid(time_s), distance_m), until_s, in_proportion)
