"""Objects out of OpenStreetMap files, in whatever order the file has them.

Files of editors and converters are not always sorted, and number new objects below
zero. So a file is read twice: its ways and relations first, then the nodes they name.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import osmium

from simulation.errors import RegionError
from simulation.specs import reason

Tags = Mapping[str, str]
Location = tuple[float, float]  # lon, lat [degrees, WGS 84]


@dataclass(frozen=True)
class OsmWay:
    """A way with its tags and the ids of its nodes."""

    id: int
    tags: Tags
    refs: tuple[int, ...]


@dataclass(frozen=True)
class OsmRelation:
    """A relation with its tags and members: type (n, w or r), id, role."""

    id: int
    tags: Tags
    members: tuple[tuple[str, int, str], ...]

    @property
    def restricts(self) -> bool:
        """Whether it is a restriction of turns."""
        return self.tags.get("type", "").startswith("restriction")


@dataclass(frozen=True)
class OsmNode:
    """A node with its tags."""

    id: int
    tags: Tags
    location: Location


def read_ways(
    path: Path, keys: Sequence[str]
) -> tuple[list[OsmWay], list[OsmRelation]]:
    """Return the ways and relations that carry one of the keys, and all restrictions.

    Raises
    ------
    RegionError
        If the file cannot be read.
    """
    ways, relations = [], []
    for each in _objects(path, osmium.osm.WAY | osmium.osm.RELATION):
        tags = {tag.k: tag.v for tag in each.tags}
        carries = any(key in tags for key in keys)
        if isinstance(each, osmium.osm.Way):
            if carries:
                ways.append(OsmWay(each.id, tags, tuple(n.ref for n in each.nodes)))
            continue
        members = tuple((m.type, m.ref, m.role) for m in each.members)
        relation = OsmRelation(each.id, tags, members)
        if carries or relation.restricts:
            relations.append(relation)
    return ways, relations


def read_nodes(
    path: Path, named: Collection[int], tagged: Callable[[Tags], bool]
) -> tuple[dict[int, Location], list[OsmNode], set[int]]:
    """Return where the named nodes lie, and the nodes whose tags are asked for.

    And the ids of those of either kind whose coordinates are none on the globe, which
    lie nowhere.

    Raises
    ------
    RegionError
        If the file cannot be read.
    """
    wanted = named if isinstance(named, (set, frozenset, dict)) else set(named)
    locations: dict[int, Location] = {}
    nodes: list[OsmNode] = []
    nowhere: set[int] = set()
    for each in _objects(path, osmium.osm.NODE):
        named_here = each.id in wanted
        tags = {tag.k: tag.v for tag in each.tags} if len(each.tags) else {}
        tagged_here = bool(tags) and tagged(tags)
        if not (named_here or tagged_here):
            continue
        if not each.location.valid():
            nowhere.add(each.id)
            continue
        where = (each.location.lon, each.location.lat)
        if named_here:
            locations[each.id] = where
        if tagged_here:
            nodes.append(OsmNode(each.id, tags, where))
    return locations, nodes, nowhere


def _objects(path: Path, kinds: "osmium.osm.osm_entity_bits") -> Iterator[Any]:
    if not path.is_file():
        raise RegionError(path, "no such file", "an OpenStreetMap file")
    try:
        yield from osmium.FileProcessor(path, kinds)
    except RuntimeError as error:
        raise RegionError(
            path, f"cannot be read ({reason(error)})", "an OpenStreetMap file"
        ) from error
