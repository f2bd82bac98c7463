"""Values that were learnt before are those that would be learnt, or none are read."""

import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.cli import main
from simulation.assemble import prepare, routing
from simulation.errors import CostlyWarning, PolicyError
from simulation.routing.q_learning import kept
from simulation.routing.q_learning.explorers import Boltzmann, EpsilonGreedy
from simulation.routing.q_learning.kept import SWITCH, KeptValues, where_kept
from simulation.routing.q_learning.tabular import TabularPolicy
from simulation.routing.q_learning.training import TrainingPlan
from simulation.scenario import load_scenario
from simulation.simulation import simulate

TIME_S = np.random.default_rng(3).uniform(60.0, 900.0, (5, 5))
PLAN = TrainingPlan(40)
VALUES = np.random.default_rng(4).random((5, 5, 5))
SMALL = {"demand.duration_min": 10, "routing.episodes": 400}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "cache" / "tables"
    monkeypatch.setenv(SWITCH, str(folder))
    return folder


@pytest.fixture
def learnt(monkeypatch):
    """How often agents of runs have learnt."""
    calls, learn = [], routing.learn

    def counted(*arguments, **keys):
        calls.append(1)
        return learn(*arguments, **keys)

    monkeypatch.setattr(routing, "learn", counted)
    return calls


def of(times=TIME_S, explorer=None, plan=PLAN, seed=1):
    return KeptValues(times, explorer or EpsilonGreedy(0.7), plan, seed)


def log_hash(changes=()):
    scenario = load_scenario("paper/deliverai_1", SMALL | dict(changes))
    return simulate(scenario, prepared=prepare(scenario)).log_hash


def test_a_run_is_the_same_with_values_learnt_before_and_without(
    folder, learnt, monkeypatch
):
    first, second = log_hash(), log_hash()
    assert len(learnt) == 1
    assert len(list(folder.iterdir())) == 1
    monkeypatch.setenv(SWITCH, "off")
    assert log_hash() == first == second
    assert len(learnt) == 2


@pytest.mark.parametrize(
    ("key", "value", "anew"),
    [
        ("seed", 2, 2),
        ("routing.episodes", 401, 2),
        ("routing.temperature", 9.0, 2),
        ("routing.learning_rate", 0.7, 2),
        ("routing.discount", 0.98, 2),
        ("routing.time_scaling", "off_diagonal", 2),
        ("routing.policy", "q_epsilon", 2),
        ("routing.exploration", 0.5, 1),  # not of Boltzmann
        ("routing.preferred_share", 0.3, 1),
        ("demand.load_per_min", 10, 1),
        ("requests.interaction_range_m", 500, 1),
    ],
)
def test_agents_learn_anew_where_what_they_learn_may_differ(
    folder, learnt, key, value, anew
):
    for changes in ({}, {key: value}):
        prepare(load_scenario("paper/deliverai_1", {**SMALL, **changes}))
    assert len(learnt) == len(list(folder.iterdir())) == anew


@pytest.mark.usefixtures("folder")
def test_other_times_or_another_program_are_another_training(monkeypatch, tmp_path):
    of().write(VALUES)
    np.testing.assert_array_equal(of().read(), VALUES)
    assert of(times=TIME_S + 1e-9).read() is None
    assert of(explorer=Boltzmann(0.7)).read() is None
    assert of(plan=replace(PLAN, episodes=41)).read() is None
    other, program = tmp_path / "explorers.py", kept._PROGRAM
    for module in program:
        other.write_text("# another rule")
        with monkeypatch.context() as patch:
            instead = [other if each == module else each for each in program]
            patch.setattr(kept, "_PROGRAM", instead)
            assert of().read() is None
            other.unlink()  # no text: what is kept may be of any program
            of().write(VALUES)
            assert of().read() is None
    monkeypatch.setattr(kept.np, "__version__", "0.0")
    assert of().read() is None


@pytest.mark.parametrize("damage", ["cut", "grown", "altered", "head", "empty"])
def test_a_damaged_file_is_not_read_and_is_written_anew(folder, damage):
    of().write(VALUES)
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    altered = bytearray(whole)
    altered[3 if damage == "head" else -3] ^= 1
    file.write_bytes(
        {"cut": whole[:-1], "grown": whole + b"\0", "empty": b""}.get(damage, altered)
    )
    assert of().read() is None
    of().write(VALUES)
    assert file.read_bytes() == whole


def test_whoever_reads_while_others_write_sees_all_or_nothing(folder):
    done = threading.Event()

    def write():
        while not done.is_set():
            of().write(VALUES)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for each in writers:
        each.start()
    try:
        while of().read() is None:  # the first is on its way
            pass
        for _ in range(200):
            np.testing.assert_array_equal(of().read(), VALUES)
    finally:
        done.set()
        for each in writers:
            each.join()
    assert [file.suffix for file in folder.iterdir()] == [".values"]


def test_the_values_used_longest_ago_make_room(folder, monkeypatch):
    for seed in (1, 2, 3):
        of(seed=seed).write(VALUES)
    for file in folder.iterdir():
        os.utime(file, (0, 0))
    of(seed=2).read()
    taken = sum(512 * file.stat().st_blocks for file in folder.iterdir())
    monkeypatch.setattr(kept, "MOST_BYTES", taken // 3 + VALUES.nbytes)
    of(seed=4).write(VALUES)
    assert [of(seed=n).read() is not None for n in (1, 2, 3, 4)] == [0, 1, 0, 1]
    monkeypatch.setattr(kept, "MOST_TABLE_BYTES", VALUES.nbytes - 1)
    of(seed=5).write(VALUES)
    assert of(seed=5).read() is None


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv(SWITCH, str(file / "tables"))
    of().write(VALUES)
    assert of().read() is None


def test_where_values_are_kept(monkeypatch, tmp_path):
    monkeypatch.delenv(SWITCH)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert where_kept() == tmp_path / "deliverai" / "tables"
    monkeypatch.setenv("XDG_CACHE_HOME", "not/absolute")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert where_kept() == tmp_path / ".cache" / "deliverai" / "tables"
    monkeypatch.setenv(SWITCH, "drawer")
    with pytest.raises(PolicyError, match="DELIVERAI_TABLES is 'drawer', expected off"):
        where_kept()


def test_no_cache_learns_anew_and_keeps_nothing(folder, learnt, capsys):
    keys = [f"--set={key}={value}" for key, value in SMALL.items()]
    hashes = []
    for more in (["--no-cache"], [], [], ["--no-cache"]):
        assert main(["run", "paper/deliverai_1", "--json", *keys, *more]) == 0
        (run,) = json.loads(capsys.readouterr().out)["runs"]
        hashes.append((len(learnt), len(list(folder.glob("*"))), run["log_hash"]))
    one = hashes[0][2]
    assert hashes == [(1, 0, one), (2, 1, one), (2, 1, one), (3, 1, one)]
    assert os.environ[SWITCH] == str(folder)


def test_whatever_learns_is_known_by_its_text():
    """What is added to the folder learns, or is named here."""
    folder = Path(kept.__file__).parent
    others = {"__init__.py", "files.py", "kept.py", "learning_curve.py"}
    learn = {each.name for each in folder.glob("*.py")} - others
    assert {each.name for each in kept._PROGRAM} == learn | {"mdp.py", "streams.py"}
    assert all(each.is_file() for each in kept._PROGRAM)


# The size of what is learnt -----------------------------------------------------------

SAID = (
    'paper/deliverai_1: routing.policy is "q_boltzmann": what 30 agents learn takes '
    '0.0 GB of memory or more; "exact" has the values that they learn towards, without '
    "it."
)


@pytest.fixture
def much(monkeypatch):
    """Thirty agents are many."""
    monkeypatch.setattr(routing, "_MUCH", 8 * 30**3)


@pytest.mark.usefixtures("folder", "much")
def test_how_large_a_table_is_is_said_before_it_is_learnt(
    monkeypatch, capsys, tmp_path
):
    for learns in ("learn", "train"):
        monkeypatch.setattr(routing, learns, lambda *_: 1 / 0)
    with pytest.warns(CostlyWarning) as said, pytest.raises(ZeroDivisionError):
        prepare(load_scenario("paper/deliverai_1", SMALL))
    assert [str(each.message) for each in said] == [SAID]
    for command in ("run", "train"):
        out = ["--out", str(tmp_path / command)]
        assert main([command, "paper/deliverai_1", *out]) == 1
        assert capsys.readouterr().err.startswith(f"Note: {SAID}\n")


@pytest.mark.usefixtures("folder", "much", "learnt")
def test_nothing_is_said_of_what_is_small_or_kept_or_not_learnt(monkeypatch):
    exact = load_scenario("paper/deliverai_1", SMALL | {"routing.policy": "exact"})
    prepare(exact)  # a warning would be an error
    monkeypatch.setattr(routing, "_MUCH", 8 * 30**3 + 1)
    prepare(load_scenario("paper/deliverai_1", SMALL))
    monkeypatch.setattr(routing, "_MUCH", 0)
    prepare(load_scenario("paper/deliverai_1", SMALL))


def test_a_table_is_copied_unless_nobody_can_write_to_it():
    values = VALUES.copy()
    copied = TabularPolicy(values)
    values.setflags(write=False)
    shared = TabularPolicy(values)
    assert shared.learnt is values
    assert copied.learnt is not values
    assert not copied.learnt.flags.writeable
    np.testing.assert_array_equal(copied.learnt, VALUES)
