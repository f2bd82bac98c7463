"""What a trace says beyond when and where: read, checked, kept through a run."""

import itertools
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis.tables import deliveries
from simulation import Run, load_scenario, simulate
from simulation.demand.orders import DETAILS, Orders, checked_orders
from simulation.demand.trace import read_trace
from simulation.errors import DemandError
from simulation.region.files import embedded_region

REGION = embedded_region()
P, C = (
    str(REGION.places.source_id[numbers[0]])
    for numbers in (REGION.producers, REGION.consumers)
)
FULL = (
    "id,placed,ready,due,pickup_service_s,dropoff_service_s,seats,cancelled,priority,"
    "producer,consumer\n"
    f"b,2026-11-20T18:01:00,2026-11-20T18:11:00,2026-11-20T18:46:00,60,90.5,2,,1,{P},{C}\n"
    f"a,2026-11-20T18:00:30,2026-11-20T18:05,2026-11-20T18:40:30,0,30,1,"
    f"2026-11-20T18:04:30,-1,{P},{C}\n"
)


@pytest.fixture
def trace(tmp_path):
    def write(text):
        path = tmp_path / "orders.csv"
        path.write_text(text)
        return path

    return write


def read(path):
    return read_trace(path, REGION)[0]


def refused(path):
    with pytest.raises(DemandError) as caught:
        read(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert text.endswith(".")
    assert "\n" not in text
    return text


def test_every_column_is_read_from_the_same_time_zero(trace):
    orders = read(trace(FULL))
    assert orders.ids.tolist() == ["a", "b"]
    assert orders.start_s.tolist() == [30, 60]
    assert orders.ready_s.tolist() == [300, 660]
    assert orders.due_s.tolist() == [2430, 2760]
    assert orders.pickup_service_s.tolist() == [0, 60]
    assert orders.dropoff_service_s.tolist() == [30, 90.5]
    assert orders.seats.tolist() == [1, 2]
    assert orders.cancelled_s[0] == 270
    assert np.isnan(orders.cancelled_s[1])
    assert orders.priority.tolist() == [-1, 1]
    assert orders.notes == ()


def test_spans_count_from_the_placing_of_each_order(trace):
    spans = f"placed_s,preparation_s,promise_s,producer,consumer\n60,300,1800,{P},{C}\n"
    seconds = f"start_s,ready_s,due_s,producer,consumer\n60,360,1860,{P},{C}\n"
    one, other = read(trace(spans)), read(trace(seconds))
    assert one.ready_s.tolist() == other.ready_s.tolist() == [360]
    assert one.due_s.tolist() == other.due_s.tolist() == [1860]


def test_what_a_file_does_not_say_is_absent(trace):
    orders = read(trace(f"placed_s,producer,consumer\n0,{P},{C}\n"))
    assert all(getattr(orders, name) is None for name in (*DETAILS, "ids"))


@pytest.mark.parametrize("tail", ["id", "seats", "cancelled_s"])
def test_every_order_of_the_rows_gives_the_same_orders(trace, tail):
    cells = {"id": ["c", "a", "b"], "seats": [3, 1, 2], "cancelled_s": ["", 9, 8]}
    rows = [f"0,{P},{C},{each}\n" for each in cells[tail]]
    found = {
        tuple(getattr(read(trace(text)), name).tolist())
        for name in ["ids" if tail == "id" else tail]
        for turn in itertools.permutations(rows)
        for text in [f"start_s,producer,consumer,{tail}\n" + "".join(turn)]
    }
    if tail == "cancelled_s":
        assert {each[:2] for each in found} == {(8, 9)}
    else:
        assert len(found) == 1


@pytest.mark.parametrize(
    ("columns", "row", "says"),
    [
        ("placed_s,ready_s", "60,59", "row 1: ready_s is 59, expected its start or"),
        ("placed_s,ready_s", "60,", "row 1: ready_s is empty"),
        ("placed_s,due_s", "60,60", "row 1: due_s is 60, expected later than its"),
        ("placed_s,cancelled_s", "60,1", "row 1: cancelled_s is 1, expected later"),
        ("placed_s,promise_s", "60,0", "row 1: promise_s is 0, expected later"),
        ("placed_s,preparation_s", "60,-1", "preparation_s is -1, expected 0 s or"),
        ("placed_s,seats", "0,0", "seats is 0, expected a whole number, 1 to"),
        ("placed_s,seats", "0,1.5", "seats is 1.5, expected a whole number"),
        ("placed_s,seats", "0,two", "seats is two, expected a finite number"),
        ("placed_s,priority", "0,high", "priority is high, expected a finite"),
        ("placed_s,pickup_service_s", "0,-3", "pickup_service_s is -3, expected 0 to"),
        ("placed_s,dropoff_service_s", "0,", "dropoff_service_s is empty"),
        ("placed_s,id", "0,", "row 1: id is empty, expected the id of an order"),
        ("placed_s,start_s", "0,0", "has both start_s and placed_s"),
        ("placed,placed_s", "2026-01-01,0", "has both placed_s and placed"),
        ("placed_s,due_s,promise_s", "0,1,1", "has both due_s and promise_s"),
        ("placed_s,ready", "0,2026-01-01", "has ready, but orders are placed in sec"),
        ("placed,due_s", "2026-01-01,5", "has due_s, but orders are placed in ISO"),
        (
            "placed,due",
            "2026-01-01T18:00,2026-01-01T19:00Z",
            "row 1: due is 2026-01-01T19:00Z with a zone",
        ),
        ("placed,ready", "2026-01-01T18:00,18:05", "ready is 18:05, expected an ISO"),
        ("ready_s", "0", "has neither start_s nor start nor placed_s nor placed"),
    ],
)
def test_a_wrong_cell_names_file_row_and_what_is_expected(trace, columns, row, says):
    assert says in refused(trace(f"{columns},producer,consumer\n{row},{P},{C}\n"))


def test_the_row_of_a_late_cancellation_is_that_of_the_file(trace):
    """Empty cells before it do not shift its number."""
    rows = "".join(f"0,{cell},{P},{C}\n" for cell in ("", "5", "", "soon"))
    says = refused(trace("placed_s,cancelled_s,producer,consumer\n" + rows))
    assert "row 4: cancelled_s is soon" in says


def test_an_id_that_comes_again_names_both_rows(trace):
    rows = "".join(f"{at},{each},{P},{C}\n" for at, each in enumerate("aba"))
    says = refused(trace("placed_s,id,producer,consumer\n" + rows))
    assert "row 3: id is 'a' as in row 1, expected an id of its own" in says


def test_columns_that_are_not_read_are_told_once(trace):
    text = f"tip,placed_s,producer,consumer,driver\n1,0,{P},{C},Bo\n2,0,{P},{C},Al\n"
    (note,) = read(trace(text)).notes
    assert note.endswith("orders.csv: the columns tip, driver are not read.")


def test_time_zero_is_that_of_the_clocks_where_the_orders_are(tmp_path):
    """Of the zone that a Parquet column names, else of the nearest city's."""
    moment = datetime(2026, 7, 1, 16, 5, 30, tzinfo=UTC)
    for zone, key in (("Europe/Helsinki", "Europe/Helsinki"), ("UTC", "UTC")):
        path = tmp_path / f"{key.replace('/', '-')}.parquet"
        times = pa.array([moment], pa.timestamp("us", tz=zone))
        pq.write_table(
            pa.table({"placed": times, "producer": [P], "consumer": [C]}), path
        )
        zero = read(path).time_zero
        assert zero == moment.replace(second=0)
        assert zero.tzinfo == ZoneInfo(key)
    path = tmp_path / "orders.csv"
    path.write_text(f"placed,producer,consumer\n2026-07-01T16:05:30Z,{P},{C}\n")
    assert read(path).time_zero.tzinfo == ZoneInfo("America/Chicago")
    assert read(path).time_zero.hour == 11


def test_a_run_keeps_all_of_it_through_its_folder_and_tables(trace, tmp_path):
    keys = {"demand.profile": "trace", "demand.trace_file": str(trace(FULL))}
    run = simulate(load_scenario("paper/point_to_point", keys))
    run.write(tmp_path / "run")
    again = Run.read(tmp_path / "run")
    assert again.time_zero == datetime(2026, 11, 20, 18, 0)  # noqa: DTZ001
    for name, column in vars(run.orders).items():
        assert np.array_equal(
            getattr(again.orders, name), column, equal_nan=column.dtype.kind == "f"
        ), name
    assert deliveries(again)["id"].tolist() == ["a", "b"]
    assert again.deliveries["id"].tolist() == ["a", "b"]


def test_a_zone_is_kept_through_the_run_folder(trace, tmp_path):
    text = f"placed,producer,consumer\n2026-07-01T16:05:30Z,{P},{C}\n"
    keys = {"demand.profile": "trace", "demand.trace_file": str(trace(text))}
    run = simulate(load_scenario("paper/point_to_point", keys))
    run.write(tmp_path / "run")
    again = Run.read(tmp_path / "run")
    assert again.time_zero == run.time_zero
    assert again.time_zero.tzinfo == ZoneInfo("America/Chicago")
    assert again.manifest() == run.manifest()


def given(**columns):
    two = {
        "start_s": np.array([0.0, 60.0]),
        "producer": REGION.producers[:2],
        "consumer": REGION.consumers[:2],
    }
    return Orders(**(two | columns))


def test_orders_of_a_part_keep_what_they_say():
    said = {
        "ready_s": np.array([5.0, 60.0]),
        "due_s": np.array([900.0, 901.0]),
        "seats": np.array([1, 2]),
        "cancelled_s": np.array([np.nan, 61.0]),
        "ids": np.array(["x", "y"]),
    }
    kept = checked_orders(given(**said), REGION, "mine")
    for name, column in said.items():
        assert np.array_equal(
            getattr(kept, name), column, equal_nan=column.dtype.kind == "f"
        )
    assert kept.seats.dtype == np.int64
    assert kept.priority is None


@pytest.mark.parametrize(
    ("column", "values", "says"),
    [
        ("ready_s", [0.0, 59.0], "ready_s is 59 (order 1, start 60 s), expected its"),
        ("due_s", [0.0, 90.0], "due_s is 0 (order 0, start 0 s), expected later"),
        ("cancelled_s", [np.nan, 60.0], "cancelled_s is 60 (order 1"),
        ("seats", [1, 0], "seats is 0 (order 1"),
        ("priority", [0.5, 0], "priority is 0.5 (order 0"),
        ("ready_s", [0.0001, 60.0], "ready_s is not on the time grid"),
        ("ready_s", [np.nan, 60.0], "ready_s is nan (order 0"),
        ("seats", [1], "columns differ in length, expected all as long"),
        ("ids", ["a"], "columns differ in length"),
        ("ids", ["a", "a"], "ids has 'a' twice, expected each one once"),
        ("ids", ["a", " "], "ids is empty (order 1), expected an id of each"),
        ("seats", ["a", "b"], "gives Orders (could not convert"),
    ],
)
def test_wrong_orders_of_a_part_are_refused(column, values, says):
    with pytest.raises(DemandError) as caught:
        checked_orders(given(**{column: np.array(values)}), REGION, "mine")
    assert says in str(caught.value)
