"""The two baselines again, each as one plain loop over a heap of times.

No SimPy, no processes, no agents: written from model 6 and section 7.4 of the
paper alone. Times are on the grid of 1/1024 s, so that sums are exact. Vehicles
are numbered in order of joining, each pool on its own.
"""

from heapq import heappop, heappush


def instants(heap):
    """Yield (time, everything that happens then), in order of time."""
    while heap:
        now_s, together = heap[0][0], []
        while heap and heap[0][0] == now_s:
            together.append(heappop(heap)[1:])
        yield now_s, together


def nearest_idle(idle, tract, way_s, place):
    """Return the nearest idle vehicle of the place's tract, then the lowest number."""
    near = [v for v, at in idle.items() if tract[at] == tract[place]]
    return min(near, key=lambda v: (way_s[idle[v]][place], v), default=None)


def point_to_point(orders, tract, way_s):
    """Return (time delivered, vehicle) of every order: Baseline 1.

    The nearest idle vehicle in the producer's tract drives there, else a new one
    joins at the producer; it stays at the consumer.
    """
    heap = [(start_s, 1, order, None) for order, (start_s, _, _) in enumerate(orders)]
    heap.sort()
    idle, joined, done = {}, 0, {}
    for now_s, together in instants(heap):
        for arrives, order, came in sorted(together, key=lambda each: each[:2]):
            _, producer, consumer = orders[order]
            if not arrives:  # 0: arrivals come before releases, 1
                idle[came], done[order] = consumer, (now_s, came)
                continue
            vehicle = nearest_idle(idle, tract, way_s, producer)
            if vehicle is None:
                vehicle, joined = joined, joined + 1
            empty_s = way_s[idle.pop(vehicle, producer)][producer]
            at_door_s = now_s + empty_s + way_s[producer][consumer]
            heappush(heap, (at_door_s, 0, order, vehicle))
    return [done[order] for order in range(len(orders))]


class HotspotsOnly:
    """Baseline 2: over hotspots, and nobody shares.

    A peripheral vehicle brings an order to its hotspot, core vehicles from hotspot
    to hotspot, a peripheral one to the door. Ways take time.

    Parameters
    ----------
    best_hop
        Next hotspot, of (destination, hotspots visited so far).
    driven
        Whether a peripheral vehicle's empty way takes its time.
    """

    def __init__(self, tract, way_s, best_hop, *, driven):
        self.tract, self.way_s, self.best_hop = tract, way_s, best_hop
        self.driven = driven
        self.peripheral = {}  # idle: where
        self.core = {}  # idle: where, since when
        self.joined = {"peripheral": 0, "core": 0}

    def visits(self, orders):
        """Return the visits of every order, [(time, place, vehicle), ...]."""
        heap = [
            (start_s, order, producer, None, None)
            for order, (start_s, producer, _) in enumerate(orders)
        ]
        heap.sort()
        visits = [[] for _ in orders]
        for now_s, together in instants(heap):
            for order, place, pool, vehicle in together:  # all arrive before jobs
                if pool is not None:
                    visits[order].append((now_s, place, vehicle))
                if pool == "core":
                    self.core[vehicle] = (place, now_s)
                elif pool == "peripheral":
                    self.peripheral[vehicle] = place
            for order, place, *_ in sorted(together, key=lambda each: each[0]):
                _, producer, consumer = orders[order]
                if place != consumer:
                    been = [at for _, at, _ in visits[order]]
                    pool, target = self.next_leg(producer, consumer, been)
                    vehicle, empty_s = self.dispatched(pool, place)
                    ends_s = now_s + empty_s + self.way_s[place][target]
                    heappush(heap, (ends_s, order, target, pool, vehicle))
        return visits

    def next_leg(self, producer, consumer, been):
        """Return pool and end of the next leg of who has been to these hotspots."""
        destination = self.tract[consumer]
        if not been:
            return "peripheral", self.tract[producer]
        if been[-1] == destination:
            return "peripheral", consumer
        return "core", self.best_hop(destination, been)

    def dispatched(self, pool, place):
        """Return the vehicle for a job at a place, and the time of its empty way."""
        empty_s = 0.0
        if pool == "core":  # who came last to this hotspot, then the lowest number
            here = [
                (-since_s, v) for v, (at, since_s) in self.core.items() if at == place
            ]
            vehicle = min(here)[1] if here else None
            self.core.pop(vehicle, None)
        else:
            vehicle = nearest_idle(self.peripheral, self.tract, self.way_s, place)
            at = self.peripheral.pop(vehicle, place)
            empty_s = self.way_s[at][place] if self.driven else 0.0
        if vehicle is None:
            vehicle = self.joined[pool]
            self.joined[pool] += 1
        return vehicle, empty_s
