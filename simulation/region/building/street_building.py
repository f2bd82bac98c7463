"""Streets between junctions become the graph in which all reach each other."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import RegionError
from simulation.region.building.osm.file import OsmWay
from simulation.region.building.street_pieces import DrivenWay, Nodes, streets_of
from simulation.region.building.street_sides import with_candidates, with_other_sides
from simulation.region.building.street_turns import (
    FREE_TURNS,
    Junctions,
    Restriction,
    TurnCosts,
    Turns,
    bearings,
)
from simulation.region.geometry import haversine_m
from simulation.region.street_graph import (
    CENTIMETRES_PER_M,
    StreetGraph,
    Use,
    offsets,
    ticks_of,
)
from simulation.region.street_labels import StreetLabels, WayLabel
from simulation.units import Bools, Floats, Ints


@dataclass(frozen=True)
class Draft:
    """All streets of a map, not yet joined: what is reached from where is open."""

    lon: Floats  # (p,) points of all lines, as in a `StreetGraph`
    lat: Floats
    first_point: Ints
    ends: Ints  # (s, 2)
    length_cm: Ints  # (s,)
    stops: Bools  # (s,)
    use: NDArray[np.uint8]  # (2 s,)
    time_ticks: Ints  # (2 s,)
    turns: Turns
    ways: Sequence[Sequence[int]]  # (s,) ids of those that each street is part of

    @classmethod
    def of(
        cls,
        ways: Sequence[DrivenWay],
        nodes: Nodes,
        rules: Sequence[Restriction] = (),
        costs: TurnCosts = FREE_TURNS,
    ) -> "Draft":
        """Return the streets of ways: cut where they meet, joined where they go on.

        A barrier ends the streets on both sides of it. Turning back is allowed at
        dead ends only.
        """
        streets = streets_of(ways, nodes, {rule.via for rule in rules})
        ends = np.array([each.ends for each in streets], dtype=np.int64).reshape(-1, 2)
        counts = np.array([len(each.refs) for each in streets], dtype=np.int64)
        points = [nodes.location[ref] for each in streets for ref in each.refs]
        lon, lat = np.array(points, dtype=np.float64).reshape(-1, 2).T
        first_point = offsets(counts)
        steps_m = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
        along_m = np.concatenate(([0.0], np.cumsum(steps_m)))
        length_m = along_m[first_point[1:] - 1] - along_m[first_point[:-1]]
        speed_mps = np.array([each.speed_mps for each in streets]).reshape(-1, 2)
        use = np.array([each.use for each in streets], dtype=np.uint8).ravel()
        own = np.array(
            [(each.ways[0], each.ways[-1]) for each in streets], dtype=np.int64
        ).reshape(-1, 2)
        via: dict[int, list[int]] = defaultdict(list)
        for street in streets:
            ends_of = (street.refs[0], street.refs[-1])
            for ref, end in zip(ends_of, street.ends, strict=True):
                if end not in via[ref]:
                    via[ref].append(end)
        signals = frozenset(end for ref in nodes.signals for end in via.get(ref, ()))
        junctions = Junctions(
            ends.ravel(),
            ends[:, ::-1].ravel(),
            own.ravel(),
            own[:, ::-1].ravel(),
            *bearings(lon, lat, first_point, along_m),
            via,
            signals,
        )
        return cls(
            lon,
            lat,
            first_point,
            ends,
            np.rint(length_m * CENTIMETRES_PER_M).astype(np.int64),
            np.array([each.stops for each in streets], dtype=np.bool_),
            use,
            ticks_of((length_m[:, None] / speed_mps).ravel()),
            Turns(junctions, rules, costs),
            [each.ways for each in streets],
        )

    def graph(
        self,
        use: NDArray[np.uint8] | None = None,
        goes_on: NDArray[np.uint8] | None = None,
        *,
        back_anywhere: bool = False,
    ) -> StreetGraph:
        """Return the graph under a use of each direction (2 s,), else the map's own.

        A dead end is where nothing goes on of `goes_on` (2 s,), else of that use.
        """
        use = self.use if use is None else use
        goes_on = use if goes_on is None else goes_on
        return StreetGraph(
            self.lon,
            self.lat,
            self.first_point,
            self.ends,
            self.length_cm,
            self.stops,
            use,
            self.time_ticks,
            *self.turns.table(use, goes_on, back_anywhere=back_anywhere),
        )

    def labels(self, streets: Ints, ways: Sequence[OsmWay]) -> StreetLabels:
        """Return what some streets (k,) are called, by the tags of ways."""
        tags_of = {way.id: way.tags for way in ways}
        ways_of = [self.ways[street] for street in streets.tolist()]
        labels = {}
        for way in {way for ways in ways_of for way in ways}:
            tags = tags_of[way]
            road_class = tags.get("highway", tags.get("route", ""))
            name, ref = tags.get("name", ""), tags.get("ref", "")
            labels[way] = WayLabel(name, ref, road_class)
        return StreetLabels.of(ways_of, labels)

    def joined(self) -> tuple[StreetGraph, Ints]:
        """Return the part in which every street is reached from every other.

        And the numbers here of its streets (k,). What is a dead end depends on what
        is left out (a one-way street out of the extract leads nowhere), so first the
        part is sought in which one may turn back anywhere, and the rules of turning
        are applied to it, until nothing falls away. At last the other sides of its
        streets come back, for who begins or ends there.

        Raises
        ------
        RegionError
            If there is no such part.
        """
        use = reached_again(self.graph(back_anywhere=True))
        while True:
            graph = self.graph(use)
            left = reached_again(graph)
            if np.array_equal(left, use):
                break
            use = left
        wider = self.graph(with_candidates(self.use, use), use)
        return wider.kept(with_other_sides(wider, use))


def reached_again(graph: StreetGraph) -> NDArray[np.uint8]:
    """Return the use (2 s,) of the part of a graph in which all reach each other.

    The largest part of open directions that reach each other, and what is driven to
    its ends only and is reached from there and left to there. All else is closed.

    Raises
    ------
    RegionError
        If no street is reached again once it is left.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 -- for building only
    from scipy.sparse.csgraph import breadth_first_order, connected_components  # noqa: PLC0415

    if not (graph.use == Use.OPEN).any():
        raise RegionError("streets: no street is open to all, expected some.")
    size = graph.use.size
    out_of = np.repeat(np.arange(size), np.diff(graph.first_turn))
    into = graph.turn_into
    is_open = graph.use == Use.OPEN

    def matrix(kept: Bools) -> Any:  # noqa: ANN401 -- scipy's csr_array
        ones = np.ones(int(kept.sum()))
        return csr_array((ones, (out_of[kept], into[kept])), shape=(size, size))

    _, label = connected_components(
        matrix(is_open[out_of] & is_open[into]), connection="strong"
    )
    # One direction alone is left and never reached again, unless it turns into itself.
    again = is_open & (np.bincount(label)[label] > 1)
    again[into[is_open[out_of] & (out_of == into)]] = True
    if not again.any():
        raise RegionError("streets: none is reached again once left, expected some.")
    weight = np.repeat(graph.length_cm, 2).astype(np.float64) + 1
    core = again & (label == np.bincount(label[again], weight[again]).argmax())
    use = np.where(core, graph.use, np.uint8(Use.CLOSED))
    begin = int(np.flatnonzero(core)[0])
    restricted = graph.use == Use.DESTINATION
    inside = core | restricted
    arcs = matrix(inside[out_of] & inside[into])
    reached, leaves = (
        np.isin(
            np.arange(size),
            breadth_first_order(each, begin, return_predecessors=False),
        )
        for each in (arcs, arcs.T.tocsr())
    )
    use[restricted & reached & leaves] = Use.DESTINATION
    return use
