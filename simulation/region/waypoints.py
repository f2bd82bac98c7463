"""Waypoints: where vehicles under way can turn off, chosen by the ways they lie on.

Along streets they are the middles of streets, where one still can turn at the next
crossing or not; on a grid of streets, points spread over the places. What draws no way
has none.
"""

from typing import Final

import numpy as np

from simulation.errors import RegionError
from simulation.region.geometry import NOWHERE
from simulation.region.region import HOTSPOT, WAYPOINT, Region
from simulation.region.routers import MatrixRouter, RectilinearRouter
from simulation.region.street_arcs import Stands
from simulation.region.street_graph import CENTIMETRES_PER_M
from simulation.region.street_lines import points_of
from simulation.region.streets import StreetRouter
from simulation.units import Floats, Ints

_SAMPLED: Final = 48  # producers, and consumers, between which all ways are looked at
_APART_M: Final = 250.0  # of a way so much needs no second waypoint


def with_waypoints(region: Region, number: int) -> Region:
    """Return a region with so many waypoints at most, numbered after all places.

    Always the same for the same places. Fewer where no more lie on any way.

    Raises
    ------
    RegionError
        If its router draws no ways.
    """
    if not number:
        return region
    router = region.router
    if isinstance(router, MatrixRouter) and router.beyond is not None:
        router = router.beyond
    if isinstance(router, StreetRouter):
        lon, lat = _on_streets(region, router, number)
    elif isinstance(router, RectilinearRouter):
        lon, lat = _on_grid(region, number)
    else:
        raise RegionError(
            f"region {region.name}: its router ({type(router).__name__}) knows no "
            "points on the way, expected one along streets, or a rectilinear one, or "
            "dispatch.waypoints = 0."
        )
    names = [f"waypoint {each}" for each in range(lon.size)]
    return region.with_points(lon, lat, WAYPOINT, names)


def _on_grid(region: Region, number: int) -> tuple[Floats, Floats]:
    """Return points spread over the tracts: those of the finest grid that are enough.

    At most so many, and none outside all tracts.
    """
    places, side = region.places, 1
    west, east = float(places.lon.min()), float(places.lon.max())
    south, north = float(places.lat.min()), float(places.lat.max())
    best: tuple[Floats, Floats] = np.zeros(0), np.zeros(0)
    while True:
        at = (np.arange(side) + 0.5) / side
        lon, lat = (
            each.ravel()
            for each in np.meshgrid(
                west + at * (east - west), south + at * (north - south)
            )
        )
        inside = region.tracts.containing(lon, lat) != NOWHERE
        if inside.sum() > number or side > number:
            return best
        best, side = (lon[inside], lat[inside]), side + 1


def _on_streets(
    region: Region, router: StreetRouter, number: int
) -> tuple[Floats, Floats]:
    """Return the middles of the streets that cover most of the ways between doors.

    One after the other, whichever lies on most stretches of ways that have none yet.
    """
    doors = np.concatenate([_spread(region.producers), _spread(region.consumers)])
    if not doors.size:
        doors = _spread(np.flatnonzero(region.places.kind == HOTSPOT))
    here, there = np.repeat(doors, doors.size), np.tile(doors, doors.size)
    here, there = here[here != there], there[here != there]
    street, way, along_m = _passed(router, here, there)
    streets, at = np.unique(street, return_inverse=True)
    inside = region.tracts.containing(*_middles(router, streets)) != NOWHERE
    of_way = (along_m / _APART_M).astype(np.int64)
    stretch = way * (1 + of_way.max(initial=0)) + of_way
    kept = inside[at]
    chosen = _covering(street[kept], stretch[kept], number)
    return _middles(router, chosen)


def _passed(router: StreetRouter, here: Ints, there: Ints) -> tuple[Ints, Ints, Floats]:
    """Return the streets that legs (n,) drive as a whole, and may stop in, (m,) each.

    The street, the leg's number, and the metres of the leg's streets up to the middle
    of this one.
    """
    direction, starts = router.directions(here, there)
    leg = np.repeat(np.arange(here.size), np.diff(starts))
    length_m = router.graph.length_cm[direction // 2] / CENTIMETRES_PER_M
    until_m = np.concatenate(([0.0], np.cumsum(length_m)))
    along_m = until_m[:-1] + length_m / 2 - until_m[starts[:-1]][leg]
    number = np.arange(direction.size)
    whole = (number > starts[leg]) & (number < starts[leg + 1] - 1)
    whole &= router.graph.stops[direction // 2]
    return direction[whole] // 2, leg[whole], along_m[whole]


def _middles(router: StreetRouter, streets: Ints) -> tuple[Floats, Floats]:
    """Return lon and lat of the middles of streets, (n,) each."""
    half = np.full(streets.size, 0.5)
    return points_of(router.graph, Stands.on(router.graph, streets, half))


def _spread(places: Ints) -> Ints:
    """Return some of the places, evenly spread over their numbers."""
    if places.size <= _SAMPLED:
        return places
    at = np.linspace(0, places.size - 1, _SAMPLED).astype(np.int64)
    chosen: Ints = places[at]
    return chosen


def _covering(street: Ints, stretch: Ints, number: int) -> Ints:
    """Return the streets that lie on most stretches, each counted once.

    Parameters
    ----------
    street, stretch : (n,) arrays
        Which street lies on which stretch of a way.
    number
        So many at most.
    """
    chosen: list[int] = []
    streets, street = np.unique(street, return_inverse=True)
    stretch = np.unique(stretch, return_inverse=True)[1]
    while street.size and len(chosen) < number:
        best = int(np.bincount(street).argmax())
        chosen.append(int(streets[best]))
        covered = np.zeros(int(stretch.max()) + 1, np.bool_)
        covered[stretch[street == best]] = True
        left = ~covered[stretch]
        street, stretch = street[left], stretch[left]
    return np.array(sorted(chosen), np.int64)
