"""Legs that were learnt are those of the router, whoever asks and in what order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.network.legs import Legs
from simulation.region.files import embedded_region

REGION = embedded_region()
PLACES = REGION.places
IN_TWO_TRACTS = np.flatnonzero(np.isin(PLACES.tract, [0, 1]))
some = st.sets(st.sampled_from(IN_TWO_TRACTS.tolist()), min_size=1, max_size=40)


def as_array(places):
    return np.array(sorted(places), dtype=np.int64)


class Counting:
    """The router of the region, and how many legs it was asked for."""

    def __init__(self):
        self.asked = 0

    def legs(self, origins, destinations):
        """Return legs of the region."""
        self.asked += origins.size
        return REGION.router.legs(origins, destinations)


@given(first=some, more=some, speed=st.sampled_from([1.0, 0.7]))
def test_legs_are_the_routers_whatever_was_learnt_before(first, more, speed):
    legs, plain = Legs(REGION.router, speed), Legs(REGION.router, speed)
    for used in (first, more):
        legs.learn_tracts(PLACES, as_array(used))
        for origin in sorted(first | more)[:12]:
            for destination in (0, 1, *sorted(more)[:12]):
                leg = legs.leg(origin, destination)
                ends = np.array([origin]), np.array([destination])
                assert leg == tuple(float(each[0]) for each in plain.routed(*ends))


def test_what_vehicles_drive_inside_a_tract_is_asked_of_the_router_once():
    router = Counting()
    legs = Legs(router)
    used = IN_TWO_TRACTS
    legs.learn_tracts(PLACES, used)
    asked = router.asked
    legs.learn_tracts(PLACES, used[::2])
    inside = used[PLACES.tract[used] == 0]
    for place in inside.tolist():
        legs.leg(0, place)
        legs.leg(place, 0)
    assert router.asked == asked


def test_legs_of_orders_are_asked_for_once_and_others_when_they_are_driven():
    router = Counting()
    legs = Legs(router)
    legs.learn(np.array([3, 40]), np.array([40, 3]))
    assert router.asked == 2
    assert legs.leg(3, 40) == legs.leg(3, 40)
    assert router.asked == 2
    assert legs.leg(3, 41) == legs.leg(3, 41)
    assert router.asked == 3


@pytest.mark.parametrize("target", [0, 1])
def test_places_are_ranked_by_their_time_to_a_hotspot_with_those_that_tie(target):
    legs = Legs(REGION.router)
    legs.learn_tracts(PLACES, IN_TWO_TRACTS)
    places, tied = legs.nearest(target)
    times = [legs.leg(place, target)[0] for place in places]
    assert sorted(places) == np.flatnonzero(PLACES.tract == target).tolist()
    assert times == sorted(times)
    assert tied == {
        place
        for place, time_s in zip(places, times, strict=True)
        if times.count(time_s) > 1
    }
    consumer = int(IN_TWO_TRACTS[-1])
    assert legs.nearest(consumer) is None
