"""Ways between hotspots over any number of further ones: fastest and shortest.

Fastest paths obey the triangle inequality in time, but need not in distance, nor
in either once they are rounded. A bound therefore counts on the least time and
the least distance over all paths, and a plan drives only what exists.
"""

from dataclasses import dataclass

import numpy as np

from simulation.network.overlay import Overlay
from simulation.units import Floats, Ints

_Kind = tuple[Floats, Floats, Ints]  # time [s], distance [m], next hop; (H, H) each


@dataclass(frozen=True)
class Ways:
    """What it takes to get from hotspot to hotspot, over others where that is less.

    A plan chooses among W kinds of way: driven directly, the fastest, and the
    shortest; kinds that are the same everywhere are listed once.
    """

    least_time_s: Floats  # (H, H) over all paths, obeys the triangle inequality
    least_distance_m: Floats  # (H, H) over all paths, not necessarily the same ones
    time_s: Floats  # (W, H, H) of ways that exist
    distance_m: Floats  # (W, H, H)
    next_hop: Ints  # (W, H, H)

    def path(self, kind: int, origin: int, destination: int) -> tuple[int, ...]:
        """Return the hotspots of a way of one kind, both ends included."""
        places = [origin]
        while places[-1] != destination:
            places.append(int(self.next_hop[kind, places[-1], destination]))
        return tuple(places)


def ways_between(overlay: Overlay) -> Ways:
    """Return the ways between the hotspots of an overlay network."""
    time_s, distance_m = overlay.travel_time_s, overlay.distance_m
    fastest_s, of_fastest_m, over_fastest = _least(time_s, distance_m)
    shortest_m, of_shortest_s, over_shortest = _least(distance_m, time_s)
    straight = np.broadcast_to(np.arange(overlay.hotspots), time_s.shape)
    kinds: list[_Kind] = [(time_s, distance_m, straight)]
    for way in (
        (fastest_s, of_fastest_m, over_fastest),
        (of_shortest_s, shortest_m, over_shortest),
    ):
        if not any(_same(way, other) for other in kinds):
            kinds.append(way)
    return Ways(
        least_time_s=fastest_s,
        least_distance_m=shortest_m,
        time_s=np.stack([time for time, _, _ in kinds]),
        distance_m=np.stack([distance for _, distance, _ in kinds]),
        next_hop=np.stack([hop for _, _, hop in kinds]),
    )


def _least(first: Floats, second: Floats) -> _Kind:
    """Return the least of `first` over all paths, the `second` and the hops of these.

    Floyd and Warshall; of paths equal in `first`, the one with less of `second`.
    """
    first, second = first.copy(), second.copy()
    hop = np.tile(np.arange(len(first)), (len(first), 1))
    for over in range(len(first)):
        first_over = first[:, over, None] + first[over]
        second_over = second[:, over, None] + second[over]
        better = (first_over < first) | ((first_over == first) & (second_over < second))
        first[better] = first_over[better]
        second[better] = second_over[better]
        hop[better] = np.broadcast_to(hop[:, over, None], hop.shape)[better]
    return first, second, hop


def _same(one: _Kind, other: _Kind) -> bool:
    return np.array_equal(one[0], other[0]) and np.array_equal(one[1], other[1])
