"""Sizing against Erlang: the smallest c of an M/M/c queue is known, and found.

Chosen before the first look: seeds 1 to 100, one order a minute and a mean ride of
180 s, so that the offered load is 3; the mean wait in the stationary queue is 91.7 s
with 4 vehicles and 21.3 s with 5. The target of 45 s lies between them, further from
either than what a start with an empty queue takes from a mean over 400 minutes
(measured against theory below, within a fifth).
"""

import pytest

from analysis.experiments.executors import Serial
from analysis.experiments.journal import Memory
from analysis.sizing.question import PERIPHERAL_KEY, Question
from analysis.sizing.size import size
from analysis.sizing.targets import read_targets
from analysis.sizing.trials import SimulatedTrials
from analysis.statistics import interval
from simulation.assemble.prepared import region_of
from simulation.scenario import load_scenario
from tests.sizing.mmc import SERVICE_S, write_world
from tests.theory.waiting_lines import mean_wait_exponential

OFFERED = 3.0
LIMIT_S = 45.0
SMALLEST = 5
TRIALS, FOUND = 100, 90


def test_theory_has_the_smallest_fleet_that_is_looked_for():
    waits = {c: mean_wait_exponential(c, OFFERED / c, SERVICE_S) for c in range(4, 12)}
    assert min(c for c, wait_s in waits.items() if wait_s <= LIMIT_S) == SMALLEST


@pytest.mark.slow
@pytest.mark.parametrize("vehicles", [4, 5, 6])
def test_the_world_waits_as_m_m_c_does(tmp_path, vehicles):
    trials = trials_of(write_world(tmp_path), 1917)
    rows = trials.rows((vehicles,), range(200))
    seen = interval([row["vehicle_wait_mean_s"] for row in rows], 0.99)
    expected = mean_wait_exponential(vehicles, OFFERED / vehicles, SERVICE_S)
    assert seen.low <= 1.2 * expected
    assert seen.high >= 0.8 * expected
    assert seen.reach < 0.2 * expected


def test_the_smallest_fleet_is_found(tmp_path):
    found = sized(write_world(tmp_path), 1)
    assert found.best.fleet == (SMALLEST,)
    assert found.smaller[0].fleet == (SMALLEST - 1,)
    assert found.settled


@pytest.mark.slow
def test_the_smallest_fleet_is_found_in_90_of_100_trials(tmp_path):
    file = write_world(tmp_path)
    answers = [sized(file, seed).best for seed in range(1, TRIALS + 1)]
    found = sum(best is not None and best.fleet == (SMALLEST,) for best in answers)
    assert found >= FOUND


def trials_of(file, seed):
    scenario = load_scenario(file, {"seed": seed})
    question = Question(
        scenario, read_targets((f"vehicle_wait_mean_s<={LIMIT_S}",)), (PERIPHERAL_KEY,)
    )
    checksum = region_of(scenario).checksum
    trials = SimulatedTrials(question, checksum, journal=Memory(), by=Serial())
    trials.question = question
    return trials


def sized(file, seed):
    trials = trials_of(file, seed)
    return size(trials, trials.question)
