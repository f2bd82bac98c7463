"""Make the region that is shipped: python scenarios/regions/make_embedded.py FOLDER.

Synthetic. It has the size of the paper's experiment (30 tracts, 992 consumers, 356
producers), the mix of its Table 2 and the street grid of Chicago, and no street, shop
or address of it exists. The same on every run and every machine. With a second word,
``corridor``, a town along one road: as many doors in a row of 15 such tracts.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulation.region.files import save_region
from simulation.region.geometry import metres_per_degree
from simulation.region.prepare import Points, places_of, prepared_region
from simulation.region.region import Region, Tracts
from simulation.region.routers import RectilinearRouter
from simulation.streams import Streams, uniform_choice

SEED = 2024
# Chicago is surveyed in miles: arterial streets every half mile, here the borders of
# the tracts, and eight blocks, here the streets, to the mile.
MILE_M = 1609.344
TRACT_M = MILE_M / 2
STREET_M = MILE_M / 8
STREETS_PER_TRACT = 4
SOUTH_WEST = (-87.71, 41.85)  # lon, lat: about where the paper's city lies
# The limit on Chicago's streets (Municipal Code, 9-12-070), half of it at dinner time,
# stops at lights included: the reasons are in chicago_loop_west.toml.
SPEED_LIMIT_MPH = 30
EVENING_FACTOR = 0.5
SPEED_MPS = SPEED_LIMIT_MPH * MILE_M / 3600 * EVENING_FACTOR
SETBACK_M = 12.0  # from the middle of the street to the door
# Spread of the tracts' weights: the busiest of 30 has about ten times the median's
# producers.
SIGMA = {"producers": 1.1, "consumers": 0.6}
# Paper, Table 2. The order of the producers' counts is scrambled in print; the mapping
# is our reading.
CONSUMERS = {
    "residential": 4185,
    "apartments": 2364,
    "house": 449,
    "detached": 280,
    "hotel": 105,
    "office": 435,
    "university": 200,
    "hospital": 59,
}
PRODUCERS = {
    "restaurant": 1578,
    "cafe": 507,
    "fast_food": 518,
    "bakery": 145,
    "supermarket": 87,
    "food_court": 52,
}
DECIMALS = 7  # of a degree: 1 cm


@dataclass(frozen=True)
class Shape:
    """How the tracts of a synthetic town lie."""

    name: str
    tract: str  # what ids of tracts begin with
    rows: int
    columns: int

    @property
    def tracts(self) -> int:
        """Number of tracts."""
        return self.rows * self.columns

    def scale_m(self) -> tuple[float, float]:
        """Return metres per degree of longitude and latitude in the middle."""
        _, north_m = metres_per_degree(0.0)
        return metres_per_degree(SOUTH_WEST[1] + self.rows * TRACT_M / 2 / north_m)


GRID = Shape("Synthetic Grid", "grid", 5, 6)
CORRIDOR = Shape("Synthetic Corridor", "corridor", 1, 15)
SHAPES = {each.tract: each for each in (GRID, CORRIDOR)}


def embedded(shape: Shape = GRID) -> Region:
    """Return the synthetic region, or a town of another shape with its doors."""
    tracts, centres = _tracts(shape)
    producers = _points(shape, "producers", 356, PRODUCERS)
    consumers = _points(shape, "consumers", 992, CONSUMERS)
    places = places_of(tracts, producers, consumers, centres)
    router = RectilinearRouter(places.lon, places.lat, SPEED_MPS, shape.scale_m())
    return prepared_region(
        shape.name,
        tracts,
        places,
        router,
        synthetic=True,
        manifest={
            "sources": [
                {
                    "file": "embedded",
                    "origin": "synthetic, scenarios/regions/make_embedded.py",
                    "licence": "MIT",
                }
            ],
            "licences": ["MIT"],
            "counts": {
                "tracts": shape.tracts,
                "producers": len(producers),
                "consumers": len(consumers),
            },
            "parameters": {
                "seed": SEED,
                "tract_m": TRACT_M,
                "street_m": STREET_M,
                "speed_limit_mph": SPEED_LIMIT_MPH,
                "evening_factor": EVENING_FACTOR,
                "setback_m": SETBACK_M,
            },
        },
    )


def _degrees(
    shape: Shape, x_m: np.ndarray, y_m: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return lon and lat of points in metres from the south-west corner."""
    east_m, north_m = shape.scale_m()
    lon = np.round(SOUTH_WEST[0] + x_m / east_m, DECIMALS)
    return lon, np.round(SOUTH_WEST[1] + y_m / north_m, DECIMALS)


def _tracts(shape: Shape) -> tuple[Tracts, list[tuple[float, float]]]:
    """Return the tracts, row by row from the south-west, and their centres."""
    corner_x, corner_y = np.array([0, 1, 1, 0]), np.array([0, 0, 1, 1])
    ids, polygons, centres = [], [], []
    for number in range(shape.tracts):
        row, column = divmod(number, shape.columns)
        lon, lat = _degrees(
            shape, (column + corner_x) * TRACT_M, (row + corner_y) * TRACT_M
        )
        ids.append(f"{shape.tract}-r{row + 1}c{column + 1}")
        polygons.append((np.column_stack((lon, lat)),))
        centres.append(((lon[0] + lon[1]) / 2, (lat[0] + lat[2]) / 2))
    return Tracts(tuple(ids), tuple(polygons)), centres


def _points(shape: Shape, role: str, number: int, mix: dict[str, int]) -> Points:
    """Return points along the streets, dense in some tracts and sparse in others."""
    tract = np.repeat(np.arange(shape.tracts), _per_tract(shape, role, number))
    streams = Streams(SEED, None)
    rng = streams.get(f"embedded.{role}")
    # A door: on a street that runs east or north, somewhere along it, on one of its
    # sides. Of the arterials around a tract only the inner side belongs to it.
    runs_east = uniform_choice(rng, 2, number) == 0
    street, near_side = np.divmod(uniform_choice(rng, 2 * STREETS_PER_TRACT, number), 2)
    across = np.where(
        near_side == 0,
        street * STREET_M + SETBACK_M,
        (street + 1) * STREET_M - SETBACK_M,
    )
    along = SETBACK_M + rng.random(number) * (TRACT_M - 2 * SETBACK_M)
    row, column = np.divmod(tract, shape.columns)
    lon, lat = _degrees(
        shape,
        column * TRACT_M + np.where(runs_east, along, across),
        row * TRACT_M + np.where(runs_east, across, along),
    )
    # Categories by largest remainder, dealt to the points by random keys.
    counts = largest_remainder(np.array(list(mix.values()), dtype=np.float64), number)
    names = np.repeat(np.array(list(mix)), counts)
    deal = np.argsort(
        streams.get(f"embedded.{role}.category").random(number), kind="stable"
    )
    category = np.empty(number, dtype=names.dtype)
    category[deal] = names
    ids = np.array([f"synthetic-{role[:-1]}-{each + 1}" for each in range(number)])
    return Points(lon, lat, category, ids, tract)


def _per_tract(shape: Shape, role: str, number: int) -> np.ndarray:
    """Return how many points each tract has, one at least.

    Weights are about lognormal, the normal being the sum of twelve uniforms less six,
    and rounded, so that every machine agrees on them.
    """
    tracts = shape.tracts
    rng = Streams(SEED, None).get(f"embedded.{role}.density")
    normal = rng.random((tracts, 12)).sum(axis=1) - 6
    weights = np.round(np.exp(SIGMA[role] * normal), 6)
    return 1 + largest_remainder(weights, number - tracts)


def largest_remainder(weights: np.ndarray, number: int) -> np.ndarray:
    """Return whole numbers in proportion to weights that sum to `number`."""
    exact = weights / weights.sum() * number
    whole = np.floor(exact).astype(np.int64)
    left = number - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:left]] += 1
    return whole


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "new"
    made = embedded(SHAPES[sys.argv[2]] if len(sys.argv) > 2 else GRID)  # noqa: PLR2004
    save_region(made, folder)
    print(f"{folder}: region_checksum {made.checksum}")
