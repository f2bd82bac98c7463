"""Branches on one side of a place: those before it, and those behind it.

A branch before a place has orders that were picked up so far, some of them aboard; one
behind it orders that are delivered from there on, some of them aboard already.
"""

from collections.abc import Iterator

import numpy as np

from analysis.optimum.branches import (
    ROUNDING_M,
    Labels,
    Sets,
    Table,
    all_pairs,
    undercut,
)
from analysis.optimum.sides import Side
from simulation.units import Bools, Ints

_AT_ONCE = 1 << 20  # pairs of labels


class Half:
    """All labels on one side.

    Parameters
    ----------
    sets
        What both sides share.
    side
        The problem as it looks from there.
    """

    def __init__(self, sets: Sets, side: Side) -> None:
        self._sets, self._side = sets, side
        self._until_s, self._far_m = side.ahead(sets.seats)
        self._places = len(side.time_s)
        self._hub = 2 * sets.n
        self.table = Table(3**sets.n * self._places)
        # The same at hotspots, by set and hotspot; the last cell is of none.
        self.at_hubs = Table((1 << sets.n) * sets.hubs + 1)

    def cell(self, delivered: Ints, aboard: Ints, place: Ints) -> Ints:
        """Return numbers of cells: who got out, who is aboard, and where."""
        ternary = self._sets.ternary
        return (ternary[delivered] + 2 * ternary[aboard]) * self._places + place

    def grow(self, size: int, other: "Half") -> None:
        """Find the labels of all sets of a size, those of smaller ones known."""
        sets = self._sets
        pool = [self._entered(size)]
        if sets.hubs:
            pool += self._met(size)
            pool += self._given(*self._leaving(size), other)
        done = []
        for aboard in range(min(size, sets.seats), 0, -1):
            now = [each[sets.size[each.aboard] == aboard] for each in pool]
            at = self._worth(Labels.of(now))
            if sets.hubs:
                at = self._worth(Labels.of([at, self._driven_to_hubs(at)]))
                at = self._ended(at, other)
                there = at[at.place >= self._hub]
                pool += self._given(there, np.zeros_like(there.orders), other)
            done.append(at)
            pool.append(self._left(at))
        found = Labels.of(done)
        rest = found.orders ^ found.aboard
        self.table.add(self.cell(rest, found.aboard, found.place), found)
        found = found[found.place >= self._hub]
        if sets.hubs:
            self.at_hubs.add(found.orders * sets.hubs + found.place - self._hub, found)

    # What is kept --------------------------------------------------------------

    def _worth(self, labels: Labels) -> Labels:
        """Return labels that are in time, and that nothing known undercuts."""
        sets, best = self._sets, self._sets.best
        limit_m = best[labels.orders] - ROUNDING_M
        last = labels.orders == best.size - 1
        limit_m[last] -= self._far_m[labels.place[last], labels.aboard[last]]
        in_time = labels.time_s <= self._until_s[labels.place, labels.aboard]
        keep = in_time & (labels.metres < limit_m)
        if not self._side.forward:
            keep &= ~self._heavy(labels)
        labels = labels[keep]
        rest = labels.orders ^ labels.aboard
        cell = self.cell(rest, labels.aboard, labels.place)
        rows = undercut(cell, labels)
        labels, cell = labels[rows], cell[rows]
        for order in range(sets.n):
            bit = 1 << order
            rows = np.flatnonzero((labels.orders & bit > 0) & (labels.aboard != bit))
            twice = 1 + (labels.aboard[rows] & bit > 0)
            fewer = cell[rows] - twice * 3**order * self._places
            least_m = self.table.least_m(fewer, labels.time_s[rows]) + best[bit]
            keep = np.ones(cell.size, np.bool_)
            keep[rows] = least_m > labels.metres[rows] + ROUNDING_M
            labels, cell = labels[keep], cell[keep]
        return labels

    def _heavy(self, labels: Labels) -> Bools:
        """Return which have above half of all orders, those aboard counted by half."""
        size = self._sets.size
        weight = 2 * size[labels.orders] - size[labels.aboard]
        return np.asarray(weight > self._sets.n)

    # One order more, one less --------------------------------------------------

    def _entered(self, size: int) -> Labels:
        """Return labels where somebody got in who was not there before."""
        side, found = self._side, []
        labels = self.table.labels
        labels = labels[self._sets.size[labels.orders] == size - 1]
        for order, place in enumerate(side.enter):
            bit = 1 << order
            at = labels[labels.orders & bit == 0]
            here = np.full(len(at), place)
            when_s = at.time_s + side.time_s[at.place, place]
            when_s = np.maximum(when_s, side.ready_s[order])
            metres = at.metres + side.metres[at.place, place]
            found.append(Labels(at.orders | bit, at.aboard | bit, here, when_s, metres))
        if size == 1:
            bits = 1 << np.arange(self._sets.n)
            found.append(
                Labels(bits, bits, side.enter, side.first_s, np.zeros(bits.size))
            )
        return Labels.of(found)

    def _left(self, labels: Labels) -> Labels:
        """Return labels where somebody got out; the last one ends a plan."""
        side, found = self._side, []
        for order, place in enumerate(side.leave):
            bit = 1 << order
            at = labels[labels.aboard & bit > 0]
            when_s = at.time_s + side.time_s[at.place, place]
            metres = at.metres + side.metres[at.place, place]
            here = np.full(len(at), place)
            gone = Labels(at.orders, at.aboard ^ bit, here, when_s, metres)
            found.append(gone[(gone.aboard > 0) & (when_s <= side.until_s[order])])
            over = (gone.aboard == 0) & (when_s <= side.last_s[order])
            np.minimum.at(self._sets.best, at.orders[over], metres[over])
        return Labels.of(found)

    # Hotspots ------------------------------------------------------------------

    def _driven_to_hubs(self, labels: Labels) -> Labels:
        count, hubs = len(labels), self._sets.hubs
        row = np.repeat(np.arange(count), hubs)
        hub = np.tile(np.arange(self._hub, self._hub + hubs), count)
        at = labels[row]
        when_s = at.time_s + self._side.time_s[at.place, hub]
        metres = at.metres + self._side.metres[at.place, hub]
        there = at.place != hub
        return Labels(at.orders, at.aboard, hub, when_s, metres)[there]

    def _met(self, size: int) -> list[Labels]:
        """Return labels where two branches of a side come together."""
        sets, table, hubs = self._sets, self.at_hubs, self._sets.hubs
        each = np.arange(hubs)
        one, other = (
            (part[:, None] * hubs + each).ravel() for part in sets.parts(size)
        )
        start, count = table.start[:-1], np.diff(table.start)
        found = []
        for mine, theirs in all_pairs(
            (start[one], count[one]), (start[other], count[other]), _AT_ONCE
        ):
            metres = table.labels.metres[mine] + table.labels.metres[theirs]
            both = table.labels.orders[mine] | table.labels.orders[theirs]
            kept = metres < sets.best[both] - ROUNDING_M
            at, there = table.labels[mine[kept]], table.labels[theirs[kept]]
            i_give_s = sets.handover_s * sets.size[at.aboard]
            they_give_s = sets.handover_s * sets.size[there.aboard]
            if self._side.forward:
                when_s = np.minimum(
                    np.maximum(at.time_s + i_give_s, there.time_s),
                    np.maximum(at.time_s, there.time_s + they_give_s),
                )
            else:  # a vehicle parts: either part is unloaded, the other waits for it
                when_s = np.maximum(at.time_s, there.time_s)
                when_s += np.minimum(i_give_s, they_give_s)
            aboard = at.aboard | there.aboard
            met = Labels(both[kept], aboard, at.place, when_s, metres[kept])
            found.append(self._worth(met))
        return found

    def _leaving(self, size: int) -> tuple[Labels, Ints]:
        """Return labels at hotspots, and who else the branch that leaves them has."""
        sets, table, hubs = self._sets, self.at_hubs, self._sets.hubs
        one, more = sets.parts(size)
        one, more = np.concatenate((one, more)), np.concatenate((more, one))
        start, stop = table.start[one * hubs], table.start[one * hubs + hubs]
        pair, row = all_pairs(
            (np.arange(one.size), np.ones(one.size, np.int64)),
            (start, stop - start),
            1 << 62,
        )[0]
        more = more[pair]
        both = table.labels.orders[row] | more
        least_m = table.labels.metres[row] + sets.best[more]
        kept = least_m < sets.best[both] - ROUNDING_M
        return table.labels[row[kept]], more[kept]

    def _ended(self, labels: Labels, other: "Half") -> Labels:
        """Return labels but those that all plans were ended with: heavy, at hotspots.

        Parameters
        ----------
        labels
            Of sets of one size.
        other
            The other side, where all that goes on from those is known.
        """
        sets = self._sets
        over = self._heavy(labels) & (labels.place >= self._hub)
        if over.any():
            at = labels[over]
            absent = at.orders ^ (sets.best.size - 1)
            more = absent
            for _ in range(1 << int(sets.size[absent[0]])):  # every part of it
                cell = other.cell(more, at.aboard, at.place)
                metres = at.metres + other.table.least_m(cell, -at.time_s)
                np.minimum.at(sets.best, at.orders | more, metres)
                more = (more - 1) & absent
        return labels[~over]

    def _given(self, labels: Labels, more: Ints, other: "Half") -> Iterator[Labels]:
        """Yield labels where a part of those aboard went on in a branch of its own."""
        sets = self._sets
        part = (labels.aboard - 1) & labels.aboard
        while (rows := np.flatnonzero(part)).size:
            labels, more, part = labels[rows], more[rows], part[rows]
            cell = other.cell(more, part, labels.place)
            start = other.table.start[cell]
            count = other.table.start[cell + 1] - start
            each = np.arange(cell.size), np.ones(cell.size, np.int64)
            for row, theirs in all_pairs(each, (start, count), _AT_ONCE):
                at, there = labels[row], other.table.labels
                kept_s = sets.handover_s * sets.size[at.aboard ^ part[row]]
                given_s = sets.handover_s * sets.size[part[row]]
                metres = at.metres + there.metres[theirs]
                their_s = there.time_s[theirs]
                if self._side.forward:  # either part is unloaded, the other waits
                    when_s = at.time_s + np.minimum(kept_s, given_s)
                    in_time = when_s <= -their_s
                else:  # they give, if there is time for it, or are given the rest
                    soon = their_s + given_s <= -at.time_s
                    when_s = at.time_s + np.where(soon, 0.0, kept_s)
                    in_time = their_s <= -at.time_s
                orders = at.orders | more[row]
                aboard = at.aboard ^ part[row]
                after = Labels(orders, aboard, at.place, when_s, metres)
                yield self._worth(after[in_time])
            part = (part - 1) & labels.aboard
