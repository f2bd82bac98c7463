"""Intervals over replications cover what they are said to cover.

The system whose truth is known is M/M/c: one hotspot's docks, as in
test_dock_queue.py, each replication from streams of its own number. What 95 % means
is tried: 500 experiments of ten replications each.

Chosen before the first look: M/M/2 at half load, 350 arrivals of which the first 50
are warm-up, seed 2718; 93 to 97 %, as 500 experiments have a standard error of 1 %.
They gave 465, the lower edge. A recursion in numpy, of the same queue, says why: it is
chance. In 20,000 experiments of the same design it covers 95.0 %, and leaving the
start out after 50 arrivals costs the mean less than a thousandth (the test below has
4,000). So 2,000 experiments are made here, of which the first 500 are those: stated
before they were, 94 to 96 %, two standard errors. They gave 94.2.
The share of vehicles that wait is near normal over replications; their mean wait is
skewed (by 1.6), for which Student's t is known to promise too much: a recursion in
numpy (Kiefer and Wolfowitz, 1955) said 92 to 93 % for ten such short runs, and that
must be seen too. These are 500 experiments, as before.
"""

from functools import cache

import numpy as np
import pytest

from analysis.statistics import Precision, interval
from analysis.tables import dock_columns
from simulation.assemble import assemble, prepare
from simulation.demand.drawing import draw_orders
from simulation.scenario import scenario_from_dict
from simulation.streams import Streams
from simulation.units import on_time_grid
from tests.theory.waiting_lines import erlang_c, mean_wait_exponential, run_to_the_end

SEED = 2718
SERVICE_S = 60.0
DOCKS = 2
RHO = 0.5
ARRIVALS, WARM_UP = 350, 50
EXPERIMENTS, REPLICATIONS = 500, 10
MANY_EXPERIMENTS = 2000
TRUE_SHARE_WAITING = erlang_c(DOCKS, DOCKS * RHO)
TRUE_WAIT_S = mean_wait_exponential(DOCKS, RHO, SERVICE_S)
SCENARIO = scenario_from_dict(
    {
        "requests": {"handler": "refuse"},
        "fleet": {"peripheral": {"deadheading": "ignored"}},
        "hotspots": {"docks": DOCKS, "handover_s": SERVICE_S},
    }
)


@cache
def prepared_city():
    """Return what runs share, a producer, and a consumer of the same tract."""
    prepared = prepare(SCENARIO)
    tract_of = prepared.region.places.tract
    producer = prepared.region.producers[:1]
    near = tract_of[prepared.region.consumers] == tract_of[producer[0]]
    return prepared, producer, prepared.region.consumers[near][:1]


def waits_s(replication):
    """Return the waits for a dock [s] of one replication, after the warm-up."""
    prepared, producer, consumer = prepared_city()
    streams = Streams(SEED, replication)
    orders = draw_orders(
        streams,
        profile="poisson",
        load_per_min=RHO * DOCKS * 60.0 / SERVICE_S,
        duration_min=round(1.3 * ARRIVALS * SERVICE_S / (RHO * DOCKS) / 60.0),
        arrivals="spread",
        producers=producer,
        consumers=consumer,
    )
    rng = streams.get("handover")
    world = assemble(
        SCENARIO,
        prepared,
        orders,
        lambda load: float(on_time_grid(rng.exponential(SERVICE_S * load))),
    )
    run = run_to_the_end(world, SCENARIO, prepared, orders, replication)
    visits = dock_columns(run)
    waits = (visits.started_s - visits.requested_s)[WARM_UP:ARRIVALS]
    assert waits.size == ARRIVALS - WARM_UP
    return waits


@cache
def share_and_mean(replication):
    """Return the share that waits and the mean wait [s] of one replication."""
    waits = waits_s(replication)
    return float(np.mean(waits > 0)), float(np.mean(waits))


def share_waiting(replication):
    return share_and_mean(replication)[0]


def mean_wait_s(replication):
    return share_and_mean(replication)[1]


def coverage(measure, truth, replications=REPLICATIONS, experiments=EXPERIMENTS):
    """Return the share of intervals that cover the truth; each run is used once."""
    experiments = experiments * REPLICATIONS // replications
    covered = 0
    for experiment in range(experiments):
        first = experiment * replications
        found = interval([measure(first + each) for each in range(replications)])
        covered += not found.excludes(truth)
    return covered / experiments


def recursed_shares(runs, seed):
    """Return the share that waits (runs,) of the same queue by recursion.

    Kiefer and Wolfowitz (1955): what is left to do at each dock, at each arrival.
    """
    rng = np.random.default_rng(seed)
    left_s = np.zeros((runs, DOCKS))
    waiting = np.zeros(runs)
    for arrival in range(ARRIVALS):
        gap_s = rng.exponential(SERVICE_S / (RHO * DOCKS), runs)
        left_s = np.sort(np.maximum(left_s - gap_s[:, None], 0.0), axis=1)
        if arrival >= WARM_UP:
            waiting += left_s[:, 0] > 0
        left_s[:, 0] += rng.exponential(SERVICE_S, runs)
    return waiting / (ARRIVALS - WARM_UP)


@pytest.mark.slow
def test_the_design_covers_erlang_s_share_as_it_promises():
    """No bias of the start, no skew to speak of: 4,000 experiments by recursion.

    Two standard errors of the coverage are 0.7 %, of the mean 0.0006.
    """
    shares = recursed_shares(4000 * REPLICATIONS, 1)
    assert shares.mean() == pytest.approx(TRUE_SHARE_WAITING, abs=0.0006)
    experiments = shares.reshape(-1, REPLICATIONS).tolist()
    covered = [not interval(each).excludes(TRUE_SHARE_WAITING) for each in experiments]
    assert 0.943 <= np.mean(covered) <= 0.957


@pytest.mark.slow
def test_95_percent_intervals_cover_erlang_s_share_94_to_96_percent_of_the_time():
    found = coverage(share_waiting, TRUE_SHARE_WAITING, experiments=MANY_EXPERIMENTS)
    assert 0.94 <= found <= 0.96


@pytest.mark.slow
def test_intervals_of_a_skewed_mean_cover_less_and_with_more_runs_enough():
    """Ten short runs: 90 to 95 %; a hundred (50 experiments): 88 % or more of 95 %."""
    assert 0.90 <= coverage(mean_wait_s, TRUE_WAIT_S) <= 0.955
    assert coverage(mean_wait_s, TRUE_WAIT_S, replications=100) >= 0.88


@pytest.mark.slow
def test_replicating_until_precise_covers_erlang_s_share_as_often():
    """The bias of stopping early is small at ten runs or more (relative error 10 %).

    Each experiment begins where the last one ended, as far as the runs go: 150 of
    them or more, whose coverage has a standard error of 1.8 % or less; within two.
    """
    rule = Precision(0.1)
    covered, counts, first = 0, [], 0
    while first < EXPERIMENTS * REPLICATIONS - 100:
        values, wanted = [], rule.first()
        while len(values) < wanted:
            start = first + len(values)
            values += [share_waiting(start + i) for i in range(wanted - len(values))]
            wanted = rule.next([values])
        found = interval(values)
        assert rule.reached(found)
        assert rule.fewest <= found.count <= rule.most
        covered += not found.excludes(TRUE_SHARE_WAITING)
        counts.append(found.count)
        first += found.count
    assert len(counts) > 150
    assert 0.914 <= covered / len(counts) <= 0.986
