"""Which trip is served first where a finite fleet has a queue."""

from types import SimpleNamespace

import pytest

from simulation.dispatch.nearest import NearestIdle, NearestTrip
from tests.worlds import clique, play


class OnALine:
    """Legs that take as long as places are apart."""

    @staticmethod
    def times_to(target, origins, depart_s):
        """Return the times."""
        assert depart_s == 5
        return abs(origins - float(target))


@pytest.mark.parametrize(("rule", "taken"), [("nearest", "A"), ("nearest_trip", "C")])
def test_a_freed_vehicle_takes_the_oldest_trip_or_the_nearest(rule, taken):
    """p1 ends at homeC, 20 s from shopC and 80 s from shopA, where d2 waits longer."""
    keys = {
        "service.mode": "direct",
        "fleet.peripheral.size": 1,
        "dispatch.rule": rule,
    }
    story = play(clique("ABCD"), [(0, "A", "C"), (1, "A", "B"), (2, "C", "B")], keys)
    driven = [line for line in story.about("p1") if "departed" in line]
    assert f"homeC->shop{taken} []" in driven[2]
    assert len(story.of("delivered")) == 3


def test_of_several_vehicles_and_trips_those_nearest_to_each_other_go_first():
    """On a line, vehicles at 0, 10 and 11 (busy); trips wait at 30, 9, 4 and 10.

    10 to 10 at once, then 0 to 4; nobody is left for the oldest, at 30.
    """
    vehicles = {
        number: SimpleNamespace(id=number, pool=1, place=place, plan=plan)
        for number, (place, plan) in enumerate([(0, ()), (10, ()), (11, ("stop",))])
    }
    fleet = SimpleNamespace(idle=2, grows=False, vehicles=vehicles)
    trips = [((n,), at, 99, 0.0) for n, at in enumerate([30, 9, 4, 10])]
    rule = NearestTrip(OnALine())
    assert rule.assign(trips, fleet, 5.0) == [(trips[3], 1, ()), (trips[2], 0, ())]
    for_all = NearestIdle().assign(trips[:2], fleet, 5.0)
    assert rule.assign(trips[:2], fleet, 5.0) == for_all
    fleet.idle = 0
    assert rule.assign(trips, fleet, 5.0) == []


def test_how_near_a_vehicle_is_goes_by_the_legs_of_its_class():
    """On a line, at 0 one that is four times as fast, at 10 a plain one.

    Of two trips, at 6 and 20, the fast one is nearest to 6 (1.5 s) though the other
    is closer, and the plain one takes that at 20 (10 s).
    """

    class Faster(OnALine):
        @staticmethod
        def times_to(target, origins, depart_s):
            return OnALine.times_to(target, origins, depart_s) / 4

    vehicles = {
        0: SimpleNamespace(id=0, pool=2, place=0, plan=()),
        1: SimpleNamespace(id=1, pool=1, place=10, plan=()),
    }
    fleet = SimpleNamespace(idle=2, grows=False, vehicles=vehicles)
    trips = [((n,), at, 99, 0.0) for n, at in enumerate([30, 20, 6])]
    rule = NearestTrip(OnALine(), {1: OnALine(), 2: Faster()})
    assert rule.assign(trips, fleet, 5.0) == [(trips[2], 0, ()), (trips[1], 1, ())]
