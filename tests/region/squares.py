"""A region of one square tract on a grid of streets, each with a time of its own."""

import numpy as np

from simulation.region.prepare import Points, places_of, prepared_region
from simulation.region.region import Tracts
from simulation.region.street_graph import StreetGraph
from simulation.region.streets import StreetRouter

SIDE, STEP = 6, 0.004  # junctions a side, degrees apart
SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]]) * SIDE * STEP - STEP


def streets(rng):
    """Return a grid of streets, each with a time of its own."""
    column, row = (each.ravel() for each in np.meshgrid(range(SIDE), range(SIDE)))
    node = np.arange(SIDE * SIDE)
    east, north = node[column < SIDE - 1], node[row < SIDE - 1]
    tail, head = np.concatenate((east, north)), np.concatenate((east + 1, north + SIDE))
    time_s, length_m = rng.uniform(20, 60, (2, tail.size))
    both = np.concatenate((tail, head)), np.concatenate((head, tail))
    return StreetGraph.from_edges(
        column * STEP,
        row * STEP,
        *both,
        np.tile(time_s, 2),
        np.tile(length_m, 2),
    )


def region_of(rng, made=None):
    """Return a region of one tract, with doors near the streets of a grid."""

    def points(many, prefix):
        return Points(
            rng.uniform(0, (SIDE - 1) * STEP, many),
            rng.uniform(0, (SIDE - 1) * STEP, many),
            np.full(many, "door"),
            np.array([f"{prefix}{each}" for each in range(many)]),
            np.zeros(many, np.int64),
        )

    tracts = Tracts(("all",), ((SQUARE,),))
    places = places_of(tracts, points(8, "p"), points(8, "c"), [(STEP, STEP)])
    made = made or (
        lambda lon, lat: StreetRouter(
            streets(rng), lon, lat, access_speed_mps=3.0, max_access_m=500.0
        )
    )
    router = made(places.lon, places.lat)
    return prepared_region("grid", tracts, places, router, synthetic=True, manifest={})
