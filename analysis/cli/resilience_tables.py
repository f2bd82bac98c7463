"""The tables of ``deliverai resilience``."""

from rich.table import Table

from analysis.metrics.display import number
from analysis.resilience.study import Answer
from analysis.resilience.words import (
    HURT,
    day_name,
    hurt_row,
    less_words,
    level,
    mean_words,
    open_words,
)
from analysis.resilience.work import GOOD


def by_plan(answer: Answer) -> Table:
    """Return the metric by plan and day, and the largest regret of each plan."""
    table = Table(box=None, pad_edge=False)
    table.add_column("plan")
    for day in answer.days:
        table.add_column(day_name(day), justify="right")
    table.add_column("largest regret", justify="right")
    for plan in answer.names:
        regret, day = answer.most_regret(plan)
        of_day = f" ({day_name(day)})" if regret > 0 else ""
        cells = [level(answer, answer.mean(plan, each)) for each in answer.days]
        mark = " *" if plan == answer.recommended and len(answer.names) > 1 else ""
        said = f"{number(answer.question.kpi, regret)}{of_day}"
        table.add_row(f"{plan}{mark}", *cells, said)
    return table


def by_day(answer: Answer) -> Table:
    """Return what each day does to each plan."""
    table = Table(box=None, pad_edge=False)
    for head in ("day", "plan"):
        table.add_column(head)
    table.add_column("worse by", justify="right")
    for _, head, _ in HURT:
        table.add_column(head, justify="right")
    table.add_column("open at the end")
    for day in answer.days:
        if day == GOOD:
            continue
        for plan in answer.names:
            row = hurt_row(answer, plan, day)
            cells = [mean_words(row[name], digits) for name, _, digits in HURT]
            less = less_words(answer, plan, day)
            where = open_words(answer, plan, day)
            table.add_row(day_name(day), plan, less, *cells, where)
    return table
