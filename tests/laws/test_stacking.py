"""Several orders aboard: one vehicle an order, no ride too long, seats and doors."""

from collections import Counter
from itertools import pairwise

from hypothesis import given

from tests.laws.replay import Replay
from tests.laws.test_vehicles import at_speed
from tests.strategies import cases

stacked = cases(service__mode="stacked")


def rides_of(run):
    """Return per order its legs, each as (row of the departure, row of the arrival)."""
    log = Replay(run)
    rides = [[] for _ in range(len(run.orders))]
    for row in log:
        if row.kind == "arrived":
            leg = log.vehicles[row.vehicle].leg
            for order in leg.orders:
                rides[order].append((leg, row))
    return log.rows, rides


@given(stacked)
def test_an_order_rides_in_one_vehicle_without_a_break_from_shop_to_door(case):
    run = case.but(horizon_s=None).run()
    _, rides = rides_of(run)
    for order, legs in enumerate(rides):
        assert len({departed.vehicle for departed, _ in legs}) == 1
        assert legs[0][0].place == run.orders.producer[order]
        assert legs[-1][1].place == run.orders.consumer[order]
        for (_, arrived), (departed, _) in pairwise(legs):
            assert (arrived.time_s, arrived.place) == (departed.time_s, departed.place)


@given(stacked)
def test_nobody_is_aboard_longer_than_the_detour_allows(case):
    """`max_detour` times the direct time, and `detour_slack_s`."""
    run = case.but(horizon_s=None).run()
    spec = case.scenario.dispatch
    orders = run.orders
    _, rides = rides_of(run)
    direct_s, _ = case.region.router.legs(orders.producer, orders.consumer)
    factor = case.scenario.fleet.peripheral.speed_factor
    for order, legs in enumerate(rides):
        aboard_s = legs[-1][1].time_s - legs[0][0].time_s
        longest_s = spec.max_detour * at_speed(float(direct_s[order]), factor)
        assert aboard_s <= longest_s + spec.detour_slack_s


@given(stacked)
def test_nothing_is_lost_and_nobody_moves_without_a_plan(case):
    """Whoever drives empty was sent, or is on the way to a shop to take somebody up.

    Unless the order was given to another vehicle meanwhile, or is so once it is there.
    """
    run = case.but(horizon_s=None).run()
    rows, _ = rides_of(run)
    delivered = [row.order for row in rows if row.kind == "delivered"]
    assert sorted(delivered) == list(range(len(run.orders)))
    asked = [row for row in rows if row.kind == "vehicle_requested"]
    assert [row.order for row in asked] == list(range(len(run.orders)))
    waiting_at, sent = {}, {}
    for row in rows:
        if row.kind == "vehicle_requested":
            waiting_at[row.order] = row.place
        elif row.kind == "rebalanced":
            sent[row.vehicle] = row.place
        elif row.kind == "departed":
            for order in row.orders:
                waiting_at.pop(order, None)
            if not row.orders and sent.pop(row.vehicle, None) != row.to_place:
                assert row.to_place in waiting_at.values()


@given(stacked)
def test_vehicles_do_what_the_log_says_they_plan_and_nothing_else(case):
    """Who boards or alights is always the next of the vehicle's last plan."""
    run = case.but(horizon_s=None).run()
    ahead, aboard = {}, {}
    for row in Replay(run):
        if row.kind == "planned":
            twice = Counter(row.orders)
            riding = {each for each, times in twice.items() if times == 1}
            assert riding == aboard.get(row.vehicle, set())
            assert set(twice.values()) <= {1, 2}
            assert list(row.orders) != ahead.get(row.vehicle, [])
            ahead[row.vehicle] = list(row.orders)
        elif row.kind == "rebalanced":
            assert not ahead.get(row.vehicle)
            assert row.place < case.region.hotspots
        elif row.kind == "departed":
            boarding = set(row.orders) - aboard.get(row.vehicle, set())
            for _ in range(len(boarding)):
                boarding.remove(ahead[row.vehicle].pop(0))
            aboard[row.vehicle] = set(row.orders)
        elif row.kind == "delivered":
            assert ahead[row.vehicle].pop(0) == row.order
            aboard[row.vehicle].remove(row.order)
    assert not any(ahead.values())


@given(cases(service__mode="stacked", fleet__peripheral__capacity=1))
def test_with_one_seat_every_order_takes_one_leg(case):
    _, rides = rides_of(case.but(horizon_s=None).run())
    assert all(len(legs) == 1 for legs in rides)
