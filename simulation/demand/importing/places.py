"""Where orders go: points or ids of a file, held against a region and counted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.demand.importing.findings import Findings, rows_in_words
from simulation.demand.importing.guessing import Column, unlike_its_name
from simulation.demand.importing.sheets import Sheet
from simulation.demand.importing.values import degrees_of, point_of, text_of
from simulation.errors import DemandError
from simulation.region.geometry import NOWHERE
from simulation.region.region import CONSUMER, PRODUCER, Region
from simulation.units import Bools, Floats

SIDES = ("producer", "consumer")
_KIND = {"producer": PRODUCER, "consumer": CONSUMER}
_SCALES = (1e5, 1e6, 1e7)  # degrees as whole numbers
_MOST = 0.5  # share of rows from which a file is not of this region
_FLIPS: dict[str, Callable[[Floats, Floats], tuple[Floats, Floats]]] = {
    "lon and lat are exchanged": lambda lon, lat: (lat, lon),
    "the sign of lon is turned": lambda lon, lat: (-lon, lat),
    "the sign of lat is turned": lambda lon, lat: (lon, -lat),
}


@dataclass(frozen=True)
class Ends:
    """One side of the orders: points, or ids of a region's places."""

    lon: Floats  # (n,) NaN where ids are given
    lat: Floats
    ids: tuple[str, ...] | None
    known: Bools  # (n,) whether it lies in the region
    why: tuple[str, ...]  # (n,) why not; empty where it does


def ends_of(
    sheet: Sheet,
    columns: Mapping[str, Column],
    side: str,
    region: Region,
    findings: Findings,
) -> Ends:
    """Return the places of one side of the orders.

    Raises
    ------
    DemandError
        If the file tells no places, or in no way that is known.
    """
    lon_role, lat_role = f"{side}_lon", f"{side}_lat"
    if lon_role in columns and lat_role in columns:
        names = columns[lon_role].name, columns[lat_role].name
        lon, lat = (degrees_in(sheet.columns[name]) for name in names)
        return _points(sheet, " and ".join(names), (lon, lat), region, findings)
    if f"{side}_point" in columns:
        name = columns[f"{side}_point"].name
        pairs = [point_of(each) for each in sheet.columns[name]]
        lon, lat = (
            np.array([np.nan if each is None else each[axis] for each in pairs])
            for axis in (0, 1)
        )
        return _points(sheet, name, (lon, lat), region, findings)
    if side in columns:
        return _ids(sheet, columns[side].name, side, region)
    held = unlike_its_name(sheet, columns, side, lon_role, lat_role, f"{side}_point")
    raise DemandError(
        f"{sheet.path}: no column tells where the {side} is{held}, expected --map "
        f"COLUMN={side}_lon and COLUMN={side}_lat, or COLUMN={side} with its id in the "
        f"region (names and addresses are not looked up; columns: "
        f"{', '.join(sheet.names)[:160]})."
    )


def degrees_in(cells: Sequence[Any]) -> Floats:
    """Return cells as degrees (n,); NaN of what is none."""
    values = [degrees_of(each) for each in cells]
    return np.array([np.nan if each is None else each for each in values])


def _points(
    sheet: Sheet,
    name: str,
    points: tuple[Floats, Floats],
    region: Region,
    findings: Findings,
) -> Ends:
    lon, lat = _scaled(sheet, name, points, findings)
    lon, lat = _turned(name, (lon, lat), region, findings)
    there = inside(region, lon, lat)
    turned = ~there & inside(region, lat, lon)
    if turned.any():
        lon, lat = np.where(turned, lat, lon), np.where(turned, lon, lat)
        rows = [sheet.rows[at] for at in np.flatnonzero(turned).tolist()]
        findings.rows(f"have lon and lat exchanged in {name}: turned round", rows)
        there |= turned
    empty = np.isnan(lon) | np.isnan(lat)
    null = (lon == 0) & (lat == 0)
    reached = there.copy()
    router_reaches = getattr(region.router, "reached", None)
    if router_reaches is not None and there.any():
        reached[there] = router_reaches(lon[there], lat[there])
    why = np.select(
        [empty, null, ~there, ~reached],
        [
            f"have no point in {name}",
            f"are at 0, 0 in {name}",
            f"lie outside {region.name} in {name}",
            f"lie too far from the streets of {region.name} in {name}",
        ],
        "",
    )
    return Ends(lon, lat, None, reached, tuple(why.tolist()))


def _scaled(
    sheet: Sheet, name: str, points: tuple[Floats, Floats], findings: Findings
) -> tuple[Floats, Floats]:
    """Return degrees, of whole numbers such as 60170000 too; metres are refused."""
    lon, lat = points
    known = ~(np.isnan(lon) | np.isnan(lat))
    if not known.any():
        raise DemandError(
            f"{sheet.path}: {name} holds no number in any row, expected degrees "
            "(addresses are not looked up)."
        )
    large = float(np.median(np.maximum(np.abs(lon[known]), np.abs(lat[known]))))
    if large <= 180:  # noqa: PLR2004
        return lon, lat
    whole = bool(
        (
            (lon[known] == np.rint(lon[known])) & (lat[known] == np.rint(lat[known]))
        ).all()
    )
    for scale in _SCALES:
        if whole and large / scale <= 180 and large > 1e6:  # noqa: PLR2004
            findings.tell(f"{name} hold degrees times {scale:,.0f}")
            return lon / scale, lat / scale
    at = int(np.flatnonzero(known)[0])
    raise DemandError(
        f"{sheet.path}: {name} are {lon[at]:g} and {lat[at]:g} in row "
        f"{sheet.rows[at]}, which are metres of a map and no degrees, expected "
        "degrees of WGS 84."
    )


def _turned(
    name: str, points: tuple[Floats, Floats], region: Region, findings: Findings
) -> tuple[Floats, Floats]:
    """Return points as most of them lie in the region, told if that is not as given."""
    known = int((~np.isnan(points[0]) & ~np.isnan(points[1])).sum())
    already = int(inside(region, *points).sum())
    if 2 * already >= known:
        return points
    for said, flip in _FLIPS.items():
        lon, lat = flip(*points)
        if int(inside(region, lon, lat).sum()) > max(already, known * 0.8):
            findings.tell(f"{said} in {name}, with which the points lie in the region")
            return lon, lat
    return points


def inside(region: Region, lon: Floats, lat: Floats) -> Bools:
    """Return which points (n,) lie in a tract; NaN and impossible degrees do not."""
    there = np.zeros(lon.size, dtype=np.bool_)
    possible = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)  # noqa: PLR2004
    if possible.any():
        tract = region.tracts.containing(lon[possible], lat[possible])
        there[possible] = tract != NOWHERE
    return there


def _ids(sheet: Sheet, name: str, side: str, region: Region) -> Ends:
    """Return ids as a region knows them."""
    cells = [text_of(each) for each in sheet.columns[name]]
    numbers = np.flatnonzero(region.places.kind == _KIND[side])
    known_ids = set(region.places.source_id[numbers].tolist())
    known = np.array([each in known_ids for each in cells], dtype=np.bool_)
    if not known.any():
        first = next((each for each in cells if each), "empty")
        raise DemandError(
            f"{sheet.path}: {name} is {first[:60]!r}, and no row has the id of a "
            f"{side} of region {region.name}, expected such ids, or {side}_lon and "
            f"{side}_lat (names and addresses are not looked up)."
        )
    nowhere = np.full(len(cells), np.nan)
    why = [
        "" if here else f"have no {side} of {region.name} in {name}"
        for here in known.tolist()
    ]
    return Ends(nowhere, nowhere, tuple(cells), known, tuple(why))


def check_region(
    sheet: Sheet, ends: Sequence[Ends], region: Region, *, anyway: bool
) -> None:
    """Refuse a file of which most orders lie outside the region, unless `anyway`.

    Raises
    ------
    DemandError
        With how many lie outside, and where the orders are.
    """
    outside = ~np.logical_and.reduce([each.known for each in ends])
    count = int(outside.sum())
    if count <= _MOST * len(sheet) or (anyway and count < len(sheet)):
        return
    lon = np.concatenate([each.lon for each in ends])
    lat = np.concatenate([each.lat for each in ends])
    real = ~np.isnan(lon) & ~np.isnan(lat)
    where = ""
    if real.any():
        where = f" (they lie about lon {np.median(lon[real]):.2f}, lat "
        where += f"{np.median(lat[real]):.2f})"
    rows = [sheet.rows[at] for at in np.flatnonzero(outside).tolist()]
    option = "" if count == len(sheet) else ", or --outside drop"
    raise DemandError(
        f"{sheet.path}: {count:,} of {len(sheet):,} orders lie outside region "
        f"{region.name}{where}, such as {rows_in_words(rows[:1])}, expected --region "
        f"FOLDER of one that holds them{option}."
    )
