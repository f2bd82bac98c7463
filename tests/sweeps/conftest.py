"""Studies small enough for tests, and the command called on them."""

import json

import pytest

from analysis.cli import main
from tests.sweeps.interrupted import STUDY

SMALL = """
question = "Does this work?"
scenarios = ["paper/point_to_point", "paper/hotspots_only"]
replications = 3

[set]
demand.load_per_min = 2
demand.duration_min = 3

[grid]
hotspots.docks = [1, "unlimited"]
hotspots.handover_s = [0, 60]
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Return the file of a study that takes long enough to be interrupted."""
    path = tmp_path_factory.mktemp("study") / "study.toml"
    path.write_text(STUDY)
    return path


@pytest.fixture(scope="module")
def undisturbed(study, tmp_path_factory):
    """Return the table of a sweep that nobody interrupted."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    assert main(["sweep", str(study), "--out", str(out), "--executor", "serial"]) == 0
    return (out / "runs.parquet").read_bytes()


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a study file."""

    def write_file(text, name="study.toml"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write_file


@pytest.fixture
def small(write):
    """Return the file of a study of 24 runs, two hours of no load at all."""
    return write(SMALL)


@pytest.fixture
def sweep(capsys):
    """Return a function that calls `deliverai sweep`, serially unless said."""

    def call(*arguments, executor="serial", code=0):
        capsys.readouterr()
        words = [str(each) for each in arguments]
        got = main(["sweep", *words, "--executor", executor])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        assert got == code, said.err
        return said

    return call


@pytest.fixture
def refuse(sweep, tmp_path):
    """Return a function that expects one sentence and no folder."""

    def call(study, *arguments):
        out = tmp_path / "refused"
        said = sweep(study, "--out", out, *arguments, code=2)
        assert said.out == ""
        assert said.err.startswith("Error: ")
        assert said.err.count("\n") == 1
        assert not out.exists()
        return said.err

    return call


def journal_keys(folder):
    """Return the keys in a sweep's journal, one for each run that was made."""
    text = (folder / "journal.jsonl").read_text()
    return [json.loads(line)[0] for line in text.splitlines()]
