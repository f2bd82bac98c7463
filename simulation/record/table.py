"""The event log as columns: what every metric, file and hash is made from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from simulation.errors import RunError
from simulation.record.format_1 import columns_of_format_1, in_format_2, is_format_1
from simulation.record.hashing import Columns, hash_of_rows
from simulation.record.kinds import FLOAT_FIELDS, INTEGER_FIELDS, LOG_FORMAT, Kind
from simulation.units import Floats, Ints

NULL = -1
_LABELS = tuple(kind.label for kind in Kind)

EVENT_SCHEMA = pa.schema(
    [
        pa.field("time_s", pa.float64(), nullable=False),
        pa.field("kind", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        *(pa.field(name, pa.int32()) for name in INTEGER_FIELDS),
        *(pa.field(name, pa.float64()) for name in FLOAT_FIELDS),
        pa.field("orders", pa.list_(pa.int32())),
    ]
)


# Columns that files of earlier versions lack.
_LATER = {"intervention": pa.int32(), "lost_s": pa.float64()}

# The columns that are hashed, by format of the log.
FORMATS: dict[int, Callable[["EventTable"], Columns]] = {
    1: columns_of_format_1,
    LOG_FORMAT: lambda events: {
        name: getattr(events, name) for name in (*INTEGER_FIELDS, *FLOAT_FIELDS)
    },
}


@dataclass(frozen=True)
class EventTable:
    """Rows in order of time, by column; -1 and NaN stand for null."""

    time_s: Floats  # (n,)
    kind: NDArray[np.uint8]  # (n,) codes of Kind
    order: NDArray[np.int32]  # (n,)
    partner: NDArray[np.int32]  # (n,)
    vehicle: NDArray[np.int32]  # (n,)
    place: NDArray[np.int32]  # (n,)
    to_place: NDArray[np.int32]  # (n,)
    pool: NDArray[np.int32]  # (n,) CORE or PERIPHERAL
    intervention: NDArray[np.int32]  # (n,) its number in the manifest's list
    distance_m: Floats  # (n,)
    ignored_m: Floats  # (n,)
    q_sum: Floats  # (n,)
    lost_s: Floats  # (n,)
    orders: NDArray[np.int32]  # all lists, one after the other
    offsets: Ints  # (n + 1,) the list of row i is orders[offsets[i]:offsets[i + 1]]

    def __len__(self) -> int:
        """Return the number of rows n."""
        return int(self.kind.size)

    def rows(self, kind: Kind) -> Ints:
        """Return the row numbers of one kind of event, in order."""
        return np.flatnonzero(self.kind == kind)

    def load(self, row: int) -> tuple[int, ...]:
        """Return the orders aboard, or handed over, in one row."""
        return tuple(self.orders[self.offsets[row] : self.offsets[row + 1]].tolist())

    @property
    def loads(self) -> Ints:
        """Number of orders in each row's list, (n,)."""
        return np.diff(self.offsets)

    @classmethod
    def from_tape(cls, tape: Floats, loads: Sequence[Sequence[int]]) -> "EventTable":
        """Return the table of what an `EventLog` recorded.

        Parameters
        ----------
        tape : (n, width) array
            Kind, time and the fields of the kind, one row an event.
        loads
            The orders of the rows that carry some, in order.
        """
        kind = tape[:, 0].astype(np.uint8)
        columns: dict[str, NDArray[np.int32]] = {
            name: np.full(kind.size, NULL, dtype=np.int32) for name in INTEGER_FIELDS
        }
        measured: dict[str, Floats] = {
            name: np.full(kind.size, np.nan) for name in FLOAT_FIELDS
        }
        carries = np.zeros(kind.size, dtype=bool)
        for each in Kind:
            rows = np.flatnonzero(kind == each)
            for position, name in enumerate(each.fields, start=2):
                values = tape[rows, position]
                if name in columns:
                    columns[name][rows] = values.astype(np.int32)
                else:
                    measured[name][rows] = values
            if each.carries_orders:
                carries[rows] = True
        counts = np.zeros(kind.size, dtype=np.int64)
        counts[carries] = np.fromiter(map(len, loads), np.int64, count=len(loads))
        return cls(
            time_s=tape[:, 1].copy(),
            kind=kind,
            order=columns["order"],
            partner=columns["partner"],
            vehicle=columns["vehicle"],
            place=columns["place"],
            to_place=columns["to_place"],
            pool=columns["pool"],
            intervention=columns["intervention"],
            distance_m=measured["distance_m"],
            ignored_m=measured["ignored_m"],
            q_sum=measured["q_sum"],
            lost_s=measured["lost_s"],
            orders=np.fromiter(chain.from_iterable(loads), np.int32),
            offsets=np.concatenate(([0], np.cumsum(counts))),
        )

    def hash(self, log_format: int = LOG_FORMAT) -> str:
        """Return the SHA-256 of the rows in order, as `record.hashing` says.

        `log_format` 1 is that of runs written before pools were a column.
        """
        return hash_of_rows(self, FORMATS[log_format](self))

    def to_arrow(self) -> pa.Table:
        """Return the table of ``events.parquet``."""
        count = self.loads
        has_list = np.isin(self.kind, [each for each in Kind if each.carries_orders])
        lists = pa.ListArray.from_arrays(
            pa.array(self.offsets.astype(np.int32), mask=np.append(~has_list, False))
            if count.size
            else pa.array([0], pa.int32()),
            pa.array(self.orders, pa.int32()),
        )
        arrays = [
            pa.array(self.time_s),
            pa.DictionaryArray.from_arrays(
                pa.array(self.kind.astype(np.int8)), pa.array(_LABELS)
            ),
            *(
                pa.array(getattr(self, name), mask=getattr(self, name) == NULL)
                for name in INTEGER_FIELDS
            ),
            *(
                pa.array(getattr(self, name), mask=np.isnan(getattr(self, name)))
                for name in FLOAT_FIELDS
            ),
            lists,
        ]
        return pa.Table.from_arrays(arrays, schema=EVENT_SCHEMA)

    @classmethod
    def from_arrow(cls, table: pa.Table) -> "EventTable":
        """Return the events of a Parquet table, of this format or of an earlier one.

        Raises
        ------
        RunError
            If columns are missing or a kind is unknown.
        """
        table = _in_this_format(table)
        orders, offsets = lists_of(table["orders"])
        names = ("time_s", "kind", *INTEGER_FIELDS, *FLOAT_FIELDS)
        columns: dict[str, Any] = {name: values_of(name, table[name]) for name in names}
        return cls(**columns, orders=orders, offsets=offsets)


def _in_this_format(table: pa.Table) -> pa.Table:
    """Return a table of events with all columns of this format."""
    if is_format_1(table):
        table = in_format_2(table)
    for name, of in _LATER.items():
        if name not in table.column_names:
            nothing = pa.nulls(table.num_rows, of)
            table = table.append_column(name, nothing)
    missing = [f.name for f in EVENT_SCHEMA if f.name not in table.column_names]
    if missing:
        raise RunError(f"events have no column {missing[0]!r}.")
    return table


def values_of(name: str, column: pa.ChunkedArray) -> NDArray[Any]:
    """Return a column of a Parquet table as an `EventTable` has it, (n,)."""
    if name == "kind":
        return _codes(column.cast(pa.string()))
    if name in INTEGER_FIELDS:
        return np.asarray(column.fill_null(NULL).to_numpy().astype(np.int32))
    return np.array(column.to_numpy(), dtype=np.float64)


def _codes(labels: pa.ChunkedArray) -> NDArray[np.uint8]:
    codes = pc.index_in(labels, pa.array(_LABELS))
    if codes.null_count:
        unknown = set(labels.to_pylist()) - set(_LABELS)
        raise RunError(f"events of unknown kind {min(map(str, unknown))!r}.")
    return np.asarray(codes.to_numpy().astype(np.uint8))


def lists_of(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], Ints]:
    """Return the lists of orders one after the other, and where each begins, (n + 1,).

    A null is an empty list.
    """
    combined = column.combine_chunks()
    lists = combined.chunk(0) if isinstance(combined, pa.ChunkedArray) else combined
    lengths = pc.list_value_length(lists).fill_null(0)
    offsets = np.zeros(len(lists) + 1, dtype=np.int64)
    np.cumsum(lengths.to_numpy(zero_copy_only=False), out=offsets[1:])
    orders = lists.flatten().to_numpy(zero_copy_only=False).astype(np.int32)
    return orders, offsets


def first_difference(one: EventTable, other: EventTable, until_s: float) -> int | None:
    """Return the first row in which two logs differ; None if they begin alike.

    Parameters
    ----------
    one, other
        The logs.
    until_s
        Only rows before this time [s] are looked at.
    """
    rows = [int(np.searchsorted(each.time_s, until_s)) for each in (one, other)]
    shared = min(rows)
    differs = one.loads[:shared] != other.loads[:shared]
    for name in ("time_s", "kind", *INTEGER_FIELDS):
        differs |= getattr(one, name)[:shared] != getattr(other, name)[:shared]
    for name in FLOAT_FIELDS:
        ours, theirs = getattr(one, name)[:shared], getattr(other, name)[:shared]
        differs |= (ours != theirs) & ~(np.isnan(ours) & np.isnan(theirs))
    # Up to there all lists are as long as the other's.
    first = int(np.argmax(differs)) if differs.any() else shared
    aboard = int(one.offsets[first])
    unlike = np.flatnonzero(one.orders[:aboard] != other.orders[:aboard])
    if unlike.size:
        return int(np.searchsorted(one.offsets, unlike[0], side="right")) - 1
    return None if first == rows[0] == rows[1] else first
