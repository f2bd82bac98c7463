"""Runs: repeatable, comparable between policies, and cut off cleanly."""

from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.simulation import simulate
from tests.laws.agents import HopLaw
from tests.laws.replay import Replay, rows_of
from tests.strategies import Case, cases, regions


@given(cases())
def test_two_runs_of_one_seed_have_one_hash(case):
    """Prepared anew, and with what another run has used."""
    prepared = case.prepared()
    first = simulate(case.scenario, prepared=prepared).log_hash
    assert simulate(case.scenario, prepared=prepared).log_hash == first
    assert case.run().log_hash == first


@given(cases())
def test_recording_decisions_changes_no_hash(case):
    assert case.but(record__decisions=True).run().log_hash == case.run().log_hash


@given(cases(), st.sampled_from([0.25, 45.0, 60.0, 100.25, 300.0]))
def test_the_log_up_to_a_horizon_is_the_beginning_of_the_whole_log(case, horizon_s):
    whole = rows_of(case.but(horizon_s=None).run().events)
    part = rows_of(case.but(horizon_s=horizon_s).run().events)
    closing = [row for row in part if row.kind == "still_open"]
    assert part == [row for row in whole if row.time_s < horizon_s] + closing
    assert {row.time_s for row in closing} <= {horizon_s}


@given(cases(), cases())
def test_every_policy_meets_the_same_orders(case, other):
    """Common random numbers: whatever else the scenario says."""
    demand = {key: case.keys[key] for key in ("seed", "demand")}
    another = Case(other.keys | demand, case.region, case.trace)
    one = case.but(horizon_s=None).run().orders
    two = another.but(horizon_s=None, routing__policy="exact").run().orders
    for column in ("start_s", "producer", "consumer"):
        assert getattr(one, column).tolist() == getattr(two, column).tolist()


@given(cases(service__mode="direct"))
def test_direct_service_takes_one_leg_and_no_hotspot(case):
    log = Replay(case.run())
    for row in log:
        assert row.kind not in {"decided", "dock_requested", "sharing_accepted"}
        assert row.kind != "vehicle_requested" or row.pool == 1
        if row.kind == "delivered":
            assert log.orders[row.order].legs == 1


refusing = {"service__mode": "relayed", "requests__handler": "refuse"}


@given(
    cases(
        region=regions(metric=True, positive=True),
        trained=False,
        **refusing,
        routing__policy="exact",
        routing__discount=0.99,
        routing__time_scaling="max",
    )
)
def test_baseline_2_takes_three_legs_or_two_within_one_tract(case):
    """Paper, 7.4.2: where no detour is as short, the best hop is the destination.

    Two hotspots at no distance are left out: to the farthest hotspot, by way of
    the other is as good as straight on.
    """
    log = Replay(case.run())
    for row in log:
        if row.kind == "delivered":
            order = log.orders[row.order]
            within = order.hotspots[0] == order.destination
            assert order.legs == (2 if within else 3)


@given(cases(**refusing, routing__policy="exact", trained=False))
def test_baseline_2_follows_its_agent_all_the_way(case):
    """Elsewhere: hop by hop the best of those it has not been to."""
    law, log = HopLaw(case), Replay(case.run())
    for row in log:
        if row.kind == "decided":
            assert row.partner is None
            assert row.to_place == law.alone(log.orders[row.order])


@given(cases(requests__handler="greedy"))
def test_without_capacity_to_share_greedy_and_refuse_are_one(case):
    alone = case.but(fleet__core__capacity=1)
    refusing_too = alone.but(requests__handler="refuse")
    assert alone.run().log_hash == refusing_too.run().log_hash


def test_the_random_cases_hold_what_they_are_meant_to_try():
    """Else the laws would say little: every kind of event, and every way to share."""
    seen = {}

    @settings(max_examples=max(150, settings.default.max_examples))
    @given(cases())
    def collect(case):
        for row in Replay(case.run()).rows:
            seen[row.kind] = seen.get(row.kind, 0) + 1
            if row.kind == "departed" and len(row.orders) > 1:
                seen[len(row.orders)] = seen.get(len(row.orders), 0) + 1

    collect()
    assert len([kind for kind in seen if isinstance(kind, str)]) == 14
    assert seen["sharing_accepted"] > 50
    assert seen[2] > 50
    assert seen[3] > 5
