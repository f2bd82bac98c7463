"""The ground that a film is drawn on: tracts, streets and places."""

from typing import Any

import numpy as np

from analysis.replay.packing import packed
from analysis.replay.plane import Plane
from analysis.replay.streets import street_lines
from simulation.record.run import Run
from simulation.region import Region
from simulation.region.credit import credit_of
from simulation.units import Floats


def ground_of(region: Region, plane: Plane) -> dict[str, Any]:
    """Return the ground of a region, ready for JSON."""
    rings = [ring for rings in region.tracts.polygons for ring in rings]
    tract = [number for number, each in enumerate(region.tracts.polygons) for _ in each]
    corners = np.concatenate(rings) if rings else np.zeros((0, 2))
    street_x, street_y, street_starts = street_lines(region.router, plane)
    places = region.places
    return {
        "region": region.name,
        "synthetic": region.synthetic,
        "credit": credit_of(region),
        "extent_m": [round(side_m, 1) for side_m in plane.extent_m],
        "hotspots": region.hotspots,
        "tracts": {
            "ids": list(region.tracts.ids),
            "points": packed(
                side_by_side(plane.x(corners[:, 0]), plane.y(corners[:, 1])), "f4"
            ),
            "rings": packed(np.cumsum([0, *(len(ring) for ring in rings)]), "i4"),
            "tract_of_ring": packed(tract, "i4"),
        },
        "streets": {
            "points": packed(side_by_side(street_x, street_y), "f4"),
            "starts": packed(street_starts, "i4"),
        },
        "places": {
            "x": packed(plane.x(places.lon), "f4"),
            "y": packed(plane.y(places.lat), "f4"),
            "kind": packed(places.kind, "u1"),
            "tract": packed(places.tract, "i4"),
        },
    }


def with_places_of(run: Run, region: Region) -> Region:
    """Return the region with the places that the orders of a run named."""
    known, places = len(region.places), run.places
    if len(places) <= known:
        return region
    return region.with_points(
        places.lon[known:],
        places.lat[known:],
        places.kind[known:],
        places.source_id[known:].tolist(),
    )


def side_by_side(x: Floats, y: Floats) -> Floats:
    """Return x and y of each point in turn, (2 n,)."""
    return np.column_stack((x, y)).ravel()
