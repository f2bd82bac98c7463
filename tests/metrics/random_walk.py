"""Random logs that obey the rules of the event log, without a world behind them.

Orders take legs, wait at docks, share and part by chance; several things often
happen at one instant. What the log allows is tried, sensible or not.
"""

import numpy as np

from simulation.record.kinds import CORE, PERIPHERAL, Kind
from simulation.record.log import EventLog
from simulation.units import TICKS_PER_S, on_time_grid
from tests.metrics.runs import C5, C6, H0, H1, H2, P3, P4, door_row, run_of

HOTSPOTS = (H0, H1, H2)


class RandomWalk:
    """Writes one random log, an event or a few per step.

    With `doors`, orders are ready, due and cancelled at times of their own, and
    vehicles stand at doors.
    """

    def __init__(self, seed, orders, *, docks, doors=False):
        self.rng = np.random.default_rng(seed)
        self.telling = np.random.default_rng((seed, 1))  # what vehicles are told
        self.log = EventLog()
        self.now = 0.0
        self.docks = docks
        self.doors = doors
        self.stays = {}  # vehicle: (place, whom for, what is done when it is over)
        self.cancelled = set()
        self.details = {"ready_s": [], "due_s": []}
        self.orders = orders
        self.released = 0
        self.at = {}  # place of each order that stands, requested or not
        self.requested = set()
        self.sharing = set()
        self.idle = {}  # vehicle: place
        self.driving = {}  # vehicle: (to_place, load)
        self.visits = {}  # vehicle: [place, load, row of its visit it is at]
        self.vehicles = 0
        self.pools = []  # of each vehicle
        self.delivered = set()

    def run(self, steps):
        """Return the run after some steps, cut off there."""
        actions = [
            *(self._release, self._request, self._depart, self._depart, self._arrive),
            *(
                self._arrive,
                self._dock,
                self._dock,
                self._share,
                self._part,
                self._reposition,
                self._leave,
            ),
        ]
        if self.doors:
            actions += [self._finish, self._finish, self._cancel]
        for _ in range(steps):
            self.now += int(self.rng.integers(0, 4)) * 500 / TICKS_PER_S
            actions[self.rng.integers(len(actions))]()
        for order in range(self.released):
            if order not in self.delivered | self.cancelled:
                self.log.still_open(self.now, order, self.at.get(order, -1))
        consumers = [(C5, C6)[order % 2] for order in range(self.released)]
        window = [self.now / 240, self.now / 80]  # minutes
        details = {
            name: on_time_grid(np.array(values))
            for name, values in self.details.items()
        }
        return run_of(
            self.log,
            consumers,
            self.now,
            details if self.doors else None,
            promise_s=60,
            report={"window_min": window},
        )

    def _any_of(self, options):
        options = sorted(options)
        return options[self.rng.integers(len(options))] if options else None

    def _release(self):
        if self.released < self.orders:
            self.at[self.released] = self._any_of((P3, P4))
            self.log.released(self.now, self.released, self.at[self.released])
            if self.doors:
                self.details["ready_s"].append(self.now + self.rng.integers(0, 60))
                self.details["due_s"].append(self.now + self.rng.integers(1, 90))
            self.released += 1

    def _request(self):
        order = self._any_of(set(self.at) - self.requested)
        if order is not None:
            pool = CORE if self.at[order] in HOTSPOTS else PERIPHERAL
            self.log.vehicle_requested(self.now, order, self.at[order], pool)
            self.requested.add(order)

    def _vehicle_at(self, place):
        here = [vehicle for vehicle, where in self.idle.items() if where == place]
        if here and self.rng.random() < 0.8:
            return self._any_of(here)
        pool = (CORE, PERIPHERAL)[self.rng.integers(2)]
        self.log.vehicle_joined(self.now, self.vehicles, place, pool)
        self.pools.append(pool)
        self.vehicles += 1
        return self.vehicles - 1

    def _depart(self):
        first = self._any_of(self.requested)
        if first is None:
            return
        place = self.at[first]
        load = [o for o in sorted(self.requested) if self.at[o] == place]
        load = [o for o in load if o == first or self.rng.random() < 0.7][:4]
        door = self.rng.random() < 0.2
        vehicle = self._vehicle_at(place)
        to_place = C5 if door else self._any_of(HOTSPOTS)
        for order in load:
            del self.at[order]
            self.requested.discard(order)
        if self.doors and place in (P3, P4):
            self._stay(vehicle, place, load, to_place)
            return
        self._move(vehicle, place, to_place, load)

    def _stay(self, vehicle, place, load, then):
        """Begin a stay at a door; `then`: where to with them, or who is next there."""
        self.idle.pop(vehicle, None)
        door_row(self.log, Kind.DOOR_STARTED, self.now, vehicle, place, load)
        self.stays[vehicle] = (place, load, then)

    def _finish(self):
        vehicle = self._any_of(self.stays)
        if vehicle is None:
            return
        place, load, then = self.stays.pop(vehicle)
        there = [order for order in load if order not in self.cancelled]
        listed = there if self.rng.random() < 0.5 else load
        door_row(self.log, Kind.DOOR_FINISHED, self.now, vehicle, place, listed)
        self.idle[vehicle] = place
        if place != C5 and there:
            self._move(vehicle, place, then, there)
        elif place == C5:
            for order in load:
                self.log.delivered(self.now, order, vehicle, place)
                self.delivered.add(order)
            if then:
                self._stay(vehicle, place, then, [])

    def _cancel(self):
        lies = {order for order, place in self.at.items() if place in (P3, P4)}
        stays = [load for place, load, _ in self.stays.values() if place != C5]
        lies |= {order for load in stays for order in load} - self.cancelled
        order = self._any_of(lies)
        if order is not None and self.rng.random() < 0.15:
            self.log.add(Kind.CANCELLED, self.now, order, P3)
            self.cancelled.add(order)
            self.at.pop(order, None)
            self.requested.discard(order)
            self.sharing.discard(order)

    def _reposition(self):
        vehicle = self._any_of(self.idle)
        if vehicle is not None:
            self._move(vehicle, self.idle[vehicle], self._any_of(HOTSPOTS), [])

    def _leave(self):
        vehicle = self._any_of(self.idle)
        if vehicle is not None and self.rng.random() < 0.2:
            place = self.idle.pop(vehicle)
            self.log.vehicle_left(self.now, vehicle, place, self.pools[vehicle])

    def _move(self, vehicle, place, to_place, load):
        metres = int(self.rng.integers(1, 99_999)) / 10
        ignored = np.nan
        if not load and self.rng.random() < 0.5:
            metres, ignored = 0.0, metres
        if self.telling.random() < 0.5:
            if self.telling.random() < 0.5:
                self.log.add(Kind.REBALANCED, self.now, vehicle, to_place)
            else:
                self.log.add(Kind.PLANNED, self.now, vehicle, orders=tuple(load))
        self.log.departed(self.now, vehicle, place, to_place, metres, load, ignored)
        if int(10 * metres) % 3 == 1:  # longer, or shorter than at free flow
            lost_s = (int(10 * metres) % 700 - 100) / 2
            further_m = float(int(metres) % 50)
            self.log.add(
                Kind.SLOWED, self.now, vehicle, place, to_place, further_m, lost_s
            )
        self.idle.pop(vehicle, None)
        self.driving[vehicle] = (to_place, load)

    def _arrive(self):
        vehicle = self._any_of(self.driving)
        if vehicle is None:
            return
        place, load = self.driving.pop(vehicle)
        self.log.arrived(self.now, vehicle, place)
        if load and self.docks and place in HOTSPOTS:
            self.visits[vehicle] = [place, load, 0]
            return
        if load and self.doors and place == C5:
            self._stay(vehicle, place, load[:1], load[1:])
            return
        self.idle[vehicle] = place
        for order in load:
            if place == C5:
                self.log.delivered(self.now, order, vehicle, place)
                self.delivered.add(order)
            else:
                self.at[order] = place

    def _dock(self):
        vehicle = self._any_of(self.visits)
        if vehicle is None:
            return
        place, load, stage = self.visits[vehicle]
        rows = (
            self.log.dock_requested,
            self.log.handover_started,
            self.log.handover_finished,
        )
        rows[stage](self.now, vehicle, place, load)
        self.visits[vehicle][2] += 1
        if stage == 2:
            del self.visits[vehicle]
            self.idle[vehicle] = place
            self.at |= dict.fromkeys(load, place)

    def _share(self):
        under_way = set(range(self.released)) - self.delivered - self.cancelled
        order = self._any_of(under_way)
        near = {o for o in under_way if self.at.get(o, -1) == self.at.get(order)}
        likely = near if self.rng.random() < 0.7 else under_way
        partner = self._any_of(likely - {order})
        if partner is not None:
            self.log.sharing_accepted(self.now, order, partner, H0, 1.25)
            self.sharing |= {order, partner}

    def _part(self):
        order = self._any_of(self.sharing - self.delivered - self.cancelled)
        if order is not None and self.rng.random() < 0.3:
            self.log.sharing_ended(self.now, order, H0)
            self.sharing.discard(order)
