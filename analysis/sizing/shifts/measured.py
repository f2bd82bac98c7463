"""A run of vehicles in shifts: its KPIs, and what happened in each slot of the day."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.experiments.runs import conducted
from analysis.experiments.tasks import Row
from analysis.metrics.fleet import in_fleet_s
from analysis.sizing.trials import vehicles_joined
from analysis.tables.deliveries import DeliveryColumns, delivery_columns
from analysis.tables.docks import dock_columns
from analysis.tables.doors import door_columns
from analysis.tables.legs import LegColumns, leg_columns
from analysis.tables.spells import PARTS, spells_of
from simulation.record.kinds import CORE, Kind
from simulation.record.run import Run
from simulation.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, Floats, Ints

SLOT_S = 1800
SLOTS = int(SECONDS_PER_DAY) // SLOT_S  # of a day

# Columns of a row: by slot of the day, summed over the days of a run.
ORDERS, LATE, WAITING_S, BUSY_S = (
    "orders_by_slot",
    "late_by_slot",
    "waiting_s",
    "busy_s",
)
DAYS, PAID_H, TASK_S = "days", "paid_hours", "busy_per_order_s"

_VEHICLE_WAIT = PARTS.index("vehicle_wait_s")


def rostered_run(
    name: str,
    scenario: dict[str, Any],
    replication: int,
    region_checksum: str,  # noqa: ARG001 - part of what the result depends on
) -> Row:
    """Run one replication; return its KPIs and what there was by slot of the day."""
    outcome = conducted(name, scenario, replication)
    run = outcome.run
    return {
        **outcome.kpis,
        **by_slot(run),
        **vehicles_joined(run),
        "log_hash": run.log_hash,
    }


def by_slot(run: Run) -> Row:
    """Return orders, late ones, orders' wait and vehicles' work by slot of the day.

    And the hours that couriers are paid: whole shifts, breaks and overtime included.
    """
    legs = leg_columns(run)
    table = delivery_columns(run, legs)
    day = _Day.of(run, table)
    spells = spells_of(run, legs)
    waits = spells.part == _VEHICLE_WAIT
    began_s = run.events.time_s[spells.row[waits]]
    busy_s = day.spread(*_busy(run, legs))
    late = table.decided & ~table.on_time
    delivered = int(table.delivered.sum())
    couriers = run.events.pool[run.events.rows(Kind.VEHICLE_JOINED)] != CORE
    return {
        ORDERS: day.counted(table.start_s),
        LATE: day.counted(table.start_s[late]),
        WAITING_S: day.spread(began_s, began_s + spells.lasts_s[waits]),
        BUSY_S: busy_s,
        TASK_S: sum(busy_s) / delivered if delivered else None,
        DAYS: day.days,
        PAID_H: float(in_fleet_s(run, table)[couriers].sum()) / SECONDS_PER_HOUR,
    }


def _busy(run: Run, legs: LegColumns) -> tuple[Floats, Floats]:
    """Return from when until when [s] vehicles that are not core drive or stand."""
    events, docks, doors = run.events, dock_columns(run), door_columns(run)
    joined = events.rows(Kind.VEHICLE_JOINED)
    number = events.vehicle[joined].astype(np.int64)
    core = np.zeros(int(number.max(initial=-1)) + 1, dtype=bool)
    core[number] = events.pool[joined] == CORE
    vehicle: Ints = np.concatenate((legs.vehicle, docks.vehicle, doors.vehicle))
    from_s = np.concatenate((legs.depart_s, docks.requested_s, doors.started_s))
    until_s = np.concatenate((legs.arrive_s, docks.finished_s, doors.finished_s))
    until_s = np.where(np.isnan(until_s), run.end_s, until_s)
    counted = ~core[vehicle]
    return from_s[counted], until_s[counted]


@dataclass(frozen=True)
class _Day:
    """Slots of the day, which times of a run are counted in."""

    zero_s: float  # time zero, since midnight
    days: int  # on which orders come

    @classmethod
    def of(cls, run: Run, table: DeliveryColumns) -> "_Day":
        zero = run.time_zero
        zero_s = 0.0
        if zero is not None:
            zero_s = (
                float(zero.hour * SECONDS_PER_HOUR) + zero.minute * 60.0 + zero.second
            )
        last_s = zero_s + float(table.start_s.max(initial=0.0))
        return cls(zero_s, 1 + int(last_s // SECONDS_PER_DAY))

    def counted(self, times_s: Floats) -> list[int]:
        """Return how many of some times lie in each slot."""
        slot = ((times_s + self.zero_s) // SLOT_S).astype(np.int64) % SLOTS
        counts: list[int] = np.bincount(slot, minlength=SLOTS).tolist()
        return counts

    def spread(self, from_s: Floats, until_s: Floats) -> list[float]:
        """Return how long spells last in each slot [s]."""
        from_s, until_s = from_s + self.zero_s, until_s + self.zero_s
        first, last = (
            np.floor(at / SLOT_S).astype(np.int64) for at in (from_s, until_s)
        )
        sums = np.zeros(SLOTS)
        for step in range(int((last - first).max(initial=-1)) + 1):
            slot = first + step
            inside = np.minimum(until_s, (slot + 1) * SLOT_S)
            inside = inside - np.maximum(from_s, slot * SLOT_S)
            there = inside > 0
            np.add.at(sums, slot[there] % SLOTS, inside[there])
        return [round(each, 3) for each in sums.tolist()]
