"""The prepared region, its folder and its routers; building one from real files.

What is named here is imported when it is first asked for: loading a region never
imports what building one needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.region.building.build import build_region
    from simulation.region.building.spec import RegionSpec, find_spec, read_spec
    from simulation.region.checks import Finding, check_matrix
    from simulation.region.files import embedded_region, load_region, save_region
    from simulation.region.findings import region_findings
    from simulation.region.inspection import check_region, describe_region
    from simulation.region.plane import PlaneRouter
    from simulation.region.region import (
        CONSUMER,
        HOTSPOT,
        PLACE_KINDS,
        PRODUCER,
        Places,
        Region,
        Router,
        Tracts,
    )
    from simulation.region.routers import (
        GreatCircleRouter,
        MatrixRouter,
        RectilinearRouter,
    )
    from simulation.region.streets import StreetRouter

__all__ = [
    "CONSUMER",
    "HOTSPOT",
    "PLACE_KINDS",
    "PRODUCER",
    "Finding",
    "GreatCircleRouter",
    "MatrixRouter",
    "Places",
    "PlaneRouter",
    "RectilinearRouter",
    "Region",
    "RegionSpec",
    "Router",
    "StreetRouter",
    "Tracts",
    "build_region",
    "check_matrix",
    "check_region",
    "describe_region",
    "embedded_region",
    "find_spec",
    "load_region",
    "read_spec",
    "region_findings",
    "save_region",
]

_HOMES = {
    "building.build": ("build_region",),
    "checks": ("Finding", "check_matrix"),
    "files": ("embedded_region", "load_region", "save_region"),
    "findings": ("region_findings",),
    "inspection": ("check_region", "describe_region"),
    "plane": ("PlaneRouter",),
    "region": (
        "CONSUMER",
        "HOTSPOT",
        "PLACE_KINDS",
        "PRODUCER",
        "Places",
        "Region",
        "Router",
        "Tracts",
    ),
    "routers": ("GreatCircleRouter", "MatrixRouter", "RectilinearRouter"),
    "building.spec": ("RegionSpec", "find_spec", "read_spec"),
    "streets": ("StreetRouter",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Return a name of this package, its module imported now."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
