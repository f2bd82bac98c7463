"""Deliveries: when each order was done, and what its time was spent on.

Every event that concerns an order changes what it needs next. Sorted by order and
row of the log, these *touches* cut its time into intervals, and each interval
belongs to one part, by the rule of the run folder (interface: "each instant of an
order's wait belongs to the last unmet need").
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.tables.legs import NEVER, LegColumns, leg_columns, listed_orders
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import Bools, Floats, Ints

if TYPE_CHECKING:
    from pandas import DataFrame

PARTS = (
    "ride_s",
    "decision_wait_s",
    "partner_wait_s",
    "vehicle_wait_s",
    "bay_wait_s",
    "handover_s",
)
_RIDE, _DECISION, _PARTNER, _VEHICLE, _BAY, _HANDOVER = range(len(PARTS))
_DONE = len(PARTS)  # delivered, or cut off by the horizon
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
}
_NEED = np.array([_NEED_FROM.get(kind, _SAME) for kind in Kind])
_NAMED = (  # kinds whose column `order` names the one concerned
    Kind.RELEASED,
    Kind.VEHICLE_REQUESTED,
    Kind.SHARING_ACCEPTED,
    Kind.SHARING_ENDED,
    Kind.DELIVERED,
    Kind.STILL_OPEN,
)
_LISTED = (Kind.DOCK_REQUESTED, Kind.HANDOVER_STARTED, Kind.HANDOVER_FINISHED)


@dataclass(frozen=True)
class DeliveryColumns:
    """Columns over the released orders, by number."""

    start_s: Floats  # (n,) the food can be picked up
    end_s: Floats  # (n,) at the door; of an open order, the horizon
    delivered: Bools  # (n,)
    hops: Ints  # (n,) legs, first and last mile included
    parts: Floats  # (6, n) what the time went to, see PARTS; sums to end - start

    def __len__(self) -> int:
        """Return the number of orders n."""
        return int(self.start_s.size)

    @property
    def time_s(self) -> Floats:
        """Delivery time [s], (n,); of an open order, so far."""
        return self.end_s - self.start_s


def delivery_columns(run: Run, legs: LegColumns | None = None) -> DeliveryColumns:
    """Return the deliveries of `run` as numpy columns.

    Parameters
    ----------
    run
        A run whose log is complete: every order ends delivered or still open.
    legs
        Its legs, if they are at hand.
    """
    legs = leg_columns(run) if legs is None else legs
    events, orders = run.events, len(run.orders)
    order, row = touches(run, legs)
    kind = events.kind[row]
    time_s = events.time_s[row]
    part = parts_of(order, kind)
    lasts = np.zeros(order.size)
    lasts[:-1] = np.where(order[1:] == order[:-1], np.diff(time_s), 0.0)
    counted = part != _DONE
    parts: Floats = np.bincount(
        part[counted] * orders + order[counted],
        weights=lasts[counted],
        minlength=len(PARTS) * orders,
    ).astype(np.float64)

    start_s, end_s = np.zeros(orders), np.full(orders, run.end_s)
    delivered = np.zeros(orders, dtype=np.bool_)
    for each, column in (
        (Kind.RELEASED, start_s),
        (Kind.STILL_OPEN, end_s),
        (Kind.DELIVERED, end_s),
    ):
        rows = events.rows(each)
        column[events.order[rows]] = events.time_s[rows]
    delivered[events.order[events.rows(Kind.DELIVERED)]] = True
    hops = np.bincount(legs.order, minlength=orders)
    return DeliveryColumns(
        start_s, end_s, delivered, hops, parts.reshape(len(PARTS), orders)
    )


def touches(run: Run, legs: LegColumns) -> tuple[Ints, Ints]:
    """Return (order, row of the log) of all that concerns an order, sorted."""
    events = run.events
    named = np.flatnonzero(np.isin(events.kind, _NAMED))
    accepted = events.rows(Kind.SHARING_ACCEPTED)
    listed = np.flatnonzero(np.isin(events.kind, _LISTED))
    arrives = legs.arrive_row[legs.leg]
    ended = arrives != NEVER
    order = np.concatenate(
        (
            events.order[named],
            events.partner[accepted],
            listed_orders(run, listed),
            legs.order,
            legs.order[ended],
        )
    )
    row = np.concatenate(
        (
            named,
            accepted,
            np.repeat(listed, events.loads[listed]),
            legs.depart_row[legs.leg],
            arrives[ended],
        )
    )
    # One number per touch sorts faster than two columns; pairs occur only once.
    key = np.sort(order.astype(np.int64) * len(events) + row)
    return np.divmod(key, max(1, len(events)))


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


def deliveries(run: Run) -> "DataFrame":
    """Return one row per released order, by number.

    Columns: ``order``; ``id``, where orders have one; ``producer``, ``consumer``
    (places); ``start_s``; ``end_s`` [s], for an order still open the horizon;
    ``delivered``; ``delivery_time_s`` (NaN while open); ``hops`` (legs); and the
    disjoint parts of the time, which sum to ``end_s - start_s``: ``ride_s``,
    ``decision_wait_s``, ``partner_wait_s``, ``vehicle_wait_s``, ``bay_wait_s``,
    ``handover_s``.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    columns = delivery_columns(run)
    return pd.DataFrame(
        {
            "order": np.arange(len(columns)),
            **ids_of(run),
            "producer": run.orders.producer,
            "consumer": run.orders.consumer,
            "start_s": columns.start_s,
            "end_s": columns.end_s,
            "delivered": columns.delivered,
            "delivery_time_s": np.where(columns.delivered, columns.time_s, np.nan),
            "hops": columns.hops,
            **dict(zip(PARTS, columns.parts, strict=True)),
        }
    )


def ids_of(run: Run, order: Ints | None = None) -> dict[str, NDArray[np.object_]]:
    """Return the column ``id`` of some orders, or of all; none if they have no ids."""
    ids = run.orders.ids
    if ids is None:
        return {}
    return {"id": (ids if order is None else ids[order]).astype(object)}
