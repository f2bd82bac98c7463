"""The playback of a run: how long it takes to make, and how large it is."""

import gzip
import json

import pytest

from analysis.replay import playback_of
from simulation.assemble import prepare
from simulation.scenario import load_scenario
from simulation.simulation import simulate

pytestmark = pytest.mark.benchmark

BYTES_PER_MB = 1e6


def test_the_playback_of_an_hour(benchmark, note):
    scenario = load_scenario("paper/deliverai_2")
    prepared = prepare(scenario)
    run = simulate(scenario, prepared=prepared)
    slices = benchmark.pedantic(
        lambda: list(playback_of(run, prepared.region).slices()), rounds=9
    )
    assert slices[-1]["last"]
    note("playback of an hour", benchmark.stats.stats.median, "s", most=1.5)
    playback = playback_of(run, prepared.region)
    document = {
        "basemap": playback.basemap(),
        "header": playback.header(),
        "slices": slices,
    }
    packed = gzip.compress(json.dumps(document).encode())
    note("playback of an hour, gzipped", len(packed) / BYTES_PER_MB, "MB", most=3.0)
