"""Gauges: at every moment the KPIs of the run as it had ended then."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.metrics import KPIS, kpis
from analysis.replay import film_of
from analysis.replay.gauges import EVERY_S, GAUGES
from simulation.units import TICKS_PER_S
from tests.laws.replay import Replay
from tests.replay.reading import columns
from tests.strategies import cases

NOT_KPIS = {"vehicles_active_now", "dock_queue"}
KPI_OF = {
    gauge.key: {"open_orders": "open"}.get(gauge.key, gauge.key)
    for gauge in GAUGES
    if gauge.key not in NOT_KPIS
}
TICK_S = 1 / TICKS_PER_S


def gauges_of(run, region):
    return columns(list(film_of(run, region).slices()))["gauges"]


def assert_equals(gauges, sample, measured):
    for key, kpi in KPI_OF.items():
        value = float(gauges[key][sample])
        assert (None if math.isnan(value) else value) == measured[kpi], key


@given(cases(), st.data())
def test_a_gauge_is_the_kpi_of_the_run_that_ends_a_tick_later(case, data):
    """A horizon is exclusive and a gauge is not: the next tick sees the same log."""
    gauges = gauges_of(case.run(), case.region)
    sample = data.draw(st.integers(0, gauges["time_s"].size - 1))
    horizon_s = float(gauges["time_s"][sample]) + TICK_S
    cut_off = case.but(horizon_s=horizon_s).run()
    assert_equals(gauges, sample, kpis(cut_off))


@given(cases())
def test_at_the_end_gauges_are_the_kpis_of_the_run(case):
    run = case.run()
    gauges = gauges_of(run, case.region)
    assert gauges["time_s"][-1] == run.end_s
    assert_equals(gauges, -1, kpis(run))


@given(cases())
def test_what_is_there_now_is_counted_row_by_row(case):
    run = case.run()
    gauges = gauges_of(run, case.region)
    log, told = Replay(run), []
    times = gauges["time_s"].tolist()
    for row in log:
        while len(told) < len(times) and times[len(told)] < row.time_s:
            told.append(now(log))
    told += [now(log)] * (len(times) - len(told))
    seen = zip(*(gauges[key] for key in sorted(NOT_KPIS)), strict=True)
    assert told == [tuple(each) for each in seen]


def now(log):
    """Return the vehicles that wait for a bay, and those that carry something."""
    waiting = sum(len(vehicles) for vehicles in log.waiting.values())
    carrying = sum(
        each.leg is not None and bool(each.leg.orders) for each in log.vehicles.values()
    )
    return waiting, carrying


@given(cases())
def test_samples_are_regular_and_end_with_the_run(case):
    run = case.run()
    time_s = gauges_of(run, case.region)["time_s"]
    assert time_s[-1] == run.end_s
    np.testing.assert_array_equal(time_s[:-1], np.arange(time_s.size - 1) * EVERY_S)
    assert run.end_s - (time_s.size - 2) * EVERY_S <= EVERY_S or time_s.size == 1


def test_every_gauge_is_named_as_in_the_catalogue_where_it_is_a_kpi():
    names = {kpi.name for kpi in KPIS}
    assert {gauge.key for gauge in GAUGES if not gauge.label} <= names
    assert set(KPI_OF.values()) <= names
