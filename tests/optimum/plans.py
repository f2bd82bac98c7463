"""Plans once more, plainly: random instances, a replay, and every plan there is."""

from itertools import combinations, pairwise, permutations, product

import numpy as np
from hypothesis import strategies as st

from analysis.optimum import CoreInstance
from simulation.network.overlay import Overlay


def instance_of(world, deliveries):
    """Return an instance in a tiny world.

    Parameters
    ----------
    world
        From `tests.worlds`.
    deliveries
        Ready [s], source and destination by name, due [s].
    """
    names = world.hotspots
    overlay = Overlay(world.region.travel_time_s, world.region.distance_m)
    ready_s, sources, destinations, due_s = zip(*deliveries, strict=True)
    return CoreInstance(
        overlay=overlay,
        order=np.arange(len(deliveries)),
        source=np.array([names.index(name) for name in sources]),
        destination=np.array([names.index(name) for name in destinations]),
        ready_s=np.array(ready_s, dtype=np.float64),
        due_s=np.array(due_s, dtype=np.float64),
    )


@st.composite
def instances(draw, *, hotspots=5, deliveries=5):
    """Draw an instance, see `random_instance`."""
    return random_instance(
        np.random.default_rng(draw(st.integers(0, 2**32 - 1))),
        draw(st.integers(2, hotspots)),
        draw(st.integers(1, deliveries)),
        metres_by_time=draw(st.booleans()),
        spread_s=draw(st.sampled_from([1, 60])),
        slack_s=draw(st.sampled_from([1, 40, 200])),
    )


def random_instance(rng, hotspots, deliveries, *, metres_by_time, spread_s, slack_s):
    """Return an instance: whole seconds and metres, no triangle inequality.

    Parameters
    ----------
    metres_by_time
        Ten metres a second; else distances that have nothing to do with times.
    spread_s, slack_s
        How far apart deliveries are ready, and how late they may be, less than.
    """
    time_s = rng.integers(0, 60, (hotspots, hotspots)).astype(np.float64)
    distance_m = rng.integers(0, 600, time_s.shape).astype(np.float64)
    if metres_by_time:
        distance_m = time_s * 10
    np.fill_diagonal(time_s, 0.0)
    np.fill_diagonal(distance_m, 0.0)
    source = rng.integers(0, hotspots, deliveries)
    destination = (source + rng.integers(1, hotspots, deliveries)) % hotspots
    ready_s = rng.integers(0, spread_s, deliveries).astype(np.float64)
    least_s = shortest(time_s)[source, destination]
    return CoreInstance(
        Overlay(time_s, distance_m),
        np.arange(deliveries) * 3,
        source,
        destination,
        ready_s,
        ready_s + least_s + rng.integers(0, slack_s, deliveries),
    )


def shortest(length):
    """Return the least length over all paths, by trying all of them."""
    size = len(length)
    least = length.copy()
    for path in every_path(size):
        way = sum(length[here, there] for here, there in pairwise(path))
        least[path[0], path[-1]] = min(least[path[0], path[-1]], way)
    return least


def every_path(size):
    """Yield every path over different hotspots."""
    for length in range(2, size + 1):
        yield from permutations(range(size), length)


# A replay ------------------------------------------------------------------------


def replay(instance, pairing):
    """Drive a pairing's trips on the bare network; return metres, or fail."""
    time_s = instance.overlay.travel_time_s
    distance_m = instance.overlay.distance_m
    driven_m = 0.0
    at = {int(order): k for k, order in enumerate(instance.order)}
    where = instance.source.tolist()
    free_s = instance.ready_s.tolist()
    for trip in sorted(pairing.trips, key=lambda trip: trip.depart_s):
        assert 1 <= len(trip.load) <= 2
        assert len(set(trip.load)) == len(trip.load)
        now_s, metres = trip.depart_s, 0.0
        for here, there in pairwise(trip.path):
            now_s += time_s[here, there]
            metres += distance_m[here, there]
        np.testing.assert_allclose(now_s, trip.arrive_s)
        np.testing.assert_allclose(metres, trip.distance_m)
        for k in (at[order] for order in trip.load):
            assert where[k] == trip.path[0]
            assert free_s[k] <= trip.depart_s
            where[k], free_s[k] = trip.path[-1], trip.arrive_s
        driven_m += metres
    assert where == instance.destination.tolist()
    assert (np.array(free_s) <= instance.due_s).all()
    return driven_m


# Every plan ----------------------------------------------------------------------


def optimum(instance):
    """Return the least distance of all plans [m], by trying every one of them.

    Everybody's path over different hotspots, and for every way that several take,
    which of them share it; kept if a timetable exists. One partner after the other
    is allowed.
    """
    distance_m = instance.overlay.distance_m
    paths = [
        [
            path
            for path in every_path(len(distance_m))
            if (path[0], path[-1]) == (source, destination)
        ]
        for source, destination in zip(
            instance.source.tolist(), instance.destination.tolist(), strict=True
        )
    ]
    least_m = np.inf
    for plan in product(*paths):
        ways = {}  # who takes it, and as which of their ways
        for k, path in enumerate(plan):
            for step, way in enumerate(pairwise(path)):
                ways.setdefault(way, []).append((k, step))
        alone_m = sum(distance_m[way] * len(users) for way, users in ways.items())
        for sharing in product(*(_sharings(users) for users in ways.values())):
            saved_m = sum(
                distance_m[way] * len(pairs)
                for way, pairs in zip(ways, sharing, strict=True)
            )
            shared = [pair for pairs in sharing for pair in pairs]
            if alone_m - saved_m < least_m and _in_time(instance, plan, shared):
                least_m = alone_m - saved_m
    return least_m


def _sharings(users):
    """Return every way to put some of the users of one way in pairs."""
    if len(users) < 2:
        return [[]]
    first, *others = users
    found = _sharings(others)
    for other in others:
        rest = [user for user in others if user != other]
        found = [*found, *([(first, other), *more] for more in _sharings(rest))]
    return found


def _in_time(instance, plan, shared):
    """Return whether everybody is in time, those that share departing together."""
    time_s = instance.overlay.travel_time_s
    with_whom = {}
    for one, other in shared:
        with_whom[one], with_whom[other] = other, one
    depart_s = {
        (k, step): instance.ready_s[k]
        for k, path in enumerate(plan)
        for step in range(len(path) - 1)
    }
    for _ in range(2 * len(depart_s) + 1):
        before = dict(depart_s)
        for k, path in enumerate(plan):
            now_s = instance.ready_s[k]
            for step, way in enumerate(pairwise(path)):
                now_s = max(now_s, depart_s[k, step])
                partner = with_whom.get((k, step))
                if partner is not None:
                    now_s = max(now_s, depart_s[partner])
                depart_s[k, step] = now_s
                now_s += time_s[way]
            if now_s > instance.due_s[k]:
                return False
        if depart_s == before:
            return True
    return False  # two wait for each other: ever later, or ever round


# Every pairing -------------------------------------------------------------------


def best_by_trying(instance):
    """Return the least distance of pairings [m], every set of pairs tried.

    A pair as good as its own optimum with one common ride, which is what
    `one_ride` finds.
    """
    everybody = range(len(instance))
    alone = {k: one_ride(instance, (k,)) for k in everybody}
    together = {both: one_ride(instance, both) for both in combinations(everybody, 2)}

    def least(left):
        if not left:
            return 0.0
        first, *others = left
        best = alone[first] + least(others)
        for other in others:
            rest = [k for k in others if k != other]
            best = min(best, together[first, other] + least(rest))
        return best

    return least(list(everybody))


def one_ride(instance, who):
    """Return the least distance of one alone, or of two with one common ride [m].

    Over the kinds of way that a pairing looks at.
    """
    ways, hotspots = instance.ways, range(instance.overlay.hotspots)
    kinds = range(len(ways.time_s))

    def onwards(k, here, now_s):
        there = instance.destination[k]
        in_time = [
            ways.distance_m[kind, here, there]
            for kind in kinds
            if now_s + ways.time_s[kind, here, there] <= instance.due_s[k]
        ]
        return min(in_time, default=np.inf)

    least_m = sum(onwards(k, instance.source[k], instance.ready_s[k]) for k in who)
    if len(who) == 1:
        return least_m
    source, ready_s = instance.source[list(who)], instance.ready_s[list(who)]
    for meet, part in permutations(hotspots, 2):
        for one, other, joint in product(kinds, repeat=3):
            now_s = ways.time_s[joint, meet, part] + max(
                ready_s[0] + ways.time_s[one, source[0], meet],
                ready_s[1] + ways.time_s[other, source[1], meet],
            )
            metres = (
                ways.distance_m[one, source[0], meet]
                + ways.distance_m[other, source[1], meet]
                + ways.distance_m[joint, meet, part]
                + sum(onwards(k, part, now_s) for k in who)
            )
            least_m = min(least_m, metres)
    return least_m
