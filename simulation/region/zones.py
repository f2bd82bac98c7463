"""A region with fewer hotspots: tracts joined to zones, each with one of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from simulation.errors import RegionError
from simulation.region.prepare import prepared_region
from simulation.region.region import HOTSPOT, Places, Region, Tracts
from simulation.region.router_kinds import router_among
from simulation.region.streets import StreetRouter
from simulation.units import Ints


def with_hotspots(
    region: Region, site_of: Ints, name: str, parameters: Mapping[str, Any]
) -> Region:
    """Return the region with the hotspots of some tracts only.

    Tracts with the same hotspot become one, which has its name; doors, and the legs
    between places, stay as they are.

    Parameters
    ----------
    region
        As it was prepared.
    site_of : (H,) array
        The tract whose hotspot is that of each tract from now on.
    name, parameters
        What the region is called, and how it was made, for its manifest.

    Raises
    ------
    RegionError
        If tracts that are joined overlap, with doors where they do.
    NetworkError
        If a hotspot is not reached from another; the pair is named.
    """
    old = region.places
    sites, zone_of = np.unique(site_of, return_inverse=True)
    polygons = region.tracts.polygons
    tracts = Tracts(
        tuple(region.tracts.ids[site] for site in sites.tolist()),
        tuple(
            tuple(
                ring
                for tract in np.flatnonzero(zone_of == zone)
                for ring in polygons[tract]
            )
            for zone in range(sites.size)
        ),
    )
    doors = np.flatnonzero(old.kind != HOTSPOT)
    kept = np.concatenate((sites, doors))
    places = Places(
        kind=old.kind[kept],
        tract=np.concatenate((np.arange(sites.size), zone_of[old.tract[doors]])),
        lon=old.lon[kept],
        lat=old.lat[kept],
        category=old.category[kept],
        source_id=old.source_id[kept],
    )
    lies_in = tracts.containing(old.lon[doors], old.lat[doors])
    lost = doors[lies_in != places.tract[sites.size :]]
    if lost.size:
        first = int(lost[0])
        raise RegionError(
            region.name,
            f"{region.place_names[first]} lies in two tracts of a zone or of two zones",
            "tracts that do not overlap where doors are (deliverai region check)",
        )
    router = router_among(region.router, kept, places.lon, places.lat)
    if isinstance(router, StreetRouter):
        between_hotspots = np.where(places.kind == HOTSPOT, 0, -1)
        router = router.prepare(between_hotspots, places.tract)
    counts = {**region.manifest.get("counts", {}), "tracts": sites.size}
    made = prepared_region(
        name,
        tracts,
        places,
        router,
        synthetic=region.synthetic,
        manifest={
            **region.manifest,
            "counts": counts,
            "parameters": {
                **region.manifest.get("parameters", {}),
                "hotspots": {"of": region.checksum, **parameters},
            },
        },
    )
    return replace(made, left_out=region.left_out, labels=region.labels)
