"""Which points and tracts become the region; what would mislead is refused or left out.

Everything left out is counted. Points keep their rows until they are drawn, so that
leaving one out changes nothing about the draw of the others.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from simulation.errors import RegionError
from simulation.region.building.grids import InnerTracts
from simulation.region.building.spec import RegionSpec
from simulation.region.geometry import NOWHERE
from simulation.region.prepare import Points
from simulation.region.region import Router, Tracts
from simulation.region.screening import far_off, later_ones, listed
from simulation.units import METRES_PER_KM, Bools, Floats, Ints

ROLES = ("producers", "consumers")
LEFT_OUT = -2  # instead of a tract: far from all others

Counts = dict[str, int]


def without_outliers(
    spec: RegionSpec, both: tuple[Points, Points], counts: Counts
) -> tuple[Points, Points]:
    """Return producers and consumers, those far from all others marked `LEFT_OUT`.

    Raises
    ------
    RegionError
        If there are some, they would stretch the grid and nothing says what to do.
    """
    off = far_off(
        np.concatenate([each.lon for each in both]),
        np.concatenate([each.lat for each in both]),
    )
    stretches = spec.tracts.grid is not None and spec.streets is None
    kept: list[Points] = []
    begins = 0
    for role, points in zip(ROLES, both, strict=True):
        which = off.which[begins : begins + len(points)]
        if which.any():
            counts[f"{role}_far_off"] = int(which.sum())
        if which.any() and spec.outliers == "refuse" and stretches:
            first = int(np.argmax(which))
            where = off.sentence(
                begins + first, float(points.lon[first]), float(points.lat[first])
            )
            raise RegionError(
                spec.name,
                f"{name_of(spec, role, points, first)} {where}",
                f"{off.limit_m / METRES_PER_KM:,.0f} km or less in a grid "
                'around all points (outliers = "leave_out" does without '
                f'such {role}, {which.sum()} in all; "keep" takes them)',
            )
        gone = which & (spec.outliers == "leave_out")
        kept.append(replace(points, tract=np.where(gone, LEFT_OUT, points.tract)))
        begins += len(points)
    return kept[0], kept[1]


def in_tracts(
    spec: RegionSpec, role: str, points: Points, tracts: Tracts, counts: Counts
) -> Points:
    """Return the points with the tract that each lies in, ``NOWHERE`` if in none.

    Raises
    ------
    RegionError
        If more of them lie in the tracts with lon and lat swapped than as given.
    """
    tract = tracts.containing(points.lon, points.lat)
    tract[points.tract == LEFT_OUT] = NOWHERE
    outside = np.flatnonzero(tract == NOWHERE)
    turned = tracts.containing(points.lat[outside], points.lon[outside]) != NOWHERE
    inside, swapped = len(points) - outside.size, int(turned.sum())
    if swapped > inside:
        first = int(outside[np.argmax(turned)])
        raise RegionError(
            spec.name,
            f"{swapped} of {len(points)} {role} lie inside the tracts "
            f"with lon and lat swapped and {inside} as given, such as "
            f"{name_of(spec, role, points, first)} at lon "
            f"{points.lon[first]:g}, lat {points.lat[first]:g}",
            "the longitude in the column of lon, and first in the "
            "corners of the tracts",
        )
    counts[f"{role}_outside_tracts"] = outside.size
    if swapped:
        counts[f"{role}_outside_unless_lon_and_lat_are_swapped"] = swapped
    return replace(points, tract=tract)


def first_of_each_id(
    spec: RegionSpec, role: str, points: Points, counts: Counts
) -> Bools:
    """Return which points to take where an id stands more than once.

    Raises
    ------
    RegionError
        If the file of the later one does not say to leave it out.
    """
    again, earlier = later_ones(points.source_id)
    kept = np.ones(len(points), dtype=np.bool_)
    for later, before in zip(again.tolist(), earlier.tolist(), strict=True):
        file = 0 if points.file is None else int(points.file[later])
        if getattr(spec, role)[file].duplicates == "refuse":
            raise RegionError(
                spec.name,
                f"{name_of(spec, role, points, later)} has the id "
                f"{points.source_id[later]} that "
                f"{name_of(spec, role, points, before)} has",
                f"a different one for each of the {role}: a trace could not "
                'tell them apart (duplicates = "leave_out" takes the first)',
            )
        kept[later] = False
    if again.size:
        counts[f"{role}_with_an_id_again"] = int(again.size)
    return kept


def served(
    spec: RegionSpec, inner: InnerTracts, consumers: Points, counts: Counts
) -> tuple[InnerTracts, Ints]:
    """Return the tracts that have consumers, and the new number of each old tract.

    Their inner points are the means of their consumers, for a tract of whose
    consumers none is drawn.

    Raises
    ------
    RegionError
        If a tract has none, others have some, and nothing says what to do.
    """
    own = [np.flatnonzero(consumers.tract == at) for at in range(len(inner))]
    empty = np.array([not rows.size for rows in own])
    ids = [inner.tracts.ids[at] for at in np.flatnonzero(empty)]
    points = tuple(
        (_mean(consumers.lon[rows]), _mean(consumers.lat[rows])) if rows.size else point
        for rows, point in zip(own, inner.inner_points, strict=True)
    )
    inner = replace(inner, inner_points=points)
    if not ids or empty.all() or spec.tracts.without_consumers == "keep":
        return inner.chosen(np.ones(len(inner), dtype=np.bool_))
    if spec.tracts.without_consumers == "refuse":
        raise RegionError(
            spec.name,
            f"{len(ids)} of {len(inner)} tracts have no consumers ({listed(ids)})",
            "some in each, for a hotspot stands at their mean "
            '(tracts.without_consumers = "leave_out" does without these '
            'tracts, "keep" puts the hotspot at an inner point)',
        )
    counts["tracts_without_consumers"] = len(ids)
    return inner.chosen(~empty)


def renumbered(
    role: str, points: Points, numbers: Ints, counts: Counts
) -> tuple[Points, Bools]:
    """Return the points whose tracts have a new number, and which of them these are."""
    tract = numbers[points.tract]
    kept: Bools = tract != NOWHERE
    if not kept.all():
        name = f"{role}_in_tracts_left_out"
        counts[name] = counts.get(name, 0) + int((~kept).sum())
    return replace(points, tract=tract).chosen(kept), kept


def drawn(
    role: str,
    points: Points,
    keys: Floats,
    numbers: Ints,
    spec: RegionSpec,
    counts: Counts,
) -> Points:
    """Return the candidates in the tracts that are left, drawn if asked for.

    Raises
    ------
    RegionError
        If there are fewer than asked for.
    """
    points, kept = renumbered(role, points, numbers, counts)
    keys = keys[kept]
    asked: int | None = getattr(spec.sample, role)
    if (asked or 1) > len(points):
        gone = int((~kept).sum())
        others = f"; {gone} more in tracts without consumers" if gone else ""
        raise RegionError(
            spec.name,
            f"{len(points)} {role} lie inside the tracts and near a street{others}",
            f"{asked or 1} or more (sample.{role})",
        )
    if asked is None:
        return points
    counts[f"{role}_not_drawn"] = len(points) - asked
    return points.chosen(np.sort(np.argsort(keys, kind="stable")[:asked]))


def near_streets(
    spec: RegionSpec, tracts: Tracts, router: Router, counts: Counts
) -> Bools:
    """Return which tracts have their hotspot near a street, (H,).

    Raises
    ------
    RegionError
        If one has not and nothing says to leave it out.
    """
    access_m: Floats | None = getattr(router, "access_m", None)
    if access_m is None or spec.streets is None:
        return np.ones(len(tracts.ids), dtype=np.bool_)
    access_m, limit_m = access_m[: len(tracts.ids)], spec.streets.max_access_m
    far = access_m > limit_m
    if far.any():
        first = int(np.argmax(access_m))
        if spec.tracts.far_from_street == "refuse" or far.all():
            raise RegionError(
                spec.name,
                f"the hotspots of {far.sum()} of {far.size} tracts are far "
                f"from every street, that of {tracts.ids[first]} "
                f"{access_m[first]:,.0f} m",
                f"{limit_m:g} m or less (streets.max_access_m; "
                'tracts.far_from_street = "leave_out" does without these '
                "tracts)",
            )
        counts["tracts_far_from_street"] = int(far.sum())
    return ~far


def without_tracts(
    spec: RegionSpec,
    inner: InnerTracts,
    kept: Bools,
    both: Sequence[Points],
    counts: Counts,
) -> tuple[InnerTracts, list[Points]]:
    """Return the kept tracts (H,), and the producers and consumers in them.

    Raises
    ------
    RegionError
        If none are left of one role.
    """
    inner, numbers = inner.chosen(kept)
    left = [
        renumbered(role, points, numbers, counts)[0]
        for role, points in zip(ROLES, both, strict=True)
    ]
    for role, points in zip(ROLES, left, strict=True):
        if not len(points):
            raise RegionError(
                spec.name,
                f"no {role} lie in the {len(inner)} tracts whose hotspots "
                "are near a street",
                "1 or more",
            )
    return inner, left


def name_of(spec: RegionSpec, role: str, points: Points, at: int) -> str:
    """Return what a message calls a point: its row and file, or its OSM object."""
    file = 0 if points.file is None else int(points.file[at])
    row = 0 if points.row is None else int(points.row[at])
    name = f"row {row}" if row else str(points.source_id[at])
    return f"{name} of {getattr(spec, role)[file].file} ({role})"


def _mean(degrees: Floats) -> float:
    """Return the mean, the same to the last bit on every machine."""
    return math.fsum(degrees.tolist()) / degrees.size
