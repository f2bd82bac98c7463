"""What the paper says of its experiments, held by the shipped scenarios."""

import numpy as np
import pytest

from analysis.reproduction.published import COUNTED_AS
from analysis.tables import delivery_columns, leg_columns
from simulation.assemble import prepare
from simulation.assemble.routing import train_for
from simulation.network.overlay import Overlay
from simulation.region.files import embedded_region
from simulation.scenario import load_scenario
from simulation.simulation import simulate

pytestmark = pytest.mark.paper

DATA_SETS = 5  # paper, 7.2
TABLE_4 = {
    "uniform": {5: 300, 10: 600, 20: 1200, 25: 1500, 30: 1800},
    "gaussian": {5: 202, 10: 432, 20: 896, 25: 1130, 30: 1358},
}
POLICIES = (
    "paper/point_to_point",
    "paper/hotspots_only",
    "paper/deliverai_1",
    "paper/deliverai_2",
)
RELAYED = POLICIES[1:]
LEARNT = POLICIES[2:]


@pytest.fixture(scope="module")
def run_of():
    """Return runs by the name of a shipped scenario, made once each."""
    made = {}

    def get(name):
        if name not in made:
            made[name] = simulate(load_scenario(name))
        return made[name]

    return get


# Table 4 -----------------------------------------------------------------------


@pytest.mark.parametrize("profile", TABLE_4)
@pytest.mark.parametrize("load", [5, 10, 20, 25, 30])
def test_every_data_set_has_as_many_orders_as_table_4_says(profile, load):
    """Paper, Table 4, exactly, for each of the 5 data sets of a category."""
    scenario = load_scenario(
        "paper/point_to_point",
        [f"demand.profile={COUNTED_AS[profile]}", f"demand.load_per_min={load}"],
    )
    prepared = prepare(scenario)
    counts = {len(prepared.orders(scenario, number)) for number in range(DATA_SETS)}
    assert counts == {TABLE_4[profile][load]}


def test_the_five_data_sets_of_a_category_differ():
    scenario = load_scenario("paper/point_to_point")
    prepared = prepare(scenario)
    drawn = {prepared.orders(scenario, n).start_s.tobytes() for n in range(DATA_SETS)}
    assert len(drawn) == DATA_SETS


# Table 3 -----------------------------------------------------------------------


def test_the_embedded_region_is_as_large_as_table_3_says():
    region = embedded_region()
    assert region.hotspots == 30
    assert region.producers.size == 356
    assert region.consumers.size == 992


@pytest.mark.parametrize("name", LEARNT)
def test_the_shipped_policies_have_the_parameters_of_table_3(name):
    scenario = load_scenario(name)
    assert scenario.demand.duration_min == 60
    assert int(scenario.routing.preferred_share * 30) == 3
    assert scenario.requests.interaction_range_m == 1000
    assert scenario.promise_s == 15 * 60
    assert scenario.routing.learning_rate == 0.8
    assert scenario.routing.discount == 0.99
    assert scenario.fleet.core.capacity == 2


def test_the_two_policies_explore_as_table_3_says():
    """I is Boltzmann, T = 10; II is epsilon, 0.8 (captions of Tables 5 and 6)."""
    one, two = (load_scenario(name).routing for name in LEARNT)
    assert (one.policy, one.temperature) == ("q_boltzmann", 10)
    assert (two.policy, two.exploration) == ("q_epsilon", 0.8)


# Section 7.4: the baselines ------------------------------------------------------


def test_baseline_1_takes_every_order_in_one_leg_from_producer_to_consumer(run_of):
    """Paper, 7.4.1: single hop, by a vehicle of its own."""
    run = run_of("paper/point_to_point")
    legs = leg_columns(run)
    loaded = legs.load > 0
    assert set(legs.load[loaded].tolist()) == {1}
    assert np.array_equal(np.sort(legs.order), np.arange(1800))
    np.testing.assert_array_equal(legs.place[legs.leg], run.orders.producer[legs.order])
    np.testing.assert_array_equal(
        legs.to_place[legs.leg], run.orders.consumer[legs.order]
    )
    assert delivery_columns(run, legs).delivered.all()


def test_baseline_2_takes_every_order_in_three_legs_over_its_two_hotspots(run_of):
    """Paper, 7.4.2; two legs where both ends lie in one tract (our reading)."""
    run = run_of("paper/hotspots_only")
    tract_of = run.places.tract
    legs = leg_columns(run)
    assert legs.load.max() == 1
    went = {order: [] for order in range(1800)}
    for order, leg in zip(legs.order.tolist(), legs.leg.tolist(), strict=True):
        went[order].append((int(legs.place[leg]), int(legs.to_place[leg])))
    three = 0
    for order, path in went.items():
        producer, consumer = run.orders.producer[order], run.orders.consumer[order]
        source, destination = int(tract_of[producer]), int(tract_of[consumer])
        core = [(source, destination)] if source != destination else []
        assert path == [(producer, source), *core, (destination, consumer)]
        three += len(path) == 3
    assert 0 < three < 1800
    assert delivery_columns(run, legs).delivered.all()


def test_baseline_2_never_waits_and_never_shares(run_of):
    """No handover time, unlimited docks, as many vehicles as it takes."""
    run = run_of("paper/hotspots_only")
    columns = delivery_columns(run)
    ride_s, waits_s = columns.parts[0], columns.parts[1:]
    assert not waits_s.any()
    np.testing.assert_array_equal(ride_s, columns.time_s)


# Section 7.3: training -----------------------------------------------------------


@pytest.mark.parametrize("name", LEARNT)
def test_training_with_the_paper_s_parameters_ends_at_the_exact_values(name):
    """All preferred sets equal those of Q*; mean absolute error below 1e-6."""
    region = embedded_region()
    overlay = Overlay(region.travel_time_s, region.distance_m)
    trained = train_for(load_scenario(name), overlay)
    assert trained.agreement[-1].min() == 1.0
    assert trained.error[-1].max() < 1e-6


def test_boltzmann_needs_fewer_episodes_than_epsilon():
    """Paper, 7.3: DeliverAI-I converges more quickly (99 % of the sets stay equal)."""
    region = embedded_region()
    overlay = Overlay(region.travel_time_s, region.distance_m)
    one, two = (
        train_for(load_scenario(name), overlay).episodes_until(0.99) for name in LEARNT
    )
    assert one is not None
    assert two is not None
    assert one < two


@pytest.mark.parametrize("name", LEARNT)
def test_fully_trained_policies_act_as_the_exact_one(name, run_of):
    """What separates I and II can only be unfinished training (model 3).

    Every event is the same; the Q-sums of requests agree to 1e-6.
    """
    exact = simulate(load_scenario(name, ["routing.policy=exact"])).events
    learnt = run_of(name).events
    for column in ("time_s", "kind", "order", "partner", "vehicle", "pool"):
        np.testing.assert_array_equal(getattr(learnt, column), getattr(exact, column))
    for column in ("place", "to_place", "distance_m", "ignored_m"):
        np.testing.assert_array_equal(getattr(learnt, column), getattr(exact, column))
    np.testing.assert_allclose(learnt.q_sum, exact.q_sum, rtol=0.0, atol=1e-6)
