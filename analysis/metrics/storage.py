"""Storage of hotspots: how much lies there, who waits for room, and deadlocks."""

import numpy as np

from analysis.metrics.incidents import vehicle_spells
from analysis.metrics.summaries import total
from analysis.tables.dwells import dwells_of, most_lying
from analysis.tables.legs import LegColumns, leg_columns, listed_orders
from analysis.tables.spells import touches
from analysis.words import clock, counted, listed
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import SECONDS_PER_HOUR

_TOLD = 3  # hotspots of a deadlock that are named


def storage(run: Run, legs: LegColumns) -> dict[str, int | float | None]:
    """Return how full hotspots are.

    Null where loads pass in no time and no storage is limited: bays alone hold nothing.
    """
    events, most = run.events, None
    begun_s, done_s = vehicle_spells(run, Kind.HANDOVER_STARTED, Kind.HANDOVER_FINISHED)
    awaited = events.rows(Kind.ROOM_AWAITED)
    limited = run.scenario.hotspots.limits_storage or awaited.size
    if begun_s.size and (limited or not np.array_equal(begun_s, done_s)):
        order, row = touches(run, legs)
        dwells = dwells_of(run, order, row, Kind.HANDOVER_STARTED)
        most = int(most_lying(dwells, len(run.tract_ids)).max())
    room_wait_s = 0.0
    if awaited.size:
        from_s, until_s = vehicle_spells(run, Kind.ROOM_AWAITED, Kind.HANDOVER_STARTED)
        waits_s = np.where(np.isnan(until_s), run.end_s, until_s) - from_s
        room_wait_s = total(waits_s)
    blocked = events.rows(Kind.STORAGE_BLOCKED)
    return {
        "stored_most": most,
        "room_wait_h": room_wait_s / SECONDS_PER_HOUR,
        "orders_blocked": int(events.loads[blocked].sum()),
    }


def storage_deadlock(run: Run) -> str:
    """Return what blocks hotspots when nothing more can happen; empty: nothing does."""
    events = run.events
    rows = events.rows(Kind.STORAGE_BLOCKED)
    if not rows.size:
        return ""
    awaited = events.rows(Kind.ROOM_AWAITED)
    since_s: dict[int, float] = {}  # by hotspot, the first that waits still
    for row in rows.tolist():
        place = int(events.place[row])
        last = awaited[events.vehicle[awaited] == events.vehicle[row]][-1]
        from_s = float(events.time_s[last])
        since_s[place] = min(from_s, since_s.get(place, from_s))
    open_at = events.rows(Kind.STILL_OPEN)
    lying = events.order[open_at[np.isin(events.place[open_at], [*since_s])]]
    order, row = touches(run, leg_columns(run))
    called = [_has_called(events.kind[row[order == each]]) for each in lying]
    by_time = sorted(since_s, key=lambda place: (since_s[place], place))
    told = [
        f"{run.tract_ids[place]} since {clock(since_s[place], run.time_zero)}"
        for place in by_time[:_TOLD]
    ]
    if len(by_time) > _TOLD:
        told.append(f"{len(by_time) - _TOLD} more")
    blocked = len(listed_orders(run, rows))
    ways = ["more room (hotspots.storage)"]
    ways += ["more vehicles"] * any(called)
    ways += ["an end to waiting (requests.max_wait_s)"] * (not all(called))
    return (
        f"Storage deadlock: {counted(rows.size, 'vehicle')} with "
        f"{counted(blocked, 'order')} aboard wait for room at full hotspots "
        f"({listed(told)}) when nothing more can happen. Of "
        f"{counted(lying.size, 'order')} that lie there, {sum(called)} wait for a "
        f"vehicle and {lying.size - sum(called)} for other orders. All of these end "
        f"open. What may resolve it: {listed(ways)}."
    )


def _has_called(kinds: "np.ndarray[tuple[int], np.dtype[np.uint8]]") -> bool:
    """Return whether an order calls a vehicle after it was carried last."""
    calls = np.flatnonzero(kinds == Kind.VEHICLE_REQUESTED)
    carried = np.flatnonzero(kinds == Kind.DEPARTED)
    return bool(calls.max(initial=-1) > carried.max(initial=-1))
