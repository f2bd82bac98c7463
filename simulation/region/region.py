"""A prepared region: tracts, places, hotspots and the way between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.errors import NetworkError, RegionError
from simulation.region.geometry import NOWHERE, tract_of
from simulation.region.left_out import NOTHING, LeftOut
from simulation.region.legs import checked_points
from simulation.region.street_labels import NO_LABELS, StreetLabels
from simulation.region.ways import Ways
from simulation.units import Floats, Ints

HOTSPOT, PRODUCER, CONSUMER, WAYPOINT = range(4)  # the last is in no prepared region
PLACE_KINDS = ("hotspot", "producer", "consumer", "waypoint")
_ASKS_FOR_CREDIT = "ODbL"  # a licence that asks for a notice on what is shown


class FindsLegs(Protocol):
    """Legs between places, by number; times on the time grid."""

    def legs(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return time [s] and distance [m], (n,) each, from place to place."""
        ...


class Router(FindsLegs, Protocol):
    """Legs between places, and the lines that they follow."""

    def ways(self, origins: Ints, destinations: Ints) -> Ways:
        """Return the lines that the legs follow, (n,); none where they lead straight.

        A line begins and ends at the places and is as long as the leg.
        """
        ...

    def with_points(self, lon: Floats, lat: Floats) -> "Router":
        """Return a router that knows further places, numbered after the last."""
        ...


@dataclass(frozen=True)
class Places:
    """Columns over all places: hotspots first, then producers, then consumers.

    A tract and its hotspot share their number, 0 to H - 1. Places that a trace
    names by lon and lat follow after the last (`Region.with_points`).
    """

    kind: NDArray[np.uint8]  # (n,) HOTSPOT, PRODUCER, CONSUMER or WAYPOINT
    tract: Ints  # (n,)
    lon: Floats  # (n,) degrees, WGS 84
    lat: Floats  # (n,)
    category: NDArray[np.str_]  # (n,) "restaurant", "apartments", ...
    source_id: NDArray[np.str_]  # (n,) as the source names it

    def __len__(self) -> int:
        """Return the number of places n."""
        return int(self.kind.size)

    def numbers_by_id(self) -> dict[str, int]:
        """Return the number of the first place of each source id."""
        ids = self.source_id.tolist()
        return {name: number for number, name in reversed(list(enumerate(ids)))}

    def identities(self) -> list[tuple[object, ...]]:
        """Return what makes each place the one it is, in any region of its city."""
        columns = (self.kind, self.source_id, self.lon, self.lat)
        return list(zip(*(each.tolist() for each in columns), strict=True))


@dataclass(frozen=True)
class Tracts:
    """Census tracts, one per hotspot."""

    ids: tuple[str, ...]
    polygons: tuple[tuple[Floats, ...], ...]  # per tract: rings (m, 2) of lon, lat

    def containing(self, lon: Floats, lat: Floats) -> Ints:
        """Return the tract of each point (n,), -1 where it is in none."""
        return tract_of(lon, lat, self.polygons)


@dataclass(frozen=True)
class Region:
    """All that is known of a region; immutable."""

    name: str
    synthetic: bool
    tracts: Tracts
    places: Places
    travel_time_s: Floats  # (H, H) between hotspots, diagonal zero
    distance_m: Floats  # (H, H)
    router: Router
    checksum: str
    manifest: dict[str, Any] = field(default_factory=dict)  # sources, licences, counts
    left_out: LeftOut = NOTHING  # what it was built without, and where
    labels: StreetLabels = NO_LABELS  # what its streets are called

    @property
    def title(self) -> str:
        """Its name for people, to whom a synthetic region says what it is."""
        return self.name + " (synthetic)" * self.synthetic

    @property
    def summary(self) -> str:
        """Title and size, such as ``Synthetic Grid (synthetic), 30 hotspots``."""
        return f"{self.title}, {self.hotspots} hotspots"

    @property
    def credit(self) -> str:
        """Whose data it is made of, once each, by licence; empty if nobody's."""
        credited: dict[str, None] = {}
        for source in self.manifest.get("sources", []):
            origin = str(source.get("origin", "")).split(",")[0].strip()
            licence = str(source.get("licence", ""))
            if not origin or origin == "synthetic":
                continue
            sign = "© " if _ASKS_FOR_CREDIT in licence and "©" not in origin else ""
            credited[f"{sign}{origin} ({licence})"] = None
        return f"Data: {'; '.join(credited)}" if credited else ""

    @property
    def hotspots(self) -> int:
        """Number of hotspots H."""
        return len(self.tracts.ids)

    @property
    def producers(self) -> Ints:
        """Place numbers of the producers."""
        return np.flatnonzero(self.places.kind == PRODUCER)

    @property
    def consumers(self) -> Ints:
        """Place numbers of the consumers."""
        return np.flatnonzero(self.places.kind == CONSUMER)

    @property
    def waypoints(self) -> Ints:
        """Place numbers of the waypoints, if there are any."""
        return np.flatnonzero(self.places.kind == WAYPOINT)

    @property
    def place_names(self) -> list[str]:
        """Names of the places for messages: kind, number and id of the source."""
        return [
            f"{PLACE_KINDS[kind]} {number} ({source_id})"
            for number, (kind, source_id) in enumerate(
                zip(
                    self.places.kind.tolist(),
                    self.places.source_id.tolist(),
                    strict=True,
                )
            )
        ]

    def along(self, other: "Region") -> tuple[Router, Ints]:
        """Return another region's router, and this one's places by its numbers (n,).

        Places that the other has not are joined to its streets where they lie.

        Raises
        ------
        RegionError
            If no door is in both, or one lies too far from the other's streets.
        """
        numbers = dict(
            zip(other.places.identities(), range(len(other.places)), strict=True)
        )
        places = self.places
        there = np.array([numbers.get(key, NOWHERE) for key in places.identities()])
        doors = places.kind != HOTSPOT
        if not (there[doors] != NOWHERE).any():
            raise RegionError(
                f"region {other.name} has none of the {doors.sum():,} places of region "
                f"{self.name}, expected one that was built of the same places."
            )
        router, more = other.router, np.flatnonzero(there == NOWHERE)
        if more.size:
            try:
                router = router.with_points(places.lon[more], places.lat[more])
            except (NetworkError, RegionError) as cause:
                raise RegionError(
                    f"region {other.name} lacks {more.size:,} of the places of region "
                    f"{self.name}, and does not reach all of them "
                    f"(streets.max_access_m): {cause}"
                ) from cause
            there[more] = len(other.places) + np.arange(more.size)
        return router, there

    def with_points(
        self,
        lon: ArrayLike,
        lat: ArrayLike,
        kind: ArrayLike,
        source_ids: Sequence[str],
    ) -> "Region":
        """Return this region with further places, numbered after the last.

        Its checksum stays: it says which prepared region was used, the further
        places belong to the demand that names them.

        Parameters
        ----------
        lon, lat : (n,) arrays
            Degrees, WGS 84.
        kind
            `PRODUCER`, `CONSUMER` or `WAYPOINT`, one for all or (n,).
        source_ids : (n,)
            What the demand calls the points.

        Raises
        ------
        RegionError
            If a point is outside every tract or too far from the streets; the
            first such point is named.
        """
        east, north = checked_points(lon, lat)
        if len(source_ids) != east.size:
            raise RegionError(
                f"region {self.name}: got {east.size} points and {len(source_ids)} "
                "ids, expected as many of each."
            )
        tract = self.tracts.containing(east, north)
        outside = np.flatnonzero(tract == NOWHERE)
        if outside.size:
            first = int(outside[0])
            turned = self.tracts.containing(north[[first]], east[[first]])[0] != NOWHERE
            hint = " (with lon and lat swapped it does)" if turned else ""
            more = f", as {outside.size - 1:,} more do" if outside.size > 1 else ""
            raise RegionError(
                f"region {self.name}: point {source_ids[first]} at lon {east[first]}, "
                f"lat {north[first]} lies in none of the {self.hotspots} tracts{more}, "
                f"expected a point inside one{hint}."
            )
        old = self.places
        kinds = np.broadcast_to(np.asarray(kind, dtype=np.uint8), east.shape)
        nameless = np.full(east.size, "", dtype=np.str_)
        places = Places(
            kind=np.concatenate((old.kind, kinds)),
            tract=np.concatenate((old.tract, tract)),
            lon=np.concatenate((old.lon, east)),
            lat=np.concatenate((old.lat, north)),
            category=np.concatenate((old.category, nameless)),
            source_id=np.concatenate(
                (old.source_id, np.array(source_ids, dtype=np.str_))
            ),
        )
        router = self.router.with_points(east, north)
        return replace(self, places=places, router=router)
