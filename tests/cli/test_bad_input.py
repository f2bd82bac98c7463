"""Bad input at the command: exit 2, one line, nothing run, nothing written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulation.region import embedded_region, save_region
from tests.folders import reseal

DELIVERAI = Path(sys.executable).with_name("deliverai")


@pytest.fixture
def scenario(tmp_path):
    def write(content, name="mine.toml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\x00\xff\xfe", "is not text"),
        ("seed = = 1", "is not valid TOML"),
        ("fleet.core.capcity = 2", "did you mean fleet.core.capacity?"),
        ("seed = true", "seed is true, expected a whole number"),
        ("promise_s = inf", "promise_s is inf"),
        ("promise_s = nan", "promise_s is nan"),
        ("fleet.peripheral.size = 1000001", "expected a whole number from 0 to"),
        ("fleet.core.capacity = 0", "is 0, expected a whole number of 1 or more"),
        ('extends = "mine.toml"', "extends itself"),
        ('demand.profile = "trace"\ndemand.trace_file = "none.csv"', "none.csv"),
        ('routing.table = "none"', "none"),
        ('region = "none"', "none"),
    ],
)
def test_a_bad_scenario_is_refused_before_anything_is_run(
    refuse, scenario, tmp_path, content, says
):
    path = scenario(content)
    text = refuse("run", "paper/point_to_point", path, "--out", tmp_path / "out")
    assert says in text
    assert [each.name for each in tmp_path.iterdir()] == ["mine.toml"]


def test_missing_files_and_folders_are_refused(refuse, tmp_path):
    assert "no such file" in refuse("run", tmp_path / "none.toml")
    assert "is a folder" in refuse("run", tmp_path)
    assert "did you mean paper/deliverai_" in refuse("run", "paper/deliverai_22")


@pytest.mark.parametrize(
    "override",
    ["seed", "seed=x", "demand.load_per_min=-1", "demand.lod_per_min=1", "x.y=1"],
)
def test_a_bad_override_is_refused(refuse, override):
    assert "--set" in refuse("run", "paper/point_to_point", "--set", override)


def test_a_bad_seed_is_refused(refuse):
    assert "seed is" in refuse("run", "paper/point_to_point", "--seed", "one")
    assert "seed is -1" in refuse("run", "paper/point_to_point", "--seed", "-1")


def test_different_regions_are_refused(refuse, scenario, tmp_path):
    path = scenario(f'extends = "paper/hotspots_only"\nregion = "{tmp_path}"\n')
    text = refuse("run", "paper/point_to_point", path)
    assert "expected embedded as in paper/point_to_point" in text


def test_an_existing_folder_is_never_overwritten(refuse, small, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine").write_text("precious")
    assert "exists already" in refuse("run", small[0], "--out", out)
    assert "exists already" in refuse("run", *small, "--out", out)
    assert "exists already" in refuse("train", "paper/deliverai_2", "--out", out)
    assert [path.name for path in out.iterdir()] == ["mine"]
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    assert "exists already" in refuse("run", small[0], "--out", link)


def test_a_folder_below_a_file_is_refused(refuse, small):
    assert "is a file" in refuse("run", small[0], "--out", small[1] / "out")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc")
def test_an_unwritable_place_is_refused(call, small):
    said = call("run", small[0], "--out", "/proc/deliverai")
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "/proc/deliverai" in said.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_without_permission_is_refused_before_the_run(refuse, small, tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    assert "not writable" in refuse("run", small[0], "--out", locked / "out")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("0,nobody,nobody", "row 1: producer is 'nobody'"),
        ("nan,p,c", "row 1: start_s is nan"),
    ],
)
def test_a_bad_trace_names_its_row(refuse, scenario, row, says):
    scenario(f"start_s,producer,consumer\n{row}\n", "day.csv")
    path = scenario('demand.profile = "trace"\ndemand.trace_file = "day.csv"\n')
    assert says in refuse("run", path)


def test_a_region_of_the_earlier_street_model_is_refused_by_every_command(
    refuse, scenario, tmp_path
):
    old = tmp_path / "old"
    save_region(embedded_region(), old)
    reseal(old, router="street")
    path = scenario(f'region = "{old}"')
    for command in (
        ("region", "show", old),
        ("region", "check", old),
        ("run", path),
        ("size", path, "--target", "success_ratio>=0.5"),
    ):
        assert "was built by an earlier street model" in refuse(*command)


@pytest.mark.parametrize("command", ["run", "size", "sweep", "fork"])
def test_how_a_trace_was_read_is_said_where_it_may_be_otherwise_than_meant(
    call, scenario, tmp_path, command
):
    ends = "-87.700\t41.860\t-87.670\t41.875"
    names = "start\tproducer_lon\tproducer_lat\tconsumer_lon\tconsumer_lat"
    scenario(f"{names}\n2026-11-01T01:30:00\t{ends}\n", "night.tsv")
    trace = 'demand.profile = "trace"\ndemand.trace_file = "night.tsv"\n'
    path = scenario(f'extends = "paper/point_to_point"\n{trace}')
    out = ("--out", tmp_path / "out")
    if command == "run":
        said = call("run", path, path)
    elif command == "size":
        said = call("size", path, "--target", "success_ratio>=0.5", "--processes", "1")
    elif command == "sweep":
        study = scenario(
            f'question = "Why?"\nscenarios = ["{path.name}"]\nreplications = 1\n',
            "s.toml",
        )
        said = call("sweep", study, "--executor", "serial", *out)
    else:
        call("run", path, *out)
        said = call("fork", tmp_path / "out", "--at", "10")
    assert said.code == 0
    lines = [each for each in said.err.splitlines() if each.startswith("Note: ")]
    tabs, clocks = lines  # once, though two scenarios read it
    assert tabs.startswith("Note: ")
    assert tabs.endswith("night.tsv: is read with tabs between its columns.")
    assert "row 1 lies in the hour that clocks of America/Chicago" in clocks


def test_corrupt_region_and_table_folders_are_refused(refuse, scenario, tmp_path):
    junk = tmp_path / "junk"
    junk.mkdir()
    (junk / "manifest.json").write_text("{")
    assert "junk" in refuse("run", scenario('region = "junk"'))
    assert "junk" in refuse("run", scenario('routing.table = "junk"'))
    assert "junk" in refuse("region", "show", junk)
    assert "junk" in refuse("region", "check", junk)


@pytest.mark.parametrize(
    "arguments",
    [
        ("rnu",),
        ("run",),
        ("run", "paper/point_to_point", "--sed", "1"),
        ("train", "paper/deliverai_2"),
        ("scenario", "show", "nope"),
        ("scenario", "validate"),
        ("region", "build", "nope", "--out", "x"),
        ("region", "show"),
    ],
)
def test_a_wrong_call_is_refused_in_one_line(refuse, arguments):
    refuse(*arguments)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", ""), 'The scenario is "", expected a file or a shipped name.'),
        (("region", "check", ""), 'The region is "", expected a prepared region or'),
        (("region", "show", ""), 'The region is "", expected a prepared region or'),
        (("region", "build", "", "--out", "x"), 'The specification is "", expected'),
    ],
)
def test_an_empty_argument_is_named(refuse, arguments, says):
    assert says in refuse(*arguments)


def test_unexpected_errors_are_one_line_too(call, monkeypatch):
    from simulation import scenario as module  # noqa: PLC0415

    def fail():
        raise RuntimeError("two\nlines")

    monkeypatch.setattr(module, "scenario_schema", fail)
    said = call("scenario", "schema")
    assert said.code == 1
    assert said.err.startswith("Error: unexpected RuntimeError: two lines")
    monkeypatch.setenv("DELIVERAI_DEBUG", "1")
    with pytest.raises(RuntimeError, match="two"):
        call("scenario", "schema")


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("duckdb.typing", 2, "Error: duckdb is not installed, expected all packages"),
        ("simulation.nowhere", 1, "Error: unexpected ModuleNotFoundError"),
    ],
)
def test_a_package_that_is_not_set_up_is_named(call, monkeypatch, name, code, says):
    """As after `make demo`; a module of ours that is missing is no user's mistake."""
    from simulation import scenario as module  # noqa: PLC0415

    def fail():
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(module, "scenario_schema", fail)
    said = call("scenario", "schema")
    assert said.code == code
    assert said.err.startswith(says)


def test_a_reader_who_leaves_is_no_error():
    with subprocess.Popen(
        [DELIVERAI, "scenario", "schema"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_standard_output_is_one_line():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [DELIVERAI, "scenario", "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.lower().startswith("error: output: no space left")
    assert done.stderr.count("\n") == 1
