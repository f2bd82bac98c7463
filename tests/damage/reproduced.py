"""A reproduction of three runs, gone on with as the command does."""

from pathlib import Path

import pandas as pd

from analysis.cli.failures import complain, exit_code, sentence
from analysis.experiments.campaign import carry_out
from analysis.experiments.executors import Serial
from analysis.experiments.journal import Journal
from analysis.experiments.runs import run_task
from analysis.reproduction.datasets import ExperimentSetup
from analysis.reproduction.folder import ReproductionFolder
from simulation.errors import DeliverAIError
from simulation.region import load_region
from simulation.scenario import load_scenario

KEYS = ["demand.load_per_min=1", "demand.duration_min=2", "region=region"]


def begin_reproduction(name: str, seed: str) -> int:
    """Make a folder with three runs of a seed."""
    return go_on_with_reproduction(name, seed)


def go_on_with_reproduction(name: str, seed: str) -> int:
    """Make the runs that a folder lacks, and its table; return the exit code.

    The whole experiment takes minutes; folder, journal and tables are the command's.
    """
    try:
        checksum = load_region("region").checksum
        setup = ExperimentSetup("region", checksum, 2, int(seed))
        folder = ReproductionFolder.open(Path(name), setup, "Five Nodes")
        scenario = load_scenario("paper/point_to_point", [*KEYS, f"seed={seed}"])
        tasks = [run_task(scenario, number, checksum) for number in range(3)]
        results = carry_out(tasks, journal=Journal(folder.journal), by=Serial())
        rows = [results.of(task) for task in tasks]
        folder.write_tables({"runs": pd.DataFrame(rows)})
    except DeliverAIError as cause:
        complain(sentence(cause))
        return exit_code(cause)
    return 0
