"""One run carried out: simulated, measured and kept."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from analysis.metrics import kpis
from simulation.assemble import Prepared
from simulation.errors import RunError
from simulation.folders import passing_file
from simulation.record.run import Run
from simulation.scenario import Scenario
from simulation.simulation import simulate

KPI_FILE = "kpis.json"
MANY_ORDERS = 20_000  # from so many on a run that is kept streams its log to a file

Number = int | float | None
Progress = Callable[[int, int], None]  # orders released so far, of how many


@dataclass(frozen=True)
class Outcome:
    """What one run came to."""

    run: Run
    kpis: dict[str, Number]
    timing: dict[str, Number]


def conduct(
    scenario: Scenario,
    replication: int = 0,
    *,
    prepared: Prepared | None = None,
    progress: Progress | None = None,
    log_to: Path | None = None,
) -> Outcome:
    """Return the outcome of one replication of a scenario.

    Parameters
    ----------
    scenario, replication
        What is run.
    prepared
        The scenario prepared, to share between runs; absent: prepared here.
    progress
        Told now and then how many orders are released, of how many.
    log_to
        A new file for its log, if that is not to stay in memory.

    Raises
    ------
    InputError
        If the region, the trace or the routing table cannot be used.
    SimulationError
        If the run breaks off.
    """
    run = simulate(
        scenario, replication, prepared=prepared, progress=progress, log_to=log_to
    )
    return outcome_of(run)


@contextmanager
def log_beside(
    folder: Path | None, scenario: Scenario, replication: int, prepared: Prepared
) -> Iterator[Path | None]:
    """Give the name of a file for the log of a run that is to be kept in a folder.

    It is beside the folder, hidden, and gone at the end of the block, in which
    :func:`keep` lets the folder have it. None if the run is not kept, or has so few
    orders that its log may as well stay in memory.
    """
    if folder is None or len(prepared.orders(scenario, replication)) < MANY_ORDERS:
        yield None
    else:
        with passing_file(folder, RunError) as log_to:
            yield log_to


def outcome_of(run: Run) -> Outcome:
    """Return what a run at hand came to."""
    measured = kpis(run)
    return Outcome(run, measured, timing(run, measured))


def timing(run: Run, measured: dict[str, Number]) -> dict[str, Number]:
    """Return how long the event loop took [s] and its deliveries per CPU second."""
    delivered = measured["delivered"]
    rate = delivered / run.cpu_s if delivered is not None and run.cpu_s > 0 else None
    return {"wall_s": run.wall_s, "cpu_s": run.cpu_s, "deliveries_per_cpu_s": rate}


def keep(outcome: Outcome, folder: Path) -> None:
    """Write the run folder with its KPIs, whole or not at all.

    Raises
    ------
    RunError
        If `folder` exists or cannot be written.
    """
    text = json.dumps(outcome.kpis, indent=2, allow_nan=False) + "\n"
    outcome.run.write(folder, extra={KPI_FILE: text})
