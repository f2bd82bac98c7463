"""Deliveries: when each order was done, and what its time was spent on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from analysis.tables.legs import LegColumns, leg_columns
from analysis.tables.modes import MODES, mode_columns
from analysis.tables.spells import DOOR_PARTS, PARTS, spells_of
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import Bools, Floats, Ints

if TYPE_CHECKING:
    from pandas import DataFrame

_ROWS_AT_ONCE = 1 << 21  # about so many rows' worth of spells are in memory


@dataclass(frozen=True)
class DeliveryColumns:
    """Columns over the released orders, by number."""

    start_s: Floats  # (n,) placed
    end_s: Floats  # (n,) at the door; or cancelled; of an open order, the horizon
    delivered: Bools  # (n,)
    cancelled: Bools  # (n,) before the pickup: neither delivered nor open
    returned: Bools  # (n,) picked up, and brought back or left at a hotspot for good
    recalled: Bools  # (n,) cancelled after the pickup: returned, or on the way back
    hops: Ints  # (n,) legs, first and last mile included
    parts: Floats  # (8, n) what the time went to, see PARTS; sums to end - start
    promised_s: Floats  # (n,) what it may take from start to door, and be on time
    clock_s: Floats  # (n,) from when its delivery time counts, by `report.clock`
    picked_up_s: Floats  # (n,) leaves its producer aboard; NaN if not before the end

    def __len__(self) -> int:
        """Return the number of orders n."""
        return int(self.start_s.size)

    @property
    def time_s(self) -> Floats:
        """From start to door [s], (n,); of an open order, so far."""
        return self.end_s - self.start_s

    @property
    def delivery_time_s(self) -> Floats:
        """From the clock's beginning to the door [s], (n,); see `report.clock`."""
        return self.end_s - self.clock_s

    @property
    def open(self) -> Bools:
        """Which are neither delivered nor cancelled nor returned, (n,)."""
        still: Bools = ~(self.delivered | self.cancelled | self.returned)
        return still

    @property
    def on_time(self) -> Bools:
        """Which are delivered when they are due or before, (n,)."""
        kept: Bools = self.delivered & (self.time_s <= self.promised_s)
        return kept

    @property
    def decided(self) -> Bools:
        """Which are on time or late for sure, (n,).

        Delivered, returned as nobody took them, or open for longer than was promised.
        Of the other open ones nobody can say yet whether they will be on time; those
        that their consumers cancel are neither.
        """
        wanted = ~self.recalled
        past: Bools = self.open & wanted & (self.time_s > self.promised_s)
        return self.delivered | past | (self.returned & wanted)

    @property
    def late_s(self) -> Floats:
        """How long after they were due they are delivered, or open still [s], (n,)."""
        over_s = np.maximum(self.time_s - self.promised_s, 0.0)
        gone = self.cancelled | self.returned | self.recalled
        return np.where(gone, 0.0, over_s)


def promised_s(run: Run) -> Floats:
    """Return what each order may take from its start to be on time [s], (n,).

    Until its own due time where orders have one, else the scenario's ``promise_s``.
    """
    orders = run.orders
    if orders.due_s is not None:
        return orders.due_s - orders.start_s
    return np.full(len(orders), run.scenario.promise_s)


def delivery_columns(run: Run, legs: LegColumns | None = None) -> DeliveryColumns:
    """Return the deliveries of `run` as numpy columns.

    Parameters
    ----------
    run
        A run whose log is complete: every order ends delivered, cancelled, returned
        or still open.
    legs
        Its legs, if they are at hand.
    """
    legs = leg_columns(run) if legs is None else legs
    events, orders = run.events, len(run.orders)
    start_s, end_s = np.zeros(orders), np.full(orders, float(run.end_s))
    for each, column in (
        (Kind.RELEASED, start_s),
        (Kind.STILL_OPEN, end_s),
        (Kind.CANCELLED, end_s),
        (Kind.RETURNED, end_s),
        (Kind.DELIVERED, end_s),
    ):
        rows = events.rows(each)
        column[events.order[rows]] = events.time_s[rows]
    picked_up_s = np.full(orders, np.inf)
    np.minimum.at(picked_up_s, legs.order, legs.depart_s[legs.leg])
    picked_up_s[np.isinf(picked_up_s)] = np.nan
    from_ready = run.scenario.report.clock == "ready"
    ready_s = run.orders.ready_s if from_ready else None
    return DeliveryColumns(
        start_s=start_s,
        end_s=end_s,
        delivered=_named(run, Kind.DELIVERED),
        cancelled=_named(run, Kind.CANCELLED),
        returned=_named(run, Kind.RETURNED),
        recalled=_named(run, Kind.RECALLED),
        hops=np.bincount(legs.order[~legs.rest[legs.leg]], minlength=orders),
        parts=_parts(run, legs),
        promised_s=promised_s(run),
        clock_s=start_s if ready_s is None else ready_s,
        picked_up_s=picked_up_s,
    )


def _parts(run: Run, legs: LegColumns) -> Floats:
    """Return what each order's time went to, (8, n), so many orders at a time.

    Every sum is over the spells of one order in turn, so that it is the same to the
    last digit however many orders are looked at together.
    """
    orders = len(run.orders)
    parts = np.zeros((len(PARTS), orders))
    pieces = 1 + len(run.events) // _ROWS_AT_ONCE
    each = max(1, -(-orders // pieces))
    for first in range(0, orders, each):
        some = range(first, min(first + each, orders))
        spells = spells_of(run, legs, some if len(some) < orders else None)
        parts[:, first : some.stop] = np.bincount(
            spells.part * len(some) + spells.order - first,
            weights=spells.lasts_s,
            minlength=parts.shape[0] * len(some),
        ).reshape(-1, len(some))
    return parts


def _named(run: Run, kind: Kind) -> Bools:
    """Return which orders have an event of a kind, (n,)."""
    named = np.zeros(len(run.orders), dtype=np.bool_)
    named[run.events.order[run.events.rows(kind)]] = True
    return named


def parts_in_use(*runs: Run) -> tuple[str, ...]:
    """Return the parts of an order's time; those at doors where they take any."""
    doors = any(run.events.rows(Kind.DOOR_STARTED).size for run in runs)
    return tuple(part for part in PARTS if doors or part not in DOOR_PARTS)


def deliveries(run: Run) -> "DataFrame":
    """Return one row per released order, by number.

    Columns: ``order``; ``id``, where orders have one; ``producer``, ``consumer``
    (places); ``start_s``, placed; ``ready_s`` and ``due_s``, where orders have them;
    ``picked_up_s``, when it first leaves aboard a vehicle (NaN if it does not);
    ``end_s`` [s], for an order still open the horizon, for a cancelled one when it is;
    ``delivered``; ``cancelled``, ``returned`` and ``recalled`` (cancelled after its
    pickup), where any is; ``delivery_time_s`` by the clock of ``report.clock``
    (NaN unless delivered); ``hops`` (legs); where each order's mode is chosen,
    ``mode`` (direct, stacked, through, relayed; empty before that) and
    ``relayed_excess_m``, what relaying it was expected to cost more, time priced in;
    and the disjoint parts of the time, which sum to ``end_s - start_s``: ``ride_s``,
    ``decision_wait_s``, ``partner_wait_s``, ``vehicle_wait_s``, ``bay_wait_s``,
    ``handover_s``, and where doors take time ``food_wait_s`` and ``door_s``.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    columns, orders = delivery_columns(run), run.orders
    further = {"ready_s": orders.ready_s, "due_s": orders.due_s}
    ends = {
        name: getattr(columns, name)
        for name in ("cancelled", "returned", "recalled")
        if getattr(columns, name).any()
    }
    parts = dict(zip(PARTS, columns.parts, strict=True))
    return pd.DataFrame(
        {
            "order": np.arange(len(columns)),
            **ids_of(run),
            "producer": orders.producer,
            "consumer": orders.consumer,
            "start_s": columns.start_s,
            **{name: each for name, each in further.items() if each is not None},
            "picked_up_s": columns.picked_up_s,
            "end_s": columns.end_s,
            "delivered": columns.delivered,
            **ends,
            "delivery_time_s": np.where(
                columns.delivered, columns.delivery_time_s, np.nan
            ),
            "hops": columns.hops,
            **_modes(run),
            **{name: parts[name] for name in parts_in_use(run)},
        }
    )


def _modes(run: Run) -> dict[str, NDArray[np.object_] | Floats]:
    """Return how each order went; nothing where all go alike."""
    if not run.scenario.service.chooses:
        return {}
    columns = mode_columns(run)
    names = np.array([*MODES, ""], dtype=object)
    return {"mode": names[columns.mode], "relayed_excess_m": columns.excess_m}


def ids_of(run: Run, order: Ints | None = None) -> dict[str, NDArray[np.object_]]:
    """Return the column ``id`` of some orders, or of all; none if they have no ids."""
    ids = run.orders.ids
    if ids is None:
        return {}
    return {"id": (ids if order is None else ids[order]).astype(object)}
