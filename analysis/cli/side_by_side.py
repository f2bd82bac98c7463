"""KPIs of several runs side by side, with differences to the first."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.cli.cells import plain
from analysis.metrics import display
from analysis.metrics.catalogue import Kpi
from analysis.metrics.sensitivity import late_minute_words
from analysis.metrics.terms import IN_GENERAL, Terms
from analysis.numbers import MINUS, NOTHING

Values = Mapping[str, display.Values]  # by scenario

_NO_CHANGE = {"=", NOTHING}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def print_side_by_side(
    console: Console,
    values: Values,
    terms: Terms = IN_GENERAL,
    *,
    explained: bool = True,
) -> None:
    """Print the KPIs, differences beside the values, or below where it is narrow.

    Scenarios have letters, so that no long name makes a column wide; what does
    not fit the width beside each other is printed one table after the other,
    each with the first scenario. If it is to be `explained`, what the table leaves out
    is said below it, and what is to be known of ignored ways and cancelled orders.
    """
    _print_tables(console, values, display.worth_a_row(values.values(), terms))
    if explained:
        print_what_counts(console, values, terms)


def print_what_counts(console: Console, values: Values, terms: Terms) -> None:
    """Say which rows a table of metrics leaves out, and how what is rare counts."""

    def by_name(kpi: str) -> dict[str, float | None]:
        return {name: each.get(kpi) for name, each in values.items()}

    first, *others = values
    worth = [
        late_minute_words(values[first], values[each], (first, each), terms.currency)
        for each in others
        if not terms.monies
    ]
    for words in (
        display.LEFT_OUT,
        display.ignored_ways(by_name("ignored_km")),
        display.cancelled_orders(by_name("orders_cancelled")),
        *worth,
        terms.note,
    ):
        if words:
            console.print(Text(words))


def _print_tables(console: Console, values: Values, rows: Sequence[Kpi]) -> None:
    """Print one table, or as many as the width needs."""
    names = list(values)
    marks = marks_of(len(names))
    if len(names) > 1:
        for mark, name in zip(marks, names, strict=True):
            console.print(Text(f"{mark}  {name}", overflow="fold"))
    for stacked in (False, True):
        table = _table(values, names, marks, rows, stacked=stacked)
        if _width(console, table) <= console.width:
            console.print(table)
            return
    for part in _parts(console, values, names, marks, rows):
        console.print(part)


def marks_of(count: int) -> list[str]:
    """Return A to Z, then A2 to Z2, ..."""
    rounds = (divmod(index, len(_LETTERS)) for index in range(count))
    return [_LETTERS[at] + (str(turn + 1) if turn else "") for turn, at in rounds]


def less(mark: str, first: str) -> str:
    """Return the head of a column of differences, such as B less A."""
    return f"{mark} {MINUS} {first}"


def _table(
    values: Values,
    names: Sequence[str],
    marks: Sequence[str],
    rows: Sequence[Kpi],
    *,
    stacked: bool,
) -> Table:
    """Return one table; the first name is the one to compare with."""
    table = plain()
    table.add_column("", no_wrap=True)
    single = len(names) == 1
    for position, mark in enumerate(marks):
        heading = "value" if single else mark
        table.add_column(heading, justify="right", no_wrap=True)
        if position and not stacked:
            heading = less(mark, marks[0])
            table.add_column(heading, justify="right", no_wrap=True)
    for kpi in rows:
        numbers = [values[name].get(kpi.name) for name in names]
        changes = [display.difference(kpi, numbers[0], each) for each in numbers]
        below = stacked and any(each not in _NO_CHANGE for each in changes[1:])
        cells = [display.headed(kpi)]
        for position, number in enumerate(numbers):
            cells.append(display.number(kpi, number))
            if position and not stacked:
                cells.append(changes[position])
            elif position and below:
                cells[-1] += f"\n{changes[position]}"
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _parts(
    console: Console,
    values: Values,
    names: Sequence[str],
    marks: Sequence[str],
    rows: Sequence[Kpi],
) -> list[Table]:
    """Return tables of the first scenario and as many others as fit."""
    parts: list[Table] = []
    start = 1
    while start < len(names):
        end = start + 1
        while end < len(names):
            chosen = [0, *range(start, end + 1)]
            wider = _of(values, names, marks, chosen, rows)
            if _width(console, wider) > console.width:
                break
            end += 1
        parts.append(_of(values, names, marks, [0, *range(start, end)], rows))
        start = end
    return parts or [_table(values, names, marks, rows, stacked=True)]


def _of(
    values: Values,
    names: Sequence[str],
    marks: Sequence[str],
    chosen: list[int],
    rows: Sequence[Kpi],
) -> Table:
    some, letters = ([each[i] for i in chosen] for each in (names, marks))
    return _table(values, some, letters, rows, stacked=True)


def _width(console: Console, table: Table) -> int:
    unlimited = console.options.update(width=10_000)
    return console.measure(table, options=unlimited).maximum
