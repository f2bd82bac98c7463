"""The event log as columns: what every metric, file and hash is made from."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulation.errors import RunError
from simulation.record.kinds import FLOAT_FIELDS, INTEGER_FIELDS, KIND_SPECS, Kind
from simulation.units import Floats, Ints

NULL = -1
_LABELS = tuple(kind.label for kind in Kind)
_BYTES_PER_CHUNK = 1 << 26

EVENT_SCHEMA = pa.schema(
    [
        pa.field("time_s", pa.float64(), nullable=False),
        pa.field("kind", pa.dictionary(pa.int8(), pa.string()), nullable=False),
        *(pa.field(name, pa.int32()) for name in INTEGER_FIELDS),
        pa.field("distance_m", pa.float64()),
        pa.field("orders", pa.list_(pa.int32())),
        pa.field("value", pa.float64()),
    ]
)


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
    distance_m: Floats  # (n,)
    value: Floats  # (n,)
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
        for each, spec in KIND_SPECS.items():
            rows = np.flatnonzero(kind == each)
            for position, name in enumerate(spec.fields, start=2):
                values = tape[rows, position]
                if name in columns:
                    columns[name][rows] = values.astype(np.int32)
                else:
                    measured[name][rows] = values
            if spec.carries_orders:
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
            distance_m=measured["distance_m"],
            value=measured["value"],
            orders=np.fromiter(chain.from_iterable(loads), np.int32),
            offsets=np.concatenate(([0], np.cumsum(counts))),
        )

    def hash(self) -> str:
        """Return the SHA-256 of the rows in order.

        A row is its non-null fields, each as its name, a zero byte and its
        value: little-endian float64 or int32, the kind as its label and a zero
        byte, the orders as their number and then each one. A column that is
        never used therefore changes nothing.
        """
        digest = hashlib.sha256()
        for chunk in self._chunks():
            digest.update(self._serialised(chunk))
        return digest.hexdigest()

    def _chunks(self) -> Iterator[slice]:
        rows = max(1, _BYTES_PER_CHUNK // 128)
        for start in range(0, len(self), rows):
            yield slice(start, min(start + rows, len(self)))

    def _serialised(self, chunk: slice) -> bytes:
        """Return the bytes of some rows: like rows are laid out in one block."""
        kind = self.kind[chunk]
        loads = self.loads[chunk]
        present = {
            name: getattr(self, name)[chunk] != NULL for name in INTEGER_FIELDS
        } | {name: ~np.isnan(getattr(self, name)[chunk]) for name in FLOAT_FIELDS}
        pattern = kind.astype(np.int64)
        for name in present:
            pattern = pattern * 2 + present[name]
        pattern = pattern * (int(loads.max(initial=0)) + 1) + loads
        blocks: list[tuple[Ints, NDArray[np.uint8]]] = []
        length = np.zeros(kind.size, dtype=np.int64)
        for each in np.unique(pattern):
            rows = np.flatnonzero(pattern == each)
            names = [name for name in present if present[name][rows[0]]]
            block = self._block(rows + chunk.start, names)
            length[rows] = block.shape[1]
            blocks.append((rows, block))
        start = np.concatenate(([0], np.cumsum(length)))
        data = np.empty(int(start[-1]), dtype=np.uint8)
        for rows, block in blocks:
            data[start[rows][:, None] + np.arange(block.shape[1])] = block
        return data.tobytes()

    def _block(self, rows: Ints, names: list[str]) -> NDArray[np.uint8]:
        """Return like rows as bytes, (rows, bytes of a row)."""
        kind = Kind(int(self.kind[rows[0]]))
        parts: list[tuple[str, NDArray[np.uint8]]] = [
            ("time_s", _as_bytes(self.time_s[rows], "<f8")),
            ("kind", _repeated(kind.label.encode() + b"\0", rows.size)),
        ]
        for name in names:
            column = getattr(self, name)[rows]
            kind_of = "<i4" if name in INTEGER_FIELDS else "<f8"
            parts.append((name, _as_bytes(column, kind_of)))
        if KIND_SPECS[kind].carries_orders:
            count = int(self.loads[rows[0]])
            lists = self.orders[self.offsets[rows][:, None] + np.arange(count)]
            full = np.column_stack((np.full(rows.size, count), lists))
            parts.append(("orders", _as_bytes(full, "<i4")))
        pieces: list[NDArray[np.uint8]] = []
        for name, values in sorted(parts, key=lambda part: part[0]):
            pieces += [_repeated(name.encode() + b"\0", rows.size), values]
        return np.concatenate(pieces, axis=1)

    def to_arrow(self) -> pa.Table:
        """Return the table of ``events.parquet``."""
        count = self.loads
        has_list = np.isin(
            self.kind, [k for k, s in KIND_SPECS.items() if s.carries_orders]
        )
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
            pa.array(self.distance_m, mask=np.isnan(self.distance_m)),
            lists,
            pa.array(self.value, mask=np.isnan(self.value)),
        ]
        return pa.Table.from_arrays(arrays, schema=EVENT_SCHEMA)

    @classmethod
    def from_arrow(cls, table: pa.Table) -> "EventTable":
        """Return the events of a Parquet table.

        Raises
        ------
        RunError
            If columns are missing or a kind is unknown.
        """
        missing = [f.name for f in EVENT_SCHEMA if f.name not in table.column_names]
        if missing:
            raise RunError(f"events have no column {missing[0]!r}.")
        labels = table["kind"].cast(pa.string()).to_pylist()
        codes = {label: code for code, label in enumerate(_LABELS)}
        unknown = set(labels) - set(codes)
        if unknown:
            raise RunError(f"events of unknown kind {min(map(str, unknown))!r}.")
        combined = table["orders"].combine_chunks()
        lists = combined.chunk(0) if isinstance(combined, pa.ChunkedArray) else combined
        lengths = np.nan_to_num(
            lists.value_lengths().to_numpy(zero_copy_only=False).astype(np.float64)
        )
        integers = {
            name: table[name].fill_null(NULL).to_numpy().astype(np.int32)
            for name in INTEGER_FIELDS
        }
        return cls(
            time_s=_measured(table["time_s"]),
            kind=np.array([codes[label] for label in labels], dtype=np.uint8),
            distance_m=_measured(table["distance_m"]),
            value=_measured(table["value"]),
            orders=lists.flatten().to_numpy(zero_copy_only=False).astype(np.int32),
            offsets=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
            **integers,
        )


def _measured(column: pa.ChunkedArray) -> Floats:
    return np.array(column.to_numpy(), dtype=np.float64)


def _as_bytes(values: NDArray[np.generic], kind_of: str) -> NDArray[np.uint8]:
    """Return (rows, bytes) of a column or of columns side by side."""
    little_endian = np.ascontiguousarray(values, dtype=kind_of)
    return little_endian.view(np.uint8).reshape(little_endian.shape[0], -1)


def _repeated(text: bytes, rows: int) -> NDArray[np.uint8]:
    return np.broadcast_to(np.frombuffer(text, dtype=np.uint8), (rows, len(text)))
