"""Preferred action sets (Eq. 8) and normalised values (Eq. 9)."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.routing.preferred import (
    normalised,
    on_value_grid,
    preferred_set_size,
    rankings,
)
from tests.routing.hops import best_first

rows = arrays(
    np.float64, st.integers(2, 12), elements=st.floats(-3.0, 1.0, allow_subnormal=False)
).map(on_value_grid)


@pytest.mark.parametrize(
    ("share", "hotspots", "size"),
    [
        (0.1, 30, 3),  # paper, Table 3
        (0.29, 100, 29),  # 28.999999999999996 in floating point
        (0.1, 9, 1),
        (0.001, 30, 1),
        (1.0, 30, 30),
        (0.099, 30, 2),
        (0.7, 10, 7),
    ],
)
def test_size_of_the_preferred_set(share, hotspots, size):
    assert preferred_set_size(share, hotspots) == size


@given(st.integers(1, 1000), st.integers(1, 300))
def test_every_share_in_thousandths_has_its_exact_size(thousandths, hotspots):
    exact = max(1, thousandths * hotspots // 1000)
    assert preferred_set_size(thousandths / 1000, hotspots) == exact


def test_ties_go_to_the_lower_index_and_the_current_hotspot_is_left_out():
    table = np.tile([0.5, 0.7, 0.9, 0.7, 0.5], (5, 1))
    assert rankings(table)[2].tolist() == [1, 3, 0, 4]


def test_values_apart_by_a_rounding_error_are_a_tie():
    table = on_value_grid(np.tile([0.0, 0.3, 0.1 + 0.2, 1.0], (4, 1)))
    assert rankings(table)[3].tolist() == [1, 2, 0]


@given(
    st.integers(1, 6).flatmap(
        lambda n: arrays(np.float64, (n, n), elements=st.integers(-3, 3))
    )
)
def test_rankings_are_what_sorting_pairs_gives(table):
    whole = rankings(table)
    assert whole.shape == (len(table), len(table) - 1)
    for here, row in enumerate(table):
        assert whole[here].tolist() == best_first(row, here)


def test_values_are_scaled_over_all_actions():
    scaled = normalised(np.array([-1.0, 0.0, 1.0, 0.5]))
    np.testing.assert_allclose(scaled, [0.0, 0.5, 1.0, 0.75], atol=1e-12)


def test_a_flat_row_is_worth_nothing_anywhere():
    assert normalised(np.full(4, 0.3)).tolist() == [0.0] * 4


@given(rows)
def test_sums_of_normalised_values_do_not_depend_on_their_order(values):
    some = normalised(values).tolist()[:4]
    sums = {sum(order) for order in itertools.permutations(some)}
    assert len(sums) == 1
    assert all((value * 2.0**40).is_integer() for value in some)
    assert all(0.0 <= value <= 1.0 for value in some)
