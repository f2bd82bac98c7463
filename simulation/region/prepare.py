"""Tracts, points and a router become a region: hotspots, numbers, matrices."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.region.checks import check_matrix
from simulation.region.content import region_checksum
from simulation.region.region import (
    CONSUMER,
    HOTSPOT,
    PRODUCER,
    Places,
    Region,
    Router,
    Tracts,
)
from simulation.units import Bools, Floats, Ints

_DECIMALS = 7  # of a degree: 1 cm


@dataclass(frozen=True)
class Points:
    """Candidate producers or consumers, before they get place numbers."""

    lon: Floats  # (n,) degrees, WGS 84
    lat: Floats  # (n,)
    category: NDArray[np.str_]  # (n,)
    source_id: NDArray[np.str_]  # (n,)
    tract: Ints  # (n,) -1: in none or not known yet, -2: left out
    row: Ints | None = None  # (n,) in its file, from 1; 0: the file has no rows
    file: Ints | None = None  # (n,) which of the files of its role

    def __len__(self) -> int:
        """Return the number of points n."""
        return int(self.lon.size)

    def chosen(self, rows: Bools | Ints) -> "Points":
        """Return the chosen points, in their old order."""
        return Points(
            self.lon[rows],
            self.lat[rows],
            self.category[rows],
            self.source_id[rows],
            self.tract[rows],
            None if self.row is None else self.row[rows],
            None if self.file is None else self.file[rows],
        )


def joined(tables: Sequence[Points]) -> Points:
    """Return the points of several files, one after the other."""
    none = np.zeros(0, dtype=np.int64)
    return Points(
        np.concatenate([each.lon for each in tables]),
        np.concatenate([each.lat for each in tables]),
        np.concatenate([each.category for each in tables]),
        np.concatenate([each.source_id for each in tables]),
        np.concatenate([each.tract for each in tables]),
        np.concatenate(
            [
                np.zeros(len(each), dtype=np.int64) if each.row is None else each.row
                for each in tables
            ]
        ),
        np.concatenate(
            [none, *(np.full(len(each), at) for at, each in enumerate(tables))]
        ),
    )


def places_of(
    tracts: Tracts,
    producers: Points,
    consumers: Points,
    inner_points: Sequence[tuple[float, float]],
) -> Places:
    """Return the numbered places: a hotspot per tract, producers, consumers.

    A hotspot is at the mean longitude and latitude of its tract's consumers
    (paper, section 4), without consumers at the tract's inner point.

    Parameters
    ----------
    inner_points
        Per tract: lon and lat of a point inside it.
    """
    lon, lat = [], []
    for number, inner in enumerate(inner_points):
        own = np.flatnonzero(consumers.tract == number)
        # fsum: the same last bit on every machine.
        if own.size:
            lon.append(math.fsum(consumers.lon[own].tolist()) / own.size)
            lat.append(math.fsum(consumers.lat[own].tolist()) / own.size)
        else:
            lon.append(inner[0])
            lat.append(inner[1])
    hotspots = len(tracts.ids)
    kind = np.repeat(
        np.array([HOTSPOT, PRODUCER, CONSUMER], dtype=np.uint8),
        [hotspots, len(producers), len(consumers)],
    )
    own_category = np.full(hotspots, "hotspot")
    own_id = np.array(tracts.ids, dtype=np.str_)
    return Places(
        kind=kind,
        tract=np.concatenate((np.arange(hotspots), producers.tract, consumers.tract)),
        lon=np.concatenate((np.round(lon, _DECIMALS), producers.lon, consumers.lon)),
        lat=np.concatenate((np.round(lat, _DECIMALS), producers.lat, consumers.lat)),
        category=np.concatenate((own_category, producers.category, consumers.category)),
        source_id=np.concatenate((own_id, producers.source_id, consumers.source_id)),
    )


def prepared_region(
    name: str,
    tracts: Tracts,
    places: Places,
    router: Router,
    *,
    synthetic: bool,
    manifest: Mapping[str, Any],
) -> Region:
    """Return the region with its matrices and checksum.

    Raises
    ------
    NetworkError
        If a hotspot is not reached from another; the pair is named.
    """
    hotspots = len(tracts.ids)
    numbers = np.arange(hotspots)
    time_s, distance_m = router.legs(
        np.repeat(numbers, hotspots), np.tile(numbers, hotspots)
    )
    region = Region(
        name=name,
        synthetic=synthetic,
        tracts=tracts,
        places=places,
        travel_time_s=time_s.reshape(hotspots, hotspots),
        distance_m=distance_m.reshape(hotspots, hotspots),
        router=router,
        checksum="",
        manifest=dict(manifest),
    )
    names = region.place_names[:hotspots]
    check_matrix("travel_time_s", region.travel_time_s, names)
    check_matrix("distance_m", region.distance_m, names)
    return replace(region, checksum=region_checksum(region))
