"""Rows formed in one pass are those that arrays give, to the last bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numba", reason="numba, of the extra fast, is not installed")

from simulation.routing import quick_rows, rows
from simulation.routing.exact import ExactPolicy
from simulation.routing.offers import OfferBook

HOTSPOTS = 230  # more than are worth it


def by_arrays(patch):
    """Have rows formed by arrays, as where numba is not installed."""
    patch.setattr(rows, "quick_rows", lambda _: None)


@given(seed=st.integers(0, 2**32 - 1), size=st.integers(1, 16), ties=st.booleans())
def test_rows_and_sets_are_those_of_arrays(seed, size, ties):
    rng = np.random.default_rng(seed)
    times_s = rng.integers(1, 4 if ties else 3600, (HOTSPOTS, HOTSPOTS)).astype(float)
    policy = ExactPolicy(times_s, at_once=False)
    asked = rng.integers(HOTSPOTS, size=(5, 2)).tolist()
    formed = [policy.values(*each) for each in asked]
    sets = [OfferBook(policy, size).form(*each) for each in asked]
    with pytest.MonkeyPatch.context() as patch:
        by_arrays(patch)
        for row, plain in zip(formed, [policy.values(*e) for e in asked], strict=True):
            assert row.tobytes() == plain.tobytes()
        assert sets == [OfferBook(policy, size).form(*each) for each in asked]


def test_a_flat_row_gives_zeros_and_the_lowest_numbers():
    hops, scaled = quick_rows.best(np.full(6, 0.25), 1, 3)
    assert hops.tolist() == [0, 2, 3]
    assert scaled.tolist() == [0.0, 0.0, 0.0]


def test_short_rows_and_those_without_numba_are_formed_by_arrays(monkeypatch):
    assert rows.quick_rows(200) is None
    assert rows.quick_rows(201) is quick_rows
    rows.quick_rows.cache_clear()
    monkeypatch.setattr("numba.config.DISABLE_JIT", 1)
    assert rows.quick_rows(201) is None
    rows.quick_rows.cache_clear()


def test_what_forms_rows_is_compiled_before_anybody_decides():
    policy = ExactPolicy(np.ones((HOTSPOTS, HOTSPOTS)), at_once=False)
    rows.quick_rows.cache_clear()
    book = OfferBook(policy, 3)
    assert rows.quick_rows.cache_info().currsize == 1
    compiled = [list(each.signatures) for each in (quick_rows.row, quick_rows.best)]
    assert all(compiled)
    book.form(0, 1)
    assert compiled == [
        [*each.signatures] for each in (quick_rows.row, quick_rows.best)
    ]
