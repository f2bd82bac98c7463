"""Regions on a grid of streets, where many ways between two places tie."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from simulation.region.geometry import haversine_m
from simulation.region.prepare import prepared_region
from simulation.region.street_graph import StreetGraph
from simulation.region.streets import StreetRouter
from tests.made_regions import DEGREES_PER_CELL, SOUTH, SQUARE, WEST
from tests.strategies import regions

SIDE = 7  # nodes: the cells of the strategies' regions, and some around


def grid_graph(one_way=(), *, even=False):
    """Return the streets of a grid, the rows that are `one_way` driven east only.

    `even`: all of one length, so that most ways tie; else as long as they are.
    """
    column, row = (each.ravel() for each in np.meshgrid(range(SIDE), range(SIDE)))
    node = np.arange(SIDE * SIDE)
    east, north = node[column < SIDE - 1], node[row < SIDE - 1]
    tail = np.concatenate((east, north, north + SIDE))
    head = np.concatenate((east + 1, north + SIDE, north))
    back = east[~np.isin(row[east], one_way)]
    tail, head = np.append(tail, back + 1), np.append(head, back)
    shuffled = np.random.default_rng(8).permutation(SIDE * SIDE)  # so that ties differ
    tail, head = shuffled[tail], shuffled[head]
    lon, lat = np.empty(shuffled.size), np.empty(shuffled.size)
    lon[shuffled] = WEST + column * DEGREES_PER_CELL
    lat[shuffled] = SOUTH + row * DEGREES_PER_CELL
    length_m = haversine_m(lon[tail], lat[tail], lon[head], lat[head])
    if even:
        length_m = np.full(tail.size, 100.0)
    return StreetGraph.from_edges(
        lon, lat, tail, head, np.full(tail.size, 30.0), length_m
    )


@st.composite
def street_regions(draw):
    """Draw a region whose places lie near a grid of streets, some one-way."""
    region = draw(regions(most=6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    places = region.places
    places = replace(
        places,
        lon=places.lon + rng.uniform(-0.001, 0.001, len(places)),
        lat=places.lat + rng.uniform(-0.001, 0.001, len(places)),
    )
    one_way = rng.choice(SIDE - 1, draw(st.integers(0, 3)))  # the last row turns back
    router = StreetRouter(
        grid_graph(one_way),
        places.lon,
        places.lat,
        access_speed_mps=3.0,
        max_access_m=500.0,
    )
    corner, side = np.array([WEST, SOUTH]), SIDE * DEGREES_PER_CELL
    outlines = ((SQUARE * side + corner,) for _ in region.tracts.ids)
    return prepared_region(
        f"{region.name} on streets",
        replace(region.tracts, polygons=tuple(outlines)),
        places,
        router,
        synthetic=True,
        manifest={},
    )
