"""What goes wrong on the way: nothing is lost, nobody waits for ever."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given

from analysis.metrics import kpis
from analysis.tables.deliveries import delivery_columns
from analysis.tables.legs import leg_columns
from simulation.record.kinds import Kind
from tests.laws.incidents import SERVICES, Account, gone_wrong

ENDS = (Kind.DELIVERED, Kind.CANCELLED, Kind.RETURNED, Kind.STILL_OPEN)


def ends_are_one_each(case, run):
    """Delivered, cancelled, returned or open; none is open without end or shifts."""
    ends = Counter(
        order for kind in ENDS for order in run.events.order[run.events.rows(kind)]
    )
    assert ends == Counter(range(len(run.orders)))
    fleet = case.scenario.fleet
    shifts = fleet.core.by_shifts or fleet.peripheral.by_shifts
    if case.scenario.horizon_s is None and not shifts:
        assert not run.events.rows(Kind.STILL_OPEN).size


def every_order_is_with_somebody(_, run):
    """Custody, by an account of its own; whoever stands is repaired at last."""
    account = Account(run)
    if run.scenario.horizon_s is None:
        assert not account.down
        assert account.repaired == run.events.rows(Kind.BROKE_DOWN).size


def attempts_are_limited(case, run):
    """As often as allowed, or until called back; who is tried no more goes back."""
    spec = case.scenario.attempts
    failed = Account(run).attempts
    assert all(count <= spec.most for count in failed.values())
    returned, recalled, called, delivered = (
        {*run.events.order[run.events.rows(kind)].tolist()}
        for kind in (Kind.RETURNED, Kind.RECALLED, Kind.CALLED_BACK, Kind.DELIVERED)
    )
    for order in returned - recalled:
        assert failed[order] == spec.most or (order in called and failed[order])
    assert not delivered & recalled


def metres_are_those_driven(_, run):
    """Count a leg that is cut once: until then, and its rest."""
    legs = leg_columns(run)
    assert np.isclose(legs.distance_m.sum(), Account(run).driven_m, atol=1e-6)


def time_is_spent_on_something(_, run):
    """Sum the parts of each order's time to its time; KPIs can be told."""
    table = delivery_columns(run)
    assert np.allclose(table.parts.sum(axis=0), table.time_s, atol=1e-6)
    assert (table.parts >= 0).all()
    told = kpis(run)
    ends = ("delivered", "orders_cancelled", "orders_returned", "open")
    assert sum(told[each] for each in ends) == told["orders"] == len(run.orders)
    unsaid = ("undecided", "orders_cancelled", "orders_recalled")
    assert told["orders"] - sum(told[each] for each in unsaid) == table.decided.sum()


def the_same_again(case, run):
    """Make the same log of the same scenario."""
    assert case.run().log_hash == run.log_hash


LAWS = (
    ends_are_one_each,
    every_order_is_with_somebody,
    attempts_are_limited,
    metres_are_those_driven,
    time_is_spent_on_something,
    the_same_again,
)


@pytest.mark.parametrize("service", SERVICES)
def test_whatever_goes_wrong_the_laws_hold(service):
    """As the laws say."""

    @given(gone_wrong((service,)))
    def holds(case):
        run = case.run()
        for law in LAWS:
            law(case, run)

    holds()
