"""Which streets and parts of a region an area means, and its legs at other speeds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from simulation.errors import RegionError
from simulation.region.altered_legs import (
    AlteredStreets,
    Ring,
    SlowedLines,
    shares_inside,
)
from simulation.region.geometry import in_rings
from simulation.region.region import Region, Router
from simulation.region.street_graph import StreetGraph
from simulation.region.street_labels import StreetLabels
from simulation.region.streets import StreetRouter
from simulation.specs import nearest
from simulation.units import Bools

_NO_NAMES = (
    "the prepared region keeps no names, ids and classes of streets",
    "one that is built anew (`deliverai region build`), or a box or polygon",
)


@dataclass(frozen=True)
class Area:
    """Streets and parts of a region.

    A street is meant if its name or way, and its class, and one of the parts are, as
    far as each is said.
    """

    streets: tuple[str, ...] = ()  # names, or numbers of roads
    ways: tuple[int, ...] = ()  # ids in OpenStreetMap
    road_classes: tuple[str, ...] = ()
    tracts: tuple[str, ...] = ()
    box: tuple[float, float, float, float] | None = None  # west, south, east, north
    polygon: tuple[tuple[float, float], ...] = ()

    @property
    def names_streets(self) -> bool:
        """Whether it asks what streets are called."""
        return bool(self.streets or self.ways or self.road_classes)

    def outlines(self, region: Region, key: str) -> list[tuple[Ring, ...]]:
        """Return the rings of its parts; none where it is not bounded.

        Raises
        ------
        RegionError
            If there is no such tract.
        """
        found: list[tuple[Ring, ...]] = []
        for name in self.tracts:
            if name not in region.tracts.ids:
                _refuse(f"{key}.tracts", f"names {name!r}", region, region.tracts.ids)
            found.append(region.tracts.polygons[region.tracts.ids.index(name)])
        if self.box is not None:
            west, south, east, north = self.box
            corners = [(west, south), (east, south), (east, north), (west, north)]
            found.append((np.array(corners),))
        if self.polygon:
            found.append((np.array(self.polygon),))
        return found


@dataclass(frozen=True)
class Alteration:
    """Another speed in an area."""

    key: str  # of the scenario, for errors
    area: Area
    factor: float  # 0: closed


def altered_router(
    region: Region, router: Router, labels: StreetLabels, changes: Sequence[Alteration]
) -> AlteredStreets | SlowedLines:
    """Return the legs of a router under other speeds.

    Parameters
    ----------
    region
        Has the tracts, and the places of a router without streets.
    router
        Of the region, or of another whose streets are driven.
    labels
        What its streets are called.
    changes
        All that hold at the same time.

    Raises
    ------
    RegionError
        If an area names what there is not, holds nothing, or cannot be closed.
    """
    if isinstance(router, StreetRouter):
        factor = np.ones(len(router.graph))
        for change in changes:
            factor[_streets_in(region, router.graph, labels, change)] *= change.factor
        return AlteredStreets(router, factor)
    for key, area, factor_there in ((it.key, it.area, it.factor) for it in changes):
        if area.names_streets:
            raise RegionError(
                f"{key}: names streets and region {region.name} has a router without "
                f"them ({type(router).__name__}), expected a box, a polygon or tracts."
            )
        if factor_there == 0:
            raise RegionError(
                f"{key}.speed_factor: is 0 and region {region.name} has a router "
                "without streets, which knows no way round, expected a slow-down."
            )
    outlines = [change.area.outlines(region, change.key) for change in changes]
    factors = [change.factor for change in changes]
    return SlowedLines(router, region.places, outlines, factors)


def _streets_in(
    region: Region, graph: StreetGraph, labels: StreetLabels, change: Alteration
) -> Bools:
    """Return which streets (s,) are meant; one that an area touches is.

    Raises
    ------
    RegionError
        If none is.
    """
    area, key = change.area, change.key
    meant = np.ones(len(graph), dtype=np.bool_)
    if area.names_streets and not len(labels):
        raise RegionError(key, f"names streets and {_NO_NAMES[0]}", _NO_NAMES[1])
    if area.streets or area.ways:
        meant &= _named(region, graph, labels, change)
    if area.road_classes:
        of_class = labels.of_classes(len(graph), area.road_classes)
        for name in area.road_classes:
            if name not in labels.road_class:
                known = sorted(set(labels.road_class.tolist()))
                _refuse(f"{key}.road_classes", f"names {name!r}", region, known)
        meant &= of_class
    if outlines := area.outlines(region, key):
        meant &= _touched(graph, outlines)
    if not meant.any():
        raise RegionError(
            key, f"no street of region {region.name} is meant", "some streets"
        )
    return meant


def _named(
    region: Region, graph: StreetGraph, labels: StreetLabels, change: Alteration
) -> Bools:
    area, key, size = change.area, change.key, len(graph)
    for name in area.streets:
        if not labels.named(size, [name], ()).any():
            known = sorted({*labels.name.tolist(), *labels.ref.tolist()} - {""})
            _refuse(f"{key}.streets", f"names {name!r}", region, known)
    for way in area.ways:
        if not labels.named(size, (), [way]).any():
            raise RegionError(
                f"{key}.ways",
                f"names {way}",
                f"the id of an OSM way that vehicles drive in region {region.name}",
            )
    return labels.named(size, area.streets, area.ways)


def _touched(graph: StreetGraph, outlines: Iterable[tuple[Ring, ...]]) -> Bools:
    """Return which streets (s,) have a part in an area."""
    touched = np.zeros(len(graph), dtype=np.bool_)
    street = np.repeat(np.arange(len(graph)), np.diff(graph.first_point))
    own = np.flatnonzero(np.diff(street) == 0)  # pieces of lines, by their begin
    points = np.column_stack((graph.lon, graph.lat))
    begin, end = points[own], points[own + 1]
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    for rings in outlines:
        corners = np.concatenate(rings)
        near = np.flatnonzero(
            (high >= corners.min(axis=0)).all(axis=1)
            & (low <= corners.max(axis=0)).all(axis=1)
        )
        inside = in_rings(begin[near, 0], begin[near, 1], rings)
        inside |= in_rings(end[near, 0], end[near, 1], rings)
        inside |= shares_inside(begin[near], end[near], [rings]) > 0
        touched[street[own[near[inside]]]] = True
    return touched


def _refuse(key: str, given: str, region: Region, known: Sequence[str]) -> NoReturn:
    """Raise the error of a name that is none of the known ones."""
    near = nearest(given.partition("'")[2].rstrip("'"), list(known))
    raise RegionError(
        key,
        given,
        f"one of region {region.name}",
        hint=f"did you mean {near!r}?" if near else "",
    )
