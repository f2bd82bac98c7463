"""The trade-off of a sizing as a table on the terminal."""

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from analysis.cli.cells import plain
from analysis.metrics.catalogue import KPI_OF
from analysis.metrics.display import headed, mean_and_reach
from analysis.sizing.question import COST, pool_name
from analysis.statistics import interval

if TYPE_CHECKING:
    from analysis.sizing.size import Sizing
    from analysis.sizing.verdicts import Probe

_MOST_ROWS = 14


def trade_off_table(sizing: "Sizing") -> Table:
    """Return fleets, each once, with the KPIs of the targets and 95 % half-widths.

    At most 14, those nearest to the answer.
    """
    question, best = sizing.question, sizing.best
    kpis = [target.kpi for target in question.targets]
    kpis = list(dict.fromkeys([*kpis, *([COST] if question.by_cost else [])]))
    table = plain(2)
    for key in question.over:
        table.add_column(pool_name(key), justify="right")
    table.add_column("runs", justify="right")
    for kpi in kpis:
        table.add_column(headed(question.kpi(kpi)), justify="right")
    table.add_column("")
    for probe in _nearest(sizing):
        words = [f"{count:,}" for count in probe.fleet]
        words += [str(len(probe.rows))]
        words += [_value(probe, kpi) for kpi in kpis]
        answer = best is not None and probe.fleet == best.fleet
        stage = f" ({sizing.stage(probe)})" if sizing.two_stages else ""
        arrow = " <- the answer" if answer else ""
        words.append(f"{probe.verdict.value}{stage}{arrow}")
        table.add_row(*map(Text, words))
    return table


def _nearest(sizing: "Sizing") -> "list[Probe]":
    """Return the fleets to be shown, in order of size."""
    middle = sizing.best.fleet if sizing.best is not None else sizing.most

    def distance(probe: "Probe") -> int:
        return sum(abs(a - b) for a, b in zip(probe.fleet, middle, strict=True))

    nearest = sorted(sizing.fleets, key=distance)[:_MOST_ROWS]
    return sorted(nearest, key=lambda probe: (probe.vehicles, probe.fleet))


def _value(probe: "Probe", kpi: str) -> str:
    seen = interval(probe.values(kpi))
    return " ".join(filter(None, mean_and_reach(KPI_OF[kpi], seen)))
