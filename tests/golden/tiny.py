"""A tiny region and nine orders, and what is asked of them: one log a case.

Places lie on a grid of streets, 100 m and 15 s a block; hotspots A to D are places
0 to 3, each with one producer and one consumer. A and B are two blocks apart, C
lies between them and D beyond C.
"""

import numpy as np

from simulation.demand.orders import Orders
from simulation.region.prepare import prepared_region
from simulation.region.region import CONSUMER, HOTSPOT, PRODUCER, Places, Tracts
from simulation.region.routers import MatrixRouter
from tests.strategies import Case

BLOCK_S, BLOCK_M = 15.0, 100.0
EAST = np.array([0, 0, 4, 9, 0, 1, 4, 9, -1, 0, 5, 10])  # blocks
NORTH = np.array([0, 2, 1, 1, -1, 3, 2, 2, 0, 2, 0, 1])
HOTSPOTS = 4
PRODUCERS, CONSUMERS = np.arange(4, 8), np.arange(8, 12)

# Start [s], producer and consumer by letter of their tract.
ORDERS = (
    (0.0, "AD"),
    (0.0, "BD"),
    (10.0, "AD"),
    (12.5, "AD"),
    (30.0, "BC"),
    (30.0, "AA"),
    (60.0, "CD"),
    (75.5, "BC"),
    (400.0, "DA"),
)

GREEDY = {
    "routing": {"preferred_share": 0.5},
    "requests": {"handler": "greedy", "interaction_range_m": 250.0},
}
ON_A_BEAT = {"decision_interval_s": 20.0, "max_wait_s": 5.0}
CASES = {
    "direct": {"service": {"mode": "direct"}},
    "refuse": {"requests": {"handler": "refuse"}},
    "greedy": GREEDY,
    "greedy_with_docks": GREEDY | {"hotspots": {"docks": 1, "handover_s": 4.0}},
    "greedy_on_a_beat_with_patience": GREEDY
    | {
        "requests": GREEDY["requests"]
        | {"decision_interval_s": 20.0, "max_wait_s": 5.0}
    },
    "finite_fleet": GREEDY
    | {"fleet": {"core": {"size": 2}, "peripheral": {"size": 3}}},
    "capacity_3": GREEDY | {"fleet": {"core": {"capacity": 3}}},
    "deadheading_ignored": {
        "requests": {"handler": "refuse"},
        "fleet": {"peripheral": {"deadheading": "ignored"}},
        "horizon_s": 300.0,
    },
}


def tiny_region():
    """Return the region."""
    numbers = np.arange(HOTSPOTS)
    places = Places(
        kind=np.repeat([HOTSPOT, PRODUCER, CONSUMER], HOTSPOTS).astype(np.uint8),
        tract=np.tile(numbers, 3),
        lon=EAST * 0.001,
        lat=NORTH * 0.001,
        category=np.full(3 * HOTSPOTS, "made up"),
        source_id=np.array([f"{kind}{tract}" for kind in "HPC" for tract in "ABCD"]),
    )
    blocks = np.abs(EAST[:, None] - EAST) + np.abs(NORTH[:, None] - NORTH)
    router = MatrixRouter(blocks * BLOCK_S, blocks * BLOCK_M)
    square = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]])
    tracts = Tracts(tuple("ABCD"), tuple((square + n,) for n in numbers))
    return prepared_region("tiny", tracts, places, router, synthetic=True, manifest={})


def tiny_orders():
    """Return the orders."""
    letters = [["ABCD".index(each) for each in way] for _, way in ORDERS]
    return Orders(
        start_s=np.array([start_s for start_s, _ in ORDERS]),
        producer=PRODUCERS[[source for source, _ in letters]],
        consumer=CONSUMERS[[destination for _, destination in letters]],
    )


def tiny_case(name):
    """Return the case of a name."""
    return Case(CASES[name], tiny_region(), tiny_orders())
