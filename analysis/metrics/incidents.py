"""What went wrong: breakdowns, rescues, attempts in vain, returns, false reports."""

import numpy as np

from analysis.metrics.activity import service_period, within
from analysis.metrics.fleet import in_fleet_s
from analysis.metrics.summaries import ratio, total
from analysis.tables.deliveries import DeliveryColumns
from analysis.tables.legs import NEVER, LegColumns
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import SECONDS_PER_MINUTE, Floats


def incidents(
    run: Run, legs: LegColumns, table: DeliveryColumns
) -> dict[str, int | float | None]:
    """Return how often what went wrong; nulls where there is nothing to observe."""
    events = run.events
    down_s, up_s = breakdown_spells(run)
    period = service_period(run, table)
    alarms_s = events.time_s[events.rows(Kind.FEED_ALARM)]
    there_s = total(in_fleet_s(run, table))
    down = ratio(total(within(period, down_s, up_s)), there_s)
    return {
        "breakdowns": down_s.size,
        "downtime_share": down,
        "orders_rescued": rescued(run, legs),
        "orders_returned": int(table.returned.sum()),
        "orders_recalled": int(table.recalled.sum()),
        "orders_called_back": np.unique(
            events.order[events.rows(Kind.CALLED_BACK)]
        ).size,
        "attempts_failed": int(events.rows(Kind.ATTEMPT_FAILED).size),
        "shifts_missed": int(events.rows(Kind.NO_SHOW).size),
        "shifts_late": int(events.rows(Kind.DRIVER_LATE).size),
        "shifts_cut": int(events.rows(Kind.LEFT_EARLY).size),
        "feed_alarms": alarms_s.size,
        "first_alarm_min": float(alarms_s[0]) / SECONDS_PER_MINUTE
        if alarms_s.size
        else None,
    }


def breakdown_spells(run: Run) -> tuple[Floats, Floats]:
    """Return from when to when vehicles were down [s], (n,) each; NaN: to the end."""
    return vehicle_spells(run, Kind.BROKE_DOWN, Kind.REPAIRED)


def vehicle_spells(run: Run, begin: Kind, end: Kind) -> tuple[Floats, Floats]:
    """Return from when to when vehicles were as one kind makes them, as above.

    Until the next row of the other kind.
    """
    events = run.events
    marks = (events.kind == begin) | (events.kind == end)
    rows = np.flatnonzero(marks)
    rows = rows[np.argsort(events.vehicle[rows], kind="stable")]
    begins = np.flatnonzero(events.kind[rows] == begin)
    following = np.append(rows, NEVER)[begins + 1]
    ends = (following != NEVER) & (
        events.vehicle[following] == events.vehicle[rows[begins]]
    )
    until_s = np.where(ends, events.time_s[following], np.nan)
    return events.time_s[rows[begins]], until_s


def rescued(run: Run, legs: LegColumns) -> int:
    """Return how often an order left a vehicle that broke down in another one."""
    if not run.events.rows(Kind.BROKE_DOWN).size:
        return 0
    by_order = np.lexsort((legs.depart_row[legs.leg], legs.order))
    order, leg = legs.order[by_order], legs.leg[by_order]
    ended = legs.arrive_row[leg[:-1]]
    cut = (ended != NEVER) & (run.events.kind[ended] == Kind.BROKE_DOWN)
    other = legs.vehicle[leg[1:]] != legs.vehicle[leg[:-1]]
    return int(((order[1:] == order[:-1]) & cut & other).sum())
