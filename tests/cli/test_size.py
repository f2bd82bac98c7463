"""``deliverai size``, called as a user calls it."""

import json

import pandas as pd
import pytest

TARGET = ("--target", "success_ratio>=0.5")
QUICK = ("--replications", "8", "--processes", "1")


def test_the_answer_is_a_sentence_and_a_table(call, small):
    said = call("size", small[0], *TARGET, *QUICK)
    assert said.code == 0
    assert all(line.startswith("round ") for line in said.err.splitlines())
    first, *rest = said.out.splitlines()
    assert "peripheral vehicles" in first
    assert "are the smallest fleet" in first
    assert "success_ratio>=0.5, with 95 % confidence" in first
    assert any(line.startswith("For comparison, an elastic fleet") for line in rest)
    assert sum("<- the answer" in line for line in rest) == 1
    assert any(line.startswith("±: half of a 95 % interval") for line in rest)


def test_one_document_says_it_all_and_the_same_each_time(call, small):
    first = call("size", small[0], *TARGET, *QUICK, "--json")
    assert call("size", small[0], *TARGET, *QUICK, "--json").out == first.out
    found = json.loads(first.out)
    size = found["answer"]["fleet"]["fleet.peripheral.size"]
    assert found["targets"][0]["kpi"] == "success_ratio"
    assert found["method"] == "bisection"
    curve = {
        each["fleet"]["fleet.peripheral.size"]: each for each in found["trade_off"]
    }
    assert curve[size]["verdict"] == "meets"
    assert curve[size]["metrics"]["success_ratio"]["low"] >= 0.5
    assert size == 1 or curve[size - 1]["verdict"] != "meets"
    assert found["elastic"]["vehicles_fleet"]["mean"] >= 1


def test_no_fleet_is_said_in_a_sentence_with_exit_code_1(call, small):
    said = call(
        "size", small[0], "--target", "delivery_time_mean_s<=1", "--most", "3", *QUICK
    )
    assert said.code == 1
    assert said.out.startswith("No fleet up to 3 peripheral vehicles is shown to meet")


def test_a_folder_holds_answer_page_and_runs_and_is_gone_on_with(
    call, small, tmp_path, monkeypatch
):
    out = tmp_path / "sized"
    assert call("size", small[0], *TARGET, *QUICK, "--out", out).code == 0
    names = {path.name for path in out.iterdir()}
    assert names == {
        "answer.json",
        "index.html",
        "journal.jsonl",
        "probes.parquet",
        "question.json",
        "trade_off.csv",
    }
    kept = {name: (out / name).read_bytes() for name in names}
    assert b"are the smallest fleet" in kept["index.html"]
    runs = pd.read_parquet(out / "probes.parquet")
    answer = json.loads(kept["answer.json"])
    tried = sum(each["replications"] for each in answer["trade_off"])
    assert len(runs) == tried + answer["elastic"]["replications"]

    def never(*_, **__):
        raise AssertionError("a run that is kept was done again")

    monkeypatch.setattr("analysis.sizing.trials.conducted", never)
    assert call("size", small[0], *TARGET, *QUICK, "--out", out).code == 0
    assert {name: (out / name).read_bytes() for name in names} == kept


def test_a_folder_of_something_else_is_left_alone(refuse, small, tmp_path):
    (tmp_path / "mine").mkdir()
    asked = ("size", small[0], *TARGET, *QUICK, "--out", tmp_path / "mine")
    assert "is no sizing" in refuse(*asked)
    assert list((tmp_path / "mine").iterdir()) == []


def test_another_scenario_does_not_go_on_in_the_same_folder(
    call, refuse, small, tmp_path
):
    out = tmp_path / "sized"
    assert call("size", small[0], *TARGET, *QUICK, "--out", out).code == 0
    said = refuse("size", small[0], *TARGET, *QUICK, "--seed", "2", "--out", out)
    assert "holds a sizing of another scenario" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "--target is missing"),
        (("--target", "sucess_ratio>=0.9"), "did you mean success_ratio?"),
        (("--target", "success_ratio=0.9"), "expected a KPI, >= or <="),
        ((*TARGET, "--over", "fleet.core.size"), "makes no difference"),
        ((*TARGET, "--over", "fleet.size"), "unknown key 'fleet.size'"),
        ((*TARGET, "--least", "0"), "--least is '0', expected a whole number"),
        ((*TARGET, "--least", "5", "--most", "4"), "--least is 5 and --most is 4"),
        ((*TARGET, "--replications", "1"), "'--replications': 1 is not in"),
        ((*TARGET, "--set", "fleet.core.sise=3"), "did you mean"),
        ((*TARGET, "--set", "region=nowhere"), "nowhere"),
    ],
)
def test_bad_input_is_one_sentence(refuse, small, tmp_path, arguments, sentence):
    out = tmp_path / "out"
    assert sentence in refuse("size", small[0], *arguments, "--processes", "1")
    assert not out.exists()


def test_an_unknown_scenario_is_one_sentence(refuse):
    assert "no such scenario" in refuse("size", "paper/nothing", *TARGET)


@pytest.mark.slow
def test_two_pools_are_sized_by_search_and_proof(call, small):
    said = call(
        "size",
        small[1],
        "--target",
        "success_ratio>=0.6",
        "--replications",
        "32",
        "--probes",
        "12",
        "--processes",
        "1",
        "--json",
    )
    assert said.code == 0
    found = json.loads(said.out)
    assert found["method"] == "surrogate"
    assert set(found["answer"]["fleet"]) == {"fleet.core.size", "fleet.peripheral.size"}
    assert any("proved on replications" in each for each in found["sentences"])
