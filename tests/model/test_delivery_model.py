"""The model by hand: what it is made from, what a step is, what it shows."""

import gc
import subprocess
import sys
from typing import ClassVar

import mesa
import numpy as np
import pytest

from analysis.metrics import kpis
from simulation import DeliveryModel, load_scenario, prepare
from simulation.errors import RunError
from simulation.model import HotspotView, RoutingAgent, VehicleView
from simulation.simulation import Moment
from simulation.units import SECONDS_PER_MINUTE

SMALL = {"routing__policy": "exact", "demand__load_per_min": 2}


@pytest.fixture
def model():
    return DeliveryModel("paper/deliverai_2", **SMALL)


@pytest.mark.parametrize(
    ("scenario", "values", "step_s"),
    [
        ("paper/deliverai_2", {}, SECONDS_PER_MINUTE),
        ("paper/deliverai_2", {"requests__decision_interval_s": 12.5}, 12.5),
        ("paper/deliverai_2", {"requests__decision_interval_s": 0.0001}, 60),
        ("paper/point_to_point", {}, SECONDS_PER_MINUTE),
    ],
)
def test_a_step_is_a_minute_or_a_decision_beat(scenario, values, step_s):
    load = {"demand__load_per_min": 2}
    if scenario == "paper/deliverai_2":
        load |= {"routing__policy": "exact"}
    model = DeliveryModel(scenario, **load, **values)
    whole = DeliveryModel(scenario, **load, **values).run_to_end()
    for steps in (1, 2, 3):
        model.step()
        assert model.step_s == step_s
        assert model.now_s == steps * step_s
        seen = model.log.table()
        assert len(seen) == np.sum(whole.events.time_s < model.now_s)


def test_it_ends_at_the_horizon(model):
    scenario = model.simulation.scenario
    ended = DeliveryModel(scenario, horizon_s=600.0)
    steps = 0
    while ended.running:
        ended.step()
        steps += 1
    assert steps == 10
    assert ended.now_s == 600.0
    assert ended.open_orders > 0
    frame = ended.datacollector.get_model_vars_dataframe()
    ended.step()
    assert ended.now_s == 600.0
    assert len(frame) == len(ended.datacollector.get_model_vars_dataframe()) == 10


def test_mesa_runs_it_too(model):
    with pytest.raises(RunError, match=r"come to 0 s and goes on, expected"):
        model.result()
    model.run_model()
    run = model.result()
    frame = model.datacollector.get_model_vars_dataframe()
    last = frame.iloc[-1]
    expected = kpis(run)
    assert last["delivered"] == expected["delivered"] == len(run.orders)
    assert last["open_orders"] == 0
    assert last["mean_time_s"] == pytest.approx(expected["delivery_time_mean_s"])
    assert last["distance_km"] == pytest.approx(expected["distance_km"])
    assert last["vehicles_in_service"] == expected["vehicles_fleet"]
    assert last["vehicles_driving"] == 0
    assert last["now_s"] == run.end_s
    assert frame["delivered"].is_monotonic_increasing
    assert frame["vehicles_driving"].max() > 0
    assert frame["mean_time_s"].isna()[0]


def test_agents_are_those_of_mesa(model):
    for _ in range(15):
        model.step()
    by_type = model.agents_by_type
    hotspots = model.simulation.prepared.overlay.hotspots
    assert len(by_type[RoutingAgent]) == len(by_type[HotspotView]) == hotspots
    assert len(by_type[VehicleView]) == model.vehicles_in_service > 0
    assert set(by_type[VehicleView].get("pool")) == {"core", "peripheral"}
    numbers = model.agents.get("unique_id")
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert sum(by_type[VehicleView].get("driving")) == model.vehicles_driving
    assert set(model.space.agents) == {*by_type[HotspotView], *by_type[VehicleView]}
    assert all(agent.pos == (agent.lon, agent.lat) for agent in model.space.agents)


def test_a_vehicle_on_a_leg_is_between_its_ends(model):
    while not model.vehicles_driving:
        model.step()
    vehicles = model.agents_by_type[VehicleView].select(lambda each: each.driving)
    places = model.simulation.prepared.region.places
    strictly = 0
    for each in vehicles:
        ends = np.array(
            [[places.lon[end], places.lat[end]] for end in (each.place, each.bound_for)]
        )
        low, high = ends.min(axis=0), ends.max(axis=0)
        assert (low <= each.pos).all()
        assert (each.pos <= high).all()
        strictly += bool((low < each.pos).all() and (each.pos < high).all())
    assert strictly


def test_vehicles_that_leave_are_agents_no_more(model):
    scenario = model.simulation.scenario
    many = DeliveryModel(scenario, fleet__core__size=30)
    fewer = load_scenario(
        "paper/deliverai_2",
        ["routing.policy=exact", "demand.load_per_min=2", "fleet.core.size=10"],
    )
    many.step()
    core = many.agents_by_type[VehicleView].select(lambda each: each.pool == "core")
    assert len(core) == 30
    many.simulation.turn(Moment(many.now_s, fewer, prepare(fewer)))
    many.run_to_end()
    left = many.agents_by_type[VehicleView].select(lambda each: each.pool == "core")
    assert len(left) == 10


def test_reporters_of_its_own(model):
    class Mine(DeliveryModel):
        model_reporters: ClassVar = {
            "lying": lambda model: sum(
                each.deliveries for each in model.agents_by_type[HotspotView]
            )
        }
        agenttype_reporters: ClassVar = {VehicleView: {"idle": "idle", "lon": "lon"}}

    mine = Mine(model.simulation.scenario)
    for _ in range(20):
        mine.step()
    frame = mine.datacollector.get_model_vars_dataframe()
    assert list(frame) == ["lying"]
    assert frame["lying"].max() > 0
    vehicles = mine.datacollector.get_agenttype_vars_dataframe(VehicleView)
    assert vehicles.loc[20]["lon"].notna().all()
    assert len(vehicles.loc[20]) == mine.vehicles_in_service


def test_models_leave_nothing_behind(model):
    """Mesa 3.3 would keep every model whose agents it has counted."""
    scenario, prepared = model.simulation.scenario, model.simulation.prepared

    def models():
        gc.collect()
        return sum(isinstance(each, DeliveryModel) for each in gc.get_objects())

    before = models()
    for replication in range(3):
        other = DeliveryModel(scenario, replication, prepared=prepared)
        other.step()
        mesa.Agent(other)  # of the user
    del other
    assert models() == before


IMPORTS = """
import sys
import simulation
from analysis.cli import main
main(["run", "paper/deliverai_2", "--set", "routing.policy=exact", "--json",
      "--set", "demand.load_per_min=1"])
print()
print(*sys.modules)
from simulation import DeliveryModel
print(*sys.modules)
"""


def test_nothing_that_draws_is_imported():
    """By a run of the command, and by the model of Mesa that comes on demand."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True
    )
    by_run, by_model = (set(line.split()) for line in done.stdout.splitlines()[-2:])
    assert {"simulation", "mesa", "analysis.cli"} <= by_run < by_model
    assert "simulation.model.views" in by_model - by_run
    drawing = ("mesa.visualization", "solara", "matplotlib", "altair")
    assert not [each for each in by_model if each.startswith(drawing)]
