"""Exploration while learning (paper, section 5)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.errors import PolicyError
from simulation.routing.q_learning.explorers import (
    Boltzmann,
    EpsilonGreedy,
    KeptWeights,
)

DRAWS = (np.arange(100_000) + 0.5) / 100_000  # every quantile once: no chance left


def shares(explorer, values):
    table = np.tile(values, (DRAWS.size, 1))
    return (
        np.bincount(explorer.choose(table, DRAWS), minlength=len(values)) / DRAWS.size
    )


@pytest.mark.parametrize("temperature", [0.05, 1.0, 10.0])
def test_boltzmann_chooses_in_proportion_to_exp_of_plus_q_over_t(temperature):
    """The paper prints exp(-Q / T), against its text: paper-fidelity, Boltzmann."""
    values = np.array([0.2, -1.0, 0.7, 0.0])
    weight = np.exp(values / temperature)
    np.testing.assert_allclose(
        shares(Boltzmann(temperature), values), weight / weight.sum(), atol=2e-5
    )


def test_boltzmann_prefers_good_actions():
    chosen = shares(Boltzmann(0.5), np.array([-1.0, 0.0, 1.0]))
    assert chosen[0] < chosen[1] < chosen[2]


def test_a_tiny_temperature_is_greedy_and_does_not_overflow():
    assert shares(Boltzmann(1e-6), np.array([-1.0, 1.0, 0.9])).tolist() == [0, 1, 0]


@pytest.mark.parametrize("explorer", [Boltzmann(), EpsilonGreedy()])
def test_the_extreme_draws_choose_an_action(explorer):
    values = np.tile([0.1, 0.4, 0.3], (2, 1))
    extreme = np.array([0.0, 1.0 - 2.0**-53])
    assert set(explorer.choose(values, extreme).tolist()) <= {0, 1, 2}


def test_epsilon_explores_all_actions_alike_and_else_takes_the_best():
    chosen = shares(EpsilonGreedy(0.8), np.array([0.1, 0.4, 0.4, 0.3]))
    np.testing.assert_allclose(chosen, [0.2, 0.4, 0.2, 0.2], atol=2e-5)


def test_no_exploration_is_greedy_with_ties_to_the_lower_index():
    assert shares(EpsilonGreedy(0.0), np.array([0.1, 0.4, 0.4])).tolist() == [0, 1, 0]


@pytest.mark.parametrize("temperature", [0.0, -1.0, np.inf, np.nan])
def test_an_impossible_temperature_is_refused(temperature):
    with pytest.raises(PolicyError, match=f"temperature is {temperature}, expected"):
        Boltzmann(temperature)


@pytest.mark.parametrize("exploration", [-0.1, 1.1, np.nan])
def test_an_impossible_exploration_is_refused(exploration):
    with pytest.raises(PolicyError, match=f"exploration is {exploration}, expected"):
        EpsilonGreedy(exploration)


@given(
    st.integers(2, 40),
    st.sampled_from([1e-6, 0.05, 1.0, 10.0]),
    st.integers(0, 2**32 - 1),
)
def test_kept_weights_choose_as_weights_formed_anew(hotspots, temperature, seed):
    """Whatever values change, by how much, and whether any is told of but once."""
    rng = np.random.default_rng(seed)
    values = np.zeros((hotspots, hotspots))
    kept = KeptWeights(values, temperature)
    plain = Boltzmann(temperature)
    for _ in range(60):
        rows = rng.permutation(hotspots)[: rng.integers(1, hotspots + 1)]
        drawn = rng.random(rows.size)
        actions = kept.choose(rows, drawn)
        np.testing.assert_array_equal(actions, plain.choose(values[rows], drawn))
        values[rows, actions] = rng.uniform(-3.0, 1.0, rows.size)
        highest = values[rows].max(axis=1)
        kept.change(rows, actions, values[rows, actions], highest)


@pytest.mark.parametrize("hotspots", [2, 5, 17, 26])
def test_the_extreme_draws_choose_an_action_by_kept_weights(hotspots):
    kept = KeptWeights(np.full((2, hotspots), 0.1), 10.0)
    extreme = np.array([0.0, 1.0 - 2.0**-53])
    assert kept.choose(np.arange(2), extreme).tolist() == [0, hotspots - 1]
