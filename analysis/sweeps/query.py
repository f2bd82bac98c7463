"""SQL over the folder of a sweep."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.sweeps.folder import KEPT, RUNS, TIMINGS, read_manifest
from simulation.errors import InputError, RunError
from simulation.record.run import EVENTS

_PLACE = r"/(\d+)/(.+)/(\d+)/events\.parquet$"  # point, scenario, replication


class QueryError(InputError):
    """SQL that cannot be answered."""


@dataclass(frozen=True)
class Answer:
    """A table of values."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


def ask(folder: Path, sql: str) -> Answer:
    """Return what DuckDB answers.

    The tables are ``runs``, ``timings`` and, where run folders are kept, ``events``:
    all their events, with ``run``, ``point``, ``scenario`` and ``replication``.

    Parameters
    ----------
    folder
        Of a sweep.
    sql
        One statement; it may read nothing but this folder, and write nothing.

    Raises
    ------
    InputError
        If the folder is no sweep's, or the statement cannot be answered.
    """
    import duckdb  # noqa: PLC0415 - heavy

    with _connection(folder) as connection:
        try:
            found = connection.sql(sql)
            if found is None:
                return Answer([], [])
            return Answer(list(found.columns), found.fetchall())
        except duckdb.Error as cause:
            reason = str(cause).split("\n\n")[0].split("\nLINE")[0].replace("\n", " ")
            raise QueryError(
                f"{folder}: the query cannot be answered ({reason.rstrip('. ')}), "
                "expected SQL over runs, timings or events."
            ) from cause


@contextmanager
def _connection(folder: Path) -> Iterator[Any]:
    """Give a connection that sees the tables of the folder, and no other file."""
    import duckdb  # noqa: PLC0415 - heavy

    read_manifest(folder)
    place = folder.resolve()
    if not (place / RUNS).exists():
        raise RunError(
            f"{folder}: has no {RUNS} yet, expected a finished sweep: go on with it "
            "by `deliverai sweep ... --resume`."
        )
    with duckdb.connect() as connection:
        connection.execute("SET allowed_directories = $1", [[f"{place}/"]])
        connection.execute("SET enable_external_access = false")
        for name, file in (("runs", RUNS), ("timings", TIMINGS)):
            connection.execute(
                f"CREATE VIEW {name} AS FROM read_parquet({_quoted(place / file)})"
            )
        if any((place / KEPT).glob(f"*/**/{EVENTS}")):
            _add_events(connection, place)
        connection.execute("SET lock_configuration = true")
        yield connection


def _add_events(connection: Any, place: Path) -> None:  # noqa: ANN401 - no types
    """Add the events of all kept runs, each row with the run it is of."""
    files, pattern = _quoted(place / KEPT / "*" / "**" / EVENTS), _quoted(_PLACE)
    # Runs that are not in the table have failed since, or are no longer asked for.
    connection.execute(
        f"""
        CREATE VIEW events AS
        SELECT runs.run, runs.point, runs.scenario, runs.replication,
               kept.* EXCLUDE (filename)
        FROM read_parquet({files}, filename = true) AS kept
        JOIN runs ON runs.point = regexp_extract(filename, {pattern}, 1)::BIGINT
            AND runs.scenario = regexp_extract(filename, {pattern}, 2)
            AND runs.replication = regexp_extract(filename, {pattern}, 3)::BIGINT
        """
    )


def _quoted(text: object) -> str:
    """Return a text as SQL has it."""
    return "'" + str(text).replace("'", "''") + "'"
