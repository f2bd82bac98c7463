"""What legs along streets cost a run: searched leg by leg, or kept in rows."""

import time

import pytest

from simulation.assemble import assemble, prepare
from simulation.network.kept import SWITCH
from simulation.scenario import load_scenario

pytestmark = pytest.mark.benchmark(timer=time.process_time)

NAME, VEHICLES, ROUNDS = "paper/point_to_point", 300, 3


@pytest.fixture
def loop_s(request, cpu_seconds):
    """Return the CPU time [s] of an hour's loop on streets, of the first run made."""
    region = request.config.getoption("--region")
    if region == "embedded":
        pytest.skip("needs --region with the folder of a region of streets")

    def measure(size):
        keys = {"region": region, "fleet.peripheral.size": size}
        scenario = load_scenario(NAME, keys)
        prepared = prepare(scenario)
        world = assemble(scenario, prepared, prepared.orders(scenario, 0))
        return cpu_seconds(world.run)

    return measure


def test_the_loop_of_a_finite_fleet_on_streets(loop_s, benchmark, monkeypatch, note):
    loop_s(VEHICLES)  # keeps what it searches
    taken = {"off": [], "disk": [], "elastic": []}

    def once():
        for how in ("off", "disk"):
            monkeypatch.setenv(SWITCH, how)
            taken[how].append(loop_s(VEHICLES))
        taken["elastic"].append(loop_s("elastic"))

    benchmark.pedantic(once, rounds=ROUNDS)
    off_s, disk_s, elastic_s = (min(each) for each in taken.values())
    note(f"{NAME} on streets, {VEHICLES} vehicles over elastic", disk_s / elastic_s)
    note("the same without kept legs", off_s / elastic_s)
