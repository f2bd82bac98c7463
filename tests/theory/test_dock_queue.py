"""A hotspot's docks against queueing theory: M/D/c and M/M/c.

All orders start at one producer and end in its own tract, so one hotspot is source
and destination. Orders are a Poisson process; the first mile takes the same time
for each and never waits for a vehicle (elastic fleet, empty ways put in no time),
so loaded vehicles arrive at the docks as the same process. Vehicles that leave the
hotspot need no bay.

Chosen before the first look: seed 1917, the number of arrivals, a warm-up of a
tenth of them, 20 batches, 99 % intervals. Times lie on a grid of 1/1024 s, which is
1/60000 of a service.
"""

import numpy as np
import pytest

from analysis.tables import delivery_columns, dock_columns
from simulation.assemble import assemble, prepare
from simulation.demand.drawing import draw_orders
from simulation.scenario import scenario_from_dict
from simulation.streams import Streams
from simulation.units import on_time_grid
from tests.theory.waiting_lines import (
    batch_means_interval,
    erlang_c,
    mean_wait_exponential,
    mean_wait_fixed,
    mean_wait_fixed_by_chain,
    run_to_the_end,
)

SEED = 1917
SERVICE_S = 60.0
ARRIVALS = 12_000
LONG = 120_000

QUICK = [(1, 0.7), (2, 0.6), (4, 0.75)]
SLOW = [(1, 0.5), (1, 0.85), (2, 0.5), (2, 0.85), (4, 0.5), (4, 0.85)]
CASES = [
    *[pytest.param(*case, ARRIVALS, id=f"c{case[0]}-rho{case[1]}") for case in QUICK],
    *[
        pytest.param(*case, LONG, id=f"c{case[0]}-rho{case[1]}", marks=pytest.mark.slow)
        for case in SLOW
    ],
]


@pytest.mark.parametrize(("docks", "rho", "arrivals"), CASES)
def test_a_fixed_handover_at_c_docks_waits_as_m_d_c_does(docks, rho, arrivals):
    visits = visits_to_docks(docks, rho, arrivals)
    expected = mean_wait_fixed(docks, rho, SERVICE_S)
    assert_mean_of(bay_waits(visits), expected)
    assert_mean_of(busy_docks(visits) / docks, rho)


@pytest.mark.parametrize(("docks", "rho", "arrivals"), CASES)
def test_an_exponential_handover_at_c_docks_waits_as_m_m_c_does(docks, rho, arrivals):
    visits = visits_to_docks(docks, rho, arrivals, handover_time=exponential_sampler())
    waits = bay_waits(visits)
    assert_mean_of(waits, mean_wait_exponential(docks, rho, SERVICE_S))
    assert_mean_of(waits > 0, erlang_c(docks, docks * rho))
    assert_mean_of(busy_docks(visits) / docks, rho)


def test_the_interval_is_narrow_enough_to_tell_the_two_queues_apart():
    """A fixed handover waits about half as long: M/M/c is outside the interval."""
    docks, rho = 2, 0.6
    low, high = batch_means_interval(bay_waits(visits_to_docks(docks, rho, ARRIVALS)))
    assert high < mean_wait_exponential(docks, rho, SERVICE_S)
    assert high < mean_wait_fixed(docks, 0.7, SERVICE_S)
    assert low > mean_wait_fixed(docks, 0.5, SERVICE_S)


def test_the_wait_of_a_delivery_is_the_wait_of_its_vehicle_for_a_bay():
    """Each order docks once; its bay wait and handover are what the docks say."""
    run = run_of_one_tract(1, 0.7, 500)
    columns, visits = delivery_columns(run), dock_columns(run)
    bay_wait_s, handover_s = columns.parts[4], columns.parts[5]
    assert sorted(bay_wait_s) == sorted(visits.started_s - visits.requested_s)
    assert set(handover_s.tolist()) == {SERVICE_S}


@pytest.mark.parametrize("rho", [0.3, 0.5, 0.7, 0.85, 0.95])
def test_the_formula_for_one_fixed_server_is_pollaczek_and_khinchine_s(rho):
    """M/D/1: rho D / (2 (1 - rho)); relative tolerance 1e-9."""
    expected = rho * SERVICE_S / (2 * (1 - rho))
    assert mean_wait_fixed(1, rho, SERVICE_S) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("docks", "rho"), [(1, 0.7), (2, 0.5), (2, 0.85), (3, 0.6), (4, 0.85), (8, 0.75)]
)
def test_crommelin_s_formula_agrees_with_the_embedded_markov_chain(docks, rho):
    """Two exact ways that share no step; relative tolerance 1e-6."""
    expected = mean_wait_fixed_by_chain(docks, rho, SERVICE_S)
    assert mean_wait_fixed(docks, rho, SERVICE_S) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("rho", [0.3, 0.7, 0.9])
def test_erlang_s_formula_agrees_with_the_closed_forms_for_one_and_two_servers(rho):
    """M/M/1: rho D / (1 - rho); M/M/2: rho^2 D / (1 - rho^2)."""
    one = mean_wait_exponential(1, rho, SERVICE_S)
    two = mean_wait_exponential(2, rho, SERVICE_S)
    assert one == pytest.approx(rho * SERVICE_S / (1 - rho))
    assert two == pytest.approx(rho**2 * SERVICE_S / (1 - rho**2))


def test_the_interval_of_independent_numbers_covers_their_mean_99_times_in_100():
    """1,000 samples of 400: 99 % to within three standard errors of that share."""
    rng = np.random.default_rng(SEED)
    covered = 0
    for _ in range(1000):
        low, high = batch_means_interval(rng.exponential(1.0, 400))
        covered += low <= 1.0 <= high
    assert covered / 1000 == pytest.approx(0.99, abs=3 * (0.99 * 0.01 / 1000) ** 0.5)


# The world -------------------------------------------------------------------


def run_of_one_tract(docks, rho, arrivals, handover_time=None):
    """Return a run in which all orders go from one producer into its own tract."""
    scenario = scenario_from_dict(
        {
            "requests": {"handler": "refuse"},
            "fleet": {"peripheral": {"deadheading": "ignored"}},
            "hotspots": {"docks": docks, "handover_s": SERVICE_S},
        }
    )
    prepared = prepare(scenario)
    tract_of = prepared.region.places.tract
    producer = prepared.region.producers[:1]
    neighbours = tract_of[prepared.region.consumers] == tract_of[producer[0]]
    minutes = arrivals * SERVICE_S / (rho * docks) / 60.0
    orders = draw_orders(
        Streams(SEED),
        profile="poisson",
        load_per_min=rho * docks * 60.0 / SERVICE_S,
        duration_min=round(minutes),
        arrivals="spread",
        producers=producer,
        consumers=prepared.region.consumers[neighbours][:1],
    )
    world = assemble(scenario, prepared, orders, handover_time)
    return run_to_the_end(world, scenario, prepared, orders)


def visits_to_docks(docks, rho, arrivals, handover_time=None):
    """Return the visits of such a run, in order of arrival."""
    return dock_columns(run_of_one_tract(docks, rho, arrivals, handover_time))


def exponential_sampler():
    """Return a handover time that is drawn anew for each load."""
    rng = np.random.default_rng(SEED)
    return lambda load: float(on_time_grid(rng.exponential(SERVICE_S * load)))


def bay_waits(visits):
    """Return the waits for a bay [s] after the warm-up, in order of arrival."""
    assert set(visits.load.tolist()) == {1}
    waits = visits.started_s - visits.requested_s
    return waits[len(waits) // 10 :]


def busy_docks(visits):
    """Return the mean number of busy docks in each of 400 spells after the warm-up."""
    first, last = visits.requested_s[len(visits.load) // 10], visits.requested_s[-1]
    edges = np.linspace(first, last, 401)

    def dock_seconds_until(time_s):
        served = np.minimum(visits.finished_s, time_s) - visits.started_s
        return np.maximum(served, 0.0).sum()

    return np.diff([dock_seconds_until(edge) for edge in edges]) / np.diff(edges)


def assert_mean_of(observations, expected):
    low, high = batch_means_interval(observations)
    assert low <= expected <= high
    assert high - low < 0.5 * expected, "too short a run to tell anything"
