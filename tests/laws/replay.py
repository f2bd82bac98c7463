"""The event log played row by row: an independent account of who is where.

A plain state machine over the rows of the run folder's contract. It reads the
log, the places and the scenario's keys, as an analyst would, and nothing of the
simulation that wrote them.
"""

import math
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from simulation.record.kinds import Kind

CORE, PERIPHERAL = 0, 1


class Row(NamedTuple):
    """One event; None where the log has null."""

    number: int
    time_s: float
    kind: str
    order: int | None
    partner: int | None
    vehicle: int | None
    place: int | None
    to_place: int | None
    pool: int | None
    intervention: int | None
    distance_m: float | None
    ignored_m: float | None
    q_sum: float | None
    lost_s: float | None
    orders: tuple[int, ...]


def rows_of(events):
    """Return all rows of an event table."""
    whole = ("order", "partner", "vehicle", "place", "to_place", "pool")
    whole += ("intervention",)
    columns = [
        [None if each == -1 else each for each in getattr(events, name).tolist()]
        for name in whole
    ] + [
        [None if math.isnan(each) else each for each in getattr(events, name).tolist()]
        for name in ("distance_m", "ignored_m", "q_sum", "lost_s")
    ]
    labels = [Kind(code).label for code in events.kind.tolist()]
    times = events.time_s.tolist()
    return [
        Row(number, times[number], labels[number], *fields, events.load(number))
        for number, fields in enumerate(zip(*columns, strict=True))
    ]


@dataclass
class Order:
    """One order so far.

    `need`: "vehicle", "ride", "bay", "handover", "hop" (stands at a hotspot) or
    "nothing" (delivered).
    """

    number: int
    destination: int  # hotspot
    place: int | None  # where it lies; None aboard, docking included
    need: str = "vehicle"
    vehicle: int | None = None
    bound_for: int | None = None
    since_s: float = 0.0  # stands at a hotspot
    free_s: float = 0.0  # stands there and shares with nobody
    legs: int = 0
    hotspots: list[int] = field(default_factory=list)  # in order of visit
    party: set[int] | None = None  # all who share with it, itself included
    decided: Row | None = None  # where it goes from here
    requested: Row | None = None

    @property
    def hotspot(self):
        """Where it stands, or is bound for."""
        return self.place if self.vehicle is None else self.bound_for

    @property
    def stands(self):
        """Whether it stands at a hotspot and has called no vehicle."""
        return self.need == "hop"

    @property
    def undecided(self):
        """Whether it stands, shares with nobody, and may decide."""
        return (
            self.stands
            and self.party is None
            and self.decided is None
            and self.place != self.destination
        )


@dataclass
class Vehicle:
    """One vehicle so far."""

    number: int
    pool: int
    place: int | None  # None while it drives
    since_s: float  # when it last arrived, or joined
    idle: bool = True
    leg: Row | None = None  # its departure, while it drives
    legs: int = 0
    left_s: float | None = None  # when it left the fleet


def docks_at_all(hotspots):
    """Return whether a hotspot has bays or storage to count, or takes time."""
    limits = [hotspots["docks"], *hotspots["docks_at"].values()]
    limits += [hotspots["storage"], *hotspots["storage_at"].values()]
    return any(each != "unlimited" for each in limits) or hotspots["handover_s"] > 0


def hotspots_under(hotspots, interventions, now_s):
    """Return the keys of hotspots as interventions set them at a time."""
    single = {key: dict(hotspots[key]) for key in ("docks_at", "storage_at")}
    now = {**hotspots, **single}
    for each in interventions:  # in order of their beginnings
        if each["at_s"] <= now_s and (each["until_s"] or math.inf) > now_s:
            for key, value in each.get("set", {}).items():
                table, _, name = key.removeprefix("hotspots.").partition(".")
                if name and table in single:
                    now[table][name] = value
                elif key.startswith("hotspots."):
                    now[table] = value
    return now


class Replay:
    """Iterate over the rows; meanwhile the state is the one before the row."""

    def __init__(self, run):
        self.rows = rows_of(run.events)
        self.tract = run.places.tract.tolist()
        self.hotspots = len(run.tract_ids)
        mode = run.scenario.service.mode
        self.direct, self.stacked = mode == "direct", mode == "stacked"
        self.consumer = run.orders.consumer.tolist()
        later = run.scenario.hotspots.model_dump()
        before, self.forked_s = later, -1.0
        if run.forked_from is not None:
            was = run.forked_from["before"]
            before = {key: was.get(f"hotspots.{key}", later[key]) for key in later}
            self.forked_s = run.forked_from["at_s"]
        self.docks_before, self.docks_later = before, later
        self.interventions = run.interventions
        self.orders = {}
        self.vehicles = {}
        self.now_s = 0.0
        self.waiting = {place: [] for place in range(self.hotspots)}  # for a bay
        self.bays = {place: set() for place in range(self.hotspots)}

    def __iter__(self):
        """Yield each row before it happens."""
        for row in self.rows:
            self.now_s = row.time_s
            yield row
            getattr(self, f"_{row.kind}")(row)

    @property
    def docking(self):
        """Whether loaded vehicles dock, at the time of the row."""
        now = self.docks_later if self.now_s >= self.forked_s else self.docks_before
        return docks_at_all(hotspots_under(now, self.interventions, self.now_s))

    def party(self, order):
        """Return all who share with an order, itself included."""
        return self.orders[order].party or {order}

    def _released(self, row):
        destination = self.tract[self.consumer[row.order]]
        self.orders[row.order] = Order(row.order, destination, row.place)

    def _vehicle_joined(self, row):
        self.vehicles[row.vehicle] = Vehicle(
            row.vehicle, int(row.pool), row.place, row.time_s
        )

    def _vehicle_left(self, row):
        vehicle = self.vehicles[row.vehicle]
        vehicle.idle, vehicle.left_s = False, row.time_s

    def _planned(self, row):
        """Nothing has happened yet."""

    def _rebalanced(self, row):
        vehicle = self.vehicles[row.vehicle]
        assert vehicle.leg is None  # it stands, elsewhere
        assert vehicle.place != row.place

    def _decided(self, row):
        self.orders[row.order].decided = row

    def _vehicle_requested(self, row):
        order = self.orders[row.order]
        order.need, order.requested = "vehicle", row

    def _departed(self, row):
        vehicle = self.vehicles[row.vehicle]
        vehicle.place, vehicle.leg, vehicle.idle = None, row, False
        vehicle.legs += 1
        for number in row.orders:
            order = self.orders[number]
            order.need, order.place, order.requested = "ride", None, None
            order.vehicle, order.bound_for = row.vehicle, row.to_place
            order.legs += 1

    def _diverted(self, row):
        """Its leg ends at another place, as the next row says."""
        vehicle = self.vehicles[row.vehicle]
        left_m = vehicle.leg.distance_m - row.distance_m
        vehicle.leg = vehicle.leg._replace(to_place=row.place, distance_m=left_m)
        for number in row.orders:
            self.orders[number].bound_for = row.place

    def _arrived(self, row):
        vehicle = self.vehicles[row.vehicle]
        load = vehicle.leg.orders
        vehicle.place, vehicle.since_s, vehicle.leg = row.place, row.time_s, None
        if self.stacked:  # whom the next rows deliver alights, the others ride on
            following = self.rows[row.number + 1 : row.number + 1 + len(load)]
            delivered = takewhile(lambda each: each.kind == "delivered", following)
            alighting = [each.order for each in delivered]
            self._unloaded(row, alighting)
            vehicle.idle = len(alighting) == len(load)  # as far as its load goes
            return
        if not load:
            return  # it is where its job begins
        if self.docking and row.place < self.hotspots:
            for number in load:
                self.orders[number].need = "bay"
        else:
            self._unloaded(row, load)

    def _dock_requested(self, row):
        self.waiting[row.place].append(row.vehicle)

    def _handover_started(self, row):
        self.waiting[row.place].remove(row.vehicle)
        self.bays[row.place].add(row.vehicle)
        for number in row.orders:
            self.orders[number].need = "handover"

    def _handover_finished(self, row):
        self.bays[row.place].remove(row.vehicle)
        self._unloaded(row, row.orders)

    def _unloaded(self, row, load):
        self.vehicles[row.vehicle].idle = True
        for number in load:
            order = self.orders[number]
            order.vehicle, order.bound_for, order.decided = None, None, None
            order.place, order.since_s = row.place, row.time_s
            order.free_s = row.time_s
            order.need = "hop" if row.place < self.hotspots else "door"
            if row.place < self.hotspots:
                order.hotspots.append(row.place)

    def _sharing_accepted(self, row):
        party = self.party(row.order) | self.party(row.partner)
        for number in party:
            self.orders[number].party = party

    def _sharing_ended(self, row):
        order = self.orders[row.order]
        order.free_s = row.time_s
        if order.party is not None:
            order.party.discard(row.order)
            order.party = None

    def _delivered(self, row):
        self.orders[row.order].need = "nothing"

    def _still_open(self, row):
        pass

    def _intervention_started(self, row):
        pass

    _intervention_ended = _stop_left = _intervention_started
    _room_awaited = _storage_blocked = _intervention_started
    _times_learnt = _hotspot_shunned = _intervention_started
