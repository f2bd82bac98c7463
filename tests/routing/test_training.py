"""Q-learning as in Algorithm 1, against a plain loop over single agents."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.errors import PolicyError
from simulation.routing.exact import ExactPolicy
from simulation.routing.preferred import on_value_grid, preferred_set_size
from simulation.routing.q_learning import training
from simulation.routing.q_learning.explorers import Boltzmann, EpsilonGreedy
from simulation.routing.q_learning.training import TrainingPlan, learn, train
from simulation.routing.reach import check_leads_everywhere
from simulation.streams import Streams
from tests.routing.hops import best_first

EXPLORERS = [Boltzmann(10.0), Boltzmann(0.3), EpsilonGreedy(0.8)]
PLAN = TrainingPlan(episodes=60, preferred_share=0.35)


def noisy_metric(hotspots, seed=5):
    rng = np.random.default_rng(seed)
    points = rng.random((hotspots, 2)) * 5_000
    distance = np.abs(points[:, None] - points).sum(axis=-1)
    time_s = distance / 6.7 * rng.uniform(1.0, 1.2, distance.shape)
    np.fill_diagonal(time_s, 0.0)
    return time_s


def training_stream(seed=1):
    return Streams(seed, replication=None).get("training")


class PlainAgent:
    """Algorithm 1 for one agent, read line by line, nothing kept incrementally."""

    def __init__(self, time_s, destination, explorer, plan):
        self.exact = ExactPolicy(time_s, plan.discount, plan.time_scaling)
        self.time = time_s / time_s.max()
        self.destination = destination
        self.explorer = explorer
        self.plan = plan
        self.q = np.zeros(time_s.shape)
        self.error, self.agreement = [], []

    def learn(self, start, draws):
        """Consume rows (action, next start) of uniform numbers."""
        here = self.elsewhere(start)
        for for_action, for_start in draws:
            hop = int(self.explorer.choose(self.q[[here]], np.array([for_action]))[0])
            reward = -1.0 if hop == here else -self.time[here, hop]
            future = 0.0
            if hop == self.destination:
                reward += 1.0
            else:
                future = self.plan.discount * self.q[hop].max()
            old = self.q[here, hop]
            self.q[here, hop] = old + self.plan.learning_rate * (reward + future - old)
            here = hop
            if hop == self.destination:
                self.look_back()
                if len(self.error) == self.plan.episodes:
                    return
                here = self.elsewhere(for_start)

    def elsewhere(self, uniform):
        """Return a hotspot that is not the destination."""
        others = [s for s in range(len(self.q)) if s != self.destination]
        return others[int(uniform * len(others))]

    def look_back(self):
        """Compare the whole table with the exact one."""
        others = [s for s in range(len(self.q)) if s != self.destination]
        exact = self.exact.action_values(self.destination)
        self.error.append(np.abs(self.q - exact)[others].mean())
        k = preferred_set_size(self.plan.preferred_share, len(self.q))
        equal = [
            set(best_first(on_value_grid(self.q[s]), s)[:k])
            == set(best_first(on_value_grid(exact[s]), s)[:k])
            for s in others
        ]
        self.agreement.append(np.mean(equal))


@pytest.mark.parametrize("explorer", EXPLORERS, ids=str)
@pytest.mark.parametrize("hotspots", [2, 3, 7])
def test_side_by_side_learning_is_what_each_agent_learns_alone(explorer, hotspots):
    """Tables to the bit; error and agreement after every episode.

    The lone agents get their own columns of the stream, so that this also shows
    that nobody learns from, or is held up by, another.
    """
    time_s = noisy_metric(hotspots)
    trained = train(time_s, explorer, PLAN, training_stream())
    rng = training_stream()
    starts = rng.random(hotspots)
    draws = rng.random((20_000, 2, hotspots))
    for agent in range(hotspots):
        plain = PlainAgent(time_s, agent, explorer, PLAN)
        plain.learn(starts[agent], draws[:, :, agent])
        np.testing.assert_array_equal(trained.values[agent], plain.q)
        np.testing.assert_allclose(trained.error[:, agent], plain.error, atol=1e-12)
        np.testing.assert_allclose(trained.agreement[:, agent], plain.agreement)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 1.0])
def test_agreement_is_right_for_sets_of_any_size_and_with_ties(share):
    """A square: many ties, which only the rounding to 1e-9 makes equal to Q*."""
    time_s = np.array(
        [[0, 1, 2, 1], [1, 0, 1, 2], [2, 1, 0, 1], [1, 2, 1, 0]], dtype=float
    )
    plan = replace(PLAN, episodes=200, preferred_share=share)
    trained = train(time_s, Boltzmann(), plan, training_stream())
    rng = training_stream()
    starts, draws = rng.random(4), rng.random((20_000, 2, 4))
    for agent in range(4):
        plain = PlainAgent(time_s, agent, Boltzmann(), plan)
        plain.learn(starts[agent], draws[:, :, agent])
        np.testing.assert_allclose(trained.agreement[:, agent], plain.agreement)
    assert trained.agreement[-1].mean() == 1.0


@pytest.mark.parametrize("explorer", [Boltzmann(), EpsilonGreedy()], ids=str)
def test_learning_converges_to_the_exact_values(explorer):
    time_s = noisy_metric(6)
    exact = ExactPolicy(time_s)
    trained = train(time_s, explorer, TrainingPlan(1500), training_stream())
    for destination in range(6):
        np.testing.assert_allclose(
            np.delete(trained.values[destination], destination, axis=0),
            np.delete(exact.action_values(destination), destination, axis=0),
            atol=1e-6,
        )
    assert trained.error[-1].max() < 1e-6
    assert trained.agreement[-1].min() == 1.0
    check_leads_everywhere(trained.policy)


def test_a_table_is_named_by_its_seed_and_not_by_a_replication():
    time_s = noisy_metric(5)
    one = train(time_s, Boltzmann(), PLAN, training_stream(seed=7))
    again = train(time_s, Boltzmann(), PLAN, training_stream(seed=7))
    other = train(time_s, Boltzmann(), PLAN, training_stream(seed=8))
    np.testing.assert_array_equal(one.values, again.values)
    np.testing.assert_array_equal(one.error, again.error)
    assert (one.values != other.values).any()


def test_longer_training_continues_the_shorter_one():
    time_s = noisy_metric(5)
    short = train(time_s, EpsilonGreedy(), PLAN, training_stream())
    long = train(time_s, EpsilonGreedy(), replace(PLAN, episodes=90), training_stream())
    np.testing.assert_array_equal(long.error[:60], short.error)
    np.testing.assert_array_equal(long.agreement[:60], short.agreement)


@pytest.mark.parametrize("hotspots", [7, 97])  # 97: with weights that are kept
@pytest.mark.parametrize("explorer", [Boltzmann(), Boltzmann(0.1), EpsilonGreedy()])
def test_values_are_the_same_whether_progress_is_followed_or_not(
    hotspots, explorer, monkeypatch
):
    time_s, plan = noisy_metric(hotspots), TrainingPlan(4)
    start = np.random.default_rng(5).random((hotspots,) * 3)
    values = learn(time_s, explorer, plan, training_stream(), start=start)
    monkeypatch.setattr(training, "MANY", 1000)
    followed = train(time_s, explorer, plan, training_stream(), start=start)
    np.testing.assert_array_equal(values, followed.values)


def test_a_single_hotspot_has_nothing_to_learn():
    trained = train(np.zeros((1, 1)), Boltzmann(), PLAN, training_stream())
    assert trained.values.tolist() == [[[0.0]]]
    assert trained.episodes_until(1.0) == 1
    check_leads_everywhere(trained.policy)


def test_progress_ends_at_one_and_never_falls():
    seen = []
    train(
        noisy_metric(8), Boltzmann(), TrainingPlan(400), training_stream(), seen.append
    )
    assert len(seen) > 1
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_an_agent_that_never_arrives_is_refused_instead_of_waited_for():
    """Two hotspots in one place and no exploration: it shuttles for nothing."""
    time_s = np.array([[0.0, 0.0, 9.0], [0.0, 0.0, 9.0], [9.0, 9.0, 0.0]])
    with pytest.raises(PolicyError, match="of hotspot 2 did not arrive"):
        train(time_s, EpsilonGreedy(0.0), TrainingPlan(5), training_stream())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"episodes": 0}, "0 episodes, expected 1 or more"),
        ({"learning_rate": 0.0}, "learning rate is 0.0, expected"),
        ({"discount": 1.5}, "discount is 1.5, expected"),
        ({"preferred_share": float("nan")}, "preferred share is nan, expected"),
        ({"time_scaling": "min"}, "'min', expected one of max, off_diagonal"),
    ],
)
def test_a_plan_out_of_range_is_refused(changes, message):
    with pytest.raises(PolicyError, match=message):
        replace(PLAN, **changes)


def test_the_episodes_until_a_share_count_from_the_last_time_it_was_missed():
    trained = train(noisy_metric(4), Boltzmann(), PLAN, training_stream())
    rising = np.array([0.2, 0.6, 0.4, 0.9, 0.9])[:, None] * np.ones(4)
    trained = replace(trained, agreement=rising)
    assert trained.episodes_until(0.1) == 1
    assert trained.episodes_until(0.5) == 4
    assert trained.episodes_until(0.95) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("explorer", "episodes"), [(Boltzmann(), 1000), (EpsilonGreedy(), 3000)], ids=str
)
def test_thirty_agents_agree_on_99_percent_of_the_sets(explorer, episodes):
    trained = train(
        noisy_metric(30), explorer, TrainingPlan(episodes), training_stream()
    )
    assert trained.episodes_until(0.99) is not None
    check_leads_everywhere(trained.policy)
