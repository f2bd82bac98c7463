"""KPIs of several runs side by side, with differences to the first."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.metrics.catalogue import KPIS, MONEY, Kpi

Number = int | float | None
Values = Mapping[str, Mapping[str, Number]]  # by scenario, by KPI

_NOTHING = "-"
_NO_CHANGE = {"=", _NOTHING}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LARGE = 1000


def print_side_by_side(console: Console, values: Values) -> None:
    """Print the KPIs, differences beside the values, or below where it is narrow.

    Scenarios have letters, so that no long name makes a column wide; what does
    not fit the width beside each other is printed one table after the other,
    each with the first scenario.
    """
    names = list(values)
    marks = marks_of(len(names))
    if len(names) > 1:
        for mark, name in zip(marks, names, strict=True):
            console.print(Text(f"{mark}  {name}", overflow="fold"))
    for stacked in (False, True):
        table = _table(values, names, marks, stacked=stacked)
        if _width(console, table) <= console.width:
            console.print(table)
            return
    for part in _parts(console, values, names, marks):
        console.print(part)


def difference(kpi: Kpi, first: Number, this: Number) -> str:
    """Return how `this` differs: in percent, in points for shares."""
    if first is None or this is None:
        return _NOTHING
    if kpi.unit == "share":
        return f"{100 * (this - first):+.1f} pp"
    if this == first:
        return "="
    if first == 0:
        return f"+{shown(kpi, this)}" if this > 0 else shown(kpi, this)
    return f"{100 * (this - first) / abs(first):+.1f} %"


def shown(kpi: Kpi, value: Number) -> str:
    """Return a KPI's value as the table has it."""
    if value is None:
        return _NOTHING
    if isinstance(value, int):
        return f"{value:,}"
    if kpi.unit == "share":
        return f"{value:.3f}"
    return f"{value:,.0f}" if abs(value) >= 10 * _LARGE else f"{value:,.2f}"


def worth_a_row(values: Values) -> list[Kpi]:
    """Return the KPIs to show: those measured; costs only where prices were given."""
    return [
        kpi
        for kpi in KPIS
        if any(kpi.name in each for each in values.values())
        and (
            kpi.unit != MONEY
            or any(each.get(kpi.name) is not None for each in values.values())
        )
    ]


def named(kpi: Kpi) -> str:
    """Return a KPI's label with its unit."""
    return kpi.label if kpi.unit in {"", "share"} else f"{kpi.label} [{kpi.unit}]"


def marks_of(count: int) -> list[str]:
    """Return A to Z, then A2 to Z2, ..."""
    rounds = (divmod(index, len(_LETTERS)) for index in range(count))
    return [_LETTERS[at] + (str(turn + 1) if turn else "") for turn, at in rounds]


def _table(
    values: Values, names: Sequence[str], marks: Sequence[str], *, stacked: bool
) -> Table:
    """Return one table; the first name is the one to compare with."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("", no_wrap=True)
    single = len(names) == 1
    for position, mark in enumerate(marks):
        heading = "value" if single else mark
        table.add_column(heading, justify="right", no_wrap=True)
        if position and not stacked:
            table.add_column(f"{mark} - {marks[0]}", justify="right", no_wrap=True)
    for kpi in worth_a_row(values):
        numbers = [values[name].get(kpi.name) for name in names]
        changes = [difference(kpi, numbers[0], each) for each in numbers]
        below = stacked and any(each not in _NO_CHANGE for each in changes[1:])
        cells = [named(kpi)]
        for position, number in enumerate(numbers):
            cells.append(shown(kpi, number))
            if position and not stacked:
                cells.append(changes[position])
            elif position and below:
                cells[-1] += f"\n{changes[position]}"
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _parts(
    console: Console, values: Values, names: Sequence[str], marks: Sequence[str]
) -> list[Table]:
    """Return tables of the first scenario and as many others as fit."""
    parts: list[Table] = []
    start = 1
    while start < len(names):
        end = start + 1
        while end < len(names):
            chosen = [0, *range(start, end + 1)]
            wider = _of(values, names, marks, chosen)
            if _width(console, wider) > console.width:
                break
            end += 1
        parts.append(_of(values, names, marks, [0, *range(start, end)]))
        start = end
    return parts or [_table(values, names, marks, stacked=True)]


def _of(
    values: Values, names: Sequence[str], marks: Sequence[str], chosen: list[int]
) -> Table:
    return _table(
        values, [names[i] for i in chosen], [marks[i] for i in chosen], stacked=True
    )


def _width(console: Console, table: Table) -> int:
    unlimited = console.options.update(width=10_000)
    return console.measure(table, options=unlimited).maximum
