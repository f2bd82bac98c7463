"""Legs between any two places, remembered once they are known.

What a run is sure to need is routed beforehand in a few calls over arrays. Legs inside
a tract stay arrays, a row for each place they lead to: a city has millions of them.
"""

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np

from simulation.network.kept import KeptLegs
from simulation.region.region import CONSUMER, FindsLegs, Places
from simulation.units import Floats, Ints, on_time_grid

Leg = tuple[float, float]  # time [s], distance [m]
_PLACE_BITS: Final = 32  # of a place's number, in that of a leg
_MOST_OF_ROWS: Final = 1 << 16  # legs of rows remembered among so many others, 15 MB


# Legs from places of a tract to one place, or to them from one place: the number of
# each place in the row, shared by those of the tract, times [s] and distances [m].
_Row = tuple[dict[int, int], "array[float]", "array[float]"]


class Legs:
    """Times and distances from place to place.

    Parameters
    ----------
    router
        Finds the legs.
    speed_factor
        Divides the router's times.
    numbers : (n,) array, optional
        What the router calls each place, where it was made for other ones too.
    kept
        Legs that the router has searched before; absent: it searches none.
    """

    def __init__(
        self,
        router: FindsLegs,
        speed_factor: float = 1.0,
        numbers: Ints | None = None,
        kept: KeptLegs | None = None,
    ) -> None:
        self._kept = kept
        self._find = router.legs if kept is None else kept.legs
        self._speed_factor = speed_factor
        self._numbers = numbers
        self._known: dict[int, Leg] = {}
        self._rows_to: dict[int, _Row] = {}  # hotspots and producers of learnt tracts
        self._rows_from: dict[int, _Row] = {}  # their hotspots, to consumers
        self._inside: dict[int, Ints] = {}  # per tract, places with all legs known
        self._nearest: dict[int, tuple[array[int], set[int]]] = {}

    def leg(
        self,
        origin: int,
        destination: int,
        depart_s: float = 0.0,  # noqa: ARG002 - at free flow no matter
    ) -> Leg:
        """Return time [s] and distance [m] of one leg."""
        known, number = self._known, destination << _PLACE_BITS | origin
        leg = known.get(number)
        if leg is not None:
            return leg
        leg = self._in_rows(origin, destination)
        if leg is None:
            self.learn(np.array([origin]), np.array([destination]))
            return known[number]
        if len(known) < _MOST_OF_ROWS:
            known[number] = leg
        return leg

    def _in_rows(self, origin: int, destination: int) -> Leg | None:
        """Return a leg inside a tract that is learnt; ``None`` if it is none."""
        if destination in self._rows_to:
            numbers, time_s, distance_m = self._rows_to[destination]
            at = numbers.get(origin)
        elif origin in self._rows_from:
            numbers, time_s, distance_m = self._rows_from[origin]
            at = numbers.get(destination)
        else:
            return None
        return None if at is None else (time_s[at], distance_m[at])

    def times_to(
        self,
        destination: int,
        origins: Ints,
        depart_s: float = 0.0,  # noqa: ARG002
    ) -> Floats:
        """Return the times [s] of the legs from (n,) origins; none is remembered."""
        time_s, _ = self.routed(origins, np.full(origins.size, destination))
        return time_s

    def learn(self, origins: Ints, destinations: Ints) -> None:
        """Route legs beforehand, (n,) origins to (n,) destinations."""
        time_s, distance_m = self.routed(origins, destinations)
        numbers = destinations.astype(np.int64) << _PLACE_BITS | origins
        legs = zip(time_s.tolist(), distance_m.tolist(), strict=True)
        self._known.update(zip(numbers.tolist(), legs, strict=True))

    def search_towards(self, destinations: Ints) -> None:
        """Search the streets to places (n,) from everywhere, if that is to be done."""
        if self._kept is not None:
            numbers = self._numbers
            self._kept.learn_towards(
                destinations if numbers is None else numbers[destinations]
            )

    def routed(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return times [s] and distances [m] of n legs; none is remembered."""
        if self._numbers is not None:
            origins, destinations = self._numbers[origins], self._numbers[destinations]
        time_s, distance_m = self._find(origins, destinations)
        if self._speed_factor != 1:
            time_s = on_time_grid(time_s / self._speed_factor)
        return time_s, distance_m

    def turn(
        self,
        now_s: float,  # noqa: ARG002 - at free flow no matter
        doubted: frozenset[int] = frozenset(),  # noqa: ARG002
    ) -> bool:
        """Return whether legs are others at a moment [s] than before: they are not."""
        return False

    def learn_tracts(self, places: Places, used: Ints) -> None:
        """Route all legs inside tracts that peripheral vehicles may drive.

        From every used place of a tract to its hotspot and its used producers,
        and from the hotspot to its used consumers. Tracts routed by an earlier
        call with these places are left alone.
        """
        for tract in np.unique(places.tract[used]).tolist():
            inside = np.union1d(used[places.tract[used] == tract], [tract])
            if np.isin(inside, self._inside.get(tract, ())).all():
                continue
            inside = np.union1d(inside, self._inside.get(tract, [tract]))
            self._inside[tract] = inside
            consumers = inside[places.kind[inside] == CONSUMER]
            self._rows_from[tract] = _row(
                _numbered(consumers),
                *self.routed(np.full(consumers.size, tract), consumers),
            )
            numbers = _numbered(inside)
            for target in np.setdiff1d(inside, consumers).tolist():
                self._rank(inside, numbers, target)

    def nearest(self, destination: int) -> tuple[Sequence[int], set[int]] | None:
        """Return the places of a learnt tract by time to `destination`.

        And those among them that are not the only ones at their time. ``None`` if
        the destination is not a hotspot or producer of such a tract.
        """
        return self._nearest.get(destination)

    def _rank(self, origins: Ints, numbers: dict[int, int], destination: int) -> None:
        time_s, distance_m = self.routed(origins, np.full(origins.size, destination))
        order = np.argsort(time_s, kind="stable")
        ranked, times = origins[order], time_s[order]
        same = np.append(times[1:] == times[:-1], [False])
        tied = same | np.append([False], same[:-1])
        self._nearest[destination] = (
            array("l", ranked.astype(np.dtype("l")).tobytes()),
            set(ranked[tied].tolist()),
        )
        self._rows_to[destination] = _row(numbers, time_s, distance_m)


def _numbered(places: Ints) -> dict[int, int]:
    """Return the number of each place among some."""
    return {place: number for number, place in enumerate(places.tolist())}


def _row(numbers: dict[int, int], time_s: Floats, distance_m: Floats) -> _Row:
    return numbers, array("d", time_s.tobytes()), array("d", distance_m.tobytes())
