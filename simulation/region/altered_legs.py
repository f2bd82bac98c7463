"""Legs while streets are closed or slower: on a street graph, or without one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from simulation.region.geometry import haversine_m, in_rings
from simulation.region.region import Places, Router
from simulation.region.street_graph import (
    CENTIMETRES_PER_M,
    StreetGraph,
    Use,
    offsets,
    ticks_of,
)
from simulation.region.street_paths import ShortestPaths
from simulation.region.streets import StreetRouter
from simulation.units import (
    LEAST_FACTOR,
    TICKS_PER_S,
    Bools,
    Floats,
    Ints,
    on_distance_grid,
    on_time_grid,
)

Ring = Floats  # (m, 2) corners, lon and lat


class AlteredStreets:
    """Legs along streets some of which are closed or slower.

    Parameters
    ----------
    router
        At free flow.
    factor : (s,) array
        Of the speed on each street; 0: closed, to who stands in it too.
    """

    def __init__(self, router: StreetRouter, factor: Floats) -> None:
        self._router = router
        self._paths = ShortestPaths(altered_graph(router.graph, factor), router.stands)

    def legs(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return time [s] and distance [m], (n,) each; infinite and 0 for no way."""
        router = self._router
        time_s, distance_m = np.zeros(origins.size), np.zeros(origins.size)
        rows = np.flatnonzero(origins != destinations)
        here, there = origins[rows], destinations[rows]
        ticks, length_cm, reachable = self._paths.between(here, there)
        stands = router.stands  # whoever is at the same point needs no street
        reachable |= (stands.street[here] == stands.street[there]) & (
            stands.share[here] == stands.share[there]
        )
        taken_s = router.access_s[here] + ticks / TICKS_PER_S + router.access_s[there]
        access_m = router.access_m[here] + router.access_m[there]
        driven_m = on_distance_grid(length_cm / CENTIMETRES_PER_M + access_m)
        time_s[rows] = np.where(reachable, taken_s, np.inf)
        distance_m[rows] = np.where(reachable, driven_m, 0.0)
        return time_s, distance_m


class SlowedLines:
    """Legs without streets, slower over the part of their line that lies in areas.

    Parameters
    ----------
    router
        At free flow; where it draws no line, a leg is taken to lead straight.
    places
        Its places.
    outlines
        The rings of the parts of each area; none for everywhere.
    factors
        Of the speed in each.
    """

    def __init__(
        self,
        router: Router,
        places: Places,
        outlines: Sequence[Sequence[tuple[Ring, ...]]],
        factors: Sequence[float],
    ) -> None:
        self._router = router
        self._points = np.column_stack((places.lon, places.lat))
        self._areas = list(zip(outlines, factors, strict=True))

    def legs(self, origins: Ints, destinations: Ints) -> tuple[Floats, Floats]:
        """Return time [s] and distance [m], (n,) each."""
        time_s, distance_m = self._router.legs(origins, destinations)
        slower = np.ones(origins.size)
        begin, end, leg = self._segments(origins, destinations)
        length_m = haversine_m(*begin.T, *end.T)
        whole_m = np.bincount(leg, length_m, minlength=origins.size)
        for outlines, factor in self._areas:
            inside_m = length_m
            if outlines:
                inside_m = length_m * shares_inside(begin, end, outlines)
            there_m = np.bincount(leg, inside_m, minlength=origins.size)
            share = np.divide(
                there_m, whole_m, out=np.zeros(origins.size), where=whole_m > 0
            )
            slower += share * (1 / factor - 1)
        return on_time_grid(time_s * slower), distance_m

    def _segments(
        self, origins: Ints, destinations: Ints
    ) -> tuple[Floats, Floats, Ints]:
        """Return begin and end (m, 2) of the pieces of lines, and their legs (m,)."""
        ways = self._router.ways(origins, destinations)
        points = np.column_stack((ways.lon, ways.lat))
        counts = np.diff(ways.starts)
        of_leg = np.repeat(np.arange(counts.size), counts)
        same = np.flatnonzero(np.diff(of_leg) == 0)
        straight = np.flatnonzero(counts == 0)
        return (
            np.concatenate((points[same], self._points[origins[straight]])),
            np.concatenate((points[same + 1], self._points[destinations[straight]])),
            np.concatenate((of_leg[same], straight)),
        )


def altered_graph(graph: StreetGraph, factor: Floats) -> StreetGraph:
    """Return a graph with its streets at a factor (s,) of their speed; 0: closed.

    Before a closed one vehicles may turn back, at the cost of the dearest turn.
    """
    factor = np.where(factor > 0, np.maximum(factor, LEAST_FACTOR), 0.0)
    of_direction = np.repeat(factor, 2)
    closed = of_direction == 0
    use = np.where(closed, np.uint8(Use.CLOSED), graph.use)
    slower = np.where(closed, 1.0, of_direction)
    ticks = np.where(
        slower == 1, graph.time_ticks, ticks_of(graph.time_ticks / slower / TICKS_PER_S)
    )
    out_of = np.repeat(np.arange(use.size), np.diff(graph.first_turn))
    kept = ~closed[out_of] & ~closed[graph.turn_into]
    back = _turning_back(graph, use, out_of, kept)
    out_of = np.concatenate((out_of[kept], back))
    order = np.argsort(out_of, kind="stable")
    into = np.concatenate((graph.turn_into[kept], back ^ 1))
    dearest = np.full(back.size, graph.turn_ticks.max(initial=0))
    costs = np.concatenate((graph.turn_ticks[kept], dearest))
    return replace(
        graph,
        use=use,
        time_ticks=ticks,
        first_turn=offsets(np.bincount(out_of, minlength=use.size)),
        turn_into=into[order],
        turn_ticks=costs[order],
    )


def _turning_back(
    graph: StreetGraph, use: NDArray[np.uint8], out_of: Ints, kept: Bools
) -> Ints:
    """Return the directions from which one may turn back before what is closed now.

    Where nothing goes on of their use any more, as at every dead end.
    """
    into = graph.turn_into
    on = kept & (into != out_of ^ 1) & (use[into] >= use[out_of])
    goes_on = np.bincount(out_of[on], minlength=use.size) > 0
    lost = np.bincount(out_of[~kept], minlength=use.size) > 0
    turns = np.bincount(out_of[kept & (into == out_of ^ 1)], minlength=use.size) > 0
    is_open = use != Use.CLOSED
    back = np.arange(use.size) ^ 1
    return np.flatnonzero(lost & ~goes_on & ~turns & is_open & is_open[back])


def shares_inside(
    begin: Floats, end: Floats, outlines: Iterable[tuple[Ring, ...]]
) -> Floats:
    """Return the share of each piece (n,) that lies in one of the parts of an area."""
    outlines = list(outlines)
    cuts = [np.zeros((len(begin), 1)), np.ones((len(begin), 1))]
    step = end - begin
    for ring in (ring for rings in outlines for ring in rings):
        closed = np.concatenate((ring, ring[:1]))
        first, side = closed[:-1], np.diff(closed, axis=0)
        apart = first[None] - begin[:, None]
        cross = (
            step[:, None, 0] * side[None, :, 1] - step[:, None, 1] * side[None, :, 0]
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            along = (apart[..., 0] * side[:, 1] - apart[..., 1] * side[:, 0]) / cross
        cuts.append(np.where((along > 0) & (along < 1), along, 1.0))
    at = np.sort(np.concatenate(cuts, axis=1), axis=1)
    share = np.diff(at, axis=1)
    piece, part = np.nonzero(share)  # few: most cuts are none, and stand at the end
    middle = (at[piece, part] + at[piece, part + 1]) / 2
    lon, lat = (begin[piece] + middle[:, None] * step[piece]).T
    inside = np.zeros(middle.size, dtype=np.bool_)
    for rings in outlines:
        inside |= in_rings(lon, lat, rings)
    share[piece, part] *= inside
    shares: Floats = share.sum(axis=1)
    return shares
