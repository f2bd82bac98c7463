"""Shifts against Erlang: an M/M/c queue whose load doubles at noon, simulated.

Chosen before the first look: one order a minute until noon and two from then on, a
mean ride of 180 s, days of which each run draws four; shifts of 4 h. Slot by slot
stationary (the pointwise stationary approximation), the cheapest roster that keeps the
mean wait below 33 s has 5 vehicles and then 8: of all pairs with 13 no other does, and
none with 12 (`tests/sizing/test_shifts.py`): 156 h a day.
"""

import csv

import numpy as np
import pytest

from analysis.experiments.executors import Serial
from analysis.experiments.journal import Memory
from analysis.sizing.shifts.asked import ShiftQuestion
from analysis.sizing.shifts.measured import rostered_run
from analysis.sizing.shifts.size import size_shifts
from analysis.sizing.shifts.work import work_of
from analysis.sizing.targets import read_targets
from analysis.sizing.trials import SimulatedTrials
from simulation.assemble.prepared import region_of
from simulation.scenario import load_scenario
from tests.sizing.mmc import CONSUMERS, write_world
from tests.sizing.rosters import by_hour

LIMIT_S, OPTIMUM_H = 33, 156
DAYS, HALF_S = 4, 43_200


@pytest.fixture
def asked(tmp_path):
    """Return the question, and what gives the runs of its rosters."""
    file = write_world(tmp_path)
    rng = np.random.default_rng(1917)
    trace = tmp_path / "days.csv"
    with trace.open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["placed_s", "producer", "consumer"])
        for half in range(2 * DAYS):
            starts_s = half * HALF_S + rng.uniform(
                0, HALF_S, rng.poisson(720 * (1 + half % 2))
            )
            places = 2 + rng.integers(CONSUMERS, size=starts_s.size)
            for start_s, place in zip(np.sort(starts_s), places, strict=True):
                rows.writerow([f"{start_s:.1f}", "place 1", f"place {place}"])
    given = {
        "demand.profile": "trace",
        "demand.trace_file": str(trace),
        "demand.replicate": "days",
    }
    scenario = load_scenario(file, given)
    targets = read_targets((f"vehicle_wait_mean_s<={LIMIT_S}",))
    question = ShiftQuestion(
        scenario, targets, (), replications=32, lengths_s=(4 * 3600,)
    )
    checksum, kept = region_of(scenario).checksum, Memory()

    def trials_of(about):
        return SimulatedTrials(
            about, checksum, journal=kept, by=Serial(), work=rostered_run
        )

    return question, trials_of


@pytest.mark.slow
def test_the_work_of_a_day_is_the_load_that_was_offered(asked):
    """Busy vehicles by slot: 3 until noon and 6 from then on, but for the change."""
    question, trials_of = asked
    work = work_of(trials_of, question)
    offered = by_hour([3.0] * 12 + [6.0] * 12)
    steady = by_hour([0, *[1] * 11, 0, *[1] * 11]) > 0
    assert work.task_s == pytest.approx(180, rel=0.03)
    assert work.first[steady] == pytest.approx(offered[steady], rel=0.25)
    assert work.first[steady].mean() == pytest.approx(4.5, rel=0.04)


@pytest.mark.slow
def test_the_shifts_that_are_found_are_those_of_erlang(asked):
    question, trials_of = asked
    found = size_shifts(trials_of, question, lambda *_: None, frontier=False)
    assert found.best is not None
    hours = found.question.hours(found.best.fleet)
    assert 0.94 * OPTIMUM_H <= hours <= 1.06 * OPTIMUM_H
    duty = found.rosters.on_duty(found.best.fleet)
    assert duty[2:24].mean() == pytest.approx(5, abs=0.75)
    assert duty[26:].mean() == pytest.approx(8, abs=0.75)
