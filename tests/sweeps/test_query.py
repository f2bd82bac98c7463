"""``deliverai query``: what DuckDB answers is what pandas reads."""

import csv
import io
import json

import pandas as pd
import pytest

from analysis.cli import main
from simulation.record.run import Run
from tests.sweeps.conftest import SMALL


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a finished sweep with kept runs."""
    place = tmp_path_factory.mktemp("swept")
    study = place / "study.toml"
    study.write_text("keep_runs = true\n" + SMALL)
    out = place / "it's out"  # a name that SQL has to quote
    words = ["--executor", "serial", "--replications", "2"]
    assert main(["sweep", str(study), "--out", str(out), *words]) == 0
    return out


@pytest.fixture
def query(folder, capsys):
    """Return a function that asks; it expects the exit code."""

    def call(*arguments, code=0, of=folder):
        capsys.readouterr()
        assert main(["query", str(of), *arguments]) == code
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return said

    return call


def test_json_has_every_value_to_the_last_digit(query, folder):
    rows = json.loads(query("FROM runs ORDER BY run", "--json").out)
    frame = pd.read_parquet(folder / "runs.parquet")
    assert list(rows[0]) == list(frame.columns)
    assert [row["distance_km"] for row in rows] == frame["distance_km"].tolist()
    assert [row["log_hash"] for row in rows] == frame["log_hash"].tolist()


def test_csv_is_what_other_programs_read(query, folder):
    text = query(
        'SELECT "hotspots.docks" AS docks, avg(orders) AS mean FROM runs '
        "GROUP BY ALL ORDER BY ALL",
        "--csv",
    ).out
    rows = list(csv.DictReader(io.StringIO(text)))
    frame = pd.read_parquet(folder / "runs.parquet")
    means = frame.groupby("hotspots.docks")["orders"].mean()
    assert {row["docks"]: float(row["mean"]) for row in rows} == means.to_dict()


def test_the_table_shows_names_and_values_in_full(query):
    lines = query(
        "SELECT scenario, count(*) AS number, NULL AS nothing FROM runs "
        "GROUP BY ALL ORDER BY ALL"
    ).out.splitlines()
    assert lines[0].split() == ["scenario", "number", "nothing"]
    assert [line.split() for line in lines[1:]] == [
        ["paper/hotspots_only", "8", "-"],
        ["paper/point_to_point", "8", "-"],
    ]


def test_events_of_kept_runs_belong_to_their_run(query, folder):
    rows = json.loads(
        query(
            "SELECT run, scenario, replication, count(*) AS events, "
            "sum(distance_m) / 1000 AS km FROM events GROUP BY ALL ORDER BY run",
            "--json",
        ).out
    )
    frame = pd.read_parquet(folder / "runs.parquet")
    assert [row["run"] for row in rows] == frame["run"].tolist()
    for row, run in zip(rows, frame.to_dict("records"), strict=True):
        place = folder / "runs" / f"{run['point']:04d}" / run["scenario"]
        kept = Run.read(place / f"{run['replication']:03d}")
        assert kept.log_hash == run["log_hash"]
        assert row["events"] == len(kept.events)
        assert row["scenario"] == run["scenario"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["SELEKT 1"], "the query cannot be answered (Parser Error"),
        (["SELECT nothing FROM runs"], "nothing"),
        (["FROM elsewhere"], "elsewhere"),
        (["FROM read_csv('/etc/passwd')"], "disabled"),
        (["COPY runs TO '/tmp/stolen.csv'"], "disabled"),
        (["SET enable_external_access = true"], "locked"),
        (["FROM runs", "--csv", "--json"], "expected one of them"),
    ],
)
def test_a_bad_query_is_one_sentence(query, arguments, says):
    said = query(*arguments, code=2)
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert says in said.err


def test_a_folder_that_is_no_sweep_is_one_sentence(query, tmp_path, folder):
    assert "does not exist" in query("FROM runs", code=2, of=tmp_path / "none").err
    assert "is no sweep" in query("FROM runs", code=2, of=tmp_path).err
    (tmp_path / "sweep.json").write_text((folder / "sweep.json").read_text())
    said = query("FROM runs", code=2, of=tmp_path).err
    assert "has no runs.parquet yet" in said
