"""Sizings by shifts as tables on the terminal."""

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from analysis.cli.cells import plain

if TYPE_CHECKING:
    from analysis.sizing.shifts.beside import Beside
    from analysis.sizing.shifts.size import ShiftSizing

_MOST_ROWS = 48


def beside_table(beside: "Beside") -> Table:
    """Return what the answers of several scenarios come to."""
    from analysis.metrics.display import headed, mean_and_reach

    table = plain(2)
    table.add_column("")
    for name in beside.names:
        table.add_column(name, justify="right")
    for name in beside.names[1:]:
        table.add_column(f"{name}, more", justify="right")
    for kpi in beside.metrics:
        seen = [mean_and_reach(kpi, each) for each in beside.seen(kpi)]
        cells = [" ".join(filter(None, each)) for each in seen]
        table.add_row(*map(Text, (headed(kpi), *cells)))
    return table


def hours_table(sizing: "ShiftSizing") -> Table:
    """Return couriers by hour of the answer."""
    from analysis.sizing.shifts.document import hours_frame, with_somebody
    from analysis.sizing.shifts.words import class_words

    frame = with_somebody(hours_frame(sizing))
    names = [class_words(name) for name in sizing.question.classes]
    table = plain(2)
    table.add_column("from")
    for head in ("orders", "late", "at work", *names):
        table.add_column(head, justify="right")
    for row in frame.head(_MOST_ROWS).to_dict("records"):
        late = f"{100 * row['late_share']:.1f} %" if row["orders"] else ""
        cells = [row["from"], f"{row['orders']:.1f}", late, f"{row['load']:.1f}"]
        cells += [f"{row[f'on_duty_{name}']:,}" for name in names]
        table.add_row(*map(Text, cells))
    return table


def frontier_table(sizing: "ShiftSizing") -> Table:
    """Return what other limits of the first target take."""
    from analysis.numbers import NOTHING
    from analysis.sizing.shifts.document import frontier_frame
    from analysis.sizing.shifts.words import money

    frame = frontier_frame(sizing)
    question = sizing.question
    unit = money(question) if question.by_cost else "h"
    table = plain(2)
    table.add_column("target", no_wrap=True)
    heads = ["shifts", "h/day", *([f"{unit}/day"] if question.by_cost else [])]
    heads += [f"{money(question)}/order"] if question.priced else []
    heads += [f"{unit}/day more per {frame['per'].iloc[0]}"]
    for head in heads:
        table.add_column(head, justify="right")
    names = ["shifts", "hours_a_day", *(["cost_a_day"] if question.by_cost else [])]
    names += ["cost_per_order"] if question.priced else []
    for row in frame.to_dict("records"):
        cells = [row["target"]]
        for name in (*names, "extra_a_day"):
            value, digits = row[name], 0 if name == "shifts" else 2
            known = value == value  # noqa: PLR0124 - not NaN
            cells.append(f"{value:,.{digits}f}" if known else NOTHING)
        table.add_row(*map(Text, cells))
    return table
