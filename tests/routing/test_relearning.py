"""Agents that learn go on learning when times have changed."""

import numpy as np
import pytest

from simulation import load_scenario, prepare, simulate
from simulation.forks import replay_of
from simulation.record.kinds import Kind
from simulation.record.run import Run
from simulation.routing.exact import ExactPolicy
from simulation.routing.q_learning.explorers import Boltzmann, EpsilonGreedy
from simulation.routing.q_learning.training import TrainingPlan, train

HOTSPOTS = 12
BOX = [-87.70, 41.85, -87.64, 41.90]


def learnt(time_s, explorer, episodes, start=None):
    rng = np.random.default_rng(episodes)
    return train(time_s, explorer, TrainingPlan(episodes), rng, start=start)


def error(values, time_s):
    """Return how far values are from the exact ones, on average over hops."""
    exact = ExactPolicy(time_s)
    apart = [
        np.abs(values[each] - exact.action_values(each)) for each in range(HOTSPOTS)
    ]
    states = ~np.eye(HOTSPOTS, dtype=bool)  # of each agent, all but its destination
    return float(np.array(apart)[states].mean())


@pytest.fixture(scope="module")
def times():
    """Return times before and after some of them change."""
    rng = np.random.default_rng(7)
    before = rng.integers(60, 600, (HOTSPOTS, HOTSPOTS)).astype(float)
    np.fill_diagonal(before, 0.0)
    return before, np.rint(before * rng.uniform(0.7, 2.5, before.shape))


@pytest.mark.parametrize("explorer", [EpsilonGreedy(), Boltzmann()])
def test_going_on_comes_nearer_than_what_was_known_and_than_beginning_anew(
    explorer, times
):
    before, after = times
    known = learnt(before, explorer, 1500).values
    stale = error(known, after)
    # Boltzmann's episodes are several times as long.
    few = 100 if isinstance(explorer, EpsilonGreedy) else 20
    on = learnt(after, explorer, few, start=known)
    assert error(on.values, after) < 0.7 * stale
    assert error(on.values, after) < error(learnt(after, explorer, few).values, after)
    # The curve follows from where it goes on.
    assert on.error[-1].mean() == pytest.approx(error(on.values, after), abs=1e-9)
    assert error(learnt(after, explorer, 1500, start=known).values, after) < 1e-3


def test_who_knows_all_and_goes_on_forgets_nothing(times):
    _, after = times
    exact = ExactPolicy(after)
    known = np.array([exact.action_values(each) for each in range(HOTSPOTS)])
    on = learnt(after, EpsilonGreedy(), 20, start=known)
    assert error(on.values, after) < 1e-12
    assert on.agreement.min() == 1.0


def asked(**keys):
    closure = {"speed_factor": 0.2, "from_min": 4.0, "until_min": 9.0, "box": BOX}
    return load_scenario(
        "paper/deliverai_2",
        {
            "demand.load_per_min": 8,
            "demand.duration_min": 12,
            "routing.times": "now",
            "routing.episodes": 500,
            **{f"traffic.closures.strip.{key}": each for key, each in closure.items()},
            **{f"routing.{key}": each for key, each in keys.items()},
        },
    )


@pytest.fixture(scope="module")
def prepared():
    return prepare(asked())


def test_a_run_goes_on_learning_and_is_the_same_again(prepared, tmp_path):
    run, again = (simulate(asked(), prepared=prepared) for _ in range(2))
    assert run.events.rows(Kind.TIMES_LEARNT).size == 2
    assert run.log_hash == again.log_hash
    run.write(tmp_path / "run")
    assert Run.read(tmp_path / "run").log_hash == run.log_hash
    more = asked(relearn_episodes=400)
    assert simulate(more, prepared=prepare(more, [prepared])).log_hash != run.log_hash
    assert run.scenario.routing.times == "now"


def test_a_fork_keeps_what_was_learnt(prepared):
    run = simulate(asked(), prepared=prepared)
    replay = replay_of(run, prepared=prepared)
    for at_s in (300.0, 700.0):
        assert replay.fork(at_s).log_hash == run.log_hash
        # Other rules of decisions, by agents that know what they knew.
        forked = replay.fork(at_s, {"requests.max_wait_s": 45})
        assert forked.events.rows(Kind.TIMES_LEARNT).size == 2
    # Who does not learn from then on decides by the first table.
    without = replay.fork(300.0, {"routing.times": "free_flow"})
    assert without.events.rows(Kind.TIMES_LEARNT).size == 1
    assert without.log_hash != run.log_hash


def test_whether_agents_go_on_is_no_other_training(prepared):
    never = asked(times="free_flow")
    assert prepare(never, [prepared]).policy is prepared.policy
    run = simulate(never, prepared=prepare(never, [prepared]))
    assert run.scenario.routing.times == "free_flow"
    assert not run.events.rows(Kind.TIMES_LEARNT).size
