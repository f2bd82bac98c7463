"""The command, called as a user calls it, and scenarios small enough for that."""

from dataclasses import dataclass

import pytest

from analysis.cli import main

SMALL = 'extends = "paper/{base}"\ndemand.load_per_min = 2\ndemand.duration_min = 3\n'


@dataclass(frozen=True)
class Said:
    """What a call came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def call(capsys):
    """Return a function that calls the command with arguments."""

    def with_arguments(*arguments):
        capsys.readouterr()
        code = main([str(each) for each in arguments])
        said = Said(code, *capsys.readouterr())
        assert "Traceback" not in said.err
        return said

    return with_arguments


@pytest.fixture
def refuse(call):
    """Return a function that expects bad input: exit 2 and one line on stderr."""

    def with_arguments(*arguments):
        said = call(*arguments)
        assert said.code == 2
        assert said.out == ""
        assert said.err.startswith("Error: ")
        assert said.err.count("\n") == 1
        return said.err

    return with_arguments


@pytest.fixture
def small(tmp_path):
    """Return two small scenario files: all orders driven, or over hotspots."""
    paths = []
    for base in ("point_to_point", "hotspots_only"):
        path = tmp_path / f"{base}.toml"
        path.write_text(SMALL.format(base=base))
        paths.append(path)
    return paths
