"""Means with intervals side by side, and what their differences say."""

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.cli.side_by_side import less, marks_of, print_what_counts
from analysis.cli.warm_up import warm_up_line
from analysis.experiments.summary import (
    Difference,
    means,
    paired_differences,
    warm_up,
)
from analysis.metrics import shown
from analysis.numbers import NOTHING, signed
from analysis.statistics import Interval, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis.experiments.replications import Replicated
    from analysis.metrics.catalogue import Kpi
    from simulation.scenario import Scenario

_COLOURS = {Verdict.BETTER: "green", Verdict.WORSE: "red", Verdict.CANNOT_TELL: "dim"}


def print_intervals(done: "Replicated") -> None:
    """Print means side by side, then each scenario's difference to the first."""
    console = Console(highlight=False)
    found = means(done)
    marks = dict(zip(found, marks_of(len(found)), strict=True))
    runs = [row["kpis"] for rows in done.rows.values() for row in rows.values()]
    rows = shown.worth_a_row(runs)
    if len(found) > 1:
        for name, mark in marks.items():
            console.print(Text(f"{mark}  {name}", overflow="fold"))
    for part in _parts(console, found, marks, rows):
        console.print(part)
    first = next(iter(found))
    for name, by_metric in paired_differences(done).items():
        console.print()
        heading = f"{less(marks[name], marks[first])}: {name} against {first}, "
        heading += "pair by pair"
        console.print(Text(heading, style="bold", overflow="fold"))
        console.print(_differences(by_metric, rows))
        console.print("All other metrics are equal in every pair, or have no value.")
    ignored = {name: each["ignored_km"] for name, each in found.items()}
    print_what_counts(
        console,
        {name: None if each is None else each.mean for name, each in ignored.items()},
    )


def say_warm_up(done: "Replicated", asked: "Mapping[str, Scenario]") -> None:
    """Print what MSER-5 suggests, for scenarios with a horizon."""
    for name, scenario in asked.items():
        found = warm_up(done, name) if done.rows[name] else None
        if found is not None:
            window = scenario.report.window_min
            said = (found.observations, found.of, found.after, window)
            click.echo(warm_up_line(name, *said))


def _parts(
    console: Console,
    found: "Mapping[str, Mapping[str, Interval | None]]",
    marks: "Mapping[str, str]",
    rows: "Sequence[Kpi]",
) -> list[Table]:
    """Return tables of as many scenarios as fit beside each other."""
    parts: list[Table] = []
    names: list[str] = []
    for name in found:
        wider = _means(found, marks, [*names, name], rows)
        if names and console.measure(wider).maximum >= console.width:
            parts.append(_means(found, marks, names, rows))
            names = []
        names.append(name)
    return [*parts, _means(found, marks, names, rows)]


def _means(
    found: "Mapping[str, Mapping[str, Interval | None]]",
    marks: "Mapping[str, str]",
    names: "Sequence[str]",
    rows: "Sequence[Kpi]",
) -> Table:
    table = _table()
    for name in names:
        heading = marks[name] if len(found) > 1 else "mean"
        table.add_column(heading, justify="right", no_wrap=True)
    for kpi in rows:
        cells = [_joined(kpi, found[name][kpi.name]) for name in names]
        table.add_row(Text(shown.headed(kpi)), *(Text(cell) for cell in cells))
    return table


def _differences(by_metric: "Mapping[str, Difference]", rows: "Sequence[Kpi]") -> Table:
    table = _table()
    table.add_column("difference", justify="right", no_wrap=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for kpi in rows:
        each = by_metric[kpi.name]
        if each.verdict in {None, Verdict.EQUAL}:
            continue
        colour = _COLOURS.get(each.verdict, "") if each.verdict else ""
        table.add_row(
            Text(shown.headed(kpi)),
            Text(_signed(kpi, each)),
            Text(_in_percent(kpi, each)),
            Text(each.verdict or "", style=colour),
        )
    return table


def _signed(kpi: "Kpi", difference: Difference) -> str:
    """Return a difference with its sign, of shares in points."""
    found = difference.interval
    if found is None:
        return NOTHING
    sign = "+" if found.mean > 0.0 else ""
    if kpi.unit == "share":
        points = Interval(100 * found.mean, 100 * found.reach, found.count)
        return f"{sign}{_joined(kpi, points)} pp"
    return sign + _joined(kpi, found)


def _joined(kpi: "Kpi", found: Interval | None) -> str:
    """Return a mean and half of its interval."""
    return " ".join(filter(None, shown.mean_and_reach(kpi, found)))


def _in_percent(kpi: "Kpi", difference: Difference) -> str:
    change = difference.change_percent
    return "" if not change or kpi.unit == "share" else f"{signed(change)} %"


def _table() -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("", no_wrap=True)
    return table
