"""Errors: three values, and one sentence made of them."""

import pickle

import pytest

from simulation.errors import InputError, ScenarioError

CASES = [
    (
        ScenarioError("a.toml", "seed is -1", "a whole number"),
        "a.toml: seed is -1, expected a whole number.",
    ),
    (
        ScenarioError("a.toml", "mode is x", "y or z", hint="did you mean y?"),
        "a.toml: mode is x, expected y or z (did you mean y?).",
    ),
    (
        ScenarioError("a.toml", "unknown key sed", hint="did you mean seed?"),
        "a.toml: unknown key sed (did you mean seed?).",
    ),
    (InputError("a.csv", "cannot be read"), "a.csv: cannot be read."),
    (InputError("It is as it is."), "It is as it is."),
]


@pytest.mark.parametrize(("error", "sentence"), CASES)
def test_an_error_is_one_sentence(error, sentence):
    assert str(error) == sentence


@pytest.mark.parametrize("error", [error for error, _ in CASES])
def test_an_error_is_whole_after_a_way_between_processes(error):
    there = pickle.loads(pickle.dumps(error))
    assert type(there) is type(error)
    assert str(there) == str(error)
    assert vars(there) == vars(error)


def test_a_sentence_alone_has_no_parts():
    assert set(vars(InputError("It is as it is.")).values()) == {""}
