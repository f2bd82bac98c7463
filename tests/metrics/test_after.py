"""KPIs after a moment and open orders over time, against plain counts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.metrics import kpis, kpis_after, open_over_time
from tests.laws.replay import rows_of
from tests.strategies import cases


@given(cases())
def test_after_the_start_they_are_those_of_the_whole(case):
    run = case.run()
    whole, after = kpis(run), kpis_after(run, 0.0)
    assert len(after) > 15
    assert after == {name: whole[name] for name in after}


@given(cases(), st.sampled_from([0.1, 0.5, 0.9, 1.0, 2.0]))
def test_orders_and_metres_before_and_after_a_moment_make_the_whole(case, share):
    """Kilometres to 1e-6, as KPIs are rounded to 1e-7."""
    run = case.run()
    at_s = share * run.end_s
    after, rows = kpis_after(run, at_s), rows_of(run.events)
    earlier = [row for row in rows if row.time_s < at_s]
    done = sum(row.kind == "delivered" for row in earlier)
    assert after["orders"] == len(run.orders) - done
    driven_m = sum(row.distance_m for row in earlier if row.kind == "departed")
    whole_km = kpis(run)["distance_km"]
    assert after["distance_km"] + driven_m / 1000 == pytest.approx(whole_km, abs=1e-6)


@given(cases())
def test_open_orders_are_those_released_and_not_delivered(case):
    run = case.run()
    rows = rows_of(run.events)
    times = np.array([0.0, 0.3, 0.7, 1.0]) * run.end_s
    counts = [
        sum(
            (row.kind == "released") - (row.kind == "delivered")
            for row in rows
            if row.time_s <= time_s
        )
        for time_s in times
    ]
    assert open_over_time(run).at(times).tolist() == counts
