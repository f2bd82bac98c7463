"""The clairvoyant best pairing: who should share with whom, once, all being known.

Every delivery shares with one other or with nobody. Two that share get to a
hotspot each on its own, ride from there to another in one vehicle, and part. All
pairs of hotspots are tried, and for each of the five legs each kind of way
(`Ways`: direct, fastest, shortest); a leg alone is the shortest that is in time.
What comes out can be driven: its distance is within reach of a dispatcher who
knows the future. It is no bound, as one who shares with several in a row may do
better still, and so may the greedy.
"""

from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from analysis.optimum.instance import CoreInstance
from analysis.optimum.programs import binary_program
from simulation.units import Floats, Ints


@dataclass(frozen=True)
class Trip:
    """One vehicle that drives over some hotspots with one load."""

    load: tuple[int, ...]  # order numbers
    path: tuple[int, ...]  # hotspots
    depart_s: float
    arrive_s: float
    distance_m: float


@dataclass(frozen=True)
class Pair:
    """Two deliveries that meet at one hotspot and part at another."""

    orders: tuple[int, int]
    meet: int
    part: int
    meet_s: float  # when both are there
    part_s: float
    trips: tuple[Trip, ...]  # of both, trips of no length left out

    @property
    def distance_m(self) -> float:
        """Distance of both, the common trip counted once [m]."""
        return sum(trip.distance_m for trip in self.trips)


@dataclass(frozen=True)
class Pairing:
    """A plan that carries every delivery of an instance in time."""

    pairs: tuple[Pair, ...]
    alone: tuple[Trip, ...]
    proven: bool  # no better pairing of this kind exists

    @property
    def trips(self) -> tuple[Trip, ...]:
        """All trips, pair by pair."""
        shared = tuple(trip for pair in self.pairs for trip in pair.trips)
        return shared + self.alone

    @property
    def distance_m(self) -> float:
        """Distance of all trips [m]."""
        return sum(trip.distance_m for trip in self.trips)


def best_pairing(instance: CoreInstance, *, time_limit_s: float = 60.0) -> Pairing:
    """Return the pairing of least distance.

    A minimum-cost matching, found as an integer program over the pairs that save
    distance.

    Parameters
    ----------
    instance
        The deliveries.
    time_limit_s
        For the integer program [s]; at its end, the best pairing so far.
    """
    alone = [_alone(instance, k) for k in range(len(instance))]
    pairs: dict[tuple[int, int], Pair] = {}
    for one, other in combinations(range(len(instance)), 2):
        apart_m = alone[one].distance_m + alone[other].distance_m
        pair = _best_pair(instance, (one, other), apart_m)
        if pair is not None:
            pairs[one, other] = pair
    chosen, proven = _matching(pairs, alone, time_limit_s)
    paired = {k for both in chosen for k in both}
    return Pairing(
        pairs=tuple(pairs[both] for both in chosen),
        alone=tuple(trip for k, trip in enumerate(alone) if k not in paired),
        proven=proven,
    )


def _matching(
    pairs: dict[tuple[int, int], Pair], alone: list[Trip], time_limit_s: float
) -> tuple[list[tuple[int, int]], bool]:
    """Return who is paired with whom, everybody at most once, and if it is proven."""
    if not pairs:
        return [], True
    both = list(pairs)
    saved_m = [
        alone[one].distance_m + alone[other].distance_m - pair.distance_m
        for (one, other), pair in pairs.items()
    ]
    who = np.array(both).ravel()
    member = np.zeros((len(alone), len(both)))
    member[who, np.repeat(np.arange(len(both)), 2)] = 1.0
    solution = binary_program(
        -np.array(saved_m), at_most=(member, np.ones(len(alone))), limit_s=time_limit_s
    )
    chosen = [both[p] for p in np.flatnonzero(solution.chosen).tolist()]
    return chosen, solution.proven


def _alone(instance: CoreInstance, k: int) -> Trip:
    """Return the shortest trip of one delivery that is in time."""
    here, there = int(instance.source[k]), int(instance.destination[k])
    return _last_trip(instance, k, here, float(instance.ready_s[k]), there)


def _last_trip(
    instance: CoreInstance, k: int, here: int, depart_s: float, there: int
) -> Trip:
    ways = instance.ways
    in_time = depart_s + ways.time_s[:, here, there] <= instance.due_s[k]
    kind = int(np.where(in_time, ways.distance_m[:, here, there], np.inf).argmin())
    return _trip(instance, (k,), (kind, here, there), depart_s)


def _trip(
    instance: CoreInstance, who: tuple[int, ...], way: tuple[int, int, int], at_s: float
) -> Trip:
    ways = instance.ways
    return Trip(
        load=tuple(int(instance.order[k]) for k in who),
        path=ways.path(*way),
        depart_s=at_s,
        arrive_s=at_s + float(ways.time_s[way]),
        distance_m=float(ways.distance_m[way]),
    )


def _best_pair(
    instance: CoreInstance, both: tuple[int, int], apart_m: float
) -> Pair | None:
    """Return how two share at least distance, or None if that saves nothing."""
    meet, part = _worth_trying(instance, both, apart_m)
    if not meet.size:
        return None
    ways = instance.ways
    source, ready_s = instance.source[list(both)], instance.ready_s[list(both)]
    least_m, best = apart_m, None
    for one, other, joint in product(range(len(ways.time_s)), repeat=3):
        meet_s = np.maximum(
            ready_s[0] + ways.time_s[one, source[0], meet],
            ready_s[1] + ways.time_s[other, source[1], meet],
        )
        part_s = meet_s + ways.time_s[joint, meet, part]
        distance_m = (
            ways.distance_m[one, source[0], meet]
            + ways.distance_m[other, source[1], meet]
            + ways.distance_m[joint, meet, part]
            + sum(_last_m(instance, k, part, part_s) for k in both)
        )
        cell = int(distance_m.argmin())
        if distance_m[cell] < least_m:
            least_m = float(distance_m[cell])
            best = (one, other, joint), int(meet[cell]), int(part[cell])
    return None if best is None else _pair(instance, both, *best)


def _worth_trying(
    instance: CoreInstance, both: tuple[int, int], apart_m: float
) -> tuple[Ints, Ints]:
    """Return (meet, part) where sharing could be in time, and save distance.

    With least times and least distances, which no way undercuts.
    """
    time_s, distance_m = instance.ways.least_time_s, instance.ways.least_distance_m
    source = instance.source[list(both)]
    destination = instance.destination[list(both)]
    meet_s = (instance.ready_s[list(both), None] + time_s[source]).max(axis=0)
    until_s = (instance.due_s[list(both)] - time_s[:, destination]).min(axis=1)
    together_m = (
        distance_m[source].sum(axis=0)[:, None]
        + distance_m
        + distance_m[:, destination].sum(axis=1)
    )
    possible = (meet_s[:, None] + time_s <= until_s) & (together_m < apart_m)
    np.fill_diagonal(possible, val=False)
    meet, part = np.nonzero(possible)
    return meet, part


def _last_m(instance: CoreInstance, k: int, here: Ints, depart_s: Floats) -> Floats:
    """Return the least distance from hotspots to a destination that is in time.

    ``inf`` where none is. Both (m,).
    """
    ways, there = instance.ways, instance.destination[k]
    in_time = depart_s + ways.time_s[:, here, there] <= instance.due_s[k]
    distance_m = np.where(in_time, ways.distance_m[:, here, there], np.inf)
    return np.asarray(distance_m.min(axis=0))


def _pair(
    instance: CoreInstance,
    both: tuple[int, int],
    kinds: tuple[int, int, int],
    meet: int,
    part: int,
) -> Pair:
    """Return the five trips of two deliveries, as far as they have a length."""
    to_meet = [
        _trip(
            instance,
            (k,),
            (kind, int(instance.source[k]), meet),
            float(instance.ready_s[k]),
        )
        for k, kind in zip(both, kinds, strict=False)
    ]
    meet_s = max(trip.arrive_s for trip in to_meet)
    joint = _trip(instance, both, (kinds[-1], meet, part), meet_s)
    onwards = [
        _last_trip(instance, k, part, joint.arrive_s, int(instance.destination[k]))
        for k in both
    ]
    trips = [trip for trip in (*to_meet, joint, *onwards) if len(trip.path) > 1]
    return Pair(
        (joint.load[0], joint.load[1]),
        meet,
        part,
        meet_s,
        joint.arrive_s,
        tuple(trips),
    )
