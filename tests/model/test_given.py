"""What a model is made from."""

import shutil

import numpy as np
import pytest

from simulation import DeliveryModel, load_scenario, prepare, simulate
from simulation.errors import ScenarioError
from simulation.region.files import embedded_region, save_region

SMALL = {"routing__policy": "exact", "demand__load_per_min": 2}


@pytest.fixture
def model():
    return DeliveryModel("paper/deliverai_2", **SMALL)


def test_it_is_made_from_a_name_a_path_and_a_scenario(tmp_path):
    by_name = DeliveryModel("paper/deliverai_2", **SMALL).run_to_end()
    scenario = load_scenario(
        "paper/deliverai_2", ["routing.policy=exact", "demand.load_per_min=2"]
    )
    file = tmp_path / "mine.toml"
    file.write_text('extends = "paper/deliverai_2"\n[demand]\nload_per_min = 2\n')
    dotted = {"routing.policy": "exact"}
    for other in (
        DeliveryModel(scenario),
        DeliveryModel(file, **dotted),
        DeliveryModel(load_scenario(file), **dotted),
        DeliveryModel(scenario, prepared=prepare(scenario)),
    ):
        assert other.run_to_end().log_hash == by_name.log_hash
    assert by_name.log_hash == simulate(scenario).log_hash


def test_replication_seed_and_rng(model):
    scenario = model.simulation.scenario
    third = DeliveryModel(scenario, 3)
    assert third.replication == 3
    assert third.run_to_end().log_hash == simulate(scenario, 3).log_hash
    assert DeliveryModel(scenario, rng=np.int64(3)).replication == 3
    assert DeliveryModel(scenario, seed=None).simulation.scenario == scenario
    seeded = DeliveryModel(scenario, seed=np.int64(5))
    assert seeded.simulation.scenario.seed == 5
    assert seeded.run_to_end().log_hash != simulate(scenario).log_hash


@pytest.mark.parametrize(
    ("given", "values", "words"),
    [
        ("no/such", {}, ["no/such"]),
        (("name", "x"), {}, ["DeliveryModel: scenario is", "expected a Scenario"]),
        (None, {}, ["DeliveryModel: scenario is", "expected a Scenario"]),
        (
            "paper/deliverai_2",
            {"demand__load": 3},
            ["DeliveryModel demand__load: unknown key demand.load", "load_per_min"],
        ),
        (
            "paper/deliverai_2",
            {"demand.load_per_min": -1},
            ["DeliveryModel demand.load_per_min", "-1"],
        ),
        (
            "paper/deliverai_2",
            {"demand.load_per_min": 1, "demand__load_per_min": 1},
            ["given as demand.load_per_min too, expected one of them"],
        ),
        ("paper/deliverai_2", {"replication": -1}, ["replication is -1", "at least 0"]),
        ("paper/deliverai_2", {"rng": 1.5}, ["rng is 1.5", "whole number"]),
        ("paper/deliverai_2", {"rng": True}, ["rng is true", "whole number"]),
        (
            "paper/deliverai_2",
            {"rng": 1, "replication": 2},
            ["replication is 2 and rng 1, expected one of them"],
        ),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(given, values, words):
    with pytest.raises(ScenarioError) as caught:
        DeliveryModel(given, **values)
    sentence = str(caught.value)
    assert all(word in sentence for word in words), sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_scenario_itself_is_changed_as_its_file_would_be(model):
    scenario = model.simulation.scenario
    with pytest.raises(ScenarioError, match="DeliveryModel fleet__core: "):
        DeliveryModel(scenario, fleet__core=3)
    changed = DeliveryModel(scenario, routing__policy="q_epsilon", horizon_s=600.0)
    expected = load_scenario(
        "paper/deliverai_2",
        {"demand.load_per_min": 2, "horizon_s": 600.0}
        | {"routing.policy": "q_epsilon"},
    )
    assert changed.simulation.scenario == expected


def test_what_models_share_is_read_again_when_a_file_changes(tmp_path):
    orders = tmp_path / "orders.csv"
    header = "start_s,producer_lon,producer_lat,consumer_lon,consumer_lat\n"
    order = "20,-87.700,41.860,-87.670,41.875\n"
    values = SMALL | {"demand__profile": "trace", "demand__trace_file": orders}
    del values["demand__load_per_min"]

    def model():
        return DeliveryModel("paper/deliverai_2", **values)

    orders.write_text(header + order)
    first, again = model(), model()
    assert again.simulation.prepared is first.simulation.prepared
    orders.write_text(header + 2 * order)
    assert len(model().run_to_end().orders) == 2
    assert len(first.run_to_end().orders) == 1
    region = tmp_path / "region"
    values["region"] = region
    save_region(embedded_region(), region)
    before = model().simulation.prepared
    assert model().simulation.prepared is before
    shutil.rmtree(region)
    save_region(embedded_region(), region)
    assert model().simulation.prepared is not before
