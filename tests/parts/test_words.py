"""Parts of one's own by a word: found, checked, and refused in one sentence."""

import os
import subprocess
import sys
from pathlib import Path
from zlib import crc32

import pytest

from analysis.cli import main
from simulation import load_scenario, simulate
from simulation.errors import ScenarioError
from simulation.registry import HANDLER, find
from simulation.registry.sources import installed, source_of
from simulation.scenario import scenario_from_dict, scenario_to_dict, scenario_to_toml
from simulation.scenario.effects import without_effect

MINE = '''"""Parts of my own."""

from simulation.sharing.greedy import GreedyHandler
from simulation.specs import NonNegativeInt, Spec


class Mine(GreedyHandler):
    class Options(Spec):
        most: NonNegativeInt = 0

    def __init__(self, options, capacity):
        super().__init__(capacity)
        self.most = options.most

    def match(self, deciders, board, now_s):
        return super().match(deciders, board, now_s)[: self.most]


class Plain(GreedyHandler):
    pass


class Deaf:
    shares = True


class Greedy(GreedyHandler):
    def __init__(self, capacity, weather):
        super().__init__(capacity)


class Breaks(GreedyHandler):
    def __init__(self, capacity):
        raise RuntimeError("no licence")


def made(capacity):
    return "no handler"


class Evenly:
    def __init__(self, load_per_min):
        self.load_per_min = load_per_min

    def orders(self, region, streams):
        raise NotImplementedError


LIST = [1]
'''
SMALL = {
    "requests.handler": "greedy",
    "demand.load_per_min": 6,
    "demand.duration_min": 2,
}


@pytest.fixture
def folder(tmp_path, monkeypatch, request):
    """Return a working folder with a module of parts that no other test has."""
    name = f"mine_{crc32(request.node.name.encode())}"
    (tmp_path / f"{name}.py").write_text(MINE)
    (tmp_path / f"{name}_broken.py").write_text("import nothing_of_the_kind\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    return name


def small(**keys):
    return load_scenario("paper/hotspots_only", {**SMALL, **keys})


def test_a_class_of_the_working_folder_is_a_word(folder):
    word = f"{folder}:Mine"
    plain = simulate(small())
    mine = simulate(small(**{"requests.handler": word}))
    wide = simulate(
        small(**{"requests.handler": word, "requests.options": {"most": 999}})
    )
    assert wide.log_hash == plain.log_hash
    assert mine.log_hash != plain.log_hash
    assert plain.parts == []
    assert "parts" not in plain.manifest()
    [part] = mine.manifest()["parts"]
    assert part == {
        "kind": "handler",
        "name": word,
        "module": folder,
        "distribution": None,
        "version": None,
        "sha256": source_of(word).sha256,
    }
    assert len(part["sha256"]) == 64


def test_options_stand_in_a_file_and_come_out_again(folder, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        f'extends = "paper/hotspots_only"\nrequests.handler = "{folder}:Mine"\n'
        "[requests.options]\nmost = 7\n"
    )
    scenario = load_scenario(path)
    assert scenario.requests.options == {"most": 7}
    again = tmp_path / "again.toml"
    again.write_text(scenario_to_toml(scenario))
    assert load_scenario(again).requests == scenario.requests
    tables = scenario_to_dict(scenario)
    assert scenario_from_dict(tables).requests == scenario.requests


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Deaf", "which has no match, expected a class with match and shares"),
        ("Greedy", "which asks for weather, expected some of capacity"),
        ("LIST", "which cannot be called, expected a class"),
        ("Absent", "has no Absent, expected a class of that module"),
    ],
)
def test_what_cannot_be_a_part_is_refused_as_the_scenario_is_read(folder, name, said):
    with pytest.raises(ScenarioError) as caught:
        small(**{"requests.handler": f"{folder}:{name}"})
    assert caught.value.where == "--set requests.handler"
    assert f'requests.handler is "{folder}:{name}"' in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Breaks", "cannot be made (RuntimeError: no licence)"),
        ("made", "which has no match"),
    ],
)
def test_what_turns_out_to_be_no_part_is_refused_when_it_is_made(folder, name, said):
    with pytest.raises(ScenarioError) as caught:
        simulate(small(**{"requests.handler": f"{folder}:{name}"}))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"most": -1}, "most is -1, expected a whole number of 0 or more"),
        ({"mots": 3}, "unknown key mots (did you mean most?)"),
    ],
)
def test_wrong_options_are_refused_in_one_sentence(folder, options, said):
    with pytest.raises(ScenarioError) as caught:
        small(**{"requests.handler": f"{folder}:Mine", "requests.options": options})
    assert f"requests.options: {said}" in str(caught.value)


def test_options_of_a_part_that_takes_none_are_refused(folder):
    keys = {"requests.handler": f"{folder}:Plain", "requests.options": {"most": 3}}
    with pytest.raises(ScenarioError, match=r"expected none, since .* has no model"):
        small(**keys)


def test_options_of_a_shipped_part_have_no_effect():
    scenario = small(**{"requests.options": {"most": 3}})
    why = without_effect(scenario, ["requests.options.most"])
    assert why == {
        "requests.options.most": "requests.handler is greedy, whose values are keys of "
        "their own"
    }


def test_a_policy_of_ones_own_is_not_told_of_training():
    scenario = scenario_from_dict({"routing": {"policy": "mine:Policy"}})
    said = without_effect(scenario, ["routing.episodes", "routing.discount"])
    assert said == {
        "routing.episodes": "routing.policy is mine:Policy, which is not told of it"
    }


def test_a_demand_of_ones_own_says_which_keys_it_does_not_ask_for(folder):
    demand = f"{folder}:Evenly"
    keys = ["demand.load_per_min", "demand.duration_min", "demand.hours", "demand.uses"]
    scenario = small(**{"demand.profile": demand, "demand.hours": [1.0] * 24})
    why = f"demand.profile is {demand}, which is not told of it"
    assert without_effect(scenario, keys) == dict.fromkeys(keys[1:], why)
    unread = scenario_from_dict({"demand": {"profile": "not_imported_yet:Evenly"}})
    assert not without_effect(unread, keys)
    assert "not_imported_yet" not in sys.modules


def test_an_unknown_word_is_answered_with_those_there_are(tmp_path, monkeypatch):
    """Those that packages give in their entry points too."""
    info = tmp_path / "crowds-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: crowds\nVersion: 1.2\n"
    )
    (info / "entry_points.txt").write_text(
        "[deliverai.handlers]\ncrowd = crowds:Crowd\ngreedy = crowds:Crowd\n"
    )
    (info / "RECORD").write_text("crowds.py,,\n")
    (tmp_path / "crowds.py").write_text(
        "from simulation.sharing.refuse import RefuseHandler as Crowd\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    installed.cache_clear()
    try:
        with pytest.raises(ScenarioError) as caught:
            small(**{"requests.handler": "crwod"})
        part = find(HANDLER, "crowd")
        shipped = find(HANDLER, "greedy")
    finally:
        installed.cache_clear()
    assert str(caught.value) == (
        '--set requests.handler: requests.handler is "crwod", expected "greedy", '
        '"refuse", "guarded", "saved_distance", "matching", '
        '"reservation" or "crowd" or module:Class (did you mean "crowd"?).'
    )
    assert part.record() | {"sha256": ""} == {
        "kind": "handler",
        "name": "crowd",
        "module": "crowds",
        "distribution": "crowds",
        "version": "1.2",
        "sha256": "",
    }
    assert shipped.source is None  # a shipped word is never hidden


def test_the_command_takes_a_class_and_refuses_what_is_none(folder, capsys):
    """The console script has no working folder among its modules: it is added."""
    words = ["run", "paper/hotspots_only", "--set", "demand.load_per_min=1"]
    assert main([*words, "--set", f"requests.handler={folder}:Mine"]) == 0
    for word, said in (
        (f"{folder}_broken:Mine", "cannot be imported (ModuleNotFoundError"),
        (f"{folder}:Deaf", "has no match"),
        ("gredy", 'did you mean "greedy"?'),
    ):
        capsys.readouterr()
        assert main([*words, "--set", f"requests.handler={word}"]) == 2
        [sentence] = capsys.readouterr().err.splitlines()
        assert said in sentence


def test_a_script_elsewhere_finds_the_class_of_the_working_folder(folder, tmp_path):
    root = Path(__file__).parents[2]
    elsewhere = tmp_path / "programs"
    elsewhere.mkdir()
    script = elsewhere / "script.py"
    script.write_text("import sys\nfrom analysis.cli import main\nsys.exit(main())\n")
    scenario = tmp_path / "mine.toml"
    scenario.write_text(f'requests.handler = "{folder}:Mine"\n')
    done = subprocess.run(
        [sys.executable, script, "scenario", "show", scenario],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f'handler = "{folder}:Mine"' in done.stdout


def test_a_run_is_read_where_its_part_is_not_at_hand():
    """Its report needs the scenario's keys, not the part."""
    scenario = scenario_from_dict({"requests": {"handler": "gone_since:Mine"}})
    assert without_effect(scenario, ["requests.handler"]) == {}
    with pytest.raises(ScenarioError, match="module gone_since cannot be imported"):
        simulate(scenario)
