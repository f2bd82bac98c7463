"""Traces of orders: every way to say time and place, and every way to be wrong."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulation.demand.trace import read_trace
from simulation.errors import DemandError
from simulation.region.region import CONSUMER, PRODUCER, Places, Region, Tracts
from simulation.region.routers import GreatCircleRouter


@pytest.fixture
def region():
    """Two square tracts side by side; two producers and two consumers."""
    lon = np.array([0.005, 0.015, 0.001, 0.011, 0.002, 0.012])
    lat = np.full(6, 0.005)
    square = [(0.0, 0.0), (0.01, 0.0), (0.01, 0.01), (0.0, 0.01), (0.0, 0.0)]
    west = np.array(square)
    east = west + np.array([0.01, 0.0])
    router = GreatCircleRouter(lon, lat, speed_mps=10.0, circuity=1.3)
    hotspots = np.arange(2)
    time_s, distance_m = router.legs(np.repeat(hotspots, 2), np.tile(hotspots, 2))
    return Region(
        name="twin",
        synthetic=True,
        tracts=Tracts(("west", "east"), ((west,), (east,))),
        places=Places(
            kind=np.array([0, 0, 1, 1, 2, 2], dtype=np.uint8),
            tract=np.array([0, 1, 0, 1, 0, 1]),
            lon=lon,
            lat=lat,
            category=np.array(["", "", "restaurant", "restaurant", "house", "house"]),
            source_id=np.array(["h0", "h1", "007", "8", "c1", "c2"]),
        ),
        travel_time_s=time_s.reshape(2, 2),
        distance_m=distance_m.reshape(2, 2),
        router=router,
        checksum="none",
    )


@pytest.fixture
def csv(tmp_path):
    def write(text):
        path = tmp_path / "orders.csv"
        path.write_text(text)
        return path

    return write


def refused(path, region):
    with pytest.raises(DemandError) as caught:
        read_trace(path, region)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert "\n" not in text
    return text


def test_orders_by_id_and_seconds_are_sorted_and_put_on_the_grid(csv, region):
    orders, same = read_trace(
        csv(
            "note,start_s,producer,consumer\nx,90.0001,8,c2\ny,0,007,c1\nz,90,007,c1\n"
        ),
        region,
    )
    assert same is region
    assert orders.start_s.tolist() == [0, 90, 90]
    assert orders.producer.tolist() == [2, 2, 3]  # ties by producer, then consumer
    assert orders.consumer.tolist() == [4, 4, 5]
    assert orders.time_zero is None


def test_iso_times_count_from_the_minute_of_the_earliest(csv, region):
    orders, _ = read_trace(
        csv(
            "start,producer,consumer\n"
            "2023-03-30T19:01:00+01:00,8,c1\n2023-03-30T18:00:30.5Z,8,c1\n"
        ),
        region,
    )
    assert orders.start_s.tolist() == [30.5, 60.0]
    assert orders.time_zero == datetime(2023, 3, 30, 18, 0, tzinfo=UTC)


def test_naive_times_stay_naive(csv, region):
    orders, _ = read_trace(
        csv("start,producer,consumer\n2023-03-30 18:00:59,8,c1\n"), region
    )
    assert orders.start_s.tolist() == [59.0]
    assert orders.time_zero == datetime(2023, 3, 30, 18, 0)  # noqa: DTZ001


@pytest.mark.parametrize("zone", [None, "America/Chicago"])
def test_parquet_says_the_same_as_csv(tmp_path, region, zone):
    path = tmp_path / "orders.pq"
    times = [datetime(2023, 3, 30, 18, minute, 15, tzinfo=UTC) for minute in (5, 2)]
    table = pa.table(
        {
            "start": pa.array(times, pa.timestamp("us", tz=zone)),
            "producer": pa.array([8, 8]),
            "consumer": pa.array(["c2", "c1"]).dictionary_encode(),
        }
    )
    pq.write_table(table, path)
    orders, _ = read_trace(path, region)
    assert orders.start_s.tolist() == [15.0, 195.0]
    assert orders.consumer.tolist() == [4, 5]


def test_a_parquet_date_is_midnight_as_in_csv(tmp_path, csv, region):
    days = [date(2023, 3, 31), date(2023, 3, 30)]
    path = tmp_path / "orders.pq"
    ids = {"producer": ["8", "8"], "consumer": ["c2", "c1"]}
    pq.write_table(pa.table({"start": pa.array(days, pa.date32()), **ids}), path)
    by_date, _ = read_trace(path, region)
    text = "start,producer,consumer\n2023-03-31,8,c2\n2023-03-30,8,c1\n"
    by_text, _ = read_trace(csv(text), region)
    assert by_date.start_s.tolist() == by_text.start_s.tolist() == [0.0, 86400.0]
    assert by_date.consumer.tolist() == by_text.consumer.tolist()
    assert by_date.time_zero == by_text.time_zero


def test_points_become_places_once_each_in_their_tracts(csv, region):
    orders, grown = read_trace(
        csv(
            "start_s,producer_lon,producer_lat,consumer_lon,consumer_lat\n"
            "0,0.015,0.006,0.003,0.004\n5,0.015,0.006,0.016,0.004\n"
        ),
        region,
    )
    assert len(grown.places) == len(region.places) + 3
    assert orders.producer.tolist() == [6, 6]
    assert grown.places.kind[6:].tolist() == [PRODUCER, CONSUMER, CONSUMER]
    assert grown.places.tract[orders.consumer].tolist() == [0, 1]
    assert grown.places.lon[orders.consumer].tolist() == [0.003, 0.016]
    time_s, distance_m = grown.router.legs(orders.producer, orders.consumer)
    assert np.all(time_s > 0)
    assert np.all(distance_m > 0)


def test_one_side_by_id_and_the_other_by_point(csv, region):
    orders, grown = read_trace(
        csv("start_s,producer,consumer_lon,consumer_lat\n0,007,0.003,0.004\n"), region
    )
    assert orders.producer.tolist() == [2]
    assert orders.consumer.tolist() == [6]
    assert len(grown.places) == 7


HEADER = "start_s,producer,consumer\n"
POINTS = "start_s,producer,consumer_lon,consumer_lat\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        (HEADER, "is empty"),
        ("producer,consumer\n8,c1\n", "neither start_s nor start"),
        ("start,start_s,producer,consumer\n1,1,8,c1\n", "both start_s and start"),
        ("start_s,consumer\n1,c1\n", "no column producer"),
        ("start_s,producer,consumer_lon\n1,8,0\n", "no column consumer"),
        (HEADER + "0,8,c1\n0,9,c1\n", "row 2: producer is '9'"),
        (HEADER + "0,007x,c1\n", "(did you mean 007?)"),
        (HEADER + "0,c1,c1\n", "row 1: producer is 'c1'"),
        (HEADER + "0,,c1\n", "row 1: producer is empty"),
        (HEADER + "0,8,c1\n-1,8,c1\n", "row 2: start_s is -1"),
        (HEADER + "nan,8,c1\n", "row 1: start_s is nan, expected a finite number"),
        (HEADER + "inf,8,c1\n", "row 1: start_s is inf"),
        (HEADER + "0,8,c1\n,8,c1\n", "row 2: start_s is empty"),
        (HEADER + "soon,8,c1\n", "row 1: start_s is soon"),
        (HEADER + "1e10,8,c1\n", "row 1: start_s is 1e10, expected 0 to"),
        (HEADER + "0,8\n", "(row 1 has 2 cells, expected 3 as in the header)"),
        (HEADER + "1_5,8,c1\n", "row 1: start_s is 1_5, expected a finite number"),
        (
            POINTS.replace(",", ";") + "0;8;0,5;0,5\n",
            "row 1: consumer_lon is 0,5, expected a finite number with a decimal point",
        ),
        (
            "start_s,producer,producer_lon,producer_lat,consumer\n0,8,0,0,c1\n",
            "has both producer and producer_lon, expected producer or producer_lon and",
        ),
        (
            "start_s,producer,consumer,consumer_lat\n0,8,c1,0\n",
            "has both consumer and consumer_lat",
        ),
        ("start_s,start_s,producer,consumer\n0,0,8,c1\n", "start_s twice"),
        ("start,producer,consumer\nnoon,8,c1\n", "row 1: start is noon"),
        (
            "start,producer,consumer\n2023-01-01T00:00,8,c1\n2023-01-01T00:00Z,8,c1\n",
            "row 2: start is 2023-01-01T00:00Z with a zone",
        ),
        (POINTS + "0,8,nan,0\n", "row 1: consumer_lon is nan"),
        (POINTS + "0,8,0,91\n", "row 1: consumer_lat is 91"),
        (POINTS + "0,8,0.003,0.004\n0,8,5,5\n", "row 2, consumer"),
        (POINTS + "0,8,0.004,0.015\n", "inside one (with lon and lat swapped it does)"),
    ],
)
def test_a_wrong_trace_names_file_and_row(csv, region, text, says):
    assert says in refused(csv(text), region)


def test_semicolons_inside_a_column_of_several_are_left_alone(csv, region):
    text = "a;b,start_s,producer,consumer\nx;y,5,8,c1\n"
    orders, _ = read_trace(csv(text), region)
    assert orders.start_s.tolist() == [5.0]


@pytest.mark.parametrize("junk", [bytes(range(256)) * 9, b"PAR1" + bytes(60), b"\0\0"])
def test_binary_junk_is_refused(tmp_path, region, junk):
    path = tmp_path / "orders.csv"
    path.write_bytes(junk)
    refused(path, region)


def test_a_missing_file_and_a_folder_are_refused(tmp_path, region):
    assert "no such file" in refused(tmp_path / "none.csv", region)
    assert "is a folder" in refused(tmp_path, region)


def test_a_parquet_null_and_an_unknown_fractional_id_are_refused(tmp_path, region):
    path = tmp_path / "orders.parquet"
    table = {"start_s": [0.0, None], "producer": ["8", "8"], "consumer": ["c1", "c1"]}
    pq.write_table(pa.table(table), path)
    assert "row 2: start_s is empty" in refused(path, region)
    pq.write_table(pa.table(table | {"start_s": [0, 0], "producer": [8.0, 8.5]}), path)
    assert "row 2: producer is '8.5'" in refused(path, region)  # and 8.0 is 8


def test_ids_are_trimmed_as_those_of_regions_are(csv, region):
    orders, _ = read_trace(csv(HEADER + '0, 007 ," c1"\n'), region)
    assert orders.producer.tolist() == [2]
    assert orders.consumer.tolist() == [4]


def test_whole_numbers_of_a_parquet_column_with_fractions_are_ids(tmp_path, region):
    path = tmp_path / "orders.parquet"
    table = {"start_s": [0, 1], "producer": [8.0, 8.0], "consumer": ["c1", "c2"]}
    pq.write_table(pa.table(table), path)
    orders, _ = read_trace(path, region)
    assert orders.producer.tolist() == [3, 3]


def test_an_id_of_two_places_of_an_old_region_is_refused(csv, region):
    ids = region.places.source_id.copy()
    ids[2] = "8"
    twice = replace(region, places=replace(region.places, source_id=ids))
    assert "row 1: producer is '8', the id of several producers" in refused(
        csv(HEADER + "0,8,c1\n"), twice
    )
    other = csv(
        HEADER.replace("producer", "producer_lon,producer_lat") + "0,0.005,0.005,c1\n"
    )
    read_trace(other, twice)  # by its point it is one place


def test_a_tab_separated_file_of_other_columns_is_told_by_their_names(csv, region):
    said = refused(csv("order\tx\ty\tplacement_time\no1\t1200\t3400\t660\n"), region)
    assert "neither start_s nor start" in said
    assert "(columns: order, x, y, placement_time)" in said


def test_a_line_break_in_a_cell_of_a_long_file_belongs_to_the_cell(csv, region):
    """40,000 orders are 1.3 MB, more than the reader takes at a time."""
    rows = "".join(f'{n},8,c1,"ring twice {n}\nthird floor"\n' for n in range(40_000))
    orders, _ = read_trace(csv("start_s,producer,consumer,note\n" + rows), region)
    assert orders.start_s.tolist() == list(range(40_000))
