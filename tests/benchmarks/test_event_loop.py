"""The event loop against bare SimPy: one process, alternating, the same heap.

Region, training, assembly, metrics and saving are not counted, as in
`deliveries_per_cpu_s`. A ratio of 0.2 says: with vehicles, decisions and the event
log, five times the CPU time of the bare loop.
"""

import time
from dataclasses import replace
from statistics import median

import pytest

from simulation.assemble import assemble
from simulation.interpreter import settled_heap
from tests.benchmarks.bare_loop import EVENTS_PER_DELIVERY, bare_loop

pytestmark = pytest.mark.benchmark(timer=time.process_time)

ROUNDS = 21
POLICIES = {
    "paper/point_to_point": None,
    "paper/hotspots_only": None,
    "paper/deliverai_1": 0.16,
    "paper/deliverai_2": 0.16,
}


@pytest.mark.parametrize("name", POLICIES)
def test_deliveries_per_cpu_second_over_the_bare_loop(
    name, prepared, benchmark, cpu_seconds, note
):
    scenario, prepared = prepared(name)
    assemble(scenario, prepared, prepared.orders(scenario, 0)).run()
    rounds = against_bare(benchmark, cpu_seconds, scenario, lambda: prepared)
    orders = len(prepared.orders(scenario, 0))
    if name == "paper/point_to_point":
        note("bare loop", orders / median(bare for bare, _ in rounds), "deliveries/s")
    note(f"{name}", orders / median(ours for _, ours in rounds), "deliveries/s")
    ratio = median(bare / ours for bare, ours in rounds)
    note(f"{name}, over the bare loop", ratio, least=POLICIES[name])


def test_the_first_run_of_a_fresh_setting_over_the_bare_loop(
    prepared, benchmark, cpu_seconds, note
):
    """Preferred sets are formed, and legs routed, when they are first asked for."""
    name = "paper/deliverai_2"
    scenario, prepared = prepared(name)
    rounds = against_bare(
        benchmark, cpu_seconds, scenario, lambda: replace(prepared, legs={}, offers={})
    )
    ratio = median(bare / ours for bare, ours in rounds)
    note(f"{name}, over the bare loop, first run", ratio, least=0.15)


def test_a_delivery_of_the_bare_loop_is_exactly_seven_events():
    env = bare_loop([0.0, 5.0, 5.0], [100.0, 200.0, 300.0])
    steps = 0
    while env.peek() < float("inf"):
        env.step()
        steps += 1
    releasing = 2  # start and end of the process that releases
    assert steps == 3 * EVENTS_PER_DELIVERY + releasing


def against_bare(benchmark, cpu_seconds, scenario, setting_for):
    """Return, round by round, the CPU seconds of the bare loop and of ours."""
    bare = []

    def before():
        prepared = setting_for()
        orders = prepared.orders(scenario, 0)
        world = assemble(scenario, prepared, orders)
        ride_s, _ = prepared.region.router.legs(orders.producer, orders.consumer)
        env = bare_loop(orders.start_s.tolist(), ride_s.tolist())
        bare.append(cpu_seconds(env.run))
        return (world,), {}

    def loop(world):
        with settled_heap():
            world.run()

    benchmark.pedantic(loop, setup=before, rounds=ROUNDS)
    return list(zip(bare, benchmark.stats.stats.data, strict=True))
