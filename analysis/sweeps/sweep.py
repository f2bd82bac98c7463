"""A sweep carried out: runs made once, through interruptions, and their tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.experiments.campaign import Progress, Results, carry_out
from analysis.experiments.executors import Executor, Finished
from analysis.experiments.journal import Journal
from analysis.experiments.tasks import Task
from analysis.sweeps.folder import (
    FAILURES,
    RUNS,
    STUDY,
    TIMINGS,
    SweepFolder,
    json_bytes,
    manifest_of,
    parquet_bytes,
)
from analysis.sweeps.plan import Plan
from analysis.sweeps.table import tables_of
from analysis.sweeps.work import as_kept


@dataclass
class Watched:
    """An executor that counts what fails, for whoever watches."""

    by: Executor
    failed: int = field(default=0)

    def carry_out(self, tasks: Sequence[Task]) -> Iterator[Finished]:
        """Yield every task as it ends."""
        for finished in self.by.carry_out(tasks):
            self.failed += finished.row is None
            yield finished


@dataclass(frozen=True)
class Failure:
    """A run that failed."""

    run: int
    point: dict[str, Any]
    name: str
    replication: int
    error: str
    trace: str
    scenario: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Return what ``failures.json`` says of it."""
        return {
            "run": self.run,
            "point": self.point,
            "name": self.name,
            "replication": self.replication,
            "error": self.error,
            "trace": self.trace,
            "scenario": self.scenario,
        }


def carry_out_sweep(
    plan: Plan,
    folder: SweepFolder,
    *,
    by: Executor,
    progress: Progress | None = None,
) -> list[Failure]:
    """Make the runs that are missing, write the tables, and return what failed.

    Raises
    ------
    RunError
        If the folder cannot be written; what is done so far is kept.
    """
    run_folders = folder.run_folders if plan.study.spec.keep_runs else None
    tasks = [run.task for run in plan.runs(run_folders)]
    journal = Journal(folder.journal)
    for task in tasks:
        if task.key in journal.rows and not as_kept(task, journal.rows[task.key]):
            journal.forget(task.key)
    results = carry_out(tasks, journal=journal, by=by, progress=progress)
    failures = failures_of(plan, results)
    runs, timings = tables_of(plan, results)
    contents = {
        STUDY: plan.study.text.encode(),
        FAILURES: json_bytes([each.to_dict() for each in failures]),
        TIMINGS: parquet_bytes(timings),
        RUNS: parquet_bytes(runs),
    }
    folder.write(manifest_of(plan), contents)
    return failures


def failures_of(plan: Plan, results: Results) -> list[Failure]:
    """Return the runs that failed, in the order of the plan."""
    by_key = {each.task.key: each for each in results.failures}
    if not by_key:
        return []
    return [
        Failure(
            run=run.number,
            point=plan.points[run.cell.point],
            name=run.cell.name,
            replication=run.replication,
            error=by_key[run.task.key].error,
            trace=by_key[run.task.key].trace,
            scenario=run.cell.scenario,
        )
        for run in plan.runs()
        if run.task.key in by_key
    ]
