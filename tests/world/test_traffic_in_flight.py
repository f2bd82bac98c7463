"""Keys of traffic that change in flight: legs that begin from then on follow them."""

from pathlib import Path

import pytest

from simulation import fork, load_scenario, prepare, simulate
from simulation.errors import ScenarioError
from simulation.forks import replay_of

TRAFFIC = {  # a value other than that of a stacked service in a jam
    "traffic.hours": ["00:00-24:00 0.5"],
    "traffic.closures": {"jam": {"speed_factor": 0.3, "until_min": 60.0}},
    "traffic.noise": 0.1,
    "traffic.noise_min": 1.0,
    "traffic.noise_shared": 1.0,
    "traffic.planned": "free_flow",
    "traffic.spared": ["van"],
    "traffic.file": "hours.csv",
}


@pytest.fixture(scope="module")
def jammed():
    """Return a stacked run in a jam, with vans, ready to be forked."""
    scenario = load_scenario(
        "baselines/stacked",
        {
            "demand.load_per_min": 12,
            "demand.duration_min": 5,
            "fleet.peripheral.size": 6,
            "fleet.classes.van.size": 4,
            "fleet.classes.van.capacity": 2,
            "traffic.closures.jam.speed_factor": 0.7,
            "traffic.closures.jam.until_min": 60.0,
            "traffic.noise": 0.2,
        },
    )
    prepared = prepare(scenario)
    return replay_of(simulate(scenario, prepared=prepared), prepared=prepared)


@pytest.mark.parametrize("key", TRAFFIC)
def test_the_key_of_traffic_matters_from_the_moment_on(jammed, key, tmp_path):
    value = TRAFFIC[key]
    if key == "traffic.file":
        value = str(tmp_path / value)
        Path(value).write_text("from,until,factor\n00:00,24:00,0.4\n")
    forked = jammed.fork(180.0, {key: value})
    assert forked.log_hash != jammed.run.log_hash
    assert forked.events.time_s[-1] != jammed.run.events.time_s[-1]


def test_a_fork_that_changes_nothing_meets_the_same_chance(jammed):
    assert jammed.fork(180.0).log_hash == jammed.run.log_hash
    keys = {"demand.load_per_min": 2, "demand.duration_min": 5, "traffic.noise": 0.2}
    run = simulate(load_scenario("paper/point_to_point", keys))
    assert fork(run, 180.0, {"traffic.planned": "free_flow"}).log_hash == run.log_hash


def test_the_clock_stays_as_it_is(jammed):
    with pytest.raises(ScenarioError, match="both futures have the same clock"):
        jammed.fork(180.0, ["traffic.clock=08:00"])
