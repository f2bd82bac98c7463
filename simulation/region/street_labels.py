"""What the streets of a map are called: names, numbers of roads, ids and classes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulation.region.parquet import table_of, table_to_bytes
from simulation.units import Bools, Ints

_TEXTS = ("name", "ref", "road_class")
_SCHEMA = pa.schema(
    [
        ("street", pa.int32()),
        ("way", pa.int64()),
        *((name, pa.dictionary(pa.int32(), pa.string())) for name in _TEXTS),
    ]
)


class WayLabel(NamedTuple):
    """What the map calls one of its ways."""

    name: str
    ref: str  # number of the road, such as "I 290"
    road_class: str  # OSM highway


@dataclass(frozen=True)
class StreetLabels:
    """Columns over pairs (n) of a street of the graph and a way that it is part of."""

    street: Ints  # (n,)
    way: Ints  # (n,) id in OpenStreetMap
    name: NDArray[np.str_]  # (n,) empty for none
    ref: NDArray[np.str_]  # (n,) several of a road with ";" between them
    road_class: NDArray[np.str_]  # (n,)

    @classmethod
    def of(
        cls, ways_of: Sequence[Sequence[int]], labels: dict[int, WayLabel]
    ) -> "StreetLabels":
        """Return the labels of streets by their ways (s,), and of ways by their ids."""
        pairs = [
            (street, way)
            for street, ways in enumerate(ways_of)
            for way in dict.fromkeys(ways)
        ]
        street, way = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        texts = [
            np.array([labels[each][at] for _, each in pairs], dtype=np.str_)
            for at in range(len(_TEXTS))
        ]
        return cls(street, way, *texts)

    def __len__(self) -> int:
        """Return the number of pairs n."""
        return int(self.street.size)

    def named(
        self, streets: int, names: Collection[str], ways: Collection[int]
    ) -> Bools:
        """Return which of so many streets have one of the names or ways, (streets,).

        Names are those of streets, or the numbers of roads.
        """
        texts = [
            text.casefold() in {each.casefold() for each in names}
            or not set(map(str.strip, ref.split(";"))).isdisjoint(names)
            for text, ref in zip(self.name.tolist(), self.ref.tolist(), strict=True)
        ]
        rows = np.array(texts, dtype=np.bool_) | np.isin(self.way, list(ways))
        return self._of_rows(streets, rows)

    def of_classes(self, streets: int, classes: Collection[str]) -> Bools:
        """Return which of so many streets are of one of the classes, (streets,)."""
        return self._of_rows(streets, np.isin(self.road_class, list(classes)))

    def _of_rows(self, streets: int, rows: Bools) -> Bools:
        marked = np.zeros(streets, dtype=np.bool_)
        marked[self.street[rows]] = True
        return marked

    def to_bytes(self) -> bytes:
        """Return a Parquet file of them."""
        columns = [
            pa.array(self.street, pa.int32()),
            pa.array(self.way, pa.int64()),
            *(
                pa.array(getattr(self, name).tolist(), pa.string()).dictionary_encode()
                for name in _TEXTS
            ),
        ]
        return table_to_bytes(pa.Table.from_arrays(columns, schema=_SCHEMA))

    @classmethod
    def from_bytes(cls, content: bytes) -> "StreetLabels":
        """Return what a Parquet file of `to_bytes` holds.

        Raises
        ------
        RegionError
            If it is another table.
        """
        table = table_of(content, _SCHEMA, "street labels")
        street, way = (
            table.column(name).to_numpy().astype(np.int64) for name in ("street", "way")
        )
        texts = [
            np.array(table.column(name).to_pylist(), dtype=np.str_) for name in _TEXTS
        ]
        return cls(street, way, *texts)


NO_LABELS = StreetLabels.of([], {})
