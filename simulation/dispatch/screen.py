"""Which vehicles an order may fit in at all: a lower bound for all of them at once."""

from collections.abc import Mapping

import numpy as np

from simulation.dispatch.options import INFINITE, ROUNDING_M, DispatchOptions
from simulation.dispatch.plans import LegTable
from simulation.dispatch.routes import Route
from simulation.dispatch.tasks import Task
from simulation.units import Floats, Ints

_ROOM = 4  # which row of the gaps says how many seats are free
_ROWS = 8


class Screen:
    """The gaps of all routes of one class of vehicle, side by side.

    A *gap* is before a stop, or behind the last one: where an order may board. What an
    order adds to the cost is bounded by its own cost if it is driven straight from
    there, and the way over its door. Each route has a stretch of columns, as many as a
    power of two, of which those it does not need have no seat free.

    Parameters
    ----------
    legs
        Between the places of the moment.
    options
    """

    def __init__(self, legs: LegTable, options: DispatchOptions) -> None:
        self._legs = legs
        self._options = options
        self._stretch: dict[int, int] = {}  # by key of the route
        self._free: dict[int, list[int]] = {}  # stretches of no route, by their size
        self._start: list[int] = []  # of each stretch,
        self._size: list[int] = []
        self._starts = np.zeros(0, np.int64)  # ... and the same as an array
        self._key = np.zeros(0, np.int64)  # of each stretch; -1: of none
        self._width = 0  # columns in use
        self._gaps = np.zeros((_ROWS, 0))
        self._here = np.zeros(0, np.int64)  # place before the gap, by its number,
        self._behind = np.zeros(0, np.int64)  # ... and behind it
        self._of = np.zeros(0, np.int64)  # the stretch that the gap is in

    def put(self, key: int, route: Route) -> None:
        """Take note of the route of a key, as it is now."""
        if not route.has_room:
            self.drop(key)
            return
        gaps = len(route.places)
        stretch = self._stretch.get(key)
        if stretch is None or not gaps <= self._size[stretch] <= 4 * gaps:
            self.drop(key)
            stretch = self._stretch[key] = self._room_for(gaps)
            self._key[stretch] = key
        start = self._start[stretch]
        end = start + gaps
        number = self._legs.number
        here = [number[place] for place in route.places]
        self._gaps[:, start:end] = route.gaps()
        self._gaps[_ROOM, end : start + self._size[stretch]] = -INFINITE
        self._here[start:end] = here
        self._behind[start : end - 1] = here[1:]

    def fill(self, routes: Mapping[int, Route]) -> None:
        """Take note of the first routes, by their keys, all at once."""
        routes = {key: route for key, route in routes.items() if route.has_room}
        if not routes:
            return
        number, at = self._legs.number, []
        here: list[int] = []
        behind: list[int] = []
        for key, route in routes.items():
            stretch = self._stretch[key] = self._room_for(len(route.places))
            self._key[stretch] = key
            at.append(self._start[stretch])
            numbers = [number[place] for place in route.places]
            here += numbers
            behind += numbers[1:]
            behind.append(0)  # behind the last is none
        gaps = np.concatenate([route.gaps() for route in routes.values()], axis=1)
        sizes = np.array([len(route.places) for route in routes.values()])
        begun = np.cumsum(sizes) - sizes
        columns = np.repeat(np.array(at) - begun, sizes) + np.arange(len(here))
        self._gaps[_ROOM, : self._width] = -INFINITE
        self._gaps[:, columns] = gaps
        self._here[columns] = here
        self._behind[columns] = behind

    def drop(self, key: int) -> None:
        """Forget the route of a key, if there is one."""
        stretch = self._stretch.pop(key, None)
        if stretch is not None:
            self._key[stretch] = -1
            self._free.setdefault(self._size[stretch], []).append(stretch)

    def _room_for(self, gaps: int) -> int:
        """Return a stretch of no route that is long enough."""
        size = 1 << (gaps - 1).bit_length()
        if self._free.get(size):
            return self._free[size].pop()
        stretch, start = len(self._start), self._width
        self._start.append(start)
        self._size.append(size)
        self._width += size
        if self._width > self._here.size:
            more = self._width + 256
            self._gaps = np.pad(self._gaps, ((0, 0), (0, more)))
            self._here = np.pad(self._here, (0, more))
            self._behind = np.pad(self._behind, (0, more))
            self._of = np.pad(self._of, (0, more))
        if stretch >= self._key.size:
            more = stretch + 64
            self._key = np.pad(self._key, (0, more), constant_values=-1)
            self._starts = np.pad(self._starts, (0, more))
        self._starts[stretch] = start
        self._of[start : start + size] = stretch
        return stretch

    @property
    def keys(self) -> Ints:
        """Return the keys of the routes, (n,); -1 for none."""
        return self._key[: len(self._start)]

    def over(self, place: int) -> Floats:
        """Return what a way over a place adds to the cost of each route [m], (n,)."""
        width, legs = self._width, self._legs
        here, behind = self._here[:width], self._behind[:width]
        to = legs.number[place]
        there = legs.time_s[to].take(here), legs.distance_m[to].take(here)
        onward = legs.from_s[to].take(behind), legs.from_m[to].take(behind)
        more_m = _more_m(self._gaps[:, :width], there, onward)
        return np.minimum.reduceat(more_m, self._starts[: len(self._start)])

    def detours(
        self, routes: Mapping[int, Route], hotspots: int
    ) -> list[tuple[Floats, Floats]]:
        """Return when vehicles are at hotspots and what ways over these add, (H,) each.

        Times [s] and metres [m], of some of the routes by key.
        """
        if not routes:
            return []
        legs = self._legs
        hubs = np.array([legs.number[hub] for hub in range(hotspots)], np.int64)
        starts = [self._start[self._stretch[key]] for key in routes]
        sizes = np.array([len(route.places) for route in routes.values()])
        first = np.cumsum(sizes) - sizes
        columns = np.repeat(starts - first, sizes) + np.arange(sizes.sum())
        gaps = self._gaps[:, columns, np.newaxis]
        here = self._here[columns, np.newaxis]
        behind = self._behind[columns, np.newaxis]
        there = legs.from_s[here, hubs], legs.from_m[here, hubs]
        onward = legs.time_s[behind, hubs], legs.distance_m[behind, hubs]
        more_m = _more_m(gaps, there, onward)
        there_s = gaps[0, first] + there[0][first]
        return [*zip(there_s, np.minimum.reduceat(more_m, first, axis=0), strict=True)]

    def in_reach(self, task: Task, below_m: float) -> list[tuple[float, int]]:
        """Return the routes that may take an order for less, by their bounds [m].

        Each with its key, the lowest bound first.
        """
        if not self._width:
            return []
        trip, options, legs = task.trip, self._options, self._legs
        origin, width = legs.number[trip.origin], self._width
        gaps = self._gaps[:, :width]
        at_s, leg_s, leg_m, rates, room, last, load, end_m = gaps
        here, behind = self._here[:width], self._behind[:width]
        direct_s, direct_m = task.direct
        # To the door and on to the next stop; behind the last, on to the other door.
        there_s = legs.time_s[origin].take(here) + trip.pickup_s
        there_s = np.maximum(there_s, task.ready_s - at_s)
        back_s = legs.from_s[origin].take(behind)
        back_s += last * (direct_s - back_s)
        back_m = legs.from_m[origin].take(behind)
        back_m += last * (direct_m - back_m)
        late_s = at_s + there_s
        bound_m = options.value_of_time_m_per_s * late_s
        late_s -= task.aim_s - direct_s
        bound_m += options.late_m_per_s * np.maximum(late_s, 0.0)
        bound_m += legs.distance_m[origin].take(here)
        bound_m += back_m - leg_m
        bound_m += rates * (there_s + back_s - leg_s)
        if options.end_weight:
            last_m = task.end_m - end_m  # if it is delivered last
            bound_m += np.where(last > 0, last_m, np.minimum(last_m, 0.0))
        bound_m[room < trip.seats] = INFINITE
        if task.alone:
            bound_m[load > 0] = INFINITE
        own_m = options.value_of_time_m_per_s * (direct_s - trip.asked_s)
        bound_m += own_m
        able = (bound_m < below_m + ROUNDING_M).nonzero()[0]
        if not able.size:
            return []
        stretch = self._of[able]
        first = np.append(True, stretch[1:] != stretch[:-1]).nonzero()[0]
        least_m = np.minimum.reduceat(bound_m[able], first).tolist()
        keys = self._key[stretch[first]].tolist()
        return sorted(
            [each for each in zip(least_m, keys, strict=True) if each[1] >= 0]
        )


def _more_m(
    gaps: Floats, there: tuple[Floats, Floats], onward: tuple[Floats, Floats]
) -> Floats:
    """Return what a way over a place adds in each gap [m].

    By times [s] and distances [m] to the place, and on from there to the next stop.
    """
    _, leg_s, leg_m, rates, _, last, *_ = gaps
    (there_s, there_m), (onward_s, onward_m), passes = there, onward, 1.0 - last
    more_m: Floats = there_m + passes * (onward_m - leg_m)
    more_m += rates * (there_s + passes * (onward_s - leg_s))
    return more_m
