"""Orders per minute against Table 4, and beyond the paper's hour."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.demand.profiles import counts_per_minute
from simulation.errors import DemandError

LOADS = (5, 10, 20, 25, 30)


@pytest.mark.parametrize(
    ("profile", "orders"),
    [
        ("uniform", (300, 600, 1200, 1500, 1800)),
        ("gaussian_table_4", (202, 432, 896, 1130, 1358)),
        ("gaussian_printed", (163, 358, 749, 948, 1135)),
    ],
)
def test_profiles_have_the_order_counts_of_table_4(profile, orders):
    """Paper, Table 4; the last row is Eq. 11 as printed, which gives other counts."""
    made = tuple(int(counts_per_minute(profile, load, 60).sum()) for load in LOADS)
    assert made == orders


def test_no_count_of_table_4_hangs_on_a_last_digit():
    """Every height is at least 1e-6 orders away from a whole number it reaches."""
    for load in LOADS:
        t = np.linspace(0, 60, 60)
        heights = load * sum(np.exp(-0.5 * ((t - peak) / 10) ** 2) for peak in (15, 45))
        assert np.abs(heights - np.rint(heights)).min() > 1e-6


def test_the_peaks_are_at_a_quarter_and_three_quarters_of_any_duration():
    """Within 4 of 240 minutes: either bell leans on the other one's tail."""
    counts = counts_per_minute("gaussian", 1000, 240)
    assert abs(int(np.argmax(counts[:120])) - 60) <= 4
    assert abs(120 + int(np.argmax(counts[120:])) - 180) <= 4
    printed = counts_per_minute("gaussian_printed", 1000, 240)
    assert printed[60] == printed.max() == 1000


@pytest.mark.parametrize(("load", "orders"), [(0.5, 23), (1, 46), (2, 92), (30, 1389)])
def test_gaussian_demand_has_the_orders_of_its_curve_at_low_loads_too(load, orders):
    """The curve sums to 46.3 at load 1; rounded down by the minute it made 0, 6, 58."""
    assert counts_per_minute("gaussian", load, 60).sum() == orders


@given(st.floats(0.01, 500), st.integers(1, 300), st.floats(1, 10))
def test_gaussian_demand_is_proportional_to_its_load(load_per_min, duration_min, times):
    """Within one order of the curve's sum after every minute, at any load."""
    points = np.linspace(0, 60, duration_min)
    height = sum(np.exp(-0.5 * ((points - peak) / 10) ** 2) for peak in (15, 45))
    counts = counts_per_minute("gaussian", load_per_min, duration_min)
    short = load_per_min * np.cumsum(height) - np.cumsum(counts)
    assert np.all((short > -1e-6) & (short < 1 + 1e-6))
    more = counts_per_minute("gaussian", load_per_min * times, duration_min).sum()
    assert counts.sum() <= more
    assert abs(more - times * counts.sum()) < 1 + times + 1e-6


@given(st.floats(0.01, 500), st.integers(1, 300))
def test_uniform_demand_loses_no_fraction_of_an_order(load_per_min, duration_min):
    counts = counts_per_minute("uniform", load_per_min, duration_min)
    assert abs(counts.sum() - load_per_min * duration_min) < 1 + 1e-6
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("load", [1e12, 1e300])
def test_more_orders_than_numbers_are_refused(load):
    with pytest.raises(DemandError, match="expected at most 2147483647"):
        counts_per_minute("uniform", load, 60)


def test_an_unknown_profile_is_refused():
    with pytest.raises(DemandError, match="expected uniform"):
        counts_per_minute("poison", 1, 60)
