"""Results of a reproduction without a single run: made up, but of the right shape."""

import zlib

from analysis.experiments.campaign import Results
from analysis.experiments.runs import measured_run
from analysis.metrics import KPIS
from analysis.reproduction.datasets import ExperimentSetup
from analysis.reproduction.optimality import measured_gap
from analysis.reproduction.reproduce import Reproduction
from analysis.reproduction.training import trained_curves
from simulation.demand.profiles import counts_per_minute
from simulation.region import load_region

REGION = load_region("embedded")
SETUP = ExperimentSetup("embedded", REGION.checksum, 3, 1)


def experiment(setup=SETUP, region=REGION):
    return Reproduction(setup, region)


def results_of(tasks, **changes):
    """Return a row for every task; `changes` replace KPIs of every run."""
    return Results({task.key: row_of(task, changes) for task in tasks})


def row_of(task, changes):
    if task.work is measured_run:
        return run_row(task.inputs) | changes
    if task.work is trained_curves:
        return curves(task.inputs)
    assert task.work is measured_gap
    return gap(task.inputs)


def run_row(given):
    """Return KPIs that differ a little from scenario to scenario and data set."""
    demand = given["scenario"]["demand"]
    noise = zlib.crc32(repr(given).encode()) % 1000 / 10_000  # 0 to 0.1
    row = {
        kpi.name: 0.5 + noise if kpi.unit == "share" else 100 * (1 + noise)
        for kpi in KPIS
    }
    counts = counts_per_minute(
        demand["profile"], demand["load_per_min"], demand["duration_min"]
    )
    row |= {"orders": int(counts.sum()), "vehicles_active": 100}
    return row | {"active_per_min": [0, 40, 60, 30, 0], "log_hash": "0" * 64}


def curves(given):
    policy = given["scenario"]["routing"]["policy"]
    points = [1, 10, 100, given["scenario"]["routing"]["episodes"]]
    falling, rising = [0.3, 0.2, 0.1, 1e-9], [0.0, 0.3, 0.9, 1.0]
    return {
        "episode": points,
        "agents": [5, 18],
        "error": [falling, falling],
        "agreement": [rising, rising],
        "mean_error": falling,
        "mean_agreement": rising,
        "episodes_until_agreed": 900 if policy == "q_boltzmann" else None,
    }


def gap(given):
    number = given["replication"]
    return {
        "deliveries": 10 + number,
        "pairs": 3,
        "unshared_km": 30.0,
        "greedy_km": 27.0 + number,
        "pairing_km": 26.0,
        "bound_km": 25.0,
        "pairing_proven": True,
        "bound_proven": number != 1,
    }


def findings(**changes):
    made = experiment()
    return made.findings(results_of(made.tasks(), **changes))
