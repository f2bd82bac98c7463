"""Sharing: well-formed, at most so many, and those who stand together go together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.tables import delivery_columns
from simulation.demand.orders import Orders
from tests.golden.tiny import tiny_region
from tests.laws.replay import CORE, Replay
from tests.strategies import KEEPER, WEIGHED, Case, cases

shared = cases(service__mode="relayed")


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
        if row.kind == "vehicle_requested" and row.pool != CORE:
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
        if row.kind == "vehicle_requested" and row.pool == CORE:
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


@given(
    cases(
        service__mode="relayed",
        requests__handler=KEEPER,
        hotspots__handover_s=0.0,
        requests__max_wait_s=5.0,
    )
)
def test_nobody_is_held_for_longer_than_patience_and_a_beat(case):
    beat_s = case.scenario.requests.decision_interval_s
    log = Replay(case.run())
    alone = {}
    for row in log:
        if row.kind == "decided" and row.partner is None and row.order in alone:
            assert row.time_s - alone[row.order] <= 5.0 + beat_s
        for number, order in log.orders.items():
            if order.stands and order.party is None:
                alone.setdefault(number, order.since_s)
            else:
                alone.pop(number, None)


@pytest.mark.parametrize("handler", WEIGHED)
@given(st.data())
def test_whoever_is_let_share_for_what_it_saves_may_share(handler, data):
    """The laws above, on worlds where all orders weigh what they save."""
    price = data.draw(st.sampled_from([0.0, 3.0]))
    case = data.draw(
        cases(
            service__mode="relayed",
            requests__handler=handler,
            requests__value_of_time_m_per_s=price,
            routing__preferred_share=1.0,
        )
    )
    capacity = case.scenario.fleet.core.capacity
    log = Replay(case.run())
    for row in log:
        if row.kind == "sharing_accepted":
            one, other = log.party(row.order), log.party(row.partner)
            assert not one & other
            assert len(one) + len(other) <= capacity
    if case.scenario.horizon_s is None:
        assert all(order.party is None for order in log.orders.values())


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


def test_two_who_have_yet_to_meet_are_not_joined_on_the_way():
    """Model 5: only a group that stands complete is a peer.

    Order 0 rides from A to the common hop C; order 1 reaches B at 30 s and will
    follow. Order 2, at C at that very time, finds nobody to ask and goes on alone.
    """
    orders = Orders(np.array([0.0, 0.0, 15.0]), np.array([4, 5, 6]), np.full(3, 11))
    keys = {
        "routing": {"preferred_share": 0.5},
        "requests": {"interaction_range_m": 250.0},
        "fleet": {"core": {"capacity": 3}},
    }
    rows = Replay(Case(keys, tiny_region(), orders).run()).rows
    met = [row for row in rows if row.kind == "sharing_accepted"]
    assert [(row.time_s, row.order, row.partner, row.place) for row in met] == [
        (15.0, 0, 1, 2)
    ]
    alone = next(row for row in rows if row.kind == "decided" and row.order == 2)
    assert (alone.time_s, alone.place, alone.to_place, alone.partner) == (
        30.0,
        2,
        3,
        None,
    )


@settings(max_examples=3 * settings.default.max_examples)
@given(
    cases(
        service__mode="relayed",
        requests__handler="greedy",
        requests__max_wait_s=5.0,
        routing__preferred_share=1.0,
        fleet__core__capacity=3,
    )
)
def test_a_party_that_another_joins_stands_complete_at_one_hotspot(case):
    """Model 5, capacity beyond 2; a party of this very instant is still forming."""
    log = Replay(case.run())
    formed_s = {}
    for row in log:
        if row.kind != "sharing_accepted":
            continue
        for number in (row.order, row.partner):
            party = log.party(number)
            if len(party) > 1 and formed_s[number] < row.time_s:
                members = [log.orders[each] for each in party]
                assert all(member.stands for member in members)
                assert len({member.place for member in members}) == 1
        for number in log.party(row.order) | log.party(row.partner):
            formed_s[number] = row.time_s


@given(cases(requests__handler="refuse"))
def test_where_requests_are_refused_nobody_shares(case):
    assert not [row for row in Replay(case.run()).rows if "sharing" in row.kind]


@given(cases(fleet__core__capacity=1))
def test_where_one_delivery_fills_a_vehicle_nobody_shares(case):
    assert not [row for row in Replay(case.run()).rows if "sharing" in row.kind]
