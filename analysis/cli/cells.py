"""Lines, headings and plain tables of the terminal."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from analysis.compare.rows import Cells


def say(text: str) -> None:
    """Print a line."""
    click.echo(text)


def head(text: str) -> None:
    """Print a heading."""
    click.echo(f"\n{text}")


def plain(gap: int = 1) -> Table:
    """Return a table without lines, its columns so many letters apart."""
    return Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="bold")


def show(console: Console, columns: Sequence[str], rows: "Iterable[Cells]") -> None:
    """Print a table, names on the left, numbers on the right, intervals apart."""
    table = plain()
    for position, name in enumerate(columns):
        justify = "right" if position else "left"
        table.add_column(Text(name), justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.show_header = any(columns)
    for row in rows:
        apart = (each if isinstance(each, tuple) else (each,) for each in row)
        table.add_row(*map(Text, chain.from_iterable(apart)))
    console.print(table)
