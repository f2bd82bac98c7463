"""Everything at once: traffic, closures, breakdowns, attempts, cancellations, changes.

Many more worlds by hand: CONTRIBUTING.md, `HYPOTHESIS_EXAMPLES`.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.record.kinds import Kind
from simulation.simulation import Simulation
from tests.laws.bad_days import bad_days
from tests.laws.incidents import DRAWN_AS, SERVICES, served
from tests.laws.test_incidents import (
    attempts_are_limited,
    ends_are_one_each,
    every_order_is_with_somebody,
    metres_are_those_driven,
    time_is_spent_on_something,
)
from tests.strategies import cases

WRONG = (
    *(Kind.BROKE_DOWN, Kind.REPAIRED, Kind.CANCELLED, Kind.INTERVENTION_STARTED),
    *(Kind.CALLED_BACK, Kind.RECALLED),
)
LONGEST_S = 1e6  # of worlds whose orders come within minutes


def finished(case):
    """Return a run, which comes to its end."""
    simulation = Simulation(case.scenario, prepared=case.prepared())
    simulation.run(LONGEST_S)
    assert simulation.finished
    return simulation.result()


def called_back_is_not_handed_out(run):
    """Unless its vehicle was at the door by then; and at once if nobody has it."""
    events = run.events
    last = {}  # by vehicle: when and where it arrived
    called = {}
    for kind, time_s, order, vehicle, place in zip(
        *(events.kind, events.time_s, events.order, events.vehicle, events.place),
        strict=True,
    ):
        if kind == Kind.ARRIVED:
            last[vehicle] = (time_s, place)
        elif kind == Kind.CALLED_BACK:
            called.setdefault(order, time_s)
        elif kind == Kind.DELIVERED and order in called:
            assert last[vehicle][1] == place == run.orders.consumer[order]
            assert last[vehicle][0] <= called[order]


@pytest.mark.parametrize("service", SERVICES)
def test_on_the_worst_of_days_nothing_is_lost(service):
    """Each order ends once; one has it at any time; the same again is the same."""
    seen = set()

    @given(bad_days(service))
    def holds(case):
        run = finished(case)
        ends_are_one_each(case, run)
        every_order_is_with_somebody(case, run)
        attempts_are_limited(case, run)
        metres_are_those_driven(case, run)
        time_is_spent_on_something(case, run)
        called_back_is_not_handed_out(run)
        assert case.run().log_hash == run.log_hash
        seen.update(kind for kind in WRONG if run.events.rows(kind).size)

    holds()
    assert seen == {*WRONG}


@st.composite
def calm(draw):
    """Draw a case of any service in which nothing goes wrong."""
    service = draw(st.sampled_from(SERVICES))
    case = draw(cases(service__mode=DRAWN_AS.get(service, service)))
    return served(draw, case, service)


@given(calm())
def test_that_things_may_come_to_fail_changes_nothing_before(case):
    """A day is made for what goes wrong on it, and it ends before anything does."""
    case = case.but(horizon_s=None)
    values = {"fleet.peripheral.breakdowns_per_h": 60, "attempts.absent_share": 1.0}
    late = {"what": "too late", "at_min": 1e6, "set": values}
    assert case.but(interventions=[late]).run().log_hash == case.run().log_hash
