"""Stays of vehicles at doors, where picking up or handing out takes time."""

from dataclasses import dataclass

import numpy as np

from analysis.tables.legs import NEVER, LegColumns, listed_orders
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.region.region import PRODUCER
from simulation.units import Floats, Ints


@dataclass(frozen=True)
class DoorColumns:
    """Columns over the stays, in order of their beginnings."""

    vehicle: Ints  # (n,)
    place: Ints  # (n,) the door
    started_s: Floats  # (n,)
    food_s: Floats  # (n,) until when it waits for food, its beginning if for none;
    # it may lie beyond the horizon
    finished_s: Floats  # (n,) NaN if not before the horizon
    load: Ints  # (n,) orders that it is for
    started_row: Ints  # (n,) rows of the event table
    finished_row: Ints  # (n,) NEVER if not before the horizon

    def __len__(self) -> int:
        """Return the number of stays n."""
        return int(self.vehicle.size)


def door_columns(run: Run) -> DoorColumns:
    """Return the stays at doors of `run` as numpy columns; none if they take no time.

    At a producer's door a vehicle waits until the last of the orders that it picks up
    is ready.
    """
    events = run.events
    started = events.rows(Kind.DOOR_STARTED)
    finished = _finishes(run, started)
    finished_s = np.full(started.size, np.nan)
    over = finished != NEVER
    finished_s[over] = events.time_s[finished[over]]
    started_s = events.time_s[started]
    place = events.place[started].astype(np.int64)
    until_s = np.nan_to_num(finished_s, nan=np.inf)
    picks_up = run.places.kind[place] == PRODUCER
    ready_s = np.where(picks_up, _last_ready_s(run, started), -np.inf)
    return DoorColumns(
        vehicle=events.vehicle[started].astype(np.int64),
        place=place,
        started_s=started_s,
        food_s=np.clip(ready_s, started_s, until_s),
        finished_s=finished_s,
        load=events.loads[started],
        started_row=started,
        finished_row=finished,
    )


def _finishes(run: Run, started: Ints) -> Ints:
    """Return the row where each stay ends, (n,): the vehicle's next; else `NEVER`."""
    events = run.events
    rows = _rows(run, started)
    rows = rows[np.argsort(events.vehicle[rows], kind="stable")]
    begins = np.flatnonzero(events.kind[rows] == Kind.DOOR_STARTED)
    following = np.append(rows, NEVER)[begins + 1]
    ends = (
        (following != NEVER)
        & (events.vehicle[following] == events.vehicle[rows[begins]])
        & (events.kind[following] == Kind.DOOR_FINISHED)
    )
    in_turn = np.argsort(rows[begins])  # as the stays begin
    return np.where(ends, following, NEVER)[in_turn]


def _rows(run: Run, started: Ints) -> Ints:
    """Return the rows of all beginnings and ends of stays, in order."""
    if not started.size:
        return started
    return np.sort(np.concatenate((started, run.events.rows(Kind.DOOR_FINISHED))))


def _last_ready_s(run: Run, rows: Ints) -> Floats:
    """Return when the last of the orders listed in each row is ready [s], (n,)."""
    last_s = np.full(rows.size, -np.inf)
    if run.orders.ready_s is not None:
        stay = np.repeat(np.arange(rows.size), run.events.loads[rows])
        np.maximum.at(last_s, stay, run.orders.ready_s[listed_orders(run, rows)])
    return last_s


def aboard_at_doors(run: Run, legs: LegColumns) -> tuple[Ints, Ints]:
    """Return (order, row) of who comes aboard a vehicle that stands at a door, (n,).

    A row for each beginning and end of a stay, also of one for others; an order that
    was handed out before is not aboard any more.
    """
    events = run.events
    rows = _rows(run, events.rows(Kind.DOOR_STARTED))
    if not rows.size:
        return rows, rows
    arrived = np.flatnonzero(legs.arrive_row != NEVER)
    if not arrived.size:
        return arrived, arrived
    key = legs.vehicle[arrived] * len(events) + legs.arrive_row[arrived]
    in_turn = np.argsort(key)
    at = np.searchsorted(key[in_turn], events.vehicle[rows] * len(events) + rows) - 1
    leg = arrived[in_turn[np.maximum(at, 0)]]
    came = (at >= 0) & (legs.vehicle[leg] == events.vehicle[rows])
    rows, leg = rows[came], leg[came]
    counts = legs.load[leg]
    first = np.repeat((np.cumsum(legs.load) - legs.load)[leg], counts)
    within = np.arange(first.size) - np.repeat(np.cumsum(counts) - counts, counts)
    order, row = legs.order[first + within], np.repeat(rows, counts)
    delivered = np.full(len(run.orders), len(events))
    done = np.flatnonzero(np.isin(events.kind, (Kind.DELIVERED, Kind.RETURNED)))
    delivered[events.order[done]] = done
    aboard = row < delivered[order]
    return order[aboard], row[aboard]
