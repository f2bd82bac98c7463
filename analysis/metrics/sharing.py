"""Meetings and modes: what accepted requests led to, and how orders went."""

import numpy as np

from analysis.metrics.summaries import ratio
from analysis.tables.deliveries import DeliveryColumns
from analysis.tables.legs import LegColumns
from analysis.tables.modes import MODES, STACKED, mode_columns
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
    orders = len(run.orders)
    one = events.order[accepted].astype(np.int64)
    other = events.partner[accepted].astype(np.int64)
    over = np.minimum(
        _ends_after(run, one, accepted), _ends_after(run, other, accepted)
    )
    meeting, leg = _legs_of(one, legs, orders)
    aboard = np.sort(legs.order * len(legs) + legs.leg)
    key = other[meeting] * len(legs) + leg
    at = np.minimum(np.searchsorted(aboard, key), aboard.size - 1)
    row = legs.depart_row[leg]
    shared = (aboard[at] == key) & (row >= accepted[meeting]) & (row < over[meeting])
    return accepted.size - np.unique(meeting[shared]).size


def mode_shares(
    run: Run, legs: LegColumns, table: DeliveryColumns
) -> dict[str, float | None]:
    """Return the shares of delivered orders by how they went; None where all go alike.

    The rest went directly.
    """
    shares: dict[str, float | None] = {f"{mode}_share": None for mode in MODES[1:]}
    if run.scenario.service.chooses:
        mode = mode_columns(run, legs).mode[table.delivered]
        for number, name in enumerate(shares, STACKED):
            shares[name] = ratio(int((mode == number).sum()), mode.size)
    return shares


def _ends_after(run: Run, order: Ints, row: Ints) -> Ints:
    """Return the row where each `order` next shares no more, seen from `row`.

    The number of rows if it shares to the end.
    """
    ended, rows = run.events.rows(Kind.SHARING_ENDED), len(run.events)
    keys = np.sort(run.events.order[ended].astype(np.int64) * rows + ended)
    following = np.searchsorted(keys, order * rows + row)
    key = np.append(keys, np.iinfo(np.int64).max)[following]
    return np.where(key // rows == order, key % rows, rows)


def _legs_of(order: Ints, legs: LegColumns, orders: int) -> tuple[Ints, Ints]:
    """Return the legs of some orders, (n,): position in `order`, and the leg."""
    by_order = np.argsort(legs.order, kind="stable")
    ends = np.cumsum(np.bincount(legs.order, minlength=orders))
    first = np.append(0, ends)[order]
    count = ends[order] - first
    position = np.repeat(np.arange(order.size), count)
    within = np.arange(position.size) - np.repeat(np.cumsum(count) - count, count)
    return position, legs.leg[by_order[np.repeat(first, count) + within]]
