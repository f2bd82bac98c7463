"""What an order's time is spent on, spell by spell, from what the log says of it.

Every event that concerns an order changes what it needs next. Sorted by order and
row of the log, these *touches* cut its time into spells, and each spell belongs to
one part, by the rule of the run folder (interface: "each instant of an order's wait
belongs to the last unmet need").
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.tables.doors import DoorColumns, aboard_at_doors, door_columns
from analysis.tables.legs import NEVER, LegColumns, listed_orders
from analysis.tables.modes import relayed_orders
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import Floats, Ints

_Orders = NDArray[np.int32] | Ints  # as in the log, or as columns have them
DOOR_PARTS = ("food_wait_s", "door_s")  # only where doors take time
PARTS = (
    "ride_s",
    "decision_wait_s",
    "partner_wait_s",
    "vehicle_wait_s",
    "bay_wait_s",
    "handover_s",
    *DOOR_PARTS,
)
_RIDE, _DECISION, _PARTNER, _VEHICLE, _BAY, _HANDOVER, _FOOD, _DOOR = range(len(PARTS))
_DONE = len(PARTS)  # delivered, cancelled, or cut off by the horizon
_SAME = -1  # the need stays what it was

# What an order is at from this event on; standing, it is up to its partner.
_NEED_FROM = {
    Kind.RELEASED: _VEHICLE,
    Kind.VEHICLE_REQUESTED: _VEHICLE,
    Kind.DEPARTED: _RIDE,
    Kind.ARRIVED: _DECISION,
    Kind.DOCK_REQUESTED: _BAY,
    Kind.HANDOVER_STARTED: _HANDOVER,
    Kind.HANDOVER_FINISHED: _DECISION,
    Kind.DELIVERED: _DONE,
    Kind.STILL_OPEN: _DONE,
    Kind.DOOR_STARTED: _DOOR,
    Kind.DOOR_FINISHED: _VEHICLE,
    Kind.CANCELLED: _DONE,
    Kind.RETURNED: _DONE,
    Kind.BROKE_DOWN: _VEHICLE,
    Kind.REPAIRED: _RIDE,
    Kind.DIVERTED: _RIDE,
}
_NEED = np.array([_NEED_FROM.get(kind, _SAME) for kind in Kind])
_NAMED = (  # kinds whose column `order` names the one concerned
    Kind.RELEASED,
    Kind.VEHICLE_REQUESTED,
    Kind.SHARING_ACCEPTED,
    Kind.SHARING_ENDED,
    Kind.DELIVERED,
    Kind.STILL_OPEN,
    Kind.CANCELLED,
    Kind.RETURNED,
    Kind.RECALLED,
    Kind.ATTEMPT_FAILED,
    Kind.MODE_CHOSEN,
)
_LISTED = (
    Kind.DOCK_REQUESTED,
    Kind.ROOM_AWAITED,
    Kind.HANDOVER_STARTED,
    Kind.HANDOVER_FINISHED,
    Kind.DOOR_STARTED,
    Kind.DOOR_FINISHED,
)


@dataclass(frozen=True)
class Spells:
    """Columns over the spells of all orders, by order and time."""

    order: Ints  # (n,)
    row: Ints  # (n,) of the event that it begins with
    part: Ints  # (n,) of PARTS
    lasts_s: Floats  # (n,)


def spells_of(run: Run, legs: LegColumns, among: range | None = None) -> Spells:
    """Return what the time of some orders was spent on; absent: of all.

    A stay at a door is waiting for food until all that is picked up there is ready,
    and time at the door from then on, for every order aboard. Where an order goes from
    door to door nobody decides: who stands at a hotspot waits for those still to be
    handed over.
    """
    order, row = touches(run, legs, among)
    kind, time_s = run.events.kind[row], run.events.time_s[row]
    part = parts_of(order, kind)
    if run.scenario.service.plans:
        part[(part == _DECISION) & ~relayed_orders(run)[order]] = _PARTNER
    lasts_s = np.zeros(order.size)
    lasts_s[:-1] = np.where(order[1:] == order[:-1], np.diff(time_s), 0.0)
    counted = part != _DONE
    spells = Spells(order[counted], row[counted], part[counted], lasts_s[counted])
    doors = door_columns(run)
    return _with_food(spells, run, doors) if len(doors) else spells


def _with_food(spells: Spells, run: Run, doors: DoorColumns) -> Spells:
    """Return spells of which those at doors are parted where all food is ready."""
    started = run.events.kind[spells.row] == Kind.DOOR_STARTED
    began = _carried_on(np.where(started, spells.row, _SAME))  # the stay's first row
    at_door = spells.part == _DOOR
    food_s = np.zeros(len(run.events))
    food_s[doors.started_row] = doors.food_s
    from_s = run.events.time_s[spells.row[at_door]]
    waits_s = np.clip(food_s[began[at_door]] - from_s, 0.0, spells.lasts_s[at_door])
    lasts_s = spells.lasts_s.copy()
    lasts_s[at_door] -= waits_s
    return Spells(
        np.concatenate((spells.order, spells.order[at_door])),
        np.concatenate((spells.row, spells.row[at_door])),
        np.concatenate((spells.part, np.full(waits_s.size, _FOOD))),
        np.concatenate((lasts_s, waits_s)),
    )


def touches(
    run: Run, legs: LegColumns, among: range | None = None
) -> tuple[Ints, Ints]:
    """Return (order, row of the log) of all that concerns an order, sorted.

    Of some orders, in a row; absent: of all.
    """
    events = run.events
    found = [_of_orders(among, *each) for each in _concerning(run, legs)]
    order, row = map(np.concatenate, zip(*found, strict=True))
    at_doors = found[-1][0].size > 0
    del found
    # One number per touch sorts faster than two columns; but at doors, where an order
    # may be listed and aboard, pairs occur only once.
    key = np.sort(order.astype(np.int64) * len(events) + row)
    del order, row
    if at_doors:
        key = np.unique(key)
    order, row = np.divmod(key, max(1, len(events)))
    cancelled = events.rows(Kind.CANCELLED)
    if not cancelled.size:
        return order, row
    over = np.full(len(run.orders), len(events))  # nothing after it concerns the order
    over[events.order[cancelled]] = cancelled
    concerns = row <= over[order]
    return order[concerns], row[concerns]


def _concerning(run: Run, legs: LegColumns) -> Iterator[tuple[_Orders, Ints]]:
    """Yield (order, row) of all that concerns orders, the stays at doors last."""
    events = run.events
    named = np.flatnonzero(np.isin(events.kind, _NAMED))
    yield events.order[named], named
    accepted = events.rows(Kind.SHARING_ACCEPTED)
    yield events.partner[accepted], accepted
    listed = np.flatnonzero(np.isin(events.kind, _LISTED))
    yield listed_orders(run, listed), np.repeat(listed, events.loads[listed])
    yield legs.order, legs.depart_row[legs.leg]
    arrives = legs.arrive_row[legs.leg]
    ended = arrives != NEVER
    yield legs.order[ended], arrives[ended]
    yield aboard_at_doors(run, legs)


def _of_orders(among: range | None, order: _Orders, row: Ints) -> tuple[_Orders, Ints]:
    """Return the touches of some orders alone."""
    if among is None:
        return order, row
    of_them = (order >= among.start) & (order < among.stop)
    return order[of_them], row[of_them]


def parts_of(order: Ints, kind: NDArray[np.uint8]) -> Ints:
    """Return by touch the part that the time until the next touch belongs to."""
    if order.size == 0:
        return order
    need = _NEED[kind]
    known = np.flatnonzero(need != _SAME)
    docks = np.flatnonzero(kind[known] == Kind.DOCK_REQUESTED)
    before = known[docks - 1]  # with docking, the bay is needed from arrival on
    need[before[kind[before] == Kind.ARRIVED]] = _BAY
    need = _carried_on(need)

    first = np.append(True, order[1:] != order[:-1])
    sharing = np.where(kind == Kind.SHARING_ACCEPTED, 1, _SAME)
    sharing[first | (kind == Kind.SHARING_ENDED)] = 0
    need[(need == _DECISION) & (_carried_on(sharing) == 1)] = _PARTNER
    return need


def _carried_on(state: Ints) -> Ints:
    """Return `state` with `_SAME` replaced by the last other value before it."""
    known = np.where(state == _SAME, 0, np.arange(state.size))
    return state[np.maximum.accumulate(known)]
