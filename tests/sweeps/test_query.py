"""``deliverai query``: what DuckDB answers is what pandas reads."""

import csv
import io
import json

import pandas as pd
import pytest

from analysis.cli import main
from simulation.record.run import Run
from tests.folders import unseal
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
        (["FROM runs", "--csv", "--json"], "expected one of them"),
        (["FROM runs", "--out", "runs.txt"], "a name ending in .csv or .json"),
        (["FROM runs", "--json", "--out", "a.csv"], "ending in .csv or .json"),
        (["FROM runs", "--csv", "--out", "a.json"], "ending in .csv"),
        (["FROM runs", "--out", "none/a.csv"], "is no folder"),
        ([""], "has 0 statements, expected one"),
        (["FROM runs; FROM runs"], "has 2 statements, expected one"),
        (["SELECT '\udcff'"], "is not text in UTF-8"),
        (["SELECT error('first\n\nsecond')"], "first"),
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
    unseal(tmp_path)  # of an earlier version, and interrupted
    said = query("FROM runs", code=2, of=tmp_path).err
    assert "has no runs.parquet yet" in said


def test_an_answer_goes_to_a_new_file_and_to_no_other(query, tmp_path):
    for name in ("answer.csv", "answer.json"):
        words = ("FROM runs ORDER BY run", "--out", str(tmp_path / name))
        assert query(*words).out == f"Written: {tmp_path / name}\n"
        assert "exists already" in query(*words, code=2).err
    written = pd.read_csv(tmp_path / "answer.csv")
    assert written["run"].tolist() == list(range(16))
    assert len(json.loads((tmp_path / "answer.json").read_text())) == 16
    query("SELECT error('no')", "--out", str(tmp_path / "none.csv"), code=2)
    assert {each.name for each in tmp_path.iterdir()} == {"answer.csv", "answer.json"}


def test_times_of_a_zone_and_other_odd_values_are_text(query):
    """Python would need a package for zones; DuckDB writes the text itself."""
    rows = json.loads(
        query(
            "SELECT TIMESTAMPTZ '2026-11-28 12:00:00+02' AS t, [now()] AS l, "
            "DATE 'infinity' AS d, INTERVAL 1 day AS i, 'a'::BLOB AS b, 1.5 AS x, "
            "'nan'::DOUBLE AS n, [1, 2] AS w, {'a': 1} AS s, sum(1) AS h; -- and more",
            "--json",
        ).out
    )
    assert pd.Timestamp(rows[0]["t"]) == pd.Timestamp("2026-11-28 10:00", tz="UTC")
    assert rows[0]["l"].startswith("[")
    assert (rows[0]["d"], rows[0]["i"], rows[0]["b"]) == ("infinity", "1 day", "a")
    assert (rows[0]["x"], rows[0]["n"], rows[0]["w"]) == (1.5, None, [1, 2])
    assert (rows[0]["s"], rows[0]["h"]) == ("{'a': 1}", 1)


def test_columns_of_one_name_and_no_rows_are_shown(query):
    assert query("SELECT 1 AS a, now() AS a").out.split()[:2] == ["a", "a"]
    assert query("SELECT run FROM runs LIMIT 0", "--csv").out == "run\n"
    assert query("SELECT run FROM runs LIMIT 0", "--json").out == "[]\n"
    assert (
        query("PIVOT runs ON scenario USING sum(orders)", "--csv").out.count("\n") > 1
    )


def test_a_table_for_people_has_a_thousand_rows_and_says_so(query):
    said = query("FROM range(1000)")
    assert len(said.out.splitlines()) == 1001
    assert said.err == ""
    said = query("FROM range(1000000) AS a, range(1000000) AS b")
    assert len(said.out.splitlines()) == 1001
    assert said.err.startswith("These are the first 1,000 rows; ")
    assert len(query("FROM range(5000)", "--csv").out.splitlines()) == 5001


def test_cells_that_a_spreadsheet_would_carry_out_are_text(query):
    said = query("SELECT '=1+1' AS \"@a\", '-5' AS b, -5 AS c, '-x' AS d", "--csv").out
    assert said == "'@a,b,c,d\n'=1+1,-5,-5,'-x\n"
