"""What `region show` tells of a region, and what `region check` looks at."""

from pathlib import Path

import numpy as np

from simulation.errors import RegionError
from simulation.region.content import region_checksum
from simulation.region.files import load_region
from simulation.region.plane import PlaneRouter
from simulation.region.region import HOTSPOT, Region
from simulation.region.routers import (
    GreatCircleRouter,
    MatrixRouter,
    RectilinearRouter,
)
from simulation.region.streets import StreetRouter
from simulation.units import (
    METRES_PER_KM,
    SECONDS_PER_MINUTE,
    on_distance_grid,
    on_time_grid,
)

_KMH_PER_MPS = 3.6
_MINUTES_PER_HOUR = 60


def describe_region(region: Region) -> list[tuple[str, str]]:
    """Return what a region is as rows of label and value, units included."""
    between = ~np.eye(region.hotspots, dtype=np.bool_)
    rows = [
        ("name", f"{region.name}{' (synthetic)' if region.synthetic else ''}"),
        ("checksum", region.checksum),
        ("tracts and hotspots", f"{region.hotspots:,}"),
        ("producers", _mix(region, region.producers)),
        ("consumers", _mix(region, region.consumers)),
        ("router", _router(region)),
    ]
    if between.any():
        minutes = region.travel_time_s[between] / SECONDS_PER_MINUTE
        km = region.distance_m[between] / METRES_PER_KM
        rows += [
            (
                "between hotspots",
                f"{minutes.mean():.1f} min on average, {minutes.max():.1f} min at most",
            ),
            (
                "",
                f"{km.mean():.2f} km on average, {km.max():.2f} km at most, "
                f"{_MINUTES_PER_HOUR * km.sum() / minutes.sum():.1f} km/h",
            ),
        ]
    rows += [
        (label.replace("_", " "), f"{count:,}")
        for label, count in region.manifest.get("counts", {}).items()
        if label not in {"tracts", "producers", "consumers"}
    ]
    rows += [
        ("source", f"{source['file']}: {source['origin']} ({source['licence']})")
        for source in region.manifest.get("sources", [])
    ]
    return rows


def check_region(folder: Path | str) -> Region:
    """Return the region of a folder after a deep check.

    Beyond what loading checks: the checksum over its content, times and distances
    on their grids, every producer and consumer in the tract that its polygon says,
    and the matrices equal to the legs of the router.

    Raises
    ------
    RegionError
        If anything differs; the first difference is named.
    NetworkError
        If a matrix has a fault; the pair is named.
    """
    region = load_region(folder)
    content = region_checksum(region)
    if content != region.checksum:
        raise RegionError(
            folder,
            f"the content has checksum {content[:12]}…",
            f"{region.checksum[:12]}… as in the manifest",
        )
    on_grid = np.array_equal(
        on_time_grid(region.travel_time_s), region.travel_time_s
    ) and np.array_equal(on_distance_grid(region.distance_m), region.distance_m)
    if not on_grid:
        raise RegionError(
            folder,
            "travel times or distances between hotspots are not rounded",
            "whole 1/1024 s and 0.1 m",
        )
    places = region.places
    named = np.flatnonzero(places.kind != HOTSPOT)
    tract = region.tracts.containing(places.lon[named], places.lat[named])
    elsewhere = named[tract != places.tract[named]]
    if elsewhere.size:
        first = int(elsewhere[0])
        raise RegionError(
            folder,
            f"{region.place_names[first]} does not lie in tract "
            f"{region.tracts.ids[places.tract[first]]}",
            "it inside",
        )
    _check_legs(region, str(folder))
    return region


def _check_legs(region: Region, folder: str) -> None:
    """Check that the matrices hold what the router answers."""
    numbers = np.arange(region.hotspots)
    here = np.repeat(numbers, region.hotspots)
    there = np.tile(numbers, region.hotspots)
    router = region.router
    if isinstance(router, StreetRouter):
        router = router.prepare()  # without its tables: search the streets again
    time_s, distance_m = router.legs(here, there)
    wrong = np.flatnonzero(
        (time_s != region.travel_time_s.ravel())
        | (distance_m != region.distance_m.ravel())
    )
    if wrong.size:
        names = region.place_names
        first = int(wrong[0])
        raise RegionError(
            folder,
            f"from {names[here[first]]} to {names[there[first]]} the "
            "matrices and the router differ",
            "the same leg",
        )


def _mix(region: Region, places: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> str:
    """Return a number of places with their categories, most frequent first."""
    names, counts = np.unique(region.places.category[places], return_counts=True)
    order = np.argsort(-counts, kind="stable")
    mix = ", ".join(f"{names[at] or 'unnamed'} {counts[at]:,}" for at in order)
    return f"{places.size:,} ({mix})"


def _router(region: Region) -> str:
    router = region.router
    if isinstance(router, StreetRouter):
        graph, access_m = router.graph, router.access_m
        return (
            f"{len(graph):,} streets between {graph.junctions:,} junctions, "
            f"{graph.turn_into.size:,} turns, places {access_m.mean():.0f} m from a "
            f"street on average, {access_m.max(initial=0):.0f} m at most"
        )
    if isinstance(router, RectilinearRouter):
        return f"rectilinear at {router.speed_mps * _KMH_PER_MPS:.1f} km/h"
    if isinstance(router, GreatCircleRouter):
        return (
            f"great circle times {router.circuity:g} "
            f"at {router.speed_mps * _KMH_PER_MPS:.1f} km/h"
        )
    if isinstance(router, PlaneRouter):
        up = f", rounded up to {router.round_up_s:g} s" if router.round_up_s else ""
        return (
            f"plane, {router.metric}, at {router.speed_mps * _KMH_PER_MPS:.1f} km/h{up}"
        )
    if isinstance(router, MatrixRouter):
        return f"matrices over {len(router.travel_time_s):,} places"
    return type(router).__name__
