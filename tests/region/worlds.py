"""A region of two tracts on five street nodes, small enough to see through."""

import numpy as np

from simulation.region.prepare import Points, places_of, prepared_region
from simulation.region.region import HOTSPOT, Region, Tracts
from simulation.region.street_graph import StreetGraph
from simulation.region.streets import StreetRouter

# Two squares side by side, 0.02 degrees wide.
WEST = np.array([[0.0, -0.01], [0.02, -0.01], [0.02, 0.01], [0.0, 0.01]])
EAST = WEST + np.array([0.02, 0.0])
EDGES = (  # tail, head, time [s], length [m]; drawn in test_streets.py
    (0, 1, 10, 100),
    (1, 2, 10, 100),
    (0, 2, 50, 150),
    (2, 0, 50, 150),
    (2, 3, 5, 40),
    (3, 0, 5, 60),
    (3, 4, 30, 300),
    (4, 3, 30, 300),
)


def street_region() -> Region:
    """Return the region: nodes every 0.008 degrees, places within 200 m of one."""
    lon = np.array([0.002, 0.010, 0.018, 0.026, 0.034])
    tail, head, time_s, length_m = np.array(EDGES).T
    graph = StreetGraph.from_edges(
        lon, np.zeros(5), tail, head, time_s.astype(float), length_m.astype(float)
    )
    tracts = Tracts(("west", "east"), ((WEST,), (EAST,)))
    producers = points([0.002, 0.034], [0.001, 0.0], [0, 1], "restaurant", "p")
    consumers = points(
        [0.010, 0.018, 0.026], [0.0, 0.0005, -0.001], [0, 0, 1], "house", "c"
    )
    places = places_of(tracts, producers, consumers, [(0.01, 0.0), (0.03, 0.0)])
    router = StreetRouter(
        graph, places.lon, places.lat, access_speed_mps=4.0, max_access_m=200.0
    )
    hotspots = np.where(places.kind == HOTSPOT, 0, -1)
    return prepared_region(
        "Five Nodes",
        tracts,
        places,
        router.prepare(hotspots, places.tract),
        synthetic=True,
        manifest={
            "sources": [{"file": "none", "origin": "made up", "licence": "CC0"}],
            "licences": ["CC0"],
            "counts": {"tracts": 2, "producers": 2, "consumers": 3},
            "parameters": {},
        },
    )


def points(lon, lat, tract, category, prefix) -> Points:
    """Return points of one category, named by their number."""
    return Points(
        np.array(lon),
        np.array(lat),
        np.full(len(lon), category),
        np.array([f"{prefix}{number}" for number in range(len(lon))]),
        np.array(tract),
    )
