"""Where on the streets a point lies nearest, and the lines of ways along them."""

import numpy as np

from simulation.errors import NetworkError
from simulation.region.geometry import haversine_m, metres_per_degree
from simulation.region.street_arcs import Stands
from simulation.region.street_graph import StreetGraph, within
from simulation.units import Floats, Ints


def nearest_stands(graph: StreetGraph, lon: Floats, lat: Floats) -> Stands:
    """Return the nearest point of a street to each point (n,).

    Of the streets that places are reached from (`StreetGraph.stops`); the lowest
    where several tie.

    Raises
    ------
    NetworkError
        If the graph has no such street.
    """
    import shapely  # noqa: PLC0415 -- not needed to load

    streets = np.flatnonzero(graph.stops)
    if not streets.size:
        raise NetworkError("streets: no street leads to a place, expected some.")
    scale = _scale(graph)
    points = np.column_stack((graph.lon, graph.lat)) * scale
    count = np.diff(graph.first_point)[streets]
    rows = np.repeat(graph.first_point[:-1][streets], count) + within(count)
    lines = shapely.linestrings(
        points[rows], indices=np.repeat(np.arange(streets.size), count)
    )
    places = shapely.points(np.column_stack((lon, lat)) * scale)
    place, line = shapely.STRtree(lines).query_nearest(places, all_matches=True)
    nearest = np.full(places.size, streets.size, dtype=np.int64)
    np.minimum.at(nearest, place, line)
    chosen = lines[nearest]
    along = shapely.line_locate_point(chosen, places)
    length = shapely.length(chosen)
    share = np.divide(along, length, out=np.zeros(along.size), where=length > 0)
    street = streets[nearest]
    # The share in the plane is not quite that of the length on the globe.
    in_plane = _key(graph, np.hypot(*np.diff(points, axis=0).T))
    key = 2.0 * street + np.clip(share, 0.0, 1.0)
    on_globe = np.interp(key, in_plane, _key(graph)) - 2.0 * street
    return Stands.on(graph, street, np.clip(on_globe, 0.0, 1.0))


def points_of(graph: StreetGraph, stands: Stands) -> tuple[Floats, Floats]:
    """Return lon and lat of points on streets, (m,) each."""
    key = _key(graph)
    return _at(graph, key, 2 * stands.street + stands.share)


def lines_along(
    graph: StreetGraph, direction: Ints, begin: Floats, end: Floats
) -> tuple[Floats, Floats, Ints]:
    """Return the points of stretches of streets, and where each begins, (n + 1,).

    Parameters
    ----------
    direction : (n,) array
        Directions of the graph.
    begin, end : (n,) arrays
        Shares of the street's line, not of the direction: driven is from `begin`
        to `end`.
    """
    key = _key(graph)
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    base = 2.0 * (direction // 2)
    first = np.searchsorted(key, base + low, side="right")
    last = np.searchsorted(key, base + high, side="left")
    inner = np.maximum(last - first, 0)
    counts = inner + 2
    starts = np.concatenate(([0], np.cumsum(counts)))
    lon, lat = np.empty(starts[-1]), np.empty(starts[-1])
    inside = within(inner)
    back = np.repeat(direction % 2 == 1, inner)
    step = np.where(back, np.repeat(inner, inner) - 1 - inside, inside)
    rows = np.repeat(first, inner) + step
    at = np.repeat(starts[:-1] + 1, inner) + inside
    lon[at], lat[at] = graph.lon[rows], graph.lat[rows]
    for place, share in ((starts[:-1], begin), (starts[1:] - 1, end)):
        lon[place], lat[place] = _at(graph, key, base + share)
    return lon, lat, starts


def _scale(graph: StreetGraph) -> Floats:
    middle = (float(graph.lat.min()) + float(graph.lat.max())) / 2
    return np.array(metres_per_degree(middle))


def _key(graph: StreetGraph, steps_m: Floats | None = None) -> Floats:
    """Return for each point 2 times its street and its share of the line, rising.

    Parameters
    ----------
    steps_m : (p - 1,) array
        From point to point; absent: by great circles.
    """
    if steps_m is None:
        steps_m = haversine_m(
            graph.lon[:-1], graph.lat[:-1], graph.lon[1:], graph.lat[1:]
        )
    street = np.repeat(np.arange(len(graph)), np.diff(graph.first_point))
    own_m = np.where(np.diff(street) == 0, steps_m, 0.0)
    along_m = np.concatenate(([0.0], np.cumsum(own_m)))
    first, last = graph.first_point[:-1], graph.first_point[1:] - 1
    length_m = (along_m[last] - along_m[first])[street]
    share = np.divide(
        along_m - along_m[first][street],
        length_m,
        out=np.zeros(along_m.size),
        where=length_m > 0,
    )
    share[last] = 1.0
    key: Floats = 2.0 * street + np.clip(share, 0.0, 1.0)
    return key


def _at(graph: StreetGraph, key: Floats, wanted: Floats) -> tuple[Floats, Floats]:
    """Return the points at keys (n,), straight between those of the lines."""
    street = np.floor(wanted / 2).astype(np.int64)
    row = np.searchsorted(key, wanted, side="right") - 1
    row = np.clip(row, graph.first_point[street], graph.first_point[street + 1] - 2)
    span = key[row + 1] - key[row]
    part = np.divide(wanted - key[row], span, out=np.zeros(wanted.size), where=span > 0)
    part = np.clip(part, 0.0, 1.0)
    # Written so that the ends of a line are hit exactly.
    lon = graph.lon[row] * (1 - part) + graph.lon[row + 1] * part
    lat = graph.lat[row] * (1 - part) + graph.lat[row + 1] * part
    return lon, lat
