"""Plans on good and bad days: what is asked, carried out, and what it comes to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from analysis.experiments.campaign import carry_out
from analysis.experiments.executors import Executor, Finished
from analysis.experiments.journal import RowStore
from analysis.experiments.tasks import Row, Task
from analysis.metrics.catalogue import KPI_OF, Kpi
from analysis.resilience.days import Day
from analysis.resilience.work import GOOD, days_of_a_plan
from analysis.statistics import CONFIDENCE, Interval, differences, interval
from simulation.errors import InputError
from simulation.scenario import Scenario, scenario_to_dict

Progress = Callable[[int, int], None]  # replications of plans done, of how many


@dataclass(frozen=True)
class Plan:
    """A way to run the operation, and the same on every bad day."""

    name: str
    scenario: Scenario
    on: Mapping[str, Scenario]  # by day
    unused: Mapping[str, list[str]] = field(default_factory=dict)  # keys, by day


@dataclass(frozen=True)
class Question:
    """Which of some plans bears some days best.

    Parameters
    ----------
    plans, days
        In order.
    metric
        The KPI by which plans are compared; one that has a better direction.
    replications
        Of each plan and day.
    window_min
        Length of the window whose worst one is looked for [min].
    tolerance
        Open orders above those of the good day that are no disturbance any more,
        over that day's mean [1].
    """

    plans: Sequence[Plan]
    days: Sequence[Day]
    metric: str
    replications: int
    window_min: float
    tolerance: float

    @property
    def kpi(self) -> Kpi:
        """The KPI."""
        return KPI_OF[self.metric]

    def check(self) -> None:
        """Refuse what cannot be answered.

        Raises
        ------
        InputError
            If the metric is none, or no direction of it is better.
        """
        if self.metric not in KPI_OF:
            raise InputError("--by", f"{self.metric} is no metric", "a KPI's name")
        if self.kpi.better == "neither":
            raise InputError(
                "--by",
                f"neither more nor less {self.metric} is better",
                "a KPI with a better direction, such as success_ratio",
            )


@dataclass(frozen=True)
class Answer:
    """What plans came to, by replication and day."""

    question: Question
    rows: Mapping[str, list[Row]]  # by plan; a row has what was measured by day
    failures: Sequence[Finished] = ()

    @property
    def names(self) -> list[str]:
        """Names of the plans."""
        return [plan.name for plan in self.question.plans]

    @property
    def days(self) -> list[str]:
        """Names of all days, the good one first."""
        return [GOOD, *(day.name for day in self.question.days)]

    def of(self, plan: str, day: str, name: str) -> list[Any]:
        """Return what was measured of a plan on a day, by replication."""
        return [row[day][name] for row in self.rows[plan]]

    def kpi(self, plan: str, day: str, metric: str = "") -> list[float | None]:
        """Return a KPI of a plan on a day, by replication; absent: the metric's."""
        name = metric or self.question.metric
        return [row[day]["kpis"][name] for row in self.rows[plan]]

    def mean(self, plan: str, day: str, metric: str = "") -> Interval | None:
        """Return its mean with its interval."""
        return interval(self.kpi(plan, day, metric))

    def less_good(self, plan: str, day: str) -> Interval | None:
        """Return by how much a plan is worse than on the good day, pair by pair."""
        return interval(
            [
                None if v is None else self._sign * v
                for v in differences(self.kpi(plan, GOOD), self.kpi(plan, day))
            ]
        )

    @property
    def _sign(self) -> float:
        return 1.0 if self.question.kpi.better == "higher" else -1.0

    def worth(self, plan: str, day: str) -> float:
        """Return a plan's mean on a day, more being better; -inf if it has none."""
        found = self.mean(plan, day)
        return float("-inf") if found is None else self._sign * found.mean

    @cached_property
    def best_of(self) -> dict[str, str]:
        """Which plan is best on each day."""
        return {
            day: max(self.names, key=lambda p: self.worth(p, day)) for day in self.days
        }

    def worst_day(self, plan: str) -> str:
        """Return the day on which a plan does worst."""
        return min(self.days, key=lambda day: self.worth(plan, day))

    def regret(self, plan: str, day: str) -> float:
        """Return by how much a plan is worse than the best one on a day."""
        return self.worth(self.best_of[day], day) - self.worth(plan, day)

    def most_regret(self, plan: str) -> tuple[float, str]:
        """Return the most that a plan is worse than the best one, and on which day."""
        day = max(self.days, key=lambda day: self.regret(plan, day))
        return self.regret(plan, day), day

    @cached_property
    def recommended(self) -> str:
        """The plan of the smallest largest regret; of equals the first."""
        return min(self.names, key=lambda plan: self.most_regret(plan)[0])

    @property
    def confidence(self) -> float:
        """Of each comparison with the recommended plan: all hold together at 95 %."""
        others = max(1, len(self.names) - 1)
        return 1 - (1 - CONFIDENCE) / others

    def ahead(self, plan: str) -> Interval | None:
        """Return by how much the recommended plan is better than another one.

        Pair by pair, on the day of the other's largest regret; of the confidence that
        holds for all plans together.
        """
        _, day = self.most_regret(plan)
        ours, theirs = self.kpi(self.recommended, day), self.kpi(plan, day)
        gaps = differences(ours, theirs, self._sign)
        return interval(gaps, self.confidence)


def answer(
    question: Question,
    checksum: str,
    *,
    journal: RowStore,
    by: Executor,
    progress: Progress | None = None,
) -> Answer:
    """Carry a question out and return what it comes to.

    Parameters
    ----------
    question
        What is asked.
    checksum
        Of the region.
    journal, by
        Where finished work is kept, and who does it.
    progress
        Told how much is done.
    """
    tasks = {
        plan.name: [
            _task(question, plan, checksum, k) for k in range(question.replications)
        ]
        for plan in question.plans
    }
    every = [task for of_plan in tasks.values() for task in of_plan]
    results = carry_out(every, journal=journal, by=by, progress=progress)
    rows = {
        name: [row for task in of_plan if (row := results.of(task)) is not None]
        for name, of_plan in tasks.items()
    }
    return Answer(question, rows, results.failures)


def _task(question: Question, plan: Plan, checksum: str, replication: int) -> Task:
    return Task(
        f"{plan.name}, replication {replication}",
        days_of_a_plan,
        {
            "name": plan.scenario.name,
            "scenario": scenario_to_dict(plan.scenario),
            "days": {day: scenario_to_dict(each) for day, each in plan.on.items()},
            "replication": replication,
            "region_checksum": checksum,
            "window_min": question.window_min,
            "tolerance": question.tolerance,
        },
    )
