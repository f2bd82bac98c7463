"""Whether a delivery costs the same in a long run and in a dense one."""

import time
from statistics import median

import pytest

from simulation.assemble import assemble
from simulation.scenario import load_scenario
from tests.benchmarks.bare_loop import bare_loop

pytestmark = [pytest.mark.benchmark(timer=time.process_time), pytest.mark.slow]

HOURS = 100
DENSE = 3000  # orders a minute
ROUNDS = 7  # of the short run; the long one is run in the middle of them, once


def one_run(scenario, prepared, cpu_seconds):
    """Return the CPU seconds per delivery of one run, and of the bare loop."""
    orders = prepared.orders(scenario, 0)
    ride_s, _ = prepared.region.router.legs(orders.producer, orders.consumer)
    env = bare_loop(orders.start_s.tolist(), ride_s.tolist())
    bare_s = cpu_seconds(env.run)
    world = assemble(scenario, prepared, orders)
    return cpu_seconds(world.run) / len(orders), bare_s / len(orders)


def measured(benchmark, cpu_seconds, prepared, name, override):
    """Return (ours, bare) [s per delivery] of the paper's hour and of the other run."""
    hour, prepared = prepared(name)
    other = load_scenario(name, [override])
    hours = [one_run(hour, prepared, cpu_seconds) for _ in range(ROUNDS)]
    results = []
    benchmark.pedantic(
        lambda: results.append(one_run(other, prepared, cpu_seconds)), rounds=1
    )
    hours += [one_run(hour, prepared, cpu_seconds) for _ in range(ROUNDS)]
    ours, bare = (median(each) for each in zip(*hours, strict=True))
    return (ours, bare), results[0]


@pytest.mark.parametrize(
    "name", ["paper/point_to_point", "paper/hotspots_only", "paper/deliverai_2"]
)
def test_a_delivery_of_a_hundred_hours_over_one_of_a_single_hour(
    name, prepared, benchmark, cpu_seconds, note
):
    minutes = f"demand.duration_min={60 * HOURS}"
    hour, hundred = measured(benchmark, cpu_seconds, prepared, name, minutes)
    note(f"{name}, 100 hours over one, per delivery", hundred[0] / hour[0], most=1.5)


@pytest.mark.parametrize(
    "name", ["paper/point_to_point", "paper/hotspots_only", "paper/deliverai_2"]
)
def test_a_hundredfold_load_slows_us_down_little_more_than_the_bare_loop(
    name, prepared, benchmark, cpu_seconds, note
):
    load = f"demand.load_per_min={DENSE}"
    sparse, dense = measured(benchmark, cpu_seconds, prepared, name, load)
    ours, bare = (dense[side] / sparse[side] for side in (0, 1))
    if name == "paper/point_to_point":
        note("bare loop, l_o = 3,000 over 30, per delivery", bare)
    note(f"{name}, l_o = 3,000 over 30, per delivery", ours)
    note(f"{name}, the same over the bare loop's", ours / bare, most=2.0)
