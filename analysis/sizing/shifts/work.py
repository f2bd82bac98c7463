"""The work of a day by slot and class of vehicle, from runs with vehicles enough."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.experiments.tasks import Row
from analysis.sizing.question import MOST_VEHICLES
from analysis.sizing.shifts.asked import ShiftQuestion
from analysis.sizing.shifts.covering import Shape, coverage, shapes_of
from analysis.sizing.shifts.erlang import Counts, staffed
from analysis.sizing.shifts.measured import (
    BUSY_S,
    DAYS,
    ORDERS,
    SLOT_S,
    SLOTS,
    TASK_S,
    WAITING_S,
)
from analysis.sizing.targets import SizingError
from analysis.sizing.trials import Trials
from simulation.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, Floats

TrialsOf = Callable[[ShiftQuestion], Trials]

_ENOUGH = 0.8  # share of vehicles at work in the fullest slot, at most
_ATTEMPTS = 6  # at a fleet that is large enough, each twice the last
_FIRST = 1.5  # times the fullest slot of an elastic fleet
_DAYS = 32  # that the work is the mean of, in as few runs as have them
_USUAL = 1.0  # square roots beyond the load, to say what driving costs
_SLOT_H = SLOT_S / SECONDS_PER_HOUR


@dataclass(frozen=True, eq=False)
class Work:
    """What a day asks for.

    Attributes
    ----------
    load
        Busy vehicles by slot, were all of one class, by class, (s,) each.
    orders
        By slot, of a day, (s,).
    task_s
        For which one order keeps a vehicle of the first class busy.
    km_cost
        Of driving in an hour of duty, by class [money/h].
    days
        On which orders come, of a run.
    """

    load: dict[str | None, Floats]
    orders: Floats
    task_s: float
    km_cost: dict[str | None, float]
    days: float

    @property
    def first(self) -> Floats:
        """Load of the first class, which the others are measured by, (s,)."""
        return next(iter(self.load.values()))

    def worth(self, of_class: str | None) -> float:
        """Return how many vehicles of the first class one of a class is worth [1]."""
        return float(self.first.sum() / self.load[of_class].sum())

    def required(self, beyond: float) -> Counts:
        """Return vehicles of the first class by slot, as `staffed` has them."""
        return staffed(self.first, beyond)


def work_of(trials_of: TrialsOf, question: ShiftQuestion) -> Work:
    """Return the work of a day.

    Empty ways included: of vehicles that are there all day, more than enough of them,
    one class at a time.

    Raises
    ------
    SizingError
        If there are no orders, or no fleet is large enough.
    """
    elastic = trials_of(question).rows(None, range(1))
    seen = mean_by_slot(elastic, BUSY_S) / SLOT_S
    if not seen.any():
        raise SizingError(
            f"{question.scenario.name}: peripheral vehicles have nothing to do, "
            "expected orders."
        )
    days = elastic[0][DAYS]
    runs = range(min(question.looks[:2][-1], max(2, math.ceil(_DAYS / days))))
    load: dict[str | None, Floats] = {}
    km_cost: dict[str | None, float] = {}
    rows: list[Row] = []
    task_s = 0.0
    for name in question.classes:
        rows = _with_enough(trials_of, question, name, float(seen.max()), runs)
        load[name] = mean_by_slot(rows, BUSY_S) / SLOT_S
        hours = float(staffed(load[name], _USUAL).sum()) * _SLOT_H
        driven = np.mean(
            [(row["cost_peripheral_km"] or 0.0) / row[DAYS] for row in rows]
        )
        km_cost[name] = float(driven) / hours
        task_s = task_s or float(np.mean([row[TASK_S] or 0.0 for row in rows]))
    days = float(np.mean([row[DAYS] for row in rows]))
    return Work(load, mean_by_slot(rows, ORDERS), task_s, km_cost, days)


def _with_enough(
    trials_of: TrialsOf,
    question: ShiftQuestion,
    name: str | None,
    peak: float,
    runs: Sequence[int],
) -> list[Row]:
    """Return rows of so many vehicles of a class all day that enough are idle."""
    whole_day = (Shape(name, 0, int(SECONDS_PER_DAY)),)
    trials = trials_of(question.of_shapes(whole_day))
    vehicles = math.ceil(_FIRST * peak + 3 * math.sqrt(peak)) + 1
    for _ in range(_ATTEMPTS):
        vehicles = min(vehicles, MOST_VEHICLES)
        rows = trials.rows((vehicles,), runs)
        busy = mean_by_slot(rows, BUSY_S) / SLOT_S
        if busy.max() <= _ENOUGH * vehicles or vehicles == 1:
            return rows
        vehicles *= 2
    raise SizingError(
        f"{question.scenario.name}: even {vehicles // 2:,} vehicles are busy all the "
        "time, expected a service that takes less."
    )


def with_shapes(question: ShiftQuestion, work: Work) -> ShiftQuestion:
    """Return the question with the shifts that touch a day's work."""
    return question.of_shapes(
        shapes_of(
            question.classes,
            question.lengths_s,
            question.every_s,
            work.required(0.0),
            SLOT_S,
            question.pause,
        )
    )


def given_by(question: ShiftQuestion, work: Work) -> Floats:
    """Return what one of each shift gives to each slot, (s, n), in the first class."""
    last_call_s = question.scenario.fleet.peripheral.last_call_s
    share = coverage(question.shapes, SLOTS, SLOT_S, last_call_s)
    worth = np.array([work.worth(each.of_class) for each in question.shapes])
    weighed: Floats = share * worth
    return weighed


def mean_by_slot(rows: Sequence[Row], column: str) -> Floats:
    """Return a column by slot of the day, (s,), in the mean of days and runs."""
    known = [np.array(row[column]) / row[DAYS] for row in rows]
    mean: Floats = np.mean(known, axis=0)
    return mean


def blamed(rows: Sequence[Row]) -> Floats:
    """Return by slot, (s,), for how long orders wait for vehicles then [s]."""
    return mean_by_slot(rows, WAITING_S)
