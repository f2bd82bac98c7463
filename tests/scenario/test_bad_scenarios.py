"""Bad scenarios: one sentence with file, key, what was given, what is expected."""

import pytest

from simulation.scenario import load_scenario
from simulation.specs import toml_tables
from tests.scenario.conftest import message


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


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("seed = true", "seed is true, expected a whole number"),
        ("seed = -1", "seed is -1, expected a whole number"),
        ("seed = 1.0", "seed is 1.0, expected a whole number"),
        ('seed = "1"', 'seed is "1", expected a whole number'),
        ("promise_s = inf", "promise_s is inf, expected a number above 0"),
        ("promise_s = nan", "promise_s is nan, expected a number above 0"),
        ("promise_s = false", "promise_s is false, expected a number above 0"),
        ("promise_s = 0", "promise_s is 0, expected a number above 0"),
        ("horizon_s = -inf", "horizon_s is -inf, expected a number above 0"),
        ("region = 3", "region is 3, expected a text"),
        ('region = ""', 'region is "", expected a text that is not empty'),
        ("demand = 3", "demand is 3, expected a table"),
        ("demand.load_per_min = 0", "demand.load_per_min is 0, expected a number"),
        ("demand.load_per_min = true", "demand.load_per_min is true, expected"),
        ("demand.duration_min = 1.5", "demand.duration_min is 1.5, expected a whole"),
        (
            'demand.profile = "gausian"',
            'expected "uniform", "gaussian", "gaussian_table_4", '
            '"gaussian_printed", "poisson" or "trace" '
            '(did you mean "gaussian"?)',
        ),
        ("fleet.core.capacity = 0", "is 0, expected a whole number of 1 or more"),
        (
            "fleet.core.size = 0",
            "fleet.core.size is 0, expected a whole number from 1 to 1000000 or "
            '"elastic"',
        ),
        ("fleet.core.size = 1000001", "fleet.core.size is 1000001, expected a whole"),
        ("fleet.peripheral.size = 1000001", "from 1 to 1000000 or"),
        ("fleet.core.speed_factor = 0", "expected a number from 0.001 to 1000"),
        ("fleet.peripheral.capacity = 2", "is 2, expected 1 until pooling exists"),
        ("hotspots.docks = 0", 'expected a whole number of 1 or more or "unlimited"'),
        ("hotspots.handover_s = -1", "hotspots.handover_s is -1, expected"),
        ("requests.max_wait_s = inf", "is inf, expected a number from 0 to 1000000000"),
        ("requests.count_inbound = 1", "is 1, expected true or false"),
        ("routing.exploration = 1.1", "expected a number from 0 to 1"),
        ("routing.learning_rate = 0", "expected a number above 0 and at most 1"),
        ("report.window_min = [50, 10]", "is [50, 10], expected a start before"),
        ("report.window_min = [1]", "is [1], expected a list of 2, each a number"),
        ("report.window_min = 5", "is 5, expected a list of 2"),
        ('demand.profile = "trace"', "in demand.trace_file"),
        ('demand.trace_file = "x.csv"', 'expected demand.profile = "trace"'),
        ('name = "x"', "unknown key name"),
        ("fleet.core.capcity = 3", "(did you mean fleet.core.capacity?)"),
        ("demnad.profile = 3", "(did you mean demand?)"),
        ("capcity = 3", "(did you mean fleet.core.capacity?)"),
        ("capacity = 3", "(did you mean fleet.core.capacity?)"),
        ("zzz = 3", "unknown key zzz, expected seed, region"),
        ("requests.zzz = 3", "unknown key requests.zzz, expected handler"),
        ("seed = 1979-05-27", "seed is"),
    ],
)
def test_a_wrong_value_names_file_key_value_and_what_is_expected(write, line, says):
    path = write(line + "\n")
    text = message(path)
    assert text.startswith(f"{path}: ")
    assert says in text


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
