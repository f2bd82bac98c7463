"""Legs: every movement of every vehicle, empty or loaded.

A leg that is cut by a breakdown ends there, having been driven so far; its rest is a
leg of its own, from the repair on, with whoever is aboard still. One that a vehicle
turns off ends at that place.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.record.kinds import CORE, Kind
from simulation.record.run import Run
from simulation.units import Bools, Floats, Ints

if TYPE_CHECKING:
    from pandas import DataFrame

_CUT = (Kind.BROKE_DOWN, Kind.DIVERTED)
NEVER = -1  # row of an arrival that the horizon cut off


@dataclass(frozen=True)
class LegColumns:
    """Columns over the legs, in order of departure."""

    vehicle: Ints  # (n,)
    pool: Ints  # (n,) of the vehicle: CORE, or a class of peripheral ones
    place: Ints  # (n,) where it starts
    to_place: Ints  # (n,)
    tract: Ints  # (n,) of the start
    depart_s: Floats  # (n,)
    arrive_s: Floats  # (n,) NaN if under way at the horizon
    distance_m: Floats  # (n,)
    ignored_m: Floats  # (n,) left out of the distance (deadheading ignored)
    load: Ints  # (n,) deliveries aboard
    depart_row: Ints  # (n,) rows of the event table
    arrive_row: Ints  # (n,) NEVER if under way at the horizon
    rest: Bools  # (n,) the rest of the leg before it, which a breakdown had cut
    order: Ints  # (m,) aboard, leg after leg
    leg: Ints  # (m,) the leg that `order` is aboard

    def __len__(self) -> int:
        """Return the number of legs n."""
        return int(self.vehicle.size)

    @property
    def core(self) -> Bools:
        """Which are driven by a core vehicle, else by a peripheral one, (n,)."""
        core: Bools = self.pool == CORE
        return core


def leg_columns(run: Run) -> LegColumns:
    """Return the legs of `run` as numpy columns."""
    events = run.events
    begins = (events.kind == Kind.DEPARTED) | (events.kind == Kind.REPAIRED)
    ends = np.isin(events.kind, (Kind.ARRIVED, *_CUT))
    rows = np.flatnonzero(begins | ends)
    rows = rows[np.argsort(events.vehicle[rows], kind="stable")]
    # Beginnings and ends of a vehicle's legs alternate: the next row is the end.
    departs = np.flatnonzero(begins[rows])
    following = np.append(rows, NEVER)[departs + 1]
    ended = (following != NEVER) & (
        events.vehicle[following] == events.vehicle[rows[departs]]
    )
    arrive_of = np.full(len(events), NEVER)
    arrive_of[rows[departs]] = np.where(ended, following, NEVER)

    depart_row = np.flatnonzero(begins)
    arrive_row = arrive_of[depart_row]
    vehicle = events.vehicle[depart_row].astype(np.int64)
    place = events.place[depart_row].astype(np.int64)
    load = events.loads[depart_row]
    arrived = arrive_row != NEVER
    cut = arrived & np.isin(events.kind[arrive_row], _CUT)
    turned = arrived & (events.kind[arrive_row] == Kind.DIVERTED)
    bound = events.to_place[depart_row]
    undriven_m = np.where(cut, events.distance_m[arrive_row], 0.0)
    return LegColumns(
        vehicle=vehicle,
        pool=pools_of_vehicles(run)[vehicle],
        place=place,
        to_place=np.where(turned, events.place[arrive_row], bound).astype(np.int64),
        tract=run.places.tract[place],
        depart_s=events.time_s[depart_row],
        arrive_s=np.where(arrived, events.time_s[arrive_row], np.nan),
        distance_m=events.distance_m[depart_row] - undriven_m,
        ignored_m=np.nan_to_num(events.ignored_m[depart_row], nan=0.0),
        load=load,
        depart_row=depart_row,
        arrive_row=arrive_row,
        rest=events.kind[depart_row] == Kind.REPAIRED,
        order=listed_orders(run, depart_row),
        leg=np.repeat(np.arange(depart_row.size), load),
    )


def rebalancing(run: Run, legs: LegColumns) -> Bools:
    """Return which legs idle vehicles drive to be where orders are expected, (n,).

    Those that begin after they are sent and before anything else is planned for them.
    """
    events = run.events
    marks = (Kind.REBALANCED, Kind.PLANNED, Kind.DEPARTED)
    rows = np.flatnonzero(np.isin(events.kind, marks))
    rows = rows[np.argsort(events.vehicle[rows], kind="stable")]
    kind, vehicle = events.kind[rows], events.vehicle[rows]
    told = np.where(kind != Kind.DEPARTED, np.arange(rows.size), NEVER)
    last = np.maximum.accumulate(told)  # who is told nothing has what another was told
    sent = (kind[last] == Kind.REBALANCED) & (vehicle[last] == vehicle) & (last >= 0)
    is_sent = np.zeros(len(events), bool)
    is_sent[rows] = sent
    found: Bools = is_sent[legs.depart_row]
    return found


def pools_of_vehicles(run: Run) -> Ints:
    """Return by vehicle number of which pool it is, `NEVER` of numbers not in use."""
    joined = run.events.rows(Kind.VEHICLE_JOINED)
    numbers = run.events.vehicle[joined]
    pools = np.full(int(numbers.max(initial=-1)) + 1, NEVER)
    pools[numbers] = run.events.pool[joined]
    return pools


def listed_orders(run: Run, rows: Ints) -> Ints:
    """Return the orders listed in `rows` of the events, one list after the other."""
    counts = run.events.loads[rows]
    within = np.arange(int(counts.sum())) - np.repeat(
        np.cumsum(counts) - counts, counts
    )
    at = np.repeat(run.events.offsets[rows], counts) + within
    orders: Ints = run.events.orders[at].astype(np.int64)
    return orders


def legs(run: Run) -> "DataFrame":
    """Return one row per leg, in order of departure.

    Columns: ``vehicle``; ``pool`` (core or peripheral); ``place``, ``to_place``;
    ``tract`` (id, of the start); ``depart_s``, ``arrive_s`` [s] (NaN if under way
    at the horizon); ``distance_m``; ``ignored_m``, left out of the distance where
    the scenario ignores deadheading; ``load``, the deliveries aboard.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    columns = leg_columns(run)
    return pd.DataFrame(
        {
            "vehicle": columns.vehicle,
            "pool": np.where(columns.core, "core", "peripheral"),
            "place": columns.place,
            "to_place": columns.to_place,
            "tract": np.array(run.tract_ids, dtype=np.str_)[columns.tract],
            "depart_s": columns.depart_s,
            "arrive_s": columns.arrive_s,
            "distance_m": columns.distance_m,
            "ignored_m": columns.ignored_m,
            "load": columns.load,
        }
    )
