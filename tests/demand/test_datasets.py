"""Instances of data sets, read as they are published."""

import csv
import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from analysis.cli import main
from simulation.demand.datasets.instance import region_of, write_instance
from simulation.demand.datasets.lilim import is_lilim, read_lilim
from simulation.demand.datasets.mdrp import is_mdrp, read_mdrp
from simulation.demand.datasets.rome import is_rome
from simulation.errors import DemandError
from simulation.region.files import load_region
from simulation.region.inspection import check_region
from tests.demand.made_instances import (
    LILIM,
    made_mdrp,
    made_rome,
    minutes_between,
    pack_rome,
    rome_texts,
    write_mdrp,
)

MINUTE_S = 60


@pytest.fixture
def mdrp(tmp_path):
    return write_mdrp(tmp_path / "0o50t100s1p100", made_mdrp())


def number(region, source_id):
    return int(np.flatnonzero(region.places.source_id == source_id)[0])


def test_orders_of_the_meal_delivery_problem_are_what_its_files_say(mdrp):
    day, found = made_mdrp(), read_mdrp(mdrp)
    assert found.name == "0o50t100s1p100"
    rows = zip(*found.orders.values(), strict=True)
    for row in (dict(zip(found.orders, row, strict=True)) for row in rows):
        _, _, placed, restaurant, ready = day.orders[row["id"]]
        assert row["placed_s"] == placed * MINUTE_S
        assert row["ready_s"] == ready * MINUTE_S
        assert row["due_s"] == (placed + 40) * MINUTE_S
        assert (row["producer"], row["consumer"]) == (restaurant, row["id"])
        assert (row["pickup_service_s"], row["dropoff_service_s"]) == (120, 240)
    assert found.count() == len(day.orders)
    assert found.pickup_door_s == 120
    shifts = zip(found.couriers.on_s, found.couriers.off_s, strict=True)
    assert dict(zip(found.couriers.starts.ids, shifts, strict=True)) == {
        name: (on * MINUTE_S, off * MINUTE_S)
        for name, (_, _, on, off) in day.couriers.items()
    }


def test_legs_of_the_meal_delivery_problem_are_those_of_its_evaluator(mdrp):
    day, region = made_mdrp(), region_of(read_mdrp(mdrp))
    spots = {name: spot[:2] for name, spot in (day.restaurants | day.orders).items()}
    at = {name: number(region, name) for name in spots}
    pairs = [(a, b) for a in spots for b in spots]
    time_s, _ = region.router.legs(
        np.array([at[a] for a, _ in pairs]), np.array([at[b] for _, b in pairs])
    )
    wanted = [MINUTE_S * minutes_between(spots[a], spots[b]) for a, b in pairs]
    assert time_s.tolist() == wanted


def test_couriers_start_where_they_are(mdrp, tmp_path):
    day = made_mdrp()
    write_instance(tmp_path / "out", read_mdrp(mdrp))
    region = load_region(tmp_path / "out" / "region")
    with (tmp_path / "out" / "couriers.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == list(day.couriers)
    for row in rows:
        x, y, on, off = day.couriers[row["id"]]
        at = number(region, row["place"])
        assert (region.router.x_m[at], region.router.y_m[at]) == (x, y)
        assert (float(row["on_s"]), float(row["off_s"])) == (60 * on, 60 * off)


def edited(folder, name, change):
    path = folder / name
    path.write_text(change(path.read_text()))


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        (
            "orders.txt",
            lambda t: t.replace("\to1\t", "\t", 1)[:0],
            "orders.txt: is empty",
        ),
        ("orders.txt", lambda t: t.split("\n")[0], "has a header and no row"),
        (
            "orders.txt",
            lambda t: t.replace("ready_time", "ready"),
            "has no column ready_t",
        ),
        (
            "orders.txt",
            lambda t: t + "o99\t1\t2\t660\tr99\t670\n",
            "line 42: restaurant",
        ),
        (
            "orders.txt",
            lambda t: t + "o99\t1\t2\t660\tr1\t650\n",
            "line 42: ready_time is",
        ),
        ("orders.txt", lambda t: t + "o99\t1\tx\t660\tr1\t670\n", "line 42: y is 'x'"),
        (
            "orders.txt",
            lambda t: t + "o99\t1\tnan\t660\tr1\t670\n",
            "line 42: y is 'nan'",
        ),
        ("orders.txt", lambda t: t + "o1\t1\t2\t660\tr1\t670\n", "order is 'o1' as in"),
        ("orders.txt", lambda t: t + "o99\t1\t2\t660\tr1\n", "line 42: has 5 cells"),
        (
            "orders.txt",
            lambda t: t + "o99\t1\t2\t-1\tr1\t3\n",
            "placement_time is '-1'",
        ),
        (
            "couriers.txt",
            lambda t: t + "c99\t1\t2\t660\t660\n",
            "line 14: off_time is 660",
        ),
        ("restaurants.txt", lambda t: t + "\t1\t2\n", "restaurant is empty"),
        ("instance_parameters.txt", lambda t: t.replace("320", "0"), "minute is 0"),
        (
            "instance_parameters.txt",
            lambda t: t.replace("pay per", "per"),
            "pay_per_order",
        ),
        ("instance_parameters.txt", lambda t: t + t.split("\n")[1], "has 2 rows"),
    ],
)
def test_a_folder_that_is_no_instance_is_refused_in_a_sentence(
    mdrp, name, change, sentence
):
    edited(mdrp, name, change)
    with pytest.raises(DemandError, match=sentence) as caught:
        read_mdrp(mdrp)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_of_an_instance_is_named(mdrp):
    (mdrp / "couriers.txt").unlink()
    with pytest.raises(DemandError, match=r"couriers\.txt: cannot be read"):
        read_mdrp(mdrp)


@pytest.fixture
def lilim(tmp_path):
    path = tmp_path / "lc1.txt"
    path.write_text(LILIM)
    return path


def test_pairs_of_li_and_lim_are_orders(lilim):
    found = read_lilim(lilim)
    rows = [
        dict(zip(found.orders, row, strict=True))
        for row in zip(*found.orders.values(), strict=True)
    ]
    assert rows == [
        {
            "id": "1-3",
            "placed_s": 0,
            "producer": "1",
            "consumer": "3",
            "seats": 10,
            "ready_s": 1800,
            "due_s": 18000,
            "pickup_service_s": 540,
            "dropoff_service_s": 540,
        },
        {
            "id": "4-2",
            "placed_s": 0,
            "producer": "4",
            "consumer": "2",
            "seats": 5,
            "ready_s": 0,
            "due_s": 24000,
            "pickup_service_s": 540,
            "dropoff_service_s": 540,
        },
    ]
    assert (found.capacity, len(found.couriers.starts)) == (10, 3)
    region = region_of(found)
    at = [number(region, "1"), number(region, "3")]
    time_s, distance_m = region.router.legs([at[0]], [at[1]])
    assert time_s[0] == pytest.approx(60 * np.hypot(3, 2), abs=1e-3)
    assert distance_m[0] == pytest.approx(500 * np.hypot(3, 2), abs=0.05)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("3\t10\t1\n", "3\t10\n", "line 1: has 2 cells, expected 3 numbers"),
        ("3\t10\t1\n", "0\t10\t1\n", "line 1: is 0 10 1, expected vehicles"),
        ("45\t68", "45\tx", "line 3: has a cell that is no number"),
        ("\t9\t1\t0", "\t9\t2\t0", "line 3: is not the other of its own other"),
        (
            "\t9\t1\t0",
            "\t9\t0\t0",
            "line 5: has both or neither of pickup and delivery",
        ),
        ("10\t30\t200", "11\t30\t200", "line 3: asks for more than the capacity"),
        ("30\t200", "230\t200", "line 3: ends before it begins"),
        ("4\t42\t68\t5", "9\t42\t68\t5", "line 6: is not numbered in turn"),
        ("\t5\t0\t500", "\t0\t0\t500", "line 6: is a pickup of nothing"),
    ],
)
def test_an_instance_of_li_and_lim_that_cannot_be_is_refused(lilim, old, new, sentence):
    lilim.write_text(LILIM.replace(old, new, 1))
    with pytest.raises(DemandError, match=sentence):
        read_lilim(lilim)


def test_each_data_set_is_known_by_itself_alone(mdrp, lilim, tmp_path):
    archive = pack_rome(tmp_path / "r.tar.gz", rome_texts("I1", made_rome()))
    paths = {is_mdrp: mdrp, is_rome: archive, is_lilim: lilim}
    for known, path in paths.items():
        assert [each for each in paths.values() if known(each)] == [path]


@pytest.mark.parametrize("mode", ["direct", "stacked", "relayed"])
def test_instances_are_written_and_run(mdrp, lilim, tmp_path, capsys, mode):
    archive = pack_rome(tmp_path / "r.tar.gz", rome_texts("I1", made_rome()))
    for name, path in (("a", mdrp), ("b", archive), ("c", lilim)):
        out = tmp_path / name
        assert main(["import", str(path), "--out", str(out)]) == 0
        check_region(out / "region")
        orders = pq.read_table(out / "orders.parquet").num_rows
        assert (
            json.loads((out / "import.json").read_text())["orders"]["count"] == orders
        )
        capsys.readouterr()
        call = ["run", str(out / "scenario.toml"), "--set", f"service.mode={mode}"]
        extra = ["--set", "fleet.peripheral.capacity=1"] if mode == "relayed" else []
        if (name, mode) == ("c", "relayed"):
            assert main([*call, *extra, "--json"]) == 2
            assert "needs 10 seats, expected at most 2" in capsys.readouterr().err
            extra += ["--set", "fleet.core.capacity=50"]
        assert main([*call, *extra, "--json"]) == 0
        (run,) = json.loads(capsys.readouterr().out)["runs"]
        assert run["kpis"]["delivered"] == run["kpis"]["orders"] == orders


def test_options_of_tables_are_refused_with_instances(mdrp, tmp_path, capsys):
    out = str(tmp_path / "out")
    assert main(["import", str(mdrp), "--zone", "Europe/Rome", "--out", out]) == 2
    assert "--zone is for a file of orders" in capsys.readouterr().err
    assert main(["import", str(mdrp), "--instance", "I1", "--out", out]) == 2
    assert "--instance is for --format rome" in capsys.readouterr().err
    (tmp_path / "nothing").mkdir()
    assert main(["import", str(tmp_path / "nothing"), "--out", out]) == 2
    assert "is a folder without an instance, expected" in capsys.readouterr().err
    assert main(["import", str(mdrp), "--look", "--out", out]) == 0
    assert not (tmp_path / "out").exists()
