"""Replications: scenarios on the same orders, a fixed number or as many as it takes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.experiments.conduct import conduct, keep, log_beside
from analysis.experiments.executors import Executor, Finished
from analysis.experiments.runs import shared_prepared
from analysis.experiments.tasks import Row, Task
from analysis.metrics.under_way import under_way_per_min
from analysis.statistics import Precision, observations
from simulation.scenario import Scenario, scenario_from_dict, scenario_to_dict

UNDER_WAY = "under_way_per_min"  # of a row: orders under way, by minute
Progress = Callable[[int, int], None]  # runs done, of how many so far asked for


@dataclass(frozen=True)
class Side:
    """One of the scenarios that stand side by side."""

    name: str
    scenario: Scenario
    region_checksum: str
    folder: Path | None = None  # where its run folders go; None: nothing is kept

    def task(self, replication: int) -> Task:
        """Return the task of one replication."""
        folder = None
        if self.folder is not None:
            # A process at work may stand in another folder than this one.
            folder = str(self.folder.absolute() / f"{replication:03d}")
        return Task(
            f"{self.name}, replication {replication}",
            replicated_run,
            {
                "name": self.scenario.name,
                "scenario": scenario_to_dict(self.scenario),
                "replication": replication,
                "region_checksum": self.region_checksum,
                "folder": folder,
            },
        )


@dataclass
class ReplicationResults:
    """What all sides came to."""

    rows: dict[str, dict[int, Row]]  # by side and replication; failed ones lack
    count: int = 0  # replications of each side
    failures: list[Finished] = field(default_factory=list)

    def values(self, name: str, metric: str) -> list[float | None]:
        """Return a metric of one side by replication, once where all are one run."""
        rows = self.observed(name)
        return [row["kpis"][metric] for row in rows.values()]

    def observed(self, *names: str) -> dict[int, Row]:
        """Return the rows of the first side that are observations of their own.

        Of several sides: of the replications that all of them have, as pairs.
        """
        both = [
            each
            for each in self.rows[names[0]]
            if all(each in self.rows[name] for name in names)
        ]
        logs = [
            tuple(self.rows[name][each].get("log_hash") for name in names)
            for each in both
        ]
        return {both[at]: self.rows[names[0]][both[at]] for at in observations(logs)}

    @property
    def one_run(self) -> list[str]:
        """The sides whose replications all came to one log."""
        return [
            name
            for name, rows in self.rows.items()
            if len(self.observed(name)) < len(rows)
        ]


def replicate(
    sides: Sequence[Side],
    replications: int,
    by: Executor,
    progress: Progress | None = None,
) -> ReplicationResults:
    """Return so many replications of every side; replication k has the same orders.

    A run that fails does not stop the others.
    """
    results = ReplicationResults({side.name: {} for side in sides})
    _extend(results, sides, replications, by, progress)
    return results


def replicate_until(
    sides: Sequence[Side],
    metric: str,
    precision: Precision,
    by: Executor,
    progress: Progress | None = None,
) -> ReplicationResults:
    """Return as many replications as make a metric's mean precise on every side.

    It ends early at ``precision.most``, when a run fails, where the metric has no
    value, and where all replications are one run.
    """
    results = ReplicationResults({side.name: {} for side in sides})
    wanted = precision.first()
    while wanted > results.count and not results.failures:
        _extend(results, sides, wanted, by, progress)
        values = [results.values(side.name, metric) for side in sides]
        known = [[each for each in some if each is not None] for some in values]
        if results.failures or results.one_run or known != values:
            break
        wanted = precision.next(known)
    return results


def _extend(
    results: ReplicationResults,
    sides: Sequence[Side],
    replications: int,
    by: Executor,
    progress: Progress | None,
) -> None:
    """Add replications to those that are done."""
    tasks = [
        (side.name, replication, side.task(replication))
        for side in sides  # neighbours share region and agents
        for replication in range(results.count, replications)
    ]
    before = results.count * len(sides)
    results.count = replications
    ended: dict[str, Finished] = {}
    for finished in by.carry_out(list({task.key: task for *_, task in tasks}.values())):
        ended[finished.task.key] = finished
        if progress is not None:
            progress(before + len(ended), before + len(tasks))
    for name, replication, task in tasks:  # two sides may be one scenario
        finished = ended[task.key]
        if finished.row is None:
            results.failures.append(finished)
        else:
            results.rows[name][replication] = finished.row


def replicated_run(
    name: str,
    scenario: dict[str, Any],
    replication: int,
    region_checksum: str,  # noqa: ARG001 - part of what the result depends on
    folder: str | None,
) -> Row:
    """Run one replication, keep it if asked, and return what is said of it.

    ``seed``, ``log_hash``, ``kpis``, ``timing``; with a horizon the orders under way
    in each minute too.
    """
    parsed = scenario_from_dict(scenario, name)
    prepared, place = shared_prepared(parsed), None if folder is None else Path(folder)
    with log_beside(place, parsed, replication, prepared) as log_to:
        outcome = conduct(parsed, replication, prepared=prepared, log_to=log_to)
        if place is not None:
            keep(outcome, place)
        row: Row = {
            "seed": outcome.run.seed,
            "log_hash": outcome.run.log_hash,
            "kpis": outcome.kpis,
            "timing": outcome.timing,
        }
        if parsed.horizon_s is not None:
            row[UNDER_WAY] = under_way_per_min(outcome.run).tolist()
    return row
