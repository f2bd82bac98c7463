"""Legs for planning: rows by destination, routed for all places at hand at once."""

from collections.abc import Iterable

import numpy as np

from simulation.network.legs import Leg, Legs
from simulation.units import Floats, Ints

_SPARE_ROWS = 1000  # kept besides those in use


class _Row(dict[int, Leg]):
    """The legs to one place by origin; who asks for one that is missing gets many."""

    __slots__ = ("_destination", "_rows")

    def __init__(self, rows: "LegRows", destination: int) -> None:
        self._rows = rows
        self._destination = destination

    def __missing__(self, origin: int) -> Leg:
        self._rows.learn(self, self._destination, origin)
        return self[origin]


class LegRows:
    """Times and distances between the places of a moment and those of earlier ones.

    A planner asks for legs one by one: those of the moment are routed beforehand, in
    one call. Another that is not known has all legs to its destination routed, from
    every place of the moment: on streets that is one search. Rows of places that are
    at hand no longer are forgotten in time, since places times places would not fit
    for a city.

    Parameters
    ----------
    legs
        Between any two places.
    door_s : (n,) array, optional
        What a stop at each place takes, added to the time of legs that end there [s].
    """

    def __init__(self, legs: Legs, door_s: Floats | None = None) -> None:
        self._legs = legs
        self._door_s = door_s
        self._rows: dict[int, _Row] = {}
        self._places: frozenset[int] = frozenset()
        self._full: frozenset[int] = frozenset()  # destinations whose rows have these

    def gather(self, places: Iterable[int], destinations: Iterable[int]) -> None:
        """Let these be the places of the moment, between which legs are asked for.

        Parameters
        ----------
        places
            Where legs may begin.
        destinations
            Those among them to which all legs are routed now.
        """
        before, self._places = self._places, frozenset(places)
        new = self._places - before
        rows = self._rows
        if len(rows) > len(self._places) + _SPARE_ROWS:
            for place in [each for each in rows if each not in self._places]:
                del rows[place]
        full, self._full = self._full, frozenset(destinations)
        asked = []
        for destination in self._full:
            row = self.towards(destination)
            among = new if destination in full else self._places
            if missing := [place for place in among if place not in row]:
                asked.append((row, destination, missing))
        if asked:
            self._route(asked)

    def _route(self, asked: list[tuple[dict[int, Leg], int, list[int]]]) -> None:
        """Put into rows the legs from the places that each of them lacks."""
        origins = np.concatenate([missing for _, _, missing in asked])
        sizes = [len(missing) for _, _, missing in asked]
        time_s, distance_m = self._routed(
            origins, np.repeat([destination for _, destination, _ in asked], sizes)
        )
        legs = zip(time_s.tolist(), distance_m.tolist(), strict=True)
        for row, _, missing in asked:
            row.update(zip(missing, legs, strict=False))

    def _routed(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return times [s], with that at the door where a leg ends, and distances."""
        time_s, distance_m = self._legs.routed(origins, destinations)
        if self._door_s is not None:
            at_door_s = self._door_s[destinations]
            time_s = time_s + np.where(origins == destinations, 0.0, at_door_s)
        return time_s, distance_m

    def towards(self, destination: int) -> dict[int, Leg]:
        """Return the legs to `destination`, by origin: from any place."""
        row = self._rows.get(destination)
        if row is None:
            row = self._rows[destination] = _Row(self, destination)
        return row

    def learn(self, row: dict[int, Leg], destination: int, origin: int) -> None:
        """Put into a row the legs from `origin` and from all places of the moment."""
        missing = self._places.difference(row)
        missing |= {origin}
        origins = np.fromiter(sorted(missing), np.int64, count=len(missing))
        time_s, distance_m = self._routed(origins, np.full(origins.size, destination))
        legs = zip(time_s.tolist(), distance_m.tolist(), strict=True)
        row.update(zip(origins.tolist(), legs, strict=True))

    # As vehicles drive them ------------------------------------------------------

    def leg(self, origin: int, target: int, depart_s: float) -> Leg:  # noqa: ARG002
        """Return time [s] and distance [m] of a leg."""
        return self.towards(target)[origin]

    def times_to(self, target: int, origins: Ints, depart_s: float) -> Floats:
        """Return the times [s] of the legs from (n,) origins; none is remembered."""
        return self._legs.times_to(target, origins, depart_s)

    def nearest(self, target: int) -> None:  # noqa: ARG002
        """Return None: places are not ranked beforehand."""
        return
