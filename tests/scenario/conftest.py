"""Scenario files to be loaded, and what is said of bad ones."""

import pytest

from simulation.errors import ScenarioError
from simulation.scenario import load_scenario


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a scenario file."""

    def write_file(text, name="mine.toml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write_file


def refusal(path, overrides=()):
    """Return the error with which a scenario is refused."""
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, overrides)
    assert "\n" not in str(caught.value)
    return caught.value


def message(path, overrides=()):
    """Return the one sentence with which a scenario is refused."""
    return str(refusal(path, overrides))
