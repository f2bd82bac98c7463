"""A day of dispatch without the simulator: a plain loop over beats and stops.

Vehicles drive their plans; nobody is diverted on a leg. Everything that happens is
noted, so that laws can be checked on it.
"""

from dataclasses import dataclass, field

import numpy as np

from simulation.dispatch.options import DispatchOptions
from simulation.dispatch.planner import Planner
from simulation.dispatch.plans import (
    Aboard,
    DoorTrip,
    Joining,
    OrderStop,
    PlannedVehicle,
)


@dataclass
class Van:
    """A vehicle under way: a view of it, and when its next leg may begin."""

    number: int
    place: int  # where it stands, or the end of its leg
    free_s: float
    capacity: int
    aboard: dict[int, Aboard] = field(default_factory=dict)
    stops: list[OrderStop] = field(default_factory=list)
    depart_s: float = 0.0

    def view(self, now_s: float) -> PlannedVehicle:
        """Return what a planner sees; its leg, if it drives, has an end."""
        return PlannedVehicle(
            self.number,
            self.place,
            max(self.free_s, now_s),
            self.capacity,
            tuple(self.aboard.values()),
            tuple(self.stops),
        )


class Day:
    """Orders released over time, planned on a beat, driven stop by stop."""

    def __init__(self, towards, options: DispatchOptions, capacity: int, starts=()):
        self.towards, self.options, self.capacity = towards, options, capacity
        self.elastic = not starts
        joining = Joining(capacity) if self.elastic else None
        self.planner = Planner(towards, options, joining)
        self.vans = [
            Van(number, place, 0.0, capacity) for number, place in enumerate(starts)
        ]
        self.waiting: list[DoorTrip] = []
        self.delivered: dict[int, float] = {}
        self.boarded: dict[int, tuple[int, float]] = {}
        self.distance_m = 0.0

    def run(self, trips: list[DoorTrip], beat_s: float, rng: np.random.Generator):
        """Serve all trips; return self."""
        coming = sorted(trips, key=lambda trip: trip.asked_s)
        beat = 0
        while len(self.delivered) < len(trips):
            now_s = beat * beat_s
            for van in self.vans:
                self.drive(van, now_s)
            while coming and coming[0].asked_s <= now_s:
                self.waiting.append(coming.pop(0))
            self.plan(now_s, rng)
            beat += 1
        return self

    def plan(self, now_s: float, rng: np.random.Generator):
        """Plan at a beat and give the vehicles their stops."""
        views = [van.view(now_s) for van in self.vans]
        plans = self.planner.plan(self.waiting, views, now_s, rng)
        self.waiting = list(plans.waiting)
        for van, plan in zip(self.vans, plans.plans, strict=False):
            van.stops, van.depart_s = list(plan.stops), plan.depart_s
        for plan in plans.plans[len(self.vans) :]:
            van = Van(len(self.vans), plan.vehicle.place, now_s, plan.vehicle.capacity)
            van.stops, van.depart_s = list(plan.stops), plan.depart_s
            self.vans.append(van)

    def drive(self, van: Van, until_s: float):
        """Let a vehicle do all that happens, and begin all that begins, before a time.

        An order boards when its vehicle is there and not before: until then the next
        plan may give it to another one.
        """
        while van.stops and max(van.free_s, van.depart_s) < until_s:
            van.free_s = max(van.free_s, van.depart_s)
            stop = van.stops[0]
            if stop.place == van.place:
                self.serve(van, van.stops.pop(0))
            else:
                time_s, metres = self.towards(stop.place)[van.place]
                self.distance_m += metres
                van.place, van.free_s = stop.place, van.free_s + time_s

    def serve(self, van: Van, stop: OrderStop):
        """Let an order board or alight where the vehicle stands."""
        order = stop.trip.order
        if stop.boards:
            assert order not in self.boarded
            self.boarded[order] = (van.number, van.free_s)
            van.aboard[order] = Aboard(stop.trip, van.free_s)
            assert len(van.aboard) <= van.capacity
        else:
            del van.aboard[order]
            self.delivered[order] = van.free_s
