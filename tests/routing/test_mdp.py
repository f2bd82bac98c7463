"""Scaled times and rewards of section 5, and what is refused."""

import numpy as np
import pytest

from simulation.errors import PolicyError
from simulation.routing.exact import ExactPolicy
from simulation.routing.mdp import normalised_times, penalties, rewards

TIME_S = np.array([[0.0, 100.0, 300.0], [200.0, 0.0, 500.0], [300.0, 400.0, 0.0]])


def test_times_over_their_maximum():
    expected = [[0.0, 0.2, 0.6], [0.4, 0.0, 1.0], [0.6, 0.8, 0.0]]
    np.testing.assert_allclose(normalised_times(TIME_S, "max"), expected)


def test_times_between_smallest_and_largest_off_the_diagonal():
    expected = [[0.0, 0.0, 0.5], [0.25, 0.0, 1.0], [0.5, 0.75, 0.0]]
    np.testing.assert_allclose(normalised_times(TIME_S, "off_diagonal"), expected)


@pytest.mark.parametrize("scaling", ["max", "off_diagonal"])
@pytest.mark.parametrize("time_s", [np.zeros((1, 1)), np.zeros((3, 3))])
def test_times_without_any_difference_are_zero(scaling, time_s):
    assert not normalised_times(time_s, scaling).any()


def test_equal_times_are_the_smallest_off_the_diagonal():
    time_s = np.full((3, 3), 60.0)
    np.fill_diagonal(time_s, 0.0)
    assert not normalised_times(time_s, "off_diagonal").any()
    assert normalised_times(time_s, "max").sum() == 6.0


def test_reward_for_staying_hopping_and_arriving():
    expected = [[-1.0, -0.2, 0.4], [-0.4, -1.0, 0.0], [-0.6, -0.8, -1.0]]
    np.testing.assert_allclose(rewards(penalties(TIME_S, "max"), 2), expected)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
def test_an_impossible_time_is_refused_with_its_pair(bad):
    time_s = TIME_S.copy()
    time_s[2, 1] = bad
    with pytest.raises(PolicyError, match=f"from hotspot 2 to hotspot 1 is {bad}"):
        ExactPolicy(time_s)


def test_a_matrix_that_is_not_square_is_refused():
    with pytest.raises(PolicyError, match=r"shape \(2, 3\), expected one row"):
        ExactPolicy(TIME_S[:2])


@pytest.mark.parametrize("discount", [0.0, -0.5, 1.01, np.nan])
def test_a_discount_out_of_range_is_refused(discount):
    with pytest.raises(PolicyError, match=f"discount is {discount}, expected"):
        ExactPolicy(TIME_S, discount)
