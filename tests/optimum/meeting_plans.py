"""Plans from door to door with meetings, tried one action after the other.

Nothing of the labels in it: a state is where every vehicle and every order is, and
when; the cheapest state not yet looked at is taken up next, and all that may be done
then is done, until everybody is delivered.
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


def line_of(places, producers, consumers, hubs, **more):
    """Return an instance along a line, 10 m/s, all placed at 0."""
    at = np.array([places[each] for each in (*producers, *consumers, *hubs)], float)
    metres = np.abs(at[:, None] - at)
    n = len(producers)
    given = {"due_s": np.full(n, 1e4), "stands_s": np.zeros(n), "seats": 4} | more
    return DoorInstance(
        placed_s=np.zeros(n), time_s=metres / 10, distance_m=metres, **given
    )


def parts_of(orders):
    return chain.from_iterable(
        combinations(orders, size) for size in range(1, len(orders) + 1)
    )


class Moves:
    """All that may be done next, in a state: shops not visited, vans, orders lying.

    A van is (place, when, aboard), an order that lies at a hotspot (order, place,
    when).
    """

    def __init__(self, instance):
        self.instance, self.n = instance, len(instance)
        self.hubs = range(2 * self.n, len(instance.time_s))

    def possible(self, state):
        """Return whether all can still be in time."""
        _, vans, lying = state
        packets = [*vans, *((hub, now_s, (order,)) for order, hub, now_s in lying)]
        return all(
            now_s + self.instance.time_s[place, self.n + order]
            <= self.instance.due_s[order]
            for place, now_s, orders in packets
            for order in orders
        )

    def __call__(self, state):
        """Yield (metres, state afterwards)."""
        shops, vans, _ = state
        for order in shops:
            yield from self.pick_up(state, order)
        for van in vans:
            yield from self.deliver(state, van)
            for hub in self.hubs:
                yield from self.put_down(state, van, hub)
                yield from self.take(state, van, hub)
        for hub in self.hubs:
            yield from self.take(state, None, hub)

    def pick_up(self, state, order):
        """Let a van take up an order at its shop, or one that joins there."""
        shops, vans, lying = state
        others, instance = tuple(each for each in shops if each != order), self.instance
        first_s = instance.placed_s[order] + instance.stands_s[order]
        joined = tuple(sorted([*vans, (order, first_s, (order,))]))
        yield 0.0, (others, joined, lying)
        for van in vans:
            place, now_s, aboard = van
            there_s = max(
                now_s + instance.time_s[place, order], instance.placed_s[order]
            )
            if len(aboard) < instance.seats:
                more = order, there_s, tuple(sorted([*aboard, order]))
                leg_m = instance.distance_m[place, order]
                yield leg_m, (others, moved(vans, van, more), lying)

    def deliver(self, state, van):
        """Let a van hand out one of its orders."""
        shops, vans, lying = state
        place, now_s, aboard = van
        for order in aboard:
            target, rest = self.n + order, tuple(o for o in aboard if o != order)
            there_s = now_s + self.instance.time_s[place, target]
            if there_s <= self.instance.due_s[order]:
                leg_m = self.instance.distance_m[place, target]
                less = target, there_s, rest
                yield leg_m, (shops, moved(vans, van, less), lying)

    def put_down(self, state, van, hub):
        """Let a van lay some or all of its orders down at a hotspot."""
        shops, vans, lying = state
        place, now_s, aboard = van
        there_s = now_s + self.instance.time_s[place, hub]
        for given in parts_of(aboard):
            until_s = there_s + self.instance.handover_s * len(given)
            rest = tuple(order for order in aboard if order not in given)
            left = sorted([*lying, *((order, hub, until_s) for order in given)])
            gone = moved(vans, van, (hub, until_s, rest))
            yield self.instance.distance_m[place, hub], (shops, gone, tuple(left))

    def take(self, state, van, hub):
        """Let a van take up orders that lie there, or one that joins there."""
        shops, vans, lying = state
        place, now_s, aboard = van or (hub, -np.inf, ())
        there_s = now_s + self.instance.time_s[place, hub]
        for picked in parts_of([each for each in lying if each[1] == hub]):
            both = tuple(sorted([*aboard, *(order for order, *_ in picked)]))
            if len(both) <= self.instance.seats:
                from_s = max(there_s, *(until_s for *_, until_s in picked))
                left = tuple(each for each in lying if each not in picked)
                gone = moved(vans, van, (hub, from_s, both))
                yield self.instance.distance_m[place, hub], (shops, gone, left)


def moved(vans, van, new):
    rest = [each for each in vans if each != van]
    return tuple(sorted([*rest, *([new] if new[2] else [])]))


def shortest(instance):
    """Return the fewest metres of all plans there are [m]."""
    moves = Moves(instance)
    heap, seen, count = [(0.0, 0, (tuple(range(len(instance))), (), ()))], set(), 0
    while heap:
        done_m, _, state = heappop(heap)
        if state in seen:
            continue
        seen.add(state)
        if not any(state):
            return done_m
        for leg_m, after in moves(state):
            if after not in seen and moves.possible(after):
                count += 1
                heappush(heap, (done_m + leg_m, count, after))
    raise AssertionError("an order driven alone is in time")
