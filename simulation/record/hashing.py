"""The hash of an event log: the same rows give the same hash everywhere.

A row is its non-null fields, each as its name, a zero byte and its value:
little-endian float64 or int32, the kind as its label and a zero byte, the orders as
their number and then each one, in order of name. A column that is never used
therefore changes nothing.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from simulation.record.kinds import Kind
from simulation.units import Floats, Ints

NULL = -1
Columns = Mapping[str, NDArray[np.int32] | Floats]  # (n,) each; -1 and NaN are null

_ROWS_PER_CHUNK = 1 << 14  # what they are laid out in stays in the cache


class Rows(Protocol):
    """Rows of a log, apart from the fields of their kinds."""

    @property
    def time_s(self) -> Floats:
        """Times [s], (n,)."""
        ...

    @property
    def kind(self) -> NDArray[np.uint8]:
        """Codes of `Kind`, (n,)."""
        ...

    @property
    def orders(self) -> NDArray[np.int32]:
        """All lists of orders, one after the other."""
        ...

    @property
    def offsets(self) -> Ints:
        """Where the list of each row begins, (n + 1,)."""
        ...


class RowHash:
    """The SHA-256 of rows that come piece by piece, in order."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, rows: Rows, columns: Columns) -> None:
        """Go on by further rows, with these columns."""
        for chunk in _chunks(rows.kind.size):
            self._digest.update(_serialised(rows, columns, chunk))

    @property
    def hex(self) -> str:
        """That of all rows so far."""
        return self._digest.hexdigest()


def hash_of_rows(rows: Rows, columns: Columns) -> str:
    """Return the SHA-256 of rows with these columns."""
    whole = RowHash()
    whole.add(rows, columns)
    return whole.hex


def _chunks(rows: int) -> Iterator[slice]:
    for start in range(0, rows, _ROWS_PER_CHUNK):
        yield slice(start, min(start + _ROWS_PER_CHUNK, rows))


def _serialised(rows: Rows, columns: Columns, chunk: slice) -> bytes:
    """Return the bytes of some rows: like rows are laid out in one block."""
    kind = rows.kind[chunk]
    loads = np.diff(rows.offsets[chunk.start : chunk.stop + 1])
    present = {name: ~_is_null(values[chunk]) for name, values in columns.items()}
    pattern = kind.astype(np.int64)
    for given in present.values():
        pattern = pattern * 2 + given
    pattern = pattern * (int(loads.max(initial=0)) + 1) + loads
    blocks: list[tuple[Ints, NDArray[np.uint8]]] = []
    length = np.zeros(kind.size, dtype=np.int64)
    for each in np.unique(pattern):
        alike = np.flatnonzero(pattern == each)
        names = [name for name in present if present[name][alike[0]]]
        block = _block(rows, columns, alike + chunk.start, names)
        length[alike] = block.shape[1]
        blocks.append((alike, block))
    start = np.concatenate(([0], np.cumsum(length)))
    data = np.empty(int(start[-1]), dtype=np.uint8)
    for alike, block in blocks:
        data[start[alike][:, None] + np.arange(block.shape[1])] = block
    return data.tobytes()


def _block(
    rows: Rows, columns: Columns, alike: Ints, names: list[str]
) -> NDArray[np.uint8]:
    """Return like rows as bytes, (rows, bytes of a row)."""
    kind = Kind(int(rows.kind[alike[0]]))
    parts: list[tuple[str, NDArray[np.uint8]]] = [
        ("time_s", _as_bytes(rows.time_s[alike], "<f8")),
        ("kind", _repeated(kind.label.encode() + b"\0", alike.size)),
    ]
    for name in names:
        values = columns[name]
        kind_of = "<i4" if values.dtype == np.int32 else "<f8"
        parts.append((name, _as_bytes(values[alike], kind_of)))
    if kind.carries_orders:
        first = int(alike[0])
        count = int(rows.offsets[first + 1] - rows.offsets[first])
        lists = rows.orders[rows.offsets[alike][:, None] + np.arange(count)]
        full = np.column_stack((np.full(alike.size, count), lists))
        parts.append(("orders", _as_bytes(full, "<i4")))
    pieces: list[NDArray[np.uint8]] = []
    for name, content in sorted(parts, key=lambda part: part[0]):
        pieces += [_repeated(name.encode() + b"\0", alike.size), content]
    return np.concatenate(pieces, axis=1)


def _is_null(values: NDArray[np.int32] | Floats) -> NDArray[np.bool_]:
    return values == NULL if values.dtype == np.int32 else np.isnan(values)


def _as_bytes(values: NDArray[np.generic], kind_of: str) -> NDArray[np.uint8]:
    """Return (rows, bytes) of a column or of columns side by side."""
    little_endian = np.ascontiguousarray(values, dtype=kind_of)
    return little_endian.view(np.uint8).reshape(little_endian.shape[0], -1)


def _repeated(text: bytes, rows: int) -> NDArray[np.uint8]:
    return np.broadcast_to(np.frombuffer(text, dtype=np.uint8), (rows, len(text)))
