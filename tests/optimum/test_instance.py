"""What a run had to carry between hotspots, and by when; and runs that are refused."""

import dataclasses
import re

import numpy as np
import pytest
from hypothesis import given, settings

from analysis.optimum import CoreInstance, core_instance
from analysis.optimum.instance import overlay_of
from analysis.tables import leg_columns
from simulation import load_scenario, simulate
from simulation.errors import InputError
from simulation.network.overlay import Overlay
from simulation.record.kinds import Kind
from tests.optimum.test_pairing import LINE
from tests.strategies import cases
from tests.worlds import play

OVERLAY = Overlay(LINE.region.travel_time_s, LINE.region.distance_m)
ORDERS = [(0, "A", "C"), (5, "B", "B"), (20, "B", "C")]
KEYS = {"routing.preferred_share": 1.0, "report.window_min": [0, 5]}

fixed = {
    "trained": False,
    "service__mode": "relayed",
    "routing__policy": "exact",
    "requests__handler": "greedy",
    "fleet__core__capacity": 2,
    "fleet__core__size": "elastic",
    "fleet__peripheral__size": "elastic",
    "hotspots__handover_s": 0.0,
    "horizon_s": None,
}


def line_run(keys=None, orders=ORDERS):
    return play(LINE, orders, KEYS | {"requests.handler": "greedy"} | (keys or {})).run


def test_deliveries_are_ready_and_due_as_they_stood_at_their_hotspots():
    """Miles take 10 s. d1 is at A at 10 s, d3 at B at 30 s; d2 never leaves B.

    Out of range of each other they ride alone: at C at 130 s and at 90 s.
    """
    instance = core_instance(
        line_run({"requests.interaction_range_m": 100}), overlay=OVERLAY
    )
    assert instance.order.tolist() == [0, 2]
    assert instance.source.tolist() == [0, 1]
    assert instance.destination.tolist() == [2, 2]
    assert instance.ready_s.tolist() == [10, 30]
    assert instance.due_s.tolist() == [130, 90]
    assert instance.greedy_m == 1200 + 600


def test_a_promise_leaves_time_until_the_last_mile_must_begin():
    """Promised in 150 s with a last mile of 10 s: at C at 140 s, and at 160 s.

    Nobody drives empty ways (deadheading ignored), as in the paper. Promised in
    100 s, d1 would have to be there at 90 s: it may be as late as it was.
    """
    alone = {
        "requests.interaction_range_m": 100,
        "fleet.peripheral.deadheading": "ignored",
    }
    for promise_s, due_s in ((150, [140, 160]), (100, [130, 110]), (1, [130, 90])):
        run = line_run(alone | {"promise_s": promise_s})
        instance = core_instance(run, due="promise", overlay=OVERLAY)
        assert instance.due_s.tolist() == due_s


def test_faster_core_vehicles_have_a_faster_network():
    run = line_run({"fleet.core.speed_factor": 2})
    instance = core_instance(run, overlay=OVERLAY)
    assert instance.overlay.travel_time_s[0, 2] == 60


def test_the_network_of_a_run_is_that_of_its_region():
    keys = {
        "routing.policy": "exact",
        "demand.load_per_min": 3,
        "demand.duration_min": 1,
    }
    run = simulate(load_scenario("paper/deliverai_2", keys))
    overlay = overlay_of(run)
    legs = leg_columns(run)
    ways = legs.place[legs.core], legs.to_place[legs.core]
    assert legs.core.any()
    assert np.array_equal(overlay.distance_m[ways], legs.distance_m[legs.core])
    assert len(core_instance(run)) <= 3


def test_a_region_that_changed_since_the_run_is_refused():
    run = line_run({"region": "embedded"})
    with pytest.raises(InputError, match="is another region by now"):
        core_instance(run)


@settings(max_examples=settings.default.max_examples // 2)
@given(cases(**fixed))
def test_elastic_core_vehicles_never_drive_empty(case):
    legs = leg_columns(case.run())
    assert (legs.load[legs.core] > 0).all()
    assert (legs.ignored_m[legs.core] == 0).all()


REFUSED = [
    ({"service.mode": "direct"}, "service.mode is 'direct', expected 'relayed'"),
    ({"requests.handler": "refuse"}, "requests.handler is 'refuse', expected 'greedy'"),
    ({"fleet.core.capacity": 3}, "fleet.core.capacity is 3, expected 2"),
    ({"fleet.core.size": 4}, "fleet.core.size is 4, expected 'elastic'"),
    ({"fleet.peripheral.size": 4}, "fleet.peripheral.size is 4, expected 'elastic'"),
    ({"hotspots.handover_s": 5}, "hotspots.handover_s is 5.0, expected 0"),
    ({"horizon_s": 50}, "2 orders are open at the horizon, expected a run until all"),
]


@pytest.mark.parametrize(("keys", "sentence"), REFUSED, ids=lambda part: str(part)[:30])
def test_another_run_than_the_papers_is_refused_in_one_sentence(keys, sentence):
    with pytest.raises(InputError, match=re.escape(sentence)):
        core_instance(line_run(keys), overlay=OVERLAY)


def test_a_run_with_a_cancelled_order_is_refused():
    run = line_run()
    rows = run.events.kind == Kind.DELIVERED
    kind = np.where(rows & (run.events.order == 1), Kind.CANCELLED, run.events.kind)
    run = dataclasses.replace(run, events=dataclasses.replace(run.events, kind=kind))
    with pytest.raises(InputError, match="1 orders are cancelled, expected a run"):
        core_instance(run, overlay=OVERLAY)


def test_a_run_with_an_order_of_several_seats_is_refused():
    """Pairs of one seat each are what the optimum is over."""
    keys = KEYS | {"requests.handler": "greedy"}
    run = play(LINE, ORDERS, keys, seats=[1, 1, 2]).run
    with pytest.raises(InputError, match="order 2 needs 2 seats, expected 1 each"):
        core_instance(run, overlay=OVERLAY)


def test_each_order_may_be_as_late_as_its_own_due_time():
    """Half an hour for the first, for the last no more than the run took."""
    run = line_run()
    start_s = run.orders.start_s
    due_s = start_s + np.array([1800.0, 900.0, 1.0])
    own = dataclasses.replace(run, orders=dataclasses.replace(run.orders, due_s=due_s))
    as_greedy, promised, by_own = (
        core_instance(each, due=due, overlay=OVERLAY).due_s
        for each, due in ((run, "as_greedy"), (run, "promise"), (own, "promise"))
    )
    assert by_own[0] - promised[0] == 900
    assert by_own[1] == as_greedy[1] < promised[1]


def test_another_due_time_is_refused():
    with pytest.raises(InputError, match=r"due is 'soon', expected 'as_greedy' or"):
        core_instance(line_run(), due="soon", overlay=OVERLAY)


def test_a_delivery_that_cannot_be_in_time_is_refused():
    instance = core_instance(line_run(), overlay=OVERLAY)
    late_s = np.array([129.0, 90.0])
    with pytest.raises(InputError, match=r"order 0 is due .* 129 s, expected 130 s or"):
        dataclasses.replace(instance, due_s=late_s)
    assert isinstance(instance, CoreInstance)
