"""How a trace was read: separators, and times without a zone where clocks change."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.demand.clocks import clock_notes, nearest_zone
from simulation.demand.trace import read_trace
from simulation.region import embedded_region

CHICAGO, HELSINKI, PHOENIX = (-87.66, 41.87), (24.94, 60.17), (-112.07, 33.45)
ENDS = "-87.700,41.860,-87.670,41.875"
HEADER = "start,producer_lon,producer_lat,consumer_lon,consumer_lat"

pytestmark = pytest.mark.skipif(
    nearest_zone(0, 51) is None, reason="no time zone database on this machine"
)


def notes(times, where=CHICAGO):
    """Return the notes on naive ISO times, in the order of the file."""
    moments = [datetime.fromisoformat(each) for each in times]
    zero = min(moments)
    start_s = np.array([(each - zero).total_seconds() for each in moments])
    return clock_notes(zero, start_s, *where)


@pytest.fixture
def notes_of(tmp_path):
    """Return a function that reads starts as a trace and returns its notes."""

    def of(*starts, separator=","):
        lines = [HEADER, *(f"{start},{ENDS}" for start in starts)]
        path = tmp_path / "orders.csv"
        path.write_text("\n".join(lines).replace(",", separator) + "\n")
        orders, _ = read_trace(path, embedded_region())
        assert len(orders) == len(starts)
        return orders.notes

    return of


def test_times_in_the_hour_that_clocks_repeat_are_told_with_their_rows(notes_of):
    (note,) = notes_of("2026-11-01T00:59:00", "2026-11-01T01:30:00", "2026-11-01T01:10")
    assert (
        "orders.csv: rows 2, 3 lie in the hour that clocks of America/Chicago" in note
    )
    assert "repeat on 2026-11-01" in note
    assert "2026-11-01T01:30:00-05:00" in note


def test_times_in_the_hour_that_clocks_skip_are_told(notes_of):
    (note,) = notes_of("2026-03-08T01:59:00", "2026-03-08T02:30:00")
    assert "row 2 lies in the hour that clocks of America/Chicago" in note
    assert "skip on 2026-03-08" in note


def test_a_change_of_clocks_between_two_orders_is_told(notes_of):
    (note,) = notes_of("2026-11-01T12:00:00", "2026-10-31T23:00:00")
    assert "change by -60 min between row 2 (2026-10-31T23:00:00) and row 1" in note
    assert "60 min too short" in note
    (note,) = notes_of("2026-03-07T12:00:00", "2026-03-08T12:00:00")
    assert "60 min too long" in note


@pytest.mark.parametrize(
    "starts",
    [
        ("2026-11-01T01:30:00-05:00", "2026-11-01T01:10:00-06:00"),
        ("2026-11-01T06:30:00Z", "2026-11-01T01:10:00-06:00"),
        ("2026-11-02T01:30:00", "2026-11-02T01:10:00"),
        ("2026-10-31T23:00:00", "2026-10-31T23:30:00"),
    ],
)
def test_times_with_offsets_and_of_other_nights_are_read_without_a_word(
    notes_of, starts
):
    assert notes_of(*starts) == ()


def test_offsets_may_differ_from_row_to_row(tmp_path):
    path = tmp_path / "orders.csv"
    starts = ("2026-11-01T01:10:00-06:00", "2026-11-01T01:30:00-05:00")
    path.write_text("\n".join([HEADER, *(f"{each},{ENDS}" for each in starts)]))
    orders, _ = read_trace(path, embedded_region())
    assert orders.start_s.tolist() == [0.0, 40 * 60]


@pytest.mark.parametrize(
    ("where", "times", "says"),
    [
        (HELSINKI, ["2026-10-25T03:10", "2026-10-25T03:50"], "Europe/Helsinki"),
        (HELSINKI, ["2026-11-01T01:10", "2026-11-01T01:50"], None),
        (PHOENIX, ["2026-11-01T01:10", "2026-11-01T01:50"], None),  # no summer time
        ((151.2, -33.9), ["2026-04-05T02:10", "2026-04-05T02:50"], "Australia/Sydney"),
        ((-0.1, 51.5), ["2026-03-29T01:10"], "Europe/London"),
    ],
)
def test_clocks_are_those_of_the_place(where, times, says):
    found = notes(times, where)
    assert (says in found[0]) if says else found == ()


@given(st.integers(0, 366 * 24 * 4), st.sampled_from([CHICAGO, HELSINKI, PHOENIX]))
def test_a_time_is_told_if_and_only_if_it_was_no_time_or_two(quarters, where):
    """Against the round trip through UTC, which neither of them survives twice."""
    moment = datetime(2026, 1, 1) + timedelta(minutes=15 * quarters)  # noqa: DTZ001
    zone = nearest_zone(*where)
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    utc = ZoneInfo("UTC")
    clear = first.astimezone(utc) == second.astimezone(utc)
    assert bool(notes([moment.isoformat()], where)) == (not clear)


def test_a_step_back_in_rows_that_are_otherwise_in_order_is_told():
    minutes = [*range(0, 60, 5), *range(20, 60, 5)]
    times = [f"2026-06-07T03:{minute:02}" for minute in minutes]
    (note,) = notes(times)
    assert "row 13 is 35 min before row 12" in note
    assert notes(sorted(times)) == ()
    assert notes([*times, "2026-06-07T03:00"]) == ()  # twice: not in order at all
    assert notes(times[10:14]) == ()  # too few to be in order by intent


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00", "9999-12-31T23:59:00"])
def test_the_first_and_the_last_year_have_no_clocks_to_change(notes_of, start):
    assert notes_of(start) == ()


@pytest.mark.parametrize(
    ("separator", "name"), [("\t", "tabs"), (";", "semicolons"), ("|", "vertical bars")]
)
def test_a_separator_other_than_commas_is_read_and_said(notes_of, separator, name):
    (note,) = notes_of("2026-11-20T18:00:20", separator=separator)
    assert note.endswith(f"orders.csv: is read with {name} between its columns.")


def test_commas_are_read_without_a_word(notes_of):
    assert notes_of("2026-11-20T18:00:20") == ()
