"""SQL over the folder of a sweep: it reads tables in memory, and reaches no file."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from analysis.sweeps.folder import RUNS, TIMINGS, read_manifest, read_table
from analysis.sweeps.stored_events import stored_events
from simulation.errors import InputError

if TYPE_CHECKING:
    import duckdb

_BATCH = 2_000  # rows fetched at a time
_PATIENCE_S = 5.0  # for a statement that does not hear that its time is over
_AGAIN_S = 0.2  # between two interrupts: one that comes too early is not heard
_STATEMENTS = {"SELECT", "EXPLAIN", "MULTI"}  # MULTI: PIVOT
_PLAIN = re.compile(  # what Python has too; DuckDB writes the rest as text
    r"(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|VARCHAR"
    r"|DECIMAL\(\d+,\s*\d+\))(\[\])?"
)


class QueryError(InputError):
    """SQL that cannot be answered."""


@dataclass(frozen=True)
class Limits:
    """What an answer may take.

    Parameters
    ----------
    time_s
        Until the last row is taken [s].
    memory_mb
        DuckDB's memory [MB]; nothing is moved to the disk.
    unheard
        Called where a statement goes on long after its time, as planning one may.
    """

    time_s: float = 60.0
    memory_mb: int = 2_000
    unheard: Callable[[str], None] = field(default=lambda _: None)


@dataclass(frozen=True)
class Answer:
    """A table of values, its rows to be taken once."""

    columns: list[str]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def answer_to(folder: Path, sql: str, limits: Limits | None = None) -> Iterator[Answer]:
    """Give what DuckDB answers.

    The tables are ``runs``, ``timings`` and, where run folders are kept, ``events``:
    all their events, with ``run``, ``point``, ``scenario`` and ``replication``. Each
    file is checked to be the one that the sweep wrote.

    Parameters
    ----------
    folder
        Of a sweep.
    sql
        One statement that asks; it reaches these tables and no file.
    limits
        What it may take.

    Raises
    ------
    InputError
        If the folder is no sweep's or was changed, or the statement cannot be
        answered within the limits. The rows raise it too.
    """
    limits = limits or Limits()
    with (
        _connection(folder, sql, limits) as connection,
        _Clock(connection, folder, limits) as clock,
    ):
        with clock.running():
            _check_asks(connection, folder, sql)
            connection.execute(_with_plain_columns(connection, sql))
            columns = [str(each[0]) for each in connection.description]

        def rows() -> Iterator[tuple[Any, ...]]:
            while True:
                with clock.running():
                    batch = connection.fetchmany(_BATCH)
                if not batch:
                    return
                yield from batch

        yield Answer(columns, rows())


@contextmanager
def _connection(
    folder: Path, sql: str, limits: Limits
) -> "Iterator[duckdb.DuckDBPyConnection]":
    """Give a connection that has the tables of the folder, and no way to a file."""
    import duckdb  # noqa: PLC0415 - heavy

    manifest = read_manifest(folder)
    runs, timings = (read_table(folder, name, manifest) for name in (RUNS, TIMINGS))
    with duckdb.connect() as connection:
        connection.register("runs", runs)
        connection.register("timings", timings)
        if "events" in sql.lower():  # all of them are read and checked
            events = stored_events(folder, manifest, runs)
            if events is not None:
                connection.register("events", events)
        for setting in (
            f"memory_limit = '{limits.memory_mb}MB'",
            "temp_directory = ''",
            "python_enable_replacements = false",  # variables of this program
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "enable_external_access = false",
            "lock_configuration = true",
        ):
            connection.execute(f"SET {setting}")
        yield connection


def _check_asks(
    connection: "duckdb.DuckDBPyConnection", folder: Path, sql: str
) -> None:
    """Refuse what is not one statement that asks.

    Writing is impossible anyway; here it is said why.
    """
    try:
        sql.encode()
    except UnicodeEncodeError as cause:
        raise QueryError(folder, "the query is not text in UTF-8", "SQL") from cause
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise QueryError(folder, f"the query has {len(statements)} statements", "one")
    kind = statements[0].type.name
    if kind not in _STATEMENTS:
        raise QueryError(
            folder,
            f"the query is of the kind {kind}",
            "one that only asks: SELECT, FROM, WITH, PIVOT, DESCRIBE, "
            "SUMMARIZE or EXPLAIN",
        )


def _with_plain_columns(connection: "duckdb.DuckDBPyConnection", sql: str) -> str:
    """Return the statement, its columns of odd types as text.

    Times of a zone, for one, come to Python by a package that may not be there.
    """
    if connection.extract_statements(sql)[0].type.name != "SELECT":
        return sql
    relation = connection.sql(sql)
    if all(_PLAIN.fullmatch(str(kind)) for kind in relation.types):
        return sql
    columns = ", ".join(
        f"{_cast(number, str(kind))} AS {_name(name)}"
        for number, (name, kind) in enumerate(
            zip(relation.columns, relation.types, strict=True), start=1
        )
    )
    text = sql.replace("'", "''")
    return f"SELECT {columns} FROM query('{text}')"


def _cast(number: int, kind: str) -> str:
    return f"#{number}" if _PLAIN.fullmatch(kind) else f"CAST(#{number} AS VARCHAR)"


def _name(column: str) -> str:
    quoted = column.replace('"', '""')
    return f'"{quoted}"'


class _Clock:
    """Stops DuckDB when its time is over, and says what went wrong."""

    def __init__(
        self, connection: "duckdb.DuckDBPyConnection", folder: Path, limits: Limits
    ) -> None:
        self._connection = connection
        self._folder = folder
        self._limits = limits
        self._at_work = self._over = False
        self._done = threading.Event()
        self._watch = threading.Thread(target=self._watching, daemon=True)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watch.join()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let DuckDB work.

        Raises
        ------
        QueryError
            In one sentence, whatever DuckDB raises, or what makes Python's values of
            its own.
        """
        if self._over:
            raise QueryError(self._too_long())
        self._at_work = True
        try:
            yield
        except InputError:
            raise
        except Exception as cause:
            raise self._error(cause) from cause
        finally:
            self._at_work = False

    def _watching(self) -> None:
        if self._done.wait(self._limits.time_s):
            return
        self._over = True
        until_s = time.perf_counter() + _PATIENCE_S
        while not self._done.wait(_AGAIN_S):
            if not self._at_work:  # whoever takes the rows is slow
                until_s = time.perf_counter() + _PATIENCE_S
                continue
            self._connection.interrupt()
            if time.perf_counter() > until_s:
                self._limits.unheard(self._too_long())

    def _error(self, cause: Exception) -> Exception:
        import duckdb  # noqa: PLC0415 - heavy

        if self._over:
            return QueryError(self._too_long())
        if isinstance(cause, duckdb.OutOfMemoryException | MemoryError):
            return QueryError(
                f"{self._folder}: the query needs more than "
                f"{self._limits.memory_mb:,} MB of memory, expected less or a larger "
                "--memory."
            )
        if isinstance(cause, RuntimeError) and "interrupted" in str(cause):
            raise KeyboardInterrupt from cause  # DuckDB's word for Ctrl-C
        reason = str(cause).split("\n\n")[0].split("\nLINE")[0].replace("\n", " ")
        return QueryError(
            f"{self._folder}: the query cannot be answered ({reason.rstrip('. ')}), "
            "expected SQL over runs, timings or events."
        )

    def _too_long(self) -> str:
        return (
            f"{self._folder}: the query takes longer than {self._limits.time_s:g} s, "
            "expected less or a larger --time."
        )
