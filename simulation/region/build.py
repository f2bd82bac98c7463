"""Real files become a prepared region. Imported by `region build` only."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from simulation.errors import RegionError
from simulation.folders import check_new
from simulation.region.files import save_region
from simulation.region.geometry import NOWHERE, metres_per_degree
from simulation.region.left_out import NOTHING, LeftOut, Mark
from simulation.region.place_files import read_points
from simulation.region.prepare import Points, places_of, prepared_region
from simulation.region.region import HOTSPOT, Places, Region, Router
from simulation.region.routers import GreatCircleRouter, RectilinearRouter
from simulation.region.spec import (
    KILOMETRES_PER_H_PER_MPS,
    PointsSpec,
    RegionSpec,
    read_spec,
)
from simulation.region.street_files import read_streets, read_tagged
from simulation.region.street_graph import StreetGraph
from simulation.region.streets import StreetRouter, snap
from simulation.region.tract_files import InnerTracts, grid_tracts, read_tracts
from simulation.streams import Streams

Counts = dict[str, int]
EDGE_M = 300.0
MOST_MARKS = 2_000  # of places left out, on a map


def build_region(spec_path: Path, data: Path | None, out: Path) -> Region:
    """Build a region from real files, save it, and return it.

    Parameters
    ----------
    spec_path
        The region's TOML file (see `find_spec`).
    data
        Folder that the files of the specification are relative to; absent, the
        folder of the specification.
    out
        Folder to write, which must not exist.

    Raises
    ------
    RegionError
        If the specification, a file or a column is wrong, or fewer points are
        left than asked for.
    NetworkError
        If a hotspot is not reached from another.
    """
    check_new(out, RegionError)
    spec = read_spec(spec_path)
    folder = data if data is not None else spec_path.parent
    if not folder.is_dir():
        raise RegionError(f"{folder}: no such folder, expected the region's data.")
    region = region_from_spec(spec, folder)
    save_region(region, out)
    return region


def region_from_spec(spec: RegionSpec, folder: Path) -> Region:
    """Return the region of a specification, its files in `folder`."""
    graph, counts, unread, left_out = None, Counts(), Counts(), NOTHING
    marks: list[Mark] = []
    if spec.streets is not None:
        streets = read_streets(folder / spec.streets.file, spec.streets)
        graph, unread, left_out = streets.graph, streets.unread, streets.left_out
        counts |= streets.counts
    producers = _read_all(spec.producers, "producers", folder, counts)
    consumers = _read_all(spec.consumers, "consumers", folder, counts)
    inner = _tracts(spec, folder, graph, (producers, consumers))
    producers = _chosen("producers", producers, inner, graph, spec, counts, marks)
    consumers = _chosen("consumers", consumers, inner, graph, spec, counts, marks)
    places = places_of(inner.tracts, producers, consumers, inner.inner_points)
    if graph is not None:
        counts["places_near_the_edge_of_the_extract"] = near_the_edge(graph, places)
    manifest: dict[str, Any] = {
        "sources": [source.model_dump() for source in spec.sources],
        "licences": sorted({source.licence for source in spec.sources}),
        "counts": {
            "tracts": len(inner.tracts.ids),
            "producers": len(producers),
            "consumers": len(consumers),
            **counts,
        },
        "unread_tags": unread,
        "parameters": spec.model_dump(mode="json", exclude={"name", "sources"}),
    }
    region = prepared_region(
        spec.name,
        inner.tracts,
        places,
        _router(spec, graph, places),
        synthetic=False,
        manifest=manifest,
    )
    return replace(region, left_out=left_out.joined(LeftOut.of(marks)))


def _read_all(
    specs: list[PointsSpec], role: str, folder: Path, counts: Counts
) -> Points:
    """Return the points of all files of one role."""
    tables: list[Points] = []
    without = 0
    for spec in specs:
        path = folder / spec.file
        if spec.is_osm:
            tables.append(read_tagged(path, spec.tags or {}))
        else:
            points, unlocated = read_points(path, spec)
            tables.append(points)
            without += unlocated
    together = Points(
        np.concatenate([each.lon for each in tables]),
        np.concatenate([each.lat for each in tables]),
        np.concatenate([each.category for each in tables]),
        np.concatenate([each.source_id for each in tables]),
        np.concatenate([each.tract for each in tables]),
    )
    if not len(together):
        raise RegionError(
            f"{folder / specs[0].file}: has no {role}, expected 1 or more points."
        )
    counts[f"{role}_found"] = len(together) + without
    counts[f"{role}_without_coordinates"] = without
    return together


def _tracts(
    spec: RegionSpec,
    folder: Path,
    graph: StreetGraph | None,
    points: tuple[Points, Points],
) -> InnerTracts:
    tracts = spec.tracts
    if tracts.file is not None and tracts.id is not None:
        return read_tracts(folder / tracts.file, tracts.layer, tracts.id, tracts.only)
    if tracts.grid is None:
        raise RegionError(f"{spec.name}: expected tracts.file and id, or tracts.grid.")
    if graph is not None:
        return grid_tracts(tracts.grid, graph.lon, graph.lat)
    return grid_tracts(
        tracts.grid,
        np.concatenate([each.lon for each in points]),
        np.concatenate([each.lat for each in points]),
    )


def _chosen(  # noqa: PLR0913, PLR0917 -- TODO
    role: str,
    points: Points,
    inner: InnerTracts,
    graph: StreetGraph | None,
    spec: RegionSpec,
    counts: Counts,
    marks: list[Mark],
) -> Points:
    """Return the points inside the tracts and near a street, drawn if asked for.

    Every point read gets a uniform key, and the smallest keys are drawn: a point
    that is dropped for another reason changes nothing about the others.
    """
    keys = Streams(spec.seed, None).get(f"region.{role}").random(len(points))
    points = replace(points, tract=inner.tracts.containing(points.lon, points.lat))
    kept = points.tract != NOWHERE
    counts[f"{role}_outside_tracts"] = int((~kept).sum())
    marks += _marks("place_outside_tracts", points.chosen(~kept), role)
    points, keys = points.chosen(kept), keys[kept]
    if graph is not None and spec.streets is not None:
        _, access_m = snap(graph, points.lon, points.lat)
        kept = access_m <= spec.streets.max_access_m
        counts[f"{role}_far_from_street"] = int((~kept).sum())
        far = [f"{role}, {away_m:.0f} m" for away_m in access_m[~kept].tolist()]
        marks += _marks("place_far_from_street", points.chosen(~kept), *far)
        points, keys = points.chosen(kept), keys[kept]
    asked: int | None = getattr(spec.sample, role)
    if (asked or 1) > len(points):
        raise RegionError(
            f"{spec.name}: {len(points)} {role} lie inside the tracts and near a "
            f"street, expected {asked or 1} or more (sample.{role})."
        )
    if asked is None:
        return points
    counts[f"{role}_not_drawn"] = len(points) - asked
    return points.chosen(np.sort(np.argsort(keys, kind="stable")[:asked]))


def _marks(kind: str, points: Points, *details: str) -> list[Mark]:
    """Return the marks of points that are left out; one detail stands for all.

    At most `MOST_MARKS`, spread over all of them: their number is among the counts.
    """
    every = -(-len(points) // MOST_MARKS) or 1
    texts = details if len(details) == len(points) else details * len(points)
    return [
        Mark(kind, source_id, detail, [(lon, lat)])
        for source_id, detail, lon, lat in list(
            zip(
                points.source_id.tolist(),
                texts,
                points.lon.tolist(),
                points.lat.tolist(),
                strict=True,
            )
        )[::every]
    ]


def near_the_edge(graph: StreetGraph, places: Places) -> int:
    """Return how many places lie where the streets of the extract end.

    Within `EDGE_M` of the outermost street: ways round such a place may be missing.
    """
    east_m, north_m = metres_per_degree(float(graph.lat.mean()))
    to_edge_m = np.minimum.reduce(
        [
            (places.lon - graph.lon.min()) * east_m,
            (graph.lon.max() - places.lon) * east_m,
            (places.lat - graph.lat.min()) * north_m,
            (graph.lat.max() - places.lat) * north_m,
        ]
    )
    return int((to_edge_m < EDGE_M).sum())


def _router(spec: RegionSpec, graph: StreetGraph | None, places: Places) -> Router:
    if graph is not None and spec.streets is not None:
        streets = StreetRouter(
            graph,
            places.lon,
            places.lat,
            access_speed_mps=spec.streets.access_speed_kmh / KILOMETRES_PER_H_PER_MPS,
            max_access_m=spec.streets.max_access_m,
        )
        between_hotspots = np.where(places.kind == HOTSPOT, 0, -1)
        return streets.prepare(between_hotspots, places.tract)
    if spec.router is None:
        raise RegionError(f"{spec.name}: expected streets or router.")
    speed_mps = (
        spec.router.speed_kmh * spec.router.evening_factor / KILOMETRES_PER_H_PER_MPS
    )
    if spec.router.kind == "rectilinear":
        return RectilinearRouter(places.lon, places.lat, speed_mps)
    return GreatCircleRouter(
        places.lon, places.lat, speed_mps, circuity=spec.router.circuity
    )
