"""Column maps of published data sets, on made-up files of the same shape."""

import csv
import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from analysis.cli import main


def names(text):
    return text.split()


MEITUAN = names(
    "dt order_id waybill_id courier_id da_id is_courier_grabbed is_weekend "
    "estimate_arrived_time is_prebook poi_id sender_lng sender_lat recipient_lng "
    "recipient_lat grab_lng grab_lat dispatch_time grab_time fetch_time arrive_time "
    "estimate_meal_prepare_time order_push_time platform_order_time"
)
LADE = names(
    "order_id region_id city courier_id lng lat aoi_id aoi_type accept_time "
    "accept_gps_time accept_gps_lng accept_gps_lat delivery_time delivery_gps_time "
    "delivery_gps_lng delivery_gps_lat ds"
)
FIRST_S = 1_665_998_000  # 2022-10-17 in Shanghai
ORDERS = 60

SPEC = """name = "Around the orders"
[tracts]
without_consumers = "keep"
grid = {{rows = 3, columns = 3}}
[[producers]]
file = "{file}"
{id}label = "producer"
lon = "{producer}_lng"
lat = "{producer}_lat"
scale = {scale}
duplicates = "leave_out"
[[consumers]]
file = "{file}"
label = "consumer"
lon = "{consumer}lng"
lat = "{consumer}lat"
scale = {scale}
[router]
kind = "great_circle"
speed_kmh = 15
"""


def write(path, header, rows):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([row[name] for name in header] for row in rows)


@pytest.fixture
def meituan(tmp_path):
    """Write orders as Meituan published them in 2024: shifted microdegrees, epochs."""
    rng = np.random.default_rng(3)
    rows = []
    for number in range(ORDERS):
        placed = FIRST_S + int(rng.integers(0, 7200))
        shop = int(rng.integers(1, 12))
        rows.append(
            {
                **dict.fromkeys(MEITUAN, 0),
                "dt": 20221017,
                "order_id": 500 + number,
                "waybill_id": 900 + number,
                "poi_id": shop,
                "is_courier_grabbed": 1,
                "platform_order_time": placed,
                "estimate_meal_prepare_time": placed + 500,
                "estimate_arrived_time": placed + 2400,
                "fetch_time": placed + 700,
                "arrive_time": placed + 1500,
                "sender_lng": 174_500_000 + 4_000 * shop,
                "sender_lat": 45_900_000 + 3_000 * shop,
                "recipient_lng": 174_500_000 + int(rng.integers(0, 50_000)),
                "recipient_lat": 45_900_000 + int(rng.integers(0, 40_000)),
            }
        )
    write(tmp_path / "waybills.csv", MEITUAN, rows)
    (tmp_path / "spec.toml").write_text(
        SPEC.format(
            file="waybills.csv",
            id='id = "poi_id"\n',
            producer="sender",
            consumer="recipient_",
            scale=1e-6,
        )
    )
    return tmp_path, rows


@pytest.fixture
def lade(tmp_path):
    """Write parcels as LaDe has them: days without a year, no pickup point."""
    rng = np.random.default_rng(4)
    rows = []
    for number in range(ORDERS):
        minute = int(rng.integers(0, 600))
        rows.append(
            {
                **dict.fromkeys(LADE, 0),
                "order_id": number + 1,
                "city": "Yantai",
                "accept_time": f"10-22 {8 + minute // 60:02d}:{minute % 60:02d}:00",
                "delivery_time": "10-22 19:30:00",
                "lng": round(121.42 + 0.05 * rng.random(), 5),
                "lat": round(37.50 + 0.05 * rng.random(), 5),
                "accept_gps_lng": 121.44,
                "accept_gps_lat": 37.52,
                "ds": 1022,
            }
        )
    write(tmp_path / "parcels.csv", LADE, rows)
    (tmp_path / "spec.toml").write_text(
        SPEC.format(
            file="parcels.csv", id="", producer="accept_gps", consumer="", scale=1
        )
    )
    return tmp_path, rows


def imported(folder, file, *options, capsys):
    region, out = str(folder / "region"), folder / "out"
    assert main(["region", "build", str(folder / "spec.toml"), "--out", region]) == 0
    capsys.readouterr()
    call = ["import", str(folder / file), "--region", region, "--zone", "Asia/Shanghai"]
    assert main([*call, *options, "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    return pq.read_table(out / "orders.parquet").to_pylist(), said


def runs(folder, capsys):
    assert main(["run", str(folder / "out" / "scenario.toml"), "--json"]) == 0
    return json.loads(capsys.readouterr().out)["runs"][0]["kpis"]


def test_orders_of_meituan_need_no_map(meituan, capsys):
    folder, rows = meituan
    orders, said = imported(folder, "waybills.csv", capsys=capsys)
    assert said["orders"]["dropped"] == 0
    for order, row in zip(orders, rows, strict=True):
        assert order["id"] == str(row["order_id"])
        assert order["placed"].timestamp() == row["platform_order_time"]
        assert order["ready"].timestamp() == row["estimate_meal_prepare_time"]
        assert order["due"].timestamp() == row["estimate_arrived_time"]
        assert order["producer_lon"] == pytest.approx(row["sender_lng"] / 1e6)
        assert order["consumer_lat"] == pytest.approx(row["recipient_lat"] / 1e6)
    assert runs(folder, capsys)["delivered"] == ORDERS


def test_parcels_of_lade_need_a_map_of_four_columns(lade, capsys):
    folder, rows = lade
    told = (
        "accept_gps_lng=producer_lon,accept_gps_lat=producer_lat,"
        "lng=consumer_lon,lat=consumer_lat"
    )
    orders, said = imported(folder, "parcels.csv", "--map", told, capsys=capsys)
    assert "accept_time says no year: read as of 2000" in json.dumps(said)
    for order, row in zip(orders, rows, strict=True):
        assert order["placed"].strftime("%m-%d %H:%M:%S") == row["accept_time"]
        assert (order["producer_lon"], order["producer_lat"]) == (121.44, 37.52)
        assert (order["consumer_lon"], order["consumer_lat"]) == (
            row["lng"],
            row["lat"],
        )
    assert runs(folder, capsys)["delivered"] == ORDERS


@pytest.mark.parametrize("cell", ["13-22 08:00:00", "10-32 08:00:00", "02-30 08:00:00"])
def test_a_day_without_a_year_that_is_none_is_no_time(lade, capsys, cell):
    folder, rows = lade
    rows[3]["accept_time"] = cell
    write(folder / "parcels.csv", LADE, rows)
    told = "accept_gps_lng=producer_lon,accept_gps_lat=producer_lat,"
    told += "lng=consumer_lon,lat=consumer_lat"
    orders, said = imported(folder, "parcels.csv", "--map", told, capsys=capsys)
    assert len(orders) == ORDERS - 1
    assert said["orders"]["dropped"] == 1
