"""What else a user waits for: training, loading a region, recording a row."""

from dataclasses import replace

import pytest

from simulation.record.log import EventLog
from simulation.region.files import embedded_region, load_region, save_region
from simulation.routing.q_learning.explorers import Boltzmann, EpsilonGreedy
from simulation.routing.q_learning.training import TrainingPlan, train
from simulation.streams import Streams

pytestmark = pytest.mark.benchmark

MOST_EPISODES = 10_000
ROWS = 10_000


@pytest.mark.parametrize(
    ("name", "explorer"),
    [("DeliverAI-I", Boltzmann(10.0)), ("DeliverAI-II", EpsilonGreedy(0.8))],
)
def test_training_thirty_agents_until_99_percent_of_the_sets_agree(
    name, explorer, benchmark, note
):
    """How many episodes that takes is found out beforehand."""
    time_s = embedded_region().travel_time_s
    plan = TrainingPlan(MOST_EPISODES)
    episodes = train(time_s, explorer, plan, training_stream()).episodes_until(0.99)
    assert episodes is not None
    plan = replace(plan, episodes=episodes)
    trained = benchmark.pedantic(
        lambda: train(time_s, explorer, plan, training_stream()), rounds=5
    )
    assert trained.agreement[-1].mean() >= 0.99
    note(f"training, {name}, {episodes:,} episodes", seconds(benchmark), "s", most=2.0)


def training_stream():
    return Streams(1, replication=None).get("training")


def test_loading_a_prepared_region_of_thirty_tracts(benchmark, note, tmp_path):
    save_region(embedded_region(), tmp_path / "region")
    region = benchmark.pedantic(load_region, args=(tmp_path / "region",), rounds=15)
    assert region.hotspots == 30
    note("loading a region of 30 tracts", seconds(benchmark), "s", most=0.2)


def test_recording_an_event(benchmark, note):
    """Departures and arrivals in turn; making columns of them is not counted."""

    def record():
        log = EventLog()
        for row in range(0, ROWS, 2):
            log.departed(float(row), row, 3, 4, 812.5, (row,))
            log.arrived(float(row), row, 4)
        return log

    log = benchmark.pedantic(record, rounds=51)
    assert len(log.table()) == ROWS
    note("recording an event", 1e9 * seconds(benchmark) / ROWS, "ns")


def seconds(benchmark):
    return benchmark.stats.stats.median
