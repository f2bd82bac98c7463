"""Meetings of vehicles at hotspots, where one hands its orders over to others."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.tables.legs import NEVER, LegColumns, leg_columns, listed_orders
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import Floats, Ints

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class MeetingColumns:
    """Columns over the meetings, in the order in which they were planned."""

    planned_s: Floats  # (n,)
    giver: Ints  # (n,) the vehicle that hands over
    place: Ints  # (n,) the hotspot
    saving_m: Floats  # (n,) as planned, time priced in
    load: Ints  # (n,) orders to be handed over
    # Of each order to be handed over, meeting after meeting:
    meeting: Ints  # (m,)
    order: Ints  # (m,)
    there_s: Floats  # (m,) the giver is at the hotspot; NaN if it never is with it
    lies_s: Floats  # (m,) handed over
    leaves_s: Floats  # (m,) aboard the receiver; NaN if not before the horizon
    receiver: Ints  # (m,) NEVER if nobody took it
    wait_s: Floats  # (m,) how long that vehicle stood there for it

    def __len__(self) -> int:
        """Return the number of meetings n."""
        return int(self.planned_s.size)

    @property
    def handed_over_s(self) -> Floats:
        """When the last of a meeting's orders lay in the hotspot [s], (n,); or NaN."""
        last_s = np.full(len(self), -np.inf)
        known = ~np.isnan(self.lies_s)
        np.maximum.at(last_s, self.meeting[known], self.lies_s[known])
        return np.where(np.isinf(last_s), np.nan, last_s)

    @property
    def hotspot_s(self) -> Floats:
        """How long a meeting's orders are at the hotspot together [s], (n,)."""
        spent_s = np.nan_to_num(self.leaves_s - self.there_s)
        sums_s: Floats = np.bincount(self.meeting, spent_s, len(self)).astype(float)
        return sums_s

    @property
    def receivers(self) -> list[tuple[int, ...]]:
        """Which vehicles took a meeting's orders, each once, (n,)."""
        meeting, vehicle, _ = self._by_receiver()
        ends = np.searchsorted(meeting, np.arange(1, len(self)))
        return [tuple(each.tolist()) for each in np.split(vehicle, ends)][: len(self)]

    @property
    def receivers_wait_s(self) -> Floats:
        """How long these vehicles stood there for the orders, together [s], (n,)."""
        meeting, _, wait_s = self._by_receiver()
        sums_s: Floats = np.bincount(meeting, wait_s, len(self)).astype(float)
        return sums_s

    def _by_receiver(self) -> tuple[Ints, Ints, Floats]:
        """Return meeting, vehicle and its wait [s], a row for each of both."""
        taken = self.receiver != NEVER
        meeting, vehicle = self.meeting[taken], self.receiver[taken]
        many = int(vehicle.max(initial=0)) + 1
        keys, at = np.unique(meeting * many + vehicle, return_inverse=True)
        wait_s = np.zeros(keys.size)
        np.maximum.at(wait_s, at, self.wait_s[taken])
        return keys // many, keys % many, wait_s


def meeting_columns(run: Run, legs: LegColumns | None = None) -> MeetingColumns:
    """Return the meetings of `run` as numpy columns; none but in through service.

    Parameters
    ----------
    run
        A run.
    legs
        Its legs, if they are at hand.
    """
    legs = leg_columns(run) if legs is None else legs
    events, times_s = run.events, np.append(run.events.time_s, np.nan)
    planned = events.rows(Kind.MEETING_PLANNED)
    load = events.loads[planned]
    meeting = np.repeat(np.arange(planned.size), load)
    row, order = planned[meeting], listed_orders(run, planned)
    giver = events.vehicle[row].astype(np.int64)
    asked = events.rows(Kind.VEHICLE_REQUESTED)  # whoever lies at a hotspot asks there
    called = events.order[asked].astype(np.int64), asked
    lies = _following(called, order, row, len(events))
    there = _next_listed(run, Kind.DOCK_REQUESTED, giver, order, row)
    there = np.where(there == NEVER, lies, there)  # loads may pass at once, at no bay
    departs = _following(
        (legs.order, legs.depart_row[legs.leg]),
        order,
        np.where(lies == NEVER, len(events), lies),
        len(events),
    )
    receiver = np.append(events.vehicle, NEVER).astype(np.int64)[departs]
    planned_in = _next_listed(run, Kind.PLANNED, receiver, order, row)
    from_s = np.fmax(_here_since_s(run, departs), times_s[planned_in])
    return MeetingColumns(
        planned_s=events.time_s[planned],
        giver=events.vehicle[planned].astype(np.int64),
        place=events.place[planned].astype(np.int64),
        saving_m=events.distance_m[planned],
        load=load,
        meeting=meeting,
        order=order,
        there_s=times_s[there],
        lies_s=times_s[lies],
        leaves_s=times_s[departs],
        receiver=receiver,
        wait_s=np.fmax(times_s[lies] - from_s, 0.0),
    )


def _next_listed(run: Run, kind: Kind, vehicle: Ints, order: Ints, after: Ints) -> Ints:
    """Return the row where a vehicle's event next lists an order, (m,); or `NEVER`."""
    events, many = run.events, len(run.orders)
    rows = events.rows(kind)
    counts = events.loads[rows]
    group = np.repeat(events.vehicle[rows].astype(np.int64), counts) * many
    known = group + listed_orders(run, rows), np.repeat(rows, counts)
    return _following(known, vehicle * many + order, after, len(events))


def _following(known: tuple[Ints, Ints], group: Ints, after: Ints, rows: int) -> Ints:
    """Return the first row of a group behind another row, (m,); `NEVER` if none is.

    Parameters
    ----------
    known
        Groups, and rows that belong to them, (n,) each.
    group, after
        Which is looked for, and from where on, (m,) each.
    rows
        How many there are.
    """
    keys = np.sort(known[0] * (rows + 1) + known[1])
    at = np.searchsorted(keys, group * (rows + 1) + after, side="right")
    key = np.append(keys, np.iinfo(np.int64).max)[at]
    return np.where(key // (rows + 1) == group, key % (rows + 1), NEVER)


def _here_since_s(run: Run, departs: Ints) -> Floats:
    """Return since when vehicles stand where they depart [s], (m,); NaN of `NEVER`.

    Since they arrived there, or joined the fleet.
    """
    events = run.events
    rows = np.concatenate((events.rows(Kind.VEHICLE_JOINED), events.rows(Kind.ARRIVED)))
    keys = np.sort(events.vehicle[rows].astype(np.int64) * len(events) + rows)
    vehicle = np.append(events.vehicle, NEVER)[departs].astype(np.int64)
    at = np.searchsorted(keys, vehicle * len(events) + departs) - 1
    since_s = events.time_s[keys[np.maximum(at, 0)] % len(events)] if keys.size else at
    return np.where(departs == NEVER, np.nan, since_s)


def meetings(run: Run) -> "DataFrame":
    """Return one row per meeting, in the order in which they were planned.

    Columns: ``planned_s``; ``giver``, the vehicle that hands over; ``place``, the
    hotspot; ``orders``, a tuple; ``saving_m``, what the meeting saves as planned at
    that moment, in metres with time priced in, not measured; ``handed_over_s``, when
    all of the orders that got there lie in the hotspot (NaN if none does);
    ``receivers``, a tuple of the vehicles that took them on; ``receivers_wait_s``,
    how long these stood there for them, all together; ``hotspot_s``, how long the
    orders were there, from the giver's arrival until each left, all together.
    """
    import pandas as pd  # noqa: PLC0415 - heavy, and only for analysts

    columns = meeting_columns(run)
    ends = np.cumsum(columns.load)[:-1]
    orders = [tuple(each.tolist()) for each in np.split(columns.order, ends)]
    return pd.DataFrame(
        {
            "planned_s": columns.planned_s,
            "giver": columns.giver,
            "place": columns.place,
            "orders": pd.Series(orders[: len(columns)], dtype=object),
            "saving_m": columns.saving_m,
            "handed_over_s": columns.handed_over_s,
            "receivers": pd.Series(columns.receivers, dtype=object),
            "receivers_wait_s": columns.receivers_wait_s,
            "hotspot_s": columns.hotspot_s,
        }
    )
