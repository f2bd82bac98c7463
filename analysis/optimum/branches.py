"""Labels of branches of a plan, in columns: whose they are, where, when and how far.

Sets of orders are whole numbers, a bit for each order; places are the nodes of an
instance.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from analysis.optimum.doors import DoorInstance
from simulation.units import Bools, Floats, Ints

ROUNDING_M = 1e-6


@dataclass(frozen=True)
class Labels:
    """Columns over labels, (m,) each."""

    orders: Ints  # sets: who got in so far
    aboard: Ints  # sets, a part of it
    place: Ints
    time_s: Floats
    metres: Floats

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self.orders.size)

    def __getitem__(self, rows: Ints | Bools | slice) -> "Labels":
        """Return some of them."""
        return Labels(*(getattr(self, each.name)[rows] for each in fields(self)))

    @classmethod
    def of(cls, several: Sequence[Self]) -> "Labels":
        """Return several one behind the other."""
        if not several:
            none = np.zeros(0, np.int64)
            return Labels(none, none, none, np.zeros(0), np.zeros(0))
        columns = ([getattr(at, each.name) for at in several] for each in fields(cls))
        return Labels(*(np.concatenate(column) for column in columns))


class Table:
    """Labels by cell, the quickest first, none undercut by another of its cell.

    Parameters
    ----------
    cells
        How many there are.
    """

    def __init__(self, cells: int) -> None:
        self.labels = Labels.of([])
        self._cell: Ints = np.zeros(0, np.int64)
        self._cells = cells
        self.start: Ints = np.zeros(cells + 1, np.int64)

    def add(self, cell: Ints, labels: Labels) -> None:
        """Take up labels of cells that had none."""
        cell = np.concatenate((self._cell, cell))
        labels = Labels.of([self.labels, labels])
        by_cell = np.lexsort((labels.time_s, cell))
        self._cell, self.labels = cell[by_cell], labels[by_cell]
        counts = np.bincount(cell, minlength=self._cells)
        np.cumsum(counts, out=self.start[1:])

    def least_m(self, cell: Ints, time_s: Floats) -> Floats:
        """Return the fewest metres of a label of a cell that is as quick, (m,)."""
        low, stop = self.start[cell], self.start[cell + 1]
        first = low.copy()
        while (searching := low < stop).any():
            middle = (low + stop) // 2
            at = np.where(searching, middle, 0)
            quick = searching & (self.labels.time_s[at] <= time_s)
            low = np.where(quick, middle + 1, low)
            stop = np.where(searching & ~quick, middle, stop)
        least = np.full(cell.size, np.inf)
        found = low > first
        least[found] = self.labels.metres[low[found] - 1]
        return least


def undercut(cell: Ints, labels: Labels) -> Ints:
    """Return rows of labels that no other of their cell undercuts, by cell and time."""
    rows = np.lexsort((labels.metres, labels.time_s, cell))
    cell, metres = cell[rows], labels.metres[rows]
    if not rows.size:
        return rows
    # Each cell lies below the one before, so that one running minimum serves all.
    begins = np.append(True, cell[1:] != cell[:-1])
    below = (np.cumsum(begins) - 1) * (metres.max() + 1.0)
    running = np.minimum.accumulate(metres - below)
    kept: Ints = rows[begins | np.append(True, running[1:] < running[:-1])]
    return kept


def all_pairs(
    one: tuple[Ints, Ints], other: tuple[Ints, Ints], most: int
) -> "list[tuple[Ints, Ints]]":
    """Return (row, row) of every pair within groups, in portions of about `most`.

    Parameters
    ----------
    one, other
        First row and count of each group, on either side.
    most
        How many pairs at once.
    """
    used = np.flatnonzero((one[1] > 0) & (other[1] > 0))
    size = one[1][used] * other[1][used]
    portion = np.cumsum(size) // most
    found = []
    for groups in np.split(used, np.flatnonzero(np.diff(portion)) + 1):
        size = one[1][groups] * other[1][groups]
        group = np.repeat(groups, size)
        within = np.arange(group.size) - np.repeat(np.cumsum(size) - size, size)
        width = other[1][group]
        pair = one[0][group] + within // width, other[0][group] + within % width
        found.append(pair)
    return found


class Sets:
    """All sets of orders, and what is known of them so far.

    Parameters
    ----------
    instance, hubs
        The problem, and how many of its hotspots may be used.
    known : (2^n,) array
        By set: metres that serve it, by some plan; absent: each order on its own.

    Attributes
    ----------
    best : (2^n,) array
        By set, the fewest metres of the plans so far [m].
    size, ternary : (2^n,) arrays
        How many orders, and the sum of their powers of three: two sets apart have one
        number, the one's and twice the other's.
    """

    def __init__(
        self, instance: DoorInstance, hubs: int, known: Floats | None = None
    ) -> None:
        self.n = len(instance)
        self.hubs, self.seats = hubs, instance.seats
        self.handover_s = instance.handover_s
        self.sets = np.arange(1 << self.n)
        self.size = np.bitwise_count(self.sets).astype(np.int64)
        self.ternary = np.zeros(1 << self.n, np.int64)
        self.best = np.zeros(1 << self.n) if known is None else known.copy()
        for order in range(self.n):
            bit = 1 << order
            self.ternary[bit : 2 * bit] = self.ternary[:bit] + 3**order
            if known is None:
                alone_m = instance.distance_m[order, self.n + order]
                self.best[bit : 2 * bit] = self.best[:bit] + alone_m

    def parts(self, size: int) -> tuple[Ints, Ints]:
        """Return both parts of every set of a size, the first without its lowest."""
        sets = self.sets[self.size == size]
        one, rest = np.zeros((sets.size, 1), np.int64), sets & (sets - 1)
        for _ in range(size - 1):
            lowest = rest & -rest
            one = np.concatenate((one, one | lowest[:, None]), axis=1)
            rest = rest ^ lowest
        some: Ints = one[:, 1:].ravel()
        return some, np.repeat(sets, (1 << (size - 1)) - 1) ^ some
