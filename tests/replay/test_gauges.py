"""Gauges: at every moment the KPIs of the run as it had ended then."""

import math

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.metrics import KPIS, kpis
from analysis.replay import playback_of
from analysis.replay.gauges import COLUMNS, EVERY_S, GAUGES, Gauges, described
from analysis.replay.snapshot import snapshot_of
from simulation.units import TICKS_PER_S
from tests.laws.replay import Replay
from tests.metrics.plain_parts import rows_of
from tests.replay.reading import columns
from tests.strategies import cases

NOT_KPIS = {"vehicles_active_now", "dock_queue", "decided"}
KPI_OF = {
    key: {"open_orders": "open"}.get(key, key) for key in COLUMNS if key not in NOT_KPIS
}
TICK_S = 1 / TICKS_PER_S
STEPS = (-1, 0, 1)  # ticks before and after


def gauges_of(run, region):
    return columns(list(playback_of(run, region).slices()))["gauges"]


def assert_equals(gauges, sample, measured):
    for key, kpi in KPI_OF.items():
        value = float(gauges[key][sample])
        assert (None if math.isnan(value) else value) == measured[kpi], key
    undecided = measured["orders"] - float(gauges["decided"][sample])
    assert undecided == measured["undecided"]


@given(cases(), st.data())
def test_a_gauge_is_the_kpi_of_the_run_that_ends_a_tick_later(case, data):
    """A horizon is exclusive and a gauge is not: the next tick sees the same log."""
    gauges = gauges_of(case.run(), case.region)
    sample = data.draw(st.integers(0, gauges["time_s"].size - 1))
    horizon_s = float(gauges["time_s"][sample]) + TICK_S
    assume(horizon_s <= (case.scenario.horizon_s or math.inf))  # it ends by itself
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
    seen = zip(gauges["dock_queue"], gauges["vehicles_active_now"], strict=True)
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


@given(cases(), st.sampled_from([20.0, 44.9, 60.0, 300.0]), st.data())
def test_ratios_and_means_are_over_what_is_decided_at_every_instant(
    case, promise_s, data
):
    """At events, as a promise elapses, a tick before and after, and in between."""
    run = case.but(promise_s=promise_s).run()
    rows = rows_of(run)
    told = [row["t"] for row in rows] + data.draw(st.lists(st.floats(0, run.end_s)))
    told += [row["t"] + promise_s for row in rows if row["kind"] == "released"]
    ticks = {math.floor(each * TICKS_PER_S) + step for each in told for step in STEPS}
    times = sorted({each * TICK_S for each in ticks} | {0.0, run.end_s})
    times = [each for each in times if 0 <= each <= run.end_s]
    gauges = Gauges(snapshot_of(run)).at(np.array(times))
    horizon_s = run.scenario.horizon_s or math.inf
    for sample, time_s in enumerate(times):
        in_time, late, took = plainly(rows, time_s, promise_s, horizon_s)
        assert gauges["decided"][sample] == len(in_time) + len(late)
        assert gauges["delivered"][sample] == len(took)
        ratio = gauges["success_ratio"][sample]
        mean_s = gauges["delivery_time_mean_s"][sample]
        if in_time or late:
            assert ratio == len(in_time) / (len(in_time) + len(late))
        else:
            assert math.isnan(ratio)
        if took:
            assert mean_s == math.fsum(took) / len(took)
        else:
            assert math.isnan(mean_s)


def plainly(rows, time_s, promise_s, horizon_s):
    """Return who is on time and who is late for sure, and what deliveries took."""
    released = {
        row["order"]: row["t"]
        for row in rows
        if row["kind"] == "released" and row["t"] <= time_s
    }
    took = {
        row["order"]: row["t"] - released[row["order"]]
        for row in rows
        if row["kind"] == "delivered" and row["t"] <= time_s
    }
    in_time = {order for order, each_s in took.items() if each_s <= promise_s}
    # What is not delivered by now comes a tick later at best, or at the horizon.
    at_best_s = min(time_s + TICK_S, horizon_s)
    late = {
        order
        for order, start_s in released.items()
        if took.get(order, at_best_s - start_s) > promise_s
    }
    assert not in_time & late
    return in_time, late, list(took.values())


def test_every_mean_and_share_says_over_what_it_is():
    told = {each["key"]: each for each in described()}
    for key in ("delivery_time_mean_s", "delivery_time_p95_s", "success_ratio"):
        assert told[key]["over"] in told
    for each in told.values():
        assert each["meaning"]
        assert each["unit"] != "share" or (each["over"] in COLUMNS and each["of"])
