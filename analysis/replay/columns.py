"""Columns of numbers as text in JSON, and rows of columns cut by time."""

import base64
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from typing_extensions import override

from simulation.units import Floats, Ints

Kind = Literal["f8", "f4", "i4", "u1"]
Packed = dict[str, str]  # "t": the kind of number, "d": base64 of their bytes
Group = dict[str, Packed]  # columns by name
Column = tuple[NDArray[Any], Kind]  # (n,) and how it is packed


def packed(values: ArrayLike, kind: Kind) -> Packed:
    """Return a column as the base64 text of its little-endian numbers."""
    column = np.ascontiguousarray(values, dtype=f"<{kind}")
    return {"t": kind, "d": base64.b64encode(column.tobytes()).decode("ascii")}


def unpacked(column: Packed) -> NDArray[Any]:
    """Return the numbers of a packed column, (n,)."""
    kind = np.dtype(f"<{column['t']}")
    return np.frombuffer(base64.b64decode(column["d"]), dtype=kind)


@dataclass(frozen=True)
class Stretch:
    """From a time until just before another; the last one holds its end, too."""

    from_s: float
    until_s: float
    last: bool = False

    def rows(self, times_s: Floats) -> slice:
        """Return which of some times, never falling, lie in it."""
        first = int(np.searchsorted(times_s, self.from_s))
        if self.last:
            return slice(first, int(np.searchsorted(times_s, self.until_s, "right")))
        return slice(first, int(np.searchsorted(times_s, self.until_s)))

    def samples(self, step_s: float) -> Floats:
        """Return the multiples of a step in it [s], and the end of the last one."""
        first = int(np.ceil(self.from_s / step_s))
        beyond = int(np.ceil(self.until_s / step_s))
        times: Floats = np.arange(first, beyond, dtype=np.float64) * step_s
        return np.append(times, self.until_s) if self.last else times


@dataclass(frozen=True)
class Rows:
    """Columns over n rows, in order of time."""

    times_s: Floats  # (n,)
    columns: dict[str, Column]

    def within(self, stretch: Stretch) -> Group:
        """Return the columns of the rows in a stretch of time, packed."""
        rows = stretch.rows(self.times_s)
        return {
            name: packed(values[rows], kind)
            for name, (values, kind) in self.columns.items()
        }


@dataclass(frozen=True)
class ListedRows(Rows):
    """Rows with a list of orders each."""

    first: Ints  # (n + 1,) where each list begins, and the end of the last
    orders: Ints  # all lists, one after the other
    places: Ints | None = None  # of each order listed, if more is to be known

    @override
    def within(self, stretch: Stretch) -> Group:
        rows = stretch.rows(self.times_s)
        first = self.first[rows.start : rows.stop + 1]
        found = {
            **super().within(stretch),
            "starts": packed(first - first[0], "i4"),
            "orders": packed(self.orders[first[0] : first[-1]], "i4"),
        }
        if self.places is not None:
            found["places"] = packed(self.places[first[0] : first[-1]], "i4")
        return found
