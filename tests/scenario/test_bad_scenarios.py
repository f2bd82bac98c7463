"""Bad scenarios: one sentence with file, key, what was given, what is expected."""

from typing import get_args

import pytest

from simulation.scenario import Scenario, load_scenario
from simulation.scenario.models import DemandSpec
from simulation.scenario.requests import RequestsSpec
from simulation.specs import toml_tables
from simulation.specs.wording import one_of
from tests.scenario.conftest import message, refusal


@pytest.mark.parametrize("bad", ["seed", "=1", ".=1", "a..b=1", "extends=x"])
def test_an_override_without_key_and_value_is_refused(write, bad):
    assert "--set" in message(write("seed = 1\n"), [bad])


def test_an_override_cannot_smuggle_further_keys(write):
    text = message(write("seed = 1\n"), ["seed=1\npromise_s=2"])
    assert "seed is" in text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"# only a comment\n", "is empty"),
        (b"\xff\xfe\x00\x01", "is not text"),
        (b"seed = \n", "is not valid TOML"),
        (b"seed = 1\nseed = 2\n", "is not valid TOML"),
        (b"a = " + b"[" * 20000, "is not valid TOML"),
        (b"seed = " + b"9" * 6000, "is not valid TOML"),
        (b"\x00", "is not valid TOML"),
    ],
)
def test_a_file_that_is_no_toml_is_refused_in_one_sentence(tmp_path, content, says):
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    assert f"{path}: {says}" in message(path)


@pytest.mark.parametrize(
    "content",
    [
        "a." * 50_000 + "b = 1",
        "[" + "a." * 50_000 + "b]\nc = 1",
        "demand = {" + "a ." * 50_000 + "b = 1}",
        "seed = " + "{a = " * 200 + "1" + "}" * 200,
        "seed = " + "[" * 200 + "]" * 200,
    ],
)
def test_tables_within_tables_without_end_are_refused_at_once(tmp_path, content):
    path = tmp_path / "bad.toml"
    path.write_text(content)
    assert "tables are nested too deeply" in message(path)


def test_an_override_of_a_key_without_end_is_refused(write):
    key = "a." * 50_000 + "b"
    assert "tables are nested too deeply" in message(write("seed = 1\n"), [f"{key}=1"])


def test_many_numbers_on_one_line_are_not_deep():
    numbers = [n / 10 for n in range(1000)]
    assert toml_tables(f"values = {numbers}") == {"values": numbers}


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "no such file" in message(tmp_path / "none.toml")
    assert "is a folder" in message(tmp_path)
    folder = tmp_path / "x.toml"
    folder.mkdir()
    assert "is a folder" in message(folder)
    assert "no such scenario" in message("paper/deliverai_9")
    assert "no path" in message("a\0b")
    assert 'The scenario is "", expected a file' in message("")


SEED = "a whole number from 0 to 9223372036854775807"
SECONDS = "a number above 0 and at most 1000000000"
SIZE = 'a whole number from 1 to 1000000 or "elastic"'
TEXT = "a text that is not empty"
WINDOW = "a list of 2, each a number of 0 or more"


@pytest.mark.parametrize(
    ("line", "value", "expected"),
    [
        ("seed = true", "true", SEED),
        ("seed = -1", "-1", SEED),
        ("seed = 1.0", "1.0", SEED),
        ('seed = "1"', '"1"', SEED),
        ("seed = 1979-05-27", '"1979-05-27"', SEED),
        ("promise_s = inf", "inf", SECONDS),
        ("promise_s = nan", "nan", SECONDS),
        ("promise_s = false", "false", SECONDS),
        ("promise_s = 0", "0", SECONDS),
        ("horizon_s = -inf", "-inf", SECONDS),
        ("region = 3", "3", TEXT),
        ('region = ""', '""', TEXT),
        ("demand = 3", "3", "a table"),
        ("demand.load_per_min = 0", "0", "a number above 0"),
        ("demand.load_per_min = true", "true", "a number above 0"),
        ("demand.duration_min = 1.5", "1.5", "a whole number of 1 or more"),
        ("fleet.core.capacity = 0", "0", "a whole number of 1 or more"),
        ("fleet.core.size = 0", "0", SIZE),
        ("fleet.core.size = 1000001", "1000001", SIZE),
        ("fleet.peripheral.size = 1000001", "1000001", SIZE.replace("1 to", "0 to")),
        ("fleet.core.speed_factor = 0", "0", "a number from 0.001 to 1000"),
        ("fleet.peripheral.capacity = 0", "0", "a whole number of 1 or more"),
        ("dispatch.max_detour = 0.5", "0.5", "a number from 1 to 1000"),
        ("hotspots.docks = 0", "0", 'a whole number of 1 or more or "unlimited"'),
        ("hotspots.handover_s = -1", "-1", "a number from 0 to 1000000000"),
        (
            "requests.max_wait_s = inf",
            "inf",
            'a number from 0 to 1000000000 or "unbounded"',
        ),
        ("requests.count_inbound = 1", "1", "true or false"),
        ("routing.exploration = 1.1", "1.1", "a number from 0 to 1"),
        ("routing.learning_rate = 0", "0", "a number above 0 and at most 1"),
        ("report.window_min = [50, 10]", "[50, 10]", "a start before the end"),
        ("report.window_min = [1]", "[1]", WINDOW),
        ("report.window_min = 5", "5", WINDOW),
        (
            'demand.profile = "trace"',
            '"trace"',
            "a CSV or Parquet file in demand.trace_file too",
        ),
    ],
)
def test_a_wrong_value_names_file_key_value_and_what_is_expected(
    write, line, value, expected
):
    path = write(line + "\n")
    error = refusal(path)
    assert error.where == str(path)
    assert error.given == f"{line.partition(' = ')[0]} is {value}"
    assert error.expected == expected
    assert error.hint == ""


def test_a_word_near_one_that_is_known_is_answered_with_it(write):
    error = refusal(write('demand.profile = "gausian"\n'))
    assert error.given == 'demand.profile is "gausian"'
    known, _ = get_args(DemandSpec.model_fields["profile"].annotation)
    words = one_of([f'"{each}"' for each in get_args(known)])
    assert error.expected == f"{words} or module:Class"
    assert error.hint == 'did you mean "gaussian"?'


def test_a_file_of_orders_needs_the_profile_that_reads_it(write):
    error = refusal(write('demand.trace_file = "x.csv"\n'))
    assert error.given == "demand.trace_file is given without a demand.profile"
    assert error.expected == 'demand.profile = "trace"'


@pytest.mark.parametrize(
    ("line", "key", "meant"),
    [
        ("fleet.core.capcity = 3", "fleet.core.capcity", "fleet.core.capacity"),
        ("demnad.profile = 3", "demnad", "demand"),
        ("capcity = 3", "capcity", "fleet.core.capacity"),
        ("capacity = 3", "capacity", "fleet.core.capacity"),
    ],
)
def test_a_misspelt_key_is_answered_with_the_one_that_was_meant(
    write, line, key, meant
):
    error = refusal(write(line + "\n"))
    assert error.given == f"unknown key {key}"
    assert error.expected == ""
    assert error.hint == f"did you mean {meant}?"


@pytest.mark.parametrize(
    ("line", "key", "inside"),
    [("zzz = 3", "zzz", Scenario), ("requests.zzz = 3", "requests.zzz", RequestsSpec)],
)
def test_a_key_like_no_other_is_answered_with_those_of_its_table(
    write, line, key, inside
):
    error = refusal(write(line + "\n"))
    assert error.given == f"unknown key {key}"
    assert error.expected == one_of(
        [name for name, field in inside.model_fields.items() if not field.exclude]
    )


def test_a_scenario_cannot_name_itself(write):
    error = refusal(write('name = "x"\n'))
    assert error.given == "unknown key name, a scenario is named by its file"


@pytest.mark.parametrize("pool", ["core", "peripheral"])
def test_a_million_vehicles_are_the_most(write, pool):
    path = write(f"fleet.{pool}.size = 1000000\n")
    assert getattr(load_scenario(path).fleet, pool).size == 1_000_000


def test_an_error_names_the_file_or_override_that_said_the_key(write):
    base = write("promise_s = true\n", "base.toml")
    path = write('extends = "base.toml"\nseed = 1\n')
    assert message(path).startswith(f"{base}: promise_s")
    assert message(base, ["promise_s=-1"]).startswith("--set promise_s: promise_s is")


def test_a_misspelt_key_is_named_before_its_consequences(write):
    path = write('seed = true\n[demand]\ntrace_fil = "x"\nprofile = "trace"\n')
    assert "demand.trace_fil (did you mean demand.trace_file?)" in message(path)
