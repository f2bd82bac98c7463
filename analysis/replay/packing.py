"""Columns of numbers as text in JSON, and back."""

import base64
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Kind = Literal["f8", "f4", "i4", "u1"]
Packed = dict[str, str]  # "t": the kind of number, "d": base64 of their bytes
Group = dict[str, Packed]  # columns by name


def packed(values: ArrayLike, kind: Kind) -> Packed:
    """Return a column as the base64 text of its little-endian numbers."""
    column = np.ascontiguousarray(values, dtype=f"<{kind}")
    return {"t": kind, "d": base64.b64encode(column.tobytes()).decode("ascii")}


def unpacked(column: Packed) -> NDArray[Any]:
    """Return the numbers of a packed column, (n,)."""
    kind = np.dtype(f"<{column['t']}")
    return np.frombuffer(base64.b64decode(column["d"]), dtype=kind)
