"""``deliverai query``: SQL over the runs of a sweep."""

import os
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.cli import options
from analysis.cli.failures import BAD_INPUT, complain

if TYPE_CHECKING:
    from analysis.sweeps.query import Answer

_MOST_ROWS = 1_000  # of a table to be read by people


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("sql")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of rows.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the answer into this new file, .csv or .json, and print nothing.",
)
@options.measured(
    "--time", 0.001, 86_400, "S", "Most time that the query may take.", 60
)
@options.counted(
    "--memory", 100, 1_000_000, "Most memory that it may take [MB].", 2_000
)
def query(  # noqa: PLR0913 - the options of the command
    *,
    folder: Path,
    sql: str,
    as_csv: bool,
    as_json: bool,
    out: Path | None,
    time: float,
    memory: int,
) -> None:
    """Ask SQL of the runs in the FOLDER of a sweep.

    The tables are runs, timings and, with keep_runs, events; names with a point need
    double quotes:

    \b
        deliverai query FOLDER 'SELECT "fleet.core.capacity", scenario,
            avg(distance_all_km) FROM runs GROUP BY ALL ORDER BY ALL'

    Compare plans by distance_all_km, which counts every way: distance_km, the paper's
    accounting, leaves out the empty ways that some plans ignore. A query only reads,
    and only these tables.
    """  # noqa: D301 - click's sign for lines to be left as they are
    from analysis.sweeps.query import Limits, answer_to

    if as_csv and as_json:
        raise click.UsageError("--csv and --json are given, expected one of them.")
    if out is not None:
        as_json = _checked(out, as_csv=as_csv, as_json=as_json)
    with answer_to(folder, sql, Limits(time, memory, _leave)) as answer:
        if out is not None:
            _write(answer, out, as_json=as_json)
        elif as_json or as_csv:
            sys.stdout.writelines(_json(answer) if as_json else _csv(answer))
        else:
            _print_table(answer)


def _leave(why: str) -> None:
    """End at once: the statement does not hear that its time is over."""
    complain(why)
    sys.stdout.flush()
    os._exit(BAD_INPUT)


def _checked(out: Path, *, as_csv: bool, as_json: bool) -> bool:
    """Return whether the file is to be JSON, after a look at its name and place."""
    from analysis.sweeps.query import QueryError
    from simulation.folders import check_new

    kind = out.suffix.lower()
    if kind not in {".csv", ".json"} or (as_json, kind) == (True, ".csv"):
        raise QueryError(f"--out: is {out}, expected a name ending in .csv or .json.")
    if as_csv and kind == ".json":
        raise QueryError(f"--out: is {out}, expected a name ending in .csv.")
    check_new(out, QueryError)
    if not out.parent.is_dir():
        raise QueryError(f"{out}: {out.parent} is no folder, expected one that exists.")
    return kind == ".json"


def _write(answer: "Answer", out: Path, *, as_json: bool) -> None:
    from analysis.sweeps.query import QueryError
    from simulation.folders import check_new, whole_file

    with whole_file(out, QueryError) as draft:
        with draft.open("w", encoding="utf-8", newline="") as file:
            file.writelines(_json(answer) if as_json else _csv(answer))
        check_new(out, QueryError)  # somebody else may have been faster
    click.echo(f"Written: {out}")


def _json(answer: "Answer") -> Iterator[str]:
    """Yield the rows as one JSON document, a row a line."""
    import json

    between = "[\n"
    for row in answer.rows:
        values = dict(zip(answer.columns, map(_plain, row), strict=True))
        yield between + json.dumps(values, ensure_ascii=False, allow_nan=False)
        between = ",\n"
    yield "[]\n" if between == "[\n" else "\n]\n"


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever DuckDB gives
    """Return a value as JSON knows it; None for what is no number."""
    import math
    from decimal import Decimal

    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        value = float(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _csv(answer: "Answer") -> Iterator[str]:
    import csv
    import io

    from analysis.experiments.csv_files import harmless

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in _with_first(answer.columns, answer.rows):
        writer.writerow(map(harmless, row))
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def _with_first(first: Iterable[Any], rest: Iterable[Iterable[Any]]) -> Iterator[Any]:
    yield first
    yield from rest


def _print_table(answer: "Answer") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = list(islice(answer.rows, _MOST_ROWS + 1))
    more, rows = len(rows) > _MOST_ROWS, rows[:_MOST_ROWS]
    table = Table(box=None, padding=(0, 2, 0, 0))
    for index, name in enumerate(answer.columns):
        numbers = all(isinstance(row[index], int | float) for row in rows)
        table.add_column(
            Text(name),
            justify="right" if numbers else "left",
            no_wrap=True,
        )
    for row in rows:
        table.add_row(*(Text(_cell_text(value)) for value in row))
    console = Console(highlight=False)
    unlimited = console.options.update(width=100_000)
    console.width = max(
        console.width, console.measure(table, options=unlimited).maximum
    )
    console.print(table)
    if more:
        click.echo(
            f"These are the first {_MOST_ROWS:,} rows; --csv, --json and --out have "
            "all.",
            err=True,
        )


def _cell_text(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
