"""Intervals against textbooks and against scipy's own tests."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.statistics import (
    changes_percent,
    differences,
    interval,
    unpaired_difference,
)

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12)


def test_the_interval_of_a_textbook():
    """Student's t, 4 degrees of freedom, two-sided 95 %: 2.776 (any table)."""
    found = interval([1.0, 2.0, 3.0, 4.0, 5.0])
    assert found.mean == 3.0
    assert found.reach == pytest.approx(2.776 * math.sqrt(2.5 / 5), rel=1e-3)
    assert (found.low, found.high) == (3.0 - found.reach, 3.0 + found.reach)
    assert found.count == 5


@given(VALUES)
def test_the_interval_is_scipys(values):
    found = interval(values)
    if len(set(values)) == 1:
        assert found.reach == 0.0
        return
    low, high = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    scale = max(abs(value) for value in values)
    assert found.low == pytest.approx(low, abs=1e-9 * scale, rel=1e-6)
    assert found.high == pytest.approx(high, abs=1e-9 * scale, rel=1e-6)


@given(VALUES, VALUES)
def test_the_unpaired_difference_is_welchs(these, those):
    spread = min(np.std(these), np.std(those))
    if spread < 1e-3:
        return
    found = unpaired_difference(these, those)
    welch = stats.ttest_ind(these, those, equal_var=False).confidence_interval(0.95)
    assert found.low == pytest.approx(welch.low, rel=1e-6, abs=1e-3)
    assert found.high == pytest.approx(welch.high, rel=1e-6, abs=1e-3)


def test_from_one_value_nothing_follows():
    found = interval([7.0])
    assert (found.mean, found.reach) == (7.0, math.inf)
    assert not found.excludes(1e300)
    assert unpaired_difference([1.0], [2.0, 3.0]).reach == math.inf


def test_a_missing_value_leaves_no_mean():
    assert interval([]) is None
    assert interval([1.0, None]) is None


def test_a_limit_itself_is_not_excluded():
    found = interval([1.0, 3.0])
    assert not found.excludes(found.low)
    assert found.excludes(np.nextafter(found.low, -np.inf))


def test_equal_values_leave_no_room():
    found = interval([0.1, 0.1, 0.1])
    assert (found.mean, found.reach) == (pytest.approx(0.1), 0.0)
    assert unpaired_difference([2.0, 2.0], [1.0, 1.0]).reach == 0.0


def test_changes_are_taken_pair_by_pair():
    assert changes_percent([110.0, 90.0], [100.0, 180.0]) == [10.0, -50.0]
    assert changes_percent([1.0, None, 1.0], [0.0, 1.0, None]) == [None] * 3
    assert differences([0.5, None], [0.25, 1.0], 100) == [25.0, None]


def test_pairing_takes_out_what_both_have_in_common():
    """Orders differ far more than policies: paired, the difference is certain."""
    base = [100.0, 200.0, 300.0]
    of = [90.0, 180.0, 270.0]
    paired = interval(changes_percent(of, base))
    assert (paired.mean, paired.reach) == (pytest.approx(-10.0), pytest.approx(0.0))
    assert unpaired_difference(of, base).reach > 100
