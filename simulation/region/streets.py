"""Legs along streets: the shortest path by time, access to the street included."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from simulation.errors import NetworkError, RegionError
from simulation.region.geometry import haversine_m
from simulation.region.legs import PreparedLegs, checked_points, pairs
from simulation.region.street_graph import (
    CENTIMETRES_PER_M,
    ShortestPaths,
    StreetGraph,
    unpacked,
)
from simulation.region.street_ways import StreetWays
from simulation.region.ways import Ways, joined
from simulation.units import (
    TICKS_PER_S,
    Bools,
    Floats,
    Ints,
    on_distance_grid,
    on_time_grid,
)

_GRAPH_COLUMNS = ("first_edge", "head", "time_ticks", "length_cm")


class StreetRouter:
    """Legs along a street graph, from door to door.

    A leg goes from the place straight to its nearest street node, along the
    shortest path by time, and from the last node straight to the other place. Its
    distance is the length of that way, not the shortest distance.

    Parameters
    ----------
    graph
    lon, lat : (n,) arrays
        The places, in order of their numbers [degrees, WGS 84].
    access_speed_mps
        Speed between a place and its street node [m/s].
    max_access_m
        How far from its street node a place added later may lie [m].
    snapped
        Street node and access distance [m] of each place, (n,) each, where known
        already.
    prepared
        Legs computed beforehand.
    """

    kind: ClassVar[str] = "street"

    def __init__(  # noqa: PLR0913 -- what a router is made of
        self,
        graph: StreetGraph,
        lon: Floats,
        lat: Floats,
        *,
        access_speed_mps: float,
        max_access_m: float,
        snapped: tuple[Ints, Floats] | None = None,
        prepared: tuple[PreparedLegs, ...] = (),
    ) -> None:
        if not (np.isfinite(access_speed_mps) and access_speed_mps > 0):
            raise NetworkError(
                f"router street: the access speed is {access_speed_mps} m/s, "
                "expected more than 0."
            )
        self.graph = graph
        self.lon, self.lat = checked_points(lon, lat)
        self.access_speed_mps = float(access_speed_mps)
        self.max_access_m = float(max_access_m)
        self.prepared = prepared
        self.node, self.access_m = snapped or snap(graph, self.lon, self.lat)
        self.access_s = on_time_grid(self.access_m / self.access_speed_mps)
        nodes, self._slot = np.unique(self.node, return_inverse=True)
        self._paths = ShortestPaths(graph, nodes)
        self._ways = StreetWays(graph)

    def legs(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return time [s] and distance [m], (n,) each, from place to place.

        Raises
        ------
        NetworkError
            If a place is unknown, or not reached from the other: the pair is named.
        """
        here, there = pairs(origins, destinations, self.node.size)
        time_s, distance_m = np.zeros(here.size), np.zeros(here.size)
        unknown = here != there
        for table in self.prepared:
            rows, table_s, table_m = table.find(here, there)
            time_s[rows], distance_m[rows] = table_s, table_m
            unknown[rows] = False
        rows = np.flatnonzero(unknown)
        if rows.size:
            time_s[rows], distance_m[rows] = self._search(here[rows], there[rows])
        return time_s, distance_m

    def _search(self, here: Ints, there: Ints) -> tuple[Floats, Floats]:
        ticks, length_cm, reachable = self._paths.between(
            self._slot[here], self._slot[there]
        )
        self._check(here, there, reachable)
        time_s = self.access_s[here] + ticks / TICKS_PER_S + self.access_s[there]
        access_m = self.access_m[here] + self.access_m[there]
        return time_s, on_distance_grid(length_cm / CENTIMETRES_PER_M + access_m)

    def _check(self, here: Ints, there: Ints, reachable: Bools) -> None:
        if not reachable.all():
            first = int(np.flatnonzero(~reachable)[0])
            raise NetworkError(
                f"router street: no way from {self._name(here[first])} "
                f"to {self._name(there[first])} along the streets."
            )

    def ways(self, origins: Ints, destinations: Ints) -> Ways:
        """Return the lines of the legs, from door to door along the streets.

        Searched from the place with the lower number, for there are few hotspots
        and they come first. The straight lines to and from the street included, a
        line is as long as its leg, to 1 cm for each edge of the graph.

        Raises
        ------
        NetworkError
            If a place is unknown, or not reached from the other: the pair is named.
        """
        here, there = pairs(origins, destinations, self.node.size)
        legs, rows = here.size, np.flatnonzero(here != there)
        here, there = here[rows], there[rows]
        nodes, starts = self._ways.between(
            self.node[here], self.node[there], there < here
        )
        counts = np.diff(starts)
        self._check(here, there, counts > 0)
        begins = starts[:-1] + 2 * np.arange(rows.size)  # with both doors
        ends = begins + counts + 1
        inner = np.arange(nodes.size) + np.repeat(begins - starts[:-1] + 1, counts)
        size = nodes.size + 2 * rows.size
        lon, lat = np.empty(size), np.empty(size)
        for line, of_nodes, of_places in (
            (lon, self.graph.lon, self.lon),
            (lat, self.graph.lat, self.lat),
        ):
            line[begins], line[ends] = of_places[here], of_places[there]
            line[inner] = of_nodes[nodes]
        ways = Ways(lon, lat, np.append(begins, size))
        return joined([(rows, ways)], legs)

    def _name(self, place: int) -> str:
        return f"place {place} (lon {self.lon[place]:.6f}, lat {self.lat[place]:.6f})"

    def with_points(self, lon: Floats, lat: Floats) -> "StreetRouter":
        """Return a router that knows further places, numbered after the last.

        Raises
        ------
        RegionError
            If a point lies over `max_access_m` from the streets; it is named.
        """
        more_lon, more_lat = checked_points(lon, lat)
        node, access_m = snap(self.graph, more_lon, more_lat)
        far = access_m > self.max_access_m
        if far.any():
            first = int(np.flatnonzero(far)[0])
            raise RegionError(
                f"places: point {first} at lon {more_lon[first]}, lat "
                f"{more_lat[first]} is {access_m[first]:.0f} m from the nearest "
                f"street, expected {self.max_access_m:.0f} m or less."
            )
        return StreetRouter(
            self.graph,
            np.concatenate((self.lon, more_lon)),
            np.concatenate((self.lat, more_lat)),
            access_speed_mps=self.access_speed_mps,
            max_access_m=self.max_access_m,
            snapped=(
                np.concatenate((self.node, node)),
                np.concatenate((self.access_m, access_m)),
            ),
            prepared=self.prepared,
        )

    def prepare(self, *groups: Ints) -> "StreetRouter":
        """Return a router with all legs prepared inside each group of places.

        Parameters
        ----------
        groups : (n,) arrays
            The group of each place, -1 for none; one array per kind of group.
        """
        tables = tuple(PreparedLegs.prepare(group, self.legs) for group in groups)
        return StreetRouter(
            self.graph,
            self.lon,
            self.lat,
            access_speed_mps=self.access_speed_mps,
            max_access_m=self.max_access_m,
            snapped=(self.node, self.access_m),
            prepared=tables,
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what a file has to keep of the router, besides its places."""
        kept: dict[str, NDArray[Any]] = {
            name: getattr(self.graph, name).astype(np.int32) for name in _GRAPH_COLUMNS
        }
        for number, table in enumerate(self.prepared):
            kept[f"prepared_{number}_group"] = table.group.astype(np.int32)
            kept[f"prepared_{number}_time_ticks"] = table.time_ticks
            kept[f"prepared_{number}_distance_dm"] = table.distance_dm
        return kept | {
            "node_lon": self.graph.lon,
            "node_lat": self.graph.lat,
            "place_node": self.node.astype(np.int32),
            "place_access_m": self.access_m,
            "access_speed_mps": np.array(self.access_speed_mps),
            "max_access_m": np.array(self.max_access_m),
        }

    @classmethod
    def restored(
        cls, arrays: Mapping[str, NDArray[Any]], lon: Floats, lat: Floats
    ) -> Self:
        """Return the router from its `arrays` and its places."""
        columns = [unpacked(arrays[name]) for name in _GRAPH_COLUMNS]
        graph = StreetGraph(arrays["node_lon"], arrays["node_lat"], *columns)
        graph.check()
        node, access_m = unpacked(arrays["place_node"]), arrays["place_access_m"]
        known = node.size == access_m.size == lon.size
        if not known or (node.size and not 0 <= node.min() <= node.max() < len(graph)):
            raise RegionError(
                f"router street: {node.size} street nodes of {lon.size} places do not "
                "fit, expected a node of the graph for each."
            )
        tables: list[PreparedLegs] = []
        while f"prepared_{len(tables)}_group" in arrays:
            prefix = f"prepared_{len(tables)}_"
            tables.append(
                PreparedLegs(
                    unpacked(arrays[f"{prefix}group"]),
                    arrays[f"{prefix}time_ticks"],
                    arrays[f"{prefix}distance_dm"],
                )
            )
        return cls(
            graph,
            lon,
            lat,
            access_speed_mps=float(arrays["access_speed_mps"]),
            max_access_m=float(arrays["max_access_m"]),
            snapped=(node, access_m),
            prepared=tuple(tables),
        )


def snap(graph: StreetGraph, lon: Floats, lat: Floats) -> tuple[Ints, Floats]:
    """Return the nearest street node of each point (n,), and how far it is [m]."""
    node = graph.nearest(lon, lat)
    away_m = haversine_m(lon, lat, graph.lon[node], graph.lat[node])
    return node, on_distance_grid(away_m)
