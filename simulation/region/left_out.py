"""What a region was built without, and where: for the map of `region show`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulation.errors import RegionError
from simulation.region.parquet import table_of, table_to_bytes
from simulation.units import Floats, Ints

# Kind of what was left out: what it is called on a page.
KINDS = {
    "place_outside_tracts": "places outside the tracts",
    "place_far_from_street": "places too far from a street",
    "tract_left_out": "tracts left out",
    "street_unconnected": "streets not joined to the others",
    "tag_unread": "tags not acted on",
}
_SCHEMA = pa.schema(
    [
        ("kind", pa.string()),
        ("source_id", pa.string()),
        ("detail", pa.string()),
        ("lon", pa.list_(pa.float64())),
        ("lat", pa.list_(pa.float64())),
    ]
)


class Mark(NamedTuple):
    """One thing that was left out: of a kind of `KINDS`, a point or a line."""

    kind: str
    source_id: str
    detail: str
    line: Sequence[tuple[float, float]]  # lon, lat [degrees, WGS 84]


@dataclass(frozen=True)
class LeftOut:
    """Columns over all that was left out (n), each a line of one or more points."""

    kind: NDArray[np.str_]  # (n,)
    source_id: NDArray[np.str_]  # (n,)
    detail: NDArray[np.str_]  # (n,)
    lon: Floats  # (p,) degrees, WGS 84
    lat: Floats  # (p,)
    first_point: Ints  # (n + 1,)

    @classmethod
    def of(cls, marks: Sequence[Mark]) -> "LeftOut":
        """Return the columns of marks."""
        points = [point for mark in marks for point in mark.line]
        lon, lat = np.array(points, dtype=np.float64).reshape(-1, 2).T
        counts = np.array([len(mark.line) for mark in marks], dtype=np.int64)
        kind, source_id, detail = (
            np.array([str(mark[column]) for mark in marks], dtype=np.str_)
            for column in range(3)
        )
        first_point = np.concatenate(([0], np.cumsum(counts)))
        return cls(kind, source_id, detail, lon, lat, first_point)

    def __len__(self) -> int:
        """Return how many things were left out, n."""
        return int(self.kind.size)

    def joined(self, other: "LeftOut") -> "LeftOut":
        """Return these and others behind them."""
        return LeftOut(
            np.concatenate((self.kind, other.kind)),
            np.concatenate((self.source_id, other.source_id)),
            np.concatenate((self.detail, other.detail)),
            np.concatenate((self.lon, other.lon)),
            np.concatenate((self.lat, other.lat)),
            np.concatenate(
                (self.first_point, self.first_point[-1] + other.first_point[1:])
            ),
        )

    def to_bytes(self) -> bytes:
        """Return a Parquet file of them."""
        lists = (
            pa.ListArray.from_arrays(pa.array(self.first_point, pa.int32()), column)
            for column in (self.lon, self.lat)
        )
        texts = (column.tolist() for column in (self.kind, self.source_id, self.detail))
        columns = [*(pa.array(each, pa.string()) for each in texts), *lists]
        return table_to_bytes(pa.Table.from_arrays(columns, schema=_SCHEMA))

    @classmethod
    def from_bytes(cls, content: bytes) -> "LeftOut":
        """Return what a Parquet file of `to_bytes` holds.

        Raises
        ------
        RegionError
            If it is another table.
        """
        table = table_of(content, _SCHEMA, "left_out")
        kind, source_id, detail = (
            np.array(table.column(name).to_pylist(), dtype=np.str_)
            for name in _SCHEMA.names[:3]
        )
        lon, lat = (table.column(name).combine_chunks() for name in _SCHEMA.names[3:])
        if not lon.offsets.equals(lat.offsets):
            raise RegionError("left_out: lon and lat differ in length, expected pairs.")
        return cls(
            kind,
            source_id,
            detail,
            lon.values.to_numpy(zero_copy_only=False),
            lat.values.to_numpy(zero_copy_only=False),
            lon.offsets.to_numpy().astype(np.int64),
        )


NOTHING = LeftOut.of([])
