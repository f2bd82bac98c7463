"""Legs for planning: rows by destination, routed for all places at hand at once."""

from collections.abc import Collection, Iterable

import numpy as np

from simulation.network.legs import Leg
from simulation.network.moment import NOWHERE, RoutedLegs
from simulation.units import Bools, Floats, Ints

_SPARE_ROWS = 1000  # kept besides those in use
_TABLES = ("time_s", "distance_m", "from_s", "from_m", "_known")


class _Row(dict[int, Leg]):
    """The legs to one place by origin, those that anybody has asked for."""

    __slots__ = ("_destination", "_rows")

    def __init__(self, rows: "LegRows", destination: int) -> None:
        self._rows = rows
        self._destination = destination

    def __missing__(self, origin: int) -> Leg:
        leg = self._rows.known(self._destination, origin)
        if leg is None:
            self._rows.learn(self, self._destination, origin)
            return self[origin]
        self[origin] = leg
        return leg


class LegRows:
    """Times and distances between the places of a moment and those of earlier ones.

    A planner asks for legs one by one, for few of those there are: those of the moment
    are routed into tables beforehand, in one call, and looked up there. Another
    that is not known has all legs to its destination routed, from every place of the
    moment: on streets that is one search. Rows of places that are at hand no longer are
    forgotten in time, since places times places would not fit for a city.

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
        self._known: Bools = np.zeros((0, 0), np.bool_)  # of `time_s`
        self._rows: dict[int, _Row] = {}
        self._places: frozenset[int] = frozenset()
        self._full: frozenset[int] = frozenset()  # destinations whose rows have these
        # Origins by destination of legs asked for before both were at hand: these stay
        # out of the tables. (With them bounds would be nearer, and of plans that cost
        # the same now and then another be found.)
        self._apart: dict[int, set[int]] = {}

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
        lacking = [
            self._lacking(*block)
            for block in ((self._full - full, self._places), (self._full & full, new))
        ]
        to, by, there, here = np.concatenate(lacking, axis=1)
        if to.size:
            self._note(to, by, *self._routed(here, there))

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
        self._apart = {
            destination: apart
            for destination, origins in self._apart.items()
            if destination in self._places and (apart := origins & self._places)
        }

    def _make_room(self, new: Iterable[int]) -> None:
        """Give new places their numbers, and have room for their legs."""
        for place in new:
            self.number.setdefault(place, len(self.number))
        before, needed = len(self.time_s), len(self.number)
        if needed > before:
            for name in _TABLES:
                table = getattr(self, name)
                # Room that is not written to takes no memory.
                larger = np.zeros((needed + needed // 2,) * 2, table.dtype)
                larger[:before, :before] = table
                setattr(self, name, larger)

    def _lacking(self, destinations: Collection[int], origins: Collection[int]) -> Ints:
        """Return the legs that no table has, their ends by number and by place."""
        there = np.fromiter(destinations, np.int64, len(destinations))
        here = np.fromiter(origins, np.int64, len(origins))
        to, by = (self._numbers(each.tolist()) for each in (there, here))
        lacking = ~self._known[np.ix_(to, by)]
        if apart := self._apart.keys() & set(destinations):
            row_of, column_of = (_positions(each) for each in (there, here))
            for destination in apart:
                for origin in self._apart[destination] & column_of.keys():
                    lacking[row_of[destination], column_of[origin]] = False
        row, column = lacking.nonzero()
        return np.array((to[row], by[column], there[row], here[column]))

    def _numbers(self, places: Iterable[int]) -> Ints:
        return np.array([self.number[place] for place in places], np.int64)

    def _note(self, to: Ints, by: Ints, time_s: Floats, distance_m: Floats) -> None:
        """Put legs into the tables, by the numbers of their ends."""
        self.time_s[to, by] = self.from_s[by, to] = time_s
        self.distance_m[to, by] = self.from_m[by, to] = distance_m
        self._known[to, by] = True

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

    def known(self, destination: int, origin: int) -> Leg | None:
        """Return a leg of the tables; ``None`` if it is in none."""
        to, by = self.number.get(destination), self.number.get(origin)
        if to is None or by is None or not self._known[to, by]:
            return None
        return self.time_s.item(to, by), self.distance_m.item(to, by)

    def learn(self, row: dict[int, Leg], destination: int, origin: int) -> None:
        """Put into a row the legs from `origin` and from all places of the moment."""
        missing = self._places.difference(row)
        missing |= {origin}
        origins = np.array(sorted(missing), np.int64)
        destinations = np.full(origins.size, destination)
        time_s, distance_m = self._routed(origins, destinations)
        legs = zip(time_s.tolist(), distance_m.tolist(), strict=True)
        row.update(zip(origins.tolist(), legs, strict=True))
        at_hand = destination in self.number
        numbered = np.array(
            [at_hand and each in self.number for each in origins.tolist()]
        )
        by = self._numbers(origins[numbered].tolist())
        to = self._numbers([destination] * by.size)
        self._note(to, by, time_s[numbered], distance_m[numbered])
        if not numbered.all():
            apart = self._apart.setdefault(destination, set())
            apart.update(origins[~numbered].tolist())

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


def _positions(places: Ints) -> dict[int, int]:
    return {place: at for at, place in enumerate(places.tolist())}
