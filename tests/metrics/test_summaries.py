"""Sums that are exact, and the same however they are taken."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.metrics.summaries import (
    quantile,
    quantile_of_sorted,
    running_totals,
    total,
)

VALUES = st.lists(
    st.one_of(
        st.floats(0, 1e9, allow_subnormal=False),
        st.integers(0, 10**6).map(lambda tenths: tenths / 10),
    ),
    max_size=60,
)


@given(VALUES)
def test_a_running_total_is_the_total_up_to_there(values):
    values = np.array([each for each in values if each == 0 or each > 1e-30])
    expected = [total(values[: count + 1]) for count in range(values.size)]
    assert running_totals(values).tolist() == expected


@given(VALUES, st.floats(0, 1))
def test_the_quantile_of_sorted_values_is_that_of_the_values(values, share):
    values = np.array(values)
    assert quantile_of_sorted(sorted(values.tolist()), share) == quantile(values, share)
