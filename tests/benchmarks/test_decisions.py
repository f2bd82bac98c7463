"""How long decisions take, by load and by fleet: CPU time from beat to beat.

What vehicles are to do is decided between two instants of simulated time. In a control
room that has to be done long before the next beat, so the slowest decisions count.
"""

import time

import numpy as np
import pytest

from simulation.assemble import assemble, prepare
from simulation.scenario import load_scenario
from simulation.world.open_orders import FleetOfOrders
from tests.benchmarks.figures import Decisions

pytestmark = [pytest.mark.benchmark(timer=time.process_time), pytest.mark.slow]

MS_PER_S = 1000
SERVICES = {
    "direct": "paper/point_to_point",
    "stacked": "baselines/stacked",
    "through": "sharing/through",
}
KEYS = {  # of studies/meeting, where a producer's door takes three minutes
    "demand.duration_min": 30,
    "producers.door_s": 180,
    "promise_s": 870,
    "dispatch.late_m_per_s": 150,
    "dispatch.margin_s": 25,
}
LOADS = [5, 15, 30, 60]  # orders a minute, as many vehicles as are needed
FLEETS = [100, 200, 400, 800]  # vehicles, at ...
LOAD = 30  # ... so many orders a minute


def timed(world):
    """Return what the CPU times [s] of a world's decisions are noted in, as it runs.

    Of fleets with plans those of making and handing out plans, of others those of
    giving vehicles to trips; nothing of it is known to the world or its log.
    """
    taken_s = []
    for fleet in world.fleets.values():
        name = "_plan" if isinstance(fleet, FleetOfOrders) else "settle"
        setattr(fleet, name, noting(getattr(fleet, name), taken_s))
    return taken_s


def noting(decides, taken_s):
    """Return a function that also notes what it takes."""

    def decide():
        begin_s = time.process_time()
        decides()
        taken_s.append(time.process_time() - begin_s)

    return decide


@pytest.mark.parametrize(
    "asked",
    [*((load, "elastic") for load in LOADS), *((LOAD, size) for size in FLEETS)],
    ids=lambda asked: f"{asked[0]} a minute, {asked[1]}",
)
@pytest.mark.parametrize("service", SERVICES)
def test_decisions_from_beat_to_beat(
    service, asked, benchmark, cpu_seconds, request, note_decisions
):
    (load, size), region = asked, request.config.getoption("--region")
    keys = {"demand.load_per_min": load, "fleet.peripheral.size": size}
    scenario = load_scenario(SERVICES[service], KEYS | keys | {"region": region})
    prepared = prepare(scenario)
    world = assemble(scenario, prepared, prepared.orders(scenario, 0))
    taken_s = timed(world)
    loop_s = []
    benchmark.pedantic(
        lambda: loop_s.append(cpu_seconds(lambda: world.run(scenario.horizon_s))),
        rounds=1,
    )
    note_decisions(
        Decisions(
            prepared.region.name,
            service,
            load,
            size,
            MS_PER_S * np.quantile(taken_s, [0.5, 0.99, 1.0]),
            loop_s[0],
        )
    )
