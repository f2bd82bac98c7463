"""What happens beside the legs, as rows: vehicles, dwells, docks, orders."""

from dataclasses import replace

import numpy as np

from analysis.replay.columns import Column, ListedRows, Rows
from analysis.replay.miles import places_of_miles
from analysis.replay.snapshot import Snapshot
from analysis.tables.legs import listed_orders
from simulation.record.kinds import Kind
from simulation.units import Ints

NOTICES = (
    Kind.TIMES_LEARNT,
    Kind.HOTSPOT_SHUNNED,
    Kind.FEED_ALARM,
    Kind.FEED_BELIEVED,
)
_VISIT = (Kind.DOCK_REQUESTED, Kind.HANDOVER_STARTED, Kind.HANDOVER_FINISHED)


def vehicles(snapshot: Snapshot) -> Rows:
    """Return the vehicles that join."""
    events = snapshot.run.events
    rows = events.rows(Kind.VEHICLE_JOINED)
    return Rows(
        events.time_s[rows],
        {
            "vehicle": (events.vehicle[rows], "i4"),
            "pool": (events.pool[rows], "u1"),
            "place": (events.place[rows], "i4"),
            "time_s": (events.time_s[rows], "f8"),
        },
    )


def left(snapshot: Snapshot) -> Rows:
    """Return the vehicles that leave the fleet."""
    events = snapshot.run.events
    rows = events.rows(Kind.VEHICLE_LEFT)
    return Rows(
        events.time_s[rows],
        {
            "vehicle": (events.vehicle[rows], "i4"),
            "time_s": (events.time_s[rows], "f8"),
        },
    )


def plans(snapshot: Snapshot) -> ListedRows:
    """Return the stops that vehicles plan, each time they are others.

    Where first and last miles are planned, with the place of each stop of one; -1 for
    others, whose orders board at their producer or where they are handed over.
    """
    listed = _listed(snapshot, Kind.PLANNED, {})
    if snapshot.run.scenario.makes_rounds:
        return replace(listed, places=places_of_miles(snapshot, listed))
    return listed


def slowed(snapshot: Snapshot) -> Rows:
    """Return the legs that begin and are not as at free flow: longer, or further."""
    events = snapshot.run.events
    rows = events.rows(Kind.SLOWED)
    return Rows(
        events.time_s[rows],
        {
            "vehicle": (events.vehicle[rows], "i4"),
            "time_s": (events.time_s[rows], "f8"),
            "lost_s": (events.lost_s[rows], "f8"),
            "further_m": (events.distance_m[rows], "f8"),
        },
    )


def notices(snapshot: Snapshot) -> ListedRows:
    """Return what agents and planners learn, with the orders whose agents solve."""
    events = snapshot.run.events
    rows = np.flatnonzero(np.isin(events.kind, NOTICES))
    columns: dict[str, Column] = {
        "time_s": (events.time_s[rows], "f8"),
        "kind": (events.kind[rows], "u1"),
        "place": (events.place[rows], "i4"),
        "lost_s": (events.lost_s[rows], "f8"),
    }
    return _with_orders(snapshot, rows, columns)


def meetings(snapshot: Snapshot) -> ListedRows:
    """Return the meetings that are planned: who is to hand over whom, and where."""
    events = snapshot.run.events
    rows = events.rows(Kind.MEETING_PLANNED)
    more: dict[str, Column] = {
        "place": (events.place[rows], "i4"),
        "saving_m": (events.distance_m[rows], "f8"),
    }
    return _listed(snapshot, Kind.MEETING_PLANNED, more)


def _listed(snapshot: Snapshot, kind: Kind, more: dict[str, Column]) -> ListedRows:
    """Return the events of a kind that list orders: vehicles, times, and `more`."""
    events = snapshot.run.events
    rows = events.rows(kind)
    columns: dict[str, Column] = {
        "vehicle": (events.vehicle[rows], "i4"),
        "time_s": (events.time_s[rows], "f8"),
    }
    return _with_orders(snapshot, rows, columns | more)


def _with_orders(
    snapshot: Snapshot, rows: Ints, columns: dict[str, Column]
) -> ListedRows:
    """Return some rows of the log with the orders that each lists."""
    events = snapshot.run.events
    return ListedRows(
        events.time_s[rows],
        columns,
        np.concatenate(([0], np.cumsum(events.loads[rows]))),
        listed_orders(snapshot.run, rows),
    )


def dwells(snapshot: Snapshot) -> Rows:
    """Return how the deliveries at hotspots change."""
    steps = snapshot.dwells
    return Rows(
        steps.time_s,
        {
            "time_s": (steps.time_s, "f8"),
            "place": (steps.place, "i4"),
            "change": (steps.change, "i4"),
        },
    )


def docks(snapshot: Snapshot) -> Rows:
    """Return what happens at docks, in order of the log."""
    events = snapshot.run.events
    rows = np.flatnonzero(np.isin(events.kind, _VISIT))
    return Rows(
        events.time_s[rows],
        {
            "time_s": (events.time_s[rows], "f8"),
            "place": (events.place[rows], "i4"),
            "vehicle": (events.vehicle[rows], "i4"),
            "kind": (events.kind[rows] - _VISIT[0], "u1"),
        },
    )


def orders(snapshot: Snapshot) -> Rows:
    """Return the released orders."""
    released = snapshot.run.orders
    further = {"ready_s": released.ready_s, "due_s": released.due_s}
    return Rows(
        released.start_s,
        {
            "order": (np.arange(len(released)), "i4"),
            "producer": (released.producer, "i4"),
            "consumer": (released.consumer, "i4"),
            "start_s": (released.start_s, "f8"),
            **{
                name: (each, "f8") for name, each in further.items() if each is not None
            },
        },
    )


def doors(snapshot: Snapshot) -> Rows:
    """Return the stays at doors that begin, and until when they wait for food."""
    stays = snapshot.doors
    return Rows(
        stays.started_s,
        {
            "vehicle": (stays.vehicle, "i4"),
            "time_s": (stays.started_s, "f8"),
            "food_s": (stays.food_s, "f8"),
        },
    )


def touches(snapshot: Snapshot) -> Rows:
    """Return the events that concern each order, in order of the log.

    An event that concerns several orders has a row for each. Where two begin to
    share, each is the other's partner.
    """
    events = snapshot.run.events
    decided = events.rows(Kind.DECIDED)
    order = np.concatenate((snapshot.touched, events.order[decided]))
    row = np.concatenate((snapshot.row, decided))
    in_turn = np.lexsort((order, row))
    order, row = order[in_turn], row[in_turn]
    partner = events.partner[row]
    proposed = (partner == order) & (events.kind[row] == Kind.SHARING_ACCEPTED)
    partner[proposed] = events.order[row[proposed]]
    return Rows(
        events.time_s[row],
        {
            "order": (order, "i4"),
            "place": (events.place[row], "i4"),
            "to_place": (events.to_place[row], "i4"),
            "vehicle": (events.vehicle[row], "i4"),
            "partner": (partner, "i4"),
            "time_s": (events.time_s[row], "f8"),
            "pool": (events.pool[row], "i4"),
            "kind": (events.kind[row], "u1"),
        },
    )
