"""The event loop runs without a garbage collector, so it may leave no garbage."""

import gc

from simulation import load_scenario, prepare
from simulation.assemble import assemble

SCENARIO = {
    "routing.policy": "exact",
    "demand.load_per_min": 10,
    "fleet.core.size": 40,
    "fleet.core.capacity": 3,
    "fleet.peripheral.size": 60,
    "fleet.peripheral.deadheading": "driven",
    "hotspots.docks": 2,
    "hotspots.handover_s": 5,
    "requests.max_wait_s": 30,
}


def garbage_after(minutes):
    """Return how many objects only a collector could free after a run."""
    scenario = load_scenario(
        "paper/deliverai_2", SCENARIO | {"demand.duration_min": minutes}
    )
    prepared = prepare(scenario)
    world = assemble(scenario, prepared, prepared.orders(scenario, 0))
    gc.collect()
    gc.disable()
    try:
        world.run()
        return gc.collect()
    finally:
        gc.enable()


def test_what_a_run_leaves_to_a_collector_does_not_grow_with_its_length():
    """The fleet of given size is left, and that once: 300 orders more add nothing."""
    assert garbage_after(40) - garbage_after(10) < 100
