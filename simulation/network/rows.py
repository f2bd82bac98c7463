"""Legs for planning: rows by destination, routed for all places at hand at once."""

from collections.abc import Iterable
from itertools import filterfalse

import numpy as np

from simulation.network.legs import Leg
from simulation.network.moment import NOWHERE, RoutedLegs
from simulation.units import Floats, Ints

_SPARE_ROWS = 1000  # kept besides those in use
_TABLES = ("time_s", "distance_m", "from_s", "from_m")


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

    Attributes
    ----------
    number : dict
        Of a place, its row and column below.
    time_s, distance_m : (m, m) arrays
        To a place (row) from a place (column); 0 where nobody has asked.
    from_s, from_m : (m, m) arrays
        The same from a place (row) to a place (column).
    """

    def __init__(self, legs: RoutedLegs, door_s: Floats | None = None) -> None:
        self._legs = legs
        self._door_s = door_s
        self.number: dict[int, int] = {}
        self.time_s: Floats = np.zeros((0, 0))
        self.distance_m: Floats = np.zeros((0, 0))
        self.from_s: Floats = np.zeros((0, 0))
        self.from_m: Floats = np.zeros((0, 0))
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
        if len(self.number) > len(self._places) + _SPARE_ROWS:
            self._forget()
        self._make_room(new)
        full, self._full = self._full, frozenset(destinations)
        asked = []
        for destination in self._full:
            row = self.towards(destination)
            among = new if destination in full else self._places
            if missing := list(filterfalse(row.__contains__, among)):
                asked.append((row, destination, missing))
        if asked:
            self._route(asked)

    def turn(self, now_s: float, doubted: frozenset[int] = NOWHERE) -> bool:
        """Let legs be those of a moment [s]; return whether they are others now."""
        if not self._legs.turn(now_s, doubted):
            return False
        self._places = self._full = frozenset()
        self._forget()
        return True

    def _forget(self) -> None:
        """Forget all legs but those between places of the moment."""
        kept = [place for place in self.number if place in self._places]
        at = np.array([self.number[place] for place in kept], np.int64)
        self.number = {place: number for number, place in enumerate(kept)}
        for name in _TABLES:
            setattr(self, name, getattr(self, name)[np.ix_(at, at)])
        rows = self._rows
        for destination in [each for each in rows if each not in self._places]:
            del rows[destination]
        for row in rows.values():  # in place: planners hold them
            for place in [each for each in row if each not in self._places]:
                del row[place]

    def _make_room(self, new: Iterable[int]) -> None:
        """Give new places their numbers, and have room for their legs."""
        for place in new:
            self.number.setdefault(place, len(self.number))
        missing = len(self.number) - len(self.time_s)
        if missing > 0:
            spare = missing + len(self.number) // 2
            for name in _TABLES:
                setattr(self, name, np.pad(getattr(self, name), (0, spare)))

    def _route(self, asked: list[tuple[dict[int, Leg], int, list[int]]]) -> None:
        """Put into rows the legs from the places that each of them lacks."""
        origins = np.concatenate([missing for _, _, missing in asked])
        sizes = [len(missing) for _, _, missing in asked]
        destinations = np.repeat([destination for _, destination, _ in asked], sizes)
        time_s, distance_m = self._routed(origins, destinations)
        legs = zip(time_s.tolist(), distance_m.tolist(), strict=True)
        for row, _, missing in asked:
            row.update(zip(missing, legs, strict=False))
        self._note(origins, destinations, time_s, distance_m)

    def _note(
        self, origins: Ints, destinations: Ints, time_s: Floats, distance_m: Floats
    ) -> None:
        """Put legs into the tables, if their places have a number."""
        number = self.number
        by = np.array([number.get(place, -1) for place in origins.tolist()], np.int64)
        to = np.array(
            [number.get(place, -1) for place in destinations.tolist()], np.int64
        )
        known = (by >= 0) & (to >= 0)
        by, to = by[known], to[known]
        self.time_s[to, by] = self.from_s[by, to] = time_s[known]
        self.distance_m[to, by] = self.from_m[by, to] = distance_m[known]

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

    __call__ = towards

    def learn(self, row: dict[int, Leg], destination: int, origin: int) -> None:
        """Put into a row the legs from `origin` and from all places of the moment."""
        missing = self._places.difference(row)
        missing |= {origin}
        origins = np.fromiter(sorted(missing), np.int64, count=len(missing))
        destinations = np.full(origins.size, destination)
        time_s, distance_m = self._routed(origins, destinations)
        legs = zip(time_s.tolist(), distance_m.tolist(), strict=True)
        row.update(zip(origins.tolist(), legs, strict=True))
        self._note(origins, destinations, time_s, distance_m)

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
