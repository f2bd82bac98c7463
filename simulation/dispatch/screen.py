"""Which vehicles an order may fit in at all: a lower bound for all of them at once."""

import numpy as np

from simulation.dispatch.options import INFINITE, DispatchOptions
from simulation.dispatch.plans import LegTable
from simulation.dispatch.routes import ROUNDING_M, Route
from simulation.dispatch.tasks import Task
from simulation.units import Floats

_LOAD = 4  # which of the columns of `Route.gaps` says how many seats are taken


class Screen:
    """The gaps of all routes of one class of vehicle, one row a route.

    A *gap* is before a stop, or behind the last one: where an order may board. What an
    order adds to the cost is bounded by its own cost if it is driven straight from
    there, and the way over its door.

    Parameters
    ----------
    legs
        Between the places of the moment.
    options
    """

    def __init__(self, legs: LegTable, options: DispatchOptions) -> None:
        self._legs = legs
        self._options = options
        self._row: dict[int, int] = {}  # by key of the route
        self._free: list[int] = []
        self._key = np.zeros(0, np.int64)  # of each row; -1: of none
        self._seats = np.zeros(0)
        self._gaps = np.zeros((6, 0, 0))  # what, route, gap
        self._here = np.zeros((0, 0), np.int64)  # place before the gap, by its number,
        self._next = self._here.copy()  # ... and behind it

    def put(self, key: int, route: Route) -> None:
        """Take note of the route of a key, as it is now."""
        row = self._row.get(key)
        if row is None:
            row = self._row[key] = self._free.pop() if self._free else len(self._row)
        gaps = len(route.places)
        if row >= self._key.size or gaps > self._here.shape[1]:
            self._grow(row + 1, gaps)
        self._key[row] = key if route.has_room else -1
        self._seats[row] = route.vehicle.capacity
        number = self._legs.number
        here = [number[place] for place in route.places]
        self._gaps[_LOAD, row, gaps:] = INFINITE
        self._gaps[:, row, :gaps] = route.gaps()
        self._here[row, :gaps] = here
        self._next[row, : gaps - 1] = here[1:]

    def drop(self, key: int) -> None:
        """Forget the route of a key, if there is one."""
        row = self._row.pop(key, None)
        if row is not None:
            self._key[row] = -1
            self._free.append(row)

    def _grow(self, rows: int, gaps: int) -> None:
        """Have room for so many routes and gaps, and for some more."""
        more = max(0, rows + rows // 2 - self._key.size)
        wider = max(0, gaps + 2 - self._here.shape[1])
        self._key = np.pad(self._key, (0, more), constant_values=-1)
        self._seats = np.pad(self._seats, (0, more))
        around = ((0, more), (0, wider))
        before = self._here.shape[1]
        self._gaps = np.pad(self._gaps, ((0, 0), *around))
        self._gaps[_LOAD, :, before:] = INFINITE
        self._here, self._next = np.pad(self._here, around), np.pad(self._next, around)

    def in_reach(self, task: Task, below_m: float) -> list[tuple[float, int]]:
        """Return the routes that may take an order for less, by their bounds [m].

        Each with its key, the lowest bound first.
        """
        if not self._row:
            return []
        trip, options, legs = task.trip, self._options, self._legs
        origin = legs.number[trip.origin]
        at_s, leg_s, leg_m, rates, loads, last = self._gaps
        here, behind = self._here, self._next
        direct_s, direct_m = task.direct
        there_s = legs.time_s[origin][here]
        board_s = np.maximum(at_s + there_s, task.ready_s)
        drop_s = board_s + direct_s
        bound_m = options.value_of_time_m_per_s * (drop_s - trip.asked_s)
        bound_m += options.late_m_per_s * np.maximum(drop_s - task.aim_s, 0.0)
        bound_m += legs.distance_m[origin][here]
        back_m = np.where(last > 0, direct_m, legs.distance_m[:, origin][behind] - leg_m)
        back_s = np.where(last > 0, direct_s, legs.time_s[:, origin][behind] - leg_s)
        bound_m += back_m + rates * (board_s - at_s + back_s)
        full = 1.0 if task.alone else (self._seats - trip.seats + 1)[:, np.newaxis]
        bound_m[loads >= full] = INFINITE
        least_m = bound_m.min(axis=1)
        found = np.flatnonzero((least_m < below_m + ROUNDING_M) & (self._key >= 0))
        return sorted(
            zip(least_m[found].tolist(), self._key[found].tolist(), strict=True)
        )
