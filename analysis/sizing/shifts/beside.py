"""Rosters of several scenarios side by side, on the same fresh orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.experiments.tasks import Row
from analysis.metrics.catalogue import Kpi
from analysis.sizing.question import COST
from analysis.sizing.search import FRESH
from analysis.sizing.shifts.asked import ShiftQuestion
from analysis.sizing.shifts.document import hours_frame
from analysis.sizing.shifts.measured import DAYS, PAID_H
from analysis.sizing.shifts.size import ShiftSizing
from analysis.sizing.shifts.work import TrialsOf
from analysis.sizing.targets import SizingError
from analysis.statistics import Interval, differences, interval
from simulation.scenario import scenario_to_dict

if TYPE_CHECKING:
    from pandas import DataFrame

_FIRST = 100 * FRESH  # replication: neither a search nor a proof has seen it
_LOOKS = 2  # of a question: so many runs of each roster
PAID_MIN = Kpi(
    "paid_min_per_order",
    "Paid time an order",
    "min",
    "Paid hours of couriers over delivered orders.",
    "",
    "own",
    "lower",
)
_PAID_H_A_DAY = Kpi(
    "paid_hours_a_day",
    "Paid hours a day",
    "h",
    "Whole shifts, breaks and overtime of couriers over days.",
    "",
    "own",
    "lower",
)
_KPIS = (
    "success_ratio",
    "delivery_time_mean_s",
    "delivery_time_p95_s",
    "distance_all_km",
    "km_per_order",
    "co2_g_per_order",
    "shared_peripheral_share",
)


@dataclass(frozen=True, eq=False)
class Beside:
    """Sizings of several scenarios, and what their answers come to.

    Attributes
    ----------
    sizings
        In the order given; at least two.
    rows
        Of each answer, by replication, all on the same orders; empty: none.
    """

    sizings: list[ShiftSizing]
    rows: list[list[Row]]

    @property
    def names(self) -> list[str]:
        """What the scenarios are called."""
        return [each.question.scenario.name for each in self.sizings]

    @property
    def metrics(self) -> list[Kpi]:
        """What is shown of each, the price first; none that no run has."""
        question = self.sizings[0].question
        cost = [question.kpi(COST)] if question.priced else []
        shown = [*cost, _PAID_H_A_DAY, PAID_MIN, *map(question.kpi, _KPIS)]
        return [
            kpi
            for kpi in shown
            if any(value for at in range(len(self.rows)) for value in self._of(at, kpi))
        ]

    @property
    def deciding(self) -> Kpi:
        """What is to be small: the cost of an order, else its paid time."""
        return self.metrics[0] if self.sizings[0].question.priced else PAID_MIN

    def _of(self, at: int, kpi: Kpi) -> list[float | None]:
        return [_value(row, kpi.name) for row in self.rows[at]]

    def mean(self, at: int, kpi: Kpi) -> Interval | None:
        """Return a metric of one answer with its 95 % interval."""
        return interval(self._of(at, kpi)) if self.rows[at] else None

    def more(self, at: int, kpi: Kpi) -> Interval | None:
        """Return by how much another answer has more than the first, order for order.

        None where one of them has nothing to observe.
        """
        if not (self.rows[0] and self.rows[at]):
            return None
        return interval(differences(self._of(at, kpi), self._of(0, kpi)))

    def seen(self, kpi: Kpi) -> list[Interval | None]:
        """Return a metric of each answer, then how each but the first differs."""
        answers = range(len(self.rows))
        return [
            *(self.mean(at, kpi) for at in answers),
            *(self.more(at, kpi) for at in answers[1:]),
        ]


def _value(row: Row, name: str) -> float | None:
    if name == _PAID_H_A_DAY.name:
        return float(row[PAID_H] / row[DAYS])
    if name == PAID_MIN.name:
        return 60 * row[PAID_H] / row["delivered"] if row["delivered"] else None
    value: float | None = row.get(name)
    return value


def check_alike(questions: Sequence[ShiftQuestion]) -> None:
    """Check that scenarios meet the same orders at the same prices.

    Raises
    ------
    SizingError
        If two have one name, or differ in what would make them another question.
    """
    first, *others = questions
    names = [each.scenario.name for each in questions]
    for other in others:
        name = other.scenario.name
        if names.count(name) > 1:
            raise SizingError(name, "is given twice", "scenarios of different names")
        for part in ("seed", "region", "promise_s", "demand", "costs"):
            mine, theirs = (
                scenario_to_dict(each.scenario).get(part) for each in (first, other)
            )
            if mine != theirs:
                raise SizingError(
                    f"{first.scenario.name} and {name}",
                    f"differ in {part}",
                    "the same orders, promise and prices in what is sized side by side",
                )


def folder_of(question: ShiftQuestion) -> str:
    """Return the name of the folder of one sizing among others."""
    return question.scenario.name.replace("/", "-")


def side_by_side(sizings: list[ShiftSizing], trials: Sequence[TrialsOf]) -> Beside:
    """Return what the answers come to on orders that none of them was chosen by."""
    rows: list[list[Row]] = []
    for sizing, trials_of in zip(sizings, trials, strict=True):
        question = sizing.question
        first = 0 if question.exact else _FIRST
        numbers = range(first, first + question.looks[:_LOOKS][-1])
        rows.append(
            []
            if sizing.best is None
            else trials_of(question).rows(sizing.best.fleet, numbers)
        )
    return Beside(sizings, rows)


def beside_frame(beside: Beside) -> "DataFrame":
    """Return every metric of every answer, one a row, and how it differs.

    Columns: `scenario`, `metric`, `unit`, `mean`, `low`, `high`, `more`, `more_low`,
    `more_high` (than the first scenario); NaN where there is none.
    """
    import pandas as pd  # noqa: PLC0415 - heavy

    rows = []
    for at, name in enumerate(beside.names):
        for kpi in beside.metrics:
            mean, more = beside.mean(at, kpi), beside.more(at, kpi) if at else None
            rows.append(
                {
                    "scenario": name,
                    "metric": kpi.name,
                    "unit": kpi.unit,
                    **_limits("mean", "low", "high", mean),
                    **_limits("more", "more_low", "more_high", more),
                }
            )
    return pd.DataFrame(rows)


def _limits(mean: str, low: str, high: str, seen: Interval | None) -> dict[str, float]:
    if seen is None:
        return dict.fromkeys((mean, low, high), np.nan)
    width = seen.reach if seen.count > 1 else np.nan
    return {mean: seen.mean, low: seen.mean - width, high: seen.mean + width}


def on_duty_frame(beside: Beside) -> "DataFrame":
    """Return couriers on duty by hour of every answer, one a column, beside orders.

    By half hours if one of them has shifts that begin or end at them.
    """
    hours = [
        (name, hours_frame(each))
        for name, each in zip(beside.names, beside.sizings, strict=True)
        if each.best is not None
    ]
    frame = hours[0][1][["from", "orders"]].copy()
    for name, each in hours:
        frame[name] = each.filter(like="on_duty_").sum(axis=1)
        frame[f"{name}, late"] = each["late_share"]
    there = frame[[name for name, _ in hours]].sum(axis=1)
    return frame[(frame["orders"] > 0) | (there > 0)]
