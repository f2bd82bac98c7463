"""A tiny region and a few orders, and what is asked of them: one log a case.

Places lie on a grid of streets, 100 m and 15 s a block; hotspots A to D are places
0 to 3, each with one producer and one consumer. A and B are two blocks apart, C
lies between them and D beyond C.
"""

from pathlib import Path

import numpy as np

from simulation import load_scenario, simulate
from simulation.demand.orders import Orders
from simulation.forks import replay_of
from simulation.region.files import save_region
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

# Many at once, so that three and four come to share.
RUSH = (
    *((0.0, way) for way in ("AD", "AD", "BD", "AD", "BC")),
    *((40.0, way) for way in ("AD", "BD", "AD")),
    *((60.0, way) for way in ("CD", "DA", "DA", "DB", "DA", "DA")),
)

GREEDY = {
    "routing": {"preferred_share": 0.5},
    "requests": {"handler": "greedy", "interaction_range_m": 250.0},
}
ON_A_BEAT = GREEDY["requests"] | {"decision_interval_s": 20.0, "max_wait_s": 5.0}
DOCKS = {"docks": 1, "handover_s": 4.0}
FINITE = {"core": {"size": 2}, "peripheral": {"size": 3}}


def weighed(handler, **requests):
    """Return the keys of a handler that weighs saved distance; most ways are short."""
    asked = {"handler": handler, "value_of_time_m_per_s": 0.5}
    return {
        "routing": {"preferred_share": 1.0},
        "requests": GREEDY["requests"] | asked | requests,
    }


CASES = {
    "direct": {"service": {"mode": "direct"}},
    "stacked": {
        "service": {"mode": "stacked"},
        "fleet": {"peripheral": {"capacity": 3}},
    },
    "stacked_by_two": {
        "service": {"mode": "stacked"},
        "fleet": {"peripheral": {"capacity": 2, "size": 2}},
        "dispatch": {"interval_s": 0.0, "order": "nearest"},
    },
    "refuse": {"requests": {"handler": "refuse"}},
    "greedy": GREEDY,
    "greedy_with_docks": GREEDY | {"hotspots": DOCKS},
    "greedy_on_a_beat_with_patience": GREEDY | {"requests": ON_A_BEAT},
    "finite_fleet": GREEDY | {"fleet": FINITE},
    "finite_fleet_with_docks": GREEDY
    | {"fleet": FINITE, "hotspots": {"docks": 1, "handover_s": 20.0}},
    "finite_fleet_with_storage": GREEDY
    | {
        "fleet": FINITE,
        "requests": GREEDY["requests"] | {"max_wait_s": 60.0},
        "hotspots": {"docks": 2, "handover_s": 4.0, "storage": 2},
    },
    "capacity_3": GREEDY | {"fleet": {"core": {"capacity": 3}}},
    "deadheading_ignored": {
        "requests": {"handler": "refuse"},
        "fleet": {"peripheral": {"deadheading": "ignored"}},
        "horizon_s": 300.0,
    },
    "capacity_4_on_a_beat": GREEDY
    | {
        "requests": GREEDY["requests"] | {"decision_interval_s": 20.0},
        "fleet": {"core": {"capacity": 4}},
    },
    "guarded": weighed("guarded"),
    "saved_distance": weighed("saved_distance"),
    "rounds": weighed("saved_distance")
    | {"fleet": {"peripheral": {"capacity": 3}}, "hotspots": DOCKS},
    "rounds_of_a_finite_fleet": GREEDY
    | {
        "fleet": FINITE | {"peripheral": {"size": 3, "capacity": 2}},
        "dispatch": {"interval_s": 0.0, "order": "nearest"},
    },
    "choice": GREEDY
    | {
        "service": {
            "mode": "choice",
            "expected_core_load": 3.0,
            "expected_core_wait_s": 0.0,
        },
        "fleet": {"peripheral": {"capacity": 2}},
        "dispatch": {"least_saving_m": 0.0, "new_vehicle_m": 500.0},
    },
    "matching_on_a_beat": weighed("matching", decision_interval_s=20.0)
    | {"fleet": {"core": {"capacity": 4}}},
}
# What changes under way; the hub outage ends after the strike has begun.
OUTAGE = {
    "what": "Hub C is out of service",
    "at_min": 0.5,
    "until_min": 2,
    "set": {"hotspots.docks_at.C": 0},
}
STRIKE = {
    "what": "Strike",
    "at_min": 1.5,
    "set": {"hotspots.handover_s": 9.0},
    "scale": {"fleet.core.size": 0.5, "fleet.peripheral.size": 0.4},
}
LATER = {"what": "Nobody left", "at_min": 600, "set": {"fleet.core.size": 7}}
CASES["interventions"] = CASES["finite_fleet_with_docks"] | {
    "interventions": [OUTAGE, LATER, STRIKE]
}
# There and back over A, C and D, three times; at 30 s d4 finds no seat, and shares.
CASES["lines"] = weighed("saved_distance") | {
    "hotspots": DOCKS,
    "lines": [
        {
            "name": "Trunk",
            "stops": ["A", "C", "D"],
            "first_min": 0.5,
            "last_min": 8,
            "every_min": 3.5,
            "capacity": 2,
            "back": True,
            "wait_s": 60.0,
        }
    ],
}
RUSHED = (
    *("rounds", "rounds_of_a_finite_fleet", "choice", "lines"),
    "matching_on_a_beat",
    "capacity_4_on_a_beat",
    "finite_fleet_with_docks",
    "stacked_by_two",
)

# Of which case, and from when [s] on which keys are other ones.
BUSIER = {
    "fleet.core.size": 1,
    "fleet.peripheral.size": 6,
    "hotspots.docks": 1,
    "hotspots.handover_s": 6.0,
    "requests.decision_interval_s": 30.0,
}
FORKS = {
    "fork": ("greedy", (45.0, BUSIER)),
    "fork_of_a_fork": (
        "greedy",
        (45.0, BUSIER),
        (
            90.0,
            {
                "fleet.core.size": "elastic",
                "hotspots.docks": "unlimited",
                "requests.handler": "refuse",
                "requests.decision_interval_s": 0.0,
                "routing.preferred_share": 1.0,
            },
        ),
    ),
    "fork_of_stacked": (
        "stacked",
        (45.0, {"dispatch.hold_s": 0.0, "fleet.peripheral.size": 2}),
    ),
    "fork_to_a_smaller_fleet": (
        "finite_fleet_with_docks",
        (75.5, {"fleet.core.size": 1, "fleet.peripheral.size": 1}),
    ),
}

TRACED = Path(__file__).parent / "traced"
NAMES = (*CASES, *FORKS, TRACED.name)


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


def tiny_orders(orders=ORDERS):
    """Return the orders."""
    letters = [["ABCD".index(each) for each in way] for _, way in orders]
    return Orders(
        start_s=np.array([start_s for start_s, _ in orders]),
        producer=PRODUCERS[[source for source, _ in letters]],
        consumer=CONSUMERS[[destination for _, destination in letters]],
    )


def tiny_case(name):
    """Return the case of a name."""
    orders = tiny_orders(RUSH if name in RUSHED else ORDERS)
    return Case(CASES[name], tiny_region(), orders)


def tiny_fork(name):
    """Return the fork of a name."""
    of, *moments = FORKS[name]
    case = tiny_case(of)
    run, prepared = case.run(), case.prepared()
    for at_s, changes in moments:
        run = replay_of(run, prepared=prepared).fork(at_s, changes)
    return run


def tiny_trace(folder):
    """Return the run of a scenario that reads region and orders from files."""
    region = folder / "tiny"
    save_region(tiny_region(), region)
    scenario = load_scenario(TRACED / "scenario.toml", {"region": str(region)})
    return simulate(scenario)


def tiny_run(name, folder):
    """Return the run of a name; `folder` is for what it writes."""
    if name in CASES:
        return tiny_case(name).run()
    return tiny_fork(name) if name in FORKS else tiny_trace(folder)
