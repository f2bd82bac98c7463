"""Means with intervals side by side, and what their differences say."""

from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.cli.cells import plain
from analysis.cli.notes import warm_up_line
from analysis.cli.side_by_side import less, marks_of, print_what_counts
from analysis.experiments.summary import (
    Difference,
    means,
    paired_differences,
    warm_up,
)
from analysis.metrics import display
from analysis.metrics.terms import terms_of
from analysis.numbers import NOTHING, signed
from analysis.statistics import Interval, Verdict
from simulation.scenario import scenario_to_dict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from analysis.experiments.replications import ReplicationResults
    from analysis.metrics.catalogue import Kpi
    from simulation.scenario import Scenario

_COLOURS = {Verdict.BETTER: "green", Verdict.WORSE: "red", Verdict.CANNOT_TELL: "dim"}


def print_intervals(
    results: "ReplicationResults", scenarios: "Iterable[Scenario]"
) -> None:
    """Print means side by side, then each scenario's difference to the first."""
    console = Console(highlight=False)
    by_name = means(results)
    marks = dict(zip(by_name, marks_of(len(by_name)), strict=True))
    runs = [row["kpis"] for rows in results.rows.values() for row in rows.values()]
    terms = terms_of(map(scenario_to_dict, scenarios))
    rows = display.worth_a_row(runs, terms)
    if len(by_name) > 1:
        for name, mark in marks.items():
            console.print(Text(f"{mark}  {name}", overflow="fold"))
    for part in _parts(console, by_name, marks, rows):
        console.print(part)
    first = next(iter(by_name))
    for name, by_metric in paired_differences(results).items():
        console.print()
        heading = f"{less(marks[name], marks[first])}: {name} against {first}, "
        heading += "pair by pair"
        console.print(Text(heading, style="bold", overflow="fold"))
        console.print(_differences(by_metric, rows))
        console.print("All other metrics are equal in every pair, or have no value.")
    counts = {
        name: {
            kpi: None if found is None else found.mean for kpi, found in each.items()
        }
        for name, each in by_name.items()
    }
    print_what_counts(console, counts, terms)


def say_warm_up(
    results: "ReplicationResults", scenarios: "Mapping[str, Scenario]"
) -> None:
    """Print what MSER-5 suggests, for scenarios with a horizon."""
    for name, scenario in scenarios.items():
        suggestion = warm_up(results, name) if results.rows[name] else None
        if suggestion is not None:
            window = scenario.report.window_min
            values = (suggestion.observations, suggestion.of, suggestion.after, window)
            click.echo(warm_up_line(name, *values))


def _parts(
    console: Console,
    by_name: "Mapping[str, Mapping[str, Interval | None]]",
    marks: "Mapping[str, str]",
    rows: "Sequence[Kpi]",
) -> list[Table]:
    """Return tables of as many scenarios as fit beside each other."""
    parts: list[Table] = []
    names: list[str] = []
    for name in by_name:
        wider = _means(by_name, marks, [*names, name], rows)
        if names and console.measure(wider).maximum >= console.width:
            parts.append(_means(by_name, marks, names, rows))
            names = []
        names.append(name)
    return [*parts, _means(by_name, marks, names, rows)]


def _means(
    by_name: "Mapping[str, Mapping[str, Interval | None]]",
    marks: "Mapping[str, str]",
    names: "Sequence[str]",
    rows: "Sequence[Kpi]",
) -> Table:
    table = _table()
    for name in names:
        heading = marks[name] if len(by_name) > 1 else "mean"
        table.add_column(heading, justify="right", no_wrap=True)
    for kpi in rows:
        cells = [_joined(kpi, by_name[name][kpi.name]) for name in names]
        table.add_row(Text(display.headed(kpi)), *(Text(cell) for cell in cells))
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
            Text(display.headed(kpi)),
            Text(_signed(kpi, each)),
            Text(_in_percent(kpi, each)),
            Text(each.verdict or "", style=colour),
        )
    return table


def _signed(kpi: "Kpi", difference: Difference) -> str:
    """Return a difference with its sign, of shares in points."""
    change = difference.interval
    if change is None:
        return NOTHING
    sign = "+" if change.mean > 0.0 else ""
    if kpi.unit == "share":
        points = Interval(100 * change.mean, 100 * change.reach, change.count)
        return f"{sign}{_joined(kpi, points)} pp"
    return sign + _joined(kpi, change)


def _joined(kpi: "Kpi", mean: Interval | None) -> str:
    """Return a mean and half of its interval."""
    return " ".join(filter(None, display.mean_and_reach(kpi, mean)))


def _in_percent(kpi: "Kpi", difference: Difference) -> str:
    change = difference.change_percent
    return "" if not change or kpi.unit == "share" else f"{signed(change)} %"


def _table() -> Table:
    table = plain(2)
    table.add_column("", no_wrap=True)
    return table
