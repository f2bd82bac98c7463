"""What 1,000 cities of 365 days would take, by rates that are measured here.

A city is a prepared region, or a made one (as of `tests.benchmarks.city`); a day is a
replication of 24 hours. Measured are, each in a process of its own: preparing a city,
from disk and out of the store of a cluster; a day of each service with its KPIs, the
first of a process left out, and the memory of that process; and what the process that
hands out runs does for each. The rest is multiplication.

    python -m tests.benchmarks.many_cities --hotspots 30 --orders 2000
    python -m tests.benchmarks.many_cities --region FOLDER --orders 20000
"""

import argparse
import json
import pickle
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from analysis.experiments.campaign import Results
from analysis.experiments.executors import all_finished
from analysis.experiments.journal import Journal
from analysis.sweeps.folder import parquet_bytes
from analysis.sweeps.plan import plan_of
from analysis.sweeps.study import load_study
from analysis.sweeps.table import tables_of
from simulation.assemble import prepare
from simulation.scenario import load_scenario
from tests.benchmarks.city import SERVICES, made_city
from tests.benchmarks.taken import peak_mib

CITIES, DAYS, HOURS = 1_000, 365, 24
MINUTES = 60  # of an hour
RUNS = 1_000  # of a service, of which handing out is measured


def cpu_s(call):
    """Return the CPU time of a call [s], and what it returned."""
    since_s = time.process_time()
    result = call()
    return time.process_time() - since_s, result


def study_of(region, orders, folder):
    """Return the study of a city: a day a replication."""
    path = Path(folder) / "study.toml"
    minutes = HOURS * MINUTES
    path.write_text(
        f'question = "How long?"\nscenarios = {json.dumps(list(SERVICES))}\n'
        f'replications = {DAYS}\nset.region = "{region}"\n'
        f"set.demand.duration_min = {minutes}\n"
        f"set.demand.load_per_min = {orders / minutes}\n"
    )
    return load_study(str(path))


def of_a_city(region, orders):
    """Return what preparing takes, from disk and from the store."""
    took_s, prepared = cpu_s(
        lambda: prepare(load_scenario(SERVICES[-1], {"region": region}))
    )
    buffers = []
    text = pickle.dumps(prepared.for_others(), 5, buffer_callback=buffers.append)
    again_s, _ = cpu_s(lambda: pickle.loads(text, buffers=buffers))
    shared = sum(each.raw().nbytes for each in buffers) + len(text)
    with TemporaryDirectory() as folder:
        plan_s, _ = cpu_s(lambda: plan_of(study_of(region, orders, folder)))
    return {
        "a city prepared from disk [CPU s]": took_s,
        "the same out of the store [CPU s]": again_s,
        "a city in the store [MB]": shared / 1e6,
        "planning a city [CPU s]": plan_s,
    }


def of_a_day(region, orders, service):
    """Return what a day of a service takes in a process that has made one before."""
    with TemporaryDirectory() as folder:
        plan = plan_of(study_of(region, orders, folder))
        days = [run.task for run in plan.runs() if run.cell.name == service][:2]
    all_finished(days[:1])
    took_s, [ended] = cpu_s(lambda: all_finished(days[1:]))
    assert ended.row is not None, ended.error
    return {"a day [CPU s]": took_s, "a process [MiB]": peak_mib()}


def handing_out(region, orders):
    """Return what the process that hands runs out does for each, by short runs."""
    with TemporaryDirectory() as folder:
        study, file = study_of(region, orders, folder), Path(folder) / "journal.jsonl"
        plan = plan_of(study, ["demand.duration_min=1"], RUNS)
        tracemalloc.start()
        tasks = [run.task for run in plan.runs()]
        rows = {task.key: {} for task in tasks}
        grown, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        name_s, tasks = cpu_s(lambda: [run.task for run in plan.runs()])
        key_s, _ = cpu_s(lambda: [task.key for task in tasks])
        send_s, _ = cpu_s(lambda: [pickle.loads(pickle.dumps(each)) for each in tasks])
        row = all_finished(tasks[:1])[0].row
        rng = np.random.default_rng(1)
        for key in rows:  # of numbers that no other row has
            one = rng.random()
            rows[key] = {
                name: value * one if isinstance(value, float) else value
                for name, value in row.items()
            }

        def keep():
            with Journal(file).open() as opened:
                for key, each in rows.items():
                    opened.add(key, each)

        since_s = time.perf_counter()
        keep_s, _ = cpu_s(keep)
        wait_s = time.perf_counter() - since_s - keep_s
        table_s, (table, _) = cpu_s(lambda: tables_of(plan, Results(rows)))
        sums = {
            "naming, sending, keeping a run [CPU ms]": 1e3
            * (name_s + key_s + 2 * send_s + keep_s),
            "waiting for the disk, a run [ms]": 1e3 * wait_s,
            "its row of the table [CPU ms]": 1e3 * table_s,
            "memory of a run to come [kB]": grown / 1e3,
            "its line of the journal [kB]": file.stat().st_size / 1e3,
            "its row of the table [kB]": len(parquet_bytes(table)) / 1e3,
        }
    return {name: of_all / len(plan) for name, of_all in sums.items()}


def by_itself(*words):
    """Return what a function of this module finds in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", __spec__.name, "--part", *map(str, words)],
        check=True,
        stdout=subprocess.PIPE,
    )
    found = json.loads(done.stdout)
    for name, value in found.items():
        print(f"{name}: {value:,.4g}", flush=True)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--region", help="a prepared region; else one is made")
    parser.add_argument("--hotspots", type=int, default=30, help="of a made city")
    parser.add_argument("--orders", type=int, default=2_000, help="of a day")
    parser.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        name, region, orders, *service = asked.part
        print(json.dumps(PARTS[name](region, int(orders), *service)))
        return
    with TemporaryDirectory() as folder:
        region = asked.region or str(Path(folder) / "city")
        if not asked.region:
            made_city(asked.hotspots, Path(region))
        city = by_itself("city", region, asked.orders)
        days = {}
        for service in SERVICES:
            print(f"{service}:")
            days[service] = by_itself("day", region, asked.orders, service)
        handed = by_itself("handing out", region, asked.orders)
    runs = CITIES * DAYS * len(SERVICES)
    run_h = CITIES * DAYS * sum(each["a day [CPU s]"] for each in days.values()) / 3600
    each_ms = handed["naming, sending, keeping a run [CPU ms]"]
    each_ms += handed["waiting for the disk, a run [ms]"]
    handing_h = runs * each_ms / 3.6e6
    plan_h = CITIES * city["planning a city [CPU s]"] / 3600
    gb = {name: runs * kb / 1e6 for name, kb in handed.items() if name.endswith("[kB]")}
    print(f"{CITIES:,} cities, {DAYS} days, {len(SERVICES)} services: {runs:,} runs")
    print(f"runs: {run_h:,.0f} core hours; planned in {plan_h:.2f} h")
    print(
        f"handed out in {handing_h:.2f} h: keeps {run_h / handing_h:,.0f} cores at work"
    )
    print("; ".join(f"{name[:-5]}: {each:.3g} GB" for name, each in gb.items()))


PARTS = {"city": of_a_city, "day": of_a_day, "handing out": handing_out}
if __name__ == "__main__":
    main()
