"""Better plans by ruin and recreate: some orders out, each back at its best place.

Only orders that nobody has picked up are moved, which is reassignment until pickup.
"""

from collections.abc import Sequence
from operator import itemgetter

import numpy as np

from simulation.dispatch.insertion import Routes
from simulation.dispatch.tasks import Task

_NEAREST_FIRST = 3.0  # power of a uniform number: the higher, the nearer


class Improvement:
    """Ruin and recreate over the routes of one moment.

    Parameters
    ----------
    routes
        Changed in place.
    tasks
        Those in the routes that are not yet aboard.
    """

    def __init__(self, routes: Routes, tasks: Sequence[Task]) -> None:
        self._routes = routes
        self._tasks = tasks
        self._related: dict[int, list[Task]] = {}

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
        seed = tasks[int(which[0] * len(tasks))]
        chosen = [seed]
        others = self._related_to(seed)
        for draw in which[1 : 1 + int(turn[0] * (len(which) - 1))]:
            at = int(draw**_NEAREST_FIRST * len(others))
            while others[at] in chosen:
                at = (at + 1) % len(others)
            chosen.append(others[at])
        by_turn = sorted(zip(turn[1:], chosen, strict=False), key=itemgetter(0))
        return [task for _, task in by_turn]

    def _related_to(self, task: Task) -> list[Task]:
        """Return the other orders, those whose two places lie nearest first."""
        order = task.trip.order
        known = self._related.get(order)
        if known is None:
            apart = [
                (
                    task.to_origin[other.trip.origin][0]
                    + task.to_target[other.trip.target][0],
                    other.trip.order,
                    other,
                )
                for other in self._tasks
                if other is not task
            ]
            apart.sort(key=lambda each: each[:2])
            known = self._related[order] = [each[2] for each in apart]
        return known
