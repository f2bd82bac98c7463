"""``deliverai size --over shifts`` and of classes, called as a user calls it."""

import json
import tomllib

import pandas as pd
import pytest

from analysis.experiments.conduct import conduct
from analysis.experiments.runs import conducted
from analysis.sizing.shifts import measured
from simulation.scenario import load_scenario

TARGET = ("--target", "success_ratio>=0.5")
QUICK = ("--replications", "8", "--processes", "1")
SHIFTS = ("--over", "shifts", "--shift-lengths", "30min,1h", *QUICK)
CLASSES = """
extends = "paper/point_to_point"
demand.load_per_min = 2
demand.duration_min = 3

[fleet.peripheral]
size = 3
speed_factor = 0.7

[fleet.classes.van]
size = 2
cost_per_hour = 22

[costs]
vehicle_hour = 15
currency = "EUR"
"""


@pytest.fixture
def with_classes(tmp_path):
    path = tmp_path / "classes.toml"
    path.write_text(CLASSES)
    return path


def test_the_answer_is_sentences_couriers_by_hour_and_a_roster(call, small):
    said = call("size", small[0], *TARGET, *SHIFTS)
    assert said.code == 0
    first, *rest = said.out.splitlines()
    assert "meet success_ratio>=0.5 at the least cost found" in first
    assert any(line.startswith("That is") and "paid minutes" in line for line in rest)
    assert any(line.startswith("What binds: without one of") for line in rest)
    assert "Couriers by hour:" in rest
    assert "[fleet.peripheral]" in rest
    assert any(line.startswith("success_ratio>=0.48") for line in rest)


def test_one_document_says_it_all_and_the_same_each_time(call, small):
    first = call("size", small[0], *TARGET, *SHIFTS, "--json")
    assert call("size", small[0], *TARGET, *SHIFTS, "--json").out == first.out
    found = json.loads(first.out)
    answer = found["answer"]
    assert found["method"] == "shifts"
    assert answer["verdict"] == "meets"
    assert answer["metrics"]["success_ratio"]["low"] >= 0.5
    assert sum(int(text.split()[0]) for text in answer["shifts"]) == answer["count"]
    less = found["one_shift_less"]
    assert all(each["verdict"] != "meets" for each in less)
    assert {each["count"] for each in less} == {answer["count"] - 1}


def test_the_roster_that_is_written_does_as_the_answer_says(call, small, tmp_path):
    out = tmp_path / "sized"
    assert call("size", small[0], *TARGET, *SHIFTS, "--out", out).code == 0
    names = {path.name for path in out.iterdir()}
    assert names == {
        "answer.json",
        "couriers.csv",
        "frontier.csv",
        "index.html",
        "journal.jsonl",
        "probes.parquet",
        "question.json",
        "roster.toml",
    }
    roster = tomllib.loads((out / "roster.toml").read_text())
    answer = json.loads((out / "answer.json").read_text())["answer"]
    assert roster["fleet"]["peripheral"]["shifts"] == answer["shifts"]
    rostered = tmp_path / "rostered.toml"
    text = small[0].read_text() + (out / "roster.toml").read_text()
    rostered.write_text(text)
    runs = pd.read_parquet(out / "probes.parquet")
    of_answer = runs[runs["shifts"] == "; ".join(answer["shifts"])]
    number = int(of_answer["replication"].min())
    outcome = conduct(load_scenario(rostered), number)
    kept = of_answer[of_answer["replication"] == number]
    assert kept["log_hash"].item() == outcome.run.log_hash
    assert kept["success_ratio"].item() == outcome.kpis["success_ratio"]


def test_what_was_done_before_an_interruption_is_not_done_again(
    call, small, tmp_path, monkeypatch
):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    assert call("size", small[0], *TARGET, *SHIFTS, "--out", whole).code == 0
    done = []

    def until(most):
        def counted(*given, **named):
            if len(done) == most:
                raise KeyboardInterrupt
            done.append(given[2])
            return conducted(*given, **named)

        return counted

    monkeypatch.setattr(measured, "conducted", until(37))
    assert call("size", small[0], *TARGET, *SHIFTS, "--out", cut).code == 130
    assert not (cut / "answer.json").exists()
    monkeypatch.setattr(measured, "conducted", until(10**9))
    assert call("size", small[0], *TARGET, *SHIFTS, "--out", cut).code == 0
    answers = [(each / "answer.json").read_bytes() for each in (whole, cut)]
    assert answers[0] == answers[1]
    lines = [(each / "journal.jsonl").read_text().count("\n") for each in (whole, cut)]
    assert lines[0] == lines[1]
    monkeypatch.setattr(measured, "conducted", until(len(done)))
    assert call("size", small[0], *TARGET, *SHIFTS, "--out", cut).code == 0


def test_rounds_are_told_in_a_log(call, small, monkeypatch):
    monkeypatch.setattr("analysis.cli.progress._ROUNDS_S", 0.0)
    lines = call("size", small[0], *TARGET, *SHIFTS).err.splitlines()
    assert lines[0].startswith("round 1: ")
    assert "share on time" in lines[0]
    assert any("(proof)" in line for line in lines)
    lines = call("size", small[0], *TARGET, *QUICK).err.splitlines()
    assert lines[0].startswith("round 1: fleet elastic, 8 runs: share on time")


def test_shifts_of_classes_are_sized(call, with_classes):
    said = call("size", with_classes, *TARGET, *SHIFTS, "--json")
    assert said.code == 0
    found = json.loads(said.out)
    assert found["classes"] == ["van"]
    assert found["cheapest_by"] == "EUR"
    answer = found["answer"]
    assert all(" van " in text for text in answer["shifts"])
    hours = answer["hours_a_day"]
    assert answer["cost_a_day"] == pytest.approx(22 * hours)


@pytest.mark.slow
def test_a_mix_of_a_pool_and_a_class_is_sized(call, with_classes):
    over = "fleet.peripheral.size,fleet.classes.van.size"
    said = call(
        "size", with_classes, *TARGET, *QUICK, "--over", over, "--probes", "8", "--json"
    )
    assert said.code == 0
    found = json.loads(said.out)
    fleet = found["answer"]["fleet"]
    assert set(fleet) == set(over.split(","))
    assert found["smallest_by"] == "cost_per_order"
    assert found["bounds"]["fleet.classes.van.size"][0] == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--shift-lengths", "4"), "--shift-lengths is '4', expected lengths in half"),
        (("--shift-lengths", "25h"), "from 30min to 24h"),
        (("--classes", "bike"), "unknown class 'bike'"),
        (("--break", "4h"), "--break is '4h', expected how long and after how much"),
        (("--least", "3"), "makes no difference with --over shifts"),
        (("--most-shifts", "1", "--set", "demand.duration_min=500"), "No shifts of"),
        (("--set", "fleet.peripheral.sise=3"), "did you mean"),
    ],
)
def test_bad_input_is_one_sentence(refuse, small, arguments, sentence):
    assert sentence in refuse(
        "size", small[0], *TARGET, "--over", "shifts", *QUICK, *arguments
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--shift-lengths", "4h"), "makes no difference without --over shifts"),
        (("--over", "fleet.classes.van.size"), "unknown key"),
        (("--over", "shift"), "did you mean shifts?"),
        (("--most-shifts", "4"), "makes no difference without --over shifts"),
        (("--break", "30min after 4h"), "makes no difference without --over shifts"),
    ],
)
def test_options_of_shifts_need_shifts(refuse, small, arguments, sentence):
    assert sentence in refuse("size", small[0], *TARGET, *QUICK, *arguments)


def test_classes_that_cannot_be_sized_are_refused(refuse, with_classes):
    over = "fleet.peripheral.size,fleet.classes.vam.size"
    said = refuse("size", with_classes, *TARGET, *QUICK, "--over", over)
    assert "did you mean fleet.classes.van.size?" in said
    text = with_classes.read_text().replace("size = 3\n", "").replace("size = 2\n", "")
    with_classes.write_text(text)
    over = ("--over", "fleet.classes.van.size")
    said = refuse("size", with_classes, *TARGET, *QUICK, *over)
    assert "peripheral vehicles are elastic" in said


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("success_ratio>=95", "expected 0 to 1 (95 % is 0.95)"),
        ("success_ratio>=1.01", "is a share and the limit is 1.01"),
        ("success_ratio<=-0.1", "is a share and the limit is -0.1"),
        ("delivery_time_mean_s<=-5", "is never negative and the limit is -5"),
        ("delivery_time_mean_s>=-5", "expected 0 or more"),
    ],
)
def test_targets_that_cannot_be_are_refused_at_once(refuse, small, target, sentence):
    assert sentence in refuse("size", small[0], "--target", target, *QUICK)


@pytest.fixture
def services(tmp_path):
    """Return two scenarios of the same orders: one order a vehicle, and several."""
    direct = tmp_path / "direct.toml"
    direct.write_text(
        'extends = "paper/point_to_point"\ndemand.load_per_min = 2\n'
        "demand.duration_min = 5\ncosts.vehicle_hour = 18\n"
        'costs.currency = "EUR"\ncosts.peripheral_g_co2_per_km = 120\n'
    )
    stacked = tmp_path / "stacked.toml"
    stacked.write_text(
        'extends = "direct.toml"\nservice.mode = "stacked"\n'
        "fleet.peripheral.capacity = 2\ndispatch.rounds = 5\n"
    )
    return direct, stacked


def test_services_are_sized_side_by_side_on_the_same_orders(call, services, tmp_path):
    out = tmp_path / "both"
    said = call("size", *services, *TARGET, *SHIFTS, "--out", out)
    assert said.code == 0
    first, of, *rest = said.out.splitlines()
    assert first.startswith(("Sharing pays", "Sharing does not", "Whether sharing"))
    assert "met the same orders" in of
    assert any(line.startswith("stacked: ") for line in rest)
    assert any("Cost per order [EUR]" in line for line in rest)
    assert {path.name for path in out.iterdir()} == {
        "index.html",
        "side_by_side.csv",
        "couriers.csv",
        "direct",
        "stacked",
    }
    assert (out / "stacked" / "index.html").exists()
    table = pd.read_csv(out / "side_by_side.csv").set_index(["scenario", "metric"])
    cost = table.xs("cost_per_order", level="metric")
    assert cost["more"]["stacked"] == pytest.approx(
        cost["mean"]["stacked"] - cost["mean"]["direct"]
    )
    assert set(table["unit"].xs("cost_per_order", level="metric")) == {"EUR"}
    assert f"{abs(cost['more']['stacked']):.2f}" in first
    hours = pd.read_csv(out / "couriers.csv")
    answer = json.loads((out / "stacked" / "answer.json").read_text())["answer"]
    on_duty = {each["from"]: each["on_duty_peripheral"] for each in answer["hours"]}
    for row in hours.to_dict("records"):
        assert row["stacked"] == on_duty[row["from"]]


def test_side_by_side_is_one_document(call, services):
    said = call("size", *services, *TARGET, *SHIFTS, "--json")
    found = json.loads(said.out)
    assert [each["scenario"] for each in found["sizings"]] == ["direct", "stacked"]
    assert found["folder"] is None
    assert found["sentences"]


def test_what_is_no_fair_comparison_is_refused(refuse, services, tmp_path):
    direct, stacked = services
    other = tmp_path / "other.toml"
    other.write_text('extends = "direct.toml"\ncosts.vehicle_hour = 20\n')
    busier = tmp_path / "busier.toml"
    busier.write_text('extends = "direct.toml"\ndemand.load_per_min = 3\n')
    size = ("size", direct)
    assert "differ in costs" in refuse(*size, other, *TARGET, *SHIFTS)
    assert "differ in demand" in refuse(*size, busier, *TARGET, *SHIFTS)
    assert "is given twice" in refuse(*size, direct, *TARGET, *SHIFTS)
    assert "or --over shifts" in refuse(*size, stacked, *TARGET, *QUICK)
