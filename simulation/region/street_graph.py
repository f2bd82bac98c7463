"""A street graph in CSR arrays, and shortest paths by time on it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import NetworkError, RegionError
from simulation.region.geometry import metres_per_degree
from simulation.units import TICKS_PER_S, Bools, Floats, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

CENTIMETRES_PER_M = 100
# One float64 carries time and length of a path: time [1/1024 s] * LENGTH_CM + length
# [cm], whole numbers below 2**53. Sums are exact, the shortest path by time is the
# shorter one in metres where times tie, and both are the same on every machine.
LENGTH_CM = 1 << 26  # paths below 671 km
MAX_TICKS = 1 << 27  # and 36 hours
_CACHE_BYTES = 1 << 26


@dataclass(frozen=True)
class StreetGraph:
    """Street nodes, and edges in CSR order: one way each."""

    lon: Floats  # (n,) degrees, WGS 84
    lat: Floats  # (n,)
    first_edge: Ints  # (n + 1,) edges of node i are first_edge[i] to [i + 1] - 1
    head: Ints  # (e,) node where the edge ends
    time_ticks: Ints  # (e,) [1/1024 s], 1 or more
    length_cm: Ints  # (e,) [cm]

    @classmethod
    def from_edges(
        cls,
        lon: Floats,
        lat: Floats,
        tail: Ints,
        head: Ints,
        time_s: Floats,
        length_m: Floats,
    ) -> "StreetGraph":
        """Return the graph of one-way edges (e,) between nodes (n,).

        Times are rounded to 1/1024 s, 1/1024 s at least, lengths to 1 cm. Loops
        are left out, and of parallel edges all but the fastest.

        Raises
        ------
        NetworkError
            If a time or a length is negative, infinite or not a number.
        """
        for name, values in (("time_s", time_s), ("length_m", length_m)):
            wrong = ~(np.isfinite(values) & (values >= 0))
            if wrong.any():
                edge = int(np.flatnonzero(wrong)[0])
                raise NetworkError(
                    f"streets: {name} of the edge from node {tail[edge]} to node "
                    f"{head[edge]} is {values[edge]}, expected 0 or more."
                )
        ticks = np.maximum(np.rint(time_s * TICKS_PER_S), 1).astype(np.int64)
        length_cm = np.rint(length_m * CENTIMETRES_PER_M).astype(np.int64)
        order = np.lexsort((length_cm, ticks, head, tail))
        order = order[tail[order] != head[order]]
        before, after = order[:-1], order[1:]
        new = np.ones(order.size, dtype=np.bool_)
        new[1:] = (tail[before] != tail[after]) | (head[before] != head[after])
        order = order[new]
        edges = np.bincount(tail[order], minlength=lon.size)
        first_edge = np.concatenate(([0], np.cumsum(edges)))
        return cls(lon, lat, first_edge, head[order], ticks[order], length_cm[order])

    def __len__(self) -> int:
        """Return the number of nodes n."""
        return int(self.lon.size)

    @property
    def tail(self) -> Ints:
        """Node where each edge begins, (e,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.first_edge))

    def check(self) -> None:
        """Check that the arrays fit together.

        Raises
        ------
        RegionError
            If they do not: a shortest path would read beyond them.
        """
        nodes, edges = len(self), self.head.size
        first = self.first_edge
        fits = (
            self.lat.size == nodes
            and first.size == nodes + 1
            and self.time_ticks.size == self.length_cm.size == edges
            and int(first[0]) == 0
            and int(first[-1]) == edges
            and bool((np.diff(first) >= 0).all())
        )
        if not fits or (edges and not 0 <= self.head.min() <= self.head.max() < nodes):
            raise RegionError(
                f"streets: the arrays of {nodes} nodes and {edges} edges do not fit "
                "together, expected a graph in CSR order."
            )
        if edges and (self.time_ticks.min() < 1 or self.length_cm.min() < 0):
            raise RegionError(
                "streets: an edge takes no time or has a negative length, expected "
                "1/1024 s or more and 0 cm or more."
            )

    def matrix(self) -> "csr_array[Any, tuple[int, int]]":
        """Return time and length of each edge in one number (n, n)."""
        from scipy.sparse import csr_array  # noqa: PLC0415 -- not needed to load

        packed = self.time_ticks * float(LENGTH_CM) + self.length_cm
        shape = (len(self), len(self))
        return csr_array((packed, self.head, self.first_edge), shape=shape)

    def largest_strong_part(self) -> "StreetGraph":
        """Return the largest part in which every node is reached from every other."""
        from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

        _, label = connected_components(self.matrix(), connection="strong")
        return self.part(label == np.bincount(label).argmax())

    def part(self, nodes: Bools) -> "StreetGraph":
        """Return the graph of the chosen nodes (n,) and the edges between them."""
        number = np.cumsum(nodes) - 1
        tail = self.tail
        edges = nodes[tail] & nodes[self.head]
        degree = np.bincount(number[tail[edges]], minlength=int(nodes.sum()))
        return StreetGraph(
            self.lon[nodes],
            self.lat[nodes],
            np.concatenate(([0], np.cumsum(degree))),
            number[self.head[edges]],
            self.time_ticks[edges],
            self.length_cm[edges],
        )

    def nearest(self, lon: Floats, lat: Floats) -> Ints:
        """Return the node nearest to each point (m,), the lowest where they tie."""
        from scipy.spatial import KDTree  # noqa: PLC0415 -- not needed to load

        if not len(self):
            raise NetworkError("streets: the graph has no nodes, expected some.")
        middle = (float(self.lat.min()) + float(self.lat.max())) / 2
        scale = np.array(metres_per_degree(middle))
        tree = KDTree(np.column_stack((self.lon, self.lat)) * scale)
        points = np.column_stack((lon, lat)) * scale
        count = min(4, len(self))
        found = tree.query(points, k=np.arange(1, count + 1))
        distance, node = np.asarray(found[0]), np.asarray(found[1])
        tied = np.where(distance == distance[:, :1], node, len(self))
        nearest: Ints = tied.min(axis=1).astype(np.int64)
        return nearest


class ShortestPaths:
    """Shortest paths by time between chosen nodes, rows kept once computed.

    Parameters
    ----------
    graph
    nodes : (k,) array
        The nodes that paths are asked between, by slot 0 to k - 1.
    """

    def __init__(self, graph: StreetGraph, nodes: Ints) -> None:
        self._graph = graph
        self._nodes = nodes
        self._cached_rows = max(1, _CACHE_BYTES // (8 * max(1, nodes.size)))
        self._rows_at_once = max(1, _CACHE_BYTES // (8 * max(1, len(graph))))
        edges = graph.head.size
        self._cm_per_tick = (
            float((graph.length_cm / graph.time_ticks).max()) if edges else 0.0
        )
        # Rows from a slot to all others, and (True) to a slot from all others.
        self._rows: dict[bool, dict[int, Floats]] = {False: {}, True: {}}
        self._matrices: dict[bool, Any] = {}

    # typing.override, which mypy misses below, needs Python 3.12.
    def __reduce__(  # type: ignore[explicit-override]
        self,
    ) -> tuple[type["ShortestPaths"], tuple[StreetGraph, Ints]]:
        """Travel to another process without the kept rows."""
        return ShortestPaths, (self._graph, self._nodes)

    def between(self, here: Ints, there: Ints) -> tuple[Ints, Ints, Bools]:
        """Return time [1/1024 s], length [cm] and reachability of each pair (n,).

        Grouped by origin or by destination, whichever needs fewer new searches;
        exact arithmetic makes both give the same.
        """
        backward = self._unknown(there, backward=True) < self._unknown(
            here, backward=False
        )
        source, target = (there, here) if backward else (here, there)
        order = np.argsort(source, kind="stable")
        sources, first = np.unique(source[order], return_index=True)
        ends = np.append(first, order.size)
        packed = np.empty(order.size)
        for at in range(0, sources.size, self._rows_at_once):
            chunk = sources[at : at + self._rows_at_once].tolist()
            rows = self._searched(chunk, backward=backward)
            for number, slot in enumerate(chunk, start=at):
                asked = order[ends[number] : ends[number + 1]]
                packed[asked] = rows[slot][target[asked]]
        reachable = np.isfinite(packed)
        whole = np.where(reachable, packed, 0).astype(np.int64)
        ticks, length_cm = whole // LENGTH_CM, whole % LENGTH_CM
        self._check_range(int(ticks.max(initial=0)))
        return ticks, length_cm, reachable

    def _unknown(self, slots: Ints, *, backward: bool) -> int:
        known = self._rows[backward]
        return sum(slot not in known for slot in np.unique(slots).tolist())

    def _searched(self, slots: list[int], *, backward: bool) -> dict[int, Floats]:
        """Return the rows of the slots, searched where they are not kept."""
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 -- not needed to load

        kept = self._rows[backward]
        rows = {slot: kept[slot] for slot in slots if slot in kept}
        new = [slot for slot in slots if slot not in kept]
        if new:
            found = dijkstra(self._matrix(backward=backward), indices=self._nodes[new])
            for slot, row in zip(new, found[:, self._nodes], strict=True):
                rows[slot] = kept[slot] = row
            while len(kept) > self._cached_rows:
                del kept[next(iter(kept))]
        return rows

    def _matrix(self, *, backward: bool) -> Any:  # noqa: ANN401 -- scipy's csr_array
        if backward not in self._matrices:
            matrix = self._graph.matrix()
            self._matrices[backward] = matrix.T.tocsr() if backward else matrix
        return self._matrices[backward]

    def _check_range(self, ticks: int) -> None:
        """Check that no path is so long that its metres ran into its seconds."""
        longest_cm = ticks * self._cm_per_tick
        if ticks >= MAX_TICKS or longest_cm >= LENGTH_CM:
            raise NetworkError(
                f"streets: a leg takes {ticks / TICKS_PER_S:.0f} s and may measure "
                f"{longest_cm / CENTIMETRES_PER_M / 1000:.0f} km, "
                "expected less than 36 hours and 671 km."
            )


def unpacked(array: NDArray[Any]) -> Ints:
    """Return whole numbers from a file as the type computed with."""
    return np.asarray(array, dtype=np.int64)
