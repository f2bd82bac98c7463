"""Rows to and from hotspots are those of the router, and only what is asked for is."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.network import hub_legs
from simulation.network.hub_legs import HubLegs

HOTSPOTS, PLACES = 5, 400_000
DOOR_S = np.arange(PLACES) % 7 * 10.0


class Turning:
    """Legs by a rule, others at each moment; what is asked for is counted."""

    def __init__(self):
        self.now_s, self.asked = 0.0, 0

    def routed(self, here, there):
        """Return times [s] and distances [m]."""
        self.asked += here.size
        apart = np.abs(here - there) * (1.0 + (here > there))
        return apart * (1.0 + self.now_s), apart * 10.0

    def turn(self, now_s, doubted):
        """Let it be a time."""
        assert not doubted
        before, self.now_s = self.now_s, now_s
        return before != now_s


places = st.lists(st.integers(0, PLACES - 1) | st.integers(0, HOTSPOTS), max_size=20)


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0, 2.0]), places), max_size=5))
def test_rows_are_those_of_the_moment_however_few_are_kept(moments):
    hubs = np.arange(HOTSPOTS)
    most, hub_legs.MOST_NUMBERS = hub_legs.MOST_NUMBERS, 6 * HOTSPOTS
    try:
        legs = HubLegs(Turning(), HOTSPOTS, DOOR_S)
    finally:
        hub_legs.MOST_NUMBERS = most
    router = Turning()
    for now_s, asked in moments:
        router.turn(now_s, frozenset())
        legs.turn(now_s)
        for place in asked:
            here = np.full(HOTSPOTS, place)
            assert np.array_equal(legs.to(place), router.routed(here, hubs))
            back_s, back_m = router.routed(hubs, here)
            back_s += np.where(back_s > 0, DOOR_S[place], 0.0)
            assert np.array_equal(legs.back(place), (back_s, back_m))
        kept = [*legs._to.values(), *legs._back.values()]
        assert sum(map(np.size, kept)) <= 2 * 6 * HOTSPOTS


def test_of_a_city_only_what_is_asked_for_is_known():
    router = Turning()
    legs = HubLegs(router, HOTSPOTS)
    for place in [7, 100_000, 7, PLACES - 1]:
        legs.to(place)
        legs.back(place)
    assert len(legs) == HOTSPOTS
    assert router.asked == 2 * 3 * HOTSPOTS
