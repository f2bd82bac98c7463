"""Vehicles that meet: whoever is handed over is taken on, nobody waits for ever."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.custody import check_ends, rides_of
from tests.laws.operated import operated
from tests.laws.replay import rows_of
from tests.strategies import MEETINGS, cases

through = cases(service__mode="through")


@st.composite
def with_everything(draw):
    """Draw doors, shifts, classes, seats, cancellations and refusals, and meetings."""
    keys = {f"dispatch__{key}": value for key, value in draw(MEETINGS).items()}
    keys["fleet__peripheral__refusals"] = draw(st.sampled_from([0.0, 0.3]))
    keys["dispatch__rebalance_s"] = draw(st.sampled_from([0.0, 20.0]))
    keys["dispatch__end_weight"] = draw(st.sampled_from([0.0, 1.0]))
    case = draw(operated(modes=("stacked",))).case
    return case.but(service__mode="through", **keys)


@given(with_everything())
def test_nobody_is_lost_and_nobody_waits_for_ever_with_everything_on(case):
    """Each order ends once: delivered, cancelled, or open when the run ends."""
    check_ends(case.run())


@given(through)
def test_every_order_is_delivered_in_time_order_and_changes_at_hotspots_only(case):
    """Custody: a way from shop to door without a gap; another vehicle only at a hub."""
    run = case.but(horizon_s=None).run()
    rides = rides_of(run)
    assert sorted(rides) == list(range(len(run.orders)))
    finished = {
        (order, row.place): row.time_s
        for row in rows_of(run.events)
        if row.kind == "handover_finished"
        for order in row.orders
    }
    most = case.scenario.dispatch.transfers
    for order, legs in rides.items():
        assert legs[0][0].place == run.orders.producer[order]
        assert legs[-1][1].place == run.orders.consumer[order]
        changes = 0
        for (before, arrived), (departed, _) in pairwise(legs):
            assert arrived.place == departed.place
            assert departed.time_s >= arrived.time_s
            if before.vehicle != departed.vehicle:
                changes += 1
                assert arrived.place < case.region.hotspots
                assert departed.time_s >= finished.get((order, arrived.place), 0.0)
        assert changes <= most


@given(through)
def test_seats_are_enough_and_nobody_is_in_two_vehicles(case):
    run = case.run()
    aboard = {}
    capacity = case.scenario.fleet.peripheral.capacity
    for row in rows_of(run.events):
        if row.kind == "departed":
            assert len(row.orders) <= capacity
            aboard[row.vehicle] = set(row.orders)
            for other, load in aboard.items():
                assert other == row.vehicle or not load & set(row.orders)
        elif row.kind == "arrived":
            aboard[row.vehicle] = set()


@given(through)
def test_who_is_planned_to_be_handed_over_is(case):
    """The vehicle that a meeting names brings these orders to that hotspot."""
    run = case.but(horizon_s=None).run()
    rides = rides_of(run)
    for row in rows_of(run.events):
        if row.kind == "meeting_planned":
            for order in row.orders:
                assert any(
                    departed.vehicle == row.vehicle
                    and arrived.place == row.place
                    and arrived.time_s >= row.time_s
                    for departed, arrived in rides[order]
                )
