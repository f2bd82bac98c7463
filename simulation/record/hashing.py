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
    """Return the bytes of some rows: like rows are laid out together."""
    kind = rows.kind[chunk]
    loads = np.diff(rows.offsets[chunk.start : chunk.stop + 1])
    present = {name: ~_is_null(values[chunk]) for name, values in columns.items()}
    pattern = kind.astype(np.int64)
    for given in present.values():
        pattern = pattern * 2 + given
    pattern = pattern * (int(loads.max(initial=0)) + 1) + loads
    pieces = np.empty(kind.size, dtype=object)
    for each in np.unique(pattern):
        alike = np.flatnonzero(pattern == each)
        names = [name for name in present if present[name][alike[0]]]
        pieces[alike] = _as_bytes(rows, columns, alike + chunk.start, names)
    return b"".join(pieces.tolist())


def _as_bytes(
    rows: Rows, columns: Columns, alike: Ints, names: list[str]
) -> list[bytes]:
    """Return the bytes of each of some like rows."""
    kind = Kind(int(rows.kind[alike[0]]))
    fields: dict[str, NDArray[np.generic] | bytes] = {
        "time_s": rows.time_s[alike],
        "kind": kind.label.encode() + b"\0",
        **{name: columns[name][alike] for name in names},
    }
    if kind.carries_orders:
        first = int(alike[0])
        count = int(rows.offsets[first + 1] - rows.offsets[first])
        lists = rows.orders[rows.offsets[alike][:, None] + np.arange(count)]
        fields["orders"] = np.column_stack((np.full(alike.size, count), lists))
    layout: list[tuple[str, str, tuple[int, ...]]] = []
    values: list[NDArray[np.generic] | np.void] = []
    for name, content in sorted(fields.items()):
        label = name.encode() + b"\0"
        if isinstance(content, bytes):
            label += content
        layout.append((f"name of {name}", f"V{len(label)}", ()))
        values.append(np.void(label))
        if not isinstance(content, bytes):
            measured = content.dtype == np.float64
            layout.append((name, "<f8" if measured else "<i4", content.shape[1:]))
            values.append(content)
    block = np.empty(alike.size, dtype=layout)
    for (name, _, _), each in zip(layout, values, strict=True):
        block[name] = each
    texts: list[bytes] = block.view(f"V{block.dtype.itemsize}").tolist()
    return texts


def _is_null(values: NDArray[np.int32] | Floats) -> NDArray[np.bool_]:
    return values == NULL if values.dtype == np.int32 else np.isnan(values)
