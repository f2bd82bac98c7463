"""The event log in a Parquet file, read column by column.

So whoever measures a run of a million orders need not hold all of its rows.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from simulation.folders import duplicate
from simulation.record.columns import parquet_bytes, parquet_file
from simulation.record.hashing import RowHash
from simulation.record.kinds import FLOAT_FIELDS, INTEGER_FIELDS, LOG_FORMAT
from simulation.record.table import (
    EVENT_SCHEMA,
    FORMATS,
    EventTable,
    lists_of,
    values_of,
)

ROWS_AT_HAND = 1 << 20  # a file of fewer is read as a whole
KEPT_BYTES = 1 << 29  # of columns that stay in memory once they were read
_TYPES = MappingProxyType(
    {
        "time_s": np.float64,
        "kind": np.uint8,
        **dict.fromkeys(INTEGER_FIELDS, np.int32),
        **dict.fromkeys(FLOAT_FIELDS, np.float64),
    }
)
_LISTS = ("orders", "offsets")


class StoredEvents(EventTable):
    """The rows of a file, read column by column when they are asked for.

    Columns stay in memory until there are more than `KEPT_BYTES` of them; then those
    that were read first go. To be used while the file is there.

    Parameters
    ----------
    path
        A file of this format, as a run folder has it.
    log_hash
        Its hash, if that is known.
    """

    def __init__(self, path: Path, log_hash: str | None = None) -> None:
        self.path = path
        self._log_hash = log_hash
        self._read: list[str] = []  # columns at hand, in order

    @override
    def __reduce__(self) -> tuple[type["StoredEvents"], tuple[Path, str | None]]:
        return StoredEvents, (self.path, self._log_hash)

    @override
    def __repr__(self) -> str:
        return f"<{len(self):,} events in {self.path}>"

    @override
    def __len__(self) -> int:
        return self._rows

    @cached_property
    def _rows(self) -> int:
        with parquet_file(self.path) as file:
            return int(file.metadata.num_rows)

    @override
    def hash(self, log_format: int = LOG_FORMAT) -> str:
        if log_format != LOG_FORMAT:
            return super().hash(log_format)
        if self._log_hash is None:
            whole = RowHash()
            for events in self._pieces():
                whole.add(events, FORMATS[LOG_FORMAT](events))
            self._log_hash = whole.hex
        return self._log_hash

    def _pieces(self) -> Iterator[EventTable]:
        """Yield the rows of one row group after the other."""
        with parquet_file(self.path) as file:
            for number in range(file.num_row_groups):
                yield EventTable.from_arrow(file.read_row_group(number))

    def __getattr__(self, name: str) -> NDArray[Any]:
        """Read a column that is not at hand."""
        if name in _TYPES:
            self._keep(name, self._column(name))
        elif name in _LISTS:
            orders, offsets = self._lists()
            self._keep("orders", orders)
            self._keep("offsets", offsets)
        else:
            raise AttributeError(name)
        values: NDArray[Any] = vars(self)[name]
        return values

    def _keep(self, name: str, values: NDArray[Any]) -> None:
        """Have a column at hand; the two last ones stay, however large they are."""
        at_hand = vars(self)
        at_hand[name] = values
        self._read = [*(each for each in self._read if each != name), name]
        while (
            len(self._read) > len(_LISTS)
            and sum(at_hand[each].nbytes for each in self._read) > KEPT_BYTES
        ):
            del at_hand[self._read.pop(0)]

    def _column(self, name: str) -> NDArray[Any]:
        """Return a column, (n,), of which one row group at a time is unpacked."""
        values = np.empty(len(self), dtype=_TYPES[name])
        end = 0
        with parquet_file(self.path) as file:
            for number in range(file.num_row_groups):
                piece = values_of(name, file.read_row_group(number, [name])[name])
                begin, end = end, end + piece.size
                values[begin:end] = piece
        return values

    def _lists(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return all lists of orders one after the other, and where each begins."""
        orders, offsets = [np.zeros(0, np.int32)], np.zeros(len(self) + 1, np.int64)
        end = 0
        with parquet_file(self.path) as file:
            for number in range(file.num_row_groups):
                column = file.read_row_group(number, ["orders"])["orders"]
                listed, starts = lists_of(column)
                begin, end = end, end + starts.size - 1
                offsets[begin + 1 : end + 1] = offsets[begin] + starts[1:]
                orders.append(listed)
        return np.concatenate(orders), offsets


def read_events(path: Path) -> EventTable:
    """Return the events of a file, as a whole or to be read by column.

    Those of an earlier format are read as a whole, however many they are.

    Raises
    ------
    RunError
        If the file is damaged or has not the columns of events.
    """
    with parquet_file(path) as file:
        stored = set(EVENT_SCHEMA.names) <= set(file.schema_arrow.names)
        if stored and file.metadata.num_rows > ROWS_AT_HAND:
            return StoredEvents(path)
        return EventTable.from_arrow(file.read())


def content_of(events: EventTable, file: Path) -> bytes | Path:
    """Return the content of the file of events; of stored ones, that of a new `file`.

    Raises
    ------
    OSError
        If that cannot be written.
    """
    if not isinstance(events, StoredEvents):
        return parquet_bytes(events.to_arrow())
    duplicate(events.path, file)
    return file
