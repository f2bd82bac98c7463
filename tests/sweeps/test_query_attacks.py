"""A query reads the tables of its folder; whatever it says, it does nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.cli import main
from analysis.sweeps.query import Limits, QueryError, answer_to
from simulation.errors import InputError
from tests.sweeps.conftest import SMALL

ROOT = Path(__file__).parents[2]
TRIED = [  # statements that write, reach a file, or change what is allowed
    "COPY runs TO '{out}/runs.parquet'",
    "COPY (SELECT 1 AS run) TO '{out}/runs.parquet' (FORMAT parquet)",
    "COPY runs FROM '{out}/runs.parquet'",
    "EXPORT DATABASE '{out}/exported'",
    "IMPORT DATABASE '{out}'",
    "ATTACH '{out}/own.duckdb' AS own",
    "ATTACH ':memory:' AS own",
    "DETACH memory",
    "USE memory",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "RESET enable_external_access",
    "SET GLOBAL temp_directory = '{out}'",
    "PRAGMA enable_profiling",
    "PRAGMA database_list",
    "CALL enable_logging(storage := 'file', storage_path := '{out}/log')",
    "FROM enable_logging(storage := 'file', storage_path := '{out}/log')",
    "CREATE TABLE own AS FROM runs",
    "CREATE OR REPLACE VIEW runs AS SELECT 1",
    "CREATE SECRET (TYPE s3)",
    "CREATE MACRO f() AS 1",
    "INSERT INTO runs SELECT * FROM runs",
    "UPDATE runs SET orders = 0",
    "DELETE FROM runs",
    "DROP VIEW runs",
    "ALTER TABLE runs RENAME TO other",
    "TRUNCATE runs",
    "VACUUM",
    "CHECKPOINT",
    "PREPARE p AS SELECT 1",
    "EXECUTE p",
    "BEGIN",
    "EXPLAIN ANALYZE COPY runs TO '{out}/runs.parquet'",
    "FROM '{out}/runs.parquet'",
    "FROM read_parquet('{out}/runs.parquet')",
    "FROM read_parquet('{out}/*.parquet')",
    "FROM read_csv('/etc/passwd')",
    "FROM read_text('/etc/passwd')",
    "FROM read_blob('/proc/self/environ')",
    "FROM read_json('{out}/sweep.json')",
    "FROM sniff_csv('/etc/passwd')",
    "FROM glob('/etc/*')",
    "FROM parquet_metadata('{out}/runs.parquet')",
    "FROM read_csv('https://127.0.0.1:9/a.csv')",
    "FROM query('COPY runs TO ''{out}/runs.parquet''')",
    "FROM query_table('{out}/runs.parquet')",
    "SELECT getenv('HOME')",
    "FROM plan",  # a variable of this program
    "FROM sys",
    "WITH w AS (DELETE FROM runs RETURNING *) FROM w",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return the folder of a finished sweep."""
    place = tmp_path_factory.mktemp("swept")
    study = place / "study.toml"
    study.write_text(SMALL)
    words = ["--executor", "serial", "--replications", "1"]
    assert main(["sweep", str(study), "--out", str(place / "out"), *words]) == 0
    return place / "out"


def contents(folder):
    """Return every file in a folder, by name."""
    return {each.name: each.read_bytes() for each in folder.iterdir()}


@pytest.mark.parametrize("sql", TRIED)
def test_nothing_is_written_and_no_other_file_is_read(folder, sql, capsys):
    before = contents(folder)
    assert main(["query", str(folder), sql.format(out=folder)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Error: ")
    assert said.err.count("\n") == 1
    assert contents(folder) == before
    assert {each.name for each in folder.parent.iterdir()} == {"out", "study.toml"}


ODD = st.sampled_from(
    [
        *("SELECT", "FROM", "runs", "timings", "events", "WHERE", "GROUP BY ALL"),
        *("(", ")", ",", ";", "*", "'", '"', "$1", "?", "--", "/*", "1e999", "NULL"),
        *("sum(orders)", "run", "::DATE", "::TIMESTAMPTZ", "::BLOB", "now()", "[]"),
        *("WITH RECURSIVE", "PIVOT", "UNPIVOT", "DESCRIBE", "SUMMARIZE", "EXPLAIN"),
        *("UNION ALL", "CAST(", "AS", "x", "ON", "LATERAL", "VALUES (1)", "QUALIFY"),
        *("range(3)", "unnest([1, 2])", "STRUCT_PACK(a := 1)", "\N{SNOWMAN}", "\0"),
        *("uuid()", "MAP {'a': 1}", "INTERVAL 1 day", "'294247-01-10'::TIMESTAMP"),
        *("TRY(", "COLUMNS(*)", "-", "%", "\udcff", "'infinity'", "LIMIT -1", "x.y.z"),
    ]
)
WORDS = st.lists(ODD, max_size=12).map(" ".join)
ASKING = st.tuples(st.sampled_from(["SELECT", "FROM", "SELECT 1,"]), WORDS)


@given(st.one_of(ASKING.map(" ".join), WORDS, st.text(max_size=40)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_answered_or_refused_in_one_sentence(folder, sql):
    said = "."
    try:
        with answer_to(folder, sql) as answer:
            for _, row in zip(range(10), answer.rows, strict=False):
                assert len(row) == len(answer.columns)
    except InputError as cause:
        said = str(cause)
    assert said.endswith(".")
    assert "Traceback" not in said


ENDLESS = [
    "SELECT sum(a.range * b.range) FROM range(1000000) AS a, range(1000000) AS b",
    "WITH RECURSIVE t AS (FROM range(1) UNION ALL FROM t) SELECT count(*) FROM t",
    "SELECT a.range FROM range(1000000) a, range(1000000) b ORDER BY hash(a, b)",
]


@pytest.mark.parametrize("sql", ENDLESS)
def test_a_query_without_an_end_is_stopped(folder, sql):
    with (
        pytest.raises(QueryError, match=r"takes longer than 0\.2 s, expected less"),
        answer_to(folder, sql, Limits(time_s=0.2)) as answer,
    ):
        list(answer.rows)


def test_rows_without_an_end_are_stopped_too(folder):
    sql = "FROM range(1000000) AS a, range(1000000) AS b"
    with answer_to(folder, sql, Limits(time_s=0.2)) as answer:
        assert len(next(answer.rows)) == 2
        with pytest.raises(QueryError, match="takes longer than"):
            for _ in answer.rows:
                pass


def test_a_query_that_needs_too_much_memory_is_refused(folder):
    sql = "SELECT list(range) FROM range(1000000000)"
    with (
        pytest.raises(QueryError, match="needs more than 100 MB of memory"),
        answer_to(folder, sql, Limits(memory_mb=100)) as answer,
    ):
        list(answer.rows)


@pytest.mark.slow
def test_planning_without_an_end_is_stopped_too(folder):
    """DuckDB does not hear while it plans 2^40 joins; the command ends then."""
    steps = ["t0 AS (SELECT 1)"]
    steps += [f"t{n} AS (FROM t{n - 1} a, t{n - 1} b)" for n in range(1, 40)]
    sql = f"WITH {', '.join(steps)} SELECT count(*) FROM t39"
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "query", folder, sql, "--time", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "takes longer than 1 s" in done.stderr
