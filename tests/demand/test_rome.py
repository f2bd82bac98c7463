"""The instances of Rome: made-up ones of the same shape, and the real ones."""

from pathlib import Path

import numpy as np
import pytest

from simulation import load_scenario, simulate
from simulation.demand.datasets.instance import SCENARIO, write_instance
from simulation.demand.datasets.rome import read_rome, rome_files, rome_names
from simulation.errors import DemandError
from simulation.record.kinds import Kind
from tests.demand.made_instances import (
    made_rome,
    pack_rome,
    rome_texts,
    write_rome,
)


@pytest.fixture(params=["folder", "archive"])
def rome(request, tmp_path):
    texts = rome_texts("I1", made_rome()) | rome_texts("I2", made_rome(seed=2))
    if request.param == "folder":
        return write_rome(tmp_path / "rome", texts)
    return pack_rome(tmp_path / "rome.tar.gz", texts)


def test_places_of_rome_are_recovered_to_rounding(rome):
    made, found = made_rome(), read_rome(rome, "I1", speed_kmh=18)
    assert found.parameters["ways_most_off_min"] <= 1
    assert found.parameters["ways_exact_share"] > 0.9
    # As far from each other as they are, however they are turned or mirrored.
    true = np.vstack((made.customers, made.restaurants, made.couriers)) * 300
    sites = (found.consumers, found.producers, found.couriers.starts)
    ours = np.vstack([np.column_stack((each.x_m, each.y_m)) for each in sites])
    apart = [
        np.linalg.norm(each[:, None] - each[None], axis=2) for each in (true, ours)
    ]
    assert np.abs(apart[0] - apart[1]).mean() < 60  # 0.2 min
    assert np.abs(apart[0] - apart[1]).max() < 300  # a minute


def test_orders_of_rome_are_what_its_files_say(rome):
    made, found = made_rome(), read_rome(rome, "I1")
    zero = np.floor(made.created.min())
    assert np.allclose(found.orders["placed_s"], (made.created - zero) * 60)
    assert np.allclose(found.orders["due_s"], (made.targets - zero) * 60)
    assert found.orders["pickup_service_s"] == (made.beta * 60).tolist()
    assert set(found.orders["dropoff_service_s"]) == {60}
    assert len(found.couriers.starts) == 8
    assert len(read_rome(rome, "I1_10.0").couriers.starts) == 6


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (None, "has 2 instances, expected one of I1 to I2"),
        ("I9", "has no I9, expected one of I1 to I2"),
        (
            "I1_8.5",
            "has no couriers for 8.5 orders each of I1, expected one of 7.5, 10.0",
        ),
    ],
)
def test_an_instance_of_rome_that_is_not_there_is_refused(rome, name, sentence):
    with pytest.raises(DemandError, match=sentence):
        read_rome(rome, name)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"D/I1_D.csv": "1,2\n3"}, "D of I1: is no table of numbers"),
        ({"D/I1_D.csv": "1,2\n3,-4"}, "D of I1: has an entry that is negative"),
        ({"D/I1_D.csv": "1,2\n3,nan"}, "D of I1: has an entry that is negative or no"),
        ({"Targets/I1_target.csv": "3"}, "Targets of I1: is for 1 orders"),
        ({"Targets/I1_target.csv": "\n".join(["0"] * 60)}, "has its target at 0 min"),
        ({"Beta/I1_beta.csv": None}, "Beta of I1: is missing"),
    ],
)
def test_files_of_rome_that_do_not_fit_are_refused(tmp_path, change, sentence):
    texts = rome_texts("I1", made_rome()) | change
    folder = write_rome(tmp_path / "rome", {k: v for k, v in texts.items() if v})
    with pytest.raises(DemandError, match=sentence):
        read_rome(folder)


ROME = Path(__file__).parents[3] / "shared" / "data" / "rome" / "rome_instances.tar.gz"


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 34))
def test_every_real_instance_is_recovered_to_rounding_and_runs(number, tmp_path):
    if not ROME.exists():
        pytest.skip("the real data (../shared/data) are not here")
    assert len(rome_names(rome_files(ROME))) == 33
    found = read_rome(ROME, f"I{number}")
    assert found.parameters["ways_most_off_min"] <= 1
    assert found.parameters["ways_exact_share"] > 0.95
    write_instance(tmp_path / "out", found)
    for mode in ("direct", "stacked", "relayed"):
        scenario = load_scenario(tmp_path / "out" / SCENARIO, {"service.mode": mode})
        done = simulate(scenario).events.rows(Kind.DELIVERED)
        assert done.size == found.count()
