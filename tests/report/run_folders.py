"""Small runs and a made-up sweep, kept in folders as the command keeps them."""

import json

import numpy as np
import pandas as pd

from analysis.experiments.conduct import conduct, keep
from analysis.metrics.catalogue import KPIS
from simulation.assemble import prepare
from simulation.manifests import sealed
from simulation.scenario import load_scenario

PLANS = ("paper/point_to_point", "paper/hotspots_only")
SMALL = {
    "demand.load_per_min": 4,
    "demand.duration_min": 6,
    "hotspots.docks": 1,
    "hotspots.handover_s": 30,
    "fleet.peripheral.deadheading": "driven",
}


def kept_runs(folder, replications, names=PLANS, **changed):
    """Keep replications of scenarios below a folder; return the run folders."""
    folders = []
    settings = []
    for name in names:
        scenario = load_scenario(name, SMALL | changed)
        settings.append(prepare(scenario, settings))
        for replication in range(replications):
            place = folder / name / f"{replication:03}"
            keep(conduct(scenario, replication, prepared=settings[-1]), place)
            folders.append(place)
    return folders


def kept_sweep(folder, *, replications=6, missing=0):
    """Keep a sweep whose effects are known.

    Distance is 100 km and a day's luck, 10 km more for each unit of capacity, and
    half of all that in the second scenario; time does not follow anything.
    """
    rng = np.random.RandomState(1)
    luck = rng.normal(0, 5, replications)
    rows = []
    for scenario in PLANS:
        for capacity in (2, 3, 4):
            for policy in ("greedy", "refuse"):
                for replication in range(replications):
                    kpis = {kpi.name: 1.0 for kpi in KPIS}
                    km = 100 + luck[replication] + 10 * (capacity - 2)
                    kpis["distance_all_km"] = km / (2 if scenario == PLANS[1] else 1)
                    kpis["delivery_time_mean_s"] = 600 + rng.normal(0, 5)
                    rows.append(
                        {
                            "fleet.core.capacity": capacity,
                            "requests.handler": policy,
                            "scenario": scenario,
                            "replication": replication,
                            "seed": 1,
                            **kpis,
                        }
                    )
    folder.mkdir()
    pd.DataFrame(rows[missing:]).to_parquet(folder / "runs.parquet")
    manifest = {
        "question": "Does capacity pay?",
        "study": "capacity",
        "varied": ["fleet.core.capacity", "requests.handler"],
        "runs": len(rows),
    }
    contents = {"runs.parquet": (folder / "runs.parquet").read_bytes()}
    (folder / "sweep.json").write_text(json.dumps(sealed(manifest, contents)))
    return folder
