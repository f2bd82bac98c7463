"""Value iteration against solutions that share no code with it."""

import itertools
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog
from scipy.sparse.csgraph import shortest_path

from simulation.routing.exact import ExactPolicy
from simulation.routing.mdp import normalised_times

TOLERANCE = 1e-9  # absolute, on values in [0, 1]


@st.composite
def travel_times(draw, least=2, most=7):
    """Draw times [s] between hotspots: no metric, not symmetric."""
    hotspots = draw(st.integers(least, most))
    ticks = draw(arrays(np.int64, (hotspots, hotspots), elements=st.integers(1, 10**6)))
    time_s = ticks / 1024.0
    np.fill_diagonal(time_s, 0.0)
    return time_s


def penalty_of(time_s, scaling="max"):
    penalty = normalised_times(time_s, scaling)
    np.fill_diagonal(penalty, 1.0)
    return penalty


def optimal_values(time_s, discount, scaling="max"):
    """Return V* of every agent, (H destinations, H states)."""
    policy = ExactPolicy(time_s, discount, scaling)
    return np.array([policy.value(each) for each in range(len(time_s))])


def reward(time_s, here, hop, destination):
    """Section 5 of the paper, case by case, times over their maximum."""
    if hop == here:
        return -1.0
    scaled = time_s[here, hop] / time_s.max()
    return 1.0 - scaled if hop == destination else -scaled


@given(travel_times(most=12))
def test_undiscounted_values_are_one_minus_the_shortest_path(time_s):
    """With gamma = 1 the best sum of rewards is 1 less the shortest scaled time."""
    values = optimal_values(time_s, discount=1.0)
    scaled = np.ascontiguousarray(time_s / time_s.max())
    expected = 1.0 - shortest_path(scaled, method="D").T
    np.fill_diagonal(expected, 0.0)
    np.testing.assert_allclose(values, expected, rtol=0.0, atol=TOLERANCE)


@given(travel_times(most=5), st.sampled_from([0.5, 0.9, 0.99]))
def test_values_solve_the_linear_program_of_the_decision_problem(time_s, discount):
    """The least V with V(s) >= r(s, a) + gamma V(a) for all actions is V*."""
    hotspots = len(time_s)
    values = optimal_values(time_s, discount)
    for destination in range(hotspots):
        at_most, bound = [], []
        for here, hop in itertools.product(range(hotspots), repeat=2):
            if here == destination:
                continue
            row = np.zeros(hotspots)
            row[here] -= 1.0
            if hop != destination:
                row[hop] += discount
            at_most.append(row)
            bound.append(-reward(time_s, here, hop, destination))
        limits = [(0, 0) if s == destination else (None, None) for s in range(hotspots)]
        solved = linprog(
            np.ones(hotspots), A_ub=np.array(at_most), b_ub=bound, bounds=limits
        )
        np.testing.assert_allclose(values[destination], solved.x, rtol=0.0, atol=1e-7)


@given(travel_times(least=3, most=4))
@settings(max_examples=settings.default.max_examples // 2)
def test_no_policy_of_all_there_are_is_worth_more(time_s):
    """Every stationary policy of a small world, evaluated by following it."""
    discount, destination = 0.99, 0
    hotspots = len(time_s)
    value = optimal_values(time_s, discount)[destination]
    best = np.full(hotspots, -np.inf)
    for policy in itertools.product(range(hotspots), repeat=hotspots - 1):
        for start in range(1, hotspots):
            here, worth, weight = start, 0.0, 1.0
            for _ in range(hotspots):
                hop = policy[here - 1]
                worth += weight * reward(time_s, here, hop, destination)
                weight *= discount
                here = hop
                if here == destination:
                    best[start] = max(best[start], worth)
                    break
    np.testing.assert_allclose(value[1:], best[1:], rtol=0.0, atol=TOLERANCE)


def test_a_line_of_three_solved_by_hand():
    """0 - 1 - 2, 300 s per edge, the direct way 900 s: through 1 is better."""
    time_s = np.array([[0, 300, 900], [300, 0, 300], [900, 300, 0]], dtype=float)
    policy = ExactPolicy(time_s, discount=0.9)
    third = 1 / 3
    through = -third + 0.9 * (1 - third)  # 0 -> 1 -> 2; direct is worth 0
    np.testing.assert_allclose(policy.value(2), [through, 1 - third, 0], atol=1e-15)
    expected = [-1 + 0.9 * through, through, 0.0]
    np.testing.assert_allclose(policy.values(2, 0), expected, atol=1e-9)
    expected = [-third + 0.9 * through, -1 + 0.9 * (1 - third), 1 - third]
    np.testing.assert_allclose(policy.values(2, 1), expected, atol=1e-9)


def test_a_diamond_of_four_solved_by_hand():
    """0 to 3 by 1 (100 + 200 s), by 2 (200 + 200 s) or straight (400 s)."""
    time_s = np.array(
        [
            [0, 100, 200, 400],
            [100, 0, 400, 200],
            [200, 400, 0, 200],
            [400, 200, 200, 0],
        ],
        dtype=float,
    )
    policy = ExactPolicy(time_s, discount=0.99)
    by_1 = -0.25 + 0.99 * 0.5
    by_2 = -0.5 + 0.99 * 0.5
    np.testing.assert_allclose(policy.value(3), [by_1, 0.5, 0.5, 0.0], atol=1e-15)
    expected = [-1 + 0.99 * by_1, by_1, by_2, 0.0]
    np.testing.assert_allclose(policy.values(3, 0), expected, atol=1e-9)


@pytest.mark.parametrize("scaling", ["max", "off_diagonal"])
@given(time_s=travel_times())
def test_values_are_a_fixed_point_between_zero_and_one(scaling, time_s):
    penalty = penalty_of(time_s, scaling)
    values = optimal_values(time_s, 0.99, scaling)
    assert values.min() >= 0.0
    assert values.max() <= 1.0
    for destination, value in enumerate(values):
        reward_of = -penalty + (np.arange(len(time_s)) == destination)
        bellman = (reward_of + 0.99 * value).max(axis=1)
        bellman[destination] = 0.0
        np.testing.assert_allclose(value, bellman, rtol=0.0, atol=1e-12)


def test_scaling_without_the_diagonal_makes_many_short_hops_beat_one_long_one():
    """Why the diagonal is included (paper-fidelity, scaling of times)."""
    position = np.arange(6) * 100.0
    time_s = np.abs(position[:, None] - position)
    included = ExactPolicy(time_s, time_scaling="max").values(5, 0)
    excluded = ExactPolicy(time_s, time_scaling="off_diagonal").values(5, 0)
    assert included.argmax() == 5
    assert excluded.argmax() == 1


@pytest.mark.slow
def test_eight_hundred_hotspots_are_solved_in_seconds_without_a_cubic_array():
    points = np.random.default_rng(3).random((800, 2)) * 20_000
    time_s = np.abs(points[:, None] - points).sum(axis=-1) / 6.7
    tracemalloc.start()
    policy = ExactPolicy(time_s)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert policy.values(17, 4).shape == (800,)
    assert peak_bytes < 12 * time_s.nbytes  # a cubic array is 800 times that
