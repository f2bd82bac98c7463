"""A sweep over a hypercube whose results follow from a formula, kept in a folder."""

import json

import numpy as np
import pandas as pd

from analysis.metrics.catalogue import KPIS
from analysis.sweeps.folder import FAILURES, RUNS, STUDY
from analysis.sweeps.hypercube import points_and_factors
from analysis.sweeps.study import spec_of
from simulation.manifests import sealed

SERVICES = ("paper/point_to_point", "baselines/stacked", "sharing/through")
TEXT = """
question = "Where does what pay?"
scenarios = ["paper/point_to_point", "baselines/stacked", "sharing/through"]
replications = {replications}
set.demand.duration_min = 60

[latin_hypercube]
points = {points}
seed = 3
ranges.demand.load_per_min = [5.0, 60.0]
ranges.producers.door_s = [0.0, 300.0]
ranges.hotspots.handover_s = [0.0, 120.0]
choices.fleet.peripheral.capacity = [2, 4]
settings.geography.Town = {{region = "town", promise_s = 600}}
settings.geography.Vale = {{region = "vale", promise_s = 900}}
added.promise_s = ["producers.door_s"]
"""


def km_per_order(drawn):
    """Return what an order takes in each service [km], by a formula.

    In Town, stacking saves 20 % wherever doors take no time; meeting saves 10 % at no
    door's time, and half as much as a minute more of it, so it beats stacking beyond
    120 s. In Vale nobody saves anything but stacking, 5 %.
    """
    if drawn["geography"] == "Vale":
        return 10.0, 9.5, 10.5
    minutes = drawn["producers.door_s"] / 60
    return 10.0, 8.0, 9.0 - 0.5 * minutes


def made_up_sweep(
    folder,
    *,
    points=40,
    replications=3,
    noise=0.002,
    on_time=(0.99, 0.99, 0.99),
    lost=0,
):
    """Keep a sweep of which only distances differ, by `km_per_order` and chance."""
    folder.mkdir()
    text = TEXT.format(points=points, replications=replications)
    (folder / STUDY).write_text(text)
    hypercube = spec_of(folder / STUDY).latin_hypercube
    at, drawn = points_and_factors(hypercube, "study")
    rng = np.random.RandomState(2)
    rows = []
    for number, place in enumerate(drawn):
        orders = round(60 * place["demand.load_per_min"])
        luck = rng.normal(0, 0.05, replications)  # the same for all: paired
        for service, km, share in zip(
            SERVICES, km_per_order(place), on_time, strict=True
        ):
            for replication in range(replications):
                own = rng.normal(0, noise)
                kpis = {kpi.name: 0.0 for kpi in KPIS}
                kpis |= {"orders": orders, "delivered": orders, "success_ratio": share}
                kpis["distance_all_km"] = orders * km * (1 + luck[replication] + own)
                rows.append(
                    {
                        "run": len(rows),
                        "point": number,
                        "scenario": service,
                        "replication": replication,
                        **kpis,
                    }
                )
    pd.DataFrame(rows[lost:]).to_parquet(folder / RUNS)
    manifest = {
        "question": "Where does what pay?",
        "study": "made-up",
        "scenarios": list(SERVICES),
        "replications": replications,
        "set": {"demand.duration_min": 60},
        "points": at,
        "varied": list(at[0]),
        "runs": len(rows),
    }
    (folder / FAILURES).write_text("[]")
    contents = {name: (folder / name).read_bytes() for name in (RUNS, STUDY, FAILURES)}
    (folder / "sweep.json").write_text(json.dumps(sealed(manifest, contents)))
    return folder
