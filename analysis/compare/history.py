"""What couriers did: a file of actual times, read as traces of orders are."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation.demand.columns import (
    COLUMNS,
    STARTS,
    cell_of,
    filled,
    listed_columns,
    numbers,
    read_table,
    refuse,
    seconds_since_zero,
    texts,
)
from simulation.demand.orders import LATEST_S
from simulation.demand.trace import degrees_of, starts_of
from simulation.errors import DemandError
from simulation.record.run import Run
from simulation.units import Bools, Floats, Ints, on_time_grid

OUTCOMES = ("delivered_s", "delivered", "delivery_time_s")
_TEXTS = (*COLUMNS, "order", *OUTCOMES)
_POINT_DIGITS = 6  # of a degree: a tenth of a metre

Key = tuple[object, object]  # producer and consumer, as the file tells them


@dataclass(frozen=True)
class History:
    """Columns over the rows of the file."""

    path: Path
    time_s: Floats  # (n,) from start to door; NaN where it was not delivered
    order: Ints | None  # (n,) number in the run; None where the file has none
    start_s: Floats | None  # (n,) from time zero; None where the file has none
    ends: tuple[Key, ...]  # (n,) producers and consumers; none where orders are named
    clock: bool  # starts are ISO times: their zero is the file's own

    def __len__(self) -> int:
        """Return the number of rows n."""
        return int(self.time_s.size)


def read_history(path: Path | str, run: Run) -> History:
    """Return what happened to the orders of a run.

    Parameters
    ----------
    path
        CSV or Parquet. Which order: ``order``, its number in the run, or ``id``, where
        its orders have one; or, as in a trace, its start with the producer and
        consumer by id or point. What happened: one of ``delivered_s`` (seconds from
        the same zero as ``start_s``), ``delivered`` (ISO time, with ``start``, or of
        orders of a run that has a clock) or ``delivery_time_s``; an empty cell is an
        order that was not delivered.
    run
        Whose starts are taken where the file names orders by number.

    Raises
    ------
    DemandError
        Naming the file, and the row counted from 1 after the header.
    """
    path = Path(path)
    table = read_table(path, _TEXTS)
    timed = [name for name in STARTS if name in table.column_names]
    order = _named_orders(path, table, run)
    start_s, zero = starts_of(path, table) if timed or order is None else (None, None)
    if not timed and "delivered" in table.column_names:
        zero = run.time_zero  # the clock of the run
    ends = () if order is not None else _ends(path, table)
    known_s = start_s
    if order is not None and (zero is None or not timed):
        known_s = _checked_starts(path, run, order, start_s)
    outcome = _outcome(path, table, clock=zero is not None)
    column, open_rows = _filled(path, table, outcome)
    if outcome == "delivered":
        done_s, done_zero = seconds_since_zero(path, column, outcome)
        if zero is not None and not timed and done_zero.tzinfo is None:
            done_zero = done_zero.replace(tzinfo=zero.tzinfo)
        if zero is None or (zero.tzinfo is None) != (done_zero.tzinfo is None):
            zones = ["no zone" if zero is None or zero.tzinfo is None else "a zone"]
            raise DemandError(
                f"{path}: has start with {zones[0]} and delivered with another, "
                "expected a zone in both columns or in neither."
            )
        done_s = done_s + (done_zero - zero).total_seconds()
    else:
        done_s = numbers(path, column, outcome)
    done_s = on_time_grid(done_s)
    least_s = np.zeros(done_s.size)
    if outcome != "delivery_time_s" and known_s is not None:
        least_s = known_s
    done_s[open_rows] = np.nan
    _check_span(path, table, outcome, (done_s, least_s))
    return History(path, done_s - least_s, order, start_s, ends, zero is not None)


def _named_orders(path: Path, table: pa.Table, run: Run) -> Ints | None:
    """Return the numbers of orders (n,) by number or id; None if the file has none.

    An id that the run does not know has a number beyond its orders.
    """
    if "order" in table.column_names:
        return _order_numbers(path, table)
    if "id" not in table.column_names or run.orders.ids is None:
        return None
    ids = texts(path, table["id"], "id", "the id of an order").tolist()
    first = {each: row for row, each in reversed(list(enumerate(ids)))}
    again = next((row for row, each in enumerate(ids) if first[each] != row), None)
    if again is not None:
        refuse(path, again, f"id {ids[again]} is there before", "each order once")
    known = {each: number for number, each in enumerate(run.orders.ids.tolist())}
    beyond = len(run.orders)
    return np.array([known.get(each, beyond + row) for row, each in enumerate(ids)])


def _order_numbers(path: Path, table: pa.Table) -> Ints:
    """Return the numbers of orders (n,), each once."""
    values = numbers(path, table["order"], "order")
    wrong = (values != np.floor(values)) | (values < 0) | (values > LATEST_S)
    if wrong.any():
        row = int(np.argmax(wrong))
        cell = cell_of(table["order"], row)
        refuse(path, row, f"order is {cell}", "the number of an order of the run")
    order = values.astype(np.int64)
    _, first = np.unique(order, return_index=True)
    again = np.setdiff1d(np.arange(order.size), first)
    if again.size:
        row = int(again[0])
        refuse(path, row, f"order {order[row]} is there before", "each order once")
    return order


def _checked_starts(
    path: Path, run: Run, order: Ints, start_s: Floats | None
) -> Floats:
    """Return the run's starts (n,), 0 of unknown orders; the file's must agree."""
    known = order < len(run.orders)
    starts = np.zeros(order.size)
    starts[known] = run.orders.start_s[order[known]]
    if start_s is None:
        return starts
    differs = known & (starts != start_s)
    if differs.any():
        row = int(np.argmax(differs))
        refuse(
            path,
            row,
            f"order {order[row]} starts at {start_s[row]:g} s",
            f"{starts[row]:g} s as in the run",
        )
    return start_s


def _ends(path: Path, table: pa.Table) -> tuple[Key, ...]:
    """Return producer and consumer of each row, by id or by point."""
    sides = [_side(path, table, side) for side in ("producer", "consumer")]
    return tuple(zip(*sides, strict=True))


def _side(path: Path, table: pa.Table, side: str) -> list[object]:
    points = (f"{side}_lon", f"{side}_lat")
    has_points = [name in table.column_names for name in points]
    if (side in table.column_names) == any(has_points) or any(has_points) != all(
        has_points
    ):
        raise DemandError(
            f"{path}: expected order, or {side}, or {points[0]} and {points[1]} "
            f"(columns: {listed_columns(table)})."
        )
    if side in table.column_names:
        return list(texts(path, table[side], side).tolist())
    lon, lat = (
        degrees_of(path, table, name, limit)
        for name, limit in zip(points, (180.0, 90.0), strict=True)
    )
    return list(map(point, lon.tolist(), lat.tolist()))


def point(lon: float, lat: float) -> tuple[float, float]:
    """Return a point as it is looked up."""
    return round(lon, _POINT_DIGITS), round(lat, _POINT_DIGITS)


def _outcome(path: Path, table: pa.Table, *, clock: bool) -> str:
    """Return the one column that says when it was delivered."""
    outcomes = [name for name in OUTCOMES if name in table.column_names]
    if len(outcomes) != 1:
        held = (
            f"both {outcomes[0]} and {outcomes[1]}" if outcomes else "no actual times"
        )
        raise DemandError(
            f"{path}: has {held}, expected one of the columns delivered_s, delivered "
            f"or delivery_time_s (columns: {listed_columns(table)})."
        )
    if outcomes[0] == "delivered" and not clock:
        raise DemandError(
            f"{path}: has delivered without start, expected both as ISO times, or "
            "delivered_s or delivery_time_s."
        )
    if outcomes[0] == "delivered_s" and clock:
        raise DemandError(
            f"{path}: has start and delivered_s, expected start and delivered (ISO "
            "times), or start_s and delivered_s."
        )
    return outcomes[0]


def _filled(path: Path, table: pa.Table, name: str) -> tuple[pa.ChunkedArray, Bools]:
    """Return a column with its empty cells filled by another, and which they are."""
    column = table[name]
    rows = ~filled(column)
    if rows.all():
        raise DemandError(f"{path}: {name} is empty in every row, expected a time.")
    filler = column[int(np.argmin(rows))]
    return pc.if_else(pa.array(rows), filler, column), rows


def _check_span(
    path: Path, table: pa.Table, name: str, span: tuple[Floats, Floats]
) -> None:
    """Refuse a delivery before its start, or beyond all reason."""
    done_s, least_s = span
    wrong = (done_s < least_s) | (done_s > LATEST_S)
    if wrong.any():
        row = int(np.argmax(wrong))
        since = "0 s" if name == "delivery_time_s" else "its start"
        refuse(
            path,
            row,
            f"{name} is {cell_of(table[name], row)}",
            f"{since} or later, up to {LATEST_S:.0f} s",
        )
