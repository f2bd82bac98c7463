"""Streets and places out of OpenStreetMap files. For building regions only."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import osmium

from simulation.errors import RegionError
from simulation.region.geometry import NOWHERE, haversine_m
from simulation.region.prepare import Points
from simulation.region.spec import (
    HIGHEST_KMH,
    KILOMETRES_PER_H_PER_MPS,
    LOWEST_KMH,
    StreetsSpec,
)
from simulation.region.street_graph import StreetGraph
from simulation.specs import reason

_KMH_PER_MPH = 1.609344
_MAXSPEED = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh)?")
_CLOSED = {"no", "private"}
_FORWARD, _BACKWARD, _BOTH, _NEITHER = (True, False), (False, True), (True, True), ()
_ANY = "*"


def read_streets(path: Path, spec: StreetsSpec) -> tuple[StreetGraph, dict[str, int]]:
    """Return the street graph of an OSM file, and counts of what was left out.

    Ways of the classes that have a speed, cut at every node. Kept is the largest
    part in which every node can be reached from every other.

    Raises
    ------
    RegionError
        If the file cannot be read or holds no such street.
    """
    number: dict[int, int] = {}  # OSM id of a node -> node of the graph
    lon: list[float] = []
    lat: list[float] = []
    tail: list[int] = []
    head: list[int] = []
    speed_mps: list[float] = []
    ways = 0
    for way in _ways(path):
        directions = _directions(way.tags)
        speed_kmh = _speed_kmh(way.tags, spec)
        if speed_kmh is None or not any(directions) or _is_closed(way.tags):
            continue
        ways += 1
        before: int | None = None
        for node in way.nodes:
            if not node.location.valid():  # cut off at the border of the extract
                before = None
                continue
            here = number.setdefault(node.ref, len(number))
            if here == len(lon):
                lon.append(node.location.lon)
                lat.append(node.location.lat)
            if before is not None:
                ends = ((before, here), (here, before))
                for (start, end), allowed in zip(ends, directions, strict=True):
                    if allowed:
                        tail.append(start)
                        head.append(end)
                        speed_mps.append(speed_kmh / KILOMETRES_PER_H_PER_MPS)
            before = here
    if not tail:
        raise RegionError(
            f"{path}: holds no street of the classes {', '.join(spec.speed_kmh)}, "
            "expected some (streets.speed_kmh)."
        )
    east, north = np.array(lon), np.array(lat)
    starts, ends_at = np.array(tail), np.array(head)
    length_m = haversine_m(east[starts], north[starts], east[ends_at], north[ends_at])
    graph = StreetGraph.from_edges(
        east,
        north,
        starts,
        ends_at,
        length_m / (np.array(speed_mps) * spec.evening_factor),
        length_m,
    )
    part = graph.largest_strong_part()
    return part, {
        "street_ways": ways,
        "street_nodes": len(part),
        "street_edges": int(part.head.size),
        "street_nodes_unconnected": len(graph) - len(part),
    }


def read_tagged(path: Path, tags: Mapping[str, Sequence[str]]) -> Points:
    """Return the nodes and ways of an OSM file that carry one of the tags.

    A way (a building's outline) stands at the mean of its corners. Relations are
    left out.

    Raises
    ------
    RegionError
        If the file cannot be read.
    """
    lon, lat, category, source_id = [], [], [], []
    for each in _objects(path, list(tags)):
        value = _value(each.tags, tags)
        if value is None:
            continue
        if isinstance(each, osmium.osm.Node):
            locations = [each.location]
        else:
            nodes = list(each.nodes)
            closed = len(nodes) > 1 and nodes[0].ref == nodes[-1].ref
            locations = [node.location for node in (nodes[1:] if closed else nodes)]
        locations = [location for location in locations if location.valid()]
        if not locations:
            continue
        lon.append(sum(location.lon for location in locations) / len(locations))
        lat.append(sum(location.lat for location in locations) / len(locations))
        category.append(value)
        kind = "node" if isinstance(each, osmium.osm.Node) else "way"
        source_id.append(f"{kind}/{each.id}")
    return Points(
        np.array(lon, dtype=np.float64),
        np.array(lat, dtype=np.float64),
        np.array(category, dtype=np.str_),
        np.array(source_id, dtype=np.str_),
        np.full(len(lon), NOWHERE, dtype=np.int64),
    )


def _ways(path: Path) -> Iterator[osmium.osm.Way]:
    for each in _objects(path, ["highway"]):
        if isinstance(each, osmium.osm.Way):
            yield each


def _objects(
    path: Path, keys: Sequence[str]
) -> Iterator[osmium.osm.Node | osmium.osm.Way]:
    """Yield the nodes and ways of a file that have one of the keys."""
    if not path.is_file():
        raise RegionError(f"{path}: no such file, expected an OpenStreetMap file.")
    wanted = osmium.osm.NODE | osmium.osm.WAY
    try:
        file = osmium.FileProcessor(path, wanted).with_locations()
        for each in file.with_filter(osmium.filter.KeyFilter(*keys)):
            if isinstance(each, (osmium.osm.Node, osmium.osm.Way)):
                yield each
    except RuntimeError as error:
        raise RegionError(
            f"{path}: cannot be read ({reason(error)}), expected an OpenStreetMap file."
        ) from error


def _value(own: osmium.osm.TagList, tags: Mapping[str, Sequence[str]]) -> str | None:
    for key, values in tags.items():
        value = own.get(key)
        if value is not None and (value in values or _ANY in values):
            return str(value)
    return None


def _is_closed(tags: osmium.osm.TagList) -> bool:
    """Return whether a delivery vehicle may not drive there."""
    for key in ("motor_vehicle", "vehicle", "access"):  # the most special one rules
        value = tags.get(key)
        if value is not None:
            return value in _CLOSED
    return False


def _directions(tags: osmium.osm.TagList) -> tuple[bool, ...]:
    """Return whether a way is driven (along, against) the order of its nodes."""
    oneway = tags.get("oneway")
    if oneway in {"yes", "true", "1"}:
        return _FORWARD
    if oneway in {"-1", "reverse"}:
        return _BACKWARD
    if oneway in {"reversible", "alternating"}:
        return _NEITHER
    if oneway is None and (
        tags.get("junction") in {"roundabout", "circular"}
        or tags.get("highway") == "motorway"
    ):
        return _FORWARD
    return _BOTH


def _speed_kmh(tags: osmium.osm.TagList, spec: StreetsSpec) -> float | None:
    """Return the stated speed of a way [km/h], None where nobody drives."""
    of_class = spec.speed_kmh.get(tags.get("highway") or "")
    if of_class is None or not spec.use_maxspeed:
        return of_class
    match = _MAXSPEED.fullmatch((tags.get("maxspeed") or "").strip())
    if match is None:
        return of_class
    tagged = float(match[1]) * (_KMH_PER_MPH if match[2] == "mph" else 1.0)
    return tagged if LOWEST_KMH <= tagged <= HIGHEST_KMH else of_class
