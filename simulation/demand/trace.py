"""Orders read from a file: who ordered what, when, as it was."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulation.demand.clocks import clock_notes, middle_of, zone_named, zone_of_region
from simulation.demand.columns import (
    COLUMNS,
    STARTS,
    cell_of,
    listed_columns,
    numbers,
    read_table,
    refuse,
    seconds_since_zero,
    separator_of,
    texts,
)
from simulation.demand.details import details_of
from simulation.demand.orders import LATEST_S, Orders
from simulation.errors import DemandError, RegionError
from simulation.region.building.delimited import SEPARATORS
from simulation.region.region import CONSUMER, PRODUCER, Region
from simulation.region.screening import later_ones
from simulation.specs import nearest
from simulation.units import Floats, Ints, on_time_grid

_MOST_COLUMNS = 6  # named in a note
_SIDES = {"producer": PRODUCER, "consumer": CONSUMER}


@dataclass(frozen=True)
class TracedOrders(Orders):
    """Orders of a trace, the moment from which they count, and how it was read."""

    # As clocks show it where the orders are; None for a trace in seconds.
    time_zero: datetime | None = None
    notes: tuple[str, ...] = ()  # what may be otherwise than meant, a sentence each


def read_trace(path: Path | str, region: Region) -> tuple[TracedOrders, Region]:
    """Return the orders of a trace and the region with the trace's own places.

    Parameters
    ----------
    path
        CSV or Parquet. When an order is placed: ``placed_s`` or ``start_s`` (seconds
        from 0), ``placed`` or ``start`` (ISO time, with a zone in every row or in
        none; the minute of the earliest order is time zero). For either side its
        source id (``producer``, ``consumer``) or its point in degrees
        (``producer_lon``, ``producer_lat``, ``consumer_lon``, ``consumer_lat``).
        What else is known, as of `Orders`: ``id``; ``ready``, ``ready_s`` or
        ``preparation_s``; ``due``, ``due_s`` or ``promise_s``; ``pickup_service_s``,
        ``dropoff_service_s``, ``seats``, ``priority``; ``cancelled`` or
        ``cancelled_s``, empty: never. Other columns are told in a note; rows may
        stand in any order, which changes nothing.
    region
        Where the orders are; points of the trace are added to it.

    Raises
    ------
    DemandError
        Naming the file, and the row counted from 1 after the header.
    """
    path = Path(path)
    table = read_table(path)
    start_s, zero = starts_of(path, table)
    details = details_of(path, table, start_s, zero)
    producer, region = _places(path, table, "producer", region)
    consumer, region = _places(path, table, "consumer", region)
    columns = {"start_s": start_s, "producer": producer, "consumer": consumer}
    in_turn = _in_turn({**columns, **details})
    orders = TracedOrders(
        **{name: values[in_turn] for name, values in {**columns, **details}.items()},
        time_zero=_where_the_orders_are(zero, table, region),
        notes=tuple(_notes(path, table, start_s, zero, region)),
    )
    return orders, region


def _in_turn(columns: Mapping[str, Any]) -> Ints:
    """Return the rows in the order of their numbers, whatever that of the file.

    By start; those of one instant by producer, then by consumer, as places are
    numbered: of the region in its own order, points of the trace from west to east,
    then from south to north; then by id, or else by what is known of them. What is
    left are orders that are alike in all of it.
    """
    first = [columns[name] for name in ("start_s", "producer", "consumer")]
    ids = [columns["ids"]] if "ids" in columns else []
    rest = [
        np.nan_to_num(values, nan=np.inf)
        for name, values in columns.items()
        if name not in {"start_s", "producer", "consumer", "ids"}
    ]
    return np.lexsort([*first, *ids, *rest][::-1])


def _where_the_orders_are(
    zero: datetime | None, table: pa.Table, region: Region
) -> datetime | None:
    """Return time zero as clocks show it there: of the file's zone, or the nearest."""
    if zero is None or zero.tzinfo is None:
        return zero
    column = next(table[name] for name in STARTS if name in table.column_names)
    zone = zone_named(getattr(column.type, "tz", None) or "")
    if zone is None:
        zone = zone_of_region(region)
    return zero if zone is None else zero.astimezone(zone)


def _notes(
    path: Path,
    table: pa.Table,
    start_s: Floats,
    time_zero: datetime | None,
    region: Region,
) -> Iterator[str]:
    """Yield what a user should know of how the file was read."""
    unread = [repr(name)[1:-1] for name in table.column_names if name not in COLUMNS]
    if unread:
        columns = "the column" if len(unread) == 1 else "the columns"
        shown = ", ".join(unread[:_MOST_COLUMNS])
        more = len(unread) - _MOST_COLUMNS
        yield (
            f"{path}: {columns} {shown}{f' and {more} more' if more > 0 else ''} "
            f"{'is' if len(unread) == 1 else 'are'} not read."
        )
    separator = separator_of(path)
    if separator is not None and separator != ",":
        yield f"{path}: is read with {SEPARATORS[separator]} between its columns."
    if time_zero is not None and time_zero.tzinfo is None and len(region.places):
        for note in clock_notes(time_zero, start_s, *middle_of(region)):
            yield f"{path}: {note}."


def starts_of(path: Path, table: pa.Table) -> tuple[Floats, datetime | None]:
    """Return the starts (n,) on the time grid [s], and what their zero means."""
    given = [name for name in STARTS if name in table.column_names]
    if len(given) != 1:
        found = f"neither {' nor '.join(STARTS)}"
        if given:
            found = f"both {given[0]} and {given[1]}"
        raise DemandError(
            f"{path}: has {found}, expected one of these columns, or what deliverai "
            f"import makes of the file (columns: {listed_columns(table)})."
        )
    if not given[0].endswith("_s"):
        start_s, zero = seconds_since_zero(path, table[given[0]], given[0])
    else:
        start_s, zero = numbers(path, table[given[0]], given[0]), None
    wrong = (start_s < 0) | (start_s > LATEST_S)
    if wrong.any():
        row = int(np.argmax(wrong))
        refuse(
            path,
            row,
            f"{given[0]} is {cell_of(table[given[0]], row)}",
            f"0 to {LATEST_S:.0f} s",
        )
    return on_time_grid(start_s), zero


def _places(
    path: Path, table: pa.Table, side: str, region: Region
) -> tuple[Ints, Region]:
    """Return the place numbers (n,) of one side, and the region that has them."""
    lon, lat = f"{side}_lon", f"{side}_lat"
    has_points = [name in table.column_names for name in (lon, lat)]
    if side in table.column_names and any(has_points):
        point = lon if has_points[0] else lat
        raise DemandError(
            f"{path}: has both {side} and {point}, expected {side} or {lon} and {lat} "
            f"(columns: {listed_columns(table)})."
        )
    if side in table.column_names:
        return _by_id(path, texts(path, table[side], side), side, region), region
    if all(has_points):
        degrees = [
            degrees_of(path, table, lon, limit=180.0),
            degrees_of(path, table, lat, limit=90.0),
        ]
        return _by_point(path, np.column_stack(degrees), side, region)
    raise DemandError(
        f"{path}: has no column {side}, expected {side} or {lon} and {lat} "
        f"(columns: {listed_columns(table)})."
    )


def _by_id(path: Path, ids: NDArray[np.str_], side: str, region: Region) -> Ints:
    """Return the places of one kind that the source ids name."""
    candidates = np.flatnonzero(region.places.kind == _SIDES[side])
    known = region.places.source_id[candidates]
    number = dict(zip(known.tolist(), candidates.tolist(), strict=True))
    if len(number) < known.size:  # of a region built before ids had to differ
        again, _ = later_ones(known)
        several = set(known[again].tolist())
        for row, each in enumerate(ids.tolist()):
            if each in several:
                refuse(
                    path,
                    row,
                    f"{side} is {each!r}, the id of several {side}s of region "
                    f"{region.name}",
                    "an id of one (build the region again)",
                )
    unknown = ~np.isin(ids, known)
    if unknown.any():
        row = int(np.argmax(unknown))
        given = str(ids[row])
        near = nearest(given, list(number))
        hint = f" (did you mean {near}?)" if near else ""
        refuse(
            path,
            row,
            f"{side} is {given!r}",
            f"the source id of a {side} of region {region.name}{hint}",
        )
    return np.array([number[each] for each in ids.tolist()], dtype=np.int64)


def _by_point(
    path: Path, points: Floats, side: str, region: Region
) -> tuple[Ints, Region]:
    """Return the places made of points (n, 2), one per distinct point."""
    distinct, rows, index = np.unique(
        points, axis=0, return_index=True, return_inverse=True
    )
    ids = [f"{path.name}, row {row + 1}, {side}" for row in rows.tolist()]
    first = len(region.places)
    try:
        grown = region.with_points(distinct[:, 0], distinct[:, 1], _SIDES[side], ids)
    except RegionError as cause:
        raise DemandError(f"{path}: {cause}") from cause
    return first + index.reshape(-1).astype(np.int64), grown


def degrees_of(path: Path, table: pa.Table, name: str, limit: float) -> Floats:
    """Return a column of degrees (n,), from `-limit` to `limit`."""
    values = numbers(path, table[name], name)
    wrong = np.abs(values) > limit
    if wrong.any():
        row = int(np.argmax(wrong))
        refuse(
            path,
            row,
            f"{name} is {values[row]}",
            f"degrees from -{limit:g} to {limit:g}",
        )
    return values
