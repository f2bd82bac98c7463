"""What it takes to make many runs: on one core, on two, and on Ray."""

import sys
import time

import pytest

from analysis.experiments.executor_choice import open_executor
from analysis.sweeps.folder import opened_folder
from analysis.sweeps.plan import plan_of
from analysis.sweeps.study import load_study
from analysis.sweeps.sweep import carry_out_sweep
from tests.benchmarks.taken import forget_peak, peak_mib

pytestmark = [pytest.mark.benchmark(timer=time.perf_counter), pytest.mark.slow]

RUNS = 400
PROCESSES = 2
STUDY = 'question = "How fast?"\nscenarios = ["paper/deliverai_2"]\n'


class Timed:
    """An executor, and how long its processes were in runs [s]."""

    def __init__(self, by):
        self._by = by
        self.taken_s = 0.0

    def carry_out(self, tasks):
        """Yield every task as it ends."""
        for finished in self._by.carry_out(tasks):
            self.taken_s += finished.taken_s
            yield finished


@pytest.fixture
def swept(tmp_path):
    """Return what makes a sweep and returns its wall time, that in runs, its table."""
    study = tmp_path / "study.toml"
    study.write_text(STUDY)

    def make(kind, runs=RUNS, overrides=()):
        plan = plan_of(load_study(str(study)), overrides, runs)
        processes = None if kind == "serial" else PROCESSES
        out = tmp_path / f"{kind}-{runs}"
        with (
            open_executor(kind, processes) as by,
            opened_folder(out, plan, resume=False) as f,
        ):
            since = time.perf_counter()  # starting Ray is not part of a run
            timed = Timed(by)
            failures = carry_out_sweep(plan, f, by=timed)
            taken_s = time.perf_counter() - since
        assert not failures
        return taken_s, timed.taken_s, (out / "runs.parquet").read_bytes()

    return make


def test_runs_on_two_cores_and_on_ray(swept, benchmark, note):
    pytest.importorskip("ray")
    taken = {}

    def all_three():
        for kind in ("serial", "processes", "ray"):
            taken[kind] = swept(kind)

    benchmark.pedantic(all_three, rounds=1)
    assert len({table for *_, table in taken.values()}) == 1
    serial_s, processes_s, ray_s = (taken_s for taken_s, *_ in taken.values())
    name = f"{RUNS} runs of paper/deliverai_2"
    note(f"{name}, one process", serial_s, "s")
    note(f"{name}, parallel efficiency of two", serial_s / 2 / processes_s, least=0.90)
    in_runs = taken["processes"][1] / PROCESSES / processes_s
    note(f"{name}, share of their time in runs", in_runs, least=0.90)
    note(f"{name}, Ray over processes", ray_s / processes_s, most=1.15)


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is in kB on Linux")
def test_memory_of_many_short_runs(swept, benchmark, note):
    """What the process that hands out the runs takes more for 10,000 than for 1,000."""
    short = ["demand.load_per_min=0.2", "demand.duration_min=5"]

    forget_peak()  # other benchmarks may have run in this process
    swept("processes", 1_000, short)
    before = peak_mib()
    benchmark.pedantic(lambda: swept("processes", 10_000, short), rounds=1)
    note("memory for 9,000 runs more", peak_mib() - before, "MB", most=30)
