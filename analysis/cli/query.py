"""``deliverai query``: SQL over the runs of a sweep."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from analysis.sweeps.query import Answer


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("sql")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list of rows.")
def query(*, folder: Path, sql: str, as_csv: bool, as_json: bool) -> None:
    """Ask SQL of the runs in the FOLDER of a sweep.

    The tables are runs, timings and, with keep_runs, events; names with a point need
    double quotes:

    \b
        deliverai query FOLDER 'SELECT "fleet.core.capacity", scenario,
            avg(distance_all_km) FROM runs GROUP BY ALL ORDER BY ALL'
    """  # noqa: D301 - click's sign for lines to be left as they are
    from analysis.sweeps.query import ask

    if as_csv and as_json:
        raise click.UsageError("--csv and --json are given, expected one of them.")
    answer = ask(folder, sql)
    if as_json:
        _print_json(answer)
    elif as_csv:
        _print_csv(answer)
    else:
        _print_table(answer)


def _print_json(answer: "Answer") -> None:
    import json

    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    click.echo(json.dumps(rows, indent=2, ensure_ascii=False, default=str))


def _print_csv(answer: "Answer") -> None:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows(answer.rows)
    click.echo(text.getvalue(), nl=False)


def _print_table(answer: "Answer") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0))
    for index, name in enumerate(answer.columns):
        numbers = all(isinstance(row[index], int | float) for row in answer.rows)
        table.add_column(
            Text(name),
            justify="right" if numbers else "left",
            no_wrap=True,
        )
    for row in answer.rows:
        table.add_row(*(Text(_shown(value)) for value in row))
    console = Console(highlight=False)
    unlimited = console.options.update(width=100_000)
    console.width = max(
        console.width, console.measure(table, options=unlimited).maximum
    )
    console.print(table)


def _shown(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
