"""Replications of a trace: days drawn anew, orders left out, everything else kept."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from simulation import load_scenario, prepare, simulate
from simulation.demand.resampling import days_of, resampled, thinned
from simulation.demand.trace import TracedOrders
from simulation.errors import DemandError
from simulation.region.files import embedded_region
from simulation.streams import Streams

REGION = embedded_region()
P, C = (
    str(REGION.places.source_id[numbers[0]])
    for numbers in (REGION.producers, REGION.consumers)
)
ZONE = ZoneInfo("Europe/Helsinki")


MONDAY = datetime(2026, 10, 19, 0, 0, tzinfo=ZONE)


def week(days=7, zero=MONDAY):
    """Return a trace: on day d, d + 1 orders at noon, ready a minute later."""
    noon = [
        (zero.replace(tzinfo=None) + timedelta(days=day, hours=12)).replace(tzinfo=ZONE)
        for day in range(days)
        for _ in range(day + 1)
    ]
    start_s = np.array([each.timestamp() - zero.timestamp() for each in noon])
    size = start_s.size
    return TracedOrders(
        start_s=start_s,
        producer=np.zeros(size, dtype=np.int64),
        consumer=np.zeros(size, dtype=np.int64),
        ready_s=start_s + 60,
        cancelled_s=np.full(size, np.nan),
        ids=np.array([f"A-{at}" for at in range(size)]),
        time_zero=zero,
    )


def drawn(trace, replication):
    days = days_of(trace, trace.time_zero, "trace")
    return resampled(trace, days, Streams(1, replication))


def test_every_day_is_a_day_of_the_file_at_the_same_hour():
    """Over the night of 25 October, which has 25 hours, as well."""
    trace = week()
    assert trace.start_s[-1] % 86_400 == 46_800  # noon is an hour later by then
    for replication in range(20):
        orders = drawn(trace, replication)
        shown = [
            datetime.fromtimestamp(trace.time_zero.timestamp() + each, ZONE)
            for each in orders.start_s.tolist()
        ]
        assert {each.hour for each in shown} == {12}
        counts = np.bincount([each.day - 19 for each in shown], minlength=7)
        assert set(counts.tolist()) <= set(range(1, 8))
        assert (orders.ready_s - orders.start_s).tolist() == [60] * len(orders)
        assert len(set(orders.ids.tolist())) == len(orders)
        assert (np.diff(orders.start_s) >= 0).all()


def test_replications_differ_and_repeat():
    sizes = [len(drawn(week(), each)) for each in range(30)]
    assert len(set(sizes)) > 5
    assert sizes == [len(drawn(week(), each)) for each in range(30)]
    assert abs(np.mean(sizes) - 28) < 4  # 28 orders in the file; sd of a mean 0.97


def test_weekdays_stand_for_each_other_where_each_is_there_twice():
    trace = week(days=14)
    days = days_of(trace, trace.time_zero, "trace")
    assert days.alike()[0].tolist() == [0, 7]
    for replication in range(10):
        orders = drawn(trace, replication)
        day = np.searchsorted(days.start_s, orders.start_s, side="right") - 1
        counts = np.bincount(day, minlength=14)
        assert all(count - 1 in {at, (at + 7) % 14} for at, count in enumerate(counts))


def test_a_day_without_orders_may_be_drawn():
    trace = week()
    gone = days_of(trace, trace.time_zero, "trace").of_order != 3
    columns = {
        name: values[gone]
        for name, values in vars(trace).items()
        if isinstance(values, np.ndarray)
    }
    thin = TracedOrders(**columns, time_zero=trace.time_zero)
    days = days_of(thin, thin.time_zero, "trace")
    assert len(days) == 7
    empty = 0
    for replication in range(10):
        orders = drawn(thin, replication)
        at = np.searchsorted(days.start_s, orders.start_s, side="right") - 1
        empty += 7 - np.unique(at).size
    assert empty > 0


def test_one_day_is_refused():
    trace = week(days=1)
    with pytest.raises(DemandError, match="has one day, expected two or more"):
        days_of(trace, trace.time_zero, "orders.csv")


def test_thinning_leaves_out_a_share():
    trace = week(days=60)
    kept = [len(thinned(trace, 0.8, Streams(1, each))) for each in range(20)]
    assert abs(np.mean(kept) / len(trace) - 0.8) < 0.01
    assert len(set(kept)) > 5


@pytest.fixture
def asked(tmp_path):
    rows = "".join(
        f"2026-11-{day:02d}T{9 + day % 3:02d}:{minute:02d}:00,{P},{C}\n"
        for day in range(16, 19)
        for minute in range(day % 5 + 1)
    )
    path = tmp_path / "orders.csv"
    path.write_text("placed,producer,consumer\n" + rows)

    def scenario(**keys):
        return load_scenario(
            "paper/point_to_point",
            {
                "demand.profile": "trace",
                "demand.trace_file": str(path),
                **{f"demand.{name}": value for name, value in keys.items()},
            },
        )

    return scenario


def test_days_count_from_midnight_so_that_an_earlier_one_may_come_first(asked):
    """The first day begins at 10, the second at 11, the third at 9."""
    plain, days = prepare(asked()), prepare(asked(replicate="days"))
    assert plain.time_zero.hour == 10
    assert (days.time_zero.hour, days.time_zero.day) == (0, 16)
    assert "3 days drawn with replacement from the 3 of the file" in days.notes[-1]
    first = {
        days.orders(asked(replicate="days"), each).start_s[0] for each in range(20)
    }
    assert first == {32_400, 36_000, 39_600}


def test_runs_differ_where_asked_and_not_else(asked):
    def hashes(scenario):
        return {simulate(scenario, each).log_hash for each in range(4)}

    assert len(hashes(asked())) == 1
    assert len(hashes(asked(replicate="days"))) > 1
    assert len(hashes(asked(replicate="thin", keep_share=0.5))) > 1
