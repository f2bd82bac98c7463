"""Vehicles that refuse trips: the next nearest is asked, all again after a minute."""

from types import SimpleNamespace

import numpy as np
import pytest

from simulation import load_scenario, simulate
from simulation.dispatch.plans import (
    DoorTrip,
    OrderStop,
    Plan,
    PlannedVehicle,
    Plans,
)
from simulation.errors import InputError
from simulation.record.kinds import Kind
from simulation.record.log import EventLog
from simulation.world.refusals import OFFER_AGAIN_S, Offers, RefusingIdle

KEYS = {"demand.load_per_min": 4, "demand.duration_min": 10}


def refusing(numbers, *draws):
    """Return the index over some idle vehicles, the nearest first, and its log."""
    line = SimpleNamespace(
        take=lambda *_: numbers.pop(0) if numbers else None,
        add=numbers.append,
        remove=numbers.remove,
        nearest=lambda *_: numbers[0] if numbers else None,
    )
    log, drawn = EventLog(), iter(draws)
    refuses = lambda: next(drawn) < 0.5  # noqa: E731 - as a rule draws it
    return RefusingIdle(line, refuses, log, lambda number: number), log


def test_the_next_nearest_is_asked_and_who_refuses_stays_idle():
    idle = [7, 8, 9]
    index, log = refusing(idle, 0.1, 0.4, 0.6)
    assert index.take(3, 20.0) == 9
    assert idle == [7, 8]
    events = log.table()
    assert (events.kind == Kind.REFUSED).all()
    assert events.vehicle.tolist() == [7, 8]
    assert events.place.tolist() == [3, 3]


def test_nobody_is_returned_where_all_refuse():
    idle = [7, 8]
    index, _ = refusing(idle, 0.1, 0.4)
    assert index.take(3, 20.0) is None
    assert idle == [7, 8]


@pytest.mark.parametrize("size", [1, 12, "elastic"])
@pytest.mark.parametrize("name", ["paper/point_to_point", "paper/hotspots_only"])
def test_every_order_is_delivered_all_the_same(name, size):
    keys = {"fleet.peripheral.size": size, "fleet.peripheral.refusals": 0.6}
    scenario = load_scenario(name, KEYS | keys)
    run, again = simulate(scenario), simulate(scenario)
    assert run.log_hash == again.log_hash
    assert len(run.events.rows(Kind.DELIVERED)) == 40
    assert len(run.events.rows(Kind.REFUSED)) > 0


def test_a_share_of_the_offers_is_refused():
    keys = {"fleet.peripheral.size": 400, "fleet.peripheral.refusals": 0.3}
    run = simulate(load_scenario("paper/point_to_point", KEYS | keys))
    refused, taken = len(run.events.rows(Kind.REFUSED)), 40
    # Of n offers, each is refused by itself: within four standard deviations.
    offers = refused + taken
    assert abs(refused - 0.3 * offers) <= 4 * np.sqrt(offers * 0.3 * 0.7)


def test_the_only_vehicle_is_asked_again_after_a_minute():
    keys = {"fleet.peripheral.size": 1, "fleet.peripheral.refusals": 0.9}
    few = {"demand.load_per_min": 1, "demand.duration_min": 1}
    run = simulate(load_scenario("paper/point_to_point", few | keys))
    refused_s = run.events.time_s[run.events.rows(Kind.REFUSED)]
    assert len(refused_s) > 1
    assert (np.diff(refused_s) == OFFER_AGAIN_S).all()


STACKED = {"service.mode": "stacked", "fleet.peripheral.capacity": 3}


@pytest.mark.parametrize("size", [1, 12, "elastic"])
@pytest.mark.parametrize("planner", ["insertion", "rolling"])
def test_planned_orders_are_delivered_all_the_same(size, planner):
    """Who refuses gets no other plan at that moment."""
    if (size, planner) == ("elastic", "rolling"):
        return
    keys = {"fleet.peripheral.size": size, "fleet.peripheral.refusals": 0.6}
    keys |= KEYS | STACKED | {"dispatch.planner": planner}
    scenario = load_scenario("paper/point_to_point", keys)
    run, again = simulate(scenario), simulate(scenario)
    assert run.log_hash == again.log_hash
    events = run.events
    assert len(events.rows(Kind.DELIVERED)) == 40
    refused, planned = (
        {(events.time_s[row], events.vehicle[row]) for row in events.rows(kind)}
        for kind in (Kind.REFUSED, Kind.PLANNED)
    )
    assert refused
    assert not refused & planned


def test_the_only_vehicle_that_is_planned_is_asked_again_after_a_minute():
    keys = STACKED | {"fleet.peripheral.size": 1, "fleet.peripheral.refusals": 0.9}
    keys |= {"dispatch.interval_s": 0, "dispatch.hold_s": 0}
    few = {"demand.load_per_min": 1, "demand.duration_min": 1}
    events = simulate(load_scenario("paper/point_to_point", few | keys)).events
    refused_s = events.time_s[events.rows(Kind.REFUSED)]
    assert len(refused_s) > 1
    assert (np.diff(refused_s) == OFFER_AGAIN_S).all()
    assert events.time_s[events.rows(Kind.PLANNED)][0] == refused_s[-1] + OFFER_AGAIN_S


class OneEach:
    """Plans that give the first of some orders to the first vehicle, and so on."""

    def __init__(self, *orders):
        self.trips = [DoorTrip(each, 3, 4, 0.0, 900.0, 60.0) for each in orders]
        self.asked = []

    def __call__(self, vehicles):
        """Return the plans of some vehicles."""
        self.asked.append([each.number for each in vehicles])
        given = dict(enumerate(self.trips))
        plans = [
            Plan(
                each,
                (OrderStop(3, given[at], boards=True),) if at in given else (),
                0,
                0,
            )
            for at, each in enumerate(vehicles)
        ]
        return Plans(tuple(plans), tuple(self.trips[len(vehicles) :]))


def offered(planner, vehicles, *draws):
    """Return who has which orders in the end, whether anybody refused, and who."""
    drawn, log = iter(draws), EventLog()
    around = SimpleNamespace(log=log, env=SimpleNamespace(now=20.0))
    offers = Offers(lambda: next(drawn) < 0.5, around)
    plans, refused = offers.accepted(planner, vehicles)
    who = {
        each.vehicle.number: [stop[1].order for stop in each.stops]
        for each in plans.plans
    }
    assert not list(drawn)
    return who, refused, log.table().vehicle.tolist()


def standing(number, *stops):
    return PlannedVehicle(number, 0, 20.0, 2, stops=stops)


def test_plans_are_made_again_without_whom_refuses():
    planner = OneEach(5)
    answer = offered(planner, [standing(7), standing(8), standing(9)], 0.1, 0.2, 0.9)
    assert answer == ({9: [5]}, True, [7, 8])
    assert planner.asked == [[7, 8, 9], [8, 9], [9]]


def test_what_a_vehicle_agreed_to_or_had_before_is_no_offer():
    """7 agrees to 5 once, though plans are made again as 8 refuses 6."""
    planner = OneEach(5, 6)
    answer = offered(planner, [standing(7), standing(8), standing(9)], 0.9, 0.1, 0.9)
    assert answer == ({7: [5], 9: [6]}, True, [8])
    had = OrderStop(3, planner.trips[0], boards=True)
    assert offered(OneEach(5), [standing(7, had)]) == ({7: [5]}, False, [])


def test_who_refuses_every_trip_is_refused():
    with pytest.raises(InputError, match=r"fleet\.core\.refusals is 1"):
        load_scenario("paper/hotspots_only", {"fleet.core.refusals": 1.0})
