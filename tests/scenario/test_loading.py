"""Scenario files: what is read, from where, and what is said when it is wrong."""

import json
from pathlib import Path

import pytest

from simulation.assemble.inputs import input_checksums
from simulation.errors import InputError
from simulation.scenario import (
    Scenario,
    list_scenarios,
    load_scenario,
    question,
    scenario_from_dict,
    scenario_schema,
    scenario_to_dict,
)
from simulation.specs import known_keys
from tests.scenario.conftest import message


@pytest.mark.parametrize("name", list_scenarios())
def test_every_shipped_scenario_loads_and_says_what_it_answers(name):
    assert load_scenario(name).name == name
    assert question(name).endswith((".", "?", ")"))


def test_the_four_policies_of_the_paper_are_shipped():
    shipped = {name: load_scenario(name) for name in list_scenarios()}
    modes = {
        name: (each.service.mode, each.routing.policy, each.requests.handler)
        for name, each in shipped.items()
        if name.startswith("paper/")
    }
    assert modes["paper/point_to_point"][0] == "direct"
    assert modes["paper/hotspots_only"] == ("relayed", "exact", "refuse")
    assert modes["paper/deliverai_1"] == ("relayed", "q_boltzmann", "greedy")
    assert modes["paper/deliverai_2"] == ("relayed", "q_epsilon", "greedy")


@pytest.mark.parametrize(
    "name", ["paper/hotspots_only", "paper/deliverai_1", "paper/deliverai_2"]
)
def test_the_relayed_scenarios_of_the_paper_leave_deadheading_out(name):
    """Model, section 6: the choice that moves the headline."""
    assert load_scenario(name).fleet.peripheral.deadheading == "ignored"
    assert load_scenario("paper/point_to_point").fleet.peripheral.deadheading == (
        "driven"
    )


def test_defaults_are_those_of_table_3():
    scenario = Scenario()
    assert scenario.promise_s == 900
    assert scenario.requests.interaction_range_m == 1000
    assert scenario.routing.learning_rate == 0.8
    assert scenario.routing.discount == 0.99
    assert scenario.routing.temperature == 10
    assert scenario.routing.exploration == 0.8
    assert int(scenario.routing.preferred_share * 30) == 3
    assert scenario.fleet.core.capacity == 2
    assert scenario.report.window_min == (10, 50)


@pytest.mark.parametrize("name", list_scenarios())
def test_the_dictionary_of_a_scenario_makes_the_same_scenario(name):
    scenario = load_scenario(name)
    text = json.dumps(scenario_to_dict(scenario), allow_nan=False)
    assert scenario_from_dict(json.loads(text), name) == scenario
    assert "name" not in json.loads(text)
    assert "null" not in text


def test_a_key_of_the_file_wins_over_its_base_table_by_table(write):
    path = write('extends = "paper/deliverai_2"\n[fleet.core]\ncapacity = 3\n')
    scenario = load_scenario(path)
    assert scenario.name == "mine"
    assert scenario.fleet.core.capacity == 3
    assert scenario.fleet.peripheral.deadheading == "ignored"
    assert scenario.routing.policy == "q_epsilon"


def test_a_chain_of_bases_by_path_is_followed(write):
    write("seed = 7\npromise_s = 60\n", "a.toml")
    write('extends = "../a.toml"\nseed = 8\n', "sub/b.toml")
    path = write('extends = "sub/b.toml"\n')
    scenario = load_scenario(path)
    assert (scenario.seed, scenario.promise_s) == (8, 60)


def test_a_circle_of_bases_is_named(write):
    write('extends = "b.toml"\n', "a.toml")
    write('extends = "a.toml"\n', "b.toml")
    text = message(write('extends = "a.toml"\n'))
    assert "a.toml -> b.toml -> a.toml" in text


def test_a_missing_base_names_the_file_that_asks_for_it(write):
    path = write('extends = "paper/deliverai_3"\n')
    text = message(path)
    assert str(path) in text
    assert "did you mean paper/deliverai_" in text


@pytest.mark.parametrize("base", ["3", '""', "[1]"])
def test_a_base_that_is_no_name_is_refused(write, base):
    assert "extends is" in message(write(f"extends = {base}\nseed = 1\n"))


def test_paths_belong_to_the_file_that_says_them(write, tmp_path, monkeypatch):
    write(
        '[demand]\nprofile = "trace"\ntrace_file = "day.csv"\n'
        '[producers]\ndoor_file = "doors.csv"\n'
        '[fleet.core]\nshift_file = "shifts.csv"\n',
        "base/a.toml",
    )
    path = write('extends = "base/a.toml"\nregion = "town"\n', "top/b.toml")
    path.write_text(path.read_text().replace("base/", "../base/"))
    monkeypatch.chdir(tmp_path)
    scenario = load_scenario(path, ["routing.table=learnt"])
    assert scenario.demand.trace_file == str(tmp_path / "base" / "day.csv")
    assert scenario.producers.door_file == str(tmp_path / "base" / "doors.csv")
    assert scenario.fleet.core.shift_file == str(tmp_path / "base" / "shifts.csv")
    assert scenario.region == str(tmp_path / "top" / "town")
    assert scenario.routing.table == str(tmp_path / "learnt")
    assert load_scenario(path, ["region=embedded"]).region == "embedded"


@pytest.mark.parametrize(
    "key",
    [
        "fleet.core.shift_file",
        "fleet.peripheral.shift_file",
        "producers.door_file",
        "consumers.door_file",
    ],
)
def test_files_of_shifts_and_doors_belong_to_the_scenario_too(
    write, tmp_path, monkeypatch, key
):
    table, _, name = key.rpartition(".")
    text = f'[service]\nmode = "relayed"\n[{table}]\n{name} = "some.csv"\n'
    path = write(text, "top/a.toml")
    monkeypatch.chdir(tmp_path)
    value = load_scenario(path)
    for part in key.split("."):
        value = getattr(value, part)
    assert value == str(tmp_path / "top" / "some.csv")
    found = input_checksums_of(path)
    assert f"{tmp_path / 'top' / 'some.csv'}: cannot be read" in found


def input_checksums_of(path):
    with pytest.raises(InputError) as caught:
        input_checksums(load_scenario(path))
    return str(caught.value)


def test_overrides_are_toml_and_plain_text_where_that_fails(write):
    path = write("seed = 1\n")
    scenario = load_scenario(
        path,
        [
            "demand.profile=gaussian",
            'demand.arrivals="on_minute"',
            "report.window_min = [0, 5.5]",
            "fleet.core={capacity=4, size=9}",
            "horizon_s=1_000",
        ],
    )
    assert scenario.demand.profile == "gaussian"
    assert scenario.demand.arrivals == "on_minute"
    assert scenario.report.window_min == (0, 5.5)
    assert (scenario.fleet.core.capacity, scenario.fleet.core.size) == (4, 9)
    assert scenario.horizon_s == 1000
    nested = load_scenario(path, {"demand": {"load_per_min": 5}, "seed": 3})
    assert (nested.demand.load_per_min, nested.seed) == (5, 3)


def test_a_byte_order_mark_is_no_reason_to_refuse(tmp_path):
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbfseed = 5\r\n")
    assert load_scenario(path).seed == 5


def test_unbounded_and_absent_are_kept_apart():
    waits = scenario_from_dict({"requests": {"max_wait_s": 5}})
    assert waits.requests.max_wait_s == 5.0
    assert Scenario().requests.max_wait_s == "unbounded"
    assert Scenario().horizon_s is None


def test_a_scenario_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        Scenario().seed = 3


def test_the_schema_knows_every_key_and_describes_it():
    schema = scenario_schema()
    assert "extends" in schema["properties"]
    assert "name" not in schema["properties"]
    assert schema["additionalProperties"] is False
    for key in known_keys(Scenario):
        node = schema
        for part in key.split("."):
            if "$ref" in node:
                node = schema["$defs"][node["$ref"].rpartition("/")[2]]
            node = node["properties"][part]
        assert node["description"], key


def test_the_library_stands_where_the_package_is():
    import scenarios  # noqa: PLC0415 - the shipped folder itself

    root = Path(scenarios.__file__).parent
    assert all((root / f"{name}.toml").is_file() for name in list_scenarios())


def test_files_of_shifts_and_doors_lie_beside_the_scenario(write, tmp_path):
    path = write(
        '[fleet.peripheral]\nshift_file = "s.csv"\n[consumers]\ndoor_file = "d.csv"\n',
        "deep/a.toml",
    )
    scenario = load_scenario(path)
    assert scenario.fleet.peripheral.shift_file == str(tmp_path / "deep" / "s.csv")
    assert scenario.consumers.door_file == str(tmp_path / "deep" / "d.csv")


def test_a_file_called_scenario_is_called_by_its_folder(tmp_path):
    folder = tmp_path / "last week"
    folder.mkdir()
    (folder / "scenario.toml").write_text('extends = "paper/point_to_point"\n')
    (folder / "other.toml").write_text('extends = "scenario.toml"\n')
    assert load_scenario(folder / "scenario.toml").name == "last week"
    assert load_scenario(folder / "other.toml").name == "other"
