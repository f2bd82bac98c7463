"""Logs of format 1, whose column `value` was a pool, ignored metres or a Q-sum."""

from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from simulation.record.hashing import NULL, Columns
from simulation.record.kinds import Kind
from simulation.units import Floats


class _Events(Protocol):
    """The columns that were one."""

    @property
    def pool(self) -> NDArray[np.int32]: ...
    @property
    def ignored_m(self) -> Floats: ...
    @property
    def q_sum(self) -> Floats: ...


def is_format_1(table: pa.Table) -> bool:
    """Return whether the events of a Parquet file are of format 1."""
    return "value" in table.column_names and "pool" not in table.column_names


def in_format_2(table: pa.Table) -> pa.Table:
    """Return events of format 1 with the columns of format 2."""
    label = table["kind"].cast(pa.string())
    value = table["value"]

    def of(*kinds: Kind) -> pa.ChunkedArray:
        chosen = pc.is_in(label, pa.array([kind.label for kind in kinds]))
        return pc.if_else(chosen, value, pa.scalar(None, pa.float64()))

    with_pool = [kind for kind in Kind if "pool" in kind.fields]
    table = table.append_column("pool", of(*with_pool).cast(pa.int32()))
    table = table.append_column("ignored_m", of(Kind.DEPARTED))
    table = table.append_column("q_sum", of(Kind.SHARING_ACCEPTED))
    return table.drop_columns(["value"])


def columns_of_format_1(events: _Events) -> Columns:
    """Return the columns over which a log of format 1 was hashed."""
    value = np.where(events.pool == NULL, np.nan, events.pool.astype(np.float64))
    for measured in (events.ignored_m, events.q_sum):
        value = np.where(np.isnan(value), measured, value)
    names = ("order", "partner", "vehicle", "place", "to_place", "distance_m")
    return {name: getattr(events, name) for name in names} | {"value": value}
