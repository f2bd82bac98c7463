"""Replicating until a mean is precise: by hand, and laws."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.statistics import Interval, Precision, interval

SPREAD = [[90.0, 110.0] * 5]  # mean 100, half-width 2.262 * 10.54 / sqrt(10) = 7.54


def test_the_limit_is_that_of_law():
    """Relative error 0.1: half-width over the mean at most 0.1 / 1.1 (Law, 9.4.1)."""
    rule = Precision(0.1)
    assert rule.limit == pytest.approx(1 / 11)
    assert rule.reached(Interval(-110.0, 10.0, 10))
    assert not rule.reached(Interval(110.0, 10.001, 10))
    assert not rule.reached(Interval(0.0, 1.0, 10))
    assert rule.reached(Interval(0.0, 0.0, 10))
    assert not rule.reached(None)


def test_enough_is_enough():
    assert Precision(0.09).next(SPREAD) == 10  # 7.54 % against 9 / 1.09 = 8.26 %


@pytest.mark.parametrize(
    ("relative", "then"),
    [
        (0.07, 20),  # (7.54 / 6.54)^2 * 10 = 13.3
        (0.06, 20),  # 17.7
        (0.02, 20),  # 147.8, but not more than twice as many at once
    ],
)
def test_the_next_look_is_where_the_spread_says_in_tens_at_most_doubled(relative, then):
    assert interval(SPREAD[0]).reach == pytest.approx(7.54, abs=0.005)
    assert Precision(relative).next(SPREAD) == then


def test_the_most_ends_it():
    assert Precision(0.001, most=14).next(SPREAD) == 14
    assert Precision(0.001, most=10).next(SPREAD) == 10
    assert Precision(0.001, most=4).first() == 4


def test_every_scenario_must_be_precise():
    rule = Precision(0.09)
    assert rule.next([[100.0] * 10, *SPREAD]) == 10
    assert rule.next([[100.0] * 10, [80.0, 120.0] * 5]) > 10


def test_a_mean_of_zero_is_never_precise_unless_it_is_certain():
    rule = Precision(0.05, most=50)
    assert rule.next([[-1.0, 1.0] * 5]) == 20
    assert rule.next([[0.0] * 10]) == 10


@given(
    st.lists(st.floats(1, 1000), min_size=10, max_size=60),
    st.floats(0.001, 0.5),
    st.integers(60, 500),
)
def test_it_stops_exactly_when_it_is_precise_or_at_the_most(values, relative, most):
    rule = Precision(relative, most=most)
    then = rule.next([values])
    enough = rule.reached(interval(values)) or len(values) == most
    assert (then == len(values)) == enough
    assert len(values) <= then <= most
    assert then <= math.ceil(2 * len(values) / 10) * 10


@given(st.lists(st.floats(1, 1000), min_size=10, max_size=30), st.integers(-8, 8))
def test_units_do_not_move_the_next_look(values, power):
    scaled = [each * 2.0**power for each in values]
    assert Precision(0.03).next([values]) == Precision(0.03).next([scaled])
