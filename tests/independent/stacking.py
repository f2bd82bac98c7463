"""Stacked service again, as one plain loop over instants, and the plainest insertion.

No SimPy, no processes, no bounds: every plan that could take an order is driven in
thought from end to end and priced anew. Written from what the keys of ``[dispatch]``
say; plans are not improved (``rounds = 0``). Times, metres and prices are such that
sums are exact, so that ties are ties.
"""

from dataclasses import dataclass, field
from types import SimpleNamespace

INF = float("inf")


@dataclass
class Van:
    """A vehicle; `stops` are (order, boards) from where it stands or drives to."""

    place: int  # where it stands, or where its leg ends
    free_s: float  # when it is there
    number: int | None = None
    stops: list = field(default_factory=list)
    aboard: dict = field(default_factory=dict)  # order -> picked up [s]
    driving: bool = False
    held_s: float | None = None  # stands and has stops: until when


class Stacked:
    """Vehicles with several orders aboard.

    Parameters
    ----------
    orders
        (start, producer, consumer) of each, in order of time.
    leg
        (origin, destination) -> time [s], distance [m].
    keys
        Those of ``[dispatch]``, and ``capacity``, ``promise_s``.
    starts
        Where the vehicles of a finite fleet stand; absent: vehicles join as needed.
    """

    def __init__(self, orders, leg, keys, starts=None):
        self.orders, self.leg, self.keys = orders, leg, SimpleNamespace(**keys)
        self.elastic = starts is None
        self.vans = [Van(place, 0.0, at) for at, place in enumerate(starts or ())]
        self.queue, self.picked, self.done = [], {}, {}
        self.legs = []  # (departure, vehicle, from, to, orders aboard)
        self.released, self.stale = 0, False

    def run(self):
        """Serve all orders; return (delivered [s], vehicle) of each."""
        now_s = 0.0
        while len(self.done) < len(self.orders):
            now_s = self.next_instant(now_s)
            self.arrive(now_s)
            self.release(now_s)
            for van in self.vans:
                if van.held_s is not None and van.held_s <= now_s:
                    van.held_s = None
                    self.go_on(van, now_s)
            if self.stale and self.on_beat(now_s):
                self.stale = False
                if self.unpicked():
                    self.plan(now_s)
        return [self.done[order] for order in range(len(self.orders))]

    # What happens ----------------------------------------------------------------

    def next_instant(self, now_s):
        """Return when anything happens next [s]."""
        times = [van.free_s for van in self.vans if van.driving]
        times += [van.held_s for van in self.vans if van.held_s is not None]
        if self.released < len(self.orders):
            times.append(self.orders[self.released][0])
        beat_s = self.keys.interval_s
        if self.stale and beat_s:
            times.append((now_s // beat_s + 1) * beat_s)
        return min(times)

    def on_beat(self, now_s):
        """Return whether plans may be made now."""
        return not self.keys.interval_s or now_s % self.keys.interval_s == 0

    def unpicked(self):
        """Return whether an order waits to be picked up."""
        return self.released > len(self.picked)

    def release(self, now_s):
        """Take in the orders of this instant."""
        while self.released < len(self.orders) and (
            self.orders[self.released][0] == now_s
        ):
            self.queue.append(self.released)
            self.released += 1
            self.stale = True

    def arrive(self, now_s):
        """End the legs that end now."""
        for van in self.vans:
            if van.driving and van.free_s == now_s:
                van.driving = False
                self.alight(van, now_s)
                if van.stops:
                    self.go_on(van, now_s)
                elif self.unpicked():
                    self.stale = True

    def alight(self, van, now_s):
        """Let those alight who do so where a vehicle stands."""
        while van.stops and self.place(van.stops[0]) == van.place:
            order, boards = van.stops[0]
            if boards:
                break
            del van.stops[0], van.aboard[order]
            self.done[order] = (now_s, van.number)
            self.stale = self.stale or bool(self.queue)

    def go_on(self, van, now_s):
        """Take up all who are here, let those alight who have come, and drive."""
        self.alight(van, now_s)
        while van.stops and self.place(van.stops[0]) == van.place:
            order, boards = van.stops.pop(0)
            if boards:
                van.aboard[order] = self.picked[order] = now_s
            else:
                del van.aboard[order]
                self.done[order] = (now_s, van.number)
        if van.stops:
            here, there = van.place, self.place(van.stops[0])
            time_s, _ = self.leg(here, there)
            aboard = tuple(sorted(van.aboard))
            self.legs.append((now_s, van.number, here, there, aboard))
            van.place, van.free_s, van.driving = there, now_s + time_s, True

    def place(self, stop):
        """Return where a stop is."""
        order, boards = stop
        return self.orders[order][1 if boards else 2]

    # Planning --------------------------------------------------------------------

    def plan(self, now_s):
        """Put every waiting order where it costs least."""
        vans = list(self.vans)
        for van in vans:
            van.free_s = van.free_s if van.driving else now_s
        ahead = self.keys.capacity + self.keys.orders_ahead
        left = []
        queue = sorted(self.queue, key=lambda order: (self.orders[order][0], order))
        for order in queue:
            best_m, best = INF, None
            if self.elastic:
                fresh = Van(self.orders[order][1], now_s)
                fresh.stops = [(order, True), (order, False)]
                best_m, best = self.cost_m(fresh), (fresh, fresh.stops)
            for van in self.in_turn(vans, order):
                if self.load(van) >= ahead:
                    continue
                before_m = self.cost_m(van)
                for stops in self.with_order(van, order):
                    rise_m = self.cost_m(van, stops) - before_m
                    if rise_m < best_m:
                        best_m, best = rise_m, (van, stops)
            if best is None:
                left.append(order)
                continue
            van, stops = best
            if van not in vans:
                vans.append(van)
            van.stops = stops
        self.queue = left
        self.follow(vans, now_s)

    def load(self, van):
        """Return how many orders a vehicle has, aboard and to be picked up."""
        return len(van.aboard) + sum(boards for _, boards in van.stops)

    def in_turn(self, vans, order):
        """Return those that join now, then the others by how soon they could serve."""
        _, producer, consumer = self.orders[order]
        fresh = [van for van in vans if van.number is None]

        def soonest(van):
            way_s = self.leg(van.place, producer)[0]
            ride_s = self.leg(producer, consumer)[0]
            return self.price_m(order, van.free_s + way_s + ride_s), van.number

        return fresh + sorted((v for v in vans if v.number is not None), key=soonest)

    def with_order(self, van, order):
        """Yield the stops with an order in every two places."""
        stops = van.stops
        for board in range(len(stops) + 1):
            for alight in range(board, len(stops) + 1):
                yield [
                    *stops[:board],
                    (order, True),
                    *stops[board:alight],
                    (order, False),
                    *stops[alight:],
                ]

    def price_m(self, order, drop_s):
        """Return the price of a delivery at a time: of its time, and of lateness."""
        keys, (start_s, producer, consumer) = self.keys, self.orders[order]
        direct_s = self.leg(producer, consumer)[0]
        aim_s = start_s + keys.promise_s - keys.margin_s
        if start_s + direct_s > aim_s:
            aim_s = start_s + 1.15 * direct_s + 120
        late_s = max(0.0, drop_s - aim_s)
        time_m = keys.value_of_time_m_per_s * (drop_s - start_s)
        return time_m + keys.late_m_per_s * late_s

    def cost_m(self, van, stops=None):
        """Return the price of a plan; infinite where it breaks a limit."""
        keys = self.keys
        stops = van.stops if stops is None else stops
        here, now_s, aboard = van.place, van.free_s, dict(van.aboard)
        cost_m = keys.new_vehicle_m if van.number is None and stops else 0.0
        for order, boards in stops:
            there = self.place((order, boards))
            time_s, metres = self.leg(here, there)
            here, now_s, cost_m = there, now_s + time_s, cost_m + metres
            if boards:
                aboard[order] = now_s
                if len(aboard) > keys.capacity:
                    return INF
            else:
                direct_s = self.leg(*self.orders[order][1:])[0]
                longest_s = keys.max_detour * direct_s + keys.detour_slack_s
                if now_s - aboard.pop(order) > longest_s:
                    return INF
                cost_m += self.price_m(order, now_s)
        return cost_m

    def follow(self, vans, now_s):
        """Give the vehicles their stops; those that stand and are not held leave."""
        for van in vans:
            if van.number is None:
                van.number, van.place = len(self.vans), self.place(van.stops[0])
                self.vans.append(van)
            if van.driving:
                continue
            van.held_s = None
            if van.stops:
                depart_s = self.held_until(van, now_s)
                if depart_s > now_s:
                    van.held_s = depart_s
                else:
                    self.go_on(van, now_s)

    def held_until(self, van, now_s):
        """Return until when a vehicle stands for its only order."""
        if self.load(van) != 1 or self.keys.capacity == 1:
            return now_s
        keys, (order, _) = self.keys, van.stops[0]
        start_s, producer, consumer = self.orders[order]
        ride_s = self.leg(producer, consumer)[0]
        way_s = self.leg(van.place, producer)[0]
        aim_s = start_s + keys.promise_s - keys.margin_s
        if start_s + ride_s > aim_s:
            aim_s = start_s + 1.15 * ride_s + 120
        spare_s = aim_s - keys.spare_s - way_s - ride_s
        return round(min(start_s + keys.hold_s, spare_s) * 1024) / 1024
