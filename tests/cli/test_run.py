"""``deliverai run``: what is printed, what is kept, and which orders are run."""

import json

import pyarrow.parquet as pq
import pytest

from analysis.experiments.conduct import conduct
from analysis.metrics import KPIS
from analysis.metrics.catalogue import MONEY
from analysis.metrics.display import LEFT_OUT, ignored_ways, worth_a_row
from analysis.metrics.terms import Terms
from analysis.numbers import signed
from simulation.errors import SimulationError
from simulation.record.run import Run
from simulation.scenario import load_scenario

CONTRACT_KPIS = [
    "orders",
    "delivered",
    "open",
    "distance_km",
    "core_km",
    "peripheral_km",
    "deadhead_km",
    "ignored_km",
    "delivery_time_mean_s",
    "delivery_time_median_s",
    "delivery_time_p95_s",
    "ride_mean_s",
    "decision_wait_mean_s",
    "partner_wait_mean_s",
    "vehicle_wait_mean_s",
    "bay_wait_mean_s",
    "handover_mean_s",
    "vehicles_active",
    "vehicles_fleet",
    "vehicles_peak",
    "hops_mean",
    "utilisation_mean",
    "utilisation_fleet_mean",
    "success_ratio",
    "shared_core_share",
    "meetings",
    "meetings_without_shared_leg",
]


def test_one_scenario_is_shown_with_every_kpi_that_says_something(call, small):
    said = call("run", small[0])
    assert said.code == 0
    assert said.err == ""
    assert "(synthetic)" in said.out
    (run,) = json.loads(call("run", small[0], "--json").out)["runs"]
    rows = {kpi.label for kpi in worth_a_row([run["kpis"]], Terms(appear=True))}
    heads = {line.split("  ")[0].split(" [")[0] for line in said.out.splitlines()}
    assert rows <= heads
    assert not heads & {kpi.label for kpi in KPIS} - rows
    assert rows >= {"Orders", "Still open", "Distance", "Share on time"}
    assert not rows & {kpi.label for kpi in KPIS if kpi.unit == MONEY}
    assert not any("paper's accounting" in row for row in rows)  # it says the same
    assert LEFT_OUT in " ".join(said.out.split())


def test_costs_are_shown_where_a_price_is_given(call, small):
    said = call("run", small[0], "--set", "costs.peripheral_km=0.5")
    assert "Cost, peripheral distance" in said.out
    assert "Cost per order" in said.out
    assert "Cost, core distance" not in said.out  # no price


def test_what_a_plan_ignores_is_in_the_distance_that_is_compared(call):
    """The paper's accounting stands below it by its name, and the words say so."""
    names = ("paper/point_to_point", "paper/deliverai_2", "--set")
    said = call("run", *names, "demand.duration_min=5", "--json")
    direct, shared = (run["kpis"] for run in json.loads(said.out)["runs"])
    assert shared["ignored_km"] > 0
    said = call("run", *names, "demand.duration_min=5").out
    for label, name in (
        ("Distance [km]", "distance_all_km"),
        ("Distance, paper's accounting [km]", "distance_km"),
    ):
        change = signed(100 * (shared[name] - direct[name]) / direct[name])
        (row,) = (line for line in said.splitlines() if line.startswith(f"{label} "))
        assert row.endswith(f"{change} %")
    ignored = {"paper/deliverai_2": shared["ignored_km"]}
    assert ignored_ways(ignored) in " ".join(said.split())


def test_the_json_document_has_the_agreed_shape(call, small):
    said = call("run", *small, "--json")
    document = json.loads(said.out)
    first, second = document["runs"]
    assert set(first) >= {
        "scenario",
        "seed",
        "log_hash",
        "folder",
        "kpis",
        "timing",
    }
    assert (first["scenario"], second["scenario"]) == (
        "point_to_point",
        "hotspots_only",
    )
    assert first["folder"] is None
    assert set(first["kpis"]) >= set(CONTRACT_KPIS)
    assert set(first["timing"]) == {"wall_s", "cpu_s", "deliveries_per_cpu_s"}
    assert first["kpis"]["orders"] == 6
    assert len(first["log_hash"]) == 64


def test_the_same_seed_gives_the_same_hash_and_another_seed_another(call, small):
    def hashed(*more):
        document = json.loads(call("run", small[0], "--json", *more).out)
        return document["runs"][0]["log_hash"]

    assert hashed() == hashed() != hashed("--seed", "2")
    assert hashed("--seed", "2") == hashed("--set", "seed=2")


def test_several_scenarios_run_on_the_orders_of_the_first(call, small, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(small[1].read_text() + "seed = 99\n")
    out = tmp_path / "runs"
    said = call("run", small[0], other, "--out", out, "--json")
    runs = json.loads(said.out)["runs"]
    assert [each["seed"] for each in runs] == [1, 1]
    assert [each["folder"] for each in runs] == [
        str(out / "point_to_point"),
        str(out / "other"),
    ]
    orders = [pq.read_table(out / each["scenario"] / "orders.parquet") for each in runs]
    assert orders[0].equals(orders[1])


def test_a_run_folder_is_whole_and_says_what_it_was_made_from(call, small, tmp_path):
    out = tmp_path / "run"
    said = call("run", small[1], "--out", out, "--set", "hotspots.docks=1", "--json")
    printed = json.loads(said.out)["runs"][0]
    assert sorted(path.name for path in out.iterdir()) == [
        "events.parquet",
        "kpis.json",
        "manifest.json",
        "orders.parquet",
        "places.parquet",
    ]
    assert json.loads((out / "kpis.json").read_text()) == printed["kpis"]
    run = Run.read(out)
    assert run.log_hash == printed["log_hash"]
    asked = load_scenario(small[1], ["hotspots.docks=1"])
    assert run.scenario == asked
    assert conduct(asked).kpis == printed["kpis"]


def test_runs_of_one_name_are_kept_apart(call, small, tmp_path):
    out = tmp_path / "runs"
    call("run", small[0], small[0], "--out", out)
    assert sorted(path.name for path in out.iterdir()) == [
        "point_to_point",
        "point_to_point-2",
    ]


def test_shipped_names_are_folders_of_their_own(call, tmp_path):
    out = tmp_path / "runs"
    tiny = ("--set", "demand.load_per_min=1", "--set", "demand.duration_min=1")
    said = call(
        "run", "paper/point_to_point", "paper/hotspots_only", "--out", out, *tiny
    )
    assert said.code == 0
    assert (out / "paper" / "point_to_point" / "kpis.json").is_file()


def test_different_demand_side_by_side_is_said(call, small, tmp_path):
    busy = tmp_path / "busy.toml"
    busy.write_text(f'extends = "{small[1].name}"\ndemand.load_per_min = 3\n')
    assert "differ in demand" in call("run", small[0], busy).err
    assert "differ in demand" not in call("run", *small).err


@pytest.mark.parametrize("failure", [SimulationError("it broke."), ZeroDivisionError()])
def test_a_failing_run_is_one_line_and_the_others_go_on(
    call, small, tmp_path, monkeypatch, failure
):
    from analysis.experiments import conduct as module  # noqa: PLC0415

    simulate = module.simulate

    def break_off(scenario, *arguments, **settings):
        if scenario.service.mode == "direct":
            raise failure
        return simulate(scenario, *arguments, **settings)

    monkeypatch.setattr(module, "simulate", break_off)
    out = tmp_path / "runs"
    said = call("run", *small, "--out", out, "--json")
    assert said.code == 1
    assert said.err.startswith("Error: point_to_point: the run failed: ")
    assert said.err.count("\n") == 1
    assert [each["scenario"] for each in json.loads(said.out)["runs"]] == [
        "hotspots_only"
    ]
    assert [path.name for path in out.iterdir()] == ["hotspots_only"]


def test_ctrl_c_leaves_one_line_and_no_folder(call, small, tmp_path, monkeypatch):
    from simulation.record import run as module  # noqa: PLC0415

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "parquet_bytes", interrupt)
    before = sorted(tmp_path.iterdir())
    said = call("run", small[0], "--out", tmp_path / "a" / "run")
    assert (said.code, said.err.strip()) == (130, "Interrupted.")
    assert sorted(tmp_path.iterdir()) == before


def test_a_full_disk_is_one_line_and_no_folder(call, small, tmp_path, monkeypatch):
    from simulation.record import run as module  # noqa: PLC0415

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "parquet_bytes", full)
    before = sorted(tmp_path.iterdir())
    said = call("run", small[0], "--out", tmp_path / "a" / "run")
    assert said.code == 2
    assert "no space left" in said.err.lower()
    assert said.err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before
    assert "Distance" in said.out  # the answer is not lost with the folder


def test_a_run_of_many_orders_streams_into_the_same_folder(
    call, small, tmp_path, monkeypatch
):
    call("run", small[0], "--out", tmp_path / "a")
    monkeypatch.setattr("analysis.experiments.conduct.MANY_ORDERS", 1)
    said = call("run", small[0], "--json", "--out", tmp_path / "deep" / "b")
    (summary,) = json.loads(said.out)["runs"]
    one, other = Run.read(tmp_path / "a"), Run.read(tmp_path / "deep" / "b")
    assert summary["log_hash"] == one.log_hash == other.log_hash
    kpis = [(tmp_path / each / "kpis.json").read_text() for each in ("a", "deep/b")]
    assert kpis[0] == kpis[1]
    assert [each.name for each in (tmp_path / "deep").iterdir()] == ["b"]
    links = (tmp_path / "deep" / "b" / "events.parquet").stat().st_nlink
    assert links == 1  # the name it had on the way is gone


def test_ctrl_c_under_way_leaves_nothing_of_a_streaming_run(
    call, small, tmp_path, monkeypatch
):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.experiments.conduct.MANY_ORDERS", 1)
    monkeypatch.setattr("simulation.record.streaming.LogFile.close", interrupt)
    before = sorted(tmp_path.iterdir())
    said = call("run", small[0], "--out", tmp_path / "a" / "run")
    assert (said.code, said.err.strip()) == (130, "Interrupted.")
    assert sorted(tmp_path.iterdir()) == before
