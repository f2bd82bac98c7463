"""Small regions that a generator of random numbers makes, for tests."""

from typing import NamedTuple

import numpy as np

from simulation.region.prepare import prepared_region
from simulation.region.region import (
    CONSUMER,
    HOTSPOT,
    PRODUCER,
    WAYPOINT,
    Places,
    Tracts,
)
from simulation.region.routers import MatrixRouter, RectilinearRouter
from simulation.units import TICKS_PER_S

WEST, SOUTH = -87.7, 41.8  # degrees: a corner of Chicago
DEGREES_PER_CELL = 0.004  # about 330 m east, 440 m north
METRES_PER_CELL = 400.0
TICKS = (20 * 1024, 45 * 1024 + 512, 20 * 1024, 1024, 1)  # per cell: 20 s to 1/1024 s

SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]])


class Square(NamedTuple):
    """Cells in which places lie: in few of them, many coincide."""

    side: int  # [cells]
    ticks: int  # travel time of a cell [1/1024 s]; streets have their own


def made_region(name, rng, kind, counts, square, *, positive=False):
    """Return a region whose places lie in the cells of a square.

    Parameters
    ----------
    rng
        Draws where they lie and, where the kind has any, the detours.
    kind
        "grid", "detours" (up to three times as long), "any" (ways of any length)
        or "streets".
    counts
        Of hotspots, producers and consumers; and of waypoints, if there are any.
    square
        Where they lie.
    positive
        No way between two places takes no time.
    """
    hotspots, producers, consumers, *more = counts
    waypoints = sum(more)
    kinds_of = [HOTSPOT] * hotspots + [PRODUCER] * producers + [CONSUMER] * consumers
    kinds_of += [WAYPOINT] * waypoints
    busy = rng.permuted(np.tile(np.arange(hotspots), (2, 1)), axis=1)[:, :3]
    tract = np.concatenate(
        (
            np.arange(hotspots),
            rng.choice(busy[0], producers),  # few tracts, so that deliveries meet
            rng.choice(busy[1], consumers),
            rng.integers(0, hotspots, waypoints),
        )
    )
    cells = _cells(rng, len(kinds_of), square.side, apart=positive)
    places = Places(
        kind=np.array(kinds_of, dtype=np.uint8),
        tract=tract,
        lon=WEST + cells[:, 0] * DEGREES_PER_CELL,
        lat=SOUTH + cells[:, 1] * DEGREES_PER_CELL,
        category=np.full(len(kinds_of), "made up"),
        source_id=np.array([f"made/{number}" for number in range(len(kinds_of))]),
    )
    router = (
        RectilinearRouter(places.lon, places.lat, speed_mps=8.0)
        if kind == "streets"
        else _matrices(rng, kind, cells, square.ticks, positive=positive)
    )
    names = tuple(f"tract {number}" for number in range(hotspots))
    tracts = Tracts(names, tuple((SQUARE + each,) for each in range(hotspots)))
    return prepared_region(name, tracts, places, router, synthetic=True, manifest={})


def _cells(rng, places, side, *, apart):
    """Return the cell of each place, (n, 2)."""
    if apart:
        side = max(side, int(np.ceil(np.sqrt(places))))
        chosen = rng.permutation(side * side)[:places]
    else:
        chosen = rng.integers(0, side * side, places)
    return np.column_stack(np.divmod(chosen, side))


def _matrices(rng, kind, cells, ticks, *, positive):
    """Return a router over all places: along a grid, with detours, or anyhow."""
    way = np.abs(cells[:, None] - cells).sum(axis=-1)
    if kind == "detours":
        way = way * rng.integers(1, 4, way.shape)
    elif kind == "any":
        way = np.where(way > 0, rng.integers(int(positive), 9, way.shape), 0)
    np.fill_diagonal(way, 0)
    cell_m = rng.choice([METRES_PER_CELL, 33.3])
    return MatrixRouter(way * (ticks / TICKS_PER_S), way * cell_m)
