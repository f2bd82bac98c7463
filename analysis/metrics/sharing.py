"""Meetings: accepted requests, and whether they led to a shared leg."""

from itertools import combinations

import numpy as np

from analysis.tables.legs import LegColumns
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.units import Ints


def meetings_without_shared_leg(run: Run, legs: LegColumns) -> int:
    """Return how many accepted requests came to nothing.

    The two were never aboard one vehicle between the acceptance and the moment
    when the first of them shared no more.
    """
    events = run.events
    accepted = events.rows(Kind.SHARING_ACCEPTED)
    if not accepted.size:
        return 0
    orders, rows = len(run.orders), len(events)
    one = events.order[accepted].astype(np.int64)
    other = events.partner[accepted].astype(np.int64)
    over = np.minimum(
        _ends_after(run, one, accepted), _ends_after(run, other, accepted)
    )
    pairs, pair = np.unique(_pair(one, other, orders), return_inverse=True)
    together, depart_row = _pairs_aboard(legs, orders)
    at = np.minimum(np.searchsorted(pairs, together), pairs.size - 1)
    met = pairs[at] == together
    shared = np.sort(at[met] * rows + depart_row[met])
    first = np.searchsorted(shared, pair * rows + accepted)
    until = np.searchsorted(shared, pair * rows + over)
    return int(np.count_nonzero(first == until))


def _ends_after(run: Run, order: Ints, row: Ints) -> Ints:
    """Return the row where each `order` next shares no more, seen from `row`.

    The number of rows if it shares to the end.
    """
    ended, rows = run.events.rows(Kind.SHARING_ENDED), len(run.events)
    keys = np.sort(run.events.order[ended].astype(np.int64) * rows + ended)
    following = np.searchsorted(keys, order * rows + row)
    key = np.append(keys, np.iinfo(np.int64).max)[following]
    return np.where(key // rows == order, key % rows, rows)


def _pair(one: Ints, other: Ints, orders: int) -> Ints:
    """Return a number for each unordered pair of orders."""
    return np.minimum(one, other) * orders + np.maximum(one, other)


def _pairs_aboard(legs: LegColumns, orders: int) -> tuple[Ints, Ints]:
    """Return each pair that is aboard one leg, and the row of its departure."""
    start = np.cumsum(legs.load) - legs.load
    pairs: list[Ints] = [np.zeros(0, dtype=np.int64)]
    rows: list[Ints] = [np.zeros(0, dtype=np.int64)]
    for load in np.unique(legs.load).tolist():
        alike = np.flatnonzero(legs.load == load)
        for i, j in combinations(range(load), 2):
            one, other = legs.order[start[alike] + i], legs.order[start[alike] + j]
            pairs.append(_pair(one, other, orders))
            rows.append(legs.depart_row[alike])
    return np.concatenate(pairs), np.concatenate(rows)
