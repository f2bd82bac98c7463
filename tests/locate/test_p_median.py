"""The p-median against every choice there is, its bound, and what p does to it."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.locate import p_median as module
from analysis.locate.p_median import Choice, choice_of, p_median
from simulation.units import Floats

_EQUAL = 1e-9  # relative


@st.composite
def costs(draw: st.DrawFn) -> Floats:
    """Whole costs, so that ties are common, of up to 9 customers at up to 8 sites."""
    shape = draw(st.integers(1, 9)), draw(st.integers(1, 8))
    values = draw(
        st.lists(
            st.integers(0, 30),
            min_size=shape[0] * shape[1],
            max_size=shape[0] * shape[1],
        )
    )
    return np.array(values, dtype=np.float64).reshape(shape)


def _least(cost: Floats, count: int) -> float:
    return min(
        float(cost[:, list(sites)].min(axis=1).sum())
        for sites in combinations(range(cost.shape[1]), count)
    )


@given(cost=costs(), data=st.data())
def test_the_choice_is_the_cheapest_of_all_and_proved_to_be(
    cost: Floats, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, cost.shape[1]))
    found = p_median(cost, count)
    assert len(set(found.sites.tolist())) == count
    assert found.cost == pytest.approx(_least(cost, count), rel=_EQUAL)
    assert found.gap == 0
    assert set(found.site_of.tolist()) <= set(found.sites.tolist())


@given(cost=costs(), data=st.data())
def test_the_bound_alone_is_above_no_choice(cost: Floats, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, cost.shape[1]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MOST_CELLS", 0)  # no integer program
        found = p_median(cost, count)
    least = _least(cost, count)
    assert found.bound <= least * (1 + _EQUAL)
    assert least <= found.cost * (1 + _EQUAL)


@given(cost=costs())
def test_each_further_site_costs_no_more(cost: Floats) -> None:
    found: Choice | None = None
    for count in range(1, cost.shape[1] + 1):
        last, found = (
            found,
            p_median(cost, count, None if found is None else found.sites),
        )
        assert last is None or found.cost <= last.cost
    assert found is not None
    assert found.cost == cost.min(axis=1).sum()


def test_customers_in_two_towns_get_a_site_in_each() -> None:
    at = np.array([0.0, 1.0, 2.0, 100.0, 101.0, 102.0])
    found = p_median(np.abs(at[:, None] - at), 2)
    assert (found.sites.tolist(), found.cost) == ([1, 4], 4.0)
    assert found.site_of.tolist() == [1, 1, 1, 4, 4, 4]
    assert choice_of(np.abs(at[:, None] - at), np.array([0, 3])).cost == 6.0


def test_where_the_bound_leaves_a_gap_the_integer_program_closes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two triangles: customers are edges, free at their ends; three ends are open.

    One edge stays uncovered; halves of all six ends would cover every edge, so that
    no bound of the kind is above 0.
    """
    ends = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)]
    cost = np.array([[float(site not in pair) for site in range(6)] for pair in ends])
    found = p_median(cost, 3)
    assert (found.cost, found.bound, found.gap) == (1.0, 1.0, 0.0)
    monkeypatch.setattr(module, "_MOST_CELLS", 0)
    found = p_median(cost, 3)
    assert found.cost == 1.0
    assert found.bound <= _EQUAL
