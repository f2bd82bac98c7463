"""Orders drawn from streams: where, when, and the same ones for every policy."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.demand.drawing import draw_orders
from simulation.errors import DemandError
from simulation.streams import Streams

PRODUCERS = np.arange(100, 140)
CONSUMERS = np.arange(200, 300)

GOLDEN_TICKS = [981, 2521, 2978]
GOLDEN_PRODUCERS = [138, 111, 116, 109, 107]
GOLDEN_CONSUMERS = [204, 260, 241, 274, 293]


def draw(seed=1, replication=0, **given_values):
    settings = {
        "profile": "uniform",
        "load_per_min": 30.0,
        "duration_min": 60,
        "arrivals": "spread",
        "producers": PRODUCERS,
        "consumers": CONSUMERS,
    } | given_values
    return draw_orders(Streams(seed, replication), **settings)


@given(
    st.integers(0, 2**63),
    st.sampled_from(
        ["uniform", "gaussian", "gaussian_table_4", "gaussian_printed", "poisson"]
    ),
    st.sampled_from(["spread", "on_minute"]),
    st.floats(0.1, 60),
    st.integers(1, 90),
)
def test_every_order_lies_on_the_time_grid_within_the_duration(
    seed, profile, arrivals, load_per_min, duration_min
):
    orders = draw(
        seed,
        profile=profile,
        arrivals=arrivals,
        load_per_min=load_per_min,
        duration_min=duration_min,
    )
    assert np.array_equal(orders.start_s * 1024, np.rint(orders.start_s * 1024))
    assert np.all(np.diff(orders.start_s) >= 0)
    assert np.all((orders.start_s >= 0) & (orders.start_s < duration_min * 60))
    assert np.isin(orders.producer, PRODUCERS).all()
    assert np.isin(orders.consumer, CONSUMERS).all()
    assert len(orders) == orders.producer.size == orders.consumer.size


def test_every_minute_has_its_own_orders():
    orders = draw(load_per_min=7.0)
    assert np.bincount((orders.start_s // 60).astype(int)).tolist() == [7] * 60


def test_on_the_minute_all_start_at_the_full_minute():
    orders = draw(arrivals="on_minute", load_per_min=3.0, duration_min=4)
    assert orders.start_s.tolist() == [0, 0, 0, 60, 60, 60, 120, 120, 120] + [180] * 3


def test_seed_and_replication_name_the_orders():
    def digest(orders):
        columns = (orders.start_s, orders.producer, orders.consumer)
        return hashlib.sha256(b"".join(c.tobytes() for c in columns)).hexdigest()

    drawn = {digest(draw(*key)) for key in [(1, 0), (1, 1), (2, 0), (1, 0)]}
    assert len(drawn) == 3


def test_the_orders_of_seed_1_stay_as_they_are():
    """Guards common random numbers against drift across versions and machines."""
    orders = draw()
    assert (orders.start_s[:3] * 1024).tolist() == GOLDEN_TICKS
    assert orders.producer[:5].tolist() == GOLDEN_PRODUCERS
    assert orders.consumer[:5].tolist() == GOLDEN_CONSUMERS


def test_the_start_stream_leaves_producers_as_they_are():
    spread, together = draw(), draw(arrivals="on_minute")
    assert np.array_equal(spread.producer, together.producer)
    assert np.array_equal(spread.consumer, together.consumer)


def test_poisson_orders_have_the_mean_and_the_gaps_of_their_rate():
    """Count within 4 standard deviations; gaps' mean and variance within 3 %."""
    orders = draw(profile="poisson", load_per_min=12.5, duration_min=6000)
    expected = 12.5 * 6000
    assert abs(len(orders) - expected) < 4 * np.sqrt(expected)
    gaps = np.diff(orders.start_s)
    assert gaps.mean() == pytest.approx(60 / 12.5, rel=0.03)
    assert gaps.std() == pytest.approx(60 / 12.5, rel=0.03)


def test_places_are_drawn_evenly():
    """Chi-squared over 100 consumers: 5 standard deviations around its mean."""
    orders = draw(load_per_min=500.0)
    counts = np.bincount(orders.consumer - 200, minlength=100)
    expected = len(orders) / 100
    chi_squared = ((counts - expected) ** 2 / expected).sum()
    assert abs(chi_squared - 99) < 5 * np.sqrt(2 * 99)


@pytest.mark.parametrize("kind", ["producer", "consumer"])
def test_a_region_without_places_of_a_kind_is_refused(kind):
    with pytest.raises(DemandError, match=f"no {kind}"):
        draw(**{f"{kind}s": np.zeros(0, dtype=np.int64)})


def test_too_many_poisson_orders_are_refused_before_they_are_drawn():
    with pytest.raises(DemandError, match="expected at most"):
        draw(profile="poisson", load_per_min=1e15)
