"""Agents that learn one after the other, compiled, learn as they do side by side."""

import sys
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.assemble import prepare, routing
from simulation.errors import PolicyError
from simulation.routing.q_learning import one_by_one, training
from simulation.routing.q_learning.explorers import Boltzmann, EpsilonGreedy
from simulation.routing.q_learning.training import TrainingPlan
from simulation.scenario import load_scenario
from simulation.simulation import simulate
from tests.routing.test_training import noisy_metric, training_stream

compiles = pytest.mark.skipif(
    not one_by_one.is_here(), reason="numba is not installed (the extra fast)"
)
LONG = TrainingPlan(one_by_one._WORTH)


@compiles
@given(
    hotspots=st.integers(1, 12),
    many=st.sampled_from([2, 96]),  # from which on weights are kept
    explorer=st.one_of(
        st.floats(0.01, 20.0).map(Boltzmann), st.floats(0.05, 1.0).map(EpsilonGreedy)
    ),
    plan=st.builds(
        TrainingPlan,
        episodes=st.integers(1, 80),
        learning_rate=st.floats(0.01, 1.0),
        discount=st.floats(0.5, 1.0),
        time_scaling=st.sampled_from(["max", "off_diagonal"]),
    ),
    seed=st.integers(0, 1000),
    goes_on=st.booleans(),
)
def test_values_stream_and_refusal_are_those_of_learning_side_by_side(
    hotspots, many, explorer, plan, seed, goes_on
):
    time_s = noisy_metric(hotspots, seed)
    start = np.random.default_rng(seed).random((hotspots,) * 3) if goes_on else None
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(training, "MANY", many)
        assert outcome(
            one_by_one.compiled, time_s, explorer, plan, seed, start
        ) == outcome(training.learn, time_s, explorer, plan, seed, start)


def outcome(learn, time_s, explorer, plan, seed, start):
    """Return values to the bit, or why there are none, and where the stream stands."""
    rng = training_stream(seed)
    rng.integers(3, dtype=np.int32)  # half a number is left over in the generator
    try:
        values = learn(time_s, explorer, plan, rng, start=start)
    except PolicyError as refusal:
        return str(refusal)
    return values.tobytes(), rng.bit_generator.state


@compiles
@pytest.mark.parametrize("explorer", [Boltzmann(), Boltzmann(0.05), EpsilonGreedy()])
@pytest.mark.parametrize("hotspots", [95, 96, 100, 131])
def test_many_hotspots_too(hotspots, explorer):
    """Blocks of 10 and 12: with sums side by side and some left over."""
    given = noisy_metric(hotspots), explorer, TrainingPlan(6), 3, None
    assert outcome(one_by_one.compiled, *given) == outcome(training.learn, *given)


@compiles
@pytest.mark.parametrize("exploration", [0.0, 1e-9])
def test_the_same_agent_is_refused_at_the_same_step(exploration):
    """Hotspots in one place and no exploration: some agents shuttle for nothing."""
    time_s = np.full((4, 4), 9.0)
    time_s[:2, :2] = time_s[2:, 2:] = 0.0
    given = time_s, EpsilonGreedy(exploration), TrainingPlan(5), 1, None
    said = outcome(one_by_one.compiled, *given)
    assert "did not arrive in" in said
    assert said == outcome(training.learn, *given)


@compiles
@pytest.mark.parametrize("name", ["paper/deliverai_1", "paper/deliverai_2"])
def test_the_log_of_a_shipped_scenario_is_the_same(name, monkeypatch):
    scenario = load_scenario(name, {"demand.duration_min": 5})
    calls, compiled = [], one_by_one.compiled

    def counted(*arguments):
        calls.append(1)
        return compiled(*arguments)

    def log_hash():
        return simulate(scenario, prepared=prepare(scenario)).log_hash

    monkeypatch.setattr(routing, "learn", one_by_one.learn)  # not once for all tests
    monkeypatch.setattr(one_by_one, "compiled", counted)
    by_numba = log_hash()
    assert calls == [1]
    monkeypatch.setattr(one_by_one, "is_here", lambda: False)
    assert log_hash() == by_numba
    assert calls == [1]


@given(
    seed=st.integers(0, 2**32),
    agent=st.integers(0, 500),
    numbers=st.integers(0, 2**70),
)
def test_a_jump_leads_where_numpy_leads(seed, agent, numbers):
    rng = training_stream(seed)
    drawn = rng.bit_generator.state["state"]
    leap = one_by_one._leap(numbers + agent, drawn["inc"])
    rng.bit_generator.advance(numbers)
    rng.bit_generator.advance(agent)
    found = one_by_one._leapt(drawn["state"], leap)
    assert found == rng.bit_generator.state["state"]["state"]


@dataclass(frozen=True)
class Timid(Boltzmann):
    """Explores in a way of its own."""


@pytest.mark.parametrize(
    ("explorer", "plan", "generator", "here", "compiled"),
    [
        (Boltzmann(), LONG, np.random.PCG64, True, True),
        (EpsilonGreedy(), LONG, np.random.PCG64, True, True),
        (Boltzmann(), LONG, np.random.PCG64, False, False),
        (Boltzmann(), TrainingPlan(1), np.random.PCG64, True, False),
        (Timid(), LONG, np.random.PCG64, True, False),
        (Boltzmann(), LONG, np.random.Philox, True, False),
    ],
)
def test_what_is_not_compiled_is_learnt_side_by_side(
    explorer, plan, generator, here, compiled, monkeypatch
):
    monkeypatch.setattr(one_by_one, "is_here", lambda: here)
    monkeypatch.setattr(one_by_one, "compiled", lambda *_: "compiled")
    monkeypatch.setattr(training, "learn", lambda *_: "side by side")
    rng = np.random.Generator(generator(1))
    got = one_by_one.learn(np.zeros((3, 3)), explorer, plan, rng)
    assert got == ("compiled" if compiled else "side by side")


def test_without_numba_it_is_not_here(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    assert not one_by_one.is_here()


@compiles
def test_numba_that_compiles_nothing_is_not_here(monkeypatch):
    monkeypatch.setattr("numba.config.DISABLE_JIT", 1)
    assert not one_by_one.is_here()


@compiles
def test_progress_is_told_of_each_agent():
    seen = []
    rng, plan = training_stream(), TrainingPlan(3)
    one_by_one.compiled(noisy_metric(8), Boltzmann(), plan, rng, seen.append)
    assert seen == [(agent + 1) / 8 for agent in range(8)]
