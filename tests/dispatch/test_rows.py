"""Legs for planning are those of the router, and none is asked for twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.network.legs import Legs
from simulation.network.rows import LegRows
from simulation.region.routers import MatrixRouter

PLACES = 12
TIME_S = np.random.default_rng(1).integers(0, 900, (PLACES, PLACES)).astype(float)
np.fill_diagonal(TIME_S, 0)


class Counting(MatrixRouter):
    """A router that notes what it is asked."""

    def __init__(self):
        super().__init__(TIME_S, TIME_S * 10)
        self.calls = []

    def legs(self, origins, destinations):
        """Return the legs."""
        self.calls.append(list(zip(origins, destinations, strict=True)))
        return super().legs(origins, destinations)


places = st.sets(st.integers(0, PLACES - 1), min_size=1)


@given(st.lists(st.tuples(places, places), min_size=1, max_size=6))
def test_legs_of_a_moment_are_there_at_once_and_none_is_routed_twice(moments):
    router = Counting()
    rows = LegRows(Legs(router))
    for ends, targets in moments:
        before = len(router.calls)
        rows.gather([*ends, *targets], targets)
        assert len(router.calls) <= before + 1
        asked = len(router.calls)
        for target in targets:
            for origin in ends | targets:
                leg = rows.towards(target)[origin]
                assert leg == (TIME_S[origin, target], TIME_S[origin, target] * 10)
        assert len(router.calls) == asked
    routed = [pair for call in router.calls for pair in call]
    assert len(routed) == len(set(routed))


def test_a_leg_that_is_not_of_the_moment_is_found_when_it_is_asked_for():
    router = Counting()
    rows = LegRows(Legs(router))
    rows.gather([1, 2, 3], [2])
    assert rows.towards(5)[7] == (TIME_S[7, 5], TIME_S[7, 5] * 10)
    assert router.calls[-1] == [(1, 5), (2, 5), (3, 5), (7, 5)]


@given(st.lists(st.tuples(places, places), min_size=1, max_size=6), st.data())
def test_tables_have_what_is_gathered_and_rows_what_was_asked_for_before(moments, data):
    """Also when places are forgotten, and numbered anew."""
    rows = LegRows(Legs(Counting()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simulation.network.rows._SPARE_ROWS", 2)
        for ends, targets in moments:
            one, other = data.draw(st.tuples(*[st.integers(0, PLACES - 1)] * 2))
            assert rows.leg(one, other, 0.0)[0] == TIME_S[one, other]
            rows.gather([*ends, *targets], targets)
            for target in targets:
                for origin in ends | targets:
                    assert rows.towards(target)[origin][0] == TIME_S[origin, target]
                    to, by = rows.number[target], rows.number[origin]
                    assert rows.time_s[to, by] in {0.0, TIME_S[origin, target]}
                    assert rows.from_s[by, to] == rows.time_s[to, by]
                    assert rows.from_m[by, to] == rows.distance_m[to, by]


def test_rows_hold_no_legs_that_nobody_asks_for():
    rows = LegRows(Legs(Counting()))
    rows.gather(range(PLACES), range(PLACES))
    assert not rows.towards(3)
    assert rows.towards(3)[5] == (TIME_S[5, 3], TIME_S[5, 3] * 10)
    assert len(rows.towards(3)) == 1
