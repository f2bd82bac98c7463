"""A file of changes: what it says is what a scenario's own tables say."""

import pytest

from simulation import load_scenario, prepare, simulate
from simulation.errors import InputError

KEYS = {"demand.load_per_min": 4, "demand.duration_min": 12}
HEAD = "at_min,until_min,key,value,where,what"
BASE = prepare(load_scenario("paper/hotspots_only"))


def scenario_of(tmp_path, *rows, head=HEAD, **more):
    """Return a scenario that reads a file of changes."""
    path = tmp_path / "feed.csv"
    path.write_text("\n".join([head, *rows]) + "\n")
    keys = {**KEYS, **more, "intervention_file": str(path)}
    return load_scenario("paper/hotspots_only", keys)


def test_a_file_says_what_tables_say(tmp_path):
    box = "-87.70 41.86 -87.66 41.88"
    asked = scenario_of(
        tmp_path,
        "2,7,fleet.core.speed_factor,0.5,,Snow",
        "3,,fleet.peripheral.speed_factor,* 0.5,,Ice",
        "4,9,hotspots.docks,0,tracts grid-r1c1 grid-r2c2,Outage",
        f"1,6,demand,2.5,box {box},Rush",
        "5,,demand,0,consumers tracts grid-r3c3,Nobody orders",
    )
    docks = {"hotspots.docks_at.grid-r1c1": 0, "hotspots.docks_at.grid-r2c2": 0}
    told = load_scenario(
        "paper/hotspots_only",
        {
            **KEYS,
            "interventions": [
                {
                    "what": "Snow",
                    "at_min": 2,
                    "until_min": 7,
                    "set": {"fleet.core.speed_factor": 0.5},
                },
                {
                    "what": "Ice",
                    "at_min": 3,
                    "scale": {"fleet.peripheral.speed_factor": 0.5},
                },
                {"what": "Outage", "at_min": 4, "until_min": 9, "set": docks},
            ],
            "demand.shocks": [
                {
                    "from_min": 1,
                    "until_min": 6,
                    "factor": 2.5,
                    "where": {"box": [float(each) for each in box.split()]},
                },
                {
                    "from_min": 5,
                    "factor": 0,
                    "side": "consumers",
                    "where": {"tracts": ["grid-r3c3"]},
                },
            ],
        },
    )
    ours, theirs = simulate(asked), simulate(told)
    assert ours.log_hash == theirs.log_hash
    assert [each["what"] for each in ours.shocks] == ["Rush", "Nobody orders"]
    assert [each["what"] for each in ours.interventions] == ["Snow", "Ice", "Outage"]
    assert "intervention_file" in ours.inputs


def test_a_file_that_changes_is_read_anew(tmp_path):
    asked = scenario_of(tmp_path, "2,7,fleet.core.speed_factor,0.5,,Snow")
    first = prepare(asked, [BASE])
    slow = simulate(asked, prepared=first)
    scenario_of(tmp_path, "2,7,fleet.core.speed_factor,0.1,,Snow")
    slower = simulate(asked, prepared=prepare(asked, [first]))
    assert slower.log_hash != slow.log_hash


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["x,7,fleet.core.speed_factor,0.5,,"], "row 1: interventions"),
        (
            ["8,7,fleet.core.speed_factor,0.5,,"],
            "until_min is 7, expected a time after",
        ),
        (["1,7,promise_s,5,,"], "row 1.set.promise_s: cannot change while a run is"),
        (
            ["1,7,fleet.core.sped,5,,"],
            "row 1: unknown key fleet.core.sped (did you mean",
        ),
        (["1,7,demand,a lot,,"], 'row 1: factor is "a lot", expected a number from 0'),
        (["1,7,demand,2,somewhere,"], 'row 1: where is somewhere, expected "tracts"'),
        (
            ["1,7,demand,2,box 1 2 3,"],
            "row 1: where is box 1 2 3, expected 4 numbers",
        ),
        (["1,7,demand,2,tracts grid-r9c9x,"], "there is no 'grid-r9c9x'"),
        (["1,7,fleet.core.speed_factor,2,tracts grid-r1c1,"], "none of its keys has a"),
        (["1,7,,2,,"], "key is empty"),
        ([], "is empty, expected"),
    ],
)
def test_a_wrong_row_is_one_sentence_with_its_number(tmp_path, rows, said):
    with pytest.raises(InputError) as caught:
        simulate(scenario_of(tmp_path, *rows), prepared=None)
    text = str(caught.value)
    assert said.replace("interventions", "at_min") in text
    assert "feed.csv" in text
    assert "\n" not in text


def test_columns_are_those_that_are_known(tmp_path):
    with pytest.raises(InputError, match="has no column value"):
        simulate(scenario_of(tmp_path, "1,demand", head="at_min,key"))
    with pytest.raises(InputError, match="has a column colour"):
        simulate(
            scenario_of(tmp_path, "1,demand,2,red", head="at_min,key,value,colour")
        )
