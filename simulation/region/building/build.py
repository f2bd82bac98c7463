"""Real files become a prepared region. Imported by `region build` only."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from simulation.errors import RegionError
from simulation.folders import check_new
from simulation.region.building.grids import InnerTracts, grid_tracts
from simulation.region.building.matrix_files import (
    hotspots_at_consumers,
    matrix_router,
)
from simulation.region.building.place_files import read_all
from simulation.region.building.selection import (
    LEFT_OUT,
    ROLES,
    drawn,
    first_of_each_id,
    in_tracts,
    near_streets,
    served,
    without_outliers,
    without_tracts,
)
from simulation.region.building.spec import (
    KILOMETRES_PER_H_PER_MPS,
    RegionSpec,
    read_spec,
)
from simulation.region.building.street_files import read_streets
from simulation.region.building.tract_files import read_tracts
from simulation.region.files import save_region
from simulation.region.findings import EDGE_M
from simulation.region.geometry import NOWHERE, metres_per_degree
from simulation.region.left_out import NOTHING, LeftOut, Mark
from simulation.region.overlaps import overlaps
from simulation.region.plane import PlaneRouter
from simulation.region.prepare import Points, places_of, prepared_region
from simulation.region.region import HOTSPOT, Places, Region, Router
from simulation.region.routers import GreatCircleRouter, RectilinearRouter
from simulation.region.screening import at_one_point
from simulation.region.street_graph import StreetGraph
from simulation.region.street_labels import NO_LABELS
from simulation.region.streets import StreetRouter, snap
from simulation.streams import Streams
from simulation.units import Floats

Counts = dict[str, int]
MOST_MARKS = 2_000  # of places left out, on a map


@dataclass
class Tally:
    """What is counted while a region is built, and where what is left out was."""

    counts: Counts = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)


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
        raise RegionError(folder, "no such folder", "the region's data")
    region = region_from_spec(spec, folder)
    save_region(region, out)
    return region


def region_from_spec(spec: RegionSpec, folder: Path) -> Region:
    """Return the region of a specification, its files in `folder`."""
    graph, tally, unread, left_out = None, Tally(), Counts(), NOTHING
    labels = NO_LABELS
    counts = tally.counts
    if spec.streets is not None:
        streets = read_streets(folder / spec.streets.file, spec.streets)
        graph, unread, left_out = streets.graph, streets.unread, streets.left_out
        labels = streets.labels
        counts |= streets.counts
    producers = read_all(spec.producers, "producers", folder, counts)
    consumers = read_all(spec.consumers, "consumers", folder, counts)
    producers, consumers = without_outliers(spec, (producers, consumers), counts)
    inner = _tracts(spec, folder, graph, (producers, consumers))
    counts["tracts_overlapping_another"] = len(
        {number for each in overlaps(inner.tracts.polygons) for number in each.pair}
    )
    found = [
        _candidates(role, points, inner, graph, spec, tally)
        for role, points in zip(ROLES, (producers, consumers), strict=True)
    ]
    every = inner
    inner, numbers = served(spec, inner, found[1][0], counts)
    producers, consumers = (
        drawn(role, *candidates, numbers, spec, counts)
        for role, candidates in zip(ROLES, found, strict=True)
    )
    places = places_of(inner.tracts, producers, consumers, inner.inner_points)
    if spec.router is not None and spec.router.kind == "matrix":
        places = hotspots_at_consumers(places)
    router = _router(spec, folder, graph, places)
    near = near_streets(spec, inner.tracts, router, counts)
    if not near.all():
        inner, (producers, consumers) = without_tracts(
            spec, inner, near, (producers, consumers), counts
        )
        places = places_of(inner.tracts, producers, consumers, inner.inner_points)
        router = _router(spec, folder, graph, places)
    for role, points in zip(ROLES, (producers, consumers), strict=True):
        counts[f"{role}_at_one_point"], _ = at_one_point(points.lon, points.lat)
    if graph is not None:
        counts["places_near_the_edge_of_the_extract"] = near_the_edge(graph, places)
    tally.marks += _tract_marks(every, inner)
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
        router,
        synthetic=False,
        manifest=manifest,
    )
    left_out = left_out.joined(LeftOut.of(tally.marks))
    return replace(region, left_out=left_out, labels=labels)


def _tracts(
    spec: RegionSpec,
    folder: Path,
    graph: StreetGraph | None,
    points: tuple[Points, Points],
) -> InnerTracts:
    tracts = spec.tracts
    if tracts.file is not None and tracts.id is not None:
        path = folder / tracts.file
        return read_tracts(
            path, tracts.layer, tracts.id, tracts.only, far=spec.outliers
        )
    if tracts.grid is None:
        raise RegionError(f"{spec.name}: expected tracts.file and id, or tracts.grid.")
    if graph is not None:
        return grid_tracts(tracts.grid, graph.lon, graph.lat)
    near = np.concatenate([each.tract for each in points]) != LEFT_OUT
    return grid_tracts(
        tracts.grid,
        np.concatenate([each.lon for each in points])[near],
        np.concatenate([each.lat for each in points])[near],
    )


def _candidates(
    role: str,
    points: Points,
    inner: InnerTracts,
    graph: StreetGraph | None,
    spec: RegionSpec,
    tally: Tally,
) -> tuple[Points, Floats]:
    """Return the points inside the tracts and near a street, and a key for each.

    Every point read gets a uniform key, and the smallest keys are drawn: a point
    that is dropped for another reason changes nothing about the others.
    """
    keys = Streams(spec.seed, None).get(f"region.{role}").random(len(points))
    counts = tally.counts
    points = in_tracts(spec, role, points, inner.tracts, counts)
    kept = points.tract != NOWHERE
    tally.marks += _marks("place_outside_tracts", points.chosen(~kept), role)
    points, keys = points.chosen(kept), keys[kept]
    if graph is not None and spec.streets is not None:
        _, access_m = snap(graph, points.lon, points.lat)
        kept = access_m <= spec.streets.max_access_m
        counts[f"{role}_far_from_street"] = int((~kept).sum())
        far = [f"{role}, {away_m:.0f} m" for away_m in access_m[~kept].tolist()]
        tally.marks += _marks("place_far_from_street", points.chosen(~kept), *far)
        points, keys = points.chosen(kept), keys[kept]
    kept = first_of_each_id(spec, role, points, counts)
    return points.chosen(kept), keys[kept]


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


def _tract_marks(before: InnerTracts, after: InnerTracts) -> list[Mark]:
    """Return the marks of the tracts that were left out: their outlines."""
    return [
        Mark(
            "tract_left_out", name, "", [tuple(corner) for corner in rings[0].tolist()]
        )
        for name, rings in zip(before.tracts.ids, before.tracts.polygons, strict=True)
        if name not in after.tracts.ids
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


def _router(
    spec: RegionSpec, folder: Path, graph: StreetGraph | None, places: Places
) -> Router:
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
    given = spec.router
    if given.times is not None and given.distances is not None:
        return matrix_router(folder / given.times, folder / given.distances, places)
    speed_kmh = given.speed_kmh or 0.0
    speed_mps = speed_kmh * given.evening_factor / KILOMETRES_PER_H_PER_MPS
    if given.kind == "rectilinear":
        return RectilinearRouter(places.lon, places.lat, speed_mps)
    if given.kind == "plane":
        return PlaneRouter(
            places.lon, places.lat, speed_mps, given.metric, given.round_up_s
        )
    return GreatCircleRouter(places.lon, places.lat, speed_mps, circuity=given.circuity)
