"""How changes, times and slots are written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.compare.naming import slot_min
from analysis.numbers import more_seconds


@pytest.mark.parametrize(
    ("until_min", "length_min"),
    [(0.5, 1), (11.9, 1), (20, 2), (59.9, 5), (119, 10), (180, 30), (1439, 120)],
)
def test_an_hour_of_orders_has_slots_of_five_minutes_and_a_day_of_two_hours(
    until_min, length_min
):
    """The shortest round length that makes twelve slots at most."""
    assert slot_min(np.array([0.0, 60 * until_min])) == length_min


@given(
    st.floats(0, 1e5).map(round),
    st.lists(st.floats(0, 2e5), min_size=1, max_size=20),
)
def test_slots_are_of_when_orders_start_wherever_zero_is(hours, starts_s):
    """Orders of an evening, in seconds from midnight, have no slots before it."""
    start_s = np.sort(np.array(starts_s)) + 86_400.0 * hours
    length_s = 60 * slot_min(start_s)
    used = np.unique(start_s // length_s)
    assert used[-1] - used[0] < 12 or length_s == 86_400
    shorter = slot_min(start_s - start_s[0])
    assert shorter <= length_s / 60


def test_without_orders_there_is_a_length_too():
    assert slot_min(np.array([])) == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [(-1234.4, "\N{MINUS SIGN}1,234"), (3.25, "+3.2"), (-0.01, "0"), (0, "0")],
)
def test_a_change_has_its_sign_a_true_minus_and_thousands_apart(value, words):
    assert more_seconds(value) == words
