"""Better plans by ruin and recreate: some orders out, each back at its best place.

Only orders that nobody has picked up are moved, which is reassignment until pickup.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter

import numpy as np

from simulation.dispatch.insertion import Routes
from simulation.dispatch.plans import LegTable
from simulation.dispatch.tasks import Task
from simulation.network.legs import Leg
from simulation.units import Floats, Ints

_NEAREST_FIRST = 3.0  # power of a uniform number: the higher, the nearer


class Improvement:
    """Ruin and recreate over the routes of one moment.

    Parameters
    ----------
    routes
        Changed in place.
    tasks
        Those in the routes that are not yet aboard.
    legs
        Between their places.
    """

    def __init__(self, routes: Routes, tasks: Sequence[Task], legs: LegTable) -> None:
        self._routes = routes
        self._tasks = tasks
        self._legs = legs
        self._origins = np.array([each.trip.origin for each in tasks], np.int64)
        self._targets = np.array([each.trip.target for each in tasks], np.int64)
        self._related: dict[int, Ints] = {}

    def improve(self, rounds: int, most: int, rng: np.random.Generator) -> None:
        """Move up to `most` orders at once, so many times, and keep what is cheaper."""
        most = min(most, len(self._tasks))
        if most:
            for draws in rng.random((rounds, 2, most + 1)).tolist():
                self._attempt(self._chosen(*draws))

    def _attempt(self, tasks: list[Task]) -> None:
        """Take orders out and put them back; undo it unless the cost falls."""
        routes = self._routes
        before = routes.snapshot()
        left_m = routes.take_out(tasks)
        for task in tasks:
            slot = routes.best_slot(task, left_m)
            if slot is None:  # or it would not be cheaper
                routes.restore(before)
                return
            left_m -= slot.rise_m
            routes.put(task, slot)

    def _chosen(self, which: list[float], turn: list[float]) -> list[Task]:
        """Return related orders, in the order in which they go back.

        From uniform numbers: the first of `which` draws one order, the others its
        companions; the first of `turn` how many, the others who goes back when.
        """
        tasks = self._tasks
        seed = int(which[0] * len(tasks))
        chosen = [seed]
        others = self._related_to(seed)
        for draw in which[1 : 1 + int(turn[0] * (len(which) - 1))]:
            at = int(draw**_NEAREST_FIRST * len(others))
            while others[at] in chosen:
                at = (at + 1) % len(others)
            chosen.append(int(others[at]))
        by_turn = sorted(zip(turn[1:], chosen, strict=False), key=itemgetter(0))
        return [tasks[each] for _, each in by_turn]

    def _related_to(self, at: int) -> Ints:
        """Return which the other orders are, those whose two places lie nearest first.

        Of such that lie as near, the first.
        """
        known = self._related.get(at)
        if known is None:
            task = self._tasks[at]
            trip = task.trip
            apart_s = self._times_s(at, self._origins, task.to_origin, trip.pickup_s)
            apart_s += self._times_s(at, self._targets, task.to_target, trip.dropoff_s)
            nearest = np.argsort(apart_s, kind="stable")
            known = self._related[at] = nearest[nearest != at]
        return known

    def _times_s(
        self, at: int, places: Ints, row: Mapping[int, Leg], service_s: float
    ) -> Floats:
        """Return the times from some places to one of them, with service there [s]."""
        legs = self._legs
        numbers = [legs.number[place] for place in places.tolist()]
        time_s: Floats = legs.time_s[numbers[at]].take(numbers)
        unknown = np.flatnonzero(time_s == 0)  # or none
        time_s += service_s
        for other in unknown.tolist():
            time_s[other], _ = row[int(places[other])]
        return time_s
