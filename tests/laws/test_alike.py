"""Operations that are said in other words, and are the same run."""

from dataclasses import replace

import numpy as np
from hypothesis import given

from tests.laws.operated import operated
from tests.laws.replay import rows_of
from tests.strategies import Case


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
