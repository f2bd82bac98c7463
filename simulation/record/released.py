"""Orders of a run as columns, and their Parquet file."""

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulation.errors import RunError
from simulation.record.columns import fitted, table_of
from simulation.units import Floats, Ints

_SCHEMA = pa.schema(
    [
        pa.field("order", pa.int32(), nullable=False),
        pa.field("start_s", pa.float64(), nullable=False),
        pa.field("producer", pa.int32(), nullable=False),
        pa.field("consumer", pa.int32(), nullable=False),
    ]
)
# Columns that only some demands have, by field; `ids` is the column `id`.
_FURTHER = {
    "ids": pa.field("id", pa.string(), nullable=False),
    "ready_s": pa.field("ready_s", pa.float64(), nullable=False),
    "due_s": pa.field("due_s", pa.float64(), nullable=False),
    "pickup_service_s": pa.field("pickup_service_s", pa.float64(), nullable=False),
    "dropoff_service_s": pa.field("dropoff_service_s", pa.float64(), nullable=False),
    "seats": pa.field("seats", pa.int32(), nullable=False),
    "cancelled_s": pa.field("cancelled_s", pa.float64()),  # null: never
    "priority": pa.field("priority", pa.int32(), nullable=False),
}


@dataclass(frozen=True)
class ReleasedOrders:
    """Columns over the orders released before the horizon, numbered 0 to n - 1.

    Those from `ready_s` on are as of `simulation.demand.orders`: None where the
    demand says nothing of it.
    """

    start_s: Floats  # (n,) never falling
    producer: Ints  # (n,) place numbers
    consumer: Ints  # (n,)
    ready_s: Floats | None = None
    due_s: Floats | None = None
    pickup_service_s: Floats | None = None
    dropoff_service_s: Floats | None = None
    seats: Ints | None = None
    cancelled_s: Floats | None = None  # NaN: never
    priority: Ints | None = None
    ids: NDArray[np.str_] | None = None

    def __len__(self) -> int:
        """Return the number of orders n."""
        return int(self.start_s.size)

    @classmethod
    def of(cls, orders: object, count: int | None = None) -> Self:
        """Return the first `count` of orders that have these columns; absent: all."""
        columns = {each.name: getattr(orders, each.name) for each in fields(cls)}
        known: dict[str, Any] = {
            name: values[:count]
            for name, values in columns.items()
            if values is not None
        }
        return cls(**known)

    def to_arrow(self) -> pa.Table:
        """Return the table of ``orders.parquet``; what nothing is said of is absent."""
        columns: list[Any] = [
            np.arange(len(self)),
            self.start_s,
            self.producer,
            self.consumer,
        ]
        further = [name for name in _FURTHER if getattr(self, name) is not None]
        for name in further:
            values = getattr(self, name)
            if name == "ids":
                values = values.tolist()
            elif name == "cancelled_s":
                values = pa.array(values, mask=np.isnan(values))
            columns.append(values)
        return table_of(columns, pa.schema([*_SCHEMA, *map(_FURTHER.get, further)]))

    @classmethod
    def from_arrow(cls, table: pa.Table) -> Self:
        """Return the orders of a table.

        Raises
        ------
        RunError
            If a column is missing or holds nulls, or orders are not numbered.
        """
        further = {
            name: each
            for name, each in _FURTHER.items()
            if each.name in table.column_names
        }
        table = fitted(table, pa.schema([*_SCHEMA, *further.values()]))
        number = table["order"].to_numpy()
        if not np.array_equal(number, np.arange(number.size)):
            raise RunError("the orders are not numbered 0, 1, 2 and so on.")
        columns: dict[str, Any] = {
            name: _values(table[each.name])
            for name, each in {
                **{name: _SCHEMA.field(name) for name in _SCHEMA.names[1:]},
                **further,
            }.items()
        }
        return cls(**columns)


def _values(column: pa.ChunkedArray) -> "np.ndarray[tuple[int], np.dtype[Any]]":
    """Return a column as numpy has it here: float64, int64 or texts."""
    if pa.types.is_string(column.type):
        return np.array(column.to_pylist(), dtype=np.str_)
    kind = np.int64 if pa.types.is_integer(column.type) else np.float64
    return np.array(column.to_numpy(), dtype=kind)
