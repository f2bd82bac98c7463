"""Studies small enough for tests, and the command called on them."""

import json

import pytest

from analysis.cli import main

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
