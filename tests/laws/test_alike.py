"""Operations that are said in other words, and are the same run."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.record.kinds import Kind
from tests.laws.operated import operated
from tests.laws.replay import rows_of
from tests.strategies import Case, cases


@given(operated())
def test_what_is_said_of_orders_and_is_as_without_it_changes_nothing(plan):
    """Priorities alike, ready at once, one seat, the same promise, no service."""
    scenario, trace = plan.case.scenario, plan.case.trace
    bare = replace(
        trace,
        ready_s=None,
        due_s=None,
        pickup_service_s=None,
        dropoff_service_s=None,
        seats=None,
        cancelled_s=None,
        priority=None,
    )
    nothing = np.zeros(len(trace))
    said = replace(
        bare,
        ready_s=trace.start_s,
        due_s=trace.start_s + scenario.promise_s,
        pickup_service_s=nothing,
        dropoff_service_s=nothing,
        seats=np.ones(len(trace), np.int64),
        cancelled_s=np.full(len(trace), np.nan),
        priority=np.full(len(trace), 7),
    )
    runs = [
        Case(plan.case.keys, plan.case.region, orders).run() for orders in (bare, said)
    ]
    assert runs[0].log_hash == runs[1].log_hash


@given(operated(by="size"))
def test_shifts_that_cover_everything_are_a_fleet_of_that_size(plan):
    """The same log but for those who leave at last."""
    keys = plan.case.keys
    fleet = {
        name: {key: value for key, value in spec.items() if key != "size"}
        | ({"shifts": [f"{spec['size']} 00:00-24:00"]} if name != "classes" else {})
        if name != "classes"
        else spec
        for name, spec in keys["fleet"].items()
    }
    for spec in (*fleet.values(), *keys["fleet"].values()):
        spec.pop("last_call_s", None)
    classes = {
        name: {key: value for key, value in spec.items() if key != "size"}
        for name, spec in keys["fleet"]["classes"].items()
    }
    fleet, sized = fleet | {"classes": classes}, keys["fleet"] | {"classes": classes}
    rows = []
    for each in (sized, fleet):
        run = Case(keys | {"fleet": each}, plan.case.region, plan.case.trace).run()
        rows.append(
            [
                row[1:]
                for row in rows_of(run.events)
                if row.kind not in {"vehicle_left", "still_open"}
            ]
        )
    assert rows[0] == rows[1]


@given(cases(service__mode="relayed"), st.sampled_from([None, ["00:00-24:00 0.5"]]))
def test_who_knows_the_moment_decides_alike_where_it_changes_no_preference(case, hours):
    """At free flow; and at half the speed everywhere, where no seconds are weighed."""
    if hours is not None:
        case = case.but(traffic__hours=hours, requests__handler="greedy")
    logs = {case.but(routing__times=each).run().log_hash for each in (None, "now")}
    assert len(logs) == 1


@given(cases(service__mode="relayed", trained=False))
def test_who_adapts_loses_no_order_and_is_the_same_again(case):
    case = case.but(traffic__noise=0.6, traffic__noise_min=1.0, routing__times="now")
    run = case.run()
    assert run.log_hash == case.run().log_hash
    ended = np.isin(run.events.kind, [Kind.DELIVERED, Kind.STILL_OPEN])
    assert sorted(run.events.order[ended].tolist()) == list(range(len(run.orders)))
