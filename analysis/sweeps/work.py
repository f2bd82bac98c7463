"""One run of a sweep, wherever it is made: simulated, measured, kept if asked for."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from analysis.experiments.conduct import KPI_FILE, Outcome, conduct, keep, log_beside
from analysis.experiments.runs import shared_prepared
from analysis.experiments.tasks import Row, Task, program_sha256
from simulation.errors import RunError, SimulationError
from simulation.folders import remove
from simulation.interpreter import versions
from simulation.record.run import Run
from simulation.record.run_files import read_checked
from simulation.scenario import scenario_from_dict

TIMING = "timing"  # part of a row that differs from one machine to the other


@cache
def program() -> dict[str, str]:
    """Return what the results of this process are made by."""
    return {"program_sha256": program_sha256(), **versions()}


def swept_run(
    *,
    name: str,
    scenario: dict[str, Any],
    replication: int,
    inputs: dict[str, str],
    made_by: dict[str, str],
    folder: str | None = None,
) -> Row:
    """Run one replication and return its row: seed, every KPI, log hash and timing.

    Parameters
    ----------
    name, scenario, replication
        What is run.
    inputs
        Checksums of the region and of the files that the scenario names, here too.
    made_by
        The program and the packages that must make it.
    folder
        Where the run is kept; absent: it is not.

    Raises
    ------
    InputError
        If the scenario cannot be prepared, or the run cannot be kept.
    SimulationError
        If the run breaks off, or this process has another program, region or file.
    """
    for part, ours in program().items():
        if made_by.get(part) != ours:
            raise SimulationError(
                f"{name}: {part} is {ours} in the process of the run, expected "
                f"{made_by.get(part)} as where the sweep was started."
            )
    parsed = scenario_from_dict(scenario, name)
    prepared, place = shared_prepared(parsed), None if folder is None else Path(folder)
    found = {"region": prepared.region.checksum, **prepared.inputs}
    for part, expected in inputs.items():
        if found.get(part) != expected:
            raise SimulationError(
                f"{name}: the checksum of {part} is {found.get(part)} in the process "
                f"of the run, expected {expected} as where the sweep was started."
            )
    with log_beside(place, parsed, replication, prepared) as log_to:
        outcome = conduct(parsed, replication, prepared=prepared, log_to=log_to)
        if place is not None:
            _store(outcome, place)
    return {
        "seed": outcome.run.seed,
        **outcome.kpis,
        "log_hash": outcome.run.log_hash,
        TIMING: outcome.timing,
    }


def as_kept(task: Task, row: Row) -> bool:
    """Return whether the folder of a task, if it keeps one, has the run of a row."""
    folder = task.aside.get("folder")
    if folder is None:
        return True
    try:
        manifest, contents = read_checked(folder)
        kpis_stored = json.loads(contents.get(KPI_FILE, b"{}"))
    except (RunError, ValueError):
        return False
    measured = all(row.get(name) == value for name, value in kpis_stored.items())
    return bool(measured and manifest["log_hash"] == row["log_hash"])


def _store(outcome: Outcome, folder: Path) -> None:
    """Keep a run; one that a lost process has kept before is as good or replaced."""
    if os.path.lexists(folder):
        try:
            ours, theirs = outcome.run.manifest(), Run.read(folder).manifest()
            if json.loads(json.dumps(ours | _timing_of(theirs))) == theirs:
                return
        except RunError:  # damaged
            pass
        remove(folder)
    keep(outcome, folder)


def _timing_of(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return what differs from one machine to the other."""
    return {name: manifest[name] for name in ("wall_s", "cpu_s")}
