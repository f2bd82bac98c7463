"""Runs of a fleet: carried out once, kept in the journal, found again."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from analysis.experiments.campaign import carry_out
from analysis.experiments.executors import Executor
from analysis.experiments.journal import RowStore
from analysis.experiments.runs import conducted, run_task
from analysis.experiments.tasks import Row, Work
from analysis.sizing.question import CORE_KEY, Fleet, Question
from simulation.errors import SimulationError
from simulation.record.kinds import CORE, Kind
from simulation.record.run import Run

JOINED = {"core": "core_vehicles", "peripheral": "peripheral_vehicles"}
Progress = Callable[[int], None]  # runs done so far
Tell = Callable[[Fleet | None, list[Row]], None]


def joined(key: str) -> str:
    """Return the column that counts what a pool has in place of an elastic fleet's.

    Classes are peripheral vehicles.
    """
    return JOINED["core" if key == CORE_KEY else "peripheral"]


class Trials(Protocol):
    """Gives what fleets come to."""

    def rows(self, fleet: Fleet | None, replications: Sequence[int]) -> list[Row]:
        """Return the KPIs of a fleet, replication by replication; None: elastic."""
        ...


class SimulatedTrials:
    """Runs of the question's scenario.

    A replication's orders are the same for every fleet (common random numbers).

    Parameters
    ----------
    question
        Whose scenario.
    checksum
        Of its region.
    journal, by
        Where finished runs are kept, and who does them.
    progress
        Told how many runs are done, of this call and those before.
    tell
        Told of what was asked about a fleet, and its rows.
    work
        Makes the row of a run; absent: :func:`sized_run`.
    """

    def __init__(  # noqa: PLR0913 - one for each part of the work
        self,
        question: Question,
        checksum: str,
        *,
        journal: RowStore,
        by: Executor,
        progress: Progress | None = None,
        tell: Tell | None = None,
        work: Work | None = None,
    ) -> None:
        self._question = question
        self._checksum = checksum
        self._journal = journal
        self._by = by
        self._progress = progress
        self._tell = tell
        self._work = work or sized_run
        self.runs = 0

    def rows(self, fleet: Fleet | None, replications: Sequence[int]) -> list[Row]:
        """Return the KPIs of a fleet, replication by replication; None: elastic.

        Raises
        ------
        SimulationError
            If a run failed; those that are done are kept.
        """
        scenario = self._question.with_fleet(fleet)
        words = "elastic" if fleet is None else self._question.named(fleet)
        tasks = [
            run_task(
                scenario,
                replication,
                self._checksum,
                work=self._work,
                also=f"fleet {words}",
            )
            for replication in replications
        ]
        results = carry_out(tasks, journal=self._journal, by=self._by)
        if results.failures:
            failed = results.failures[0]
            raise SimulationError(f"{failed.task.label}: {failed.error}")
        self.runs += len(tasks)
        if self._progress is not None:
            self._progress(self.runs)
        rows = [results.rows[task.key] for task in tasks]
        if self._tell is not None:
            self._tell(fleet, rows)
        return rows


def sized_run(
    name: str,
    scenario: dict[str, Any],
    replication: int,
    region_checksum: str,  # noqa: ARG001 - part of what the result depends on
) -> Row:
    """Run one replication; return its KPIs and the vehicles of each pool."""
    outcome = conducted(name, scenario, replication)
    return {
        **outcome.kpis,
        **vehicles_joined(outcome.run),
        "log_hash": outcome.run.log_hash,
    }


def vehicles_joined(run: Run) -> Row:
    """Return how many core vehicles there were, and how many others."""
    pools = run.events.pool[run.events.rows(Kind.VEHICLE_JOINED)]
    return {
        JOINED["core"]: int(np.count_nonzero(pools == CORE)),
        JOINED["peripheral"]: int(np.count_nonzero(pools != CORE)),
    }
