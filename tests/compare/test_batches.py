"""Means with intervals by batches of orders: right where orders hang together."""

import math

import numpy as np
import pytest
from scipy import signal

from analysis.compare.batches import batches_of, mean_over
from analysis.statistics import interval

REPETITIONS = 500
# 95 % true coverage shows within 93 to 97 % in 500 repetitions (two standard errors of
# one point each). Autocorrelated orders may lose two points more in 20 batches.


def repeated(phi, orders):
    """Yield series with mean zero whose neighbours are correlated by `phi`."""
    rng = np.random.default_rng(20_261_121)
    for _ in range(REPETITIONS):
        noise = rng.normal(size=orders + 300)
        yield signal.lfilter([1.0], [1.0, -phi], noise)[300:]


def coverage(phi, orders, of):
    return np.mean([not of(series).excludes(0.0) for series in repeated(phi, orders)])


def by_batches(series):
    return mean_over(series, batches_of(np.arange(series.size) * 1.0))


@pytest.mark.parametrize(
    ("phi", "least"), [(0.0, 0.93), (0.5, 0.93), (0.9, 0.91), (0.95, 0.91)]
)
def test_intervals_cover_the_truth_where_orders_hang_together(phi, least):
    assert least <= coverage(phi, 1800, by_batches) <= 0.975


def test_an_interval_as_of_independent_orders_would_cover_it_in_less_than_half():
    assert coverage(0.9, 1800, lambda series: interval(series.tolist())) < 0.5


def test_orders_of_one_tract_have_an_interval_by_the_same_batches():
    """A third of the orders, drawn at random, from correlated ones."""
    rng = np.random.default_rng(5)
    hits = 0
    for series in repeated(0.9, 1800):
        batch = batches_of(np.arange(series.size) * 1.0)
        here = rng.random(series.size) < 1 / 3
        hits += not mean_over(series[here], batch[here]).excludes(0.0)
    assert 0.91 <= hits / REPETITIONS <= 0.975


def test_four_batches_by_hand():
    """Batch sums off the mean: -10, 10, -10, 10 of 20 orders; neighbours oppose."""
    values = np.repeat([1.0, 5.0, 1.0, 5.0], 5)
    found = by_batches(values)
    assert found.mean == 3.0
    assert found.count == 4
    error = math.sqrt(400 * 4 / 3) / 20
    assert found.reach == pytest.approx(3.182446305 * error, rel=1e-9)  # t(3)


def test_alike_neighbours_widen_the_interval():
    """Batch sums off: -10, -10, 10, 10; neighbours (100 - 100 + 100) / 400."""
    values = np.repeat([1.0, 1.0, 5.0, 5.0], 5)
    error = math.sqrt(400 * 4 / 3 * (1 + 0.25) / (1 - 0.25)) / 20
    assert by_batches(values).reach == pytest.approx(3.182446305 * error, rel=1e-9)


def test_of_fewer_than_twenty_orders_nothing_follows():
    found = by_batches(np.arange(19.0))
    assert found.mean == 9.0
    assert math.isinf(found.reach)


def test_orders_without_spread_leave_no_doubt():
    assert by_batches(np.full(100, 7.0)).reach == 0.0
    assert mean_over(np.array([]), np.array([], dtype=np.int64)) is None


def test_batches_follow_the_starts_whatever_the_order_of_rows():
    start_s = np.random.default_rng(3).permutation(200) * 1.0
    batch = batches_of(start_s)
    assert np.bincount(batch).tolist() == [10] * 20
    assert (np.diff(batch[np.argsort(start_s)]) >= 0).all()
