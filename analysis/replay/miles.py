"""Where vehicles are to take up and leave orders in first and last miles."""

import numpy as np

from analysis.replay.columns import ListedRows
from analysis.replay.snapshot import Snapshot
from analysis.tables.dwells import last_left_by
from analysis.tables.modes import relayed_orders
from simulation.record.kinds import PERIPHERAL, Kind
from simulation.record.run import Run
from simulation.region.region import HOTSPOT
from simulation.units import Bools, Ints


def places_of_miles(snapshot: Snapshot, listed: ListedRows) -> Ints:
    """Return where each listed order of a mile boards or alights; -1 for others.

    Of two times that a plan lists an order, it boards the first time: where it called
    a vehicle last. It alights at its first hotspot; later at its consumer's door,
    unless it is cancelled, or nobody took it there.
    """
    run, orders = snapshot.run, snapshot.run.orders
    rows = np.repeat(run.events.rows(Kind.PLANNED), np.diff(listed.first))
    order = listed.orders
    _, first, at, times = np.unique(
        rows * len(orders) + order,
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    boards = (times[at] == 2) & (first[at] == np.arange(at.size))  # noqa: PLR2004
    calls = run.events.rows(Kind.VEHICLE_REQUESTED)
    called, _ = _last_before(run, calls, order, rows)
    at_hotspots = _calls_at_hotspots(snapshot)
    lay, times_there = _last_before(run, at_hotspots, order, rows)
    alights = np.where(
        times_there > 0,  # in its last mile
        _ends(run, order, rows, lay),
        run.places.tract[orders.producer[order]],
    )
    place = np.where(boards, run.events.place[called], alights)
    return np.where(relayed_orders(run)[order], place, -1)


def _ends(run: Run, order: Ints, rows: Ints, lay: Ints) -> Ints:
    """Return where each order of a plan is to alight in its last mile.

    `lay` is the row in which it called a vehicle at a hotspot the last time.
    """
    spec, events = run.scenario.attempts, run.events
    producer, consumer = run.orders.producer[order], run.orders.consumer[order]
    _, recalled = _last_before(run, events.rows(Kind.RECALLED), order, rows)
    failures = events.rows(Kind.ATTEMPT_FAILED)
    failed, attempts = _last_before(run, failures, order, rows)
    called_back = events.rows(Kind.CALLED_BACK)
    _, wanted_back = _last_before(run, called_back, order, failed)
    again = (attempts < spec.most) & (wanted_back == 0)
    stays = again & (spec.retry_from == "door")
    lies = again | ((wanted_back == 0) & (spec.returns_to == "hotspot"))
    goes_to = np.where(lies, run.places.tract[consumer], producer)
    # It is on its way from a door where nobody took it, also if it is cancelled since.
    sent_on = (failed > lay) & ~stays
    return np.where(sent_on, goes_to, np.where(recalled > 0, producer, consumer))


def _calls_at_hotspots(snapshot: Snapshot) -> Ints:
    """Return the rows in which orders call a peripheral vehicle where they lie.

    At hotspots, not at the roadside: for last miles.
    """
    events, row = snapshot.run.events, snapshot.row
    kind = events.kind[row]
    calls: Bools = (kind == Kind.VEHICLE_REQUESTED) & (events.pool[row] == PERIPHERAL)
    calls &= snapshot.run.places.kind[events.place[row]] == HOTSPOT
    calls &= ~last_left_by(kind, (Kind.BROKE_DOWN,))
    return np.sort(row[calls])


def _last_before(run: Run, found: Ints, order: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return the last of some rows that name each order, before a row; and how many.

    -1 where there is none.
    """
    size = len(run.events)
    keys = np.sort(run.events.order[found].astype(np.int64) * size + found)
    begins = np.searchsorted(keys, order.astype(np.int64) * size)
    ends = np.searchsorted(keys, order.astype(np.int64) * size + rows)
    times = np.maximum(ends - begins, 0)
    last = np.full(order.size, -1, dtype=np.int64)
    has = times > 0
    last[has] = keys[ends[has] - 1] % size
    return last, times
