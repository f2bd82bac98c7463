"""What planning stops costs: the hour of the paper with several orders aboard."""

import time
from statistics import median

import pytest

from simulation.assemble import assemble

pytestmark = [pytest.mark.benchmark(timer=time.process_time), pytest.mark.slow]

ROUNDS = 3


def test_an_hour_of_stacked_service(prepared, benchmark, cpu_seconds, note):
    scenario, prepared = prepared("baselines/stacked")
    orders = prepared.orders(scenario, 0)
    costs = []

    def run():
        world = assemble(scenario, prepared, orders)
        costs.append(cpu_seconds(world.run) / len(orders) * 1000)

    benchmark.pedantic(run, rounds=ROUNDS)
    note("baselines/stacked, per order", median(costs), "ms")
