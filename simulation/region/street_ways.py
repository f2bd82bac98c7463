"""Shortest paths on a street graph as the nodes that they lead over."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.region.street_graph import StreetGraph
from simulation.units import Bools, Ints

_CACHE_BYTES = 1 << 26


class StreetWays:
    """The nodes of shortest paths, those of :class:`ShortestPaths`.

    Where several paths tie in time and length it is always the same one for an
    origin and a destination searched from one side, whatever else is asked.

    Parameters
    ----------
    graph
    """

    def __init__(self, graph: StreetGraph) -> None:
        self._graph = graph
        self._kept_rows = max(1, _CACHE_BYTES // (4 * max(1, len(graph))))
        self._rows: dict[tuple[int, bool], NDArray[np.int32]] = {}
        self._matrices: dict[bool, Any] = {}

    # typing.override, which mypy misses below, needs Python 3.12.
    def __reduce__(  # type: ignore[explicit-override]
        self,
    ) -> tuple[type["StreetWays"], tuple[StreetGraph]]:
        """Travel to another process without the kept rows."""
        return StreetWays, (self._graph,)

    def between(self, here: Ints, there: Ints, backward: Bools) -> tuple[Ints, Ints]:
        """Return the nodes (m,) of n paths, and where each path begins, (n + 1,).

        A path that there is not has no nodes.

        Parameters
        ----------
        here, there : (n,) arrays
            Nodes where the paths begin and end.
        backward : (n,) array
            Which are searched from their end.
        """
        source = np.where(backward, there, here)
        group = source * 2 + backward
        order = np.argsort(group, kind="stable")
        groups, first = np.unique(group[order], return_index=True)
        ends = np.append(first, order.size)[1:].tolist()
        paths: list[NDArray[np.int64]] = []
        counts = np.zeros(here.size, dtype=np.int64)
        for key, begin, end in zip(groups.tolist(), first.tolist(), ends, strict=True):
            rows = order[begin:end]
            node, back = divmod(key, 2)
            far = here[rows] if back else there[rows]
            found, length = self._traced(node, far, backward=bool(back))
            paths.append(found)
            counts[rows] = length
        by_search = np.concatenate(paths) if paths else np.zeros(0, dtype=np.int64)
        starts = np.concatenate(([0], np.cumsum(counts)))
        lengths = counts[order]
        begins = np.cumsum(lengths) - lengths
        nodes = np.empty(by_search.size, dtype=np.int64)
        nodes[
            np.arange(by_search.size) + np.repeat(starts[order] - begins, lengths)
        ] = by_search
        return nodes, starts

    def _traced(
        self, source: int, far: Ints, *, backward: bool
    ) -> tuple[NDArray[np.int64], Ints]:
        """Return the nodes of the paths between one node and others (k,)."""
        nearer = self._nearer(source, backward=backward)
        reached = (nearer[far] >= 0) | (far == source)
        at = np.where(reached, far, source)
        steps = [at]
        while (at != source).any():
            at = np.where(at == source, source, nearer[at])
            steps.append(at)
        table = np.array(steps).T  # (k, longest), the source repeated at the end
        length = np.where(reached, (table != source).sum(axis=1) + 1, 0)
        if not backward:  # from the source on
            table = table[:, ::-1]
            kept = np.arange(table.shape[1]) >= table.shape[1] - length[:, None]
        else:
            kept = np.arange(table.shape[1]) < length[:, None]
        return table[kept].astype(np.int64), length

    def _nearer(self, source: int, *, backward: bool) -> NDArray[np.int32]:
        """Return for each node the next one on its path to the source, (n,)."""
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 -- not needed to load

        row = self._rows.get((source, backward))
        if row is None:
            _, rows = dijkstra(
                self._matrix(backward=backward),
                indices=[source],
                return_predecessors=True,
            )
            row = self._rows[source, backward] = rows[0]
            while len(self._rows) > self._kept_rows:
                del self._rows[next(iter(self._rows))]
        return row

    def _matrix(self, *, backward: bool) -> Any:  # noqa: ANN401 -- scipy's csr_array
        if backward not in self._matrices:
            matrix = self._graph.matrix()
            self._matrices[backward] = matrix.T.tocsr() if backward else matrix
        return self._matrices[backward]
