"""Days of work whose cheapest roster is known: no simulation, all the rest."""

from dataclasses import dataclass, field
from itertools import product

import numpy as np

from analysis.sizing.shifts.asked import ShiftQuestion
from analysis.sizing.shifts.covering import coverage
from analysis.sizing.shifts.measured import SLOT_S, SLOTS
from analysis.sizing.shifts.size import size_shifts
from analysis.sizing.targets import read_targets
from simulation.scenario import load_scenario
from simulation.streams import Streams

HOUR_S = 3600


def by_hour(values):
    """Return values of 24 hours by slot."""
    return np.repeat(np.asarray(values, dtype=float), HOUR_S // SLOT_S)


def cheapest_by_trying(share, required, cost, most):
    """Return the least cost of counts up to `most` that cover what is required."""
    counts = np.array(list(product(range(most + 1), repeat=cost.size)))
    covers = (counts @ share.T >= required - 1e-9).all(axis=1)
    return (counts[covers] @ cost).min() if covers.any() else None


@dataclass
class Day:
    """Runs of a day: what they come to is a function of who is on duty.

    Parameters
    ----------
    load
        Of vehicles at work by slot.
    service
        From vehicles on duty by slot to KPIs and to the waiting by slot [s].
    worth
        Of a vehicle of each class, the first is 1.
    """

    load: np.ndarray
    service: object
    noise: float = 0.0
    worth: dict = field(default_factory=lambda: {None: 1.0})
    asked: list = field(default_factory=list)

    def of(self, question):
        """Return the runs of a question's rosters."""
        return _Runs(self, question)

    def row(self, question, fleet, number):
        """Return what a run comes to, as the worker gives it."""
        duty = np.full(SLOTS, 1e6)
        worth = 1.0
        if fleet is not None:
            share = coverage(question.shapes, SLOTS, SLOT_S, 0.0)
            each = [self.worth[shape.of_class] for shape in question.shapes]
            duty = (share * each) @ np.array(fleet)
            if len({shape.of_class for shape in question.shapes}) == 1:
                worth = each[0]
        kpis, waiting_s = self.service(duty)
        draw = Streams(1, number).get(f"{fleet}").normal() * self.noise
        return {
            **{name: value + draw for name, value in kpis.items()},
            "orders_by_slot": (self.load > 0).astype(int).tolist(),
            "late_by_slot": [0] * SLOTS,
            "waiting_s": waiting_s.tolist(),
            "busy_s": (self.load / worth * SLOT_S).tolist(),
            "busy_per_order_s": 180.0,
            "days": 1,
            "paid_hours": 0.0 if fleet is None else question.hours(fleet),
            "delivered": 100,
            "cost_peripheral_km": None,
            "cost_total": None,
            "cost_per_order": None,
            "log_hash": f"{fleet} {number}",
        }


@dataclass
class _Runs:
    day: Day
    question: ShiftQuestion

    def rows(self, fleet, replications):
        self.day.asked += [(fleet, number) for number in replications]
        return [self.day.row(self.question, fleet, each) for each in replications]


def asked(*targets, hours=(4,), given=(), **more):
    scenario = load_scenario("paper/point_to_point", given or ())
    lengths = tuple(each * HOUR_S for each in hours)
    return ShiftQuestion(scenario, read_targets(targets), (), lengths_s=lengths, **more)


def sized(day, question, **more):
    """Return what a sizing of a day comes to."""
    return size_shifts(day.of, question, lambda *_: None, **more)
