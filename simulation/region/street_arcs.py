"""What is searched for shortest paths: vertices and arcs of a street graph.

One stands at the end of a direction and turns into the next. So a turn may be banned or
cost time, and who stands in the middle of a street leaves it both ways where both are
allowed.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.region.street_graph import StreetGraph, Use, within
from simulation.units import Floats, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# One float64 carries time and length of a path: time [1/1024 s] * LENGTH_CM + length
# [cm], whole numbers below 2**53. Sums are exact, the shortest path by time is the
# shorter one in metres where times tie, and both are the same on every machine.
LENGTH_CM = 1 << 26  # paths below 671 km
MAX_TICKS = 1 << 27  # and 36 hours
_NOT_AT_A_JUNCTION = -1


@dataclass(frozen=True)
class Stands:
    """Points (m,) on streets: each at a share of a street's line, or at a junction."""

    street: Ints  # (m,)
    share: Floats  # (m,) 0 to 1 along the line
    junction: Ints  # (m,) where the point is a junction, else -1

    @classmethod
    def on(cls, graph: StreetGraph, street: Ints, share: Floats) -> "Stands":
        """Return the points at shares of streets; nearly at an end is at its end."""
        from_start_cm = np.rint(share * graph.length_cm[street])
        ends = graph.ends[street]
        junction = np.where(
            from_start_cm <= 0,
            ends[:, 0],
            np.where(
                from_start_cm >= graph.length_cm[street],
                ends[:, 1],
                _NOT_AT_A_JUNCTION,
            ),
        )
        return cls(street, share, junction)

    def __len__(self) -> int:
        """Return the number of points m."""
        return int(self.street.size)

    def joined(self, others: "Stands") -> "Stands":
        """Return these points and others behind them."""
        return Stands(
            np.concatenate((self.street, others.street)),
            np.concatenate((self.share, others.share)),
            np.concatenate((self.junction, others.junction)),
        )

    def chosen(self, rows: Ints) -> "Stands":
        """Return the chosen points."""
        return Stands(self.street[rows], self.share[rows], self.junction[rows])

    def distinct(self) -> tuple["Stands", Ints]:
        """Return each point once, and which of them each point (m,) is."""
        at = np.where(self.junction >= 0, self.junction, -1 - self.street)
        share = np.where(self.junction >= 0, 0.0, self.share)
        order = np.lexsort((share, at))
        new = np.ones(order.size, dtype=np.bool_)
        new[1:] = (np.diff(at[order]) != 0) | (np.diff(share[order]) != 0)
        slot = np.empty(order.size, dtype=np.int64)
        slot[order] = np.cumsum(new) - 1
        return self.chosen(order[new]), slot


@dataclass(frozen=True)
class Arcs:
    """What is searched: vertices, and arcs between them with packed time and length.

    Vertex d is the end of direction d. Of a direction that only who begins or ends
    there may drive (`Use.DESTINATION`) there is a second vertex for who has entered
    from outside: there is no arc from it to an open street. Behind these stand the
    slots, first as origins, then as destinations.
    """

    graph: StreetGraph
    slots: Stands
    vertices: int
    tail: Ints  # (a,)
    head: Ints  # (a,)
    packed: Floats  # (a,)
    direction: Ints  # (vertices,) of which each is the end

    @classmethod
    def of(cls, graph: StreetGraph, slots: Stands) -> "Arcs":
        """Return the arcs of a graph and of the slots on it."""
        directions = graph.use.size
        restricted = np.flatnonzero(graph.use == Use.DESTINATION)
        entered = np.full(directions, -1, dtype=np.int64)  # vertex after entering
        entered[restricted] = directions + np.arange(restricted.size)
        vertices = directions + restricted.size
        out_of = np.repeat(np.arange(directions), np.diff(graph.first_turn))
        into = graph.turn_into
        costs = _packed(
            graph.turn_ticks + graph.time_ticks[into], graph.length_cm[into // 2]
        )
        open_out, open_in = (graph.use[each] == Use.OPEN for each in (out_of, into))
        stays = ~open_in & ~open_out
        enters = open_out & ~open_in
        tail = np.concatenate((out_of, entered[out_of[stays]]))
        head = np.concatenate(
            (np.where(enters, entered[into], into), entered[into[stays]])
        )
        arcs = cls(
            graph,
            slots,
            vertices,
            tail,
            head,
            np.concatenate((costs, costs[stays])),
            np.concatenate((np.arange(directions), restricted)),
        )
        return arcs._with_slots()

    def _with_slots(self) -> "Arcs":
        """Return these arcs and those out of each slot and into it."""
        graph, slots = self.graph, self.slots
        tails, heads, costs = [self.tail], [self.head], [self.packed]
        number = np.arange(len(slots))
        middle = np.flatnonzero(slots.junction < 0)
        by_head = np.argsort(self.direction[self.head], kind="stable")
        first = np.searchsorted(
            self.direction[self.head][by_head], np.arange(graph.use.size + 1)
        )
        whole = _packed(graph.time_ticks, np.repeat(graph.length_cm, 2))
        for against in (0, 1):
            direction = 2 * slots.street[middle] + against
            driven = graph.use[direction] != Use.CLOSED
            rows, direction = middle[driven], direction[driven]
            ahead = self.ahead(slots.chosen(rows), against)
            tails.append(self.vertices + number[rows])
            heads.append(direction)
            costs.append(whole[direction] - ahead)
            count = first[direction + 1] - first[direction]
            arcs = by_head[np.repeat(first[direction], count) + within(count)]
            tails.append(self.tail[arcs])
            heads.append(self.vertices + len(slots) + np.repeat(number[rows], count))
            costs.append(self.packed[arcs] + np.repeat(ahead - whole[direction], count))
        # Whoever stands at a junction with an open street is outside what is only
        # driven to its ends: enters it, and is not reached through it.
        public = np.zeros(2 * graph.use.size + 1, dtype=np.bool_)
        public[graph.tail[graph.use == Use.OPEN]] = True
        public[graph.head[graph.use == Use.OPEN]] = True
        entered = np.arange(self.vertices) >= graph.use.size
        restricted = graph.use[self.direction] == Use.DESTINATION
        at = np.flatnonzero(slots.junction >= 0)
        for junctions, leaving in ((graph.tail, True), (graph.head, False)):
            outside = public[junctions[self.direction]]
            wrong = outside & ((restricted & ~entered) if leaving else entered)
            if leaving:
                wrong |= entered & ~outside
            usable = (graph.use[self.direction] != Use.CLOSED) & ~wrong
            vertices = np.flatnonzero(usable)
            joined = junctions[self.direction[vertices]]
            order = np.argsort(joined, kind="stable")
            begin = np.searchsorted(joined[order], slots.junction[at])
            count = np.searchsorted(joined[order], slots.junction[at], "right") - begin
            vertex = vertices[order[np.repeat(begin, count) + within(count)]]
            slot = np.repeat(number[at], count)
            tails.append(self.vertices + slot if leaving else vertex)
            heads.append(vertex if leaving else self.vertices + len(slots) + slot)
            cost = whole[self.direction[vertex]] if leaving else np.zeros(vertex.size)
            costs.append(cost)
        return Arcs(
            graph,
            slots,
            self.vertices,
            np.concatenate(tails),
            np.concatenate(heads),
            np.concatenate(costs),
            self.direction,
        )

    @property
    def size(self) -> int:
        """How many vertices there are, those of the slots included."""
        return self.vertices + 2 * len(self.slots)

    def matrix(self) -> "csr_array[Any, tuple[int, int]]":
        """Return the arcs as a matrix; of parallel arcs the cheapest."""
        from scipy.sparse import csr_array  # noqa: PLC0415 -- not needed to load

        order = np.lexsort((self.packed, self.head, self.tail))
        tail, head = self.tail[order], self.head[order]
        new = np.ones(order.size, dtype=np.bool_)
        new[1:] = (np.diff(tail) != 0) | (np.diff(head) != 0)
        first = np.searchsorted(tail[new], np.arange(self.size + 1))
        shape = (self.size, self.size)
        return csr_array((self.packed[order][new], head[new], first), shape=shape)

    def ahead(self, slots: Stands, against: int) -> Floats:
        """Return packed time and length from where directions begin to slots (n,)."""
        graph = self.graph
        ticks = graph.time_ticks[2 * slots.street + against]
        length_cm = graph.length_cm[slots.street]
        part_ticks = np.rint(slots.share * ticks).astype(np.int64)
        part_cm = np.rint(slots.share * length_cm).astype(np.int64)
        if against:
            part_ticks, part_cm = ticks - part_ticks, length_cm - part_cm
        return _packed(part_ticks, part_cm)

    def directions_of(self, vertices: list[int], target: int) -> list[int]:
        """Return the directions of a path through `vertices` to a slot.

        The last one, which is driven in part only, is no vertex of the path: the
        cheaper of the two that lead to the slot.
        """
        path = [int(self.direction[vertex]) for vertex in vertices]
        if not path or self.slots.junction[target] >= 0:
            return path
        graph, last = self.graph, path[-1]
        entered = vertices[-1] >= graph.use.size
        turns = slice(graph.first_turn[last], graph.first_turn[last + 1])
        best = (np.inf, -1)
        for into, ticks in zip(
            graph.turn_into[turns].tolist(),
            graph.turn_ticks[turns].tolist(),
            strict=True,
        ):
            if into // 2 != self.slots.street[target]:
                continue
            if entered and graph.use[into] == Use.OPEN:
                continue
            slot = self.slots.chosen(np.array([target]))
            cost = ticks * LENGTH_CM + float(self.ahead(slot, into % 2)[0])
            best = min(best, (cost, into))
        return [*path, best[1]]


def _packed(ticks: Ints, length_cm: Ints) -> Floats:
    packed: Floats = ticks.astype(np.float64) * LENGTH_CM + length_cm
    return packed
