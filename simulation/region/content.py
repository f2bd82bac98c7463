"""The checksum of what a region is, whatever file format or machine holds it."""

import hashlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulation.region.region import Places, Region, Tracts
from simulation.region.router_kinds import router_to_arrays

FORMAT_VERSION = 1


def region_checksum(region: Region) -> str:
    """Return the SHA-256 of a region's content.

    Over name, flag, tracts, places, matrices and router: each as its name, type
    and shape, then its values, little-endian, texts as UTF-8 with a zero byte after
    each. Sources and counts are left out: they say where it came from, not what
    it is.
    """
    digest = hashlib.sha256()
    for name, array in _content(region):
        if array.dtype.kind == "U":
            body = "".join(f"{text}\0" for text in array.ravel().tolist()).encode()
            type_name = "text"
        else:
            portable = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
            body, type_name = portable.tobytes(), portable.dtype.str
        digest.update(f"{name}\0{type_name}\0{array.shape}\0".encode())
        digest.update(body)
    return digest.hexdigest()


def _content(region: Region) -> Iterator[tuple[str, NDArray[np.generic]]]:
    yield "format", np.array(FORMAT_VERSION, dtype=np.int64)
    yield "name", np.array(region.name)
    yield "synthetic", np.array(region.synthetic)
    yield from _tracts(region.tracts)
    yield from _places(region.places)
    yield "travel_time_s", region.travel_time_s
    yield "distance_m", region.distance_m
    kind, arrays = router_to_arrays(region.router)
    yield "router", np.array(kind)
    for name in sorted(arrays):
        yield f"router.{name}", arrays[name]


def _tracts(tracts: Tracts) -> Iterator[tuple[str, NDArray[np.generic]]]:
    yield "tracts", np.array(tracts.ids, dtype=np.str_)
    for number, rings in enumerate(tracts.polygons):
        for ring in rings:
            yield f"tract.{number}", ring


def _places(places: Places) -> Iterator[tuple[str, NDArray[np.generic]]]:
    yield "kind", places.kind
    yield "tract", places.tract
    yield "lon", places.lon
    yield "lat", places.lat
    yield "category", places.category
    yield "source_id", places.source_id
