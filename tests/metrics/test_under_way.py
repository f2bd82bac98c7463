"""Orders under way, by minute."""

import numpy as np
import pytest

from analysis.metrics.under_way import under_way_per_min
from analysis.tables import delivery_columns
from simulation import load_scenario, simulate
from simulation.record.log import EventLog
from tests.metrics.runs import P3, run_of, shared_run


def test_minutes_of_two_shared_orders_are_as_by_hand():
    """Orders from 0 to 82 s and from 6 to 120 s; the run ends at 120 s."""
    found = under_way_per_min(shared_run())
    assert found.tolist() == [(60 + 54) / 60, (22 + 60) / 60]


def test_an_open_order_is_under_way_to_the_end_and_a_part_of_a_minute_is_left_out():
    log = EventLog()
    log.released(30.0, 0, P3)
    log.still_open(170.0, 0, P3)
    assert under_way_per_min(run_of(log, [5])).tolist() == [0.5, 1.0]


def test_a_run_without_orders_has_nothing_under_way():
    assert under_way_per_min(run_of(EventLog(), end_s=90.0)).tolist() == [0.0]


@pytest.mark.parametrize("horizon_s", [300, 1800])
def test_all_time_under_way_is_all_time_of_the_orders(horizon_s):
    """A whole number of minutes: nothing is left out, so Little's law is exact."""
    keys = {"demand.load_per_min": 5, "horizon_s": horizon_s}
    run = simulate(load_scenario("paper/hotspots_only", keys))
    found = under_way_per_min(run)
    assert found.size == horizon_s / 60
    spent_s = np.sum(delivery_columns(run).time_s)
    assert found.sum() * 60 == pytest.approx(spent_s, rel=1e-12)
