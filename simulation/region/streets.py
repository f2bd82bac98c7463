"""Legs along streets: the shortest path by time, access to the street included."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from simulation.errors import NetworkError, RegionError
from simulation.region.geometry import haversine_m
from simulation.region.legs import PreparedLegs, checked_points, pairs
from simulation.region.street_arcs import Stands
from simulation.region.street_graph import CENTIMETRES_PER_M, StreetGraph, within
from simulation.region.street_lines import lines_along, nearest_stands, points_of
from simulation.region.street_paths import ShortestPaths
from simulation.region.ways import Ways, joined, without_repeats
from simulation.units import (
    TICKS_PER_S,
    Bools,
    Floats,
    Ints,
    on_distance_grid,
    on_time_grid,
)

_GRAPH = "graph."


class StreetRouter:
    """Legs along a street graph, from door to door.

    A leg goes from the place straight to the nearest point of a street, along the
    shortest path by time, and from a street straight to the other place. Its
    distance is the length of that way, not the shortest distance.

    Parameters
    ----------
    graph
    lon, lat : (n,) arrays
        The places, in order of their numbers [degrees, WGS 84].
    access_speed_mps
        Speed between a place and its street [m/s].
    max_access_m
        How far from its street a place added later may lie [m].
    snapped
        Where each place reaches the streets, and how far that is [m], (n,), where
        known already.
    prepared
        Legs computed beforehand.
    """

    kind: ClassVar[str] = "streets"

    def __init__(  # noqa: PLR0913 -- what a router is made of
        self,
        graph: StreetGraph,
        lon: Floats,
        lat: Floats,
        *,
        access_speed_mps: float,
        max_access_m: float,
        snapped: tuple[Stands, Floats] | None = None,
        prepared: tuple[PreparedLegs, ...] = (),
    ) -> None:
        if not (np.isfinite(access_speed_mps) and access_speed_mps > 0):
            raise NetworkError(
                f"router streets: the access speed is {access_speed_mps} m/s, "
                "expected more than 0."
            )
        self.graph = graph
        self.lon, self.lat = checked_points(lon, lat)
        self.access_speed_mps = float(access_speed_mps)
        self.max_access_m = float(max_access_m)
        self.prepared = prepared
        self.stands, self.access_m = snapped or snap(graph, self.lon, self.lat)
        self.street_lon, self.street_lat = points_of(graph, self.stands)
        self.access_s = on_time_grid(self.access_m / self.access_speed_mps)
        self._paths = ShortestPaths(graph, self.stands)

    def legs(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return time [s] and distance [m], (n,) each, from place to place.

        Raises
        ------
        NetworkError
            If a place is unknown, or not reached from the other: the pair is named.
        """
        here, there = pairs(origins, destinations, self.lon.size)
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
        ticks, length_cm, reachable = self._paths.between(here, there)
        self._check(here, there, reachable)
        time_s = self.access_s[here] + ticks / TICKS_PER_S + self.access_s[there]
        access_m = self.access_m[here] + self.access_m[there]
        return time_s, on_distance_grid(length_cm / CENTIMETRES_PER_M + access_m)

    def _check(self, here: Ints, there: Ints, reachable: Bools) -> None:
        if not reachable.all():
            first = int(np.flatnonzero(~reachable)[0])
            raise NetworkError(
                f"router streets: no way from {self._name(here[first])} "
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
        here, there = pairs(origins, destinations, self.lon.size)
        legs, rows = here.size, np.flatnonzero(here != there)
        here, there = here[rows], there[rows]
        direction, starts, reachable = self._paths.directions(here, there, there < here)
        self._check(here, there, reachable)
        lon, lat, first = lines_along(
            self.graph, direction, *self._shares(here, there, direction, starts)
        )
        # Door, point of the street, the stretches, point of the street, door.
        on_street = first[starts[1:]] - first[starts[:-1]]
        begins = np.concatenate(([0], np.cumsum(on_street + 4)))
        line = np.empty((int(begins[-1]), 2))
        line[np.repeat(begins[:-1] + 2, on_street) + within(on_street)] = (
            np.column_stack((lon, lat))
        )
        doors = np.column_stack((self.lon, self.lat))
        street = np.column_stack((self.street_lon, self.street_lat))
        line[begins[:-1]], line[begins[:-1] + 1] = doors[here], street[here]
        line[begins[1:] - 1], line[begins[1:] - 2] = doors[there], street[there]
        return joined([(rows, without_repeats(line, begins))], legs)

    def directions(self, origins: Ints, destinations: Ints) -> tuple[Ints, Ints]:
        """Return the directions that legs (n,) lead through, and where each begins.

        As of `ShortestPaths.directions`, on the lines of `ways`.
        """
        back = destinations < origins
        return self._paths.directions(origins, destinations, back)[:2]

    def _shares(
        self, here: Ints, there: Ints, direction: Ints, starts: Ints
    ) -> tuple[Floats, Floats]:
        """Return the shares of the streets' lines that ways are driven from and to.

        The whole street, but for the first from where a place stands in the middle of
        it, and for the last to there.
        """
        against = direction % 2
        begin = against.astype(np.float64)
        end: Floats = 1.0 - begin
        has_streets = np.diff(starts) > 0
        for places, shares, at in (
            (here, begin, starts[:-1]),
            (there, end, starts[1:] - 1),
        ):
            inside = has_streets & (self.stands.junction[places] < 0)
            shares[at[inside]] = self.stands.share[places[inside]]
        return begin, end

    def _name(self, place: int) -> str:
        return f"place {place} (lon {self.lon[place]:.6f}, lat {self.lat[place]:.6f})"

    def reached(self, lon: Floats, lat: Floats) -> Bools:
        """Return which points (n,) lie within `max_access_m` of the streets."""
        _, access_m = snap(self.graph, *checked_points(lon, lat))
        return access_m <= self.max_access_m

    def with_points(self, lon: Floats, lat: Floats) -> "StreetRouter":
        """Return a router that knows further places, numbered after the last.

        Raises
        ------
        RegionError
            If a point lies over `max_access_m` from the streets; it is named.
        """
        more_lon, more_lat = checked_points(lon, lat)
        stands, access_m = snap(self.graph, more_lon, more_lat)
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
                self.stands.joined(stands),
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
            snapped=(self.stands, self.access_m),
            prepared=tables,
        )

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what a file has to keep of the router, besides its places."""
        kept: dict[str, NDArray[Any]] = {
            _GRAPH + name: array for name, array in self.graph.arrays().items()
        }
        for number, table in enumerate(self.prepared):
            kept[f"prepared_{number}_group"] = table.group.astype(np.int32)
            kept[f"prepared_{number}_time_ticks"] = table.time_ticks
            kept[f"prepared_{number}_distance_dm"] = table.distance_dm
        return kept | {
            "place_street": self.stands.street.astype(np.int32),
            "place_share": self.stands.share,
            "place_access_m": self.access_m,
            "access_speed_mps": np.array(self.access_speed_mps),
            "max_access_m": np.array(self.max_access_m),
        }

    @classmethod
    def restored(
        cls, arrays: Mapping[str, NDArray[Any]], lon: Floats, lat: Floats
    ) -> Self:
        """Return the router from its `arrays` and its places."""
        graph = StreetGraph.restored(
            {
                name.removeprefix(_GRAPH): array
                for name, array in arrays.items()
                if name.startswith(_GRAPH)
            }
        )
        street = np.asarray(arrays["place_street"], dtype=np.int64)
        share, access_m = arrays["place_share"], arrays["place_access_m"]
        known = street.size == share.size == access_m.size == lon.size
        if not known or (
            street.size and not 0 <= street.min() <= street.max() < len(graph)
        ):
            raise RegionError(
                f"router streets: {street.size} streets of {lon.size} places do not "
                "fit, expected a street of the graph for each."
            )
        tables: list[PreparedLegs] = []
        while f"prepared_{len(tables)}_group" in arrays:
            prefix = f"prepared_{len(tables)}_"
            tables.append(
                PreparedLegs(
                    np.asarray(arrays[f"{prefix}group"], dtype=np.int64),
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
            snapped=(Stands.on(graph, street, share), access_m),
            prepared=tuple(tables),
        )


def snap(graph: StreetGraph, lon: Floats, lat: Floats) -> tuple[Stands, Floats]:
    """Return the nearest points of streets to points (n,), and how far they are [m]."""
    stands = nearest_stands(graph, lon, lat)
    away_m = haversine_m(lon, lat, *points_of(graph, stands))
    return stands, on_distance_grid(away_m)
