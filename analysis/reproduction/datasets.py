"""The paper's experiment: which runs it is made of (7.2 to 7.4)."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.experiments.campaign import Results
from analysis.experiments.runs import run_task
from analysis.experiments.tasks import Row, Task
from analysis.reproduction.published import (
    BASELINE_1,
    BASELINE_2,
    COUNTED_AS,
    DELIVERAI_1,
    DELIVERAI_2,
    LOADS,
    POLICIES,
    PROFILES,
)
from simulation.errors import SimulationError
from simulation.scenario import Scenario, load_scenario

SCENARIOS = {
    BASELINE_1: "paper/point_to_point",
    BASELINE_2: "paper/hotspots_only",
    DELIVERAI_1: "paper/deliverai_1",
    DELIVERAI_2: "paper/deliverai_2",
}


@dataclass(frozen=True)
class ExperimentSetup:
    """Where an experiment takes place, and how often.

    A data set is a replication: its orders, drawn from seed and number, are the
    same for every policy and under every reading (common random numbers).
    """

    region: str  # "embedded" or the absolute path of a prepared region
    checksum: str  # of the region
    datasets: int
    seed: int

    def scenario(self, policy: str, *changes: str) -> Scenario:
        """Return the shipped scenario of a policy, in this setup, with changes."""
        placed = (f"region={self.region}", f"seed={self.seed}")
        return load_scenario(SCENARIOS[policy], [*placed, *changes])

    def tasks(self, policy: str, *changes: str) -> list[Task]:
        """Return the runs of a policy on every data set."""
        scenario = self.scenario(policy, *changes)
        return [
            run_task(scenario, number, self.checksum) for number in range(self.datasets)
        ]


@dataclass(frozen=True)
class Category:
    """The data sets of one demand (a row of Table 4)."""

    profile: str
    load_per_min: int

    @property
    def changes(self) -> tuple[str, str]:
        """Return what makes a scenario one of this category."""
        return (
            f"demand.profile={COUNTED_AS[self.profile]}",
            f"demand.load_per_min={self.load_per_min}",
        )


CATEGORIES = tuple(Category(profile, load) for profile in PROFILES for load in LOADS)


class PaperRuns:
    """The runs of the whole experiment, by category and policy.

    Parameters
    ----------
    setup
        Where and how often.
    """

    def __init__(self, setup: ExperimentSetup) -> None:
        # Policy by policy, so that neighbours share trained agents.
        self._tasks = {
            (category, policy): setup.tasks(policy, *category.changes)
            for policy in POLICIES
            for category in CATEGORIES
        }

    def tasks(self) -> Iterator[Task]:
        """Yield every task."""
        for tasks in self._tasks.values():
            yield from tasks

    def rows(self, results: Results) -> dict[tuple[Category, str], list[Row]]:
        """Return the rows of every category and policy, data set by data set.

        Raises
        ------
        SimulationError
            If one of the runs failed.
        """
        return {key: rows_of(tasks, results) for key, tasks in self._tasks.items()}


def rows_of(tasks: list[Task], results: Results) -> list[Row]:
    """Return the rows of all tasks.

    Raises
    ------
    SimulationError
        If one of them failed.
    """
    rows = [results.of(task) for task in tasks]
    missing = [task for task, row in zip(tasks, rows, strict=True) if row is None]
    if missing:
        raise SimulationError(f"{missing[0].label}: has no result.")
    return [row for row in rows if row is not None]
