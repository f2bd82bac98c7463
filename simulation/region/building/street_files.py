"""Streets and places out of OpenStreetMap files. For building regions only."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulation.errors import RegionError
from simulation.region.building.osm import (
    PROFILES,
    Profile,
    closes,
    is_signal,
    turn_rule,
    unread_on_node,
    way_rule,
)
from simulation.region.building.osm.file import (
    OsmNode,
    OsmRelation,
    OsmWay,
    Tags,
    read_nodes,
    read_ways,
)
from simulation.region.building.spec import KILOMETRES_PER_H_PER_MPS, StreetsSpec
from simulation.region.building.street_building import Draft
from simulation.region.building.street_pieces import DrivenWay, Nodes
from simulation.region.building.street_turns import Restriction, TurnCosts
from simulation.region.geometry import NOWHERE, haversine_m
from simulation.region.left_out import LeftOut, Mark
from simulation.region.prepare import Points
from simulation.region.street_graph import CENTIMETRES_PER_M, StreetGraph, Use
from simulation.region.street_labels import StreetLabels
from simulation.units import Ints

_ANY = "*"
_FASTEST_FERRY_MPS = 30.0  # 108 km/h, about the fastest there is
_ON_STREETS = ("highway", "route")
_NODE_KEYS = ("barrier", "highway", "access", "vehicle", "motor_vehicle", "bicycle")


@dataclass(frozen=True)
class Streets:
    """The streets of a file, and what was left out of them."""

    graph: StreetGraph
    counts: dict[str, int]
    unread: dict[str, int]  # tag: on how many ways, nodes and restrictions
    left_out: LeftOut
    labels: StreetLabels


def read_streets(path: Path, spec: StreetsSpec) -> Streets:
    """Return the streets of an OSM file as one class of vehicles drives them.

    Kept is the part in which every street can be reached from every other.

    Raises
    ------
    RegionError
        If the file cannot be read or holds no street that is driven.
    """
    profile = PROFILES[spec.vehicle]
    ways, relations = read_ways(path, _ON_STREETS)
    refs = {ref for way in ways for ref in way.refs}
    location, nodes, nowhere = read_nodes(path, refs, _speaks_of_streets)
    nodes = [node for node in nodes if node.id in refs]
    unread: Counter[str] = Counter()
    marks: list[Mark] = []
    driven = _driven(ways, profile, spec, location, unread, marks)
    if not any(way.use != (Use.CLOSED, Use.CLOSED) for way in driven):
        classes = ", ".join(spec.speed_kmh or profile.speed_kmh)
        given = f"holds no street that a {spec.vehicle} may drive of the classes"
        raise RegionError(path, f"{given} {classes}", "some (streets.speed_kmh)")
    on_way = {ref for way in driven for ref in way.refs}
    for node in nodes:
        if node.id in on_way:
            for tag in unread_on_node(node.tags, profile):
                unread[tag] += 1
                marks.append(
                    Mark("tag_unread", f"node/{node.id}", tag, [node.location])
                )
    restricting = [each for each in relations if each.restricts]
    restrictions, skipped = _restrictions(restricting, profile, driven, unread)
    barriers = {node.id for node in nodes if closes(node.tags, profile)}
    draft = Draft.of(
        driven,
        Nodes(
            location,
            barriers=barriers,
            signals=_signals(nodes, spec),
        ),
        restrictions,
        TurnCosts(
            spec.turn_cost_s,
            spec.signal_cost_s,
            drives_on_right=spec.drives_on == "right",
        ),
    )
    part, streets = draft.joined()
    marks += _unconnected(draft, streets)
    beyond = [ref for way in driven for ref in way.refs if ref not in location]
    kept_cm, all_cm = int(part.length_cm.sum()), int(draft.length_cm.sum())
    counts = {
        "street_ways": len(driven),
        "streets": len(part),
        "street_junctions": part.junctions,
        "street_turn_restrictions": len(restrictions),
        "street_turn_restrictions_not_read": skipped,
        "street_barriers": sum(map(on_way.__contains__, barriers)),
        "street_km": round(kept_cm / 100_000),
        "street_km_unconnected": round((all_cm - kept_cm) / 100_000),
        "streets_unconnected": len(draft.stops) - len(part),
        "street_nodes_beyond_the_extract": sum(ref not in nowhere for ref in beyond),
        "street_nodes_off_the_globe": len(nowhere.intersection(beyond)),
        "street_tags_unread": sum(unread.values()),
    }
    left = (dict(unread.most_common()), LeftOut.of(marks), draft.labels(streets, ways))
    return Streets(part, counts, *left)


def _speaks_of_streets(tags: Tags) -> bool:
    return any(key in tags for key in _NODE_KEYS)


def _signals(nodes: Sequence[OsmNode], spec: StreetsSpec) -> set[int]:
    if not spec.signal_cost_s:
        return set()
    return {node.id for node in nodes if is_signal(node.tags)}


def _driven(
    ways: Sequence[OsmWay],
    profile: Profile,
    spec: StreetsSpec,
    location: Mapping[int, tuple[float, float]],
    unread: "Counter[str]",
    marks: list[Mark],
) -> list[DrivenWay]:
    """Return the ways that the vehicle drives, and note the tags not understood."""
    driven = []
    for way in ways:
        rule = way_rule(
            way.tags,
            profile,
            spec.speed_kmh,
            use_maxspeed=spec.use_maxspeed,
            maxspeed_share=spec.maxspeed_share,
        )
        if rule is None:
            continue
        line = [location[ref] for ref in way.refs if ref in location]
        told = list(rule.unread)
        use = (rule.forward, rule.backward)
        is_driven = use != (Use.CLOSED, Use.CLOSED) and len(line) > 1
        factor = spec.evening_factor / KILOMETRES_PER_H_PER_MPS
        speed_mps = (rule.speed_kmh[0] * factor, rule.speed_kmh[1] * factor)
        if is_driven and rule.duration_s is not None:  # a ferry's, at any time of day
            lon, lat = np.array(line).T
            length_m = float(haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())
            if 0.0 < length_m <= _FASTEST_FERRY_MPS * rule.duration_s:
                speed_mps = (length_m / rule.duration_s,) * 2
            else:
                told.append(f"duration={way.tags['duration']}")
        for tag in told:
            unread[tag] += 1
            marks.append(Mark("tag_unread", f"way/{way.id}", tag, line))
        if is_driven:
            driven.append(DrivenWay(way.id, way.refs, use, speed_mps, rule.stops))
    return driven


def _restrictions(
    relations: Sequence[OsmRelation],
    profile: Profile,
    driven: Sequence[DrivenWay],
    unread: "Counter[str]",
) -> tuple[list[Restriction], int]:
    """Return the turn restrictions at a node, and how many are of another kind.

    Those over a way, without a way from or to, and of a two-way street that runs on
    through the node, which does not say what side is meant.
    """
    ways = {way.id: way for way in driven}
    on_way = {ref for way in driven for ref in way.refs}
    rules: list[Restriction] = []
    skipped = 0
    for relation in relations:
        said = turn_rule(relation.tags, profile)
        unread.update(said.unread)
        if said.kind is None:
            continue
        roles: dict[str, list[tuple[str, int]]] = {"from": [], "via": [], "to": []}
        for kind, ref, role in relation.members:
            roles.setdefault(role, []).append((kind, ref))
        turns = [
            (start, end)
            for start_kind, start in roles["from"]
            for end_kind, end in roles["to"]
            if start_kind == end_kind == "w"
        ]
        if [kind for kind, _ in roles["via"]] != ["n"] or not turns:
            skipped += 1
            continue
        via = roles["via"][0][1]
        if via not in on_way:
            continue
        clear = [
            turn
            for turn in turns
            if turn[0] == turn[1]
            or all(_one_side(ways[each], via) for each in turn if each in ways)
        ]
        skipped += len(clear) < len(turns)
        rules += [
            Restriction(said.kind == "only", start, via, end) for start, end in clear
        ]
    return rules, skipped


def _one_side(way: DrivenWay, node: int) -> bool:
    """Return whether a way is driven to a node, and from it, on one side only."""
    return node in {way.refs[0], way.refs[-1]} or Use.CLOSED in way.use


def _unconnected(whole: Draft, kept: Ints) -> list[Mark]:
    """Return the streets outside the part that is kept."""
    gone = np.setdiff1d(np.arange(whole.stops.size), kept)
    marks = []
    for street in gone.tolist():
        rows = slice(whole.first_point[street], whole.first_point[street + 1])
        line = list(
            zip(whole.lon[rows].tolist(), whole.lat[rows].tolist(), strict=True)
        )
        length_m = whole.length_cm[street] / CENTIMETRES_PER_M
        way = f"way/{whole.turns.at.begin_way[2 * street]}"
        marks.append(Mark("street_unconnected", way, f"{length_m:.0f} m", line))
    return marks


def read_tagged(
    path: Path, tags: Mapping[str, Sequence[str]]
) -> tuple[Points, dict[str, int]]:
    """Return the nodes and ways of an OSM file that carry one of the tags.

    A way (a building's outline) stands at the mean of its corners. Relations (such as
    buildings with courtyards) are left out, as are nodes whose coordinates are none on
    the globe: how many of both is returned too, by what they are counted as.

    Raises
    ------
    RegionError
        If the file cannot be read.
    """
    lon, lat, category, source_id = [], [], [], []
    ways, relations = read_ways(path, list(tags))
    ways = [way for way in ways if _value(way.tags, tags) is not None]
    location, nodes, nowhere = read_nodes(
        path,
        {ref for way in ways for ref in way.refs},
        lambda own: _value(own, tags) is not None,
    )
    for node in nodes:
        lon.append(node.location[0])
        lat.append(node.location[1])
        category.append(_value(node.tags, tags))
        source_id.append(f"node/{node.id}")
    for way in ways:
        closed = len(way.refs) > 1 and way.refs[0] == way.refs[-1]
        refs = way.refs[1:] if closed else way.refs
        corners = [location[ref] for ref in refs if ref in location]
        if not corners:
            continue
        lon.append(sum(corner[0] for corner in corners) / len(corners))
        lat.append(sum(corner[1] for corner in corners) / len(corners))
        category.append(_value(way.tags, tags))
        source_id.append(f"way/{way.id}")
    points = Points(
        np.array(lon, dtype=np.float64),
        np.array(lat, dtype=np.float64),
        np.array(category, dtype=np.str_),
        np.array(source_id, dtype=np.str_),
        np.full(len(lon), NOWHERE, dtype=np.int64),
    )
    left_out = [each for each in relations if _value(each.tags, tags) is not None]
    return points, {
        "relations_left_out": len(left_out),
        "nodes_off_the_globe": len(nowhere),
    }


def _value(own: Tags, tags: Mapping[str, Sequence[str]]) -> str | None:
    for key, values in tags.items():
        value = own.get(key)
        if value is not None and (value in values or _ANY in values):
            return value
    return None
