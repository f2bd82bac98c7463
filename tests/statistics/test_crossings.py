"""Where a difference changes its sign, with the interval of the place."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics import crossings, interval

ROWS = st.integers(2, 8).flatmap(
    lambda count: st.lists(
        st.lists(st.integers(-50, 50), min_size=4, max_size=4),
        min_size=count,
        max_size=count,
    )
)
PLACES = (0.0, 1.0, 3.0, 10.0)


def between(row, place):
    """Return a replication's difference at a place, on straight lines."""
    return float(np.interp(place, PLACES, row))


def told_from_zero(rows, place):
    return interval([between(row, place) for row in rows]).excludes(0.0)


def test_a_crossing_worked_by_hand():
    """Three replications, slopes of one and means of -2 and 2: zero half way.

    The reach is the same all the way: t = 4.303 times 1 / sqrt(3), 2.484 of a mean
    that rises by 4; so the interval is 0.5 -+ 0.621, beyond both places.
    """
    (found,) = crossings([0, 1], [[-3, 1], [-2, 2], [-1, 3]])
    assert found.at == pytest.approx(0.5)
    assert not found.falls
    assert (found.low, found.high) == (-math.inf, math.inf)
    (found,) = crossings([0, 10], [[-30, 10], [-29, 11], [-28, 12]])
    assert found.at == pytest.approx(29 / 4)
    reach = 10 * 2.484 / 40
    assert found.low == pytest.approx(29 / 4 - reach, rel=1e-3)
    assert found.high == pytest.approx(29 / 4 + reach, rel=1e-3)
    assert found.between == (0, 10)


def test_fieller_s_interval_of_a_ratio():
    """A line x - r through zero: the place is a ratio of means, so Fieller's own.

    The formula of the paper, with g = t^2 s22 / m2^2, for means m1, m2 of pairs.
    """
    rng = np.random.RandomState(3)
    first, second = rng.normal(5, 1, 12), rng.normal(2, 0.2, 12)
    (found,) = crossings(
        [0, 100], [[-a, -a + 100 * b] for a, b in zip(first, second, strict=True)]
    )
    m1, m2 = first.mean(), second.mean()
    s11, s22 = first.var(ddof=1) / 12, second.var(ddof=1) / 12
    s12 = np.cov(first, second)[0, 1] / 12
    t = 2.200985  # 11 degrees of freedom
    g = t**2 * s22 / m2**2
    middle = m1 / m2 - g * s12 / s22
    root = math.sqrt(
        s11 - 2 * m1 / m2 * s12 + (m1 / m2) ** 2 * s22 - g * (s11 - s12**2 / s22)
    )
    assert found.at == pytest.approx(m1 / m2)
    assert found.low == pytest.approx((middle - t / m2 * root) / (1 - g), rel=1e-6)
    assert found.high == pytest.approx((middle + t / m2 * root) / (1 - g), rel=1e-6)


def test_without_spread_the_interval_is_the_place():
    (found,) = crossings([0, 2, 4], [[1, 1, -1]] * 6)
    assert (found.low, found.at, found.high) == (3, 3, 3)
    assert found.falls


def test_an_interval_goes_on_over_the_places():
    """Certain at the ends alone: the middle value leaves it open on both sides."""
    (found,) = crossings([0, 1, 2], [[9, 3, -9], [10, -1, -10], [11, 1, -11]])
    assert found.low < 1 < found.at < found.high
    assert found.between == (1, 2)


def test_one_replication_leaves_it_open():
    (found,) = crossings([0, 1], [[-1, 1]])
    assert (found.low, found.high) == (-math.inf, math.inf)


@given(ROWS)
def test_signs_turn_as_often_as_there_are_crossings(rows):
    below = [sum(column) < 0 for column in zip(*rows, strict=True)]
    turns = [a != b for a, b in pairwise(below)]
    found = crossings(PLACES, rows)
    assert len(found) == sum(turns)
    for each in found:
        assert each.low <= each.at <= each.high
        assert sum(between(row, each.at) for row in rows) == pytest.approx(0, abs=1e-6)


@given(ROWS, st.floats(0.02, 0.98))
def test_inside_it_is_not_told_from_zero_and_just_outside_it_is(rows, share):
    for each in crossings(PLACES, rows):
        low, high = max(each.low, PLACES[0]), min(each.high, PLACES[-1])
        if high - low > 1e-6:
            assert not told_from_zero(rows, low + share * (high - low))
        step = 1e-6
        if math.isfinite(each.low) and each.low - step > PLACES[0]:
            assert told_from_zero(rows, each.low - step) or low == high
        if math.isfinite(each.high) and each.high + step < PLACES[-1]:
            assert told_from_zero(rows, each.high + step) or low == high


@pytest.mark.parametrize(("count", "known"), [(5, False), (6, True)])
def test_a_few_equal_lines_leave_the_place_of_the_crossing_open(count, known):
    """As for verdicts: equal differences have no spread from which an interval is."""
    (found,) = crossings([0.0, 10.0], [[-1.0, 1.0]] * count)
    assert found.at == 5.0
    assert math.isfinite(found.low) == math.isfinite(found.high) == known
