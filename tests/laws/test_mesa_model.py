"""A scenario as a Mesa model: the run of `simulate`, whoever looks on."""

import mesa
from hypothesis import given
from hypothesis import strategies as st

from simulation.model import DeliveryModel, HotspotView, RoutingAgent, VehicleView
from tests.strategies import cases

EVERY_VIEW = {
    HotspotView: {"pos": "pos", "lies": "orders", "queue": "queue", "in": "docked"},
    VehicleView: {
        "pos": "pos",
        "pool": "pool",
        "place": "place",
        "to": "bound_for",
        "aboard": "orders",
        "idle": "idle",
        "driving": "driving",
    },
    RoutingAgent: {"destination": "destination"},
}


def model_of(case):
    return DeliveryModel(case.scenario, prepared=case.prepared())


def same_run(run, whole):
    assert run.log_hash == whole.log_hash
    assert run.end_s == whole.end_s
    assert run.scenario == whole.scenario
    assert run.orders.producer.tolist() == whole.orders.producer.tolist()
    assert (run.decisions is None) == (whole.decisions is None)


@given(cases(), st.integers(0, 30))
def test_stepped_and_then_run_it_is_the_run_of_simulate(case, steps):
    whole = case.run()
    model = model_of(case)
    for _ in range(steps):
        model.step()
    same_run(model.run_to_end(), whole)
    model.step()  # nothing is left to do
    same_run(model.result(), whole)
    assert not model.running
    assert model.now_s == whole.end_s


@given(cases(requests__decision_interval_s=60.0))
def test_collected_from_at_every_step_it_is_the_run_of_simulate(case):
    whole = case.run()
    model = model_of(case)
    model.datacollector = mesa.DataCollector(
        model_reporters=model.model_reporters,
        agent_reporters={"pos": "pos"},
        agenttype_reporters=EVERY_VIEW,
    )
    before_s = 0.0
    while model.running:
        model.step()
        assert model.now_s == before_s + 60.0 or not model.running
        before_s = model.now_s
    same_run(model.result(), whole)
    assert len(model.datacollector.get_model_vars_dataframe()) == model.steps


@given(cases(), st.integers(1, 20))
def test_views_show_what_the_world_holds(case, steps):
    """Deliveries say it themselves; the views know it from the log alone."""
    model = model_of(case)
    for _ in range(steps):
        model.step()
    vehicles = {each.number: each for each in model.agents_by_type.get(VehicleView, ())}
    hotspots = {each.place: each for each in model.agents_by_type.get(HotspotView, ())}
    assert len(hotspots) == len(model.agents_by_type.get(RoutingAgent, ()))
    assert model.open_orders == len(model.open)
    assert model.delivered == model.released - len(model.open)
    aboard = {number: set() for number in vehicles}
    lying = {place: set() for place in hotspots}
    for order, delivery in model.open.items():
        if delivery.aboard:
            aboard[delivery.vehicle].add(order)
        elif delivery.lies_at in lying:
            lying[delivery.lies_at].add(order)
    assert {each: set(view.orders) for each, view in vehicles.items()} == aboard
    assert {each: set(view.orders) for each, view in hotspots.items()} == lying
    busy = [each for each in vehicles.values() if not each.idle]
    docking = sum(each.queue + each.docked for each in hotspots.values())
    assert len(busy) == model.vehicles_driving + docking
    places = case.region.places
    for each in [*vehicles.values(), *hotspots.values()]:
        assert places.lon.min() <= each.lon <= places.lon.max()
        assert places.lat.min() <= each.lat <= places.lat.max()
