"""Errors: three values, and one sentence made of them."""

import pickle
from pathlib import Path

import pytest

from analysis.experiments.stored_runs import stored_runs_in
from analysis.sizing.targets import read_target
from analysis.sweeps.study import load_study
from simulation.errors import InputError, ScenarioError
from simulation.record.run_files import read_manifest

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


NOTHING = Path("nothing there")


@pytest.mark.parametrize(
    ("raises", "given", "parts"),
    [
        (
            *(read_manifest, NOTHING),
            ("nothing there", "does not exist", "a run folder", ""),
        ),
        (
            *(stored_runs_in, [NOTHING]),
            (
                *("nothing there", "does not exist"),
                *("a run folder, a folder of several, or a sweep", ""),
            ),
        ),
        (
            *(load_study, "studies/capacty"),
            (
                *("'studies/capacty'", "no such study"),
                *("a file or a shipped name", "did you mean studies/capacity?"),
            ),
        ),
        (
            *(read_target, "succes_ratio>=1"),
            (
                *("--target 'succes_ratio>=1'", "unknown KPI succes_ratio"),
                *("one", "did you mean success_ratio?"),
            ),
        ),
    ],
    ids=["record", "experiments", "sweeps", "sizing"],
)
def test_what_is_refused_is_told_in_parts(raises, given, parts):
    with pytest.raises(InputError) as caught:
        raises(given)
    error = caught.value
    assert (error.where, error.given, error.expected, error.hint) == parts
