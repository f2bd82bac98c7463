"""Vehicles that refuse trips: the next nearest is asked, all again after a minute."""

from types import SimpleNamespace

import numpy as np
import pytest

from simulation import load_scenario, simulate
from simulation.errors import InputError
from simulation.record.kinds import Kind
from simulation.record.log import EventLog
from simulation.world.refusals import OFFER_AGAIN_S, RefusingIdle

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


def test_who_refuses_every_trip_is_refused():
    with pytest.raises(InputError, match=r"fleet\.core\.refusals is 1"):
        load_scenario("paper/hotspots_only", {"fleet.core.refusals": 1.0})
