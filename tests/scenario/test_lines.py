"""Lines as they are said: read from files and the command line, or refused."""

import pytest

from analysis.cli.command import main
from simulation import load_scenario
from simulation.errors import ScenarioError

STOPS = ["grid-r4c2", "grid-r3c2"]
LINE = {"name": "Trunk", "stops": STOPS, "last_min": 60, "every_min": 7, "capacity": 4}


def asked(*without, base="sharing/rounds", **keys):
    """Return a scenario with one line."""
    line = {key: each for key, each in (LINE | keys).items() if key not in without}
    return load_scenario(base, {"lines": [line]})


def test_a_line_is_said_in_minutes_and_leaves_as_often_as_it_says():
    line = asked().lines[0]
    assert (line.first_min, line.back, line.wait_s) == (0, False, 300)
    assert line.departures == 9  # 0, 7, ..., 56
    assert asked(first_min=4).lines[0].departures == 9  # 4, 11, ..., 60
    assert asked(first_min=0.3, last_min=0.9, every_min=0.1).lines[0].departures == 7


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"stops": ["grid-r4c2"]}, "lines[1].stops has 1, expected two or more"),
        (
            {"stops": [*STOPS, "grid-r3c2"]},
            "lines[1].stops has grid-r3c2 twice in turn, expected it once",
        ),
        (
            {"first_min": 61},
            "lines[1].last_min is 60, expected a time from its first_min on, 61",
        ),
        ({"capacity": 0}, "lines[1].capacity is 0, expected"),
        ({"every_min": 0}, "lines[1].every_min is 0, expected"),
        ({"every_min": -5}, "lines[1].every_min is -5, expected"),
        (
            {"every_min": 1e-5},
            "lines[1].every_min is 1e-05, which makes 6000001 departures, "
            "expected at most 100000",
        ),
        ({"headway": 5}, "unknown key lines[1].headway"),
        ({"base": "sharing/through"}, 'where service.mode is "through", expected'),
        ({"base": "sharing/choice"}, 'where service.mode is "choice", expected'),
    ],
)
def test_one_that_cannot_be_is_told_in_one_sentence(keys, said):
    with pytest.raises(ScenarioError) as told:
        asked(**keys)
    assert said in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("key", ["name", "stops", "last_min", "every_min", "capacity"])
def test_what_has_no_default_is_asked_for(key):
    with pytest.raises(ScenarioError, match=rf"lines\[1\]\.{key}"):
        asked(key)


def test_the_command_line_sets_lines_and_knows_the_nearest_stop(capsys):
    line = '{name="T", stops=["grid-r4c2", "grid-r3c"], last_min=9, every_min=5'
    line += ", capacity=2}"
    assert main(["run", "sharing/rounds", "--set", f"lines=[{line}]"]) == 2
    told = capsys.readouterr().err
    assert "lines[1].stops: there is no 'grid-r3c'" in told
    assert "did you mean grid-r3c" in told


def test_lines_cannot_change_under_way():
    later = {"what": "Fewer", "set": {"lines": []}}
    with pytest.raises(ScenarioError, match="both futures have the same timetables"):
        load_scenario("sharing/lines", {"interventions": [later]})
