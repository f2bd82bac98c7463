"""A file of orders becomes a scenario that runs."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulation.demand.trace import read_trace
from tests.cli.exports import COUNT, REGION, rows_of, text_of, workbook_of

FULL = rows_of(
    prep_time_min="12",
    promised_at=lambda at: f"18:{at + 40:02d}",
    seats="2",
    cancelled_at=lambda at: "2026-11-20 18:20" if at == 1 else "",
    service_time="90 s",
)
SHIFTS = (
    "rider;vehicle;begin;end;pause from;pause to;depot_lat;depot_lon\n"
    "bo;bike;10:00;19:00;12:00;12:30;41,8600;-87,6900\n"
    "al;van;18:00;01:00;;;;\n"
    "al;van;09:00;09:00;;;;\n"
    "cy;;20.11.2026 18:05;20.11.2026 17:00;;;60,17;24,94\n"
)


@pytest.fixture
def orders(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "friday.csv"
    path.write_text(text_of(FULL))
    return path


def test_a_scenario_of_it_runs_at_once(call, orders, tmp_path):
    said = call("import", orders)
    assert (said.code, said.err) == (0, "")
    assert "Next: deliverai run friday/scenario.toml" in said.out
    assert {each.name for each in (tmp_path / "friday").iterdir()} == {
        *("orders.parquet", "scenario.toml", "import.json")
    }
    scenario = (tmp_path / "friday/scenario.toml").read_text()
    assert "promise_s = 2370 # the median" in scenario
    assert "capacity = 2 # seats of the largest order" in scenario
    ran = call("run", "friday/scenario.toml", "--json", "--out", "kept")
    assert (ran.code, ran.err) == (0, "")
    (run,) = json.loads(ran.out)["runs"]
    assert run["kpis"]["orders"] == COUNT
    kept = pq.read_table("kept/orders.parquet")
    assert kept["id"].to_pylist()[:2] == ["A-00", "A-01"]
    assert json.loads((tmp_path / "kept/manifest.json").read_text())["time_zone"] == (
        "America/Chicago"
    )


def test_every_column_is_what_it_says(call, orders, tmp_path):
    assert call("import", orders).code == 0
    trace, grown = read_trace(tmp_path / "friday/orders.parquet", REGION)
    assert trace.notes == ()
    assert trace.time_zero == datetime(
        2026, 11, 20, 18, 0, tzinfo=ZoneInfo("America/Chicago")
    )
    at = np.arange(COUNT)
    assert trace.start_s.tolist() == (60 * at + 30).tolist()
    assert (trace.ready_s - trace.start_s).tolist() == [720] * COUNT
    assert trace.due_s.tolist() == (60 * (at + 40)).tolist()
    assert trace.seats.tolist() == [2] * COUNT
    assert trace.dropoff_service_s.tolist() == [90] * COUNT
    assert trace.cancelled_s[1] == 1200
    assert np.isnan(trace.cancelled_s).sum() == COUNT - 1
    assert grown.places.lon[trace.producer].tolist() == [
        float(row["pickup_lon"]) for row in FULL
    ]


def test_the_document_says_what_was_understood(call, orders, tmp_path):
    said = call("import", orders, "--look", "--json")
    assert not (tmp_path / "friday").exists()
    document = json.loads(said.out)
    assert call("import", orders, "--json").out == said.out
    assert json.loads((tmp_path / "friday/import.json").read_text()) == document
    assert document["orders"]["columns"]["due"] == {
        "column": "promised_at",
        "why": "by its name",
    }
    assert document["orders"]["count"] == COUNT
    assert document["time_zone"]["name"] == "America/Chicago"
    assert document["orders"]["first"] == "2026-11-20T18:00:30-06:00"


def test_the_order_of_the_rows_changes_nothing(call, orders, tmp_path):
    (tmp_path / "turned.csv").write_text(text_of(FULL[::-1]))
    assert call("import", orders).code == call("import", "turned.csv").code == 0
    one, other = (
        read_trace(tmp_path / name / "orders.parquet", REGION)[0]
        for name in ("friday", "turned")
    )
    assert one.ids.tolist() == other.ids.tolist()
    assert one.due_s.tolist() == other.due_s.tolist()


def test_what_was_dropped_is_kept_as_it_stands(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = rows_of()
    rows[3]["pickup_lat"] = "0"
    rows[3]["pickup_lon"] = "0"
    (tmp_path / "o.csv").write_text(text_of(rows))
    assert call("import", "o.csv").code == 0
    lines = (tmp_path / "o/dropped.csv").read_text().splitlines()
    assert lines[0].startswith("row,why,order_id,created_at")
    assert lines[1].startswith('4,"are at 0, 0 in pickup_lon and pickup_lat",A-03,')
    assert len(lines) == 2


def test_couriers_have_shifts_on_the_clock_of_the_orders(call, orders, tmp_path):
    (tmp_path / "riders.csv").write_text(SHIFTS)
    said = call("import", orders, "--couriers", "riders.csv")
    assert said.code == 0, said.err
    for told in (
        "row 2 ends on the next day",
        "row 3 is off when on; dropped",
        "row 4 is off before on; dropped",
        "2 shifts without a day are there on every day of the orders (1)",
        "2 couriers, 2 shifts, 2 on at the same time at most",
    ):
        assert told in said.out
    text = (tmp_path / "friday/couriers.csv").read_text().splitlines()
    assert text[0] == "id,class,lon,lat,on,off,break_start,break_end"
    assert text[1] == (
        "bo,bike,-87.69,41.86,2026-11-20T10:00:00-06:00,2026-11-20T19:00:00-06:00,"
        "2026-11-20T12:00:00-06:00,2026-11-20T12:30:00-06:00"
    )
    assert text[2].startswith("al,van,,,2026-11-20T18:00:00-06:00,2026-11-21T01:00:00")
    scenario = (tmp_path / "friday/scenario.toml").read_text()
    assert 'shift_file = "couriers.csv" # 2 on at once at most' in scenario
    assert '[fleet.classes."bike"]' in scenario
    assert call("run", "friday/scenario.toml").code == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "rider,begin,end\nbo,17:00,20:00\nbo,19:00,22:00\n",
            "row 2 overlaps another shift of the same courier: two at once",
        ),
        (
            "rider,begin,end\nbo,17:00,20:00\nbo,17:00,20:00\n",
            "row 2 repeats an earlier row in every cell; dropped",
        ),
        (
            "rider,vehicle,begin,end\nbo,bike,17:00,20:00\nal,BIKE,17:00,20:00\n",
            "vehicle has classes that differ in capital letters alone: bike for BIKE",
        ),
        (
            "rider,day,begin,end\nbo,Thu,17:00,20:00\nal,perjantai,17:00,20:00\n",
            "row 1 is of a weekday without orders; dropped",
        ),
        (
            "rider,day,begin,end\nbo,some,17:00,20:00\nal,Fri,17:00,20:00\n",
            "row 1 has no day in day; dropped",
        ),
        ("rider,shift\nbo,17:00 - 20:00\n", "1 courier, 1 shift"),
        ("rider,shift\nbo,17.30-20.00\nal,16-22\n", "2 couriers, 2 shifts"),
        ("rider,begin,end\nbo,0.6667,0.9167\n", "begin has shares of a day, such as 0"),
        (
            "rider,day,begin,end\nbo,20.11.2026,22:00,02:00\n"
            "al,20.11.2026,17:00,20:00\n",
            "row 1 ends on the next day",
        ),
        (
            "rider,begin,end\nbo,2026-11-20 17:00,2026-11-20 20:00\n"
            "al,2026-11-01 17:00,2026-11-01 20:00\n",
            "row 2 is of days without orders",
        ),
        ("rider;begin;end\nbo;16;22,5\n", "end has hours, such as 22,5"),
        (
            "type,count,begin,end\nbike,5,17:00,20:00\nvan,2,18:00,20:00\n",
            "7 couriers, 7 shifts, 7 on at the same time at most",
        ),
        ("rider,type\nbo,bike\n", "classes of couriers without shifts are not used"),
        (  # of the evening before, until after the first order at 18:00
            "rider,begin,end\nbo,19:00,18:30\n",
            "1 courier, 2 shifts, 1 on at the same time at most",
        ),
    ],
)
def test_what_is_odd_of_couriers_is_told(call, orders, tmp_path, text, told):
    (tmp_path / "riders.csv").write_text(text)
    said = call("import", orders, "--couriers", "riders.csv")
    assert said.code == 0, said.err
    assert told in " ".join(said.out.split())


@pytest.mark.parametrize(
    ("text", "more", "says"),
    [
        (
            "rider,begin,end\nbo,2026-10-20 17:00,2026-10-20 20:00\n",
            (),
            "none of its shifts is between the first order (2026-11-20 18:",
        ),
        (
            "rider,begin\nbo,10:00\n",
            (),
            "begin says when couriers are on and no column",
        ),
        ("rider\n", (), "has a header and no row"),
        ("rider,begin,end\nbo,x,y\n", ("--map-couriers", "begin=onn"), "no onn"),
        (
            "rider,begin,end\nbo,,\n",
            ("--map-couriers", "begin=on,end=off"),
            "no row is",
        ),
    ],
)
def test_couriers_that_cannot_be_are_refused(
    refuse, orders, tmp_path, text, more, says
):
    (tmp_path / "riders.csv").write_text(text)
    assert says in refuse("import", orders, "--couriers", "riders.csv", *more)
    assert not (tmp_path / "friday").exists()


def test_a_folder_that_is_there_is_left_alone(refuse, orders, tmp_path):
    (tmp_path / "friday").mkdir()
    assert "exists already" in refuse("import", orders)


def test_parquet_is_read_with_its_types(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    zone = ZoneInfo("America/Chicago")
    times = [datetime(2026, 11, 20, 18, at, tzinfo=zone) for at in range(COUNT)]
    columns = {
        name: [row[name] for row in rows_of()]
        for name in ("pickup_lat", "pickup_lon", "dropoff_lat", "dropoff_lon")
    }
    table = pa.table(
        {
            "order_id": pa.array(np.arange(COUNT, dtype=np.float64)),
            "created_at": pa.array(times, pa.timestamp("ms", tz="UTC")),
            **{name: np.array(cells, dtype=float) for name, cells in columns.items()},
        }
    )
    pq.write_table(table, "o.parquet")
    assert call("import", "o.parquet").code == 0
    trace, _ = read_trace(tmp_path / "o/orders.parquet", REGION)
    assert trace.ids.tolist()[:3] == ["0", "1", "2"]
    assert trace.time_zero == times[0]


def test_a_workbook_is_read_with_its_times(call, tmp_path, monkeypatch):
    pytest.importorskip("python_calamine")
    monkeypatch.chdir(tmp_path)
    rows = rows_of(created_at=lambda at: (46346.75 + at / 1440,))
    (tmp_path / "o.xlsx").write_bytes(workbook_of(rows, above=[["Orders of Friday"]]))
    said = call("import", "o.xlsx")
    assert said.code == 0, said.err
    assert "workbook, sheet Orders" in said.out
    assert "from 2026-11-20 18:00:00 to 2026-11-20 18:11:00" in said.out
    assert call("import", "o.xlsx", "--sheet", "May", "--out", "p").code == 2


def test_a_workbook_asks_for_its_extra(refuse, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "python_calamine", None)
    path = tmp_path / "o.xlsx"
    path.write_bytes(workbook_of(rows_of()))
    assert "expected the extra excel to be installed" in refuse("import", path)


def test_a_damaged_workbook_is_refused(refuse, tmp_path):
    pytest.importorskip("python_calamine")
    path = tmp_path / "o.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert "the workbook cannot be read" in refuse("import", path)
