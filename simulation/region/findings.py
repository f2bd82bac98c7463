"""What is odd about a region that loads: sentences with numbers, for users to judge."""

from collections.abc import Iterator

import numpy as np

from simulation.errors import RegionError
from simulation.region.checks import FAULT, WARNING, Finding
from simulation.region.geometry import in_rings
from simulation.region.leg_findings import access_findings, leg_findings
from simulation.region.overlaps import SLIVER_M, overlaps
from simulation.region.region import CONSUMER, HOTSPOT, PRODUCER, Region
from simulation.region.screening import (
    at_one_point,
    check_extent,
    far_off,
    later_ones,
    listed,
)
from simulation.units import METRES_PER_KM, Bools

EDGE_M = 300.0  # of the streets' file
MOST_NEAR_THE_EDGE = 0.05  # of the places
MOST_UNCONNECTED = 0.05  # of the streets' length
HIGHEST_LAT = 75.0  # degrees; hardly anybody lives beyond

_ROLES = {PRODUCER: "producers", CONSUMER: "consumers"}


def region_findings(region: Region, *, legs: bool = True) -> list[Finding]:
    """Return what is odd about a region, faults first; nothing if it is sound.

    Parameters
    ----------
    region
    legs
        Whether legs between places are looked at, which are searched for.
    """
    found = [
        *_extent(region),
        *_ids(region),
        *_far_off(region),
        *_tracts(region),
        *_overlaps(region),
        *_twins(region),
        *access_findings(region),
        *_streets(region),
    ]
    if legs:
        found += leg_findings(region)
    return sorted(found, key=lambda each: each.severity != FAULT)


def _extent(region: Region) -> Iterator[Finding]:
    """Coordinates off the globe, round it, or where nobody lives."""
    places = region.places
    on_globe = (np.abs(places.lon) <= 180) & (np.abs(places.lat) <= 90)  # noqa: PLR2004 -- degrees
    if not on_globe.all():
        yield Finding(
            "extent", FAULT, f"{_where(region, ~on_globe)}, which is off the globe."
        )
        return
    try:
        check_extent("The region", places.lon, places.lat, "")
    except RegionError as error:
        yield Finding("extent", FAULT, str(error))
    polar = np.abs(places.lat) > HIGHEST_LAT
    if polar.any():
        yield Finding(
            "extent",
            WARNING,
            f"{_where(region, polar)}, beyond {HIGHEST_LAT:g} degrees of latitude: lon "
            "and lat may be swapped.",
        )


def _ids(region: Region) -> Iterator[Finding]:
    """Ids by which a trace could not tell places apart."""
    for kind, role in _ROLES.items():
        numbers = np.flatnonzero(region.places.kind == kind)
        ids = region.places.source_id[numbers]
        again, earlier = later_ones(ids)
        empty = int((ids == "").sum())
        if empty:
            yield Finding("ids", FAULT, f"{empty} of {ids.size} {role} have no id.")
        elif again.size:
            names = region.place_names
            pair = names[numbers[earlier[0]]], names[numbers[again[0]]]
            yield Finding(
                "ids",
                FAULT,
                f"{again.size} of {ids.size} {role} have the id of another, such as "
                f"{' and '.join(pair)}: a trace cannot tell them apart.",
            )


def _far_off(region: Region) -> Iterator[Finding]:
    numbers = np.flatnonzero(region.places.kind != HOTSPOT)
    lon, lat = region.places.lon[numbers], region.places.lat[numbers]
    off = far_off(lon, lat)
    if off.which.any():
        first = int(np.argmax(np.where(off.which, off.away_m, 0)))
        yield Finding(
            "outliers",
            WARNING,
            f"{off.which.sum()} of {numbers.size} places lie farther than "
            f"{off.limit_m / METRES_PER_KM:,.0f} km from the middle of the others: "
            f"{region.place_names[numbers[first]]} "
            f"{off.sentence(first, float(lon[first]), float(lat[first]))}.",
        )


def _tracts(region: Region) -> Iterator[Finding]:
    """Tracts in which nobody orders."""
    producers, consumers = (
        np.bincount(region.places.tract[numbers], minlength=region.hotspots)
        for numbers in (region.producers, region.consumers)
    )
    empty = np.flatnonzero(consumers == 0)
    if empty.size:
        ids = [region.tracts.ids[at] for at in empty]
        idle = int((producers[empty] == 0).sum())
        either = f"; {idle} of them have no producers either" if idle else ""
        yield Finding(
            "tracts",
            WARNING,
            f"{empty.size} of {region.hotspots} tracts have no consumers "
            f"({listed(ids)}), so that nothing is delivered there{either}.",
        )


def _overlaps(region: Region) -> Iterator[Finding]:
    """Pairs of tracts that share ground, and how many places lie there."""
    found = overlaps(region.tracts.polygons)
    if not found:
        return
    places, ids = region.places, region.tracts.ids
    said = []
    for each in found[:3]:
        own = (places.tract == each.first) & (places.kind != HOTSPOT)
        rings = region.tracts.polygons[each.second]
        shared = int(in_rings(places.lon[own], places.lat[own], rings).sum())
        said.append(
            f"{ids[each.first]} and {ids[each.second]} by {each.area} (places there "
            f"that count in {ids[each.first]}: {shared})"
        )
    more = f"; and {len(found) - 3} more" if len(found) > 3 else ""  # noqa: PLR2004
    count = f"{len(found)} pairs of tracts overlap"
    if len(found) == 1:
        count = "1 pair of tracts overlaps"
    yield Finding(
        "overlap",
        WARNING,
        f"{count} (slivers under {SLIVER_M:g} m wide aside): {'; '.join(said)}{more}.",
    )


def _twins(region: Region) -> Iterator[Finding]:
    """Places at one point: a food court, or a town's middle instead of addresses."""
    for kind, role in ((HOTSPOT, "hotspots"), *_ROLES.items()):
        numbers = np.flatnonzero(region.places.kind == kind)
        lon, lat = region.places.lon[numbers], region.places.lat[numbers]
        shared, fullest = at_one_point(lon, lat)
        if shared:
            at = fullest[0]
            yield Finding(
                "twins",
                WARNING,
                f"{shared:,} of {numbers.size:,} {role} share their point with another "
                f"one; {fullest.size} stand at lon {lon[at]:g}, lat {lat[at]:g}.",
            )


def _where(region: Region, which: Bools) -> str:
    """Return how many places these are, and where the first of them lies."""
    first, places = int(np.argmax(which)), region.places
    others = f" and {which.sum() - 1} more" if which.sum() > 1 else ""
    return (
        f"{region.place_names[first]} lies at lon {places.lon[first]:g}, lat "
        f"{places.lat[first]:g}{others}"
    )


def _streets(region: Region) -> Iterator[Finding]:
    """Streets that end too near, or that are not joined to the others."""
    counts = region.manifest.get("counts", {})
    near = counts.get("places_near_the_edge_of_the_extract", 0)
    if near > MOST_NEAR_THE_EDGE * len(region.places):
        yield Finding(
            "extract",
            WARNING,
            f"{near:,} of {len(region.places):,} places lie within {EDGE_M:.0f} m of "
            "the edge of the streets' file, so that ways round them may be missing: "
            "cut it wider.",
        )
    gone_km, km = (counts.get(f"street_km{which}", 0) for which in ("_unconnected", ""))
    if gone_km > MOST_UNCONNECTED * (km + gone_km):
        yield Finding(
            "streets",
            WARNING,
            f"{gone_km:,} of {km + gone_km:,} km of streets are not joined to the "
            "others in both directions and left out; `region show --map` draws them.",
        )
    nowhere = sum(
        count for name, count in counts.items() if name.endswith("off_the_globe")
    )
    if nowhere:
        yield Finding(
            "nodes",
            WARNING,
            f"{nowhere:,} nodes of OpenStreetMap have coordinates that are none on the "
            "globe, and are left out: see where the file is from.",
        )
    unread = region.manifest.get("unread_tags", {})
    if unread:
        most = ", ".join(list(unread)[:3])
        yield Finding(
            "tags",
            WARNING,
            f"{sum(unread.values()):,} tags of streets concern the vehicle and are not "
            f"acted on ({most}{', ...' * (len(unread) > 3)}); `region show --map` says "  # noqa: PLR2004
            "where.",
        )
