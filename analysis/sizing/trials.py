"""Runs of a fleet: carried out once, kept in the journal, found again."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from analysis.experiments.campaign import carry_out
from analysis.experiments.conduct import conduct
from analysis.experiments.executors import Executor
from analysis.experiments.journal import RowStore
from analysis.experiments.runs import run_task, shared_prepared
from analysis.experiments.tasks import Row
from analysis.sizing.question import Fleet, Question
from simulation.errors import SimulationError
from simulation.record.kinds import CORE, Kind
from simulation.scenario import scenario_from_dict

JOINED = {"core": "core_vehicles", "peripheral": "peripheral_vehicles"}
Progress = Callable[[int], None]  # runs done so far


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
    """

    def __init__(
        self,
        question: Question,
        checksum: str,
        *,
        journal: RowStore,
        by: Executor,
        progress: Progress | None = None,
    ) -> None:
        self._question = question
        self._checksum = checksum
        self._journal = journal
        self._by = by
        self._progress = progress
        self.runs = 0

    def rows(self, fleet: Fleet | None, replications: Sequence[int]) -> list[Row]:
        """Return the KPIs of a fleet, replication by replication; None: elastic.

        Raises
        ------
        SimulationError
            If a run failed; those that are done are kept.
        """
        scenario = self._question.with_fleet(fleet)
        words = "elastic" if fleet is None else " + ".join(map(str, fleet))
        tasks = [
            run_task(
                scenario,
                replication,
                self._checksum,
                work=sized_run,
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
        return [results.rows[task.key] for task in tasks]


def sized_run(
    name: str,
    scenario: dict[str, Any],
    replication: int,
    region_checksum: str,  # noqa: ARG001 - part of what the result depends on
) -> Row:
    """Run one replication; return its KPIs and the vehicles of each pool."""
    parsed = scenario_from_dict(scenario, name)
    outcome = conduct(parsed, replication, prepared=shared_prepared(parsed))
    events = outcome.run.events
    kinds = events.pool[events.rows(Kind.VEHICLE_JOINED)]
    return {
        **outcome.kpis,
        JOINED["core"]: int(np.count_nonzero(kinds == CORE)),
        JOINED["peripheral"]: int(np.count_nonzero(kinds != CORE)),
        "log_hash": outcome.run.log_hash,
    }
