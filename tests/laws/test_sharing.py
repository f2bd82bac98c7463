"""Sharing: well-formed, at most so many, and those who stand together go together."""

from hypothesis import given

from analysis.tables import delivery_columns
from tests.laws.replay import CORE, Replay
from tests.strategies import cases

shared = cases(service__mode="relayed", requests__handler="greedy")


@given(cases())
def test_nobody_shares_with_two_parties_or_with_more_than_fit(case):
    capacity = case.scenario.fleet.core.capacity
    log = Replay(case.run())
    for row in log:
        if row.kind == "sharing_accepted":
            one, other = log.party(row.order), log.party(row.partner)
            assert not one & other
            assert len(one) + len(other) <= capacity
            if capacity == 2:
                assert len(one) == len(other) == 1
                assert row.order < row.partner
        elif row.kind == "decided" and row.partner is not None:
            others = log.party(row.order) - {row.order}
            assert row.partner == min(others)


@given(cases())
def test_every_sharing_ends_or_is_open_at_the_horizon(case):
    log = Replay(case.run())
    for row in log:
        if row.kind == "sharing_ended":
            order = log.orders[row.order]
            assert order.party is not None
            assert row.place == order.hotspot
        elif row.kind == "delivered":
            assert log.orders[row.order].party is None
        if row.kind == "vehicle_requested" and row.value != CORE:
            assert log.orders[row.order].party is None
    left = [order.party for order in log.orders.values() if order.party is not None]
    if case.scenario.horizon_s is None:
        assert not left
    assert all(len(party) > 1 for party in left)


@given(shared)
def test_those_of_a_party_who_stand_together_leave_in_one_vehicle_and_nobody_else(case):
    """Nobody asks for a vehicle alone while its partner stands with it."""
    log = Replay(case.run())
    company = {}
    for row in log:
        if row.kind == "vehicle_requested" and row.value == CORE:
            company[row.order] = companions(log, row)
            hops = {log.orders[each].decided.to_place for each in company[row.order]}
            assert len(hops) == 1
        elif row.kind == "departed" and log.vehicles[row.vehicle].pool == CORE:
            for number in row.orders:
                assert company[number] == set(row.orders)


def companions(log, row):
    """Return those of the party that stand with the order of `row`, or just asked."""
    together = set()
    for number in log.party(row.order):
        order = log.orders[number]
        if order.place == row.place:
            asked = order.need == "vehicle" and order.requested.time_s == row.time_s
            if order.stands or asked:
                together.add(number)
    return together


@given(shared)
def test_no_wait_for_a_partner_is_longer_than_patience(case):
    """From standing at the meeting place, or being accepted there, to moving on."""
    patience_s = case.scenario.requests.max_wait_s
    if patience_s == "unbounded":
        return
    patience_s = round(patience_s * 1024) / 1024
    log = Replay(case.run())
    began = {}
    for row in log:
        for number in list(began):
            if waits(log, number):
                assert row.time_s - began[number] <= patience_s
            else:
                del began[number]
        for number, order in log.orders.items():
            if waits(log, number):
                began.setdefault(number, order.since_s)
        if row.kind == "sharing_accepted":
            for number in log.party(row.order) | log.party(row.partner):
                began[number] = row.time_s


def waits(log, number):
    """Return whether an order stands and shares."""
    order = log.orders[number]
    return order.stands and order.party is not None


@given(cases(requests__max_wait_s=30.0, requests__handler="greedy"))
def test_the_tables_show_no_longer_wait_for_partners_than_patience_allows(case):
    """At most so long for every time that somebody was accepted."""
    run = case.run()
    met = [0] * len(run.orders)
    log = Replay(run)
    for row in log:
        if row.kind == "sharing_accepted":
            for number in log.party(row.order) | log.party(row.partner):
                met[number] += 1
        if row.kind == "arrived" and log.vehicles[row.vehicle].leg.orders:
            for number in log.vehicles[row.vehicle].leg.orders:
                met[number] += log.orders[number].party is not None
    waited_s = delivery_columns(run).parts[2]
    assert all(waited_s[number] <= 30.0 * met[number] for number in range(len(met)))


@given(cases(requests__handler="refuse"))
def test_where_requests_are_refused_nobody_shares(case):
    assert not [row for row in Replay(case.run()).rows if "sharing" in row.kind]


@given(cases(fleet__core__capacity=1))
def test_where_one_delivery_fills_a_vehicle_nobody_shares(case):
    assert not [row for row in Replay(case.run()).rows if "sharing" in row.kind]
