"""Decisions: the hop is the one the rules of model 4 and 5 name, at the right time."""

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.agents import HopLaw
from tests.laws.replay import Replay
from tests.strategies import HOLDING, cases

exact = cases(service__mode="relayed", routing__policy="exact", trained=False)
greedy = cases(
    service__mode="relayed",
    routing__policy="exact",
    requests__handler="greedy",
    trained=False,
)


@given(exact)
def test_alone_it_takes_the_best_hop_it_has_not_been_to(case):
    law, log = HopLaw(case), Replay(case.run())
    for row in log:
        if row.kind == "decided" and row.partner is None:
            assert row.to_place == law.alone(log.orders[row.order])


@given(exact)
def test_sharing_it_takes_a_preferred_hop(case):
    """Once `decided`, the hop stays the vehicle's (and new if ``never``)."""
    law, log = HopLaw(case), Replay(case.run())
    for row in log:
        if row.kind == "decided" and row.partner is not None:
            assert row.to_place in law.shared(log.orders[row.order])


@given(greedy)
def test_two_meet_at_the_hop_of_the_largest_sum(case):
    """Eq. 9, ties to the lower index; the sum is exact (multiples of 2**-40)."""
    case = case.but(fleet__core__capacity=2)
    law, log = HopLaw(case), Replay(case.run())
    for row in log:
        if row.kind == "sharing_accepted":
            pair = [log.orders[row.order], log.orders[row.partner]]
            assert (row.q_sum, row.place) == law.common(pair)


@given(greedy)
def test_a_party_rides_on_to_the_hop_of_the_largest_sum(case):
    """Where it stands together at its last common hop."""
    case = case.but(fleet__core__capacity=2)
    law, log = HopLaw(case), Replay(case.run())
    hop = {}
    for row in log:
        if row.kind == "sharing_accepted":
            hop[row.order] = hop[row.partner] = row.place
        elif row.kind == "decided" and row.partner is not None:
            if row.place == hop[row.order]:
                pair = [log.orders[number] for number in log.party(row.order)]
                assert law.common(pair)[1] == row.to_place
                hop.update(dict.fromkeys(log.party(row.order), row.to_place))
            assert row.to_place == hop[row.order]


@given(greedy)
def test_only_those_in_range_who_may_be_asked_are_accepted(case):
    """Range, lookahead and ``count_inbound``; one side at least stands."""
    requests, distance_m = case.scenario.requests, case.region.distance_m
    log = Replay(case.run())
    for row in log:
        if row.kind != "sharing_accepted" or case.scenario.fleet.core.capacity > 2:
            continue
        pair = [log.orders[row.order], log.orders[row.partner]]
        assert any(order.undecided for order in pair)
        a, b = (order.hotspot for order in pair)
        assert min(distance_m[a, b], distance_m[b, a]) <= requests.interaction_range_m
        for order in pair:
            if order.undecided:
                continue
            assert requests.count_inbound
            assert order.vehicle is not None
            assert order.bound_for != order.destination
            leg = log.vehicles[order.vehicle].leg
            if leg is not None and requests.lookahead_s != "unbounded":
                ends_s = end_of(log, leg)
                assert ends_s is None or ends_s <= row.time_s + requests.lookahead_s


def end_of(log, leg):
    """Return when a leg ends; None if not before the horizon."""
    for row in log.rows[leg.number :]:
        if row.kind == "arrived" and row.vehicle == leg.vehicle:
            return row.time_s
    return None


@given(exact, st.sampled_from([0.5, 10.0, 60.0, 61.25]))
def test_on_a_beat_unshared_decisions_fall_on_its_multiples(case, beat_s):
    """But for whoever lost patience: its sharing ended at that very time."""
    case = case.but(requests__decision_interval_s=beat_s)
    log = Replay(case.run())
    ended = {}
    for row in log:
        if row.kind == "sharing_ended":
            ended[row.order] = row.time_s
        elif row.kind == "decided" and row.partner is None and row.time_s % beat_s:
            assert case.scenario.requests.max_wait_s != "unbounded"
            assert ended[row.order] == row.time_s
        elif row.kind == "sharing_accepted" and row.time_s % beat_s:
            pair = {row.order, row.partner}
            assert case.scenario.fleet.core.capacity > 2  # re-pairs its own members
            assert {ended.get(number) for number in pair} == {row.time_s}


@given(exact)
def test_nobody_stands_undecided_longer_than_to_the_next_beat(case):
    """Without a beat: no longer than its instant; but for whom a handler holds."""
    if case.scenario.requests.handler in HOLDING:
        return
    beat_s = case.scenario.requests.decision_interval_s
    log = Replay(case.run())
    for row in log:
        for order in log.orders.values():
            if order.undecided and order.free_s < row.time_s:
                assert beat_s
                assert row.time_s <= -(-order.free_s // beat_s) * beat_s
