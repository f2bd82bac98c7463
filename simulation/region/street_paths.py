"""Shortest paths by time between points on the streets of a graph."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import NetworkError
from simulation.region.street_arcs import LENGTH_CM, MAX_TICKS, Arcs, Stands
from simulation.region.street_graph import CENTIMETRES_PER_M, StreetGraph, Use
from simulation.units import TICKS_PER_S, Bools, Floats, Ints

_CACHE_BYTES = 1 << 26


class ShortestPaths:
    """Shortest paths by time between points on streets, rows kept once computed.

    Parameters
    ----------
    graph
    stands
        The points that paths are asked between, by number 0 to m - 1.
    """

    def __init__(self, graph: StreetGraph, stands: Stands) -> None:
        self.graph = graph
        self.stands = stands
        self._slots, self._slot = stands.distinct()
        self._cached_rows = max(1, _CACHE_BYTES // (8 * max(1, len(self._slots))))
        driven = graph.use != Use.CLOSED
        pace = np.repeat(graph.length_cm, 2)[driven] / graph.time_ticks[driven]
        self._cm_per_tick = float(pace.max(initial=0.0))
        # Rows from a slot to all others, and (True) to a slot from all others.
        self._rows: dict[bool, dict[int, Floats]] = {False: {}, True: {}}
        self._matrices: dict[bool, Any] = {}
        self._nearer: dict[tuple[int, bool], NDArray[np.int32]] = {}
        self._arcs = Arcs.of(graph, self._slots)
        self._rows_at_once = max(1, _CACHE_BYTES // (8 * self._arcs.size))

    # typing.override, which mypy misses below, needs Python 3.12.
    def __reduce__(  # type: ignore[explicit-override]
        self,
    ) -> tuple[type["ShortestPaths"], tuple[StreetGraph, Stands]]:
        """Travel to another process without the kept rows."""
        return ShortestPaths, (self.graph, self.stands)

    def between(self, here: Ints, there: Ints) -> tuple[Ints, Ints, Bools]:
        """Return time [1/1024 s], length [cm] and reachability of each pair (n,).

        Grouped by origin or by destination, whichever needs fewer new searches;
        exact arithmetic makes both give the same.
        """
        here, there = self._slot[here], self._slot[there]
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
        packed = np.minimum(packed, self._along_one_street(here, there))
        reachable = np.isfinite(packed)
        whole = np.where(reachable, packed, 0).astype(np.int64)
        ticks, length_cm = whole // LENGTH_CM, whole % LENGTH_CM
        self._check_range(int(ticks.max(initial=0)))
        return ticks, length_cm, reachable

    def directions(
        self, here: Ints, there: Ints, backward: Bools
    ) -> tuple[Ints, Ints, Bools]:
        """Return the directions that n paths lead through, those of `between`.

        Parameters
        ----------
        here, there : (n,) arrays
            Points where the paths begin and end.
        backward : (n,) array
            Which are searched from their end: where several paths tie in time and
            length, it is always the same one for a pair searched from one side.

        Returns
        -------
        directions : (m,) array
            Path after path, the first and the last as a rule driven in part only.
        starts : (n + 1,) array
            Where each path begins. None of a path that there is not, nor of one
            within a junction.
        reachable : (n,) array
        """
        slots_here, slots_there = self._slot[here], self._slot[there]
        direct = self._along_one_street(slots_here, slots_there)
        found: list[list[int]] = []
        reachable = np.ones(here.size, dtype=np.bool_)
        for row, (origin, target, back) in enumerate(
            zip(
                slots_here.tolist(),
                slots_there.tolist(),
                backward.tolist(),
                strict=True,
            )
        ):
            vertices, packed = self._traced(origin, target, backward=back)
            if direct[row] <= packed and np.isfinite(direct[row]):
                found.append(self._street_between(origin, target))
            else:
                reachable[row] = bool(np.isfinite(packed))
                found.append(self._arcs.directions_of(vertices, target))
        counts = np.array([len(each) for each in found], dtype=np.int64)
        flat = np.array([each for path in found for each in path], dtype=np.int64)
        return flat, np.concatenate(([0], np.cumsum(counts))), reachable

    def _along_one_street(self, here: Ints, there: Ints) -> Floats:
        """Return packed time and length of staying in one street (n,), inf if none."""
        slots, best = self._slots, np.full(here.size, np.inf)
        at_here, at_there = slots.junction[here], slots.junction[there]
        best[(at_here >= 0) & (at_here == at_there)] = 0.0
        street = slots.street[there]
        ends = self.graph.ends[street]
        beside = (ends[:, 0] == at_here) | (ends[:, 1] == at_here)
        in_it = (at_here < 0) & (slots.street[here] == street)
        rows = np.flatnonzero((at_there < 0) & (beside | in_it))
        for against in (0, 1) if rows.size else ():
            begun = self._begun(here[rows], street[rows], against)
            ended = self._arcs.ahead(slots.chosen(there[rows]), against)
            along = np.where(ended >= begun, ended - begun, np.inf)
            best[rows] = np.minimum(best[rows], along)
        return best

    def _begun(self, here: Ints, street: Ints, against: int) -> Floats:
        """Return how much of a direction lies behind slots (n,), inf if none are on it.

        The direction along each street (n,), or against it.

        Packed time and length; 0 where the direction begins at the slot's junction.
        """
        slots, graph, direction = (
            self._slots.chosen(here),
            self.graph,
            2 * street + against,
        )
        at_tail = (slots.junction >= 0) & (slots.junction == graph.tail[direction])
        on_it = (slots.junction < 0) & (slots.street == street)
        behind = self._arcs.ahead(slots, against)
        begun = np.where(at_tail, 0.0, np.where(on_it, behind, np.inf))
        begun[graph.use[direction] == Use.CLOSED] = np.inf
        return begun

    def _street_between(self, origin: int, target: int) -> list[int]:
        """Return the direction of the way that stays in one street."""
        here, there = np.array([origin]), np.array([target])
        if self._slots.junction[target] >= 0:
            return []
        street = int(self._slots.street[target])
        best: tuple[float, list[int]] = (np.inf, [])
        for against in (0, 1):
            begun = float(self._begun(here, np.array([street]), against)[0])
            ended = float(self._arcs.ahead(self._slots.chosen(there), against)[0])
            if begun <= ended and ended - begun < best[0]:
                best = (ended - begun, [2 * street + against])
        return best[1]

    def _traced(
        self, origin: int, target: int, *, backward: bool
    ) -> tuple[list[int], float]:
        """Return the vertices of a path, both ends left out, and its packed cost."""
        source, far = (target, origin) if backward else (origin, target)
        nearer = self._nearer_row(source, backward=backward)
        own, other = (
            self._vertex(source, back=backward),
            self._vertex(far, back=not backward),
        )
        packed = float(self._searched([source], backward=backward)[source][far])
        vertices: list[int] = []
        at = int(nearer[other])
        while at >= 0 and at != own:
            vertices.append(at)
            at = int(nearer[at])
        return (vertices if backward else vertices[::-1]), packed

    def _vertex(self, slot: int, *, back: bool) -> int:
        """Return the vertex where paths leave a slot, or (back) where they end."""
        return self._arcs.vertices + slot + back * len(self._slots)

    def _nearer_row(self, source: int, *, backward: bool) -> NDArray[np.int32]:
        """Return for each vertex the next one on its path to the source."""
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 -- not needed to load

        row = self._nearer.get((source, backward))
        if row is None:
            _, rows = dijkstra(
                self._matrix(backward=backward),
                indices=[self._vertex(source, back=backward)],
                return_predecessors=True,
            )
            row = self._nearer[source, backward] = rows[0]
            most = max(1, _CACHE_BYTES // (4 * row.size))
            while len(self._nearer) > most:
                del self._nearer[next(iter(self._nearer))]
        return row

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
            sources = [self._vertex(slot, back=backward) for slot in new]
            found = dijkstra(self._matrix(backward=backward), indices=sources)
            begin = self._vertex(0, back=not backward)
            others = found[:, begin : begin + len(self._slots)]
            for slot, row in zip(new, others, strict=True):
                rows[slot] = kept[slot] = np.ascontiguousarray(row)
            while len(kept) > self._cached_rows:
                del kept[next(iter(kept))]
        return rows

    def _matrix(self, *, backward: bool) -> Any:  # noqa: ANN401 -- scipy's csr_array
        if backward not in self._matrices:
            matrix = self._arcs.matrix()
            self._matrices[False] = matrix
            if backward:
                self._matrices[True] = matrix.T.tocsr()
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
