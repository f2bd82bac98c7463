"""Runs leave nothing behind but their results."""

import gc

from simulation import load_scenario, prepare, simulate
from simulation.world.world import World


def worlds():
    gc.collect()
    return sum(isinstance(each, World) for each in gc.get_objects())


def test_no_world_outlives_its_run():
    """However many runs a process makes; Mesa 3.3 keeps every model it is told of."""
    scenario = load_scenario(
        "paper/deliverai_1",
        {
            "routing.policy": "exact",
            "demand.load_per_min": 1,
            "demand.duration_min": 10,
        },
    )
    prepared = prepare(scenario)
    before = worlds()
    for replication in range(3):
        simulate(scenario, replication, prepared=prepared)
    assert worlds() == before
