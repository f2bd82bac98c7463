"""Routers to named arrays and back, for the prepared region's folder."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.errors import RegionError
from simulation.region.plane import PlaneRouter
from simulation.region.region import Router
from simulation.region.routers import (
    GreatCircleRouter,
    MatrixRouter,
    RectilinearRouter,
)
from simulation.region.streets import StreetRouter
from simulation.units import Floats, Ints

_Computed = RectilinearRouter | GreatCircleRouter | PlaneRouter | StreetRouter
_KINDS: dict[str, type[_Computed]] = {
    each.kind: each
    for each in (RectilinearRouter, GreatCircleRouter, PlaneRouter, StreetRouter)
}
_BEYOND = "beyond."
_OF_PLACES, _OF_PAIRS = "place_", "prepared_"  # what arrays of streets begin with
MATRICES = ("travel_time_s", "distance_m")  # of a matrix router, in files of their own


def router_to_arrays(router: Router) -> tuple[str, dict[str, NDArray[Any]]]:
    """Return the router's kind and all that a file has to keep of it.

    A matrix router's kind names the router beyond its matrices, too:
    ``matrix+rectilinear``.

    Raises
    ------
    RegionError
        If the router is of none of the kinds a folder can hold.
    """
    if isinstance(router, MatrixRouter):
        kept: dict[str, NDArray[Any]] = {
            name: getattr(router, name) for name in MATRICES
        }
        if router.beyond is None:
            return router.kind, kept
        kind, beyond = router_to_arrays(router.beyond)
        nested = {_BEYOND + name: array for name, array in beyond.items()}
        return f"{router.kind}+{kind}", kept | nested
    if isinstance(router, _Computed):
        return router.kind, router.arrays()
    raise RegionError(
        f"a router of class {type(router).__name__} cannot be saved, expected "
        f"one of {', '.join((*_KINDS, MatrixRouter.kind))}."
    )


def router_from_arrays(
    kind: str, arrays: Mapping[str, NDArray[Any]], lon: Floats, lat: Floats
) -> Router:
    """Return the router of a kind from its arrays and the places (n,) it knows.

    Raises
    ------
    RegionError
        If the kind is unknown or an array is missing.
    """
    outer, _, inner = kind.partition("+")
    try:
        if outer == MatrixRouter.kind:
            beyond = None
            if inner:
                nested = {
                    name.removeprefix(_BEYOND): array
                    for name, array in arrays.items()
                    if name.startswith(_BEYOND)
                }
                beyond = router_from_arrays(inner, nested, lon, lat)
            return MatrixRouter(
                np.asanyarray(arrays[MATRICES[0]]),
                np.asanyarray(arrays[MATRICES[1]]),
                beyond,
            )
        if outer in _KINDS:
            return _KINDS[outer].restored(arrays, lon, lat)
    except KeyError as missing:
        raise RegionError(
            f"the router {kind} lacks the array {missing}, expected a whole router."
        ) from missing
    raise RegionError(
        f"the router is {kind!r}, "
        f"expected one of {', '.join((*_KINDS, MatrixRouter.kind))}."
    )


def router_among(router: Router, kept: Ints, lon: Floats, lat: Floats) -> Router:
    """Return a router that knows only some places, numbered anew in their order.

    Legs are the same; those that streets had prepared are to be searched again.

    Parameters
    ----------
    router
    kept : (k,) array
        What it calls these places, in ascending order.
    lon, lat : (k,) arrays
        Where they are.
    """
    kind, arrays = router_to_arrays(router)
    among: dict[str, NDArray[Any]] = {}
    for name, array in arrays.items():
        bare = name.removeprefix(_BEYOND)
        if bare in MATRICES:
            rows = kept[kept < len(array)]
            among[name] = np.ascontiguousarray(array[np.ix_(rows, rows)])
        elif bare.startswith(_OF_PLACES):
            among[name] = array[kept]
        elif not bare.startswith(_OF_PAIRS):
            among[name] = array
    return router_from_arrays(kind, among, lon, lat)
