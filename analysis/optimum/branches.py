"""Branches of a plan: which sets of orders are known at what places, when and how far.

Sets of orders are whole numbers, a bit for each order; places are the nodes of an
instance. A *label* is a time and metres.
"""

from collections.abc import Iterator

from analysis.optimum.doors import DoorInstance

Label = tuple[float, float]  # when [s], and metres
ROUNDING_M = 1e-6


class Branches:
    """An instance, and what is known of it so far.

    Parameters
    ----------
    instance, hubs
        The problem, and how many of its hotspots may be used.
    known
        By set: metres that serve it, by some plan; absent: each order on its own.

    Attributes
    ----------
    best : list
        By set, the fewest metres of the plans so far [m].
    labels : list of dict
        By set, part still aboard, and place: no other is earlier and shorter.
    """

    def __init__(
        self, instance: DoorInstance, hubs: int, known: list[float] | None = None
    ) -> None:
        self.n = n = len(instance)
        # Lists, which are read one by one quicker than arrays.
        self.time: list[list[float]] = instance.time_s.tolist()
        self.metres: list[list[float]] = instance.distance_m.tolist()
        self.placed: list[float] = instance.placed_s.tolist()
        self.due: list[float] = instance.due_s.tolist()
        self.stands: list[float] = instance.stands_s.tolist()
        self.seats, self.handover = instance.seats, instance.handover_s
        self.hubs = range(2 * n, 2 * n + hubs)
        self.best = known or self._direct()
        self.everybody = len(self.best) - 1
        self.labels: list[dict[int, dict[int, list[Label]]]] = [{} for _ in self.best]
        self._ahead: dict[int, Label] = {}

    def _direct(self) -> list[float]:
        n, best = self.n, [0.0]
        for order in range(n):
            least_m = self.metres[order][n + order]
            best += [metres + least_m for metres in best]
        return best

    def ahead(self, place: int, aboard: int) -> Label:
        """Return when all aboard can just be in time [s], and how far they go [m]."""
        key = place << self.n | aboard
        known = self._ahead.get(key)
        if known is None:
            time, metres = self.time[place], self.metres[place]
            members = [(order, self.n + order) for order in members_of(aboard)]
            known = self._ahead[key] = (
                min(self.due[order] - time[target] for order, target in members),
                max(metres[target] for _, target in members),
            )
        return known

    def least_on(self, place: int, more: int, aboard: int) -> float:
        """Return metres that it takes at least from a place on, with more orders."""
        return max(self.ahead(place, aboard)[1], self.best[more])


def parts_of(orders: int) -> Iterator[int]:
    """Yield the parts of a set but the empty one."""
    part = orders
    while part:
        yield part
        part = (part - 1) & orders


def members_of(orders: int) -> Iterator[int]:
    """Yield the orders of a set."""
    while orders:
        lowest = orders & -orders
        yield lowest.bit_length() - 1
        orders ^= lowest
