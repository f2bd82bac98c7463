"""Rows of an older program: today's meaning, or unknown; never another meaning."""

import pandas as pd
import pytest

from analysis.metrics import kpis
from analysis.metrics.display import IN_FULL
from analysis.metrics.older import in_todays_meaning, table_in_todays_meaning
from tests.metrics.random_walk import RandomWalk
from tests.metrics.test_costs import PRICES, priced

LEFT_OUT = ("km_per_order", "cost_peripheral_km", "cost_total", "cost_per_order")


def as_an_older_program_wrote(run):
    """Return a row without all ways, its sums by its own distances."""
    row = priced(run, **PRICES)
    whole = {full: row.pop(full) for full in IN_FULL.values()}
    row["km_per_order"] = row["distance_km"] / row["delivered"]
    return row, whole


@pytest.fixture(params=range(4))
def run(request):
    return RandomWalk(request.param, 20, docks=False).run(400)


def test_all_ways_follow_and_what_does_not_is_unknown(run):
    row, whole = as_an_older_program_wrote(run)
    found = in_todays_meaning(row)
    for name, value in whole.items():
        if name != "peripheral_all_km":  # these logs ignore core ways too
            assert found[name] == pytest.approx(value)
    assert row["ignored_km"] > 0
    assert [found[name] for name in LEFT_OUT] == [None] * len(LEFT_OUT)
    assert found["vehicle_hours"] == row["vehicle_hours"]


def test_where_nothing_is_ignored_all_is_known(run):
    row, _ = as_an_older_program_wrote(run)
    row["ignored_km"] = 0.0
    found = in_todays_meaning(row)
    assert found["distance_all_km"] == row["distance_km"]
    assert {name: found[name] for name in row} == row


def test_todays_rows_and_other_rows_stay_as_they_are(run):
    for row in (kpis(run), {"episode": [1, 2], "error": [0.5, 0.25]}):
        assert in_todays_meaning(row) == row


def test_a_table_is_its_rows(run):
    row, _ = as_an_older_program_wrote(run)
    bare = row | {"ignored_km": 0.0}
    table = pd.DataFrame([{"scenario": "a", **row}, {"scenario": "b", **bare}])
    found = table_in_todays_meaning(table)
    wanted = pd.DataFrame([in_todays_meaning(each) for each in (row, bare)])
    for name in (*IN_FULL.values(), *LEFT_OUT):
        pd.testing.assert_series_equal(
            found[name], wanted[name], check_dtype=False, obj=name
        )
    assert table_in_todays_meaning(found) is found
