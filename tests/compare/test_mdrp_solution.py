"""Runs written as solutions of the meal delivery routing problem."""

import json
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from analysis.cli import main
from tests.compare.mdrp_checker import Checker
from tests.demand.made_instances import made_mdrp, write_mdrp

STACKED = ("service.mode=stacked", "fleet.peripheral.capacity=6")


@pytest.fixture
def solved(tmp_path, capsys):
    """Return how a made-up instance is imported, run and exported."""

    def solve(day, *settings, name="day"):
        at = tmp_path / name
        instance = write_mdrp(at / "instance", day)
        paths = {each: at / each for each in ("imported", "run", "solution")}
        assert main(["import", str(instance), "--out", str(paths["imported"])]) == 0
        sets = [part for each in settings for part in ("--set", each)]
        scenario = str(paths["imported"] / "scenario.toml")
        assert main(["run", scenario, *sets, "--out", str(paths["run"])]) == 0
        capsys.readouterr()
        call = ["export", str(paths["run"]), "--format", "mdrp", "--json"]
        code = main(
            [*call, "--instance", str(instance), "--out", str(paths["solution"])]
        )
        said = capsys.readouterr()
        return SimpleNamespace(
            instance=instance,
            **paths,
            code=code,
            error=said.err,
            document=json.loads(said.out) if said.out else None,
        )

    return solve


@pytest.mark.parametrize("seed", range(4))
def test_a_run_passes_what_the_evaluator_checks(solved, seed):
    found = solved(made_mdrp(seed), "fleet.peripheral.last_call_s=3600")
    assert found.code == 0
    assert found.document["delivered"] == found.document["orders"] == 40
    assert found.document["pickups_after_off"] == 0
    checker = Checker(found.instance, found.solution)
    assert len(checker.delivered) == 40
    assert checker.faults() == []


def test_times_of_a_solution_are_those_of_the_run(solved):
    found = solved(made_mdrp())
    checker = Checker(found.instance, found.solution)
    events = pq.read_table(found.run / "events.parquet").to_pylist()
    ids = pq.read_table(found.run / "orders.parquet")["id"].to_pylist()
    done = {ids[e["order"]]: e["time_s"] for e in events if e["kind"] == "delivered"}
    for order, (*_, dropoff, _courier) in checker.delivered.items():
        assert done[order] == pytest.approx(60 * (dropoff + 2))  # half of the service
    driven = [e for e in events if e["kind"] == "departed" and e["distance_m"] > 0]
    assert sum(map(len, checker.moves.values())) == len(driven)


@pytest.mark.parametrize("seed", range(3))
def test_a_rolling_horizon_passes_what_the_evaluator_checks(solved, seed):
    day = made_mdrp(seed, orders=80, couriers=6)
    rolling = (*STACKED, "dispatch.planner=rolling")
    found = solved(day, *rolling, "fleet.peripheral.last_call_s=1800")
    assert found.code == 0
    assert found.document["orders_per_bundle"] > 1
    assert Checker(found.instance, found.solution).faults() == []


@pytest.mark.parametrize("restaurants", [1, 3])
def test_orders_of_one_restaurant_are_bundles(solved, restaurants):
    """On a day on which nobody comes back with food aboard, which is refused."""
    day = made_mdrp(6, restaurants=restaurants, couriers=4)
    found = solved(day, *STACKED, "fleet.peripheral.last_call_s=1800")
    assert found.code == 0
    checker = Checker(found.instance, found.solution)
    assert max(len(ids) for *_, ids in checker.assignments) > 1
    assert found.document["orders_per_bundle"] > 1
    assert checker.faults() == []


def change(path, line, cell, value):
    lines = path.read_text().splitlines()
    cells = lines[line].split()
    cells[cell] = value if value is not None else cells[cell]
    lines[line] = " ".join(cells)
    path.write_text("\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("name", "cell", "value", "fault"),
    [
        ("assignments", 0, "1", "assigned before"),
        ("assignments", 1, "5", "picked up before they are ready"),
        ("assignments", 1, "5000", "picked up after"),
        ("assignments", 2, "c2", "picked up otherwise than assigned"),
        ("orders", 1, "1", "placed or ready at another time"),
        ("orders", 4, "1", "dropped off before"),
        ("couriers", 1, "1", "drives before being on"),
        ("couriers", 2, "r2", "begins elsewhere"),
        ("couriers", 3, "r2", "jumps from r2"),
    ],
)
def test_the_checker_finds_what_is_wrong(solved, name, cell, value, fault):
    found = solved(made_mdrp())
    checker = Checker(found.instance, found.solution)
    assert checker.faults() == []
    first = {"r2": "r1"}.get(value, value)  # another one than there is
    path = found.solution / f"solution_info_{name}.txt"
    given = path.read_text().splitlines()[1].split()[cell]
    other = value if value != given else {"c2": "c3", "r2": "r1"}.get(value, first)
    change(path, 1, cell, other)
    faults = Checker(found.instance, found.solution).faults()
    assert any(fault.replace("r2", other) in each for each in faults), faults


def test_an_order_assigned_twice_is_found(solved):
    found = solved(made_mdrp())
    path = found.solution / "solution_info_assignments.txt"
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")
    faults = Checker(found.instance, found.solution).faults()
    assert any("is assigned twice" in each for each in faults)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (("service.mode=relayed",), "its orders go over hotspots"),
        (
            (*STACKED, "dispatch.value_of_time_m_per_s=0", "dispatch.late_m_per_s=0"),
            "aboard, which the instances do not allow",
        ),
        (("horizon_s=39600",), "are not the 40 of instance"),
    ],
)
def test_what_the_instances_do_not_know_is_refused(solved, settings, sentence):
    found = solved(made_mdrp(), *settings)
    assert found.code == 2
    assert sentence in found.error
    assert not found.solution.exists()


def test_a_run_of_another_instance_is_refused(solved, tmp_path, capsys):
    found = solved(made_mdrp())
    other = write_mdrp(tmp_path / "other", made_mdrp(seed=9, orders=39))
    call = ["export", str(found.run), "--format", "mdrp", "--instance", str(other)]
    assert main([*call, "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "has 40 orders that are not the 39 of other" in said
    other = write_mdrp(tmp_path / "later", made_mdrp(seed=9))
    call[-1] = str(other)
    assert main([*call, "--out", str(tmp_path / "out")]) == 2
    assert "is placed at" in capsys.readouterr().err


def test_vehicles_that_are_no_couriers_are_refused(solved, tmp_path, capsys):
    found = solved(made_mdrp())
    scenario = found.imported / "scenario.toml"
    text = scenario.read_text().replace('shift_file = "couriers.csv"', "size = 12")
    scenario.write_text(text)
    run = str(tmp_path / "sized")
    assert main(["run", str(scenario), "--out", run]) == 0
    call = ["export", run, "--format", "mdrp", "--instance", str(found.instance)]
    assert main([*call, "--out", str(tmp_path / "out")]) == 2
    assert "expected couriers by the file" in capsys.readouterr().err


def test_pickups_after_the_off_time_are_counted_as_the_evaluator_counts_them(solved):
    day = made_mdrp()
    early = {
        name: (x, y, on, max(on + 60, 690))
        for name, (x, y, on, _) in day.couriers.items()
    }
    found = solved(day._replace(couriers=early), "horizon_s=86400")
    assert found.code == 0
    assert found.document["open"] == 40 - found.document["delivered"] > 0
    faults = Checker(found.instance, found.solution).faults()
    assert found.document["pickups_after_off"] == len(faults) > 0
    assert all("are picked up after" in each for each in faults)
