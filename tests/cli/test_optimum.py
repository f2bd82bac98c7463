"""``deliverai optimum``: services by the fewest kilometres there could be."""

import json

import pytest

FOUR = ("--set", "demand.load_per_min=4", "--set", "demand.duration_min=1")
BOTH = ("baselines/stacked", "sharing/through", *FOUR, "--replications", "2")


@pytest.fixture
def document(call):
    said = call("optimum", *BOTH, "--json")
    assert said.code == 0, said.err
    return json.loads(said.out)["instances"]


def test_services_are_measured_on_the_same_orders(document):
    assert [each["orders"] for each in document] == [4, 4]
    for each in document:
        assert each["bound_km"] <= each["met_km"] <= each["unmet_km"] + 1e-9
        for name, driven_km in each["services_km"].items():
            gap = each["gaps"][name]
            assert gap == pytest.approx(1 - each["met_km"] / driven_km)
            assert gap >= -1e-9
        assert list(each["services_km"]) == ["baselines/stacked", "sharing/through"]


def test_of_more_orders_there_is_the_bound_alone(call):
    said = call("optimum", *BOTH, "--solve", "3", "--json")
    for each in json.loads(said.out)["instances"]:
        assert each["met_km"] is None
        driven_km = each["services_km"]["baselines/stacked"]
        gap = each["gaps"]["baselines/stacked"]
        assert gap == pytest.approx(1 - each["bound_km"] / driven_km)


def test_the_table_says_what_too_much_is(call, document):
    said = call("optimum", *BOTH)
    lines = said.out.splitlines()
    assert " ".join(lines[0].split()) == "distance [km] too much [%] at most [%]"
    gap = 100 * max(each["gaps"]["sharing/through"] for each in document)
    (row,) = [line for line in lines if line.startswith("sharing/through")]
    assert row.split()[-1] == f"{gap:.1f}"
    assert "2 demands of 4 orders" in said.out
    assert "above the optimum" in said.out


def test_one_demand_has_no_interval(call):
    said = call("optimum", *BOTH[:-1], "1", "--solve", "0")
    assert said.code == 0
    assert "±" not in said.out.splitlines()[1]
    assert "above the bound" in said.out


def test_the_same_scenario_twice_is_refused(refuse):
    assert "is given twice" in refuse("optimum", "baselines/stacked", BOTH[0])


def test_a_service_that_cannot_be_measured_is_refused(refuse):
    said = refuse("optimum", *BOTH, "--set", "fleet.peripheral.speed_factor=2")
    assert "fleet.peripheral.speed_factor is 2.0, expected 1.0" in said
