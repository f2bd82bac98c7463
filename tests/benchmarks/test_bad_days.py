"""What each feature of a bad day costs while it is on: one process, alternating.

CPU time of the event loop with it over that without, of the same orders. Preparing,
such as ways around a closure, is not counted. With it more happens, and other plans
are made: that is in the price.
"""

import time
from statistics import median

import pytest

from simulation.assemble import assemble, prepare
from simulation.scenario import load_scenario

pytestmark = [pytest.mark.benchmark(timer=time.process_time), pytest.mark.slow]

ROUNDS = 3
ORDERS = {"demand.load_per_min": 30, "demand.duration_min": 7}
BRIDGE = [-87.675, 41.865, -87.665, 41.895]
RECALLED = [-87.685, 41.870, -87.660, 41.892]
CLOSURE = {
    "traffic.closures.strip.box": BRIDGE,
    "traffic.closures.strip.speed_factor": 0.2,
    "traffic.closures.strip.from_min": 3,
    "traffic.closures.strip.until_min": 9,
}
NOISE = {"traffic.noise": 0.2, "traffic.noise_min": 2}
FEED = {
    "traffic.closures.false.seen_by": "planners",
    "traffic.closures.false.speed_factor": 0.2,
    "traffic.closures.false.tract_share": 0.3,
    "traffic.feed.delay_min": 2,
    "traffic.detector.threshold": 1.0,
    "traffic.detector.on_alarm": "distrust",
}
STACKED = {
    "nothing": {},  # how far apart two measurements of the same are
    "traffic.hours": {"traffic.hours": ["00:00-00:05 0.9", "00:05-24:00 0.7"]},
    "traffic.closures": CLOSURE,
    "traffic.noise": NOISE,
    "traffic.feed and detector": FEED,
    "breakdowns": {"fleet.peripheral.breakdowns_per_h": 1},
    "cancellations": {
        "cancellations.share": 0.1,
        "cancellations.after_pickup": "return",
    },
    "attempts": {"attempts.absent_share": 0.1},
    "recall": {"recall.box": RECALLED},
}
RELAYED = {  # over the same traffic that agents do not know of
    "routing.times, closures": CLOSURE,
    "routing.times, noise": NOISE,
}


def price(benchmark, cpu_seconds, off, on):
    """Return the CPU time of a scenario over that of another, by turns."""
    prepared = prepare(off)
    settings = [(off, prepared), (on, prepare(on, [prepared]))]
    times = []

    def both():
        took_s = []
        for scenario, ground in settings:
            world = assemble(scenario, ground, ground.orders(scenario, 0))
            took_s.append(cpu_seconds(world.run))
        times.append(took_s)

    benchmark.pedantic(both, rounds=ROUNDS)
    return median(with_it / without for without, with_it in times)


@pytest.mark.parametrize("feature", STACKED)
def test_what_a_feature_costs_while_it_is_on(feature, benchmark, cpu_seconds, note):
    off, on = (
        load_scenario("baselines/stacked", {**ORDERS, **keys})
        for keys in ({}, STACKED[feature])
    )
    ratio = price(benchmark, cpu_seconds, off, on)
    note(f"baselines/stacked with {feature}, over without", ratio)


@pytest.mark.parametrize("feature", RELAYED)
def test_what_knowing_costs_agents(feature, benchmark, cpu_seconds, note):
    traffic = RELAYED[feature]
    off, on = (
        load_scenario(
            "paper/deliverai_2",
            {**ORDERS, **traffic, "routing.policy": "exact", "routing.times": times},
        )
        for times in ("free_flow", "now")
    )
    ratio = price(benchmark, cpu_seconds, off, on)
    note(f"paper/deliverai_2 with {feature}, over without", ratio)
