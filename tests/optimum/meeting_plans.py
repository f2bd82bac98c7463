"""Plans from door to door with meetings, tried one action after the other.

Nothing of the labels in it: a state is where every vehicle and every order is, and when;
the cheapest state that is not yet looked at is taken up next, all that may be done then is
done, until everybody is delivered.
"""

from heapq import heappop, heappush
from itertools import chain, combinations

import numpy as np

from analysis.optimum.doors import DoorInstance


def random_meeting(rng, orders, hubs, seats, handover_s):
    """Return an instance in a square of 3 km, some of whose limits bind."""
    points = rng.random((2 * orders + hubs, 2)) * 3000
    points[:orders] *= 0.5  # shops near each other
    metres = np.abs(points[:, None] - points).sum(axis=2)
    time_s = metres / 10
    door_s = float(rng.choice([0.0, 60.0, 180.0]))
    time_s[:, :orders] += np.where(metres[:, :orders] > 0, door_s, 0.0)
    placed_s = rng.random(orders) * 100
    own_s = np.diagonal(time_s, orders)[:orders]
    due_s = placed_s + door_s + own_s * (1 + rng.random(orders)) + 60 * rng.integers(4)
    stands_s = np.full(orders, door_s)
    return DoorInstance(
        placed_s, due_s, time_s, metres, stands_s, seats, float(handover_s)
    )


def parts_of(orders):
    return chain.from_iterable(
        combinations(orders, size) for size in range(1, len(orders) + 1)
    )


def shortest(instance):
    """Return the fewest metres of all plans there are [m]."""
    n = len(instance)
    time_s, metres = instance.time_s, instance.distance_m
    hubs = range(2 * n, len(time_s))

    def in_time(place, now_s, orders):
        return all(now_s + time_s[place, n + o] <= instance.due_s[o] for o in orders)

    def moved(vans, van, *made):
        rest = [each for each in vans if each != van]
        return tuple(sorted([*rest, *(each for each in made if each[2])]))

    def steps(state):
        shops, vans, lying = state
        for order in shops:
            others = tuple(each for each in shops if each != order)
            first_s = instance.placed_s[order] + instance.stands_s[order]
            joins = (order, first_s, (order,))
            yield 0.0, (others, tuple(sorted([*vans, joins])), lying)
            for van in vans:
                place, now_s, aboard = van
                there_s = max(now_s + time_s[place, order], instance.placed_s[order])
                if len(aboard) < instance.seats:
                    more = order, there_s, tuple(sorted([*aboard, order]))
                    yield metres[place, order], (others, moved(vans, van, more), lying)
        for van in vans:
            place, now_s, aboard = van
            for order in aboard:
                target, rest = n + order, tuple(o for o in aboard if o != order)
                if now_s + time_s[place, target] <= instance.due_s[order]:
                    less = target, now_s + time_s[place, target], rest
                    yield metres[place, target], (shops, moved(vans, van, less), lying)
            for hub in hubs:
                there_s = now_s + time_s[place, hub]
                for given in parts_of(aboard):
                    until_s = there_s + instance.handover_s * len(given)
                    rest = tuple(o for o in aboard if o not in given)
                    left = [*lying, *((o, hub, until_s) for o in given)]
                    state = shops, moved(vans, van, (hub, until_s, rest))
                    yield metres[place, hub], (*state, tuple(sorted(left)))
                yield from taken(state_of(shops, vans, lying), van, hub, there_s)
        for hub in hubs:
            yield from taken(state_of(shops, vans, lying), None, hub, -np.inf)

    def state_of(*parts):
        return parts

    def taken(state, van, hub, there_s):
        shops, vans, lying = state
        aboard = van[2] if van else ()
        leg_m = metres[van[0], hub] if van else 0.0
        for picked in parts_of([each for each in lying if each[1] == hub]):
            both = tuple(sorted([*aboard, *(order for order, *_ in picked)]))
            if len(both) <= instance.seats:
                from_s = max(there_s, *(until_s for *_, until_s in picked))
                left = tuple(each for each in lying if each not in picked)
                more = hub, from_s, both
                rest = moved(vans, van, more)
                yield leg_m, (shops, rest, left)

    heap, seen, count = [(0.0, 0, (tuple(range(n)), (), ()))], set(), 0
    while heap:
        done_m, _, state = heappop(heap)
        if state in seen:
            continue
        seen.add(state)
        if not any(state):
            return done_m
        for leg_m, after in steps(state):
            _, vans, lying = after
            possible = all(in_time(*van) for van in vans)
            possible &= all(in_time(hub, s, (o,)) for o, hub, s in lying)
            if possible and after not in seen:
                count += 1
                heappush(heap, (done_m + leg_m, count, after))
    raise AssertionError("an order driven alone is in time")
