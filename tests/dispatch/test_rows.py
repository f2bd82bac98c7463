"""Legs for planning are those of the router, and none is asked for twice."""

import numpy as np
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
