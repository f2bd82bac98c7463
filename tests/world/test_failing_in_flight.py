"""Keys of what goes wrong that change in flight, from nothing too."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from simpy import Environment

from simulation import fork, load_scenario, prepare, simulate
from simulation.errors import ScenarioError
from simulation.forks import replay_of
from simulation.record.kinds import Kind
from simulation.scenario import (
    scenario_from_dict,
    scenario_to_dict,
    without_effect,
)
from simulation.simulation import Simulation
from simulation.world.breakdowns import BreakdownRules, Workshop

FAILING = {  # a value other than that of a stacked service where things go wrong
    "fleet.peripheral.breakdowns_per_h": 20.0,
    "breakdowns.repair_s": 60.0,
    "breakdowns.crews": 1,
    "breakdowns.rescue_after_s": "never",
    "attempts.absent_share": 0.9,
    "attempts.wait_s": 10.0,
    "attempts.retry_s": 20.0,
}
RELAYED = {"fleet.core.breakdowns_per_h": 40.0}
KEYS = {
    "demand.load_per_min": 8,
    "demand.duration_min": 4,
    "fleet.peripheral.size": 15,
}
FROM_S = 180.0


@pytest.fixture(scope="module")
def failing():
    """Return a run in which vehicles and doors fail, ready to be forked."""
    wrong = {
        "fleet.peripheral.breakdowns_per_h": 10,
        "attempts.absent_share": 0.5,
        "breakdowns.repair_s": 400,
    }
    scenario = load_scenario("baselines/stacked", KEYS | wrong)
    prepared = prepare(scenario)
    return replay_of(simulate(scenario, prepared=prepared), prepared=prepared)


@pytest.mark.parametrize("key", FAILING)
def test_the_key_of_what_goes_wrong_matters_from_the_moment_on(failing, key):
    forked = failing.fork(FROM_S, {key: FAILING[key]})
    assert forked.log_hash != failing.run.log_hash
    assert failing.fork(FROM_S).log_hash == failing.run.log_hash


@pytest.mark.parametrize(
    ("name", "key", "kind"),
    [
        ("paper/point_to_point", "fleet.peripheral.breakdowns_per_h", "BROKE_DOWN"),
        ("paper/hotspots_only", "fleet.core.breakdowns_per_h", "BROKE_DOWN"),
        ("baselines/stacked", "attempts.absent_share", "ATTEMPT_FAILED"),
        ("paper/hotspots_only", "attempts.absent_share", "ATTEMPT_FAILED"),
    ],
)
def test_it_begins_in_flight_where_nothing_failed_before(name, key, kind):
    """As a fork and as an intervention, and ends; what was before is as it was."""
    value, keys = (0.7 if "share" in key else 12.0), KEYS | {"attempts.wait_s": 9}
    scenario = load_scenario(name, keys)
    run = simulate(scenario)
    forked = fork(run, FROM_S, {key: value})
    failed_s = forked.events.time_s[forked.events.rows(Kind[kind])]
    assert failed_s.min() >= FROM_S
    spec = {"what": "it begins", "at_min": 3, "set": {key: value}}
    told = simulate(load_scenario(name, {**keys, "interventions": [spec]}))
    again_s = told.events.time_s[told.events.rows(Kind[kind])]
    assert again_s.tolist() == failed_s.tolist()
    brief = {**spec, "until_min": float(np.median(failed_s)) / 60}
    ends = simulate(load_scenario(name, {**keys, "interventions": [brief]}))
    fewer_s = ends.events.time_s[ends.events.rows(Kind[kind])]
    assert 0 < len(fewer_s) < len(failed_s)


def test_a_vehicle_keeps_how_far_it_is_towards_its_breakdown():
    """By hand: a hazard of 1; 0.25 of it spent, the rest at twice the rate."""

    def rules(per_s):
        return BreakdownRules(
            per_s={1: per_s},
            named=(),
            uniforms=lambda pool, which: lambda: 1 - math.exp(-1),  # noqa: ARG005
            repair_s=lambda _: 10.0,
            mean_repair_s=10.0,
            crews=1,
            rescue_after_s=None,
        )

    workshop = Workshop(Environment(), rules(0.005))
    fate = workshop.fate_of(1)
    assert fate.fails_in_s(0.0, 50.0) is None
    workshop.adopt(rules(0.0))
    assert fate.fails_in_s(50.0, 1e6) is None
    workshop.adopt(rules(0.01))
    assert fate.fails_in_s(100.0, 75.5) == pytest.approx(75.0, abs=1 / 1024)


def test_further_crews_take_in_who_waits_at_once():
    """Three stand, one crew; from 5 s on three: two are repaired at 15 s."""
    env, repaired_s = Environment(), []
    given = {"per_s": {}, "named": (), "uniforms": lambda *_: lambda: 0.5}
    given |= {"repair_s": lambda _: 10.0, "mean_repair_s": 10.0}
    few, more = (
        BreakdownRules(**given, crews=crews, rescue_after_s=None) for crews in (1, 3)
    )
    workshop = Workshop(env, few)
    vehicle = SimpleNamespace(pool=1, drive_on=lambda: repaired_s.append(env.now))
    for _ in range(3):
        workshop.take_in(vehicle, 10.0)
    env.run(until=5)
    workshop.adopt(more)
    env.run()
    assert repaired_s == [10, 15, 15]


def test_nothing_begins_that_a_run_in_steps_was_not_made_for():
    scenario = load_scenario("paper/point_to_point", KEYS)
    worse = load_scenario(
        "paper/point_to_point", KEYS | {"fleet.peripheral.breakdowns_per_h": 9}
    )
    simulation = Simulation(scenario)
    simulation.run(60.0)
    with pytest.raises(ScenarioError, match="in a run that was made without"):
        simulation.adopt(worse, simulation.prepared)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("attempts.most", "tried as it was said"),
        ("breakdowns.named", "named for the whole run"),
        ("cancellations.share", "the same consumers"),
    ],
)
def test_what_stays_is_told(failing, key, why):
    value = {"breakdowns.named": ["9 min peripheral"], "attempts.most": 3}.get(key, 0.5)
    with pytest.raises(ScenarioError, match=why):
        failing.fork(FROM_S, {key: value})


def test_a_drawn_repair_is_read_back_and_goes_with_interventions():
    keys = {"breakdowns.repair_distribution": "expon(scale=60)"}
    spec = {"what": "worse", "set": {"fleet.peripheral.breakdowns_per_h": 9}}
    scenario = load_scenario("paper/point_to_point", {**keys, "interventions": [spec]})
    assert scenario_from_dict(scenario_to_dict(scenario)) == scenario.model_copy(
        update={"name": "scenario"}
    )


@pytest.mark.parametrize(
    ("key", "rate"),
    [
        ("breakdowns.repair_s", "fleet.peripheral.breakdowns_per_h"),
        ("attempts.wait_s", "attempts.absent_share"),
    ],
)
def test_keys_of_what_comes_later_are_not_said_to_be_without_effect(key, rate):
    spec = {"what": "it begins", "at_min": 2, "set": {rate: 1}}
    never = load_scenario("paper/point_to_point", {key: 40.0})
    assert key in without_effect(never, [key])
    late = load_scenario("paper/point_to_point", {key: 40.0, "interventions": [spec]})
    assert not without_effect(late, [key])
