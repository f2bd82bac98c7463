"""A fleet that is an M/M/c queue: a region whose smallest fleet theory knows.

One producer, and consumers whose ways out are the quantiles of an exponential
distribution; ways back take no time. A vehicle is busy for one way out, orders are a
Poisson process and wait in one line: Erlang's queue with c vehicles.
"""

import numpy as np

from simulation.region.files import save_region
from simulation.region.region import CONSUMER, HOTSPOT, PRODUCER, Places, Region, Tracts
from simulation.region.routers import MatrixRouter
from simulation.units import on_time_grid

SERVICE_S = 180.0
CONSUMERS = 200
SCENARIO = """
extends = "paper/point_to_point"
region = "erlang"

[demand]
profile = "poisson"
load_per_min = 1
duration_min = 400
"""


def write_world(folder):
    """Write region and scenario; return the scenario's file."""
    save_region(_region(), folder / "erlang")
    file = folder / "erlang.toml"
    file.write_text(SCENARIO)
    return file


def _region():
    quantiles = (np.arange(CONSUMERS) + 0.5) / CONSUMERS
    out_s = -np.log1p(-quantiles)
    out_s *= SERVICE_S / out_s.mean()
    time_s = np.zeros((CONSUMERS + 2, CONSUMERS + 2))
    time_s[:2, 2:] = on_time_grid(out_s)
    kinds = [HOTSPOT, PRODUCER] + [CONSUMER] * CONSUMERS
    count = len(kinds)
    return Region(
        name="erlang",
        synthetic=True,
        tracts=Tracts(("A",), (_square(),)),
        places=Places(
            kind=np.array(kinds, dtype=np.uint8),
            tract=np.zeros(count, dtype=np.int64),
            lon=np.full(count, 0.5),
            lat=np.full(count, 0.5),
            category=np.full(count, ""),
            source_id=np.array([f"place {at}" for at in range(count)]),
        ),
        travel_time_s=np.zeros((1, 1)),
        distance_m=np.zeros((1, 1)),
        router=MatrixRouter(time_s, 10 * time_s),
        checksum="made anew when written",
    )


def _square():
    return (np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]),)
