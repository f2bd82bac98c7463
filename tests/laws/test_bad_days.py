"""Everything at once: traffic, closures, breakdowns, attempts, cancellations, changes.

By hand over many worlds: `HYPOTHESIS_PROFILE=night` (see CONTRIBUTING.md).
"""

import pytest
from hypothesis import given

from simulation.record.kinds import Kind
from simulation.simulation import Simulation
from tests.laws.bad_days import bad_days
from tests.laws.incidents import SERVICES
from tests.laws.test_incidents import (
    every_order_is_with_somebody,
    ends_are_one_each,
    metres_are_those_driven,
    time_is_spent_on_something,
)

LONGEST_S = 1e6  # of worlds whose orders come within minutes


def finished(case):
    """Return a run, which comes to its end."""
    with Simulation(case.scenario, prepared=case.prepared()) as simulation:
        simulation.run(LONGEST_S)
        assert simulation.finished
        return simulation.result()


@pytest.mark.parametrize("service", SERVICES)
def test_on_the_worst_of_days_nothing_is_lost(service):
    """Each order ends once; one has it at any time; the same again is the same."""

    @given(bad_days(service))
    def holds(case):
        run = finished(case)
        ends_are_one_each(case, run)
        every_order_is_with_somebody(case, run)
        metres_are_those_driven(case, run)
        time_is_spent_on_something(case, run)
        assert case.run().log_hash == run.log_hash

    holds()
